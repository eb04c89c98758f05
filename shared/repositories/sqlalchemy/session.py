"""Transactions of one caller, and what the database's errors mean."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, Table, select, text
from sqlalchemy import exc as sa_errors

from shared.domain.caller import Caller
from shared.domain.errors import NotAllowedError, StoreUnavailableError
from shared.repositories.rows.constraints import constraint_error
from shared.repositories.rows.values import Row

_STATEMENT_TIMEOUT_MS = 8000

# How SQLite names what Postgres names by its constraint.
_SQLITE_CONSTRAINTS = {
    "users.id": "users_pkey",
    "skills.id": "skills_pkey",
    "skills.uri": "skills_uri_key",
    "skills.sort_key": "skills_sort_key_key",
    "skills.name_key": "skills_own_name_key",
    "assessments.id": "assessments_pkey",
    "corrections.id": "corrections_pkey",
    "plans.id": "plans_pkey",
    "plan_versions.user_id, plan_versions.plan_id, plan_versions.version": "plan_versions_pkey",
    "answers.user_id, answers.key": "answers_pkey",
    "roles.uri": "roles_uri_key",
    "documents.id": "documents_pkey",
    "documents.user_id, documents.sha256": "documents_usable_sha256_key",
    "workflow_runs.id": "workflow_runs_pkey",
    "workflow_items.user_id, workflow_items.run_id, workflow_items.number": "workflow_items_pkey",
    "erasure_receipts.run_id": "erasure_receipts_pkey",
}


class SqlSession:
    """What one caller may see and do.

    On Postgres each transaction takes on the role and the claims of the caller (None: the service's), as the Data API
    does, so that row level security holds here too. SQLite has none; there the queries alone keep users apart.
    """

    def __init__(self, engine: Engine, caller: Caller | None) -> None:
        self._engine = engine
        self.is_postgres = engine.dialect.name == "postgresql"
        claims: dict[str, Any] = {"role": "service_role"}
        if caller:
            claims = {"role": "authenticated", "sub": str(caller.user_id)}
            if caller.is_editor:
                claims["app_metadata"] = {"skillpath_role": "editor"}
        self._settings = {
            "role": claims["role"],
            "claims": json.dumps(claims),
            "timeout": str(_STATEMENT_TIMEOUT_MS),
        }

    @contextmanager
    def connect(self, sqlite_begin: Literal["deferred", "immediate"] = "deferred") -> Iterator[Connection]:
        """One transaction, rolled back unless it is committed.

        Args:
            sqlite_begin: `immediate` locks before the first read: of two that upgrade a read lock, one would be told
                that it is too late.
        """
        with translated(), self._engine.connect() as connection:
            if self.is_postgres:
                connection.execute(
                    text(
                        "select set_config('request.jwt.claims', :claims, true), set_config('role', :role, true),"
                        " set_config('statement_timeout', :timeout, true)"
                    ),
                    self._settings,
                )
            else:
                connection.exec_driver_sql(f"begin {sqlite_begin}")
            yield connection

    def rows(self, query: Select[Any]) -> list[Row]:
        """What one query finds, in a transaction of its own."""
        with self.connect() as connection:
            return fetch(connection, query)

    def call(self, function: str, argument: object = None) -> Any:  # noqa: ANN401 - JSON
        """What a function of supabase/migrations answers; on Postgres alone.

        Args:
            argument: its only one: an id as such, anything else as JSON; None where it takes none.
        """
        with self.connect() as connection:
            if argument is None:
                answer = connection.execute(text(f"select public.{function}()")).scalar_one()
            elif isinstance(argument, UUID):
                query = text(f"select public.{function}(cast(:argument as uuid))")
                answer = connection.execute(query, {"argument": str(argument)}).scalar_one()
            else:
                query = text(f"select public.{function}(cast(:argument as jsonb))")
                answer = connection.execute(query, {"argument": json.dumps(argument)}).scalar_one()
            connection.commit()
            return answer

    def ping(self) -> None:
        """Raises: as Store.ping says."""
        with translated(), self._engine.connect() as connection:
            connection.execute(text("select 1"))


def columns(table: Table, names: Sequence[str]) -> Select[Any]:
    """A query of these columns."""
    return select(*(table.c[name] for name in names))


def fetch(connection: Connection, query: Select[Any]) -> list[Row]:
    """What a query finds."""
    return [dict(row) for row in connection.execute(query).mappings()]


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database as the domain's. What it said stays out of messages: it can quote rows."""
    try:
        yield
    except sa_errors.IntegrityError as error:
        raise constraint_error(_constraint(error)) from None
    except sa_errors.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "42501":
            raise NotAllowedError("the store does not allow this account to do that") from None
        raise StoreUnavailableError(
            f"the store did not answer as it should ({type(error.orig).__name__}): try again"
        ) from None
    except sa_errors.TimeoutError:
        raise StoreUnavailableError("no connection to the store came free in time: try again") from None


def _constraint(error: sa_errors.IntegrityError) -> str:
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    message = str(error.orig)
    if found := re.fullmatch(r"CHECK constraint failed: (\w+)", message):
        return found[1]
    return _SQLITE_CONSTRAINTS.get(message.removeprefix("UNIQUE constraint failed: "), "")
