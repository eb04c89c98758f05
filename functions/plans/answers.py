"""How a plan is answered: whole, with its entity tag; or not at all where the caller has it already."""

from fastapi import Response

from functions.plans.schemas import PlanOut
from shared.api.once import Shown, etag
from shared.api.unchanged import unchanged
from shared.domain.plan import Plan


def show(plan: Plan) -> Shown:
    """A plan that was changed."""
    return Shown(PlanOut.of(plan), 200, {"ETag": etag(plan.summary.version)})


def show_new(plan: Plan) -> Shown:
    """A plan that was made, and where it is."""
    return Shown(PlanOut.of(plan), 201, {"ETag": etag(plan.summary.version), "Location": f"/v1/plans/{plan.id}"})


def answer_plan(plan: Plan, if_none_match: str | None) -> Response:
    """A plan that was asked for; 304 where the caller has it."""
    tag = etag(plan.summary.version)
    if (known := unchanged(tag, if_none_match)) is not None:
        return known
    return Response(PlanOut.of(plan).model_dump_json(), headers={"ETag": tag}, media_type="application/json")
