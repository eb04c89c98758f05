"""What the local stack's commands ask of the API over HTTP, and how a person sees the answers."""

from typing import TYPE_CHECKING, Any

from shared.cli.plan_words import days, gain_text, hours_text, pace_text
from shared.cli.render import MAX_WIDTH, bar, plain, print_title
from shared.domain.plan import StepKind

if TYPE_CHECKING:
    import httpx
    from rich.console import Console

    from shared.local.stack import Stack

ROLE = "data scientist"
HOURS_PER_WEEK = 6
NEARBY = 5
_STEPS_SHOWN = 4


def open_client(stack: "Stack", token: str) -> "httpx.Client":
    """An HTTP client that asks in somebody's name."""
    import httpx

    return httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)


def checked(answer: "httpx.Response") -> "httpx.Response":
    """Raises:
    LocalStackError: the answer is not a good one; the message holds what was asked and answered.
    """
    from shared.local.checkout import LocalStackError

    if not answer.is_success:
        request = answer.request
        raise LocalStackError(f"{request.method} {request.url} answered {answer.status_code}: {answer.text[:500]}")
    return answer


def introduce(client: "httpx.Client") -> None:
    """The demo user's profile: without one nothing is assessed."""
    checked(client.put("/v1/users/me", json={"display_name": "Demo", "locale": "en"}))


def find_role_id(client: "httpx.Client") -> str:
    """The id of the role that the demo plans for."""
    found = checked(client.get("/v1/roles", params={"query": ROLE, "limit": 1})).json()
    return str(found["items"][0]["id"])


def print_nearby(roles: list[dict[str, Any]], console: "Console") -> None:
    """Roles as `GET /v1/roles/nearby` lists them, a line each."""
    from rich.text import Text

    width = min(console.width, MAX_WIDTH)
    print_title(console, "The roles nearest to this CV", width)
    for role in roles:
        line = Text.assemble(
            (bar(role["readiness"] / 100), "cyan"),
            f" {role['readiness']:3.0f} % ",
            (plain(role["title"]), "bold"),
            (f" ({plain(role['band'])})", "dim"),
        )
        console.print(line, width=width)


def print_plan_begin(plan: dict[str, Any], console: "Console") -> None:
    """The headline and the first steps of a plan as `POST /v1/plans` answers it."""
    from datetime import date

    from rich.text import Text

    width = min(console.width, MAX_WIDTH)
    steps = plan["steps"]
    print_title(console, f"The way to {plain(plan['role_title'])}: the first steps of {len(steps)}", width)
    hours = sum(step["hours"] for step in steps)
    way = f"From {plan['readiness_at_start']:.0f} % readiness to {plan['readiness_at_end']:.0f} %, {hours_text(hours)}"
    pace = f"until {plan['ends_on']} at {pace_text(plan['hours_per_week'])}"
    console.print(Text(f"{way}, {pace}"), width=width)
    for number, step in enumerate(steps[:_STEPS_SHOWN], 1):
        verb = "Prove" if step["kind"] == StepKind.PROVE else "Learn"
        when = days(date.fromisoformat(step["starts_on"]), date.fromisoformat(step["ends_on"]))
        title = Text.assemble(f"{number}. ", (f"{verb} {plain(step['skill_name'])}", "bold"), f" as {step['to_level']}")
        console.print(title, width=width)
        figures = f"   {when} · {hours_text(step['hours'])} · {gain_text(step['gain'])}"
        console.print(Text(figures, "dim"), width=width)
