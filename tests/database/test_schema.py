"""What the migrations leave behind in a Postgres that has roles as hosted Supabase has them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from shared.repositories.rows import SKILL_COLUMNS, SUMMARY_COLUMNS, USER_COLUMNS, constraint_error
from shared.repositories.tables import metadata
from tests.database.conftest import MAY, MAY_APPLY

MIGRATIONS = Path(__file__).parents[2] / "supabase" / "migrations"
PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
# What row level security then narrows.
GRANTED = {
    "users": {"select", "insert"},
    "skills": {"select", "insert"},
    "assessments": {"select", "insert", "delete"},
}
GRANTED_COLUMNS = {"users": {"display_name", "locale", "updated_at", "version"}}


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres_url, autocommit=True) as made:
        yield made


def _column(connection: psycopg.Connection[Any], query: str, *values: str) -> list[Any]:
    return [row[0] for row in connection.execute(query.encode(), values)]


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    return _column(
        connection,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )


def test_migration_files_are_named_as_the_supabase_cli_reads_them():
    names = sorted(path.name for path in MIGRATIONS.iterdir())
    assert names
    assert all(re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", name) for name in names)
    assert len({name[:14] for name in names}) == len(names)


def test_every_table_has_its_row_in_the_matrices_of_rights_and_no_other_is_named(
    connection: psycopg.Connection[Any],
):
    tables = set(_tables(connection))
    assert tables == set(MAY) == set(MAY_APPLY) == set(GRANTED) == set(metadata.tables)


def test_row_level_security_is_enabled_and_forced_on_every_table(connection: psycopg.Connection[Any]):
    secured = _column(
        connection,
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and relrowsecurity and relforcerowsecurity order by 1",
    )
    assert secured == _tables(connection)


def test_nothing_but_tables_can_be_read(connection: psycopg.Connection[Any]):
    """A view would need `security_invoker`, and a row in the matrices."""
    others = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm', 'f')"
    assert _column(connection, others) == []


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_each_role_has_exactly_the_privileges_that_it_needs(connection: psycopg.Connection[Any], role: str):
    everything = {"select", "insert", "update", "delete"}
    for table in _tables(connection):
        query = "select has_table_privilege(%s, %s, %s)"
        held = set()
        for privilege in PRIVILEGES:
            row = connection.execute(query, (role, f"public.{table}", privilege)).fetchone()
            assert row is not None
            if row[0]:
                held.add(privilege)
        wanted = {"anon": set(), "authenticated": GRANTED[table], "service_role": everything}[role]
        assert held - {"truncate", "references", "trigger"} == wanted, table
        if role != "service_role":
            assert held == wanted, table


def test_signed_in_users_change_only_the_columns_that_are_theirs_to_change(connection: psycopg.Connection[Any]):
    granted: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.column_privileges"
        " where grantee = 'authenticated' and privilege_type = 'UPDATE' and table_schema = 'public'"
    ):
        granted.setdefault(table, set()).add(column)
    assert granted == GRANTED_COLUMNS


def test_no_function_is_executable_but_those_meant_to_be(connection: psycopg.Connection[Any]):
    for role, meant in (("anon", ["ping"]), ("authenticated", ["apply_changes", "ping"])):
        executable = _column(
            connection,
            "select proname from pg_proc where pronamespace = 'public'::regnamespace"
            " and has_function_privilege(%s, oid, 'execute') order by 1",
            role,
        )
        assert executable == meant


def test_functions_run_with_the_rights_of_their_caller_and_a_search_path_of_their_own(
    connection: psycopg.Connection[Any],
):
    for name, definer, config in connection.execute(
        "select proname, prosecdef, proconfig from pg_proc where pronamespace = 'public'::regnamespace"
    ):
        assert not definer, name
        assert config == ['search_path=""'], name


def test_policies_are_for_signed_in_users_alone(connection: psycopg.Connection[Any]):
    policies = connection.execute(
        "select policyname, roles::text from pg_policies where schemaname = 'public'"
    ).fetchall()
    assert policies
    assert {roles for _, roles in policies} == {"{authenticated}"}


def test_policies_ask_who_is_asking_once_a_statement(connection: psycopg.Connection[Any]):
    """`(select auth.uid())` is evaluated once, `auth.uid()` for each row."""
    for name, using, check in connection.execute(
        "select policyname, coalesce(qual, ''), coalesce(with_check, '') from pg_policies where schemaname = 'public'"
    ):
        for expression in (using, check):
            assert len(re.findall(r"auth\.\w+\(\)", expression)) == expression.count("SELECT "), name


def test_every_column_that_a_policy_filters_by_leads_an_index(connection: psycopg.Connection[Any]):
    filtered = []
    for table, using in connection.execute(
        "select tablename, qual from pg_policies where schemaname = 'public' and qual like '%auth.uid()%'"
    ):
        columns = re.findall(r"= (\w+)\)", using)
        assert columns, using
        filtered += [(table, column) for column in columns]
    assert sorted(set(filtered)) == [("assessments", "user_id"), ("users", "id")]
    leading = {
        (table, column)
        for table, column in connection.execute(
            "select indrelid::regclass::text, attname from pg_index"
            " join pg_attribute on attrelid = indrelid and attnum = indkey[0] where indpred is null"
        )
    }
    assert set(filtered) <= leading


def test_every_foreign_key_leads_an_index(connection: psycopg.Connection[Any]):
    missing = _column(
        connection,
        "select conname from pg_constraint c where contype = 'f' and connamespace = 'public'::regnamespace"
        " and not exists (select 1 from pg_index where indrelid = conrelid and indkey[0] = conkey[1])",
    )
    assert missing == []


def test_every_constraint_has_its_error(connection: psycopg.Connection[Any]):
    names = _column(
        connection,
        "select conname from pg_constraint"
        " where connamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c')"
        " union select relname from pg_class join pg_index on indexrelid = pg_class.oid"
        " where relnamespace = 'public'::regnamespace and indisunique",
    )
    assert len(names) > 10
    unknown = str(constraint_error("no such constraint"))
    assert [name for name in names if str(constraint_error(name)) == unknown] == []


def test_the_columns_that_adapters_name_are_those_of_the_tables(connection: psycopg.Connection[Any]):
    made_by_the_store = {"search"}
    for table in metadata.tables.values():
        columns = set(
            _column(
                connection,
                "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s",
                table.name,
            )
        )
        assert columns - made_by_the_store == set(table.columns.keys())
    assert set(USER_COLUMNS) == set(metadata.tables["users"].columns.keys())
    assert set(SKILL_COLUMNS) == set(metadata.tables["skills"].columns.keys()) - {"name_key", "terms"}
    assert set(SUMMARY_COLUMNS) == set(metadata.tables["assessments"].columns.keys()) - {"result"}


def test_a_page_of_skills_and_of_assessments_is_read_from_an_index(connection: psycopg.Connection[Any]):
    """Even of empty tables, once a sequential scan is out of the question."""
    with connection.transaction():
        connection.execute("set local enable_seqscan = off")
        connection.execute("set local enable_sort = off")
        for query in (
            "select * from public.skills where sort_key > 'x' order by sort_key limit 51",
            "select * from public.skills where type = 'skill' and sort_key > 'x' order by sort_key limit 51",
            "select * from public.assessments where user_id = %s and id < %s order by id desc limit 51",
        ):
            values = [str(UUID(int=1))] * query.count("%s")
            plan = "\n".join(_column(connection, f"explain {query}", *values))
            assert "Index" in plan
            assert "Sort" not in plan, plan
