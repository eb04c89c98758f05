"""Row level security on the live Data API: every table, every kind of caller, every operation."""

from collections.abc import Callable

import httpx
import jwt
import pytest

from shared.domain.caller import Caller
from shared.local.supabase_lite import LiteStack
from tests.database.conftest import CHANGE, MAY, MAY_APPLY, NEEDED, Actor, Database, any_row
from tests.database.samples import RUN_ID, Row

ACTORS = ("owner", "other", "editor", "anonymous", "service")
# Stores print them in different ways.
INSTANTS = ("created_at", "updated_at", "not_before", "deadline", "due_at", "erased_at")
TABLES_WITH_VERSIONS = ("users", "skills", "assessments", "plans", "documents", "workflow_runs")


def _refused_then_allowed(rights: dict[str, str], operation: str) -> list[tuple[str, bool]]:
    """Every actor, those who may not first: they leave the table as it was for the next."""
    return sorted(((actor, operation in rights[actor].split()) for actor in ACTORS), key=lambda may: may[1])


@pytest.mark.parametrize("table", MAY)
def test_a_row_is_read_by_those_who_may(database: Database, table: str):
    database.hold(*NEEDED[table], table)
    assert len(database.stored(table)) == 1
    for actor, may in _refused_then_allowed(MAY[table], "select"):
        assert len(database.actors[actor].rows(table)) == may, actor


@pytest.mark.parametrize("table", MAY)
def test_a_row_is_inserted_by_those_who_may(database: Database, table: str):
    database.hold(*NEEDED[table])
    for actor, may in _refused_then_allowed(MAY[table], "insert"):
        answer = database.actors[actor].rest("POST", table, database.sample[table])
        assert answer.is_success is may, (actor, answer.text)
        assert len(database.stored(table)) == may, actor
        if may:
            database.hold(*NEEDED[table])


@pytest.mark.parametrize("table", MAY)
def test_a_row_is_changed_by_those_who_may(database: Database, table: str):
    database.hold(*NEEDED[table], table)
    before = database.stored(table)
    for actor, may in _refused_then_allowed(MAY[table], "update"):
        database.actors[actor].rest("PATCH", any_row(table), CHANGE[table])
        assert database.stored(table) == ([before[0] | CHANGE[table]] if may else before), actor
        if may:
            database.hold(*NEEDED[table], table)


@pytest.mark.parametrize("table", MAY)
def test_a_row_is_deleted_by_those_who_may(database: Database, table: str):
    database.hold(*NEEDED[table], table)
    for actor, may in _refused_then_allowed(MAY[table], "delete"):
        database.actors[actor].rest("DELETE", any_row(table))
        assert len(database.stored(table)) == (not may), actor
        if may:
            database.hold(*NEEDED[table], table)


@pytest.mark.parametrize("table", MAY_APPLY)
@pytest.mark.parametrize("op", ["insert", "put", "update", "delete", "retire", "flag", "remove", "forget", "erase"])
def test_apply_changes_gives_nobody_more_than_they_may(database: Database, table: str, op: str):
    held = (*NEEDED[table], *(() if op == "insert" else (table,)))
    database.hold(*held)
    before = database.stored(table)
    row = database.sample[table]
    changed = row | CHANGE[table]
    sent = {
        "insert": row,
        "put": changed,
        "update": {"id": row.get("id"), "version": 2} | CHANGE[table],
        "delete": {"id": row.get("id"), "version": 1},
        "retire": {"taxonomy_version": "another"},
        "flag": {"id": row.get("id"), "user_id": row.get("user_id"), "is_cancelled": True},
        "remove": {"user_id": row.get("user_id"), "run_id": row.get("run_id"), "first": 0, "end": 1},
        "forget": {name: row[name] for name in ("user_id", "run_id", "key") if name in row},
        "erase": {"user_id": row.get("user_id")},
    }[op]
    wanted = {"insert": [row], "put": [changed], "update": [changed | {"version": 2}], "flag": [changed]}.get(op, [])
    columns = row if op == "insert" else changed
    for actor, may in _refused_then_allowed(MAY_APPLY[table], op):
        answer = database.actors[actor].apply([{"op": op, "table": table, "rows": [sent]}])
        after = database.stored(table)
        if not may:
            assert after == before, actor
            assert not answer.is_success or "conflict" in answer.json() or answer.json() == {"applied": 0}, actor
        else:
            assert answer.json() == {"applied": 1}, actor
            assert [_picked(stored, columns) for stored in after] == [_picked(each, columns) for each in wanted]
            database.hold(*held)


