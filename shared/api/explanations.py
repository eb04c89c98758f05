"""Why a level is what it is, on the wire: the words of the CV, the terms of the score, and the person's own word."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.api.wire import Out, Share
from shared.domain.assessment import EvidenceKind, FoundBy, Level, Polarity, Section
from shared.domain.profile import Verdict


class EvidenceOut(Out):
    """The words that show a skill: `text[start:end]` is the quote, to the letter."""

    quote: Annotated[str, Field(examples=["Built data pipelines in Python and SQL."])]
    start: int
    end: int
    mention_start: Annotated[
        int, Field(description="The words that name the skill, or come nearest to it, inside the quote.")
    ]
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
    page: Annotated[
        int | None, Field(description="The page of the file that it begins on, from 1; null of a text that was sent.")
    ] = None
    found_by: Annotated[
        FoundBy,
        Field(
            description="`name`: the words are a name of the skill. `meaning`: they come near to what it means without "
            "naming it, and a careful reader would very likely agree that they show it. `name` in an assessment that "
            "was made before meanings were compared."
        ),
    ] = FoundBy.NAME


class ScorePartOut(Out):
    """One term of a score: contribution = weight × value."""

    name: str
    value: Share
    weight: Share
    contribution: float
    reason: Annotated[str, Field(examples=["48 months in 2 jobs"])]


class ConfidencePartOut(Out):
    """What one kind of evidence adds to the confidence."""

    kind: EvidenceKind
    points: Annotated[float, Field(gt=0, examples=[2.0])]
    reason: Annotated[str, Field(examples=["2 jobs of 3 months or more"])]


class ProficiencyOut(Out):
    """How well, and how sure that is."""

    level: Annotated[Level, Field(description="On the Dreyfus scale; `unknown` where the evidence is too thin.")]
    score: Annotated[Share | None, Field(description="Null exactly where the level is unknown.")]
    confidence: Annotated[Share, Field(description="How much evidence the score stands on, not how high it is.")]
    parts: list[ScorePartOut]
    confidence_parts: Annotated[
        list[ConfidencePartOut],
        Field(
            description="The confidence is 1 - 0.5 ^ (the sum of their points / 2); strongest kind first. Empty in an "
            "assessment that was made before they were kept."
        ),
    ]


class CorrectionOut(Out):
    """What the person says of a skill; it wins over every assessment, until they say otherwise."""

    id: UUID
    verdict: Annotated[Verdict, Field(description="`withdrawn` takes an earlier word back.")]
    level: Annotated[Level | None, Field(description="Null of a rejection or a withdrawal.")]
    machine_level: Annotated[
        Level | None, Field(description="What the latest assessment said then; null where it did not name the skill.")
    ]
    reason: Annotated[str, Field(examples=["I wrote the billing service in it, which my CV leaves out."])]
    created_at: datetime
