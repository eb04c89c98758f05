"""What a workflow is asked for with: its kind says what else belongs to it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.wire import DayOrNone
from shared.domain.ids import DocumentId, RoleId
from shared.domain.plan import StrategyName
from shared.planning.plan import PlanRequest
from shared.planning.schedule import MAX_HOURS_PER_WEEK
from shared.services.plans import MIN_HOURS_PER_WEEK
from shared.services.workflows.requests import BulkAssess, CvToPlan, EraseUser, Order

_DOCUMENT = "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CvToPlanIn(_In):
    """From an uploaded CV to a plan: read its text, assess it, plan the way to a role."""

    kind: Literal["cv_to_plan"]
    document_id: Annotated[
        UUID, Field(description="A PDF, a Word file or a text; it may still be on its way.", examples=[_DOCUMENT])
    ]
    role_id: Annotated[UUID, Field(examples=["258e46f9-0075-4a2e-adae-1ff0477e0f30"])]
    hours_per_week: Annotated[
        float,
        Field(
            strict=True,
            ge=MIN_HOURS_PER_WEEK,
            le=MAX_HOURS_PER_WEEK,
            allow_inf_nan=False,
            description="What there is to spend, every week.",
            examples=[6],
        ),
    ]
    strategy: Annotated[
        StrategyName,
        Field(description="What comes first: readiness soon, little money, or the proof that counts most."),
    ] = StrategyName.FASTEST
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

    def as_order(self, today: date) -> Order:
        """What the service understands."""
        request = PlanRequest(self.strategy, self.hours_per_week, self.start or today, self.deadline)
        return CvToPlan(DocumentId(self.document_id), RoleId(self.role_id), request)


class BulkAssessIn(_In):
    """Assess every document that a manifest names, up to 100,000; the results are the workflow's items."""

    kind: Literal["bulk_assess"]
    document_id: Annotated[
        UUID,
        Field(
            description='The manifest, `application/x-ndjson`: a line each, `{"ref": "…", "document_id": "…"}`, with '
            "your own name for it (1 to 200 characters) and the id of one of your documents.",
            examples=[_DOCUMENT],
        ),
    ]

    def as_order(self, _today: date) -> Order:
        """What the service understands."""
        return BulkAssess(DocumentId(self.document_id))


class EraseUserIn(_In):
    """Erase all that is held of you: other workflows stop, files go with all their versions, then every row and the
    account. It cannot be undone, nor stopped once it has begun."""

    kind: Literal["erase_user"]

    def as_order(self, _today: date) -> Order:
        """What the service understands."""
        return EraseUser()


WorkflowIn = Annotated[CvToPlanIn | BulkAssessIn | EraseUserIn, Field(discriminator="kind")]
