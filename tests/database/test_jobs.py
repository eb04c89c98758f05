"""What a signed-in user writes of documents and workflows forges nothing; and how runs are taken up."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.database.conftest import Database
from tests.database.samples import DOCUMENT_ID, PLAN_ID, RUN_ID, STEP, Row, profile_row, sample_rows

OWNER, OTHER = uuid4(), uuid4()
SAMPLE = sample_rows(OWNER, OWNER)
EARLIER, LATER = "2020-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00"
CLAIM = {"run_id": RUN_ID, "lease_s": 60}
TAKE = {"limit": 100, "again_after_s": 60}

# What only the service says of a run, and what only a worker writes into its steps.
FORGED_RUNS: list[Row] = [
    *({"state": state} for state in ("running", "compensating", "completed", "compensated", "dead-lettered")),
    {"kind": "assess_batch"},
    {"position": 1},
    {"is_cancelled": True},
    {"is_retried": True},
    {"claims": 1},
    {"lease_until": LATER},
    {"failure": {"code": "x", "message": "y"}},
    {"result": {"assessment_id": PLAN_ID}},
    {"version": 2},
    *(
        {"steps": [STEP, STEP | changed]}
        for changed in (
            {"state": "done"},
            {"attempts": 1},
            {"attempts": "0"},
            {"failure": {"code": "x", "message": "y"}},
            {"output": {"assessment_id": PLAN_ID}},
            {"output": []},
            {"output": None},
            {"started_at": EARLIER},
            {"ended_at": "soon"},
            {"name": 7},
            {"name": "x; drop"},
            {"name": ""},
        )
    ),
    {"steps": [STEP, {"name": "assess"}]},
    {"steps": [STEP, [STEP]]},
    {"steps": [STEP, None]},
    {"steps": [STEP, "assess"]},
]
FORGED_DOCUMENTS: list[Row] = [
    {"state": "received"},
    {"state": "extracted", "reading": {"page_count": 1}},
    {"state": "rejected", "rejection": "wrong-magic"},
    {"state": "erased", "filename": "", "sha256": ""},
    {"version": 2},
]


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Of the superuser, with the owner's profile and another's. Whatever happens on it is undone."""
    with psycopg.connect(postgres_url) as made:
        made.execute("delete from auth.users")
        for account in (OWNER, OTHER):
            made.execute("insert into auth.users (id) values (%s)", (account,))
            store(made, "users", profile_row(account))
        yield made
        made.rollback()


def store(connection: psycopg.Connection[Any], table: str, row: Row) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column) for column in row)
    connection.execute(
        sql.SQL("insert into {0} ({1}) select {1} from jsonb_populate_record(null::{0}, %s)").format(
            sql.Identifier("public", table), names
        ),
        (Jsonb(row),),
    )


def act_as(connection: psycopg.Connection[Any], role: str, user: UUID | None = None) -> None:
    claims = {"role": role} | ({"sub": str(user)} if user else {})
    connection.execute(
        "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)", (json.dumps(claims), role)
    )


def call(connection: psycopg.Connection[Any], function: str, request: object) -> Any:
    found = connection.execute(
        sql.SQL("select {}(%s)").format(sql.Identifier("public", function)), (Jsonb(request),)
    ).fetchone()
    assert found is not None
    return found[0]


def column(connection: psycopg.Connection[Any], query: str) -> list[Any]:
    return [row[0] for row in connection.execute(query.encode())]


