"""The unit of work over SQL: Postgres with the tables of supabase/migrations, or a file of SQLite."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine

from shared.domain.caller import Caller
from shared.repositories.sqlalchemy import SqlAlchemyRepository
from shared.repositories.tables import create_schema, make_engine
from shared.unit_of_work.staged import StagedUnitOfWork

__all__ = ["SqlUnitOfWork", "create_schema", "make_engine"]


class SqlUnitOfWork(StagedUnitOfWork):
    """For one caller, whose rights row level security bounds on Postgres; None acts as the service, for seeding.

    Args:
        clock: what limits refill and answers age by on SQLite; Postgres has its own.
    """

    def __init__(
        self,
        engine: Engine,
        caller: Caller | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(SqlAlchemyRepository(engine, caller, clock))