def _picked(row: Row, columns: Row) -> Row:
    return {column: row[column] for column in columns if column not in INSTANTS}


def test_an_account_is_erased_by_the_service_alone(database: Database, lite_people: dict[str, Caller]):
    database.hold("users")
    sent = [{"op": "erase", "table": "accounts", "rows": [{"user_id": str(lite_people["reader"].user_id)}]}]
    for name in ("owner", "other", "editor", "anonymous"):
        assert database.actors[name].apply(sent).json()["code"] == "42501", name
    assert len(database.stored("users")) == 1


@pytest.mark.parametrize("function", ["claim_run", "take_due_runs"])
def test_a_run_is_taken_up_by_the_service_alone(database: Database, function: str):
    database.hold("users", "workflow_runs", "outbox")
    before = [database.stored(table) for table in ("workflow_runs", "outbox")]
    asked = {"run_id": RUN_ID, "lease_s": 60, "limit": 10, "again_after_s": 60}
    for name in ("owner", "other", "editor", "anonymous"):
        answer = database.actors[name].rest("POST", f"rpc/{function}", {"request": asked})
        assert answer.json()["code"] == "42501", name
    assert [database.stored(table) for table in ("workflow_runs", "outbox")] == before
    assert database.actors["service"].rest("POST", f"rpc/{function}", {"request": asked}).is_success


def test_what_is_not_kept_goes_by_the_service_alone(database: Database):
    database.hold("users", "documents")
    asked = {"limit": 10, **dict.fromkeys(("answers", "uploads", "runs", "receipts"), "2100-01-01T00:00:00Z")}
    for name in ("owner", "other", "editor", "anonymous"):
        answer = database.actors[name].rest("POST", "rpc/expire", {"request": asked})
        assert answer.json()["code"] == "42501", name
    assert [row["state"] for row in database.stored("documents")] == ["expected"]
    assert database.actors["service"].rest("POST", "rpc/expire", {"request": asked}).json()["uploads"] == 1
    assert [row["state"] for row in database.stored("documents")] == ["erased"]


def test_a_put_of_ones_own_profile_is_no_way_round_its_version(database: Database):
    database.hold("users")
    row = database.sample["users"] | {"display_name": "Bea", "version": 7}
    answer = database.actors["owner"].apply([{"op": "put", "table": "users", "rows": [row]}])
    assert answer.status_code == 403
    assert database.stored("users")[0]["display_name"] == "Ann"


@pytest.mark.parametrize("version", [1, 3, 0, -1, 2**31 - 1])
def test_a_forged_version_is_stale(database: Database, version: int):
    database.hold("users")
    row = {"id": database.sample["users"]["id"], "display_name": "Bea", "version": version}
    answer = database.actors["owner"].apply([{"op": "update", "table": "users", "rows": [row]}])
    assert answer.json() == {"conflict": "stale", "table": "users"}
    assert database.stored("users")[0]["display_name"] == "Ann"


@pytest.mark.parametrize("table", TABLES_WITH_VERSIONS)
def test_what_is_new_begins_at_version_1(database: Database, table: str):
    database.hold(*NEEDED[table])
    actor = database.actors["editor" if table == "skills" else "owner"]
    row = database.sample[table] | {"version": 7}
    assert not actor.rest("POST", table, row).is_success
    assert not actor.apply([{"op": "insert", "table": table, "rows": [row]}]).is_success
    assert database.stored(table) == []


