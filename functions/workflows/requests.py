"""What a workflow is asked for with: its kind says what else belongs to it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.api.plan_terms import In, PlanTerms
from shared.domain.ids import DocumentId, RoleId
from shared.services.workflows.requests import AssessDocument, BulkAssess, CvToPlan, EraseUser, Order

_DOCUMENT = "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"

CvId = Annotated[
    UUID, Field(description="A PDF, a Word file or a text; it may still be on its way.", examples=[_DOCUMENT])
]


class CvToPlanIn(PlanTerms):
    """From an uploaded CV to a plan: read its text, assess it, plan the way to a role."""

    kind: Literal["cv_to_plan"]
    document_id: CvId

    def as_order(self, today: date) -> Order:
        """What the service understands."""
        return CvToPlan(DocumentId(self.document_id), RoleId(self.role_id), self.as_request(today))


class AssessDocumentIn(In):
    """From an uploaded CV to its assessment: read its text, assess it."""

    kind: Literal["assess_document"]
    document_id: CvId

    def as_order(self, _today: date) -> Order:
        """What the service understands."""
        return AssessDocument(DocumentId(self.document_id))


class BulkAssessIn(In):
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


class EraseUserIn(In):
    """Erase all that is held of you: other workflows stop, files go with all their versions, then every row and the
    account. It cannot be undone, nor stopped once it has begun."""

    kind: Literal["erase_user"]

    def as_order(self, _today: date) -> Order:
        """What the service understands."""
        return EraseUser()


WorkflowIn = Annotated[CvToPlanIn | AssessDocumentIn | BulkAssessIn | EraseUserIn, Field(discriminator="kind")]
