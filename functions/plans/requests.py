"""What a plan is asked for with, and how a step is reported."""

from typing import Annotated

from pydantic import Field

from shared.api.plan_terms import Hours, In, PlanTerms
from shared.api.wire import DayOrNone
from shared.domain.plan import StepStatus, StrategyName
from shared.services.plans import MAX_PROOF_CHARS, NewTerms


class PlanIn(PlanTerms):
    """A plan to make."""


class ReplanIn(In):
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


class StepPatch(In):
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
