"""Changing requests (POST, PATCH): admitted within the user's limit, and answered once for each `Idempotency-Key`.

The key follows https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: the answer is stored with
what the request did, in one transaction, for 24 hours. Only what succeeded is kept: a request that failed changed
nothing, and can be sent again under the same key.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from shared.api.dependencies import Now, SignedIn, Uow, providers_of
from shared.domain.errors import ConflictError
from shared.domain.request import Answer, WriteRequest
from shared.unit_of_work.abstract import UnitOfWork

T = TypeVar("T")

REPLAYED = "Idempotent-Replayed"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="Any text of your own, as a UUID. The same request under the same key takes effect once, and gets "
        "the same answer for 24 hours; another request under it is 409 `idempotency-key-reused`.",
        examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
    ),
]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a changing request is answered: what it made, as it goes out."""

    body: BaseModel
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Once:
    """One changing request of one caller."""

    uow: UnitOfWork
    request: WriteRequest
    now: datetime

    def run(self, make: Callable[[], T], show: Callable[[T], Shown]) -> Response:
        """Run the use case, unless this request was answered before; answer as it is or was answered.

        Args:
            make: the use case; it commits `self.uow` with what it returns.

        Raises:
            UserNotFoundError, RateLimitedError, KeyReusedError: as `UnitOfWork.admit` says.
        """
        if answered := self.uow.admit(self.request):
            return _replayed(answered)
        kept: list[Answer] = []

        def keep(result: T) -> Answer:
            kept.append(self._answer(show(result)))
            return kept[-1]

        self.uow.answer_with(keep if self.request.key else None)
        try:
            made = make()
            return _response(kept[-1] if kept else self._answer(show(made)))
        except ConflictError:
            # If the same request came twice at once, what this one runs into is what the other one did.
            if self.request.key and (answered := self.uow.admit(replace(self.request, cost=0))):
                return _replayed(answered)
            raise

    def _answer(self, shown: Shown) -> Answer:
        headers = tuple((name.lower(), value) for name, value in shown.headers.items())
        key, fingerprint = self.request.key or "", self.request.fingerprint
        body = shown.body.model_dump_json()
        return Answer(self.request.user_id, key, fingerprint, shown.status, headers, body, self.now)


def changing(cost: int = 1, *, wants_profile: bool = False) -> Callable[..., Awaitable[Once]]:
    """The dependency of a changing route.

    Args:
        cost: how much of the user's limit it takes.
        wants_profile: whether its use case reads the caller's profile, which then comes with the admission.
    """

    async def get_once(
        request: Request,
        caller: SignedIn,
        uow: Uow,
        now: Now,
        key: IdempotencyKey = None,
    ) -> Once:
        asked = (request.method, request.url.path, request.url.query, request.headers.get("if-match", ""))
        digest = hashlib.sha256("\n".join(asked).encode(errors="surrogateescape"))
        digest.update(b"\n" + await request.body())
        limit = providers_of(request).limit()
        return Once(uow, WriteRequest(caller.user_id, cost, limit, key, digest.hexdigest(), wants_profile), now)

    return get_once


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


async def get_expected_version(
    if_match: Annotated[
        str | None,
        Header(
            max_length=200,
            description="The `ETag` that the change is meant for; if it is another by now, the answer is 409.",
            examples=['"3"'],
        ),
    ] = None,
) -> int | None:
    """The version that `If-Match` names; None where any will do; -1, which none is, for a tag that is not of ours."""
    tag = (if_match or "*").strip()
    if tag == "*":
        return None
    number = tag.removeprefix('"').removesuffix('"')
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 and tag == f'"{number}"' else -1


IfMatch = Annotated[int | None, Depends(get_expected_version)]


def _response(answer: Answer) -> Response:
    return Response(answer.body, answer.status, headers=dict(answer.headers), media_type="application/json")


def _replayed(answer: Answer) -> Response:
    response = _response(answer)
    response.headers[REPLAYED] = "true"
    return response
