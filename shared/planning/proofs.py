"""What would count as evidence of a skill: by how the step is walked, and by what kind of thing the skill is.

The kinds follow ESCO's own groups of skills (S1 to S8, T, K, L); what proves each is a judgement.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from shared.domain.plan import Route
from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy.model import TaxonomySkill


class Matter(Enum):
    """What kind of thing a skill is, as far as proof goes."""

    LANGUAGE = "a language"
    TRANSVERSAL = "a way of working"
    COMPUTING = "work with computers"
    CARE = "work with people in one's care"
    MANAGEMENT = "leading and organising"
    MACHINE = "a machine, a vehicle or equipment"
    CRAFT = "work with materials and goods"
    KNOWLEDGE = "knowledge"
    PRACTICE = "anything else that one does"


def matter_of(skill: TaxonomySkill) -> Matter:
    """What kind of thing a skill is, by its groups.

    Many skills of one trade stand in a group of transversal skills or of management too: that says what they also take,
    and the others what is done.
    """
    codes = skill.group_codes
    if "L" in codes:
        return Matter.LANGUAGE
    if skill.reuse_level is ReuseLevel.TRANSVERSAL or ("T" in codes and "S" not in codes):
        return Matter.TRANSVERSAL
    if skill.type is SkillType.KNOWLEDGE:
        return Matter.COMPUTING if "K061" in codes else Matter.KNOWLEDGE
    return next((matter for code, matter in _OF_GROUPS.items() if code in codes), Matter.PRACTICE)


def proof_of_learning(matter: Matter, route: Route, name: str, level: str) -> str:
    """What shows that somebody has learnt a skill, one sentence."""
    return _LEARNT[route][matter].format(name=f"“{name}”", level=level)


def proof_of_claim(matter: Matter, route: Route, name: str) -> str:
    """What shows a skill that a CV names already, one sentence."""
    if route is Route.COURSE:
        return _TESTED.get(matter, _TESTED_USUALLY).format(name=f"“{name}”")
    if route is Route.SELF_STUDY:
        return f"A line in your CV that says where, when and for what you used “{name}”, and what came of it."
    return f"A dated job or voluntary task in which you used “{name}”, with somebody who can vouch for it."


def proof_under_supervision(name: str) -> str:
    """What shows a skill that law may forbid to practise alone."""
    return f"Practice of “{name}” under supervision, dated and signed by who supervised it."


_OF_GROUPS: Mapping[str, Matter] = MappingProxyType(
    {
        "S5": Matter.COMPUTING,
        "S3": Matter.CARE,
        "S8": Matter.MACHINE,
        "S7": Matter.CRAFT,
        "S6": Matter.CRAFT,
        "S4": Matter.MANAGEMENT,
    }
)

_LEARNT: Mapping[Route, Mapping[Matter, str]] = MappingProxyType(
    {
        Route.COURSE: {
            Matter.LANGUAGE: "A dated certificate of a language test that tells how far your {name} goes.",
            Matter.TRANSVERSAL: "A dated course record for {name}, with feedback on an exercise from who taught you.",
            Matter.COMPUTING: "A dated course certificate for {name}, and a link to what you built with it there.",
            Matter.CARE: "A dated course certificate for {name}, with a practical part that an assessor signed.",
            Matter.MANAGEMENT: "A dated course certificate for {name}, and a plan or report that you wrote in it.",
            Matter.MACHINE: "An operator's card or a dated test of {name}, passed on the equipment itself.",
            Matter.CRAFT: "A dated course certificate for {name}, with photographs of the finished pieces.",
            Matter.KNOWLEDGE: "A dated result of an examination in {name}, passed at {level} level.",
            Matter.PRACTICE: "A dated course certificate for {name}, with a marked piece of work at {level} level.",
        },
        Route.SELF_STUDY: {
            Matter.LANGUAGE: "A free placement test in {name}, dated, and a short text or recording of your own.",
            Matter.TRANSVERSAL: "An occasion that called for {name}, written down: when, what you did, the result.",
            Matter.COMPUTING: "A small project of your own with {name}, published with a date, such as a repository.",
            Matter.CARE: "A few hours of {name} as a volunteer under guidance, confirmed by the organisation.",
            Matter.MANAGEMENT: "Something small that you led with {name}: the plan, the result and who took part.",
            Matter.MACHINE: "Practice of {name} with somebody who is allowed to teach it, dated and signed by them.",
            Matter.CRAFT: "A piece of your own that shows {name}, photographed from start to finish with dates.",
            Matter.KNOWLEDGE: "A page on {name} in your own words, dated, with a case that you worked through.",
            Matter.PRACTICE: "A worked example of {name} of your own, dated and shown to somebody who knows the trade.",
        },
        Route.WORK: {
            Matter.LANGUAGE: "At least three months of dated work in which you used {name}, confirmed by a colleague.",
            Matter.TRANSVERSAL: "A reference that names an occasion on which {name} mattered, and what came of it.",
            Matter.COMPUTING: "At least three months of dated work with {name}, and what you built or changed with it.",
            Matter.CARE: "At least three months of dated work with {name}, confirmed by who supervised it.",
            Matter.MANAGEMENT: "At least three months in charge of {name}: of how many or how much, and the result.",
            Matter.MACHINE: "At least three months of dated work that needs {name}, and the permit where there is one.",
            Matter.CRAFT: "At least three months of dated work with {name}, with photographs or a client's word.",
            Matter.KNOWLEDGE: "A dated task at work that could not be done without {name}, and what came of it.",
            Matter.PRACTICE: "At least three months of dated work with {name}, paid or voluntary, and what came of it.",
        },
    }
)

_TESTED_USUALLY = "A dated certificate or assessment result that names {name}."
_TESTED: Mapping[Matter, str] = MappingProxyType(
    {
        Matter.LANGUAGE: "A dated certificate of a language test that tells how far your {name} goes.",
        Matter.TRANSVERSAL: "A reference that names an occasion on which you showed {name}.",
        Matter.COMPUTING: "A dated skills test or vendor's certificate that names {name}, or a link to what you built.",
        Matter.CARE: "A dated, signed record of practice that names {name}.",
        Matter.MACHINE: "An operator's card or a dated practical test that names {name}.",
        Matter.CRAFT: "A dated practical test, or photographs of work that shows {name}.",
        Matter.KNOWLEDGE: "A dated examination result or transcript that names {name}.",
    }
)
