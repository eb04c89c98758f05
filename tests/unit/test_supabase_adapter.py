"""What goes over the wire to the Data API, and what its answers become."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest
import respx

from shared.domain.assessment import Assessment, AssessmentResult
from shared.domain.errors import (
    ConflictError,
    DuplicateSkillError,
    DuplicateUserError,
    InvalidInputError,
    NotAllowedError,
    NotAuthenticatedError,
    SkillpathError,
    StaleVersionError,
    StoreUnavailableError,
    UserNotFoundError,
)
from shared.domain.ids import AssessmentId, SkillId, UserId, new_id
from shared.domain.skill import Skill, SkillFilter, SkillType
from shared.domain.user import User
from shared.repositories.rows.skills import SKILL_COLUMNS
from shared.unit_of_work.supabase import SupabaseUnitOfWork, make_http_client

URL = "https://project.supabase.test"
RPC = f"{URL}/rest/v1/rpc/apply_changes"
TOKEN = "eyJ.the-callers.token"
NOW = datetime(2026, 11, 23, 5, 55, 35, 950000, tzinfo=UTC)
USER = User.new(UserId(new_id()), "Ann", "en", NOW)
SKILL = Skill.own("C++", SkillType.KNOWLEDGE, ("cpp",), "", USER.id, NOW)
SECRET_BODY = "Key (name)=(somebody's secret) already exists"


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with make_http_client() as client:
        yield client


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
def uow(http: httpx.Client) -> SupabaseUnitOfWork:
    return SupabaseUnitOfWork(http, URL, "sb_publishable_key", TOKEN)


def _assessment() -> Assessment:
    return Assessment.new(
        USER.id,
        AssessmentResult((), (), ()),
        now=NOW,
        as_of=date(2026, 11, 23),
        taxonomy_version="t",
        method_version="1",
        input_sha256="0" * 64,
        input_chars=1,
        language="en",
    )


def _sent(route: respx.Route) -> list[dict[str, Any]]:
    """The changes of the only request to the route."""
    assert route.call_count == 1
    changes: list[dict[str, Any]] = json.loads(route.calls.last.request.content)["changes"]
    return changes


def _query(route: respx.Route) -> list[tuple[str, str]]:
    assert route.call_count == 1
    return parse_qsl(route.calls.last.request.url.query.decode())


def test_a_commit_is_one_request_with_like_writes_grouped_in_their_order(
    api: respx.MockRouter, uow: SupabaseUnitOfWork
):
    route = api.post(RPC).respond(json={"applied": 5})
    first, second = _assessment(), _assessment()
    with uow:
        uow.users.add(USER)
        uow.assessments.add(first)
        uow.assessments.add(second)
        uow.users.update(USER.changed("Bea", "de", NOW))
        uow.assessments.delete(first.summary)
        uow.commit()
    assert [(change["op"], change["table"], len(change["rows"])) for change in _sent(route)] == [
        ("insert", "users", 1),
        ("insert", "assessments", 2),
        ("update", "users", 1),
        ("delete", "assessments", 1),
    ]


def test_an_update_sends_the_new_version_and_not_when_the_profile_was_made(
    api: respx.MockRouter, uow: SupabaseUnitOfWork
):
    route = api.post(RPC).respond(json={"applied": 1})
    with uow:
        uow.users.update(USER.changed("Bea", "de", NOW))
        uow.commit()
    assert _sent(route)[0]["rows"] == [
        {
            "id": str(USER.id),
            "display_name": "Bea",
            "locale": "de",
            "updated_at": "2026-11-23T05:55:35.950000+00:00",
            "version": 2,
        }
    ]


def test_a_second_put_of_one_skill_is_a_change_of_its_own(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    """Postgres refuses one statement that replaces a row twice."""
    route = api.post(RPC).respond(json={"applied": 3})
    other = Skill.own("Rust", SkillType.KNOWLEDGE, (), "", USER.id, NOW)
    with uow:
        uow.skills.put_many([SKILL, other, replace(SKILL, description="2"), replace(other, description="2")])
        uow.commit()
    assert [[row["name"] for row in change["rows"]] for change in _sent(route)] == [["C++", "Rust"], ["C++", "Rust"]]


def test_a_commit_of_nothing_a_block_left_and_reads_of_own_writes_send_nothing(
    api: respx.MockRouter, uow: SupabaseUnitOfWork
):
    route = api.route()
    made = _assessment()
    with uow:
        uow.commit()
        uow.users.add(USER)
        uow.skills.add(SKILL)
        uow.assessments.add(made)
        assert uow.users.get(USER.id) == USER
        assert uow.skills.get(SKILL.id) == SKILL
        assert uow.skills.find_by_name("c++") == SKILL
        assert uow.assessments.get(USER.id, made.id) == made
        uow.assessments.delete(made.summary)
        assert uow.assessments.get(USER.id, made.id) is None
    with uow:
        uow.commit()
    assert not route.called


def test_a_query_that_no_skill_can_match_sends_nothing(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = api.route()
    with uow:
        assert not uow.skills.list_page(SkillFilter("%&'"), None, 10).items
        assert not uow.skills.list_page(SkillFilter(group="S5,K"), None, 10).items
        assert uow.skills.find_by_name("a\0b") is None
    assert not route.called


READS: dict[str, tuple[Callable[[SupabaseUnitOfWork], object], dict[str, Any]]] = {
    "user": (lambda uow: uow.users.get(USER.id), {"json": []}),
    "skill": (lambda uow: uow.skills.get(SKILL.id), {"json": []}),
    "skill by name": (lambda uow: uow.skills.find_by_name("C++"), {"json": []}),
    "skills": (lambda uow: uow.skills.list_page(SkillFilter("c++", SkillType.SKILL, "S5"), "c", 100), {"json": []}),
    "count": (lambda uow: uow.skills.count("esco-1.1.1"), {"headers": {"content-range": "0-6/7"}}),
    "assessment": (lambda uow: uow.assessments.get(USER.id, AssessmentId(new_id())), {"json": []}),
    "assessments": (lambda uow: uow.assessments.list_page(USER.id, str(new_id()), 100), {"json": []}),
    "ping": (lambda uow: uow.ping(), {"json": True}),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_is_exactly_one_request(api: respx.MockRouter, uow: SupabaseUnitOfWork, name: str):
    read, answer = READS[name]
    route = api.route().respond(**answer)
    with uow:
        read(uow)
    assert route.call_count == 1


def test_a_page_of_skills_is_asked_for_by_key_with_one_row_more(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = api.get(f"{URL}/rest/v1/skills").respond(json=[])
    with uow:
        uow.skills.list_page(SkillFilter("C++ dév%", SkillType.SKILL, "S5.1"), 'a,"b\x1f1', 20)
    assert _query(route) == [
        ("select", ",".join(SKILL_COLUMNS)),
        ("sort_key", 'gt.a,"b\x1f1'),
        ("type", "eq.skill"),
        ("groups", "cs.{S5.1}"),
        ("search", "fts(simple).c:*&plus:*&dev:*"),
        ("order", "sort_key.asc"),
        ("limit", "21"),
    ]


def test_a_page_asks_for_one_row_more_for_each_that_the_block_may_hide(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = api.get(f"{URL}/rest/v1/skills").respond(json=[])
    with uow:
        uow.skills.put_many([SKILL, Skill.own("Rust", SkillType.KNOWLEDGE, (), "", USER.id, NOW)])
        assert uow.skills.list_page(SkillFilter(), None, 20).items[0] == SKILL
    assert ("limit", "23") in _query(route)


def test_a_name_is_quoted_so_that_nothing_in_it_is_syntax(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = api.get(f"{URL}/rest/v1/skills").respond(json=[])
    with uow:
        uow.skills.find_by_name('a"b\\c,(d)')
    assert ("name_key", 'in.("a\\"b\\\\c,(d)")') in _query(route)


def test_a_list_of_assessments_leaves_the_results_where_they_are(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = api.get(f"{URL}/rest/v1/assessments").respond(json=[])
    before = str(new_id())
    with uow:
        uow.assessments.list_page(USER.id, before, 20)
    query = dict(_query(route))
    assert "result" not in query.pop("select").split(",")
    assert query == {"user_id": f"eq.{USER.id}", "id": f"lt.{before}", "order": "id.desc.nullslast", "limit": "21"}


def test_instants_are_read_as_hosted_supabase_and_as_lite_print_them(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    for printed in ("2026-11-23 05:55:35.95+00", "2026-11-23T05:55:35.95+00:00", "2026-11-23T06:55:35.950+01:00"):
        row = {"id": str(USER.id), "display_name": "Ann", "locale": "en", "version": 1}
        api.get(f"{URL}/rest/v1/users").respond(json=[row | {"created_at": printed, "updated_at": printed}])
        with uow:
            assert uow.users.get(USER.id) == USER


def test_each_caller_sends_their_own_token_over_the_one_client(api: respx.MockRouter, http: httpx.Client):
    route = api.route().respond(json=[])
    ann = SupabaseUnitOfWork(http, URL, "key", "token-of-ann")
    bea = SupabaseUnitOfWork(http, URL, "key", "token-of-bea")
    nobody = SupabaseUnitOfWork(http, URL, "key", None)
    with ann, bea, nobody:
        for uow in (ann, bea, nobody, ann):
            uow.users.get(USER.id)
    assert [call.request.headers.get("authorization") for call in route.calls] == [
        "Bearer token-of-ann",
        "Bearer token-of-bea",
        None,
        "Bearer token-of-ann",
    ]
    assert {call.request.headers["apikey"] for call in route.calls} == {"key"}
    assert not {"authorization", "apikey"} & set(http.headers)


def test_a_legacy_key_is_its_own_bearer_where_there_is_no_caller(api: respx.MockRouter, http: httpx.Client):
    route = api.route().respond(json=[])
    with SupabaseUnitOfWork(http, URL, "eyJhbGciOi.legacy.key", None) as uow:
        uow.users.get(USER.id)
    assert route.calls.last.request.headers["authorization"] == "Bearer eyJhbGciOi.legacy.key"


CONFLICTS: list[tuple[dict[str, str], type[SkillpathError]]] = [
    ({"conflict": "stale", "table": "users"}, StaleVersionError),
    ({"conflict": "stale", "table": "assessments"}, StaleVersionError),
    ({"conflict": "constraint", "table": "users", "constraint": "users_pkey"}, DuplicateUserError),
    ({"conflict": "constraint", "table": "skills", "constraint": "skills_own_name_key"}, DuplicateSkillError),
    ({"conflict": "constraint", "table": "skills", "constraint": "skills_uri_key"}, DuplicateSkillError),
    ({"conflict": "constraint", "table": "assessments", "constraint": "assessments_user_id_fkey"}, UserNotFoundError),
    ({"conflict": "constraint", "table": "users", "constraint": "users_id_fkey"}, NotAuthenticatedError),
    ({"conflict": "constraint", "table": "users", "constraint": "users_locale_check"}, InvalidInputError),
    ({"conflict": "constraint", "table": "users", "constraint": "one_of_tomorrow"}, ConflictError),
]


@pytest.mark.parametrize(("answer", "error"), CONFLICTS, ids=lambda value: str(value))
def test_a_conflict_that_the_commit_answers_is_a_domain_error(
    api: respx.MockRouter, uow: SupabaseUnitOfWork, answer: dict[str, str], error: type[SkillpathError]
):
    api.post(RPC).respond(json=answer)
    with uow:
        uow.skills.add(SKILL)
        with pytest.raises(error) as raised:
            uow.commit()
    assert type(raised.value) is error


def _error_body(code: str | None) -> dict[str, Any]:
    return {"code": code, "message": SECRET_BODY, "details": SECRET_BODY, "hint": None}


REFUSALS: list[tuple[int, dict[str, Any], type[SkillpathError]]] = [
    (403, {"json": _error_body("42501")}, NotAllowedError),
    (401, {"json": _error_body("42501")}, NotAllowedError),
    (403, {"html": f"<h1>{SECRET_BODY}</h1>"}, NotAllowedError),
    (401, {"json": _error_body("PGRST301")}, NotAuthenticatedError),
    (401, {"json": _error_body("PGRST303")}, NotAuthenticatedError),
    (401, {"html": SECRET_BODY}, NotAuthenticatedError),
    (401, {"json": {"message": "Invalid API key"}}, StoreUnavailableError),
    (414, {"html": SECRET_BODY}, InvalidInputError),
    (400, {"json": _error_body("54000")}, InvalidInputError),
    (503, {"json": _error_body("PGRST000")}, StoreUnavailableError),
    (504, {"json": _error_body("57014")}, StoreUnavailableError),
    (500, {"json": _error_body("SUP")}, StoreUnavailableError),
    (404, {"json": _error_body("PGRST205")}, StoreUnavailableError),
    (500, {"json": _error_body("a code that quotes: " + SECRET_BODY)}, StoreUnavailableError),
    (502, {"html": f"<html>{SECRET_BODY}</html>"}, StoreUnavailableError),
    (500, {"text": ""}, StoreUnavailableError),
    (302, {"headers": {"location": "https://elsewhere.test/"}}, StoreUnavailableError),
    (200, {"html": f"<html>{SECRET_BODY}</html>"}, StoreUnavailableError),
    (200, {"json": {"unexpected": SECRET_BODY}}, StoreUnavailableError),
    (200, {"text": ""}, StoreUnavailableError),
    (200, {"text": "[" * 100_000}, StoreUnavailableError),
    (200, {"content": b"\xff\xfe\x00"}, StoreUnavailableError),
]


@pytest.mark.parametrize(("status", "answer", "error"), REFUSALS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("operation", ["read", "commit"])
def test_an_answer_that_is_none_becomes_an_error_that_quotes_nothing_of_it(
    api: respx.MockRouter,
    uow: SupabaseUnitOfWork,
    operation: str,
    status: int,
    answer: dict[str, Any],
    error: type[SkillpathError],
):
    if operation == "read" and answer == {"text": ""} and status == 200:
        answer = {"text": "null"}
    route = api.route().respond(status, **answer)
    with uow:
        uow.skills.add(SKILL)
        with pytest.raises(error) as raised:
            _ = uow.commit() if operation == "commit" else uow.users.get(USER.id)
    assert type(raised.value) is error
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert route.call_count == 1


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.ReadTimeout("slow"),
        httpx.PoolTimeout("busy"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("Server disconnected"),
    ],
    ids=lambda failure: type(failure).__name__,
)
@pytest.mark.parametrize("operation", ["read", "count", "commit", "ping"])
def test_a_store_that_cannot_be_reached_is_unavailable_and_is_asked_once(
    api: respx.MockRouter, uow: SupabaseUnitOfWork, operation: str, failure: httpx.TransportError
):
    route = api.route().mock(side_effect=failure)
    operations: dict[str, Callable[[], object]] = {
        "read": lambda: uow.users.get(USER.id),
        "count": lambda: uow.skills.count("t"),
        "commit": lambda: (uow.skills.add(SKILL), uow.commit()),
        "ping": uow.ping,
    }
    with uow, pytest.raises(StoreUnavailableError):
        operations[operation]()
    assert route.call_count == 1


@pytest.mark.parametrize(
    "content", [b"[" * 100_000, b"\xff\xfe\x00", b"", b"<html>"], ids=["deep", "bytes", "none", "page"]
)
def test_a_ping_answered_with_no_json_is_no_answer(api: respx.MockRouter, uow: SupabaseUnitOfWork, content: bytes):
    api.route().respond(200, content=content)
    with pytest.raises(StoreUnavailableError):
        uow.ping()


def test_the_http_client_waits_no_longer_than_a_request_can():
    with make_http_client() as client:
        assert (client.timeout.connect, client.timeout.read) == (2.0, 5.0)
        assert not client.trust_env
        assert not client.follow_redirects


def test_a_count_leaves_out_what_the_block_replaced(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    def count(request: httpx.Request) -> httpx.Response:
        asked = "id" in dict(parse_qsl(request.url.query.decode()))
        return httpx.Response(200, headers={"content-range": "0-0/2" if asked else "0-0/10"})

    route = api.head(f"{URL}/rest/v1/skills").mock(side_effect=count)
    with uow:
        assert uow.skills.count("t") == 10
        uow.skills.put_many(
            replace(SKILL, id=SkillId(UUID(int=number)), uri=f"u{number}", taxonomy_version="t")
            for number in range(150)
        )
        assert uow.skills.count("t") == 150 + 10 - 2 - 2
    assert route.call_count == 4
