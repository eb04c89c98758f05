"""`rpc('apply_changes')` does what its first comment says and nothing that a caller makes up."""

import itertools
import json
from typing import Any

import pytest

from tests.database.conftest import CHANGE, NEEDED, Database
from tests.database.samples import ROLE_ID, RUN_ID, SKILL_ID

PATCHED = {"display_name": "Bea", "version": 2}


@pytest.mark.parametrize(
    "table",
    [
        "rate_limits", "private.rate_limits",
        "auth.users", "pg_class", "pg_catalog.pg_class", "Users", "users ", "users; drop table public.skills", "", None,
        {"a": 1}, 7,
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("op", ["insert", "put", "update", "delete", "retire", "flag", "remove", "forget", "erase"])
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
        [{"op": "flag", "table": "workflow_runs", "rows": [{"id": "x", "is_cancelled": True}]}],
        [{"op": "flag", "table": "workflow_runs", "rows": [{"id": RUN_ID, "user_id": "x", "is_cancelled": True}]}],
        [{"op": "remove", "table": "workflow_items", "rows": [{"run_id": RUN_ID}]}],
        [{"op": "remove", "table": "workflow_items", "rows": [{"run_id": RUN_ID, "first": "x"}]}],
        [{"op": "forget", "table": "outbox", "rows": [{"run_id": RUN_ID}]}],
        [{"op": "forget", "table": "doomed_objects", "rows": [{}]}],
        [{"op": "trim", "table": "accounts", "rows": [{"user_id": RUN_ID}]}],
        [{"op": "trim", "table": "accounts", "rows": [{"user_id": RUN_ID, "at_most": 0}]}],
        [{"op": "trim", "table": "accounts", "rows": [{"at_most": 1}]}],
        [{"op": "erase", "table": "accounts", "rows": [{}]}],
        [{"op": "erase", "table": "accounts", "rows": [{"user_id": "x"}]}],
        [{"op": "erase", "table": "users", "rows": [{"user_id": RUN_ID}]}],
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_change_is_an_error_and_changes_nothing(database: Database, changes: Any):
    database.hold("users", "editors", "skills", "assessments", "workflow_runs", "outbox", "workflow_items")
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
        ((), ("insert", "skills", {}), ("skills", "skills_created_by_fkey")),
        (("editors", "skills"), ("insert", "skills", {}), ("skills", "skills_pkey")),
        (
            ("editors", "skills"),
            ("insert", "skills", {"id": "01a208ad-e747-76ba-a0f8-000000000003"}),
            ("skills", "skills_uri_key"),
        ),
        (
            ("editors", "skills"),
            ("insert", "skills", {"id": "01a208ad-e747-76ba-a0f8-000000000003", "uri": "urn:x"}),
            ("skills", "skills_own_name_key"),
        ),
        (
            ("editors", "skills"),
            ("update", "skills", {"merged_into": ROLE_ID, "version": 2}),
            ("skills", "skills_merged_into_fkey"),
        ),
        (("editors",), ("insert", "skills", {"broader_id": ROLE_ID}), ("skills", "skills_broader_id_fkey")),
        ((), ("insert", "corrections", {}), ("corrections", "corrections_user_id_fkey")),
        (("users", "corrections"), ("insert", "corrections", {}), ("corrections", "corrections_pkey")),
        (
            ("users",),
            ("insert", "corrections", {"verdict": "rejected"}),
            ("corrections", "corrections_verdict_level_check"),
        ),
        ((), ("insert", "plans", {}), ("plans", "plans_user_id_fkey")),
        (("users", "plans"), ("insert", "plans", {}), ("plans", "plans_pkey")),
        (("users",), ("insert", "plan_versions", {}), ("plan_versions", "plan_versions_plan_fkey")),
        (
            ("users", "plans", "plan_versions"),
            ("insert", "plan_versions", {}),
            ("plan_versions", "plan_versions_pkey"),
        ),
        ((), ("insert", "answers", {}), ("answers", "answers_user_id_fkey")),
        (("users", "answers"), ("insert", "answers", {}), ("answers", "answers_pkey")),
        ((), ("insert", "documents", {}), ("documents", "documents_user_id_fkey")),
        (("users", "documents"), ("insert", "documents", {"sha256": "1" * 64}), ("documents", "documents_pkey")),
        (
            ("users", "documents"),
            ("insert", "documents", {"id": ROLE_ID}),
            ("documents", "documents_usable_sha256_key"),
        ),
        (("users",), ("insert", "documents", {"size": 0}), ("documents", "documents_size_check")),
        ((), ("insert", "workflow_runs", {}), ("workflow_runs", "workflow_runs_user_id_fkey")),
        (("users", "workflow_runs"), ("insert", "workflow_runs", {}), ("workflow_runs", "workflow_runs_pkey")),
        (
            ("users",),
            ("insert", "workflow_runs", {"parent_id": ROLE_ID}),
            ("workflow_runs", "workflow_runs_parent_fkey"),
        ),
        (("users",), ("put", "outbox", {}), ("outbox", "outbox_run_fkey")),
        (("users",), ("insert", "workflow_items", {}), ("workflow_items", "workflow_items_run_fkey")),
        (
            ("users", "workflow_runs", "workflow_items"),
            ("insert", "workflow_items", {}),
            ("workflow_items", "workflow_items_pkey"),
        ),
        (
            ("erasure_receipts",),
            ("insert", "erasure_receipts", {}),
            ("erasure_receipts", "erasure_receipts_pkey"),
        ),
        ((), ("put", "role_skills", {}), ("role_skills", "role_skills_role_id_fkey")),
        (("roles",), ("put", "role_skills", {}), ("role_skills", "role_skills_skill_id_fkey")),
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


def test_a_skill_that_others_were_merged_into_is_in_use(database: Database):
    database.hold("editors", "skills")
    merged = database.sample["skills"] | {
        "id": _id(7), "uri": f"urn:uuid:{_id(7)}", "name": "Py", "name_key": "py", "merged_into": SKILL_ID
    }  # fmt: skip
    editor = database.actors["editor"]
    assert editor.apply([{"op": "insert", "table": "skills", "rows": [merged]}]).json() == {"applied": 1}
    answer = editor.apply([{"op": "delete", "table": "skills", "rows": [{"id": SKILL_ID, "version": 1}]}])
    assert answer.json() == {"conflict": "constraint", "table": "skills", "constraint": "skills_merged_into_fkey"}
    both = [{"id": _id(7), "version": 1}, {"id": SKILL_ID, "version": 1}]
    assert editor.apply([{"op": "delete", "table": "skills", "rows": both}]).json() == {"applied": 2}


@pytest.mark.parametrize("version", [1, 3])
@pytest.mark.parametrize("table", ["users", "skills", "plans", "documents"])
def test_of_two_writers_the_later_one_is_stale(database: Database, table: str, version: int):
    database.hold(*NEEDED[table], table)
    actor = database.actors["editor" if table == "skills" else "owner"]
    row_id = database.sample[table]["id"]
    change = {"id": row_id} | CHANGE[table] | {"version": version}
    sent = [{"op": "update", "table": table, "rows": [change]}]
    if table != "documents":
        sent.append({"op": "delete", "table": table, "rows": [{"id": row_id, "version": version + 1}]})
    assert [actor.apply([one]).json() for one in sent] == [{"conflict": "stale", "table": table}] * len(sent)
    assert database.stored(table)[-1]["version"] == 1


def test_a_plan_its_version_and_the_answer_are_stored_together_or_not_at_all(database: Database):
    database.hold("users", "answers")
    sample = database.sample
    changes = [{"op": "insert", "table": table, "rows": [sample[table]]} for table in ("plans", "plan_versions")]
    answered = {"op": "insert", "table": "answers", "rows": [sample["answers"]]}
    refused = database.actors["owner"].apply([*changes, answered])
    assert refused.json() == {"conflict": "constraint", "table": "answers", "constraint": "answers_pkey"}
    assert database.stored("plans") == database.stored("plan_versions") == []
    answered["rows"] = [sample["answers"] | {"key": "another"}]
    assert database.actors["owner"].apply([*changes, answered]).json() == {"applied": 3}
    assert len(database.stored("plan_versions")) == 1


def test_a_new_edition_of_the_roles_takes_the_place_of_the_old_one(database: Database):
    database.hold("editors", "skills", "roles", "role_skills")
    role, relation = database.sample["roles"], database.sample["role_skills"]
    gone = role | {"id": _id(8), "uri": "urn:gone"}
    new = {"taxonomy_version": "t2"}
    service = database.actors["service"]
    answer = service.apply(
        [
            {"op": "put", "table": "roles", "rows": [gone]},
            {"op": "put", "table": "role_skills", "rows": [relation | {"role_id": gone["id"]}]},
            {"op": "put", "table": "roles", "rows": [role | new | {"title": "Data expert"}]},
            {"op": "put", "table": "role_skills", "rows": [relation | new | {"relation": "optional"}]},
            {"op": "retire", "table": "role_skills", "rows": [new]},
            {"op": "retire", "table": "roles", "rows": [new]},
        ]
    )
    assert answer.json() == {"applied": 6}
    assert database.stored("roles") == [role | new | {"title": "Data expert"}]
    assert database.stored("role_skills") == [relation | new | {"relation": "optional"}]


def test_retiring_without_an_edition_retires_nothing(database: Database):
    database.hold("editors", "skills", "roles", "role_skills")
    for row in ({}, {"taxonomy_version": None}):
        for table in ("roles", "role_skills"):
            answer = database.actors["service"].apply([{"op": "retire", "table": table, "rows": [row]}])
            assert answer.json() == {"applied": 0}
    assert len(database.stored("roles")) == len(database.stored("role_skills")) == 1


def test_a_step_its_items_and_its_message_are_stored_together_or_not_at_all(database: Database):
    database.hold("users", "workflow_runs", "outbox", "workflow_items")
    service, sample = database.actors["service"], database.sample
    run = {"id": RUN_ID, "version": 2, "state": "completed", "position": 1}
    key = {"user_id": sample["users"]["id"], "run_id": RUN_ID}
    ended = [
        {"op": "update", "table": "workflow_runs", "rows": [run]},
        {"op": "forget", "table": "outbox", "rows": [key]},
    ]
    items = {"op": "insert", "table": "workflow_items", "rows": [sample["workflow_items"]]}
    refused = service.apply([*ended, items])
    assert refused.json() == {"conflict": "constraint", "table": "workflow_items", "constraint": "workflow_items_pkey"}
    assert database.stored("workflow_runs")[0]["version"] == len(database.stored("outbox")) == 1
    removed = {"op": "remove", "table": "workflow_items", "rows": [key | {"first": 0, "end": 1}]}
    assert service.apply([*ended, removed, items]).json() == {"applied": 4}
    assert database.stored("workflow_runs")[0]["state"] == "completed"
    assert database.stored("outbox") == []
    assert service.apply([*ended, removed]).json() == {"conflict": "stale", "table": "workflow_runs"}
    assert len(database.stored("workflow_items")) == 1


@pytest.mark.parametrize(
    ("state", "asked", "taken"),
    [
        ("queued", "is_cancelled", True), ("running", "is_cancelled", True), ("compensating", "is_cancelled", True),
        ("completed", "is_cancelled", False), ("compensated", "is_cancelled", False),
        ("dead-lettered", "is_cancelled", False), ("queued", "is_retried", False), ("running", "is_retried", False),
        ("compensating", "is_retried", False), ("completed", "is_retried", False), ("compensated", "is_retried", True),
        ("dead-lettered", "is_retried", True),
    ],
)  # fmt: skip
def test_a_flag_is_taken_where_it_fits_the_state(database: Database, state: str, asked: str, taken: bool):
    database.hold("users", "workflow_runs")
    owner, service = database.actors["owner"], database.actors["service"]
    service.rest("PATCH", f"workflow_runs?id=eq.{RUN_ID}", {"state": state, "version": 7}).raise_for_status()
    row = {"id": RUN_ID, "user_id": database.sample["users"]["id"], asked: True}
    answer = owner.apply([{"op": "flag", "table": "workflow_runs", "rows": [row]}]).json()
    assert answer == ({"applied": 1} if taken else {"conflict": "stale", "table": "workflow_runs"})
    (stored,) = database.stored("workflow_runs")
    assert (stored[asked], stored["version"]) == (taken, 7)


def test_ping_answers_everybody(database: Database):
    for actor in database.actors.values():
        assert actor.rest("POST", "rpc/ping", {}).json() is True


def _id(number: int) -> str:
    return f"01a208ad-e747-76ba-a0f8-{number:012}"
