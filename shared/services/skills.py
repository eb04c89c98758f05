"""The skill catalogue: search it, and let editors add to it, change and merge what was added."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from shared.domain.errors import (
    DuplicateSkillError,
    InvalidInputError,
    NotAllowedError,
    SkillNotFoundError,
    StaleVersionError,
)
from shared.domain.ids import SkillId, UserId
from shared.domain.page import Page
from shared.domain.skill import Skill, SkillFilter, SkillSource, SkillType, fold_name, search_terms
from shared.domain.text import one_line, prose
from shared.unit_of_work.abstract import UnitOfWork

MAX_NAME_CHARS = 120
MAX_ALT_LABELS = 50
MAX_DESCRIPTION_CHARS = 4_000


class SkillChanges(TypedDict, total=False):
    """What is to change of a skill; what is left out stays as it is."""

    name: str
    type: SkillType
    alt_labels: list[str]
    description: str
    broader_id: SkillId | None


def list_skills(wanted: SkillFilter, after: str | None, limit: int, uow: UnitOfWork) -> Page[Skill]:
    """Skills by name: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.skills.list_page(wanted, after, limit)


def get_skill(skill_id: SkillId, uow: UnitOfWork) -> Skill:
    """Raises:
    SkillNotFoundError: the catalogue has none with that id.
    """
    with uow:
        return _existing(skill_id, uow)


def create_skill(
    name: str,
    type: SkillType,
    alt_labels: Iterable[str],
    description: str,
    broader_id: SkillId | None,
    editor: UserId,
    uow: UnitOfWork,
    now: datetime,
) -> Skill:
    """Add a skill whose name no other skill has, be it ESCO's or an editor's.

    Args:
        name: 1..120 characters on one line; compared without regard to case, width and spaces.
        alt_labels: other names, at most 50; repeated ones are dropped.
        description: at most 4,000 characters.
        broader_id: the skill right above it; the new one stands in its groups.

    Raises:
        DuplicateSkillError: the name is taken.
        InvalidInputError: the name, a label or the description cannot be used.
        SkillNotFoundError: the catalogue has no skill `broader_id`.
    """
    name = _label(name, "the name")
    labels = _alt_labels(alt_labels, name)
    description = prose(description, "the description", MAX_DESCRIPTION_CHARS)
    with uow:
        _require_free(name, None, uow)
        broader = None if broader_id is None else _standing_for(_existing(broader_id, uow), uow)
        skill = Skill.own(name, type, labels, description, editor, now, broader=broader)
        uow.skills.add(skill)
        uow.commit(skill)
    return skill


def change_skill(skill_id: SkillId, changes: SkillChanges, expected: int | None, uow: UnitOfWork) -> Skill:
    """Change a skill that an editor added; where nothing differs, nothing is written.

    Args:
        changes: with the bounds of `create_skill`.
        expected: the version that the change is meant for; None for whichever there is.

    Raises:
        SkillNotFoundError: the catalogue has no such skill, or none `broader_id`.
        NotAllowedError: it is ESCO's, or one of Skillpath's additions.
        StaleVersionError: another version is there.
        DuplicateSkillError: the name is taken.
        InvalidInputError: a value cannot be used, or `broader_id` is the skill itself or below it.
    """
    with uow:
        skill = _own(skill_id, expected, uow)
        name = _label(changes["name"], "the name") if "name" in changes else skill.name
        if fold_name(name) != skill.name_key:
            _require_free(name, skill_id, uow)
        changed = replace(
            skill,
            name=name,
            type=changes.get("type", skill.type),
            alt_labels=_alt_labels(changes.get("alt_labels", skill.alt_labels), name),
            description=prose(changes.get("description", skill.description), "the description", MAX_DESCRIPTION_CHARS),
        )
        if "broader_id" in changes and changes["broader_id"] != skill.broader_id:
            broader = _broader_of(skill, changes["broader_id"], uow)
            changed = replace(
                changed, broader_id=broader.id if broader else None, groups=broader.groups if broader else ()
            )
        if changed != skill:
            changed = replace(changed, version=skill.version + 1)
            uow.skills.update(changed)
        uow.commit(changed)
    return changed


