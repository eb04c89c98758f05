"""What a person reads beside a skill: what its level stands on, and whose word that is."""

from datetime import date

from shared.domain.assessment import Level
from shared.domain.gap import Standing
from shared.domain.months import month_name
from shared.domain.profile import Basis, ProfileSkill
from shared.planning.credit import Credit

_AT_LEVEL = {
    Level.UNKNOWN: "at a level that nobody can say",
    Level.NOVICE: "as a novice",
    Level.ADVANCED_BEGINNER: "as an advanced beginner",
    Level.COMPETENT: "as competent",
    Level.PROFICIENT: "as proficient",
    Level.EXPERT: "as an expert",
}


def note_on(standing: Standing, own: ProfileSkill | None, credit: Credit | None) -> str:
    """One or two sentences on what a role's skill stands on.

    Args:
        own: the skill itself, where the profile names it.
        credit: what counts for it, where something does.
    """
    if own is not None and standing in (Standing.CV, Standing.CONFIRMED, Standing.STATED):
        return f"{_word_for(own)}."
    if credit is not None:
        return f"{_beside(standing, credit)}{_beginning(own)}."
    if own is None:
        return "Your CV does not name it, and you have not said that you have it."
    if own.is_held:
        return "Your CV names it, but shows no use of it: it counts once it is proved, or once you say your level."
    return f"{_on('You said', own)} that you do not have it{_because(own)}; so it counts for nothing."


def quote_of(skill: ProfileSkill | None) -> str:
    """The words of the CV that speak strongest for a skill; "" where there are none."""
    if skill is None or not skill.is_held or skill.assessed is None or not skill.assessed.evidence:
        return ""
    return skill.assessed.evidence[0].quote


def day_name(day: date) -> str:
    """As "3 May 2026"."""
    return f"{day.day} {month_name(day)}"


def _word_for(skill: ProfileSkill) -> str:
    if skill.correction is None:
        if skill.assessed is None:
            return f"You finished it in your plan, {_AT_LEVEL[skill.level]}"
        assessed = skill.assessed
        used = f", last used in {month_name(assessed.last_used)}" if assessed.last_used else ""
        months = f" over {assessed.months} months" if assessed.months else ""
        return f"Your CV shows it {_AT_LEVEL[skill.level]}{months}{used}"
    if skill.basis is Basis.CONFIRMED:
        return f"{_on('You confirmed', skill)} what your CV shows, {_AT_LEVEL[skill.level]}{_because(skill)}"
    return f"{_on('You said', skill)} that you have it {_AT_LEVEL[skill.level]}{_because(skill)}"


def _beside(standing: Standing, credit: Credit) -> str:
    place = "which is part of it" if standing is Standing.NARROWER else "which is close to it"
    whose = "You have" if credit.holder.correction is not None else "Your CV shows"
    return (
        f"{whose} “{credit.holder.name}” {_AT_LEVEL[credit.holder.level]}, {place}: "
        f"that counts for {credit.share:.0%} at most"
    )


def _beginning(own: ProfileSkill | None) -> str:
    if own is None:
        return "; of the skill itself nothing is known"
    if own.level is Level.UNKNOWN:
        return "; your CV names the skill itself without showing it"
    return f"; your CV shows the skill itself {_AT_LEVEL[own.level]} only"


def _on(said: str, skill: ProfileSkill) -> str:
    return f"{said} on {day_name(skill.correction.created_at.date())}" if skill.correction is not None else said


def _because(skill: ProfileSkill) -> str:
    reason = skill.correction.reason.strip().rstrip(".") if skill.correction is not None else ""
    return f" (“{reason}”)" if reason else ""
