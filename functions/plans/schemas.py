"""Career plans on the wire."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AliasPath, Field

from shared.api.requirements import RequirementOut
from shared.api.wire import OfSkill, Out, Percent
from shared.domain.assessment import Level
from shared.domain.plan import Cause, Plan, Route, StepKind, StepStatus, StrategyName
from shared.domain.proposal import Writer
from shared.domain.role import Relation

_PLAN = "/v1/plans/0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"

NextCursor = Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]


class PlanLinks(Out):
    """The plan itself, its history and its role."""

    self: Annotated[str, Field(examples=[_PLAN])]
    history: Annotated[str, Field(examples=[f"{_PLAN}/history"])]
    role: Annotated[str, Field(examples=["/v1/roles/258e46f9-0075-4a2e-adae-1ff0477e0f30"])]


def _links(known: dict[str, Any]) -> PlanLinks:
    path = f"/v1/plans/{known['id']}"
    return PlanLinks(self=path, history=f"{path}/history", role=f"/v1/roles/{known['role_id']}")


class PlanSummaryOut(Out):
    """A plan as a list shows it."""

    id: UUID
    role_id: UUID
    role_title: Annotated[str, Field(description="As it was when the plan was made.", examples=["data scientist"])]
    strategy: StrategyName
    hours_per_week: Annotated[float, Field(examples=[6])]
    start: date
    deadline: date | None
    ends_on: Annotated[date, Field(description="The last day of the last step.")]
    assessment_id: Annotated[UUID | None, Field(description="What it stands on; null: on the person's word alone.")]
    taxonomy_version: Annotated[str, Field(examples=["esco-1.1.1-en-1a2b3c4d"])]
    readiness_at_start: Annotated[Percent, Field(description="When the plan was made.", examples=[41.2])]
    readiness_now: Annotated[Percent, Field(description="With the steps done so far.", examples=[55.0])]
    readiness_at_end: Annotated[Percent, Field(description="With all steps done but those skipped.", examples=[97.5])]
    step_count: int
    done_count: int
    created_at: datetime
    updated_at: datetime
    version: Annotated[int, Field(description="1 for a new plan, one more at each change; the `ETag` names it.")]
    links: Annotated[PlanLinks, Field(default_factory=_links)]


class StepOut(OfSkill):
    """One step: a skill, from one level to another."""

    id: UUID
    skill_name: Annotated[str, Field(examples=["statistics"])]
    relation: Annotated[Relation, Field(description="How the role needs the skill.")]
    kind: Annotated[StepKind, Field(description="Prove what the CV names without proof, or learn.")]
    route: Annotated[Route, Field(description="How it is walked.")]
    from_level: Level
    to_level: Level
    hours: Annotated[float, Field(description="Of effort.", examples=[40])]
    gain: Annotated[Percent, Field(description="Points of readiness that it adds to the steps before.", examples=[4.5])]
    reason: Annotated[str, Field(description="Why this step, and why here.")]
    proof_wanted: Annotated[str, Field(description="What would count as evidence.")]
    after: Annotated[list[UUID], Field(description="Steps of this plan that come before it, as its prerequisites.")]
    starts_on: date
    ends_on: Annotated[date, Field(description="The last day, included.")]
    status: StepStatus
    proof: Annotated[str, Field(description='What the person gave as proof; "" without.')]
    done_on: Annotated[date | None, Field(description="Null until it is done.")]
    reason_written_by: Annotated[Writer, Field(description="`ai`: a language model worded what the method says.")]


class ReductionOut(Out):
    """A way to meet the deadline after all."""

    text: Annotated[str, Field(description="What to do without, or differently.")]
    hours_saved: Annotated[float, Field(description="Of effort; 0 where it asks for more hours a week instead.")]
    hours_per_week: Annotated[float, Field(description="What it then takes.")]
    readiness_at_end: Percent
    ends_on: date
    left_out: Annotated[list[UUID], Field(description="The steps that it leaves out.")]


class ShortfallOut(Out):
    """The deadline cannot be met: by how much, and what would help."""

    days_late: int
    hours_over: float
    reductions: Annotated[list[ReductionOut], Field(description="The two that cost the least readiness.")]


class PlanOut(PlanSummaryOut):
    """A plan, whole."""

    steps: Annotated[list[StepOut], Field(description="In order.")]
    requirements: Annotated[
        list[RequirementOut], Field(description="Questions that no CV answers and no step settles.")
    ]
    shortfall: Annotated[
        ShortfallOut | None, Field(description="Null where the deadline can be met, or there is none.")
    ]
    method_version: Annotated[
        str, Field(description="Of what measures and plans, as it was when this plan was last made.", examples=["1"])
    ]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """The aggregate, its summary and its body side by side."""
        summary = PlanSummaryOut.model_validate(plan.summary)
        body = plan.body
        return cls.model_validate(
            {
                **dict(summary),
                "steps": body.steps,
                "requirements": body.requirements,
                "shortfall": body.shortfall,
                "method_version": body.method_version,
            }
        )


class PlanList(Out):
    """A page of plans."""

    items: list[PlanSummaryOut]
    next_cursor: NextCursor


class ChangeOut(Out):
    """One difference from the version before."""

    what: Annotated[str, Field(description="A skill, or something of the plan itself.", examples=["hours per week"])]
    before: Annotated[str, Field(description='"" for what was not there.', examples=["6"])]
    after: Annotated[str, Field(description='"" for what is not there any more.', examples=["4"])]


class PlanVersionOut(Out):
    """One version of a plan: what changed, and why."""

    version: Annotated[int, Field(validation_alias=AliasPath("plan", "summary", "version"))]
    cause: Cause
    why: Annotated[str, Field(examples=["You asked for 4 hours a week instead of 6."])]
    changes: Annotated[list[ChangeOut], Field(description="At most 200; none of the first version.")]
    readiness_now: Annotated[Percent, Field(validation_alias=AliasPath("plan", "summary", "readiness_now"))]
    ends_on: Annotated[date, Field(validation_alias=AliasPath("plan", "summary", "ends_on"))]
    created_at: datetime


class HistoryList(Out):
    """A page of the versions of a plan."""

    items: list[PlanVersionOut]
    next_cursor: NextCursor
