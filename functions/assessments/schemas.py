"""Assessments on the wire. Offsets count Unicode code points of the text as it was sent."""

import re
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shared.domain.assessment import Action, Assessment, EvidenceKind, Level, Polarity, Section
from shared.domain.skill import SkillSource, SkillType
from shared.domain.text import MAX_TEXT_CHARS

Share = Annotated[float, Field(ge=0, le=1)]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _require_day(value: object) -> object:
    """Pydantic alone takes seconds since 1970 and times of day for days too."""
    if value is not None and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("give a day as 2026-11-23")
    return value


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
        date | None,
        BeforeValidator(_require_day),
        Field(description='The day that "present" and recency are counted to, not to come; today (UTC) by default.'),
    ] = None


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class EvidenceOut(_Out):
    """The words that show a skill: `text[start:end]` is the quote, to the letter."""

    quote: Annotated[str, Field(examples=["Built data pipelines in Python and SQL."])]
    start: int
    end: int
    mention_start: Annotated[int, Field(description="The words that name the skill, inside the quote.")]
    mention_end: int
    section: Section
    kind: Annotated[EvidenceKind, Field(description="What it stands on, strongest first; a claim is a bare mention.")]
    polarity: Annotated[Polarity, Field(description="Only affirmed evidence counts.")]
    entry: Annotated[
        str, Field(description="Heading of the dated entry it stands in.", examples=["Data engineer, Acme"])
    ]
    period_start: Annotated[date | None, Field(description="First month of that entry.")]
    period_end: Annotated[date | None, Field(description="Its last month.")]
    months: int | None
    cues: Annotated[list[str], Field(description="Words that raise or lower what it shows.", examples=[["led"]])]


class ScorePartOut(_Out):
    """One term of a score: contribution = weight × value."""

    name: str
    value: Share
    weight: Share
    contribution: float
    reason: Annotated[str, Field(examples=["48 months in 2 jobs"])]


class ProficiencyOut(_Out):
    """How well, and how sure that is."""

    level: Annotated[Level, Field(description="On the Dreyfus scale; `unknown` where the evidence is too thin.")]
    score: Annotated[Share | None, Field(description="Null exactly where the level is unknown.")]
    confidence: Annotated[Share, Field(description="How much evidence the score stands on, not how high it is.")]
    parts: list[ScorePartOut]


class AssessedSkillOut(_Out):
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


class SetAsideOut(_Out):
    """A mention that does not count: "no experience with", "want to learn"."""

    skill_id: UUID
    name: str
    evidence: EvidenceOut


class RecommendationOut(_Out):
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


class AssessmentSummaryOut(_Out):
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


class AssessmentOut(AssessmentSummaryOut):
    """An assessment, whole."""

    skills: Annotated[list[AssessedSkillOut], Field(description="Scored ones first, best first.")]
    set_aside: Annotated[list[SetAsideOut], Field(description="Seen and not counted.")]
    recommendations: list[RecommendationOut]

    @classmethod
    def of(cls, assessment: Assessment) -> Self:
        """The aggregate, its summary and its result side by side."""
        summary = AssessmentSummaryOut.model_validate(assessment.summary)
        result = assessment.result
        found = {"skills": result.skills, "set_aside": result.set_aside, "recommendations": result.recommendations}
        return cls.model_validate({**dict(summary), **found})


class AssessmentList(_Out):
    """A page of assessments."""

    items: list[AssessmentSummaryOut]
    next_cursor: Annotated[str | None, Field(description="Ask for the next page with it; null on the last.")]
