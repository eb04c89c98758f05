"""How many hours a step takes, from level to level, in one table.

Sources:
    Skills and knowledge. ECTS Users' Guide, European Commission, 2015: one credit is 25 to 30 hours of a student's
        work, contact and own study together. How many credits a level takes is a judgement: one for `competent` in one
        ESCO skill, which is a narrow thing (an occupation has 41 on average). It bears out in sum: the 21 essential
        skills of a web developer come to 525 hours, about a full-time retraining course of three to four months; the 54
        of a data scientist to 1,350, within a conversion degree of 60 to 90 credits (1,500 to 2,700).
    Languages. Guided learning hours of Cambridge English (Cambridge University Press & Assessment, "Guided learning
        hours"): A2 180 to 200, B1 350 to 400, B2 500 to 600, C1 700 to 800; the lower ends here. A1 at 90 is a
        judgement, as is setting the five levels beside A1 to C1. One activity of a language (ESCO has four: write,
        understand written, understand spoken, interact) is a quarter of it.
    Transversal skills. No table that we know of gives hours; these are judgements: practice with feedback, beside work.
    Proof. Judgements: to write up what one did and have it looked at, to sit an assessment, to do a small real task.
    Routes. Judgements: learning alone takes longer than a guided course, learning at work longer still, as work comes
        first.
    Head start. That the second of a family is learnt faster is positive transfer (Barnett and Ceci, as cited in
        shared/planning/weights.py); how much faster is a judgement.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from shared.domain.assessment import Level
from shared.domain.plan import Route, StepKind
from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy.model import TaxonomySkill


class Subject(Enum):
    """What kind of thing is learnt, as far as hours go."""

    USUAL = "a skill or knowledge"
    TRANSVERSAL = "a transversal skill"
    LANGUAGE = "a language"
    LANGUAGE_ACTIVITY = "one activity of a language"


_LANGUAGE = {
    Level.UNKNOWN: 0.0,
    Level.NOVICE: 90.0,
    Level.ADVANCED_BEGINNER: 180.0,
    Level.COMPETENT: 350.0,
    Level.PROFICIENT: 500.0,
    Level.EXPERT: 700.0,
}

# Hours from nothing to each level, by the route of a guided course.
HOURS: Mapping[Subject, Mapping[Level, float]] = MappingProxyType(
    {
        Subject.USUAL: {
            Level.UNKNOWN: 0.0,
            Level.NOVICE: 4.0,
            Level.ADVANCED_BEGINNER: 10.0,
            Level.COMPETENT: 25.0,
            Level.PROFICIENT: 75.0,
            Level.EXPERT: 250.0,
        },
        Subject.TRANSVERSAL: {
            Level.UNKNOWN: 0.0,
            Level.NOVICE: 4.0,
            Level.ADVANCED_BEGINNER: 12.0,
            Level.COMPETENT: 30.0,
            Level.PROFICIENT: 75.0,
            Level.EXPERT: 250.0,
        },
        Subject.LANGUAGE: _LANGUAGE,
        Subject.LANGUAGE_ACTIVITY: {level: hours / 4 for level, hours in _LANGUAGE.items()},
    }
)

PROOF_HOURS: Mapping[Route, float] = MappingProxyType({Route.COURSE: 4.0, Route.SELF_STUDY: 3.0, Route.WORK: 6.0})
ROUTE_FACTORS: Mapping[Route, float] = MappingProxyType({Route.COURSE: 1.0, Route.SELF_STUDY: 1.25, Route.WORK: 1.5})

FAMILY_FACTOR = 0.6  # of the hours where a skill right below the same broader one is there, as Java beside Python
BESIDE_FACTOR = 0.5  # of what a narrower skill or a neighbour covers is saved
LEAST_HOURS = 1.0


def subject_of(skill: TaxonomySkill) -> Subject:
    """What kind of thing a skill is; ESCO's languages stand in its group L."""
    if "L" in skill.group_codes:
        return Subject.LANGUAGE if skill.type is SkillType.KNOWLEDGE else Subject.LANGUAGE_ACTIVITY
    return Subject.TRANSVERSAL if skill.reuse_level is ReuseLevel.TRANSVERSAL else Subject.USUAL


def estimate_hours(
    subject: Subject,
    kind: StepKind,
    route: Route,
    from_level: Level,
    to_level: Level,
    *,
    covered_beside: float = 0.0,
    has_family: bool = False,
) -> float:
    """Hours of work, in halves, at least LEAST_HOURS.

    Args:
        covered_beside: in [0, 1]: how much of the skill others stand in for.
        has_family: whether a skill right below the same broader one is there, or comes earlier.
    """
    if kind is StepKind.PROVE:
        return PROOF_HOURS[route]
    hours = (HOURS[subject][to_level] - HOURS[subject][from_level]) * ROUTE_FACTORS[route]
    hours *= 1 - BESIDE_FACTOR * covered_beside
    if has_family:
        hours *= FAMILY_FACTOR
    return max(LEAST_HOURS, round(2 * hours) / 2)
