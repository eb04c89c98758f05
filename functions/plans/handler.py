"""/v1/plans"""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from functions.plans.answers import answer_plan, show, show_new
from functions.plans.requests import PlanIn, ReplanIn, StepPatch
from functions.plans.schemas import HistoryList, PlanList, PlanOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Now, SignedIn, Uow
from shared.api.once import IfMatch, Once, changing
from shared.api.paging import Listing, PageQuery
from shared.api.taxonomy import LoadedTaxonomy
from shared.api.unchanged import UNCHANGED, IfNoneMatch
from shared.domain.ids import PlanId, RoleId, StepId
from shared.domain.plan import PlanSummary, PlanVersion
from shared.services import plans

app = make_app("plans", bootstrap)

# What a plan costs of the limit: as much as an assessment, for its computing.
PLAN_COST = 5


@app.post("/v1/plans", status_code=201, response_model=PlanOut, responses=documented(400, 404, 409, 413, 422, 429))
def create_plan(
    body: PlanIn,
    once: Annotated[Once, Depends(changing(PLAN_COST, wants_profile=True))],
    caller: SignedIn,
    uow: Uow,
    taxonomy: LoadedTaxonomy,
    now: Now,
) -> Response:
    """Plan the way from the caller's profile to a role: steps in order, with their effort, dates, reasons and proofs.

    Where the deadline cannot be met, `shortfall` says by how much, and offers the two best reductions.
    404 `user-not-found`: put a profile first. 404 `assessment-not-found`: nothing is known of the caller's skills yet.
    """
    asked = body.as_request(now.date())
    return once.run(
        lambda: plans.create_plan(caller.user_id, RoleId(body.role_id), asked, uow, taxonomy, now), show_new
    )


@app.get("/v1/plans", response_model=PlanList, responses=documented(400, 422))
def list_plans(
    asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[PlanSummary]:
    """The caller's plans, newest first, without their steps."""
    scope = ("plans", caller.user_id)
    page = plans.list_plans(caller.user_id, cursors.read(asked.cursor, *scope), asked.limit, uow)
    return cursors.listing(page, *scope)


@app.get("/v1/plans/{plan_id}", response_model=PlanOut, responses={304: UNCHANGED, **documented(404, 422)})
def get_plan(plan_id: UUID, caller: SignedIn, uow: Uow, if_none_match: IfNoneMatch = None) -> Response:
    """One of the caller's plans, whole. Somebody else's is 404, as one that never was."""
    return answer_plan(plans.get_plan(caller.user_id, PlanId(plan_id), uow), if_none_match)


@app.patch(
    "/v1/plans/{plan_id}/steps/{step_id}",
    response_model=PlanOut,
    responses=documented(400, 404, 409, 413, 422, 429),
)
def patch_step(
    plan_id: UUID,
    step_id: UUID,
    body: StepPatch,
    once: Annotated[Once, Depends(changing())],
    if_match: IfMatch,
    caller: SignedIn,
    uow: Uow,
    now: Now,
) -> Response:
    """Say how far a step is, and with what proof: any status may follow any other. The answer is the whole plan.

    What was so before makes no new version. The days of other steps stay: replan to move them.
    """
    key = (caller.user_id, PlanId(plan_id), StepId(step_id))
    return once.run(
        lambda: plans.patch_step(*key, body.status, body.proof, if_match, uow, now),
        show,
    )


@app.post("/v1/plans/{plan_id}/replan", response_model=PlanOut, responses=documented(400, 404, 409, 413, 422, 429))
def replan(
    plan_id: UUID,
    body: ReplanIn,
    once: Annotated[Once, Depends(changing(PLAN_COST, wants_profile=True))],
    if_match: IfMatch,
    caller: SignedIn,
    uow: Uow,
    taxonomy: LoadedTaxonomy,
    now: Now,
) -> Response:
    """Make the plan again, from the caller's profile as it is now: what is done stays, the rest moves.

    Where nothing comes out differently, there is no new version.
    """
    terms = body.as_terms()
    return once.run(lambda: plans.replan(caller.user_id, PlanId(plan_id), terms, if_match, uow, taxonomy, now), show)


@app.get("/v1/plans/{plan_id}/history", response_model=HistoryList, responses=documented(400, 404, 422))
def list_history(
    plan_id: UUID, asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[PlanVersion]:
    """What changed in one of the caller's plans, and why: newest first."""
    scope = ("history of a plan", caller.user_id, plan_id)
    after = cursors.read(asked.cursor, *scope)
    page = plans.list_history(caller.user_id, PlanId(plan_id), after, asked.limit, uow)
    return cursors.listing(page, *scope)


@app.delete("/v1/plans/{plan_id}", status_code=204, responses=documented(404, 409, 422))
def delete_plan(plan_id: UUID, if_match: IfMatch, caller: SignedIn, uow: Uow) -> None:
    """Delete one of the caller's plans with its history, for ever."""
    plans.delete_plan(caller.user_id, PlanId(plan_id), if_match, uow)


handler = make_handler(app, lambda uow: (uow.plans, uow.profiles, uow.skills))
