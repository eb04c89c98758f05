"""Assessments on the wire. Offsets count Unicode code points of the text as it was sent."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.api.explanations import CorrectionOut, EvidenceOut, ProficiencyOut
from shared.api.wire import DayOrNone, Out
from shared.domain.assessment import Action, FindingStrategy
from shared.domain.proposal import Writer
from shared.domain.skill import SkillSource, SkillType
from shared.domain.text import MAX_TEXT_CHARS
from shared.services.assessments import CorrectedAssessment


class AssessmentIn(BaseModel):
    """What to assess."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[
        str,
        Field(
            description="The CV as plain text, with at least one letter.",
            examples=["Experience\nData engineer, Acme, 2019 - present\nBuilt data pipelines in Python and SQL."],
            json_schema_extra={"minLength": 1, "maxLength": MAX_TEXT_CHARS},
        ),
    ]
    as_of: Annotated[
        DayOrNone,
        Field(description='The day that "present" and recency are counted to, not to come; today (UTC) by default.'),
    ] = None


class AssessedSkillOut(Out):
    """A skill that the text shows."""

    skill_id: UUID
    uri: str
    name: str
    type: SkillType
    source: SkillSource
    group: Annotated[list[str], Field(description="Labels of its group, from the top down.")]
    proficiency: ProficiencyOut
    months: Annotated[int, Field(description="Of dated work and projects, overlapping ones counted once.")]
    last_used: Annotated[date | None, Field(description="The last month of dated evidence.")]
    evidence: Annotated[list[EvidenceOut], Field(description="Strongest first.")]
    correction: Annotated[
        CorrectionOut | None, Field(description="What the person says of it now, which wins; null where nothing.")
    ] = None


class SetAsideOut(Out):
    """A mention that does not count: "no experience with", "want to learn"."""

    skill_id: UUID
    name: str
    evidence: EvidenceOut


class RecommendationOut(Out):
    """What to do next, and why."""

    action: Annotated[Action, Field(description="Prove a claim, refresh what is stale, or learn a neighbour.")]
    skill_id: UUID
    skill_name: str
    because_skill_id: Annotated[UUID, Field(description="The assessed skill it follows from.")]
    because_skill_name: str
    quote: Annotated[str, Field(description="The evidence it rests on: `text[start:end]`.")]
    start: int
    end: int
    text: str
    reason: str
    page: Annotated[int | None, Field(description="Of the evidence; null of a text that was sent.")] = None


class ProposalOut(Out):
    """A skill that a language model reads in the text: for the person to confirm, without a level, counted nowhere."""

    skill_id: UUID
    name: str
    quote: Annotated[str, Field(description="What it rests on: `text[start:end]`, to the letter.")]
    start: int
    end: int
    written_by: Annotated[Literal[Writer.AI], Field(description="Always `ai`: label it so.")]


class AssessmentSummaryOut(Out):
    """An assessment as a list shows it."""

    id: UUID
    created_at: datetime
    as_of: Annotated[date, Field(description='The day that "present" and recency are counted to.')]
    taxonomy_version: Annotated[str, Field(examples=["esco-1.1.1-en-1a2b3c4d"])]
    method_version: Annotated[str, Field(examples=["1"])]
    input_sha256: Annotated[str, Field(description="Of the text in UTF-8; the text itself is not kept.")]
    input_chars: Annotated[int, Field(description="Unicode code points.")]
    language: Annotated[str, Field(description="ISO 639-1.", examples=["en"])]
    skill_count: int
    scored_count: Annotated[int, Field(description="Skills with enough evidence for a score.")]
    document_id: Annotated[
        UUID | None,
        Field(
            description="The file that the text was read from; null of a text that was sent. Once it is erased, the id "
            "leads to a document in the state `erased`, and to no text."
        ),
    ]
    strategy: Annotated[
        FindingStrategy,
        Field(
            description="How its skills were found. `exact`: by their names, and by no meaning alone. `hybrid`: by "
            "their names and by the meaning of sentences, and only those that a careful reader would very likely agree "
            "with; each piece of evidence says by which. It is `exact` where meanings cannot be compared here."
        ),
    ]


class AssessmentOut(AssessmentSummaryOut):
    """An assessment, whole."""

    skills: Annotated[list[AssessedSkillOut], Field(description="Scored ones first, best first.")]
    set_aside: Annotated[list[SetAsideOut], Field(description="Seen and not counted.")]
    recommendations: list[RecommendationOut]
    proposals: Annotated[
        list[ProposalOut], Field(description="AI-written, in the order of the text; empty where no model was asked.")
    ]

    @classmethod
    def of(cls, corrected: CorrectedAssessment) -> Self:
        """The aggregate, its summary and its result side by side, and the person's word with each skill."""
        result = corrected.assessment.result
        out = cls.model_validate(
            {
                **dict(AssessmentSummaryOut.model_validate(corrected.assessment.summary)),
                "skills": result.skills,
                "set_aside": result.set_aside,
                "recommendations": result.recommendations,
                "proposals": result.proposals,
            }
        )
        for skill, shown in zip(result.skills, out.skills, strict=True):
            if word := corrected.corrections.get(skill.skill_id):
                shown.correction = CorrectionOut.model_validate(word)
        return out


class AssessmentList(Out):
    """A page of assessments."""

    items: list[AssessmentSummaryOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]
