"""A store in SQL: Postgres, or a file of SQLite (see tables.py).

Reads are short transactions and so is the commit: a block holds no lock and no connection while it thinks.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine

from shared.domain.caller import Caller
from shared.domain.request import WriteRequest
from shared.repositories.rows.admissions import admission_from_json, admission_to_json
from shared.repositories.rows.batches import to_batches
from shared.repositories.sqlalchemy.admission import sqlite_admission
from shared.repositories.sqlalchemy.documents import SqlDocuments
from shared.repositories.sqlalchemy.retention import SqlRetention
from shared.repositories.sqlalchemy.session import SqlSession
from shared.repositories.sqlalchemy.skills import SqlCatalogue
from shared.repositories.sqlalchemy.users import SqlPeople
from shared.repositories.sqlalchemy.workflows import SqlWorkflows
from shared.repositories.sqlalchemy.writes import write
from shared.repositories.staged.staging import Change
from shared.repositories.staged.store import Admission, Undivided


class SqlAlchemyRepository(Undivided, SqlCatalogue, SqlPeople, SqlDocuments, SqlWorkflows, SqlRetention):
    """What one caller may see and do.

    On Postgres holdings and admissions are the caller's, as their functions say: another id finds nothing.

    Args:
        clock: what limits refill, answers age, leases run out and messages fall due by on SQLite; Postgres has its own.
    """

    def __init__(
        self, engine: Engine, caller: Caller | None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._session = SqlSession(engine, caller)
        self._clock = clock

    def admit(self, request: WriteRequest) -> Admission:
        if self._session.is_postgres:
            return admission_from_json(request, self._session.call("admit", admission_to_json(request)))
        with self._session.connect("immediate") as connection:
            admission = sqlite_admission(connection, request, self._clock())
            connection.commit()
            return admission

    def apply(self, changes: Sequence[Change]) -> None:
        with self._session.connect("immediate") as connection:
            for batch in to_batches(changes):
                write(connection, batch)
            connection.commit()

    def ping(self) -> None:
        self._session.ping()
