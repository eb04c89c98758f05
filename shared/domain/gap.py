"""The gap between a profile and a role: each skill in its parts, and the readiness that they add up to."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from shared.domain.assessment import Level, ScorePart
from shared.domain.ids import RoleId, SkillId
from shared.domain.profile import Correction
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel, SkillType


class Standing(StrEnum):
    """What the current level of a role's skill stands on.

    `narrower` and `neighbour`: not the skill itself but one below or beside it, which counts in part. `unproven`: named
    in the CV without proof, so that its level is unknown. `missing`: nothing speaks of it. `rejected`: the person said
    that they do not have it.
    """

    CV = "cv"
    CONFIRMED = "confirmed"
    STATED = "stated"
    NARROWER = "narrower"
    NEIGHBOUR = "neighbour"
    UNPROVEN = "unproven"
    MISSING = "missing"
    REJECTED = "rejected"


class RequirementKind(StrEnum):
    """What a CV cannot show and a role may ask for."""

    LICENCE = "licence"
    DEGREE = "degree"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Requirement:
    """A hard requirement that cannot be known: put to the person, counted in no score.

    Attributes:
        question: one sentence to answer with yes or no.
        source: what it follows from, as "ISCO-08 skill level 4 (major group 2)".
    """

    kind: RequirementKind
    question: str
    source: str


@dataclass(frozen=True, slots=True)
class Via:
    """The skill through which another one counts in part."""

    skill_id: SkillId
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class SkillGap:
    """One skill of a role, beside the profile.

    Attributes:
        required: the level the role asks for (a stated judgement: see shared/planning/weights.py).
        current: the level that holds; `unknown` where nobody can say.
        gap: levels still to go, in 0..5: none held counts as level 0.
        coverage: in [0, 1]: how much of what is required is there.
        weight: in (0, 1], the product of the values of `weight_parts`.
        weight_parts: relation, reuse and rarity, each with its value and reason; weight and contribution of a part are
            not used here and equal its value.
        note: one sentence that says what `current` stands on, and whose word it is.
        quote: the words of the CV behind it; "" where there are none.
    """

    skill_id: SkillId
    name: str
    type: SkillType
    reuse_level: ReuseLevel | None
    relation: Relation
    required: Level
    current: Level
    gap: int
    coverage: float
    weight: float
    weight_parts: tuple[ScorePart, ...]
    standing: Standing
    via: Via | None
    note: str
    quote: str
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Attributes:
    score: in [0, 100]: 100 * sum(weight * coverage) / sum(weight) over the role's skills.
    parts: essential and optional skills: value is the coverage inside the part, weight its share of all weight; the
        contributions, times 100, sum to the score.
    """

    score: float
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True)
class RoleGap:
    """Attributes:
    method_version: of shared/planning, which measured it.
    skills: essential ones first, then by weight, heaviest first, then by name.
    requirements: questions to the person.
    """

    role_id: RoleId
    role_title: str
    taxonomy_version: str
    method_version: str
    readiness: Readiness
    skills: tuple[SkillGap, ...]
    requirements: tuple[Requirement, ...]

    @cached_property
    def transfers(self) -> tuple[SkillGap, ...]:
        """What the person brings already: every skill that is covered at least in part, most covered first."""
        return tuple(sorted((skill for skill in self.skills if skill.coverage > 0), key=lambda skill: -skill.coverage))


class Band(StrEnum):
    """How viable a move to a role is, after Nesta's Mapping Career Causeways (2020): similarity from 0.4 on is highly
    viable, from 0.3 on minimally viable."""

    HIGH = "highly viable"
    MINIMAL = "minimally viable"
    LOW = "not yet viable"


@dataclass(frozen=True, slots=True)
class NearbyRole:
    """A role beside the profile, as a list shows it.

    Attributes:
        readiness: in [0, 100].
        similarity: in [0, 1]: of the profile and the role as weighted sets of skills; what `band` follows from.
        covered: names of the heaviest skills that are there, at most 5.
        missing: names of the heaviest skills that are not, at most 5.
        method_version: of shared/planning, which ranked it.
    """

    role_id: RoleId
    title: str
    isco_code: str
    readiness: float
    similarity: float
    band: Band
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    method_version: str
