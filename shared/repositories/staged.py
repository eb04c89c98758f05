"""Repositories that stage their writes and read through them, over any store that can read and apply.

The semantics of a block stand here once, whatever the store: a write is held back until commit, a read sees the block's
own writes, and a page is right although some of its rows are staged, changed or deleted.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.errors import InvalidCursorError, InvalidTextError
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.page import MAX_PAGE, Page
from shared.domain.skill import Skill, SkillFilter, fold_name
from shared.domain.user import User

MAX_CHANGES = 500

_GROUP_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")
# What no Postgres can hold or no UTF-8 can say.
_NOT_STORABLE = re.compile("[\\0\\ud800-\\udfff]")

T = TypeVar("T")


class Op(StrEnum):
    INSERT = "insert"
    PUT = "put"
    UPDATE = "update"
    DELETE = "delete"


class Change(NamedTuple):
    """One staged write; only a delete carries a summary."""

    op: Op
    entity: User | Skill | Assessment | AssessmentSummary


class Keyed(NamedTuple):
    """A skill with the sort key that the store holds for it."""

    key: str
    skill: Skill


class Store(Protocol):
    """What a kind of store must be able to do. Every method but `apply` reads what is committed."""

    def user(self, user_id: UserId) -> User | None: ...

    def skill(self, skill_id: SkillId) -> Skill | None: ...

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int: ...

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None: ...

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        """Newest first."""

    def apply(self, changes: Sequence[Change]) -> None:
        """All of them in order and in one transaction, or none; raises as UnitOfWork.commit says."""

    def ping(self) -> None:
        """Raises StoreUnavailableError unless the store answers."""


@dataclass(slots=True)
class Staging:
    """The writes of a block so far: in order, and what each leaves behind (None: deleted)."""

    changes: list[Change] = field(default_factory=list)
    users: dict[UserId, User] = field(default_factory=dict)
    skills: dict[SkillId, Skill] = field(default_factory=dict)
    assessments: dict[AssessmentId, Assessment | None] = field(default_factory=dict)

    def stage(self, op: Op, entity: User | Skill | Assessment | AssessmentSummary) -> None:
        if len(self.changes) == MAX_CHANGES:
            raise ValueError(f"a block takes at most {MAX_CHANGES} writes: commit, then go on")
        self.changes.append(Change(op, entity))
        match entity:
            case User():
                self.users[entity.id] = entity
            case Skill():
                self.skills[entity.id] = entity
            case Assessment():
                self.assessments[entity.id] = entity
            case AssessmentSummary():
                self.assessments[entity.id] = None

    def clear(self) -> None:
        self.changes.clear()
        self.users.clear()
        self.skills.clear()
        self.assessments.clear()


@dataclass(frozen=True, slots=True)
class StagedUsers:
    store: Store
    staging: Staging

    def get(self, user_id: UserId) -> User | None:
        return self.staging.users.get(user_id) or self.store.user(user_id)

    def add(self, user: User) -> None:
        _require_storable(user.display_name, user.locale)
        self.staging.stage(Op.INSERT, user)

    def update(self, user: User) -> None:
        _require_storable(user.display_name, user.locale)
        self.staging.stage(Op.UPDATE, user)


@dataclass(frozen=True, slots=True)
class StagedSkills:
    store: Store
    staging: Staging

    def get(self, skill_id: SkillId) -> Skill | None:
        return self.staging.skills.get(skill_id) or self.store.skill(skill_id)

    def find_by_name(self, name: str) -> Skill | None:
        name_key = fold_name(name)
        if _NOT_STORABLE.search(name_key):
            return None
        staged = self.staging.skills
        if mine := [skill for skill in staged.values() if skill.name_key == name_key]:
            return min(mine, key=lambda skill: skill.sort_key)
        # A stored row may have been given another name by this block: ask for one more than could be hidden.
        rows = self.store.skills_named(name_key, limit=len(staged) + 1)
        return next((row.skill for row in rows if row.skill.id not in staged), None)

    def list_page(self, wanted: SkillFilter, after: str | None, limit: int) -> Page[Skill]:
        _require_limit(limit)
        if after is not None and _NOT_STORABLE.search(after):
            raise InvalidCursorError("this cursor is not of this list: start again without one")
        if wanted.group is not None and not _GROUP_CODE.fullmatch(wanted.group):
            return Page(())
        if wanted.query.strip() and not wanted.query_terms:
            return Page(())
        staged = self.staging.skills
        mine = [Keyed(skill.sort_key, skill) for skill in staged.values() if wanted.matches(skill)]
        rows = _merge(
            stored=self.store.skills_after(wanted, after, _with_spare(limit, staged)),
            is_staged=lambda row: row.skill.id in staged,
            staged=[row for row in mine if after is None or row.key > after],
        )
        rows.sort(key=lambda row: row.key)
        next_key = rows[limit - 1].key if len(rows) > limit else None
        return Page(tuple(row.skill for row in rows[:limit]), next_key)

    def count(self, taxonomy_version: str) -> int:
        staged = self.staging.skills
        mine = sum(skill.taxonomy_version == taxonomy_version for skill in staged.values())
        return mine + self.store.count_skills(taxonomy_version, other_than=staged.keys())

    def add(self, skill: Skill) -> None:
        _require_storable(skill.name, skill.description, *skill.alt_labels)
        self.staging.stage(Op.INSERT, skill)

    def put_many(self, skills: Iterable[Skill]) -> None:
        for skill in skills:
            _require_storable(skill.name, skill.description, *skill.alt_labels)
            self.staging.stage(Op.PUT, skill)


@dataclass(frozen=True, slots=True)
class StagedAssessments:
    store: Store
    staging: Staging

    def get(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        if assessment_id in self.staging.assessments:
            staged = self.staging.assessments[assessment_id]
            return staged if staged and staged.summary.user_id == user_id else None
        return self.store.assessment(user_id, assessment_id)

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[AssessmentSummary]:
        _require_limit(limit)
        before = _parse_assessment_id(after)
        staged = self.staging.assessments
        mine = [item.summary for item in staged.values() if item and item.summary.user_id == user_id]
        rows = _merge(
            stored=self.store.assessments_before(user_id, before, _with_spare(limit, staged)),
            is_staged=lambda row: row.id in staged,
            staged=[row for row in mine if before is None or row.id < before],
        )
        rows.sort(key=lambda row: row.id, reverse=True)
        next_key = str(rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def add(self, assessment: Assessment) -> None:
        self.staging.stage(Op.INSERT, assessment)

    def delete(self, summary: AssessmentSummary) -> None:
        self.staging.stage(Op.DELETE, summary)


def _merge(stored: Sequence[T], is_staged: Callable[[T], bool], staged: Sequence[T]) -> list[T]:
    return [row for row in stored if not is_staged(row)] + list(staged)


def _with_spare(limit: int, staged: Mapping[SkillId, object] | Mapping[AssessmentId, object]) -> int:
    """One more tells whether a page follows; one more for each stored row that a staged write may hide."""
    return limit + 1 + len(staged)


def _require_limit(limit: int) -> None:
    if not 1 <= limit <= MAX_PAGE:
        raise ValueError(f"a page holds 1 to {MAX_PAGE} items, not {limit}")


def _require_storable(*texts: str) -> None:
    for text in texts:
        if found := _NOT_STORABLE.search(text):
            raise InvalidTextError(
                f"character {found.start()} is U+{ord(found[0]):04X}, which is not text: remove it and send again"
            )


def _parse_assessment_id(after: str | None) -> AssessmentId | None:
    if after is None:
        return None
    try:
        return AssessmentId(UUID(after))
    except ValueError:
        raise InvalidCursorError("this cursor is not of this list: start again without one") from None
