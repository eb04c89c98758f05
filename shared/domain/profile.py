"""What a person can do: what their latest assessment shows, and what they themselves say of it, which always wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.assessment import AssessedSkill, Assessment, Level
from shared.domain.ids import CorrectionId, SkillId, UserId, new_id
from shared.domain.user import User


class Verdict(StrEnum):
    """What a person says of a skill: so it is, it is at another level, or I do not have it. `withdrawn` takes an
    earlier one back, so that the assessment speaks again."""

    CONFIRMED = "confirmed"
    ADJUSTED = "adjusted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    """Who says that a person has a skill at a level."""

    CV = "cv"
    CONFIRMED = "confirmed"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of a person's log of corrections: never changed, never removed but with the person's data.

    Attributes:
        level: what the person says it is; of a confirmation the level that was confirmed; None of a rejection or a
            withdrawal.
        machine_level: what the latest assessment said at that moment; None where it did not name the skill.
        reason: in the person's words, 0..1,000 characters.
    """

    id: CorrectionId
    user_id: UserId
    skill_id: SkillId
    skill_name: str
    verdict: Verdict
    level: Level | None
    machine_level: Level | None
    reason: str
    created_at: datetime

    @classmethod
    def new(
        cls,
        user_id: UserId,
        skill_id: SkillId,
        skill_name: str,
        verdict: Verdict,
        level: Level | None,
        machine_level: Level | None,
        reason: str,
        now: datetime,
    ) -> "Correction":
        return cls(
            CorrectionId(new_id()), user_id, skill_id, skill_name, verdict, level, machine_level, reason, created_at=now
        )


@dataclass(frozen=True, slots=True)
class ProfileSkill:
    """A skill of a profile: the machine's word, the person's, and which of them holds.

    Attributes:
        level: what holds; `unknown` where nobody can say.
        is_held: False where the person rejected it.
        assessed: what the latest assessment says; None where it does not name the skill.
        correction: the person's latest word on it; None where they said nothing, or took it back.
    """

    skill_id: SkillId
    name: str
    level: Level
    is_held: bool
    basis: Basis
    assessed: AssessedSkill | None
    correction: Correction | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Attributes:
    assessment: the latest; None before the first.
    corrections: the latest of each skill, withdrawn ones too.
    """

    user: User
    assessment: Assessment | None
    corrections: Mapping[SkillId, Correction]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known: no assessment, and no word of the person's that holds."""
        return self.assessment is None and not self.skills()

    def skills(self) -> Sequence[ProfileSkill]:
        """Every skill that the assessment or a standing correction names: the assessment's in its order, then others by
        name."""
        assessed = self.assessment.result.skills if self.assessment else ()
        named = {skill.skill_id for skill in assessed}
        standing = {
            skill_id: correction
            for skill_id, correction in self.corrections.items()
            if correction.verdict is not Verdict.WITHDRAWN
        }
        own = [profile_skill(None, correction) for skill_id, correction in standing.items() if skill_id not in named]
        own.sort(key=lambda skill: (skill.name.casefold(), skill.skill_id))
        return [*(profile_skill(skill, standing.get(skill.skill_id)) for skill in assessed), *own]

    def skill(self, skill_id: SkillId) -> ProfileSkill | None:
        return next((skill for skill in self.skills() if skill.skill_id == skill_id), None)


def profile_skill(assessed: AssessedSkill | None, correction: Correction | None) -> ProfileSkill:
    """Of one skill: the person's word over the machine's.

    Args:
        correction: of this skill and not withdrawn, or None; one of the two must be given.
    """
    if correction is None:
        if assessed is None:
            raise ValueError("a skill of a profile has an assessment or a correction")
        level = assessed.proficiency.level
        return ProfileSkill(assessed.skill_id, assessed.name, level, True, Basis.CV, assessed, None)
    level = correction.level or Level.UNKNOWN
    basis = Basis.CONFIRMED if correction.verdict is Verdict.CONFIRMED else Basis.STATED
    is_held = correction.verdict is not Verdict.REJECTED
    name = assessed.name if assessed else correction.skill_name
    return ProfileSkill(correction.skill_id, name, level, is_held, basis, assessed, correction)
