"""The part of Supabase's sign-in that sends mails, which Supabase Lite has not: answers as GoTrue gives them.

https://github.com/supabase/auth/blob/master/openapi.yaml and internal/api/verify.go (read 2026-11-29).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Page, Request, Route

from shared.local.stack import Stack
from tests.served import Person

# What GoTrue puts into the address where a link is too old or used up: in the query, and behind the `#`.
_EXPIRED = "error=access_denied&error_code=otp_expired&error_description=Email+link+is+invalid+or+has+expired"
EXPIRED_LINK = f"?{_EXPIRED}#{_EXPIRED}"
REFUSALS = {
    "otp_expired": (403, "Email link is invalid or has expired"),
    "flow_state_expired": (403, "invalid flow state, flow state has expired"),
    "bad_code_verifier": (400, "code challenge does not match previously saved code verifier"),
    "email_not_confirmed": (400, "Email not confirmed"),
    "over_email_send_rate_limit": (429, "For security purposes, you can only request this after 48 seconds."),
}


@dataclass
class Mails:
    """Stands between a page and the sign-in.

    Attributes:
        session: what a link is exchanged for.
        refusal: in the place of a session or a mail: one of `REFUSALS`, or "away" for no answer at all.
        sent: what the page asked: paths, and the bodies that went with them.
    """

    session: Mapping[str, Any]
    refusal: str | None = None
    sent: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    @classmethod
    def before(cls, page: Page, stack: Stack, person: Person) -> "Mails":
        """For a page whose links are those of one person, who has signed up already."""
        asked = {"email": person.email, "password": person.password}
        headers = {"apikey": stack.supabase.publishable_key}
        url = f"{stack.supabase.url}/auth/v1/token?grant_type=password"
        session = httpx.post(url, json=asked, headers=headers, trust_env=False).raise_for_status().json()
        mails = cls(session)
        page.route("**/auth/v1/**", mails._answer)
        return mails

    def asked(self, path: str) -> list[Mapping[str, Any]]:
        return [body for one, body in self.sent if one.startswith(path)]

    def _answer(self, route: Route, request: Request) -> None:
        path = request.url.partition("/auth/v1")[2]
        body = json.loads(request.post_data or "{}")
        self.sent.append((path, body))
        if self.refusal == "away":
            route.abort()
        elif self.refusal:
            status, message = REFUSALS[self.refusal]
            self._fulfil(route, {"code": status, "error_code": self.refusal, "msg": message}, status)
        elif path.startswith(("/token?grant_type=pkce", "/verify")):
            self._fulfil(route, self.session)
        elif path.startswith("/signup"):
            waiting = {"confirmation_sent_at": "2026-11-29T12:00:00Z", "identities": [{"provider": "email"}]}
            self._fulfil(route, {**self.session["user"], **waiting})
        elif path.startswith(("/recover", "/resend")):
            self._fulfil(route, {})
        elif path.startswith("/user") and request.method == "PUT":
            self._fulfil(route, self.session["user"])
        else:
            route.continue_()

    def _fulfil(self, route: Route, answer: Mapping[str, Any], status: int = 200) -> None:
        route.fulfill(status=status, json=answer, headers={"access-control-allow-origin": "*"})
