"""/v1/workflows"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from functions.workflows.answers import answer_workflow, show_accepted
from functions.workflows.requests import WorkflowIn
from functions.workflows.schemas import ErasedWorkflowOut, ItemList, ItemOut, WorkflowList, WorkflowOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Now, Queue, SignedIn, Uow
from shared.api.once import Once, changing
from shared.api.paging import Listing, PageQuery
from shared.api.taxonomy import BaseTaxonomy
from shared.api.unchanged import UNCHANGED, IfNoneMatch
from shared.domain.ids import RunId
from shared.services.workflows import requests

app = make_app("workflows", bootstrap)

# What a workflow costs of the limit: as much as an assessment or a plan.
WORKFLOW_COST = 5

_LOOK_AGAIN: dict[str, Any] = {
    "Retry-After": {
        "description": "While it goes on: seconds to wait before looking again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}


@app.post(
    "/v1/workflows",
    status_code=202,
    response_model=WorkflowOut,
    responses=documented(400, 404, 409, 413, 422, 429),
)
def start_workflow(
    body: WorkflowIn,
    once: Annotated[Once, Depends(changing(WORKFLOW_COST))],
    caller: SignedIn,
    uow: Uow,
    taxonomy: BaseTaxonomy,
    queue: Queue,
    now: Now,
) -> Response:
    """Start a long job, and answer at once: look at where `Location` says after `Retry-After` seconds.

    Whatever crashes, it ends `completed`, `compensated` (given up, with all that it did undone) or `dead-lettered`, and
    each of its effects is there once or not at all.
    404 `user-not-found`: put a profile first. 409 `document-not-usable`: the document was rejected or erased.
    """
    order = body.as_order(now.date())
    return once.run(
        lambda: requests.start_workflow(caller.user_id, order, uow, taxonomy, queue, now), show_accepted(now)
    )


@app.get("/v1/workflows", response_model=WorkflowList, responses=documented(400, 422))
def list_workflows(
    asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[WorkflowOut]:
    """The caller's workflows, newest first."""
    scope = ("workflows", caller.user_id)
    page = requests.list_workflows(caller.user_id, cursors.read(asked.cursor, *scope), asked.limit, uow)
    return cursors.listing(page.map(WorkflowOut.of), *scope)


@app.get(
    "/v1/workflows/{workflow_id}",
    response_model=WorkflowOut | ErasedWorkflowOut,
    responses={200: {"headers": _LOOK_AGAIN}, 304: {**UNCHANGED, "headers": _LOOK_AGAIN}, **documented(404, 422)},
)
def get_workflow(
    workflow_id: UUID, caller: SignedIn, uow: Uow, now: Now, if_none_match: IfNoneMatch = None
) -> Response:
    """One of the caller's workflows: its state, its steps, and its results once they are there.

    While it goes on, `Retry-After` says when to look again. Of one that erased its owner, the receipt is what stays.
    """
    return answer_workflow(requests.get_workflow(caller.user_id, RunId(workflow_id), uow), if_none_match, now)


@app.post(
    "/v1/workflows/{workflow_id}/cancel",
    status_code=202,
    response_model=WorkflowOut,
    responses=documented(400, 404, 409, 422, 429),
)
def cancel_workflow(
    workflow_id: UUID, once: Annotated[Once, Depends(changing())], caller: SignedIn, uow: Uow, queue: Queue, now: Now
) -> Response:
    """Have a workflow stop before its next step, and undo what it did.

    409 `workflow-state`: it is over, or what it has begun cannot be undone.
    """
    return once.run(
        lambda: requests.cancel_workflow(caller.user_id, RunId(workflow_id), uow, queue, now), show_accepted(now)
    )


@app.post(
    "/v1/workflows/{workflow_id}/retry",
    status_code=202,
    response_model=WorkflowOut,
    responses=documented(400, 404, 409, 422, 429),
)
def retry_workflow(
    workflow_id: UUID, once: Annotated[Once, Depends(changing())], caller: SignedIn, uow: Uow, queue: Queue, now: Now
) -> Response:
    """Have a workflow that was given up go on: from its first step where all was undone, else from where it stood.

    409 `workflow-state`: it goes on, or was completed.
    """
    return once.run(
        lambda: requests.retry_workflow(caller.user_id, RunId(workflow_id), uow, queue, now), show_accepted(now)
    )


@app.get("/v1/workflows/{workflow_id}/items", response_model=ItemList, responses=documented(400, 404, 422))
def list_items(
    workflow_id: UUID, asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[ItemOut]:
    """What became of the lines of a manifest so far, in its order; of another kind of workflow, nothing."""
    scope = ("items of a workflow", caller.user_id, workflow_id)
    after = cursors.read(asked.cursor, *scope)
    page = requests.list_items(caller.user_id, RunId(workflow_id), after, asked.limit, uow)
    return cursors.listing(page.map(ItemOut.of), *scope)


handler = make_handler(app, lambda uow: (uow.workflows, uow.erasures))
