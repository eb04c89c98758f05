"""What a person can do, as their latest assessment and they themselves say: read it, correct it, take a word back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.assessment import Level
from shared.domain.errors import (
    CorrectionNotFoundError,
    InvalidInputError,
    SkillNotFoundError,
    UserNotFoundError,
)
from shared.domain.ids import SkillId, UserId
from shared.domain.page import MAX_PAGE, Page
from shared.domain.profile import Correction, Profile, ProfileSkill, Verdict, profile_skill
from shared.domain.skill import fold_name
from shared.domain.text import prose
from shared.planning.merges import current_id, follow_merges
from shared.taxonomy.load import Taxonomy
from shared.unit_of_work.abstract import UnitOfWork

MAX_REASON_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class ExplainedSkill:
    """Attributes:
    log: the newest MAX_PAGE corrections of the skill, newest first, withdrawn ones too.
    """

    skill: ProfileSkill
    log: Sequence[Correction]


def list_profile_skills(
    user_id: UserId, after: str | None, limit: int, uow: UnitOfWork, taxonomy: Taxonomy
) -> Page[ProfileSkill]:
    """The skills that the latest assessment or the person names, by name: at most `limit` of those after the key.

    By name, and not by level, so that a correction made between two pages moves nothing from one to the other.

    Raises:
        UserNotFoundError: the user has no profile yet.
    """
    with uow:
        skills = _profile(user_id, uow, taxonomy).skills()
    keyed = sorted((_key(skill), skill) for skill in skills)
    rest = [(key, skill) for key, skill in keyed if after is None or key > after]
    next_key = rest[limit - 1][0] if len(rest) > limit else None
    return Page(tuple(skill for _, skill in rest[:limit]), next_key)


def explain_skill(user_id: UserId, skill_id: SkillId, uow: UnitOfWork, taxonomy: Taxonomy) -> ExplainedSkill:
    """One skill of the profile, with everything said of it. A merged skill is the one that stands for it.

    Raises:
        UserNotFoundError: the user has no profile yet.
        SkillNotFoundError: neither the latest assessment nor the person names it.
    """
    skill_id = current_id(skill_id, taxonomy)
    with uow:
        skill = _profile(user_id, uow, taxonomy).skill(skill_id)
        if skill is None:
            raise SkillNotFoundError(
                f"neither your latest assessment nor you name the skill {skill_id}: GET /v1/users/me/skills lists "
                "those that are named, and PUT adds one"
            )
        return ExplainedSkill(skill, uow.corrections.log(user_id, skill_id, MAX_PAGE))


def correct_skill(
    user_id: UserId,
    skill_id: SkillId,
    verdict: Verdict,
    level: Level | None,
    reason: str,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    now: datetime,
) -> ProfileSkill:
    """Put the person's word on a skill over the machine's, until they say otherwise; saying it again changes nothing.

    Args:
        skill_id: any skill of the catalogue; a merged one is the skill that stands for it.
        verdict: `adjusted` adds a skill that the assessment missed, too; the others need it to be named already.
        level: needed to adjust, and to confirm where the assessment's is unknown; of a rejection there is none.
        reason: 0..1,000 characters, in the person's words.

    Returns:
        The skill as it now stands.

    Raises:
        UserNotFoundError: the user has no profile yet.
        SkillNotFoundError: the catalogue has no such skill, and the profile does not name it either.
        InvalidInputError: verdict, level and what is known of the skill do not go together, or the reason is unusable.
    """
    reason = prose(reason, "the reason", MAX_REASON_CHARS)
    known = taxonomy.skill_by_id(skill_id)
    with uow:
        profile = _profile(user_id, uow, taxonomy)
        found = profile.skill(known.id if known else skill_id)
        if known is None and found is None:
            raise SkillNotFoundError(
                f"the catalogue has no skill {skill_id}: GET /v1/skills?query= searches it by name"
            )
        skill_id, name = (known.id, known.name) if known else (skill_id, found.name if found else "")
        assessed = found.assessed if found else None
        machine_level = assessed.proficiency.level if assessed else None
        if verdict is not Verdict.ADJUSTED and found is None and skill_id not in profile.corrections:
            raise InvalidInputError(
                f"your latest assessment does not name {name!r}, so there is nothing to be {verdict}: to add it, "
                "send the verdict adjusted with your level"
            )
        level = _level(verdict, level, machine_level)
        standing = found.correction if found else None
        if standing is None or (standing.verdict, standing.level, standing.reason) != (verdict, level, reason):
            standing = Correction.new(user_id, skill_id, name, verdict, level, machine_level, reason, now)
            uow.corrections.add(standing)
            uow.commit()
    return profile_skill(assessed, standing)


def withdraw_correction(user_id: UserId, skill_id: SkillId, uow: UnitOfWork, taxonomy: Taxonomy, now: datetime) -> None:
    """Take the person's word on a skill back, so that the assessment speaks again; the log keeps both.

    Raises:
        UserNotFoundError: the user has no profile yet.
        CorrectionNotFoundError: nothing that they said of the skill stands.
    """
    skill_id = current_id(skill_id, taxonomy)
    with uow:
        found = _profile(user_id, uow, taxonomy).skill(skill_id)
        if found is None or found.correction is None:
            raise CorrectionNotFoundError(
                f"nothing that you said of the skill {skill_id} stands: GET /v1/users/me/skills shows what does"
            )
        machine_level = found.assessed.proficiency.level if found.assessed else None
        uow.corrections.add(
            Correction.new(user_id, skill_id, found.name, Verdict.WITHDRAWN, None, machine_level, "", now)
        )
        uow.commit()


def _profile(user_id: UserId, uow: UnitOfWork, taxonomy: Taxonomy) -> Profile:
    profile = uow.profiles.get(user_id)
    if profile is None:
        raise UserNotFoundError("you have no profile yet: create it with PUT /v1/users/me")
    return follow_merges(profile, taxonomy)


def _level(verdict: Verdict, level: Level | None, machine_level: Level | None) -> Level | None:
    """The level that goes into the log."""
    if level is Level.UNKNOWN:
        raise InvalidInputError("unknown is no level to state: give one from novice to expert")
    match verdict:
        case Verdict.WITHDRAWN:
            raise InvalidInputError("to take your word back, send DELETE /v1/users/me/skills/{skill_id}")
        case Verdict.REJECTED:
            if level is not None:
                raise InvalidInputError("a skill that you do not have has no level: send rejected without one")
        case Verdict.ADJUSTED:
            if level is None:
                raise InvalidInputError("an adjusted skill needs your level: give one from novice to expert")
        case Verdict.CONFIRMED:
            if machine_level in (None, Level.UNKNOWN):
                if level is None:
                    raise InvalidInputError(
                        "your latest assessment knows no level to confirm: give yours, from novice to expert"
                    )
                return level
            if level not in (None, machine_level):
                raise InvalidInputError(
                    f"your latest assessment says {machine_level}, not {level}: to say otherwise, send adjusted"
                )
            return machine_level
    return level


def _key(skill: ProfileSkill) -> str:
    return f"{fold_name(skill.name)}\x1f{skill.skill_id}"
