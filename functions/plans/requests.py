"""What a plan is asked for with, and how a step is reported."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.wire import DayOrNone
from shared.domain.plan import StepStatus, StrategyName
from shared.planning.plan import PlanRequest
from shared.planning.schedule import MAX_HOURS_PER_WEEK
from shared.services.plans import MAX_PROOF_CHARS, MIN_HOURS_PER_WEEK, NewTerms

Strategy = Annotated[
    StrategyName,
    Field(description="What comes first: readiness soon, little money, or the proof that counts most."),
]
Hours = Annotated[float, Field(strict=True, ge=MIN_HOURS_PER_WEEK, le=MAX_HOURS_PER_WEEK, allow_inf_nan=False)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanIn(_In):
    """A plan to make."""

    role_id: Annotated[UUID, Field(examples=["258e46f9-0075-4a2e-adae-1ff0477e0f30"])]
    hours_per_week: Annotated[Hours, Field(description="What there is to spend, every week.", examples=[6])]
    strategy: Strategy = StrategyName.FASTEST
    start: Annotated[
        DayOrNone,
        Field(description="The first day: at most 31 days ago and 366 ahead; today (UTC) by default."),
    ] = None
    deadline: Annotated[
        DayOrNone,
        Field(
            description="The last day there is: from the start to ten years later; none by default.",
            examples=["2027-06-30"],
        ),
    ] = None

    def as_request(self, today: date) -> PlanRequest:
        """What planning understands."""
        return PlanRequest(
            strategy=self.strategy,
            hours_per_week=self.hours_per_week,
            start=self.start or today,
            deadline=self.deadline,
        )


class ReplanIn(_In):
    """What is to be different when a plan is made again; what is absent stays as it was."""

    hours_per_week: Annotated[Hours | None, Field(description="What there is to spend, every week.", examples=[4])] = (
        None
    )
    strategy: Annotated[StrategyName | None, Field(description="What comes first from now on.")] = None
    start: Annotated[
        DayOrNone,
        Field(description="The first day of what is left: at most 31 days ago and 366 ahead; today (UTC) by default."),
    ] = None
    deadline: Annotated[
        DayOrNone, Field(description="A new last day; null for none any more.", examples=["2027-09-30"])
    ] = None

    def as_terms(self) -> NewTerms:
        """What the service understands."""
        drops_deadline = "deadline" in self.model_fields_set and self.deadline is None
        return NewTerms(self.strategy, self.hours_per_week, self.start, self.deadline, drops_deadline)


class StepPatch(_In):
    """How far a step is."""

    status: StepStatus
    proof: Annotated[
        str | None,
        Field(
            description='What shows it: a link or some sentences; "" takes it back, absent leaves it as it is.',
            examples=["https://github.com/ada/forecasts"],
            json_schema_extra={"maxLength": MAX_PROOF_CHARS},
        ),
    ] = None
