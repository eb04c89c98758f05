"""What is read of runs, and how they are taken up: by the functions of supabase/migrations."""

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from uuid import UUID

from postgrest import SyncSelectRequestBuilder

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Item, Run, RunState
from shared.repositories.abstract import Claim
from shared.repositories.leases import ACTIVE
from shared.repositories.rows.workflows import ITEM_COLUMNS, RUN_COLUMNS, claim_from_json, item_from_row, run_from_row
from shared.repositories.staged.entities import ItemRange
from shared.repositories.supabase.api import DataApi, unexpected

# A UUID takes 37 characters of a URL; gateways refuse URLs of more than some 8,000.
_IDS_A_REQUEST = 100


class SupabaseWorkflows:
    """The part of a store that is runs."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def run(self, user_id: UserId, run_id: RunId) -> Run | None:
        rows = self._api.owned("workflow_runs", RUN_COLUMNS, user_id, run_id)
        return run_from_row(rows[0]) if rows else None

    def runs_before(self, user_id: UserId, before: RunId | None, limit: int) -> Sequence[Run]:
        request = self._api.select("workflow_runs", RUN_COLUMNS).eq("user_id", user_id).is_("parent_id", "null")
        return self._newest(request, before, limit)

    def dead_runs_before(self, before: RunId | None, limit: int) -> Sequence[Run]:
        request = self._api.select("workflow_runs", RUN_COLUMNS).eq("state", RunState.DEAD_LETTERED.value)
        return self._newest(request, before, limit)

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        request = {"run_id": str(run_id), "lease_s": lease_s}
        held = self._api.call_for_object("claim_run", {"request": request})
        return claim_from_json(held) if held else None

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        request = {"limit": limit, "again_after_s": again_after_s}
        match self._api.call("take_due_runs", {"request": request}):
            case list() as taken:
                return [RunId(UUID(run_id)) for run_id in taken]
        raise unexpected()

    def count_active_runs(self, user_id: UserId, other_than: Collection[RunId]) -> int:
        def counting() -> SyncSelectRequestBuilder:
            request = self._api.counting("workflow_runs", "id").eq("user_id", user_id)
            return request.in_("state", [state.value for state in ACTIVE])

        counted = self._api.count(counting())
        left_out = iter(other_than)
        while chunk := list(islice(left_out, _IDS_A_REQUEST)):
            counted -= self._api.count(counting().in_("id", [str(left) for left in chunk]))
        return counted

    def count_parts(self, user_id: UserId, parent_id: RunId, other_than: Collection[RunId]) -> Mapping[RunState, int]:
        request = {
            "user_id": str(user_id),
            "parent_id": str(parent_id),
            "other_than": [str(run_id) for run_id in other_than],
        }
        counted = self._api.call_for_object("count_parts", {"request": request}) or {}
        return {RunState(state): int(parts) for state, parts in counted.items()}

    def parts_before(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], before: RunId | None, limit: int
    ) -> Sequence[Run]:
        request = self._api.select("workflow_runs", RUN_COLUMNS).eq("user_id", user_id).eq("parent_id", parent_id)
        return self._newest(request.in_("state", [state.value for state in states]), before, limit)

    def items_after(
        self, user_id: UserId, run_id: RunId, after: int | None, removed: Sequence[ItemRange], limit: int
    ) -> Sequence[Item]:
        request = self._api.select("workflow_items", ITEM_COLUMNS).eq("user_id", user_id).eq("run_id", run_id)
        if after is not None:
            request = request.gt("number", after)
        if removed:
            request = request.or_(_kept(removed))
        return [item_from_row(row) for row in self._api.rows(request.order("number").limit(limit))]

    def count_items(self, user_id: UserId, run_id: RunId, removed: Sequence[ItemRange]) -> Mapping[str, int]:
        request = {
            "user_id": str(user_id),
            "run_id": str(run_id),
            "removed": [[range_.first, range_.end] for range_ in removed],
        }
        counted = self._api.call_for_object("count_items", {"request": request}) or {}
        return {code: int(items) for code, items in counted.items()}

    def _newest(self, request: SyncSelectRequestBuilder, before: RunId | None, limit: int) -> list[Run]:
        if before is not None:
            request = request.lt("id", before)
        return [run_from_row(row) for row in self._api.newest_of(request, limit)]


def _kept(removed: Sequence[ItemRange]) -> str:
    """The members of one `or` for numbers in none of these ranges: of several `or`, Lite takes the last alone."""
    members, first = [], 0
    for range_ in sorted(removed, key=lambda range_: range_.first):
        if range_.first > first:
            members.append(f"and(number.gte.{first},number.lt.{range_.first})")
        first = max(first, range_.end)
    return ",".join([*members, f"number.gte.{first}"])
