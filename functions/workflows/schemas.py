"""Workflows on the wire: how far each is, and what came of it."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from shared.api.wire import OfSkill, Out, Share
from shared.domain.assessment import FindingStrategy, FoundBy, Level
from shared.domain.workflow import Item, Kind, Receipt, Run, RunState, StepState
from shared.services.workflows.requests import progress_of

_WORKFLOW = "/v1/workflows/0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"
_ID = "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"

NextCursor = Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]


class FailureOut(Out):
    """Why something was not done."""

    code: Annotated[str, Field(description="Stable.", examples=["object-store-unavailable"])]
    message: Annotated[str, Field(examples=["something that it needs does not answer"])]


class WorkflowStepOut(Out):
    """One step."""

    name: Annotated[str, Field(examples=["extract"])]
    state: Annotated[StepState, Field(description="`compensated`: it is undone.")]
    attempts: Annotated[int, Field(description="Since it last waited for something: to do it, or to undo it.")]
    failure: Annotated[FailureOut | None, Field(description="Of the last attempt; null where that was none.")]
    started_at: datetime | None
    ended_at: datetime | None


class PlanResultOut(Out):
    """What `cv_to_plan` made."""

    assessment_id: UUID
    plan_id: UUID


class AssessmentResultOut(Out):
    """What `assess_document` made."""

    assessment_id: UUID


class BulkResultOut(Out):
    """What became of the lines of a manifest."""

    lines: Annotated[int, Field(examples=[100])]
    assessed: Annotated[int, Field(description="Items with a result.", examples=[97])]
    refused: Annotated[dict[str, int], Field(description="Items without, by their codes.", examples=[{"encrypted": 3}])]


class WorkflowLinks(Out):
    """The workflow, and what it is about or made; null where there is no such thing."""

    self: Annotated[str, Field(examples=[_WORKFLOW])]
    document: Annotated[str | None, Field(examples=[f"/v1/documents/{_ID}"])]
    role: Annotated[str | None, Field(examples=["/v1/roles/258e46f9-0075-4a2e-adae-1ff0477e0f30"])]
    items: Annotated[str | None, Field(examples=[None])]
    assessment: Annotated[str | None, Field(examples=[None])]
    plan: Annotated[str | None, Field(examples=[None])]

    @classmethod
    def of(cls, run: Run) -> Self:
        """Of the results once they are there alone."""

        def link(path: str, values: Any, key: str) -> str | None:  # noqa: ANN401 - JSON
            return f"/v1/{path}/{values[key]}" if key in values else None

        here = f"/v1/workflows/{run.id}"
        return cls(
            self=here,
            document=link("documents", run.input, "document_id"),
            role=link("roles", run.input, "role_id"),
            items=f"{here}/items" if run.kind is Kind.BULK_ASSESS else None,
            assessment=link("assessments", run.result, "assessment_id"),
            plan=link("plans", run.result, "plan_id"),
        )


class WorkflowOut(Out):
    """A workflow, and how far it is."""

    id: UUID
    kind: Kind
    state: Annotated[
        RunState,
        Field(
            description="It ends `completed`; or `compensated`: given up, and undone; or `dead-lettered`: it could be "
            "neither done nor undone, and somebody has to look. The last two can be retried."
        ),
    ]
    progress: Annotated[Share, Field(examples=[0.25])]
    is_cancelled: Annotated[
        bool, Field(description="Whether it was asked to stop, which it does before its next step.")
    ]
    is_retried: Annotated[bool, Field(description="Whether it was asked to go on, which it does in a moment.")]
    failure: Annotated[FailureOut | None, Field(description="Why it was given up; null where it was not.")]
    steps: Annotated[list[WorkflowStepOut], Field(description="In order.")]
    result: Annotated[
        PlanResultOut | AssessmentResultOut | BulkResultOut | None, Field(description="Null until it is completed.")
    ]
    created_at: datetime
    updated_at: datetime
    deadline: Annotated[datetime, Field(description="No step begins after it.")]
    links: WorkflowLinks

    @classmethod
    def of(cls, run: Run) -> Self:
        """The run, its progress and its links side by side."""
        names = ("id", "kind", "state", "is_cancelled", "is_retried", "failure", "steps", "created_at", "updated_at")
        return cls.model_validate(
            {
                **{name: getattr(run, name) for name in names},
                "deadline": run.deadline,
                "progress": progress_of(run),
                "result": dict(run.result) or None,
                "links": WorkflowLinks.of(run),
            }
        )


class ErasedWorkflowOut(Out):
    """That all that was held is gone: what stays of a workflow that erased its owner."""

    id: UUID
    kind: Literal[Kind.ERASE_USER] = Kind.ERASE_USER
    state: Literal[RunState.COMPLETED] = RunState.COMPLETED
    progress: Share = 1.0
    erased_at: datetime
    removed: Annotated[dict[str, int], Field(description="How many went, by what they were.", examples=[{"plans": 2}])]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """The receipt under the id of its workflow."""
        return cls(id=receipt.run_id, erased_at=receipt.erased_at, removed=dict(receipt.removed))


class WorkflowList(Out):
    """A page of workflows."""

    items: list[WorkflowOut]
    next_cursor: NextCursor


class PlaceOut(Out):
    """Where a skill is shown: `text[start:end]` of the document's text."""

    start: int
    end: int
    page: Annotated[int | None, Field(description="Of the file, from 1.")]
    found_by: Annotated[
        FoundBy, Field(description="By a name of the skill, or by words that come near to what it means.")
    ] = FoundBy.NAME


class ItemSkillOut(OfSkill):
    """A skill that a document shows."""

    level: Level
    score: Annotated[Share | None, Field(description="Null exactly where the level is unknown.")]
    confidence: Share
    evidence: Annotated[list[PlaceOut], Field(description="The five strongest at most, without their words.")]


class ItemResultOut(Out):
    """What a document shows."""

    language: Annotated[str, Field(description="ISO 639-1.", examples=["en"])]
    text_chars: int
    page_count: int
    quality: Annotated[Share, Field(description="How well its text came out.", examples=[0.97])]
    skill_count: int
    strategy: Annotated[FindingStrategy, Field(description="How its skills were found, as in an assessment.")] = (
        FindingStrategy.EXACT
    )
    skills: Annotated[list[ItemSkillOut], Field(description="The 300 best at most; scored ones first, best first.")]


class ItemOut(Out):
    """What became of one line of the manifest."""

    number: Annotated[int, Field(description="Of the line, from 0; empty lines are not counted.")]
    ref: Annotated[str, Field(description='As the manifest has it; "line 7" where it cannot be read.')]
    document_id: UUID | None
    code: Annotated[str, Field(description='Why there is no result; "" where there is one.', examples=["encrypted"])]
    result: Annotated[ItemResultOut | None, Field(description="Null where `code` says why.", examples=[None])]

    @classmethod
    def of(cls, item: Item) -> Self:
        """An item without a result has null for it."""
        result = ItemResultOut.model_validate(dict(item.result)) if item.result else None
        return cls(number=item.number, ref=item.ref, document_id=item.document_id, code=item.code, result=result)


class ItemList(Out):
    """A page of items."""

    items: list[ItemOut]
    next_cursor: NextCursor
