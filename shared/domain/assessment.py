"""An assessment: which skills a CV proves, how well, and in which words."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.domain.ids import AssessmentId, DocumentId, SkillId, UserId, new_id
from shared.domain.proposal import Proposal
from shared.domain.skill import SkillSource, SkillType


class Section(StrEnum):
    """The part of a CV that a line stands in.

    Boilerplate (references, about the company, equal opportunity) proves nothing.
    """

    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    PROJECTS = "projects"
    CERTIFICATES = "certificates"
    SKILLS = "skills"
    LANGUAGES = "languages"
    OTHER = "other"
    BOILERPLATE = "boilerplate"


class EvidenceKind(StrEnum):
    """What a mention stands on, strongest first. A claim is a skill named and nothing more."""

    WORK = "work"
    PROJECT = "project"
    CERTIFICATE = "certificate"
    EDUCATION = "education"
    CLAIM = "claim"


class Polarity(StrEnum):
    """Only affirmed mentions count: not "no experience with X", not "want to learn X"."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


class Level(StrEnum):
    """The Dreyfus scale (Dreyfus & Dreyfus 1980); `unknown` where the evidence is too thin to say."""

    UNKNOWN = "unknown"
    NOVICE = "novice"
    ADVANCED_BEGINNER = "advanced beginner"
    COMPETENT = "competent"
    PROFICIENT = "proficient"
    EXPERT = "expert"


class FindingStrategy(StrEnum):
    """How the skills of an assessment were found. `exact`: by their labels, whole and word for word but for inflection;
    nothing is found by its meaning alone. `hybrid`: by their labels and by what sentences mean, as far as a careful
    reader would very likely agree."""

    EXACT = "exact"
    HYBRID = "hybrid"


class FoundBy(StrEnum):
    """What the words of a mention are to its skill: a name of it, or words that come near to what it means."""

    NAME = "name"
    MEANING = "meaning"


class Action(StrEnum):
    """What a recommendation asks for."""

    PROVE = "prove"
    REFRESH = "refresh"
    LEARN = "learn"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of the CV that show a skill.

    Attributes:
        quote: the sentence, line or list item around the mention: `text[start:end]`, to the letter.
        start, end: offsets in Unicode code points into the given text.
        mention_start, mention_end: the words that name the skill, or come nearest to it, inside the quote.
        entry: the heading line of the dated entry it stands in, as "Data engineer, Acme, 2019 - 2021"; "" outside one.
        period_start: first month of that entry (day 1), None where undated.
        period_end: last month of it (day 1); for "present" the month the assessment is made as of.
        months: whole months of the entry, both ends counted; None where undated.
        cues: words in the quote that raise or lower what it shows, as "led", "familiar with".
        page: the page of the file that the quote begins on, from 1; None where the text is of no file.
        found_by: how the mention was found; "name" in an assessment that was kept before there was another way.
    """

    quote: str
    start: int
    end: int
    mention_start: int
    mention_end: int
    section: Section
    kind: EvidenceKind
    polarity: Polarity
    entry: str = ""
    period_start: date | None = None
    period_end: date | None = None
    months: int | None = None
    cues: tuple[str, ...] = ()
    page: int | None = None
    found_by: FoundBy = FoundBy.NAME


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One term of a score: contribution = weight * value; the score is the sum of the contributions.

    Attributes:
        value: in [0, 1].
        weight: in [0, 1]; the weights of all parts sum to 1.
        reason: one clause for the person, as "48 months in 2 jobs".
    """

    name: str
    value: float
    weight: float
    contribution: float
    reason: str


@dataclass(frozen=True, slots=True)
class ConfidencePart:
    """What one kind of evidence adds to a confidence, which is 1 - 0.5 ** (the sum of all points / 2).

    Attributes:
        points: more than 0.
        reason: one clause for the person, as "2 jobs of 3 months or more".
    """

    kind: EvidenceKind
    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class Proficiency:
    """Attributes:
    score: in [0, 1]; None exactly when the level is unknown.
    confidence: in [0, 1]: how much evidence the score stands on, not how high it is.
    parts: what the score is the sum of, also where it is withheld.
    confidence_parts: what the confidence follows from, the strongest kind first; none of an assessment that was kept
        before there were any.
    """

    level: Level
    score: float | None
    confidence: float
    parts: tuple[ScorePart, ...]
    confidence_parts: tuple[ConfidencePart, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessedSkill:
    """Attributes:
    group: labels of its first group path from the top down, as ("skills", "working with computers").
    months: months of dated work and projects, overlapping ones counted once; 0 where none is dated.
    last_used: last month (day 1) of dated evidence.
    evidence: affirmed mentions, strongest first.
    """

    skill_id: SkillId
    uri: str
    name: str
    type: SkillType
    source: SkillSource
    group: tuple[str, ...]
    proficiency: Proficiency
    months: int
    last_used: date | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mention that was seen and not counted: negated or hypothetical, as its evidence's polarity says."""

    skill_id: SkillId
    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do next, and why.

    Attributes:
        skill_id, skill_name: the skill to prove, refresh or learn.
        because_skill_id, because_skill_name: the assessed skill it follows from (itself, but for `learn`).
        quote, start, end, page: the evidence it rests on, as in Evidence.
        text: what to do, one or two sentences.
        reason: why, one sentence.
    """

    action: Action
    skill_id: SkillId
    skill_name: str
    because_skill_id: SkillId
    because_skill_name: str
    quote: str
    start: int
    end: int
    text: str
    reason: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """What the method found: the same for the same text, `as_of`, taxonomy version and method version, for ever.

    Attributes:
        proposals: beside it, what a language model would add, in the order of the text; none where none was asked.
    """

    skills: tuple[AssessedSkill, ...]
    set_aside: tuple[SetAside, ...]
    recommendations: tuple[Recommendation, ...]
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    """An assessment as a list shows it.

    Attributes:
        as_of: the day that "present" and recency are counted to.
        input_sha256: of the text in UTF-8; the text itself is not kept.
        input_chars: Unicode code points.
        skill_count, scored_count: skills found, and those with enough evidence for a score.
        document_id: the file that the text was read from; None of a text that was sent. It stays when the file is
            erased, as the document does, without its name and its checksum.
    """

    id: AssessmentId
    user_id: UserId
    created_at: datetime
    as_of: date
    taxonomy_version: str
    method_version: str
    input_sha256: str
    input_chars: int
    language: str
    skill_count: int
    scored_count: int
    version: int = 1
    document_id: DocumentId | None = None
    strategy: FindingStrategy = FindingStrategy.EXACT


@dataclass(frozen=True, slots=True)
class Assessment:
    """The aggregate: never changed once made, only deleted."""

    summary: AssessmentSummary
    result: AssessmentResult

    @classmethod
    def new(
        cls,
        user_id: UserId,
        result: AssessmentResult,
        *,
        now: datetime,
        as_of: date,
        taxonomy_version: str,
        method_version: str,
        input_sha256: str,
        input_chars: int,
        language: str,
        document_id: DocumentId | None = None,
        strategy: FindingStrategy = FindingStrategy.EXACT,
    ) -> "Assessment":
        summary = AssessmentSummary(
            AssessmentId(new_id()),
            user_id,
            now,
            as_of,
            taxonomy_version,
            method_version,
            input_sha256,
            input_chars,
            language,
            skill_count=len(result.skills),
            scored_count=sum(skill.proficiency.score is not None for skill in result.skills),
            document_id=document_id,
            strategy=strategy,
        )
        return cls(summary, result)

    @property
    def id(self) -> AssessmentId:
        return self.summary.id
