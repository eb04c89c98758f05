"""The unit of work over SQL: Postgres with the tables of supabase/migrations, or a file of SQLite."""

from sqlalchemy import Engine

from shared.domain.caller import Caller
from shared.repositories.sqlalchemy import SqlAlchemyRepository
from shared.repositories.tables import create_schema, make_engine
from shared.unit_of_work.staged import StagedUnitOfWork

__all__ = ["SqlUnitOfWork", "create_schema", "make_engine"]


class SqlUnitOfWork(StagedUnitOfWork):
    """For one caller, whose rights row level security bounds on Postgres; None acts as the service, for seeding."""

    def __init__(self, engine: Engine, caller: Caller | None = None) -> None:
        super().__init__(SqlAlchemyRepository(engine, caller))
