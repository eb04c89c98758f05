"""Plans and their histories as a block sees them."""

from dataclasses import dataclass

from shared.domain.ids import PlanId, UserId
from shared.domain.page import Page
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.repositories.staged.checks import (
    id_of_cursor,
    number_of_cursor,
    require_limit,
    require_storable,
    with_spare,
)
from shared.repositories.staged.staging import Op, Staging, merge
from shared.repositories.staged.store import Plans


@dataclass(frozen=True, slots=True)
class StagedPlans:
    store: Plans
    staging: Staging

    def get(self, user_id: UserId, plan_id: PlanId) -> Plan | None:
        if plan_id in self.staging.plans:
            staged = self.staging.plans[plan_id]
            return staged if staged and staged.summary.user_id == user_id else None
        return None if user_id in self.staging.erased else self.store.plan(user_id, plan_id)

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[PlanSummary]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = PlanId(cursor) if cursor else None
        staged = self.staging.plans
        mine = [plan.summary for plan in staged.values() if plan and plan.summary.user_id == user_id]
        is_erased = user_id in self.staging.erased
        rows = merge(
            stored=() if is_erased else self.store.plans_before(user_id, before, with_spare(limit, staged)),
            is_staged=lambda row: row.id in staged,
            staged=[row for row in mine if before is None or row.id < before],
        )
        rows.sort(key=lambda row: row.id, reverse=True)
        next_key = str(rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def history(self, user_id: UserId, plan_id: PlanId, after: str | None, limit: int) -> Page[PlanVersion]:
        require_limit(limit)
        before = number_of_cursor(after)
        if plan_id in self.staging.plans and self.get(user_id, plan_id) is None:
            return Page(())
        staged = self.staging.plan_versions.get(plan_id, ())
        numbers = {version.plan.summary.version for version in staged}
        is_erased = user_id in self.staging.erased
        rows = merge(
            stored=()
            if is_erased
            else self.store.plan_versions_before(user_id, plan_id, before, with_spare(limit, staged)),
            is_staged=lambda row: row.plan.summary.version in numbers,
            staged=[row for row in staged if before is None or row.plan.summary.version < before],
        )
        rows.sort(key=lambda row: row.plan.summary.version, reverse=True)
        next_key = str(rows[limit - 1].plan.summary.version) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def add(self, version: PlanVersion) -> None:
        self._stage(Op.INSERT, version)

    def update(self, version: PlanVersion) -> None:
        self._stage(Op.UPDATE, version)

    def delete(self, summary: PlanSummary) -> None:
        self.staging.stage(Op.DELETE, summary)
        self.staging.plans[summary.id] = None
        self.staging.plan_versions.pop(summary.id, None)

    def _stage(self, op: Op, version: PlanVersion) -> None:
        require_storable(step.proof for step in version.plan.steps)
        # A version is a row of its own beside the plan's.
        self.staging.stage(op, version, row_count=2)
        self.staging.plans[version.plan.id] = version.plan
        self.staging.plan_versions.setdefault(version.plan.id, []).append(version)
