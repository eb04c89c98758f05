"""The same rights in a plain Postgres: Lite grants every role every table, so there only row level security is seen."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.database.conftest import CHANGE, MAY, MAY_PRIVATE, NEEDED
from tests.database.samples import NOW, SKILL_ID, Row, private_rows, profile_row, sample_rows

OWNER, OTHER, EDITOR = uuid4(), uuid4(), uuid4()
CLAIMS: dict[str, dict[str, Any]] = {
    "owner": {"role": "authenticated", "sub": str(OWNER)},
    "other": {"role": "authenticated", "sub": str(OTHER)},
    "editor": {"role": "authenticated", "sub": str(EDITOR), "app_metadata": {"skillpath_role": "editor"}},
    "anonymous": {"role": "anon"},
    "service": {"role": "service_role"},
}
STATEMENTS: dict[str, LiteralString] = {
    "select": "select 1 from {table}",
    "insert": "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, %(row)s)",
    "update": "update {table} set ({columns}) = (select {columns} from jsonb_populate_record(null::{table}, %(row)s))",
    "delete": "delete from {table}",
}
SAMPLE = {"editors": profile_row(EDITOR), **sample_rows(OWNER, EDITOR), **private_rows(OWNER)}
RIGHTS = {**MAY, **MAY_PRIVATE}
MIGRATIONS = Path(__file__).parents[2] / "supabase" / "migrations"
# (schema, table, policy, operation), as the migrations make them.
POLICIES = [
    (schema, table, policy, operation)
    for path in sorted(MIGRATIONS.glob("*.sql"))
    for policy, schema, table, operation in re.findall(
        r"(?m)^create policy (\w+) on (\w+)\.(\w+) for (\w+) to authenticated$", path.read_text()
    )
]


@pytest.fixture
def superuser(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whatever happens on it is undone."""
    with psycopg.connect(postgres_url) as connection:
        for table in (
            "public.roles", "public.skills", "auth.users", "public.doomed_objects", "public.erasure_receipts"
        ):  # fmt: skip
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table.split("."))))
        for account in (OWNER, OTHER, EDITOR):
            connection.execute("insert into auth.users (id) values (%s)", (account,))
        yield connection
        connection.rollback()


def _do(connection: psycopg.Connection[Any], operation: str, name: str, row: Row | None = None) -> int:
    """The number of rows seen or changed; none where it is refused."""
    table = "users" if name == "editors" else name
    row = row or (CHANGE[table] if operation == "update" else SAMPLE[name])
    statement = sql.SQL(STATEMENTS[operation]).format(
        table=_qualified(table),
        columns=sql.SQL(", ").join(sql.Identifier(column) for column in row),
    )
    try:
        with connection.transaction():
            return connection.execute(statement, {"row": json.dumps(row)}).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 0


def _qualified(table: str) -> sql.Identifier:
    return sql.Identifier("private" if table in MAY_PRIVATE else "public", table)


def _hold(connection: psycopg.Connection[Any], *names: str) -> None:
    for name in names:
        assert _do(connection, "insert", name) == 1


@contextmanager
def _acting_as(connection: psycopg.Connection[Any], actor: str) -> Iterator[None]:
    query = "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)"
    connection.execute(query, (json.dumps(CLAIMS[actor]), CLAIMS[actor]["role"]))
    yield
    connection.execute(query, ("{}", "none"))


@pytest.mark.parametrize("operation", STATEMENTS)
@pytest.mark.parametrize("actor", CLAIMS)
@pytest.mark.parametrize("table", RIGHTS)
def test_an_operation_is_done_for_those_who_may(
    superuser: psycopg.Connection[Any], table: str, actor: str, operation: str
):
    _hold(superuser, *NEEDED[table], *([] if operation == "insert" else [table]))
    with _acting_as(superuser, actor):
        assert _do(superuser, operation, table) == (operation in RIGHTS[table][actor])


def test_the_policies_are_those_that_the_migrations_name(superuser: psycopg.Connection[Any]):
    query = "select schemaname, tablename, policyname, lower(cmd) from pg_policies where permissive = 'PERMISSIVE'"
    assert sorted(superuser.execute(query).fetchall()) == sorted(POLICIES)


@pytest.mark.parametrize(("schema", "table", "policy", "operation"), POLICIES, ids=[name for _, _, name, _ in POLICIES])
def test_what_a_policy_allows_is_refused_without_it(
    superuser: psycopg.Connection[Any], schema: str, table: str, policy: str, operation: str
):
    """Each carries its own weight: nothing else allows the same."""
    may = [actor for actor, operations in RIGHTS[table].items() if actor != "service" and operation in operations]
    _hold(superuser, *NEEDED[table], *([] if operation == "insert" else [table]))
    for actor in may:
        with superuser.transaction(force_rollback=True), _acting_as(superuser, actor):
            assert _do(superuser, operation, table) == 1
    assert may
    superuser.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(policy), sql.Identifier(schema, table)))
    for actor in CLAIMS:
        if actor != "service":
            with _acting_as(superuser, actor):
                assert _do(superuser, operation, table) == 0


@pytest.mark.parametrize("operation", STATEMENTS)
@pytest.mark.parametrize("table", ["breakers", "llm_spend"])
def test_what_is_the_service_s_alone_stays_so_whatever_is_granted(
    superuser: psycopg.Connection[Any], table: str, operation: str
):
    """Even beside a policy that lets everybody in."""
    _hold(superuser, *NEEDED[table], *([] if operation == "insert" else [table]))
    superuser.execute(sql.SQL("grant all on {} to authenticated").format(_qualified(table)))
    superuser.execute(sql.SQL("create policy mistake on {} to authenticated using (true)").format(_qualified(table)))
    with _acting_as(superuser, "owner"):
        assert _do(superuser, operation, table) == 0


