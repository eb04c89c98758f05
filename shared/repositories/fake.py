"""A store in memory: for tests, and to try Skillpath without a database. It ends with its process."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from threading import Lock

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.holdings import Holdings
from shared.domain.ids import AssessmentId, PlanId, RoleId, RunId, SkillId, UserId
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.request import WriteRequest
from shared.domain.skill import Skill, SkillFilter, SkillSource
from shared.domain.user import User
from shared.repositories.abstract import Claim, Keep
from shared.repositories.limits import ANSWERS_KEPT, take
from shared.repositories.memory_documents import MemoryDocuments
from shared.repositories.memory_retention import expire
from shared.repositories.memory_tables import MemoryTables
from shared.repositories.memory_workflows import MemoryWorkflows
from shared.repositories.staged.staging import Change
from shared.repositories.staged.store import HOLDINGS, Admission, Keyed, Undivided


class MemoryRepository(Undivided, MemoryDocuments, MemoryWorkflows):
    """Shared by all units of work that are given it, from any thread.

    Args:
        clock: what limits refill, answers age, leases run out and messages fall due by.
    """

    _tables: MemoryTables

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._tables = MemoryTables()
        self._lock = Lock()

    def user(self, user_id: UserId) -> User | None:
        return self._tables.users.get(user_id)

    def holdings(self, user_id: UserId) -> Holdings | None:
        tables = self._tables
        user = tables.users.get(user_id)
        if user is None:
            return None
        versions = [row for row in tables.plan_versions.values() if row.plan.summary.user_id == user_id]
        return Holdings(
            user,
            assessments=sorted(
                (row for row in tables.assessments.values() if row.summary.user_id == user_id), key=lambda row: row.id
            ),
            corrections=sorted(
                (row for row in tables.corrections.values() if row.user_id == user_id), key=lambda row: row.id
            ),
            plan_versions=sorted(versions, key=lambda row: (row.created_at, row.plan.id, row.plan.summary.version)),
            answers=sorted(
                (row for row in tables.answers.values() if row.user_id == user_id),
                key=lambda row: (row.created_at, row.key),
            ),
            added_skills=sorted(skill.id for skill in tables.skills.values() if skill.created_by == user_id),
            documents=sorted(
                (row for row in tables.documents.values() if row.user_id == user_id), key=lambda row: row.id
            ),
            workflow_runs=sorted(
                (row for row in tables.runs.values() if row.user_id == user_id), key=lambda row: row.id
            ),
            workflow_items=sorted(
                (row for row in tables.items.values() if row.user_id == user_id),
                key=lambda row: (row.run_id, row.number),
            ),
        )

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        held = self.holdings(user_id)
        if held is None:
            return dict.fromkeys(HOLDINGS, 0)
        return {
            "profile": 1,
            "assessments": len(held.assessments),
            "corrections": len(held.corrections),
            "plans": len({version.plan.id for version in held.plan_versions}),
            "plan_versions": len(held.plan_versions),
            "answers": len(held.answers),
            "documents": len(held.documents),
            "workflow_runs": len(held.workflow_runs),
            "workflow_items": len(held.workflow_items),
        }

    def profile(self, user_id: UserId) -> Profile | None:
        return self._profile_in(self._tables, user_id)

    def corrections(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        own = [row for row in self._tables.corrections.values() if (row.user_id, row.skill_id) == (user_id, skill_id)]
        return sorted(own, key=lambda row: row.id, reverse=True)[:limit]

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

    def own_skills(self) -> Sequence[Skill]:
        return [skill for skill in self._tables.skills.values() if skill.source is SkillSource.OWN]

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

    def plan(self, user_id: UserId, plan_id: PlanId) -> Plan | None:
        found = self._tables.plans.get(plan_id)
        return found if found and found.summary.user_id == user_id else None

    def plans_before(self, user_id: UserId, before: PlanId | None, limit: int) -> Sequence[PlanSummary]:
        own = [plan.summary for plan in self._tables.plans.values() if plan.summary.user_id == user_id]
        own.sort(key=lambda summary: summary.id, reverse=True)
        return [summary for summary in own if before is None or summary.id < before][:limit]

    def plan_versions_before(
        self, user_id: UserId, plan_id: PlanId, before: int | None, limit: int
    ) -> Sequence[PlanVersion]:
        plan, tables = self.plan(user_id, plan_id), self._tables
        if plan is None:
            return []
        newest = plan.summary.version if before is None else min(before - 1, plan.summary.version)
        return [tables.plan_versions[plan_id, number] for number in range(newest, max(newest - limit, 0), -1)]

    def count_roles(self, taxonomy_version: str, other_than: Collection[RoleId]) -> int:
        return sum(
            role.taxonomy_version == taxonomy_version and role.id not in other_than
            for role in self._tables.roles.values()
        )

    def count_role_skills(self, taxonomy_version: str, other_than: Collection[tuple[RoleId, SkillId]]) -> int:
        return sum(
            relation.taxonomy_version == taxonomy_version and key not in other_than
            for key, relation in self._tables.role_skills.items()
        )

    def admit(self, request: WriteRequest) -> Admission:
        now, user_id = self._clock(), request.user_id
        with self._lock:
            if user_id not in self._tables.users:
                return Admission(has_profile=False)
            tables = self._tables.copy()
            tables.answers = {
                key: answer
                for key, answer in tables.answers.items()
                if answer.user_id != user_id or answer.created_at > now - ANSWERS_KEPT
            }
            answer = tables.answers.get((user_id, request.key)) if request.key else None
            retry_after_s = None
            if answer is None:
                taken = take(request.limit, request.cost, tables.full_at.get(user_id), now)
                retry_after_s = taken.retry_after_s
                if retry_after_s is None:
                    tables.full_at[user_id] = taken.full_at
            self._tables = tables
        goes_on = answer is None and retry_after_s is None
        profile = self._profile_in(tables, user_id) if goes_on and request.wants_profile else None
        return Admission(True, answer, retry_after_s, profile)

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        with self._lock:
            tables = self._tables.copy()
            claimed = tables.claim(run_id, lease_s, self._clock())
            self._tables = tables
        return claimed

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        with self._lock:
            tables = self._tables.copy()
            taken = tables.take_due(limit, again_after_s, self._clock())
            self._tables = tables
        return taken

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        with self._lock:
            tables = self._tables.copy()
            gone = expire(tables, keep, limit, self._clock())
            self._tables = tables
        return gone

    def apply(self, changes: Sequence[Change]) -> None:
        with self._lock:
            tables = self._tables.copy()
            for change in changes:
                tables.apply(change)
            self._tables = tables

    def ping(self) -> None:
        """Memory is always there."""

    @staticmethod
    def _profile_in(tables: MemoryTables, user_id: UserId) -> Profile | None:
        user = tables.users.get(user_id)
        if user is None:
            return None
        made = [row for row in tables.assessments.values() if row.summary.user_id == user_id]
        said = sorted((row for row in tables.corrections.values() if row.user_id == user_id), key=lambda row: row.id)
        latest = max(made, key=lambda row: row.id, default=None)
        return Profile(user, latest, {row.skill_id: row for row in said})
