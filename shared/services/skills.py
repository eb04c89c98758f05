"""The skill catalogue: search it, and add to it."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime

from shared.domain.errors import DuplicateSkillError, InvalidInputError, SkillNotFoundError
from shared.domain.ids import SkillId, UserId
from shared.domain.page import Page
from shared.domain.skill import Skill, SkillFilter, SkillType, fold_name, search_terms
from shared.domain.text import one_line
from shared.unit_of_work.abstract import UnitOfWork

MAX_NAME_CHARS = 120
MAX_ALT_LABELS = 50
MAX_DESCRIPTION_CHARS = 4_000


def list_skills(wanted: SkillFilter, after: str | None, limit: int, uow: UnitOfWork) -> Page[Skill]:
    """Skills by name: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.skills.list_page(wanted, after, limit)


def get_skill(skill_id: SkillId, uow: UnitOfWork) -> Skill:
    """Raises:
    SkillNotFoundError: the catalogue has none with that id.
    """
    with uow:
        skill = uow.skills.get(skill_id)
    if skill is None:
        raise SkillNotFoundError(f"the catalogue has no skill {skill_id}: GET /v1/skills?query= searches it by name")
    return skill


def create_skill(
    name: str,
    type: SkillType,
    alt_labels: Iterable[str],
    description: str,
    editor: UserId,
    uow: UnitOfWork,
    now: datetime,
) -> Skill:
    """Add a skill whose name no other skill has, be it ESCO's or an editor's.

    Args:
        name: 1..120 characters on one line; compared without regard to case, width and spaces.
        alt_labels: other names, at most 50; repeated ones are dropped.
        description: at most 4,000 characters.

    Raises:
        DuplicateSkillError: the name is taken.
        InvalidInputError: the name, a label or the description cannot be used.
    """
    name = _label(name, "the name")
    labels = _alt_labels(alt_labels, name)
    description = _description(description)
    with uow:
        if found := uow.skills.find_by_name(name):
            raise DuplicateSkillError(f"a skill named {found.name!r} exists, with the id {found.id}: use it")
        skill = Skill.own(name, type, labels, description, editor, now)
        uow.skills.add(skill)
        uow.commit()
    return skill


def _label(label: str, what: str) -> str:
    label = one_line(label, what, MAX_NAME_CHARS)
    if not search_terms(label):
        raise InvalidInputError(f"{what} has no letter or digit, so no search would find it: give it a word")
    return label


def _alt_labels(labels: Iterable[str], name: str) -> tuple[str, ...]:
    distinct: dict[str, str] = {}
    for label in labels:
        checked = _label(label, "an alternative label")
        distinct.setdefault(fold_name(checked), checked)
    distinct.pop(fold_name(name), None)
    if len(distinct) > MAX_ALT_LABELS:
        raise InvalidInputError(f"{len(distinct)} alternative labels are too many: give at most {MAX_ALT_LABELS}")
    return tuple(distinct.values())


def _description(description: str) -> str:
    trimmed = description.strip()
    if len(trimmed) > MAX_DESCRIPTION_CHARS:
        raise InvalidInputError(
            f"the description has {len(trimmed):,} characters; {MAX_DESCRIPTION_CHARS:,} is the most: shorten it"
        )
    for place, char in enumerate(trimmed):
        if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t":
            raise InvalidInputError(f"the description has U+{ord(char):04X} at character {place}: remove it")
    return trimmed
