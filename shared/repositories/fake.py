"""A store in memory: for tests, and to try Skillpath without a database. It ends with its process."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from threading import Lock

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.errors import ConflictError
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.skill import Skill, SkillFilter, SkillSource
from shared.domain.user import User
from shared.repositories.rows import constraint_error, stale_error
from shared.repositories.staged import Change, Keyed, Op


@dataclass
class _Tables:
    """What is committed. Never changed once shared: a commit replaces it with a changed copy."""

    users: dict[UserId, User] = field(default_factory=dict)
    skills: dict[SkillId, Skill] = field(default_factory=dict)
    skill_uris: dict[str, SkillId] = field(default_factory=dict)
    own_names: dict[str, SkillId] = field(default_factory=dict)
    assessments: dict[AssessmentId, Assessment] = field(default_factory=dict)

    def copy(self) -> "_Tables":
        return _Tables(
            self.users.copy(),
            self.skills.copy(),
            self.skill_uris.copy(),
            self.own_names.copy(),
            self.assessments.copy(),
        )

    @cached_property
    def ordered_skills(self) -> list[Keyed]:
        return sorted((Keyed(skill.sort_key, skill) for skill in self.skills.values()), key=lambda row: row.key)

    def apply(self, change: Change) -> None:
        match change:
            case (Op.INSERT, User() as user):
                if user.id in self.users:
                    raise constraint_error("users_pkey")
                self._set_user(user)
            case (Op.UPDATE, User() as user):
                stored = self.users.get(user.id)
                if stored is None or stored.version != user.version - 1:
                    raise stale_error("users")
                self._set_user(user)
            case (Op.INSERT, Skill() as skill):
                if skill.id in self.skills:
                    raise constraint_error("skills_pkey")
                self._set_skill(skill)
            case (Op.PUT, Skill() as skill):
                self._set_skill(skill)
            case (Op.INSERT, Assessment() as assessment):
                if assessment.id in self.assessments:
                    raise constraint_error("assessments_pkey")
                if assessment.summary.user_id not in self.users:
                    raise constraint_error("assessments_user_id_fkey")
                self.assessments[assessment.id] = assessment
            case (Op.DELETE, AssessmentSummary() as summary):
                found = self.assessments.get(summary.id)
                if (
                    found is None
                    or found.summary.user_id != summary.user_id
                    or found.summary.version != summary.version
                ):
                    raise stale_error("assessments")
                del self.assessments[summary.id]
            case _:
                raise ConflictError(f"{change.op} is not done to a {type(change.entity).__name__}")

    def _set_user(self, user: User) -> None:
        if not 1 <= len(user.display_name) <= 120:
            raise constraint_error("users_display_name_check")
        if not 2 <= len(user.locale) <= 35:
            raise constraint_error("users_locale_check")
        self.users[user.id] = user

    def _set_skill(self, skill: Skill) -> None:
        if not 1 <= len(skill.name) <= 500:
            raise constraint_error("skills_name_check")
        if old := self.skills.get(skill.id):
            del self.skill_uris[old.uri]
            if old.source is SkillSource.OWN:
                del self.own_names[old.name_key]
        if self.skill_uris.setdefault(skill.uri, skill.id) != skill.id:
            raise constraint_error("skills_uri_key")
        if skill.source is SkillSource.OWN and self.own_names.setdefault(skill.name_key, skill.id) != skill.id:
            raise constraint_error("skills_own_name_key")
        self.skills[skill.id] = skill


class MemoryRepository:
    """Shared by all units of work that are given it, from any thread."""

    def __init__(self) -> None:
        self._tables = _Tables()
        self._lock = Lock()

    def user(self, user_id: UserId) -> User | None:
        return self._tables.users.get(user_id)

    def skill(self, skill_id: SkillId) -> Skill | None:
        return self._tables.skills.get(skill_id)

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        first = f"{name_key}\x1f"
        rows = self._tables.ordered_skills
        start = bisect_right(rows, first, key=lambda row: row.key)
        return [row for row in rows[start : start + limit] if row.key.startswith(first)]

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        rows = self._tables.ordered_skills
        start = 0 if after is None else bisect_right(rows, after, key=lambda row: row.key)
        matching = (row for row in islice(rows, start, None) if wanted.matches(row.skill))
        return list(islice(matching, limit))

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int:
        return sum(
            skill.taxonomy_version == taxonomy_version and skill.id not in other_than
            for skill in self._tables.skills.values()
        )

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        found = self._tables.assessments.get(assessment_id)
        return found if found and found.summary.user_id == user_id else None

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        own = [item.summary for item in self._tables.assessments.values() if item.summary.user_id == user_id]
        own.sort(key=lambda summary: summary.id, reverse=True)
        return [summary for summary in own if before is None or summary.id < before][:limit]

    def apply(self, changes: Sequence[Change]) -> None:
        with self._lock:
            tables = self._tables.copy()
            for change in changes:
                tables.apply(change)
            self._tables = tables

    def ping(self) -> None:
        """Memory is always there."""
