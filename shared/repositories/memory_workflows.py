"""Runs in memory, with their messages, their items and the receipts of those that erased somebody."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Item, Receipt, Run, RunState
from shared.repositories.abstract import Claim
from shared.repositories.leases import RETRYABLE, is_settled, take_up
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.staged.entities import Ask, Dispatch, ItemRange
from shared.repositories.staged.staging import Flag, Op


@dataclass
class WorkflowTables:
    """Attributes:
    outbox: when each run's message is due.
    """

    runs: dict[RunId, Run] = field(default_factory=dict)
    outbox: dict[RunId, datetime] = field(default_factory=dict)
    items: dict[tuple[RunId, int], Item] = field(default_factory=dict)
    receipts: dict[RunId, Receipt] = field(default_factory=dict)

    def apply_run(self, op: Op, dispatch: Dispatch) -> None:
        """Of a user who is there."""
        run = dispatch.run
        held = self.runs.get(run.id)
        if op is Op.INSERT:
            _require(held is None, "workflow_runs_pkey")
            parent = self.runs.get(run.parent_id) if run.parent_id else None
            _require(run.parent_id is None or (parent and parent.user_id == run.user_id), "workflow_runs_parent_fkey")
            self.runs[run.id] = run
        else:
            if held is None or (held.user_id, held.version) != (run.user_id, run.version - 1):
                raise stale_error("workflow_runs")
            # What was asked for, of whom and when does not change; whether it is cancelled, its owner says.
            self.runs[run.id] = replace(
                run,
                kind=held.kind,
                input=held.input,
                parent_id=held.parent_id,
                is_cancelled=held.is_cancelled,
                created_at=held.created_at,
            )
        if run.state.is_over:
            self.outbox.pop(run.id, None)
        else:
            self.outbox[run.id] = dispatch.relay_at

    def apply_ask(self, ask: Ask) -> None:
        run = self.runs.get(ask.run_id)
        if run is None or run.user_id != ask.user_id:
            raise stale_error("workflow_runs")
        if ask.flag is Flag.CANCELLED and not run.state.is_over:
            self.runs[run.id] = replace(run, is_cancelled=True)
        elif ask.flag is Flag.RETRIED and run.state in RETRYABLE:
            self.runs[run.id] = replace(run, is_retried=True)
        else:
            raise stale_error("workflow_runs")
        self.outbox[run.id] = ask.relay_at

    def add_item(self, item: Item) -> None:
        run = self.runs.get(item.run_id)
        _require((item.run_id, item.number) not in self.items, "workflow_items_pkey")
        _require(run and run.user_id == item.user_id, "workflow_items_run_fkey")
        _require(1 <= len(item.ref) <= 200, "workflow_items_ref_check")
        _require(item.number >= 0, "workflow_items_number_check")
        self.items[item.run_id, item.number] = item

    def remove_items(self, removed: ItemRange) -> None:
        self.items = {
            key: item
            for key, item in self.items.items()
            if not (removed.holds(item) and item.user_id == removed.user_id)
        }

    def add_receipt(self, receipt: Receipt) -> None:
        _require(receipt.run_id not in self.receipts, "erasure_receipts_pkey")
        self.receipts[receipt.run_id] = receipt

    def drop_runs(self, user_id: UserId) -> None:
        gone = {run.id for run in self.runs.values() if run.user_id == user_id}
        self.runs = {key: run for key, run in self.runs.items() if key not in gone}
        self.outbox = {key: due_at for key, due_at in self.outbox.items() if key not in gone}
        self.items = {key: item for key, item in self.items.items() if item.run_id not in gone}

    def claim(self, run_id: RunId, lease_s: float, now: datetime) -> Claim | None:
        run = self.runs.get(run_id)
        if run is None:
            return None
        parent = self.runs.get(run.parent_id) if run.parent_id else None
        is_parent_cancelled = parent is not None and parent.is_cancelled
        lease = take_up(run, is_parent_cancelled=is_parent_cancelled, lease_s=lease_s, now=now)
        if lease is None:
            if is_settled(run):
                self.outbox.pop(run_id, None)
            return None
        self.runs[run_id] = lease.claim.run
        self.outbox[run_id] = lease.due_at
        return lease.claim

    def take_due(self, limit: int, again_after_s: float, now: datetime) -> list[RunId]:
        due = sorted((due_at, run_id) for run_id, due_at in self.outbox.items() if due_at <= now)
        taken = [run_id for _, run_id in due[:limit]]
        self.outbox |= dict.fromkeys(taken, now + timedelta(seconds=again_after_s))
        return taken


class MemoryWorkflows:
    """The part of a store that is read of them."""

    _tables: WorkflowTables

    def run(self, user_id: UserId, run_id: RunId) -> Run | None:
        found = self._tables.runs.get(run_id)
        return found if found and found.user_id == user_id else None

    def runs_before(self, user_id: UserId, before: RunId | None, limit: int) -> Sequence[Run]:
        own = [run for run in self._tables.runs.values() if run.user_id == user_id and run.parent_id is None]
        return _newest(own, before, limit)

    def dead_runs_before(self, before: RunId | None, limit: int) -> Sequence[Run]:
        dead = [run for run in self._tables.runs.values() if run.state is RunState.DEAD_LETTERED]
        return _newest(dead, before, limit)

    def count_active_runs(self, user_id: UserId, other_than: Collection[RunId]) -> int:
        return sum(
            run.user_id == user_id and not run.state.is_over and run.id not in other_than
            for run in self._tables.runs.values()
        )

    def count_parts(self, user_id: UserId, parent_id: RunId, other_than: Collection[RunId]) -> Mapping[RunState, int]:
        parts = [run for run in self._tables.runs.values() if (run.user_id, run.parent_id) == (user_id, parent_id)]
        return Counter(run.state for run in parts if run.id not in other_than)

    def parts_before(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], before: RunId | None, limit: int
    ) -> Sequence[Run]:
        parts = [run for run in self._tables.runs.values() if (run.user_id, run.parent_id) == (user_id, parent_id)]
        return _newest([run for run in parts if run.state in states], before, limit)

    def items_after(
        self, user_id: UserId, run_id: RunId, after: int | None, removed: Sequence[ItemRange], limit: int
    ) -> Sequence[Item]:
        own = sorted(self._items(user_id, run_id, removed), key=lambda item: item.number)
        return [item for item in own if after is None or item.number > after][:limit]

    def count_items(self, user_id: UserId, run_id: RunId, removed: Sequence[ItemRange]) -> Mapping[str, int]:
        return Counter(item.code for item in self._items(user_id, run_id, removed))

    def receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None:
        found = self._tables.receipts.get(run_id)
        return found if found and found.is_owned_by(user_id) else None

    def _items(self, user_id: UserId, run_id: RunId, removed: Sequence[ItemRange]) -> list[Item]:
        return [
            item
            for item in self._tables.items.values()
            if (item.user_id, item.run_id) == (user_id, run_id) and not any(range_.holds(item) for range_ in removed)
        ]


def _newest(runs: list[Run], before: RunId | None, limit: int) -> list[Run]:
    runs.sort(key=lambda run: run.id, reverse=True)
    return [run for run in runs if before is None or run.id < before][:limit]


def _require(holds: object, constraint: str) -> None:
    if not holds:
        raise constraint_error(constraint)
