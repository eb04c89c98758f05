"""How a workflow is answered: with its entity tag, and while it goes on with when to look again."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from fastapi import Response

from functions.workflows.schemas import ErasedWorkflowOut, WorkflowOut
from shared.api.once import Shown
from shared.api.unchanged import unchanged
from shared.domain.workflow import Receipt, Run

LEAST_RETRY_AFTER_S = 2
MOST_RETRY_AFTER_S = 60


def show_accepted(now: datetime) -> Callable[[Run], Shown]:
    """A workflow that was started, or asked to stop or go on, and where it is."""

    def show(run: Run) -> Shown:
        return Shown(WorkflowOut.of(run), 202, {"Location": f"/v1/workflows/{run.id}", **_headers(run, now)})

    return show


def answer_workflow(found: Run | Receipt, if_none_match: str | None, now: datetime) -> Response:
    """A workflow that was asked for; 304 where the caller has it."""
    headers = _headers(found, now)
    if (known := unchanged(headers["ETag"], if_none_match)) is not None:
        known.headers.update(headers)
        return known
    out = WorkflowOut.of(found) if isinstance(found, Run) else ErasedWorkflowOut.of(found)
    return Response(out.model_dump_json(), headers=headers, media_type="application/json")


def _headers(found: Run | Receipt, now: datetime) -> dict[str, str]:
    if isinstance(found, Receipt):
        return {"ETag": '"erased"'}
    # What is asked of a run changes it too, and not its version.
    headers = {"ETag": f'"{found.version}.{found.is_cancelled:d}{found.is_retried:d}"'}
    if not found.state.is_over or found.is_retried:
        wait_s = ceil((found.not_before - now).total_seconds())
        headers["Retry-After"] = str(min(MOST_RETRY_AFTER_S, max(LEAST_RETRY_AFTER_S, wait_s)))
    return headers
