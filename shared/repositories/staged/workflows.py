"""Runs and what came of their items, as a block sees them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.ids import RunId, UserId
from shared.domain.page import Page
from shared.domain.workflow import Item, Run, RunState
from shared.repositories.abstract import Claim
from shared.repositories.staged.checks import (
    id_of_cursor,
    number_of_cursor,
    require_limit,
    require_seconds,
    require_storable,
    with_spare,
)
from shared.repositories.staged.entities import Ask, Dispatch, ItemRange
from shared.repositories.staged.staging import Flag, Op, Staging, merge
from shared.repositories.staged.store import Workflows

MAX_TAKEN = 1000


@dataclass(frozen=True, slots=True)
class StagedWorkflows:
    """`claim` and `take_due` are not staged: the store does them, and commits, at once."""

    store: Workflows
    staging: Staging

    def get(self, user_id: UserId, run_id: RunId) -> Run | None:
        staging = self.staging
        if run_id in staging.runs:
            found: Run | None = staging.runs[run_id]
        else:
            found = None if user_id in staging.erased else self.store.run(user_id, run_id)
        return staging.as_asked(found) if found and found.user_id == user_id else None

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[Run]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = RunId(cursor) if cursor else None
        spare = with_spare(limit, self.staging.runs)
        stored = () if user_id in self.staging.erased else self.store.runs_before(user_id, before, spare)
        mine = [run for run in self._staged(user_id) if run.parent_id is None]
        return self._page(stored, mine, before, limit)

    def list_dead(self, after: str | None, limit: int) -> Page[Run]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = RunId(cursor) if cursor else None
        stored = self.store.dead_runs_before(before, with_spare(limit, self.staging.runs))
        dead = [run for run in self.staging.runs.values() if run.state is RunState.DEAD_LETTERED]
        return self._page([run for run in stored if run.user_id not in self.staging.erased], dead, before, limit)

    def add(self, run: Run, relay_at: datetime) -> None:
        self._stage(Op.INSERT, run, relay_at)

    def save(self, run: Run, relay_at: datetime) -> None:
        staging = self.staging
        if run.id in staging.runs:
            self._stage(Op.UPDATE, run, relay_at)
            return
        # So that a worker whose run is somebody else's by now finds out before it writes anything.
        staging.stage_ahead(Op.UPDATE, Dispatch(run, relay_at), row_count=2)
        # Ahead of an erasure that the block has staged, it is gone with it.
        if run.user_id not in staging.erased:
            staging.runs[run.id] = run

    def ask_to_cancel(self, user_id: UserId, run_id: RunId, relay_at: datetime) -> None:
        self._ask(Ask(user_id, run_id, Flag.CANCELLED, relay_at))

    def ask_to_retry(self, user_id: UserId, run_id: RunId, relay_at: datetime) -> None:
        self._ask(Ask(user_id, run_id, Flag.RETRIED, relay_at))

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        require_seconds(lease_s)
        return self.store.claim(run_id, lease_s)

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        if not 1 <= limit <= MAX_TAKEN:
            raise ValueError(f"a relay takes 1 to {MAX_TAKEN} messages, not {limit}")
        require_seconds(again_after_s)
        return self.store.take_due(limit, again_after_s)

    def count_active(self, user_id: UserId, other_than: RunId) -> int:
        staged = [run for run in self._staged(user_id) if not run.state.is_over and run.id != other_than]
        if user_id in self.staging.erased:
            return len(staged)
        return len(staged) + self.store.count_active_runs(user_id, {other_than, *self.staging.runs})

    def count_parts(self, user_id: UserId, parent_id: RunId) -> Mapping[RunState, int]:
        staged = [run for run in self._staged(user_id) if run.parent_id == parent_id]
        counts = Counter(run.state for run in staged)
        if user_id not in self.staging.erased:
            counts.update(self.store.count_parts(user_id, parent_id, [run.id for run in staged]))
        return dict(counts)

    def list_parts(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], after: str | None, limit: int
    ) -> Page[Run]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = RunId(cursor) if cursor else None
        spare = with_spare(limit, self.staging.runs)
        is_erased = user_id in self.staging.erased
        stored = () if is_erased else self.store.parts_before(user_id, parent_id, states, before, spare)
        mine = [run for run in self._staged(user_id) if run.parent_id == parent_id and run.state in states]
        return self._page(stored, mine, before, limit)

    def add_items(self, items: Iterable[Item]) -> None:
        for item in items:
            require_storable((item.ref,))
            self.staging.stage(Op.INSERT, item)
            self.staging.items[item.run_id, item.number] = item

    def list_items(self, user_id: UserId, run_id: RunId, after: str | None, limit: int) -> Page[Item]:
        require_limit(limit)
        last = number_of_cursor(after)
        mine = self._items(user_id, run_id)
        is_erased = user_id in self.staging.erased
        rows = merge(
            stored=() if is_erased else self.store.items_after(user_id, run_id, last, self._removed(run_id), limit + 1),
            is_staged=lambda _: False,
            staged=[item for item in mine if last is None or item.number > last],
        )
        rows.sort(key=lambda item: item.number)
        next_key = str(rows[limit - 1].number) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def count_items(self, user_id: UserId, run_id: RunId) -> Mapping[str, int]:
        counts = Counter(item.code for item in self._items(user_id, run_id))
        if user_id not in self.staging.erased:
            counts.update(self.store.count_items(user_id, run_id, self._removed(run_id)))
        return dict(counts)

    def remove_items(self, user_id: UserId, run_id: RunId, first: int, end: int) -> None:
        staging, removed = self.staging, ItemRange(user_id, run_id, first, end)
        staging.stage(Op.REMOVE, removed)
        staging.removed.append(removed)
        staging.items = {key: item for key, item in staging.items.items() if not removed.holds(item)}

    def _stage(self, op: Op, run: Run, relay_at: datetime) -> None:
        # The message is a row of its own beside the run's.
        self.staging.stage(op, Dispatch(run, relay_at), row_count=2)
        self.staging.runs[run.id] = run

    def _ask(self, ask: Ask) -> None:
        self.staging.stage(Op.FLAG, ask, row_count=2)
        self.staging.asked.setdefault(ask.run_id, set()).add(ask.flag)

    def _staged(self, user_id: UserId) -> list[Run]:
        return [run for run in self.staging.runs.values() if run.user_id == user_id]

    def _items(self, user_id: UserId, run_id: RunId) -> list[Item]:
        return [item for item in self.staging.items.values() if (item.user_id, item.run_id) == (user_id, run_id)]

    def _removed(self, run_id: RunId) -> list[ItemRange]:
        return [removed for removed in self.staging.removed if removed.run_id == run_id]

    def _page(self, stored: Sequence[Run], staged: Sequence[Run], before: RunId | None, limit: int) -> Page[Run]:
        rows = merge(
            stored=stored,
            is_staged=lambda run: run.id in self.staging.runs,
            staged=[run for run in staged if before is None or run.id < before],
        )
        rows.sort(key=lambda run: run.id, reverse=True)
        next_key = str(rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(self.staging.as_asked(run) for run in rows[:limit]), next_key)