@pytest.mark.parametrize("column", ["user_id", "role_id", "created_at", "id"])
def test_whose_a_plan_is_and_what_it_leads_to_stays(superuser: psycopg.Connection[Any], column: str):
    _hold(superuser, "users", "plans")
    value = "2020-01-01T00:00:00Z" if column == "created_at" else str(OTHER)
    with _acting_as(superuser, "owner"):
        assert _do(superuser, "update", "plans", {column: value}) == 0


@pytest.mark.parametrize("column", ["id", "uri", "source", "created_by", "taxonomy_version", "created_at"])
def test_an_editor_changes_no_origin_of_a_skill(superuser: psycopg.Connection[Any], column: str):
    _hold(superuser, "editors", "skills")
    value = {"created_at": NOW, "created_by": str(EDITOR), "id": str(OTHER)}.get(column, "esco")
    with _acting_as(superuser, "editor"):
        assert _do(superuser, "update", "skills", {column: value}) == 0


@pytest.mark.parametrize("source", ["esco", "skillpath"])
@pytest.mark.parametrize("operation", ["update", "delete"])
def test_skills_that_are_not_the_installation_s_own_stay_as_they_are(
    superuser: psycopg.Connection[Any], source: str, operation: str
):
    _hold(superuser, "editors")
    assert _do(superuser, "insert", "skills", SAMPLE["skills"] | {"source": source}) == 1
    with _acting_as(superuser, "editor"):
        assert _do(superuser, operation, "skills") == 0


def test_one_editor_goes_on_with_the_skill_of_another(superuser: psycopg.Connection[Any]):
    _hold(superuser, "users", "editors")
    assert _do(superuser, "insert", "skills", SAMPLE["skills"] | {"created_by": str(OWNER)}) == 1
    with _acting_as(superuser, "editor"):
        assert _do(superuser, "update", "skills") == 1
        assert _do(superuser, "delete", "skills") == 1


def test_nobody_takes_a_version_number_of_somebody_else_s_plan(superuser: psycopg.Connection[Any]):
    _hold(superuser, "users", "plans")
    assert _do(superuser, "insert", "users", profile_row(OTHER)) == 1
    theirs = SAMPLE["plan_versions"] | {"user_id": str(OTHER)}
    with _acting_as(superuser, "other"):
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as caught:
            _do(superuser, "insert", "plan_versions", theirs)
        assert caught.value.diag.constraint_name == "plan_versions_plan_fkey"


def test_with_a_profile_goes_everything_that_is_theirs_and_nothing_else(superuser: psycopg.Connection[Any]):
    _hold(superuser, *SAMPLE)
    with _acting_as(superuser, "owner"):
        assert _do(superuser, "delete", "users") == 1
    left = {
        table: superuser.execute(sql.SQL("select count(*) from {}").format(_qualified(table))).fetchone()
        for table in RIGHTS
    }
    kept = {"users": 1, "skills": 1, "roles": 1, "role_skills": 1, "breakers": 1, "erasure_receipts": 1}
    # The document's own object was doomed before; with it went all that lay beside it and where texts lie.
    kept["doomed_objects"] = 3
    assert left == {table: (kept.get(table, 0),) for table in RIGHTS}


def test_a_skill_outlives_the_profile_of_its_editor_and_forgets_it(superuser: psycopg.Connection[Any]):
    _hold(superuser, "editors", "skills")
    with _acting_as(superuser, "editor"):
        assert _do(superuser, "delete", "users") == 1
    assert superuser.execute("select created_by from public.skills").fetchall() == [(None,)]


def test_a_skill_that_others_were_merged_into_is_not_deleted(superuser: psycopg.Connection[Any]):
    _hold(superuser, "editors", "skills")
    merged = {
        "id": str(OTHER), "uri": f"urn:uuid:{OTHER}", "name": "Py", "name_key": "py", "merged_into": SKILL_ID
    }  # fmt: skip
    with _acting_as(superuser, "editor"):
        assert _do(superuser, "insert", "skills", SAMPLE["skills"] | merged) == 1
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as caught, superuser.transaction():
            superuser.execute("delete from public.skills where id = %s", (SKILL_ID,))
        assert caught.value.diag.constraint_name == "skills_merged_into_fkey"
        superuser.execute("delete from public.skills where id = %s", (OTHER,))
        superuser.execute("delete from public.skills where id = %s", (SKILL_ID,))


def test_a_skill_outlives_the_one_above_it(superuser: psycopg.Connection[Any]):
    _hold(superuser, "editors", "skills")
    below = {"id": str(OTHER), "uri": f"urn:uuid:{OTHER}", "name": "Py", "name_key": "py", "broader_id": SKILL_ID}
    assert _do(superuser, "insert", "skills", SAMPLE["skills"] | below) == 1
    superuser.execute("delete from public.skills where id = %s", (SKILL_ID,))
    assert superuser.execute("select name, broader_id from public.skills").fetchall() == [("Py", None)]


@pytest.mark.parametrize("column", ["id", "created_at"])
def test_a_user_rewrites_neither_their_id_nor_when_they_came(superuser: psycopg.Connection[Any], column: str):
    _hold(superuser, "users")
    value = str(OTHER) if column == "id" else "2020-01-01T00:00:00Z"
    with _acting_as(superuser, "owner"):
        assert _do(superuser, "update", "users", {column: value}) == 0
