"""What the local stack's commands ask of files and long jobs over HTTP, and how a person sees a job go on."""

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from shared.cli.render import bar, plain
from shared.cli.stack_client import checked
from shared.domain.workflow import Kind, RunState, StepState

if TYPE_CHECKING:
    import httpx

PDF = "application/pdf"

# Where an answer does not say when to ask again.
_ASK_AGAIN_S = 1.0


def upload(client: "httpx.Client", filename: str, content_type: str, data: bytes) -> str:
    """Announce a file and put its bytes where the answer says, as a browser does: the id of its document."""
    made = announce(client, filename, content_type, data)
    # The same bytes again are there already.
    if made["upload"] is not None:
        send(made["upload"], filename, content_type, data)
    return str(made["document"]["id"])


def announce(client: "httpx.Client", filename: str, content_type: str, data: bytes) -> dict[str, Any]:
    """The document of a file with the form for its bytes, as the API answers."""
    announced = {
        "filename": filename,
        "content_type": content_type,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    made: dict[str, Any] = checked(client.post("/v1/documents", json=announced)).json()
    return made


def send(form: Mapping[str, Any], filename: str, content_type: str, data: bytes) -> None:
    """Post a file with its form. No token goes along: the form itself is the permission."""
    import httpx

    file = {"file": (filename, data, content_type)}
    checked(httpx.post(form["url"], data=form["fields"], files=file, timeout=60, trust_env=False))


def start_cv_to_plan(client: "httpx.Client", document_id: str, role_id: str, hours_per_week: float) -> str:
    """Where the workflow is that was started."""
    body = {
        "kind": Kind.CV_TO_PLAN,
        "document_id": document_id,
        "role_id": role_id,
        "hours_per_week": hours_per_week,
    }
    return checked(client.post("/v1/workflows", json=body)).headers["location"]


def follow(
    client: "httpx.Client",
    location: str,
    show: Callable[[Mapping[str, Any]], None],
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Ask for a workflow until it is over, as often as its answers say.

    Args:
        show: is told of each answer.
    """
    while True:
        answer = checked(client.get(location))
        run: dict[str, Any] = answer.json()
        show(run)
        if RunState(run["state"]).is_over:
            return run
        pause(float(answer.headers.get("retry-after", _ASK_AGAIN_S)))


def completed(run: Mapping[str, Any]) -> Mapping[str, Any]:
    """The result of a workflow that is over.

    Raises:
        LocalStackError: it was not completed; the message says why.
    """
    from shared.local.checkout import LocalStackError

    if run["state"] != RunState.COMPLETED:
        failure = run["failure"] or {}
        raise LocalStackError(
            f"the workflow {run['id']} is {run['state']}: {failure.get('message', 'no reason given')}"
        )
    result: Mapping[str, Any] = run["result"]
    return result


def describe(run: Mapping[str, Any]) -> str:
    """How far a workflow is, in a few words."""
    share = f"{bar(run['progress'])} {100 * run['progress']:.0f} %"
    if RunState(run["state"]).is_over:
        return f"{share} {run['state']}"
    step = next((step for step in run["steps"] if step["state"] != StepState.DONE), run["steps"][-1])
    tried = f", attempt {step['attempts'] + 1}" if step["attempts"] else ""
    return f"{share} {run['state']}: {plain(step['name'])}{tried}"
