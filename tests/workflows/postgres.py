"""A real Postgres as the store of a world. Nobody sets its clock: where time is to pass, what is stored grows older."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Engine

from shared.domain.ids import UserId
from shared.repositories.rows.workflows import run_from_row
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.sqlalchemy import SqlUnitOfWork
from tests.workflows.world import Snapshot

_RUNS = "select to_jsonb(r) as run from public.workflow_runs as r"


class PostgresWatched:
    """Args:
    engine: as the Data API connects.
    superuser: looks from behind, past row level security.
    """

    def __init__(self, engine: Engine, superuser: psycopg.Connection) -> None:
        self._engine = engine
        self._superuser = superuser
        self._waited = timedelta()
        # Of a few rows far quicker than to truncate.
        for table in ("auth.users", "public.erasure_receipts", "public.doomed_objects"):
            superuser.execute(f"delete from {table}")  # noqa: S608 - our own names

    def uow(self) -> UnitOfWork:
        return SqlUnitOfWork(self._engine)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def passed(self) -> datetime:
        return self.now() + self._waited

    def wait(self, seconds: float) -> None:
        by = timedelta(seconds=seconds)
        self._waited += by
        self._superuser.execute(
            "update public.workflow_runs set not_before = not_before - %(by)s, deadline = deadline - %(by)s, "
            "lease_until = lease_until - %(by)s",
            {"by": by},
        )
        self._superuser.execute("update public.outbox set due_at = due_at - %s", (by,))

    def add_user(self, user_id: UserId) -> None:
        self._superuser.execute("insert into auth.users (id) values (%s)", (user_id,))

    def look(self) -> Snapshot:
        runs = [run_from_row(row["run"]) for row in self._rows(_RUNS)]
        return Snapshot(
            {run.id: run for run in runs},
            [row["run_id"] for row in self._rows("select run_id from public.outbox")],
            {row["id"]: row["state"] for row in self._rows("select id, state from public.documents")},
            frozenset(self._ids("public.assessments")),
            frozenset(self._ids("public.plans")),
            sorted(
                (row["run_id"], row["number"], row["code"])
                for row in self._rows("select run_id, number, code from public.workflow_items")
            ),
            frozenset(map(UserId, self._ids("public.users"))),
            frozenset(row["run_id"] for row in self._rows("select run_id from public.erasure_receipts")),
            [row["key"] for row in self._rows("select key from public.doomed_objects order by doomed_at, key")],
        )

    def _ids(self, table: str) -> list[UUID]:
        return [row["id"] for row in self._rows(f"select id from {table}")]  # noqa: S608 - our own names

    def _rows(self, query: str) -> list[dict[str, object]]:
        with self._superuser.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query).fetchall()  # type: ignore[call-overload] # our own queries
