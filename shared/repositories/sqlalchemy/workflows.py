"""What is read of runs, and how they are taken up: on Postgres by the functions of supabase/migrations."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, update
from sqlalchemy.dialects import sqlite

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Item, Run, RunState
from shared.repositories.abstract import Claim
from shared.repositories.job_tables import outbox, workflow_items, workflow_runs
from shared.repositories.leases import ACTIVE, is_settled, take_up
from shared.repositories.rows.values import stamp
from shared.repositories.rows.workflows import ITEM_COLUMNS, RUN_COLUMNS, claim_from_json, item_from_row, run_from_row
from shared.repositories.sqlalchemy.session import SqlSession, columns, fetch
from shared.repositories.sqlalchemy.users import newest, owned
from shared.repositories.staged.entities import ItemRange


class SqlWorkflows:
    """The part of a store that is runs."""

    _session: SqlSession
    _clock: Callable[[], datetime]

    def run(self, user_id: UserId, run_id: RunId) -> Run | None:
        query = owned(workflow_runs, RUN_COLUMNS, user_id)
        rows = self._session.rows(query.where(workflow_runs.c.id == str(run_id)))
        return run_from_row(rows[0]) if rows else None

    def runs_before(self, user_id: UserId, before: RunId | None, limit: int) -> Sequence[Run]:
        query = newest(workflow_runs, RUN_COLUMNS, user_id, before, limit)
        return self._runs(query.where(workflow_runs.c.parent_id.is_(None)))

    def dead_runs_before(self, before: RunId | None, limit: int) -> Sequence[Run]:
        query = columns(workflow_runs, RUN_COLUMNS).where(workflow_runs.c.state == RunState.DEAD_LETTERED.value)
        if before is not None:
            query = query.where(workflow_runs.c.id < str(before))
        return self._runs(query.order_by(workflow_runs.c.id.desc().nulls_last()).limit(limit))

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        if self._session.is_postgres:
            held = self._session.call("claim_run", {"run_id": str(run_id), "lease_s": lease_s})
            return claim_from_json(held) if held else None
        with self._session.connect("immediate") as connection:
            claimed = _sqlite_claim(connection, run_id, lease_s, self._clock())
            connection.commit()
            return claimed

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        if self._session.is_postgres:
            taken = self._session.call("take_due_runs", {"limit": limit, "again_after_s": again_after_s})
            return [RunId(UUID(run_id)) for run_id in taken]
        with self._session.connect("immediate") as connection:
            ids = _sqlite_take_due(connection, limit, again_after_s, self._clock())
            connection.commit()
            return ids

    def count_active_runs(self, user_id: UserId, other_than: Collection[RunId]) -> int:
        query = select(func.count().label("counted")).where(
            workflow_runs.c.user_id == str(user_id),
            workflow_runs.c.state.in_(state.value for state in ACTIVE),
            workflow_runs.c.id.not_in([str(run_id) for run_id in other_than]),
        )
        counted: int = self._session.rows(query)[0]["counted"]
        return counted

    def count_parts(self, user_id: UserId, parent_id: RunId, other_than: Collection[RunId]) -> Mapping[RunState, int]:
        runs = workflow_runs.c
        query = select(runs.state, func.count().label("parts")).where(
            runs.user_id == str(user_id),
            runs.parent_id == str(parent_id),
            runs.id.not_in([str(run_id) for run_id in other_than]),
        )
        return {RunState(row["state"]): row["parts"] for row in self._session.rows(query.group_by(runs.state))}

    def parts_before(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], before: RunId | None, limit: int
    ) -> Sequence[Run]:
        query = newest(workflow_runs, RUN_COLUMNS, user_id, before, limit)
        runs = workflow_runs.c
        return self._runs(
            query.where(runs.parent_id == str(parent_id), runs.state.in_(state.value for state in states))
        )

    def items_after(
        self, user_id: UserId, run_id: RunId, after: int | None, removed: Sequence[ItemRange], limit: int
    ) -> Sequence[Item]:
        query = owned(workflow_items, ITEM_COLUMNS, user_id).where(*_of_run(run_id, removed))
        if after is not None:
            query = query.where(workflow_items.c.number > after)
        rows = self._session.rows(query.order_by(workflow_items.c.number).limit(limit))
        return [item_from_row(row) for row in rows]

    def count_items(self, user_id: UserId, run_id: RunId, removed: Sequence[ItemRange]) -> Mapping[str, int]:
        items = workflow_items.c
        query = select(items.code, func.count().label("items"))
        query = query.where(items.user_id == str(user_id), *_of_run(run_id, removed)).group_by(items.code)
        return {row["code"]: row["items"] for row in self._session.rows(query)}

    def _runs(self, query: Select[Any]) -> list[Run]:
        return [run_from_row(row) for row in self._session.rows(query)]


def _of_run(run_id: RunId, removed: Sequence[ItemRange]) -> list[ColumnElement[bool]]:
    """That an item is of the run, and in no range that was removed."""
    items = workflow_items.c
    kept = [or_(items.number < range_.first, items.number >= range_.end) for range_ in removed]
    return [items.run_id == str(run_id), *kept]


def _sqlite_claim(connection: Connection, run_id: RunId, lease_s: float, now: datetime) -> Claim | None:
    """In the transaction of the connection, which must hold the write lock and be committed."""
    runs = workflow_runs.c
    found = fetch(connection, columns(workflow_runs, RUN_COLUMNS).where(runs.id == str(run_id)))
    if not found:
        return None
    run = run_from_row(found[0])
    above = select(runs.is_cancelled).where(runs.id == found[0]["parent_id"])
    is_parent_cancelled = bool(connection.execute(above).scalar())
    lease = take_up(run, is_parent_cancelled=is_parent_cancelled, lease_s=lease_s, now=now)
    if lease is None:
        if is_settled(run):
            connection.execute(delete(outbox).where(outbox.c.run_id == str(run_id)))
        return None
    claimed = lease.claim.run
    changed = {
        "is_cancelled": claimed.is_cancelled,
        "lease_until": claimed.lease_until and stamp(claimed.lease_until),
        "claims": claimed.claims,
        "version": claimed.version,
    }
    connection.execute(update(workflow_runs).where(runs.id == str(run_id)).values(changed))
    message = sqlite.insert(outbox).values(
        user_id=str(run.user_id), run_id=str(run_id), due_at=stamp(lease.due_at), sends=0
    )
    connection.execute(
        message.on_conflict_do_update(index_elements=["user_id", "run_id"], set_={"due_at": message.excluded.due_at})
    )
    return lease.claim


def _sqlite_take_due(connection: Connection, limit: int, again_after_s: float, now: datetime) -> list[RunId]:
    """Likewise."""
    due = select(outbox.c.run_id).where(outbox.c.due_at <= stamp(now)).order_by(outbox.c.due_at, outbox.c.run_id)
    ids = [row["run_id"] for row in fetch(connection, due.limit(limit))]
    later = {"due_at": stamp(now + timedelta(seconds=again_after_s)), "sends": outbox.c.sends + 1}
    connection.execute(update(outbox).where(outbox.c.run_id.in_(ids)).values(later))
    return [RunId(UUID(run_id)) for run_id in ids]
