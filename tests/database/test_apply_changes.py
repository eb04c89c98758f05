"""`rpc('apply_changes')` does what its first comment says and nothing that a caller makes up."""

import itertools
import json
from typing import Any

import pytest

from tests.database.conftest import Database

PATCHED = {"display_name": "Bea", "version": 2}


@pytest.mark.parametrize(
    "table",
    [
        "auth.users", "pg_class", "pg_catalog.pg_class", "Users", "users ", "users; drop table public.skills", "", None,
        {"a": 1}, 7,
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("op", ["insert", "put", "update", "delete"])
def test_no_other_table_is_written_even_by_the_service(database: Database, op: str, table: Any):
    for actor in ("owner", "service"):
        answer = database.actors[actor].apply([{"op": op, "table": table, "rows": [{"id": "1", "version": 1}]}])
        assert answer.json()["code"] == "42501", answer.text


@pytest.mark.parametrize("op", ["select", "truncate", "INSERT", "", None, "insert users; --"])
def test_no_other_operation_is_done(database: Database, op: Any):
    answer = database.actors["service"].apply([{"op": op, "table": "users", "rows": [database.sample["users"]]}])
    assert answer.json()["code"] == "42501"


def test_nobody_is_refused(database: Database):
    answer = database.actors["anonymous"].apply([])
    assert answer.status_code in (401, 403)
    assert answer.json()["code"] == "42501"


@pytest.mark.parametrize(
    "changes",
    [
        None, 7, {}, {"op": "insert"}, [7], ["x"], [[]], "not json", "7",
        [{"op": "insert", "table": "users"}],
        [{"op": "insert", "table": "users", "rows": []}],
        [{"op": "insert", "table": "users", "rows": {}}],
        [{"op": "insert", "table": "users", "rows": [7]}],
        [{"op": "insert", "table": "users", "rows": [{}]}],
        [{"op": "insert", "table": "users", "rows": [{"no_such_column": 1}]}],
        [{"op": "insert", "table": "users", "rows": [{"id) select * from auth.users; --": 1}]}],
        [{"op": "insert", "table": "users", "rows": [{'id", "version': 1}]}],
        [{"op": "insert", "table": "skills", "rows": [{"search": "x"}]}],
        [{"op": "insert", "table": "skills", "rows": [{"sort_key": "x"}]}],
        [{"op": "update", "table": "users", "rows": [{"id": "1"}]}],
        [{"op": "update", "table": "users", "rows": [{"id": "1", "version": 2}]}],
        [{"op": "delete", "table": "assessments", "rows": [{"id": "1", "version": "x"}]}],
        [{"op": "delete", "table": "assessments", "rows": [{"id": "x", "version": 1}]}],
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_change_is_an_error_and_changes_nothing(database: Database, changes: Any):
    database.hold("users", "skills", "assessments")
    before = {table: database.stored(table) for table in database.sample}
    for actor in ("owner", "service"):
        answer = database.actors[actor].apply(changes)
        # `null` and nothing to do are no error.
        assert not answer.is_success or answer.json() == {"applied": 0}, answer.text
    assert {table: database.stored(table) for table in database.sample} == before


@pytest.mark.parametrize(
    "shape", [(501, 0), (1, 501), (2, 251), (501, 1)], ids=["changes", "rows", "rows of all changes", "both"]
)
def test_more_than_500_changes_or_rows_are_refused_whole(database: Database, shape: tuple[int, int]):
    database.hold("users")
    changes, rows = shape
    row, numbers = database.sample["assessments"], itertools.count()
    sent = [
        {"op": "insert", "table": "assessments", "rows": [row | {"id": _id(next(numbers))} for _ in range(rows)]}
        for _ in range(changes)
    ]
    answer = database.actors["owner"].apply(sent)
    assert not answer.is_success
    assert "more than 500" in answer.text
    assert database.stored("assessments") == []


def test_500_rows_are_taken(database: Database):
    database.hold("users")
    row = database.sample["assessments"]
    rows = [row | {"id": _id(number)} for number in range(500)]
    answer = database.actors["owner"].apply([{"op": "insert", "table": "assessments", "rows": rows}])
    assert answer.json() == {"applied": 500}


def test_the_argument_may_arrive_as_a_json_string(database: Database):
    """As Lite sends it over its Postgres driver."""
    database.hold()
    changes = json.dumps([{"op": "insert", "table": "users", "rows": [database.sample["users"]]}])
    assert database.actors["owner"].apply(changes).json() == {"applied": 1}
    assert len(database.stored("users")) == 1


def test_every_write_is_counted(database: Database):
    database.hold()
    sample = database.sample
    other = sample["assessments"] | {"id": "01a208ad-e747-76ba-a0f8-000000000002"}
    answer = database.actors["owner"].apply(
        [
            {"op": "insert", "table": "users", "rows": [sample["users"]]},
            {"op": "update", "table": "users", "rows": [{"id": sample["users"]["id"]} | PATCHED]},
            {"op": "insert", "table": "assessments", "rows": [sample["assessments"], other]},
            {"op": "delete", "table": "assessments", "rows": [{"id": other["id"], "version": 1}]},
        ]
    )
    assert answer.json() == {"applied": 5}
    assert [row["display_name"] for row in database.stored("users")] == ["Bea"]
    assert [row["id"] for row in database.stored("assessments")] == [sample["assessments"]["id"]]


@pytest.mark.parametrize(
    ("held", "change", "conflict"),
    [
        (("users",), ("insert", "users", {}), ("users", "users_pkey")),
        ((), ("insert", "users", {"display_name": ""}), ("users", "users_display_name_check")),
        ((), ("insert", "users", {"locale": "x"}), ("users", "users_locale_check")),
        ((), ("insert", "assessments", {}), ("assessments", "assessments_user_id_fkey")),
        (("users", "assessments"), ("insert", "assessments", {}), ("assessments", "assessments_pkey")),
        (
            ("users",),
            ("insert", "assessments", {"input_sha256": "x"}),
            ("assessments", "assessments_input_sha256_check"),
        ),
        (("skills",), ("insert", "skills", {}), ("skills", "skills_pkey")),
        (
            ("skills",),
            ("insert", "skills", {"id": "01a208ad-e747-76ba-a0f8-000000000003"}),
            ("skills", "skills_uri_key"),
        ),
        (
            ("skills",),
            ("insert", "skills", {"id": "01a208ad-e747-76ba-a0f8-000000000003", "uri": "urn:x"}),
            ("skills", "skills_own_name_key"),
        ),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) and len(value) == 2 else "",
)
def test_a_broken_constraint_is_answered_by_its_name_and_changes_nothing(
    database: Database, held: tuple[str, ...], change: tuple[str, str, dict[str, Any]], conflict: tuple[str, str]
):
    database.hold(*held)
    op, table, changes = change
    before = {name: database.stored(name) for name in database.sample}
    answer = database.actors["service"].apply([{"op": op, "table": table, "rows": [database.sample[table] | changes]}])
    assert answer.json() == {"conflict": "constraint", "table": conflict[0], "constraint": conflict[1]}
    assert {name: database.stored(name) for name in database.sample} == before


def test_ping_answers_everybody(database: Database):
    for actor in database.actors.values():
        assert actor.rest("POST", "rpc/ping", {}).json() is True


def _id(number: int) -> str:
    return f"01a208ad-e747-76ba-a0f8-{number:012}"
