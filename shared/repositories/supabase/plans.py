"""What is read of plans."""

from collections.abc import Sequence

from shared.domain.ids import PlanId, UserId
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.repositories.rows.plans import (
    PLAN_COLUMNS,
    PLAN_SUMMARY_COLUMNS,
    PLAN_VERSION_COLUMNS,
    plan_from_row,
    plan_summary_from_row,
    plan_version_from_row,
)
from shared.repositories.supabase.api import DataApi


class SupabasePlans:
    """The part of a store that is plans, and their histories."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def plan(self, user_id: UserId, plan_id: PlanId) -> Plan | None:
        rows = self._api.owned("plans", PLAN_COLUMNS, user_id, plan_id)
        return plan_from_row(rows[0]) if rows else None

    def plans_before(self, user_id: UserId, before: PlanId | None, limit: int) -> Sequence[PlanSummary]:
        rows = self._api.newest("plans", PLAN_SUMMARY_COLUMNS, user_id, before, limit)
        return [plan_summary_from_row(row) for row in rows]

    def plan_versions_before(
        self, user_id: UserId, plan_id: PlanId, before: int | None, limit: int
    ) -> Sequence[PlanVersion]:
        request = self._api.select("plan_versions", PLAN_VERSION_COLUMNS).eq("user_id", user_id).eq("plan_id", plan_id)
        if before is not None:
            request = request.lt("version", before)
        return [plan_version_from_row(row) for row in self._api.rows(request.order("version", desc=True).limit(limit))]
