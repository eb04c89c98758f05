"""The same rights in a plain Postgres: Lite grants every role every table, so there only row level security is seen."""

import json
from collections.abc import Iterator
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from tests.database.conftest import MAY, Row, sample_rows

OWNER, OTHER, EDITOR = uuid4(), uuid4(), uuid4()
CLAIMS: dict[str, dict[str, Any]] = {
    "owner": {"role": "authenticated", "sub": str(OWNER)},
    "other": {"role": "authenticated", "sub": str(OTHER)},
    "editor": {"role": "authenticated", "sub": str(EDITOR), "app_metadata": {"skillpath_role": "editor"}},
    "anonymous": {"role": "anon"},
    "service": {"role": "service_role"},
}
STATEMENTS: dict[str, LiteralString] = {
    "select": "select 1 from public.{table}",
    "insert": "insert into public.{table} ({columns})"
    " select {columns} from jsonb_populate_record(null::public.{table}, %(row)s)",
    "update": "update public.{table} set version = version + 1",
    "delete": "delete from public.{table}",
}


@pytest.fixture
def superuser(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whatever happens on it is undone."""
    with psycopg.connect(postgres_url) as connection:
        connection.execute("truncate auth.users, public.users, public.skills, public.assessments")
        for account in (OWNER, OTHER, EDITOR):
            connection.execute("insert into auth.users (id) values (%s)", (account,))
        yield connection
        connection.rollback()


def _do(connection: psycopg.Connection[Any], operation: str, table: str, row: Row) -> int:
    """The number of rows seen or changed; none where it is refused."""
    statement = sql.SQL(STATEMENTS[operation]).format(
        table=sql.Identifier(table), columns=sql.SQL(", ").join(sql.Identifier(name) for name in row)
    )
    try:
        with connection.transaction():
            return connection.execute(statement, {"row": json.dumps(row)}).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0


@pytest.mark.parametrize("operation", STATEMENTS)
@pytest.mark.parametrize("actor", CLAIMS)
@pytest.mark.parametrize("table", MAY)
def test_an_operation_is_done_for_those_who_may(
    superuser: psycopg.Connection[Any], table: str, actor: str, operation: str
):
    sample = sample_rows(OWNER, EDITOR)
    if table == "assessments":
        assert _do(superuser, "insert", "users", sample["users"]) == 1
    if operation != "insert":
        assert _do(superuser, "insert", table, sample[table]) == 1
    superuser.execute(
        "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
        (json.dumps(CLAIMS[actor]), CLAIMS[actor]["role"]),
    )
    assert _do(superuser, operation, table, sample[table]) == (operation in MAY[table][actor])


@pytest.mark.parametrize("column", ["id", "created_at"])
def test_a_user_rewrites_neither_their_id_nor_when_they_came(superuser: psycopg.Connection[Any], column: str):
    assert _do(superuser, "insert", "users", sample_rows(OWNER, EDITOR)["users"]) == 1
    superuser.execute(
        "select set_config('request.jwt.claims', %s, true), set_config('role', 'authenticated', true)",
        (json.dumps(CLAIMS["owner"]),),
    )
    value: Any = UUID(int=1) if column == "id" else "2020-01-01T00:00:00Z"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        superuser.execute(sql.SQL("update public.users set {} = %s").format(sql.Identifier(column)), (value,))