def delete_skill(skill_id: SkillId, expected: int | None, uow: UnitOfWork) -> None:
    """Remove a skill that an editor added. Assessments that name it stay as they are.

    Args:
        expected: as of `change_skill`.

    Raises:
        SkillNotFoundError, NotAllowedError, StaleVersionError: as of `change_skill`.
        SkillInUseError: other skills were merged into it.
    """
    with uow:
        uow.skills.delete(_own(skill_id, expected, uow))
        uow.commit()


def merge_skill(skill_id: SkillId, into_id: SkillId, expected: int | None, uow: UnitOfWork) -> Skill:
    """Have another skill stand for one that an editor added: the names of the one mean the other from now on.

    The merged one stays in the catalogue, so that assessments that name it can be read.

    Args:
        into_id: of any source; where it was merged itself, the skill that stands for it counts.
        expected: as of `change_skill`.

    Returns:
        The merged skill, with `merged_into`.

    Raises:
        SkillNotFoundError: the catalogue has none with one of the ids.
        NotAllowedError, StaleVersionError: as of `change_skill`.
        InvalidInputError: it would stand for itself.
    """
    with uow:
        skill = _own(skill_id, expected, uow)
        into = _standing_for(_existing(into_id, uow), uow)
        if skill.id in (into_id, into.id):
            raise InvalidInputError(
                "a skill cannot be merged into itself, nor into one that was merged into it: give another into_id"
            )
        merged = skill
        if skill.merged_into != into.id:
            merged = replace(skill, merged_into=into.id, version=skill.version + 1)
            uow.skills.update(merged)
            if into.source is SkillSource.OWN:
                # Of two merges at once that would close a circle, the second one finds this one's version gone.
                uow.skills.update(replace(into, version=into.version + 1))
        uow.commit(merged)
    return merged


def _existing(skill_id: SkillId, uow: UnitOfWork) -> Skill:
    skill = uow.skills.get(skill_id)
    if skill is None:
        raise SkillNotFoundError(f"the catalogue has no skill {skill_id}: GET /v1/skills?query= searches it by name")
    return skill


def _own(skill_id: SkillId, expected: int | None, uow: UnitOfWork) -> Skill:
    skill = _existing(skill_id, uow)
    if skill.source is not SkillSource.OWN:
        raise NotAllowedError(
            f"{skill.name!r} comes with the taxonomy and stays as it is: only skills with the source `own` are changed"
        )
    if expected not in (None, skill.version):
        raise StaleVersionError(
            f"the skill {skill_id} is in its version {skill.version} by now: GET it, and change that one"
        )
    return skill


def _standing_for(skill: Skill, uow: UnitOfWork) -> Skill:
    """The skill at the end of its merges; most often itself."""
    passed = {skill.id}
    while skill.merged_into is not None:
        skill = _existing(skill.merged_into, uow)
        if skill.id in passed:
            raise InvalidInputError(f"the skill {skill.id} was merged in a circle: give another skill")
        passed.add(skill.id)
    return skill


def _broader_of(skill: Skill, broader_id: SkillId | None, uow: UnitOfWork) -> Skill | None:
    """The skill that `skill` is to stand below; skills above a skill never lead back to it."""
    if broader_id is None:
        return None
    broader = _standing_for(_existing(broader_id, uow), uow)
    passed = {skill.id}
    above: Skill | None = broader
    while above is not None:
        if above.id in passed:
            raise InvalidInputError("a skill cannot stand below itself: give a broader_id that is not below it")
        passed.add(above.id)
        above = None if above.broader_id is None else uow.skills.get(above.broader_id)
    return broader


def _require_free(name: str, mine: SkillId | None, uow: UnitOfWork) -> None:
    found = uow.skills.find_by_name(name)
    if found is not None and found.id != mine:
        raise DuplicateSkillError(f"a skill named {found.name!r} exists, with the id {found.id}: use it")


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
