"""How a plan is answered: whole, with its entity tag; or not at all where the caller has it already."""

from typing import Annotated, Any

from fastapi import Header, Response

from functions.plans.schemas import PlanOut
from shared.api.once import Shown, etag
from shared.domain.plan import Plan

UNCHANGED: dict[str, Any] = {"description": "`If-None-Match` names the plan as it is.", "content": {}}

IfNoneMatch = Annotated[
    str | None,
    Header(description="`ETag`s that the caller has the plan of: if it is one, 304.", examples=['"3"']),
]


def show(plan: Plan) -> Shown:
    """A plan that was changed."""
    return Shown(PlanOut.of(plan), 200, {"ETag": etag(plan.summary.version)})


def show_new(plan: Plan) -> Shown:
    """A plan that was made, and where it is."""
    return Shown(PlanOut.of(plan), 201, {"ETag": etag(plan.summary.version), "Location": f"/v1/plans/{plan.id}"})


def answer_plan(plan: Plan, if_none_match: str | None) -> Response:
    """A plan that was asked for; 304 without a body where the caller has it (RFC 9110, section 13.1.2)."""
    tag = etag(plan.summary.version)
    # Compared weakly, as the standard has it for this header.
    known = [part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers={"ETag": tag})
    return Response(PlanOut.of(plan).model_dump_json(), headers={"ETag": tag}, media_type="application/json")
