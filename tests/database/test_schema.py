"""What the migrations leave behind in a Postgres that has roles as hosted Supabase has them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from shared.repositories.rows.answers import ANSWER_COLUMNS
from shared.repositories.rows.assessments import ASSESSMENT_COLUMNS
from shared.repositories.rows.constraints import constraint_error
from shared.repositories.rows.corrections import CORRECTION_COLUMNS
from shared.repositories.rows.documents import DOCUMENT_COLUMNS
from shared.repositories.rows.erasures import RECEIPT_COLUMNS
from shared.repositories.rows.plans import PLAN_COLUMNS, PLAN_VERSION_COLUMNS
from shared.repositories.rows.skills import SKILL_COLUMNS
from shared.repositories.rows.users import USER_COLUMNS
from shared.repositories.rows.workflows import ITEM_COLUMNS, RUN_COLUMNS
from shared.repositories.tables import metadata
from tests.database.conftest import CHANGE, MAY, MAY_APPLY, MAY_PRIVATE, NEEDED

MIGRATIONS = Path(__file__).parents[2] / "supabase" / "migrations"
PRIVILEGES = ("select", "insert", "update", "delete", "truncate", "references", "trigger")
# What row level security then narrows.
GRANTED = {
    "users": {"select", "insert", "delete"},
    "skills": {"select", "insert", "delete"},
    "assessments": {"select", "insert", "delete"},
    "roles": {"select"},
    "role_skills": {"select"},
    "corrections": {"select", "insert"},
    "plans": {"select", "insert", "delete"},
    "plan_versions": {"select", "insert"},
    "answers": {"select", "insert", "delete"},
    "documents": {"select", "insert"},
    "workflow_runs": {"select", "insert"},
    "outbox": {"select", "insert"},
    "workflow_items": {"select"},
    "erasure_receipts": {"select"},
    "doomed_objects": set(),
    "rate_limits": {"select", "insert"},
    "breakers": set(),
    "llm_spend": set(),
}
GRANTED_COLUMNS = {
    "users": {"display_name", "locale", "updated_at", "version"},
    "skills": {
        "name", "name_key", "type", "alt_labels", "description", "groups", "terms", "broader_id", "merged_into",
        "version",
    },
    "plans": {
        "role_title", "strategy", "hours_per_week", "starts_on", "deadline", "ends_on", "assessment_id",
        "taxonomy_version", "readiness_at_start", "readiness_now", "readiness_at_end", "step_count", "done_count",
        "updated_at", "version", "body",
    },
    "rate_limits": {"full_at"},
    "documents": {"filename", "sha256", "state", "rejection", "reading", "updated_at", "version"},
    "workflow_runs": {"is_cancelled", "is_retried"},
    "outbox": {"due_at", "sends"},
}  # fmt: skip
# By role; a function that nobody is to execute stands in no row.
EXECUTABLE = {
    "anon": ["public.ping"],
    "authenticated": [
        "private.caller_id",
        "public.admit",
        "public.apply_changes",
        "public.count_holdings_of",
        "public.count_items",
        "public.count_parts",
        "public.ping",
        "public.read_holdings",
        "public.read_profile",
        "public.read_profile_of",
    ],
}
EXECUTABLE["service_role"] = sorted(
    [
        *EXECUTABLE["authenticated"],
        "private.delete_account",
        "private.require_numbers",
        "public.breaker_enter",
        "public.breaker_report",
        "public.expire",
        "public.llm_reserve",
        "public.llm_settle",
        "public.claim_run",
        "public.take_due_runs",
    ]
)
# By nothing that the functions write: a put replaces, a role's id follows from its URI, a plan's id is unique.
NEVER_BROKEN = {
    "roles_pkey", "roles_uri_key", "role_skills_pkey", "plans_user_id_id_key", "workflow_runs_user_id_id_key",
    "outbox_pkey", "doomed_objects_pkey",
}  # fmt: skip
# With the rights of the tables' owner: what goes with an account and what a document leaves behind, nobody writes.
DEFINERS = {"delete_account", "doom_objects", "doom_objects_of_deleted"}


@pytest.fixture(scope="module")
def connection(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres_url, autocommit=True) as made:
        yield made


def _column(connection: psycopg.Connection[Any], query: str, *values: str) -> list[Any]:
    return [row[0] for row in connection.execute(query.encode(), values)]


def _tables(connection: psycopg.Connection[Any], schema: str) -> list[str]:
    return _column(
        connection,
        "select relname from pg_class where relnamespace = %s::regnamespace and relkind in ('r', 'p') order by 1",
        schema,
    )


def test_migration_files_are_named_as_the_supabase_cli_reads_them():
    names = sorted(path.name for path in MIGRATIONS.iterdir())
    assert names
    assert all(re.fullmatch(r"\d{14}_[a-z0-9_]+\.sql", name) for name in names)
    assert len({name[:14] for name in names}) == len(names)


def test_every_table_has_its_row_in_the_matrices_of_rights_and_no_other_is_named(
    connection: psycopg.Connection[Any],
):
    served, kept_back = set(_tables(connection, "public")), set(_tables(connection, "private"))
    assert served == set(MAY) == set(MAY_APPLY) == set(metadata.tables)
    assert kept_back == set(MAY_PRIVATE)
    assert served | kept_back == set(GRANTED) == set(NEEDED) == set(CHANGE)


def test_no_schema_holds_tables_but_those_two(connection: psycopg.Connection[Any]):
    schemas = _column(
        connection,
        "select distinct relnamespace::regnamespace::text from pg_class where relkind in ('r', 'p', 'v', 'm', 'f')"
        " and relnamespace::regnamespace::text !~ '^(pg_|information_schema$|auth$)' order by 1",
    )
    assert schemas == ["private", "public"]


def test_row_level_security_is_enabled_and_forced_on_every_table(connection: psycopg.Connection[Any]):
    for schema in ("public", "private"):
        secured = _column(
            connection,
            "select relname from pg_class where relnamespace = %s::regnamespace and relkind in ('r', 'p')"
            " and relrowsecurity and relforcerowsecurity order by 1",
            schema,
        )
        assert secured == _tables(connection, schema)


def test_nothing_but_tables_can_be_read(connection: psycopg.Connection[Any]):
    """A view would need `security_invoker`, and a row in the matrices."""
    others = "select relname from pg_class where relnamespace in ('public'::regnamespace, 'private'::regnamespace)"
    others += " and relkind in ('v', 'm', 'f')"
    assert _column(connection, others) == []


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_each_role_has_exactly_the_privileges_that_it_needs(connection: psycopg.Connection[Any], role: str):
    everything = {"select", "insert", "update", "delete"}
    tables = [(schema, table) for schema in ("public", "private") for table in _tables(connection, schema)]
    for schema, table in tables:
        query = "select has_table_privilege(%s, %s, %s)"
        held = set()
        for privilege in PRIVILEGES:
            row = connection.execute(query, (role, f"{schema}.{table}", privilege)).fetchone()
            assert row is not None
            if row[0]:
                held.add(privilege)
        of_service = everything if schema == "public" else set(MAY_PRIVATE[table]["service"].split())
        wanted = {"anon": set(), "authenticated": GRANTED[table], "service_role": of_service}[role]
        assert held - {"truncate", "references", "trigger"} == wanted, table
        if role != "service_role":
            assert held == wanted, table


def test_signed_in_users_change_only_the_columns_that_are_theirs_to_change(connection: psycopg.Connection[Any]):
    granted: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from information_schema.column_privileges"
        " where grantee = 'authenticated' and privilege_type = 'UPDATE' and table_schema in ('public', 'private')"
    ):
        granted.setdefault(table, set()).add(column)
    assert granted == GRANTED_COLUMNS


def test_nobody_makes_anything_in_our_schemas_and_strangers_do_not_use_the_private_one(
    connection: psycopg.Connection[Any],
):
    may = connection.execute(
        "select role, schema, has_schema_privilege(role, schema, 'usage'), has_schema_privilege(role, schema, 'create')"
        " from unnest(array['anon', 'authenticated', 'service_role']) as role"
        " cross join unnest(array['public', 'private']) as schema"
    ).fetchall()
    assert {(role, schema): (usage, create) for role, schema, usage, create in may} == {
        (role, schema): ((role, schema) != ("anon", "private"), False)
        for role in ("anon", "authenticated", "service_role")
        for schema in ("public", "private")
    }


def test_no_function_is_executable_but_those_meant_to_be(connection: psycopg.Connection[Any]):
    for role, meant in EXECUTABLE.items():
        executable = _column(
            connection,
            "select pronamespace::regnamespace::text || '.' || proname from pg_proc"
            " where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
            " and has_function_privilege(%s, oid, 'execute') order by 1",
            role,
        )
        assert executable == meant


def test_functions_run_with_the_rights_of_their_caller_and_a_search_path_of_their_own(
    connection: psycopg.Connection[Any],
):
    for name, definer, config in connection.execute(
        "select proname, prosecdef, proconfig from pg_proc"
        " where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
    ):
        assert definer == (name in DEFINERS), name
        assert config == ['search_path=""'], name


def test_policies_are_for_signed_in_users_alone(connection: psycopg.Connection[Any]):
    policies = connection.execute("select policyname, roles::text from pg_policies").fetchall()
    assert policies
    assert {roles for _, roles in policies} == {"{authenticated}"}


def test_policies_ask_who_is_asking_once_a_statement(connection: psycopg.Connection[Any]):
    """`(select auth.uid())` is evaluated once, `auth.uid()` for each row."""
    for name, using, check in connection.execute(
        "select policyname, coalesce(qual, ''), coalesce(with_check, '') from pg_policies"
    ):
        for expression in (using, check):
            assert len(re.findall(r"auth\.\w+\(\)", expression)) == expression.count("SELECT "), name


def test_every_column_that_a_policy_filters_by_leads_an_index(connection: psycopg.Connection[Any]):
    filtered = []
    for table, using in connection.execute("select tablename, qual from pg_policies where qual like '%auth.uid()%'"):
        columns = re.findall(r"= (\w+)\)", using)
        assert columns, using
        filtered += [(table, column) for column in columns]
    owned = [
        "answers", "assessments", "corrections", "documents", "outbox", "plan_versions", "plans", "rate_limits",
        "workflow_items", "workflow_runs",
    ]  # fmt: skip
    otherwise = [("erasure_receipts", "owner_sha256"), ("users", "id")]
    assert sorted(set(filtered)) == sorted([*((table, "user_id") for table in owned), *otherwise])
    leading = {
        (table, column)
        for table, column in connection.execute(
            "select relname, attname from pg_index join pg_class on pg_class.oid = indrelid"
            " join pg_attribute on attrelid = indrelid and attnum = indkey[0] where indpred is null"
        )
    }
    assert set(filtered) <= leading


def test_every_policy_on_a_write_checks_what_is_written(connection: psycopg.Connection[Any]):
    unchecked = "select policyname from pg_policies where cmd in ('INSERT', 'UPDATE', 'ALL') and with_check is null"
    assert _column(connection, unchecked) == []


def test_every_foreign_key_leads_an_index(connection: psycopg.Connection[Any]):
    missing = _column(
        connection,
        "select conname from pg_constraint c where contype = 'f'"
        " and connamespace in ('public'::regnamespace, 'private'::regnamespace)"
        " and not exists (select 1 from pg_index where indrelid = conrelid"
        " and (indkey::smallint[])[0:cardinality(conkey) - 1] = conkey)",
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
    assert {name for name in names if str(constraint_error(name)) == unknown} == NEVER_BROKEN


def test_the_columns_that_adapters_name_are_those_of_the_tables(connection: psycopg.Connection[Any]):
    made_by_the_store = {"search"}
    for table in metadata.tables.values():
        columns = set(
            _column(
                connection,
                "select column_name from information_schema.columns where table_schema in ('public', 'private')"
                " and table_name = %s",
                table.name,
            )
        )
        assert columns - made_by_the_store == set(table.columns.keys())
    assert set(USER_COLUMNS) == set(metadata.tables["users"].columns.keys())
    assert set(SKILL_COLUMNS) == set(metadata.tables["skills"].columns.keys()) - {"name_key", "terms"}
    assert set(ASSESSMENT_COLUMNS) == set(metadata.tables["assessments"].columns.keys())
    assert set(CORRECTION_COLUMNS) == set(metadata.tables["corrections"].columns.keys())
    assert set(PLAN_COLUMNS) == set(metadata.tables["plans"].columns.keys())
    assert set(PLAN_VERSION_COLUMNS) == set(metadata.tables["plan_versions"].columns.keys())
    assert set(ANSWER_COLUMNS) == set(metadata.tables["answers"].columns.keys())
    assert set(DOCUMENT_COLUMNS) == set(metadata.tables["documents"].columns.keys())
    assert set(RUN_COLUMNS) == set(metadata.tables["workflow_runs"].columns.keys())
    assert set(ITEM_COLUMNS) == set(metadata.tables["workflow_items"].columns.keys())
    assert set(RECEIPT_COLUMNS) == set(metadata.tables["erasure_receipts"].columns.keys())


def test_what_is_read_in_pages_or_for_its_latest_is_read_from_an_index(connection: psycopg.Connection[Any]):
    """Even of empty tables, once a sequential scan is out of the question."""
    with connection.transaction():
        connection.execute("set local enable_seqscan = off")
        connection.execute("set local enable_sort = off")
        for query in (
            "select * from public.skills where sort_key > 'x' order by sort_key limit 51",
            "select * from public.skills where type = 'skill' and sort_key > 'x' order by sort_key limit 51",
            "select * from public.assessments where user_id = %s and id < %s order by id desc nulls last limit 51",
            "select * from public.documents where user_id = %s and id < %s order by id desc nulls last limit 51",
            "select id from public.workflow_runs where user_id = %s and parent_id is null order by id desc nulls last",
            "select * from public.workflow_runs where state = 'dead-lettered' order by id desc nulls last limit 51",
            "select * from public.workflow_items where user_id = %s and run_id = %s order by number limit 51",
            "select * from public.outbox where due_at <= statement_timestamp() order by due_at, run_id limit 100",
            "select * from public.doomed_objects order by doomed_at, key limit 100",
            "select * from public.plans where user_id = %s and id < %s order by id desc nulls last limit 51",
            "select * from public.plan_versions where user_id = %s and plan_id = %s order by version desc limit 51",
            "select * from public.corrections where user_id = %s and skill_id = %s order by id desc limit 51",
            "select distinct on (skill_id) * from public.corrections where user_id = %s order by skill_id, id desc",
        ):
            values = [str(UUID(int=1))] * query.count("%s")
            plan = "\n".join(_column(connection, f"explain {query}", *values))
            assert "Index" in plan
            assert "Sort" not in plan, plan
