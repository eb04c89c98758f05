"""What a role may demand by law or custom and no CV shows: put to the person as questions, counted in no score.

Sources:
    Licence: ESCO says of each occupation whether it is regulated in at least one country of the Union (Directive
        2005/36/EC on the recognition of professional qualifications, article 3(1)(a)).
    Degree: "International Standard Classification of Occupations: ISCO-08", volume 1, International Labour Office,
        Geneva 2012: its tables map major groups to skill levels and these to ISCED-97. Of group 1, sub-major group 14
        is at level 3, the others at level 4; of group 0, sub-major group 01 is at level 4. Levels 1 and 2 ask for no
        tertiary education, so nothing is asked there.
    Often reserved: ESCO marks 15 occupations alone; lawyers, teachers and most doctors are not among them. Directive
        2005/36/EC itself (annex V) names doctors, nurses, dentists, veterinary surgeons, midwives, pharmacists and
        architects. That law also reserves the work of lawyers, teachers, physiotherapists and social workers in many
        countries, and which ISCO-08 groups all these are, are judgements; the question leaves it open.
    Drivers: ISCO-08 minor groups 832 and 833 drive on roads, for which Directive 2006/126/EC asks a licence everywhere.
    Driving licences and languages: the names and groups of the role's own skills. These skills count in the score like
        any other; the question is about what they leave open, and says so.
"""

import re
from collections.abc import Iterator, Sequence

from shared.domain.gap import Requirement, RequirementKind
from shared.taxonomy.model import Role, TaxonomySkill

_SKILL_LEVELS = {"01": 4, "14": 3, "1": 4, "2": 4, "3": 3}
_DEGREES = {
    4: "Do you have a first or higher degree (ISCED level 6 or above), or long experience that employers take instead, "
    "for the work of “{title}”?",
    3: "Do you have a higher vocational qualification of one to three years (ISCED level 5), or experience that "
    "employers take instead, for the work of “{title}”?",
}
# Doctors, nurses and midwives, other health professionals, veterinarians, teachers of schools, lawyers and judges,
# social workers, architects; and of the associate professionals nurses and dental and ambulance workers.
_OFTEN_RESERVED = (
    *("2161", "221", "222", "223", "224", "225", "226", "2330", "2341", "2342", "2352"),
    *("2611", "2612", "2635", "322", "3251", "3258"),
)
_ROAD_DRIVERS = ("832", "833")
_DRIVING = re.compile(
    r"^(?:drive|operate) .*\b(?:vehicles?|cars?|buses|trucks?|trams?|trolley bus|ambulance|firetruck)\b|^drive in "
)
_PERMIT = re.compile(r"^(?:obtain|acquire|hold|maintain|update)\b.*\b(?:licen[cs]es?|certificat\w*|permits?)\b")
_FOREIGN = re.compile(r"\b(?:foreign|different) languages?\b")


def find_requirements(
    role: Role, essential: Sequence[TaxonomySkill], optional: Sequence[TaxonomySkill]
) -> tuple[Requirement, ...]:
    """The questions of a role, each once.

    Args:
        essential, optional: the role's skills; of the optional ones only licences are asked about.
    """
    return tuple(dict.fromkeys((*_of_law(role), *_of_group(role), *_of_skills(role, essential, optional))))


def isco_skill_level(isco_code: str) -> int | None:
    """ISCO-08 skill level 3 or 4 of a unit group; None below, and where the code is not known."""
    return _SKILL_LEVELS.get(isco_code[:2]) or _SKILL_LEVELS.get(isco_code[:1])


def may_be_reserved(role: Role) -> bool:
    """Whether law may say who can do the work: ESCO says so, or many countries do for its group."""
    return role.is_regulated is True or role.isco_code.startswith(_OFTEN_RESERVED)


def _of_law(role: Role) -> Iterator[Requirement]:
    if role.is_regulated:
        question = (
            f"Law may say who can work as “{role.title}”: do you hold the licence or recognition that the country you "
            "want to work in asks for?"
        )
        source = "ESCO: a regulated profession in at least one country of the European Union (Directive 2005/36/EC)"
        yield Requirement(RequirementKind.LICENCE, question, source)
    elif may_be_reserved(role):
        question = (
            f"Many countries say by law who can work as “{role.title}”: do you hold what yours asks for, such as a "
            "registration? No step of a plan stands in for it."
        )
        source = f"ISCO-08 group {role.isco_code}, which law often reserves: a judgement, as ESCO does not say"
        yield Requirement(RequirementKind.LICENCE, question, source)


def _of_group(role: Role) -> Iterator[Requirement]:
    level = isco_skill_level(role.isco_code)
    if level is not None:
        source = f"ISCO-08 skill level {level} (major group {role.isco_code[0]}), ILO 2012, volume 1"
        yield Requirement(RequirementKind.DEGREE, _DEGREES[level].format(title=role.title), source)


def _of_skills(
    role: Role, essential: Sequence[TaxonomySkill], optional: Sequence[TaxonomySkill]
) -> Iterator[Requirement]:
    marked = [*((skill, "an essential") for skill in essential), *((skill, "an optional") for skill in optional)]
    driving = next(((skill, mark) for skill, mark in marked if _DRIVING.search(skill.name)), None)
    if driving is None and role.isco_code.startswith(_ROAD_DRIVERS):
        yield Requirement(
            RequirementKind.LICENCE,
            f"Do you hold the driving licence, with its category and any card, that “{role.title}” needs?",
            f"ISCO-08 group {role.isco_code}, road drivers (Directive 2006/126/EC)",
        )
    if driving is not None:
        skill, mark = driving
        question = (
            f"Do you hold a driving licence for what “{skill.name}” needs? The skill counts; the licence does not."
        )
        yield Requirement(RequirementKind.LICENCE, question, f"ESCO: “{skill.name}” is {mark} skill of the role")
    permit = next(((skill, mark) for skill, mark in marked if _PERMIT.search(skill.name)), None)
    if permit is not None:
        skill, mark = permit
        question = (
            f"Do you hold the licences that “{skill.name}” speaks of, or can you get them? The skill alone counts."
        )
        yield Requirement(RequirementKind.LICENCE, question, f"ESCO: “{skill.name}” is {mark} skill of the role")
    foreign = next((skill for skill in essential if "L" in skill.group_codes or _FOREIGN.search(skill.name)), None)
    if foreign is not None:
        question = (
            f"Which languages does the employer work in, and can you work in them? “{foreign.name}” counts as a skill; "
            "which languages it means is not said."
            if _FOREIGN.search(foreign.name)
            else f"Is your “{foreign.name}” good enough to work in? The skill counts; what level is asked for is "
            "not known."
        )
        yield Requirement(
            RequirementKind.LANGUAGE, question, f"ESCO: “{foreign.name}” is an essential skill of the role"
        )
