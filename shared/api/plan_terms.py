"""What a plan is made with, whether it is asked for by itself or as the end of a workflow."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.wire import DayOrNone
from shared.domain.plan import StrategyName
from shared.planning.plan import PlanRequest
from shared.planning.schedule import MAX_HOURS_PER_WEEK, MIN_HOURS_PER_WEEK

Strategy = Annotated[
    StrategyName,
    Field(description="What comes first: readiness soon, little money, or the proof that counts most."),
]
Hours = Annotated[float, Field(strict=True, ge=MIN_HOURS_PER_WEEK, le=MAX_HOURS_PER_WEEK, allow_inf_nan=False)]


class In(BaseModel):
    """What comes in: a field that it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PlanTerms(In):
    """To which role, and on which terms."""

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