def test_a_row_cannot_be_inserted_for_somebody_else(database: Database):
    database.hold("users")
    answer = database.actors["other"].apply(
        [{"op": "insert", "table": "assessments", "rows": [database.sample["assessments"]]}]
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")
    assert database.stored("assessments") == []


def test_a_refused_row_undoes_those_before_it(database: Database, lite_people: dict[str, Caller]):
    database.hold("users")
    mine = database.sample["users"] | {"id": str(lite_people["other"].user_id)}
    theirs = database.sample["assessments"]
    answer = database.actors["other"].apply(
        [{"op": "insert", "table": "users", "rows": [mine]}, {"op": "insert", "table": "assessments", "rows": [theirs]}]
    )
    assert answer.status_code == 403
    assert [row["id"] for row in database.stored("users")] == [database.sample["users"]["id"]]


def test_a_profile_cannot_be_given_to_somebody_else(database: Database, lite_people: dict[str, Caller]):
    database.hold("users")
    answer = database.actors["owner"].rest("PATCH", "users?id=not.is.null", {"id": str(lite_people["other"].user_id)})
    assert not answer.is_success
    assert database.stored("users")[0]["id"] == database.sample["users"]["id"]


def test_the_limits_are_nothing_that_the_data_api_serves(database: Database):
    database.hold("users")
    for name, actor in database.actors.items():
        for path in ("rate_limits", "private.rate_limits"):
            assert actor.rest("GET", path).status_code == 404, name
        elsewhere = {**actor.headers, "Accept-Profile": "private", "Content-Profile": "private"}
        row = {"user_id": database.sample["users"]["id"], "full_at": "2026-11-23T00:00:00Z"}
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = actor.http.request(
                method, f"{actor.url}/rest/v1/rate_limits?user_id=not.is.null", json=row, headers=elsewhere
            )
            assert answer.json()["code"] == "PGRST106", name
        assert not actor.rest("POST", "rpc/caller_id", {}).is_success, name


@pytest.mark.parametrize(
    "forged",
    [
        {"created_by": None},
        {"created_by": "someone-else"},
        {"source": "esco"},
        {"source": "skillpath"},
        {"uri": "http://data.europa.eu/esco/skill/1"},
        {"taxonomy_version": "esco-1.1.1-en-1a2b3c4d"},
    ],
    ids=str,
)
def test_an_editor_adds_skills_of_their_own_and_no_others(
    database: Database, skill_row: Callable[..., Row], lite_people: dict[str, Caller], forged: Row
):
    database.hold("editors")
    if forged == {"created_by": "someone-else"}:
        forged = {"created_by": str(lite_people["other"].user_id)}
    row = skill_row(**forged)
    assert not database.actors["editor"].rest("POST", "skills", row).is_success
    assert not database.actors["editor"].apply([{"op": "insert", "table": "skills", "rows": [row]}]).is_success
    assert database.stored("skills") == []


def test_what_a_user_says_of_themself_makes_them_no_editor(
    database: Database, lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client
):
    """`user_metadata` is the user's own to write, `app_metadata` is not."""
    database.hold("users")
    claims = jwt.decode(lite_people["reader"].token, options={"verify_signature": False})
    claims |= {"user_metadata": {"skillpath_role": "editor"}, "skillpath_role": "editor"}
    token = jwt.encode(claims, lite.jwt_secret, "HS256")
    actor = Actor("boaster", lite.url, http, {"apikey": lite.publishable_key, "Authorization": f"Bearer {token}"})
    row = database.sample["skills"] | {"created_by": str(lite_people["reader"].user_id)}
    assert not actor.rest("POST", "skills", row).is_success
    assert database.stored("skills") == []


@pytest.mark.parametrize("token", ["x.y.z", "none", "expired", "foreign"])
def test_a_token_that_does_not_hold_reads_nothing(
    database: Database, lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client, token: str
):
    database.hold("users")
    claims = jwt.decode(lite_people["reader"].token, options={"verify_signature": False})
    if token == "none":
        token = jwt.encode(claims, None, "none")
    elif token == "expired":
        token = jwt.encode(claims | {"exp": 1}, lite.jwt_secret, "HS256")
    elif token == "foreign":
        token = jwt.encode(claims, "another secret of good length, but ours not", "HS256")
    actor = Actor("forger", lite.url, http, {"apikey": lite.publishable_key, "Authorization": f"Bearer {token}"})
    assert actor.rows("users") == []