@pytest.mark.parametrize("forged", FORGED_RUNS, ids=lambda forged: f"{forged!s:.70}")
def test_a_user_begins_a_run_as_nobody_has_touched_it(connection: psycopg.Connection[Any], forged: Row):
    act_as(connection, "authenticated", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        store(connection, "workflow_runs", SAMPLE["workflow_runs"] | forged)
    # It was what is forged, and nothing else.
    store(connection, "workflow_runs", SAMPLE["workflow_runs"])


@pytest.mark.parametrize("forged", FORGED_DOCUMENTS, ids=lambda forged: f"{forged!s:.70}")
def test_a_user_announces_a_document_and_nothing_of_what_came(connection: psycopg.Connection[Any], forged: Row):
    act_as(connection, "authenticated", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        store(connection, "documents", SAMPLE["documents"] | forged)
    store(connection, "documents", SAMPLE["documents"])


@pytest.mark.parametrize("table", ["documents", "workflow_runs", "outbox"])
def test_a_user_writes_nothing_that_is_anothers(connection: psycopg.Connection[Any], table: str):
    for needed in ("workflow_runs",) if table == "outbox" else ():
        store(connection, needed, SAMPLE[needed])
    act_as(connection, "authenticated", OTHER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        store(connection, table, SAMPLE[table])


def test_a_user_makes_no_part_of_a_run_of_anybodys(connection: psycopg.Connection[Any]):
    store(connection, "workflow_runs", SAMPLE["workflow_runs"])
    part = SAMPLE["workflow_runs"] | {"id": PLAN_ID, "parent_id": RUN_ID}
    for user in (OWNER, OTHER):
        act_as(connection, "authenticated", user)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            store(connection, "workflow_runs", part | {"user_id": str(user)})


def test_a_user_has_no_message_sent_for_anothers_run(connection: psycopg.Connection[Any]):
    store(connection, "workflow_runs", SAMPLE["workflow_runs"])
    act_as(connection, "authenticated", OTHER)
    with pytest.raises(psycopg.errors.ForeignKeyViolation) as caught, connection.transaction():
        store(connection, "outbox", SAMPLE["outbox"] | {"user_id": str(OTHER)})
    assert caught.value.diag.constraint_name == "outbox_run_fkey"


@pytest.mark.parametrize(
    "change",
    [
        "state = 'completed'", "version = version + 1", "lease_until = null", "claims = 0", "position = 1",
        "steps = '[]'", "result = '{}'", "failure = null", "input = '{}'", "kind = 'erase_user'", "parent_id = null",
        "not_before = now()", "deadline = now()", "user_id = user_id", "id = id", "is_cancelled = true, version = 2",
    ],
)  # fmt: skip
def test_a_user_flags_their_run_and_changes_nothing_else(connection: psycopg.Connection[Any], change: LiteralString):
    store(connection, "workflow_runs", SAMPLE["workflow_runs"])
    act_as(connection, "authenticated", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(sql.SQL("update public.workflow_runs set {}").format(sql.SQL(change)))
    assert connection.execute("update public.workflow_runs set is_cancelled = true, is_retried = true").rowcount == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"state": "completed"}, {"version": 7}, {"lease_until": LATER}, {"claims": 9}, {"position": 1},
        {"steps": [STEP | {"state": "done"}]}, {"result": {"a": 1}}, {"kind": "erase_user"}, {"input": {}},
        {"is_cancelled": True, "deadline": LATER},
    ],
    ids=str,
)  # fmt: skip
def test_nor_where_every_column_is_granted(database: Database, forged: Row):
    """As Lite does; whichever way they send it."""
    database.hold("users", "workflow_runs")
    before = database.stored("workflow_runs")
    owner = database.actors["owner"]
    assert not owner.rest("PATCH", f"workflow_runs?id=eq.{RUN_ID}", forged).is_success
    row = {"id": RUN_ID, "version": 2} | forged
    assert "applied" not in owner.apply([{"op": "update", "table": "workflow_runs", "rows": [row]}]).json()
    assert database.stored("workflow_runs") == before


@pytest.mark.parametrize(
    "change",
    [
        "state = 'received'", "state = 'extracted', reading = '{}'", "filename = 'b.pdf'", "version = 2",
        "size = 1", "content_type = 'text/plain'", "user_id = user_id", "created_at = now()",
    ],
)  # fmt: skip
def test_a_user_erases_their_document_and_changes_nothing_else(
    connection: psycopg.Connection[Any], change: LiteralString
):
    store(connection, "documents", SAMPLE["documents"])
    act_as(connection, "authenticated", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(sql.SQL("update public.documents set {}").format(sql.SQL(change)))
    assert connection.execute("update public.documents set state = 'erased', filename = '', sha256 = ''").rowcount == 1


@pytest.mark.parametrize("change", ["sends = 1", "user_id = user_id", "run_id = run_id"])
def test_a_user_says_when_their_message_is_due_and_nothing_else(
    connection: psycopg.Connection[Any], change: LiteralString
):
    for table in ("workflow_runs", "outbox"):
        store(connection, table, SAMPLE[table])
    act_as(connection, "authenticated", OWNER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(sql.SQL("update public.outbox set {}").format(sql.SQL(change)))
    assert connection.execute("update public.outbox set due_at = now()").rowcount == 1


def test_an_erased_document_and_one_that_goes_leave_their_keys_whoever_did_it(connection: psycopg.Connection[Any]):
    keys = {f"users/{OWNER}/{folder}/{DOCUMENT_ID}" for folder in ("documents", "texts")}
    connection.execute("delete from public.doomed_objects")
    store(connection, "documents", SAMPLE["documents"])
    act_as(connection, "authenticated", OWNER)
    connection.execute("update public.documents set state = 'erased', filename = '', sha256 = ''")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("select key from public.doomed_objects")
    act_as(connection, "service_role")
    assert set(column(connection, "select key from public.doomed_objects")) == keys
    connection.execute("delete from public.doomed_objects")
    act_as(connection, "authenticated", OWNER)
    connection.execute("delete from public.users")
    act_as(connection, "service_role")
    assert set(column(connection, "select key from public.doomed_objects")) == {
        f"users/{OWNER}/{folder}/..{DOCUMENT_ID}" for folder in ("documents", "texts")
    }


def test_what_goes_in_one_statement_is_doomed_in_one_range_of_its_owner(connection: psycopg.Connection[Any]):
    """Somebody may have a hundred thousand documents, and a statement some seconds."""
    connection.execute("delete from public.doomed_objects")
    _store_documents(connection, OWNER, (1, 2, 3))
    _store_documents(connection, OTHER, (4, 5))
    connection.execute("delete from public.users")
    act_as(connection, "service_role")
    assert set(column(connection, "select key from public.doomed_objects")) == {
        f"users/{owner}/{folder}/..{UUID(int=last)}"
        for folder in ("documents", "texts")
        for owner, last in ((OWNER, 3), (OTHER, 5))
    }
    row_by_row = "select tgname from pg_trigger where not tgisinternal and tgtype & 9 = 9"
    assert column(connection, row_by_row) == [], "triggers on what is deleted"


def test_where_an_earlier_document_stays_each_that_goes_leaves_its_own_key(connection: psycopg.Connection[Any]):
    connection.execute("delete from public.doomed_objects")
    _store_documents(connection, OWNER, (1, 2, 3))
    _store_documents(connection, OTHER, (4, 5))
    gone = [str(UUID(int=number)) for number in (2, 3, 4)]
    act_as(connection, "service_role")
    connection.execute("delete from public.documents where id = any(%s::uuid[])", (gone,))
    names = {OWNER: gone[:2], OTHER: [f"..{gone[2]}"]}
    assert set(column(connection, "select key from public.doomed_objects")) == {
        f"users/{owner}/{folder}/{name}"
        for folder in ("documents", "texts")
        for owner in names
        for name in names[owner]
    }


def _store_documents(connection: psycopg.Connection[Any], owner: UUID, numbers: Iterable[int]) -> None:
    for number in numbers:
        named = {"id": str(UUID(int=number)), "user_id": str(owner), "sha256": f"{number:064x}"}
        store(connection, "documents", SAMPLE["documents"] | named)


def test_a_receipt_is_seen_by_its_owner_alone_and_outlives_the_account(connection: psycopg.Connection[Any]):
    store(connection, "erasure_receipts", SAMPLE["erasure_receipts"])
    act_as(connection, "service_role")
    account = {"op": "erase", "table": "accounts", "rows": [{"user_id": str(OWNER)}]}
    assert call(connection, "apply_changes", [account]) == {"applied": 1}
    assert call(connection, "apply_changes", [account]) == {"applied": 0}
    for user, seen in ((OWNER, [UUID(RUN_ID)]), (OTHER, []), (None, [])):
        act_as(connection, "authenticated", user)
        assert column(connection, "select run_id from public.erasure_receipts") == seen


def test_a_claim_goes_by_this_databases_clock_and_puts_the_message_behind_the_lease(
    connection: psycopg.Connection[Any],
):
    for table in ("workflow_runs", "outbox"):
        store(connection, table, SAMPLE[table])
    act_as(connection, "service_role")
    claim = call(connection, "claim_run", CLAIM)
    assert claim["is_cancelled"] is False
    assert (claim["run"]["version"], claim["run"]["claims"]) == (2, 1)
    lease_until = datetime.fromisoformat(claim["run"]["lease_until"])
    assert lease_until > datetime.now(UTC)
    assert column(
        connection, "select extract(epoch from due_at - lease_until) from public.outbox, public.workflow_runs"
    ) == [5]
    assert call(connection, "claim_run", CLAIM) is None
    assert call(connection, "claim_run", CLAIM | {"run_id": PLAN_ID}) is None


def test_a_message_that_was_lost_comes_back_with_a_claim(connection: psycopg.Connection[Any]):
    store(connection, "workflow_runs", SAMPLE["workflow_runs"])
    act_as(connection, "service_role")
    call(connection, "claim_run", CLAIM)
    assert len(column(connection, "select run_id from public.outbox")) == 1


@pytest.mark.parametrize("state", ["completed", "compensated", "dead-lettered"])
def test_a_message_that_somebody_put_for_a_run_that_is_over_goes_with_the_next_claim(
    connection: psycopg.Connection[Any], state: str
):
    """Or the relay would send it for ever."""
    store(connection, "workflow_runs", SAMPLE["workflow_runs"] | {"state": state})
    act_as(connection, "authenticated", OWNER)
    store(connection, "outbox", SAMPLE["outbox"])
    connection.execute("update public.workflow_runs set is_retried = (state = 'completed')")
    act_as(connection, "service_role")
    assert call(connection, "take_due_runs", TAKE) == [RUN_ID]
    assert call(connection, "claim_run", CLAIM) is None
    assert column(connection, "select run_id from public.outbox") == []


def test_what_the_relay_sent_is_counted_until_it_is_put_anew(connection: psycopg.Connection[Any]):
    for table in ("workflow_runs", "outbox"):
        store(connection, table, SAMPLE[table])
    act_as(connection, "service_role")
    for sends in (1, 2):
        assert call(connection, "take_due_runs", TAKE) == [RUN_ID]
        assert column(connection, "select sends from public.outbox") == [sends]
        assert call(connection, "take_due_runs", TAKE) == []
        connection.execute("update public.outbox set due_at = %s", (EARLIER,))
    call(connection, "apply_changes", [{"op": "put", "table": "outbox", "rows": [SAMPLE["outbox"]]}])
    assert column(connection, "select sends from public.outbox") == [0]


@pytest.mark.parametrize(
    ("function", "request_"),
    [
        *(("claim_run", CLAIM | {"lease_s": lease_s}) for lease_s in (0, -1, 3600.1, "60", None)),
        ("claim_run", {}),
        *(("take_due_runs", TAKE | {"limit": limit}) for limit in (0, 1001, "10", None)),
        *(("take_due_runs", TAKE | {"again_after_s": seconds}) for seconds in (0, 3601, "60", None)),
        ("take_due_runs", {}),
    ],
)
def test_no_lease_is_endless(connection: psycopg.Connection[Any], function: str, request_: Row):
    act_as(connection, "service_role")
    with pytest.raises(psycopg.errors.InvalidParameterValue), connection.transaction():
        call(connection, function, request_)


@pytest.mark.parametrize("function", ["claim_run", "take_due_runs", "count_parts", "count_items"])
def test_a_request_may_arrive_as_a_json_string(connection: psycopg.Connection[Any], function: str):
    """As Lite sends it over its Postgres driver."""
    act_as(connection, "service_role")
    of_run = {"user_id": str(OWNER), "run_id": RUN_ID, "parent_id": RUN_ID, "other_than": [], "removed": []}
    call(connection, function, json.dumps(CLAIM | TAKE | of_run))
