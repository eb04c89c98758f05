"""What a changing request costs over the wire, and what its admission and its commit send."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import respx

from shared.domain.assessment import Level
from shared.domain.errors import (
    AlreadyAnsweredError,
    KeyReusedError,
    RateLimitedError,
    RoleNotFoundError,
    SkillInUseError,
    SkillNotFoundError,
    SkillpathError,
    StaleVersionError,
    StoreUnavailableError,
    UserNotFoundError,
)
from shared.domain.ids import DocumentId, PlanId, RoleId, RunId, SkillId, UserId, new_id
from shared.domain.profile import Correction, Profile, Verdict
from shared.domain.request import Answer, Limit, WriteRequest
from shared.domain.role import Relation, RoleSkill
from shared.domain.skill import Skill, SkillType
from shared.domain.user import User
from shared.domain.workflow import RunState
from shared.repositories.abstract import Keep
from shared.repositories.rows.corrections import correction_to_row
from shared.repositories.rows.skills import skill_to_row
from shared.repositories.rows.users import user_to_row
from shared.repositories.staged.store import HOLDINGS
from shared.unit_of_work.supabase import SupabaseUnitOfWork, make_http_client
from tests.contract.samples import NOW, first_version, next_version

REST = "https://project.supabase.test/rest/v1"
USER = User.new(UserId(new_id()), "Ann", "en", NOW)
SKILL = Skill.own("C++", SkillType.KNOWLEDGE, ("cpp",), "", USER.id, NOW)
RUN_ID = RunId(new_id())
SAID = Correction.new(USER.id, SKILL.id, "C++", Verdict.CONFIRMED, Level.EXPERT, None, "", NOW)
REQUEST = WriteRequest(USER.id, 5, Limit(burst=60, per_minute=30), "a key", "0a" * 32, wants_profile=True)
ANSWER = Answer(USER.id, "a key", "0a" * 32, 201, (("location", "/v1/plans/1"), ("etag", '"1"')), '{"a": 1}', NOW)
GRANTED: dict[str, Any] = {"user": True, "retry_after_s": None, "answer": None, "profile": None}
PROFILE = {"user": user_to_row(USER), "assessment": None, "corrections": [correction_to_row(SAID)]}


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


@pytest.fixture
def uow() -> Iterator[SupabaseUnitOfWork]:
    with make_http_client() as http:
        yield SupabaseUnitOfWork(http, "https://project.supabase.test", "sb_publishable_key", "token")


def _rpc(api: respx.MockRouter, function: str, answer: object) -> respx.Route:
    return api.post(f"{REST}/rpc/{function}").respond(text=json.dumps(answer))


def _sent(route: respx.Route) -> dict[str, Any]:
    """The arguments of the only call."""
    assert route.call_count == 1
    arguments: dict[str, Any] = json.loads(route.calls.last.request.content)
    return arguments


def test_an_admission_asks_once_for_all_that_it_says(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = _rpc(api, "admit", GRANTED)
    assert uow.admit(REQUEST) is None
    asked = {"cost": 5, "burst": 60, "per_minute": 30, "key": "a key", "wants_profile": True}
    assert _sent(route) == {"request": asked}


def test_a_cost_is_sent_as_the_whole_limit_where_it_is_above_it(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = _rpc(api, "admit", GRANTED)
    uow.admit(replace(REQUEST, limit=Limit(burst=2, per_minute=30)))
    assert _sent(route)["request"]["cost"] == 2


def test_a_changing_request_that_reads_the_profile_is_two_round_trips(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    admit = _rpc(api, "admit", GRANTED | {"profile": PROFILE})
    commit = _rpc(api, "apply_changes", {"applied": 3})
    uow.admit(REQUEST)
    uow.answer_with(lambda _: ANSWER)
    with uow:
        assert uow.profiles.get(USER.id) == Profile(USER, None, {SKILL.id: SAID})
        uow.plans.add(version := first_version(USER.id))
        uow.commit(version)
    assert (admit.call_count, commit.call_count, len(api.calls)) == (1, 1, 2)


def test_only_the_first_look_at_a_profile_that_came_with_the_admission_is_free(
    api: respx.MockRouter, uow: SupabaseUnitOfWork
):
    _rpc(api, "admit", GRANTED | {"profile": PROFILE})
    read = _rpc(api, "read_profile_of", PROFILE)
    uow.admit(REQUEST)
    with uow:
        uow.profiles.get(USER.id)
        assert read.call_count == 0
        uow.profiles.get(USER.id)
        assert read.call_count == 1
    uow.admit(REQUEST)
    with uow:
        pass
    with uow:
        uow.profiles.get(USER.id)
    assert read.call_count == 2


def test_a_profile_that_came_for_one_user_is_not_taken_for_another(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    _rpc(api, "admit", GRANTED | {"profile": PROFILE})
    read = _rpc(api, "read_profile_of", None)
    uow.admit(REQUEST)
    with uow:
        assert uow.profiles.get(UserId(uuid4())) is None
    assert read.call_count == 1


def test_an_answer_goes_first_in_the_same_commit(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = _rpc(api, "apply_changes", {"applied": 3})
    uow.answer_with(lambda _: ANSWER)
    with uow:
        uow.plans.add(first_version(USER.id))
        uow.commit()
    changes = _sent(route)["changes"]
    assert [(change["op"], change["table"]) for change in changes] == [
        ("insert", "answers"),
        ("insert", "plans"),
        ("insert", "plan_versions"),
    ]
    assert changes[0]["rows"][0]["headers"] == [["location", "/v1/plans/1"], ["etag", '"1"']]


def test_a_stored_answer_is_read_back_with_its_key(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    kept = {
        "fingerprint": ANSWER.fingerprint,
        "status": 201,
        "headers": [list(header) for header in ANSWER.headers],
        "body": ANSWER.body,
        "created_at": "2026-11-23 05:55:35.95+00",
    }
    _rpc(api, "admit", GRANTED | {"answer": kept})
    assert uow.admit(REQUEST) == ANSWER
    with pytest.raises(KeyReusedError):
        uow.admit(replace(REQUEST, fingerprint="0b" * 32))


def test_a_refused_admission_says_why(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    _rpc(api, "admit", GRANTED | {"user": False})
    with pytest.raises(UserNotFoundError):
        uow.admit(REQUEST)
    _rpc(api, "admit", GRANTED | {"retry_after_s": 7})
    with pytest.raises(RateLimitedError) as refused:
        uow.admit(REQUEST)
    assert refused.value.retry_after_s == 7


@pytest.mark.parametrize("answer", [None, [], {}, {"user": True}, GRANTED | {"user": "yes"}, "admitted"], ids=str)
def test_an_admission_that_is_none_lets_nothing_through(api: respx.MockRouter, uow: SupabaseUnitOfWork, answer: object):
    _rpc(api, "admit", answer)
    with pytest.raises(StoreUnavailableError):
        uow.admit(REQUEST)


def test_changes_send_what_may_change_and_no_more(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    """Row level security's column grants refuse the rest."""
    route = _rpc(api, "apply_changes", {"applied": 5})
    first = first_version(USER.id)
    with uow:
        uow.skills.update(replace(SKILL, name="C", version=2))
        uow.plans.update(next_version(first))
        uow.plans.delete(next_version(first).plan.summary)
        uow.users.delete(USER)
        uow.commit()
    skill, plan, version, gone_plan, gone_user = (change["rows"][0] for change in _sent(route)["changes"])
    assert not {"source", "uri", "created_by", "created_at", "taxonomy_version"} & skill.keys()
    assert (skill["id"], skill["version"], skill["name_key"]) == (str(SKILL.id), 2, "c")
    assert not {"user_id", "role_id", "created_at"} & plan.keys()
    assert (plan["version"], version["version"], gone_plan["version"]) == (2, 2, 2)
    assert gone_user == {"id": str(USER.id), "version": 1}


def test_a_retirement_is_of_relations_and_of_roles(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    route = _rpc(api, "apply_changes", {"applied": 2})
    with uow:
        uow.roles.retire("esco-2")
        uow.commit()
    retired = [{"taxonomy_version": "esco-2"}]
    assert _sent(route)["changes"] == [
        {"op": "retire", "table": "role_skills", "rows": retired},
        {"op": "retire", "table": "roles", "rows": retired},
    ]


READS: dict[str, tuple[Callable[[SupabaseUnitOfWork], object], dict[str, Any]]] = {
    "profile": (lambda uow: uow.profiles.get(USER.id), {"json": PROFILE}),
    "no profile": (lambda uow: uow.profiles.get(USER.id), {"text": "null"}),
    "no holdings": (lambda uow: uow.users.holdings(USER.id), {"text": "null"}),
    "counted holdings": (
        lambda uow: uow.users.count_holdings(USER.id),
        {"json": dict.fromkeys(HOLDINGS, 1)},
    ),
    "log": (lambda uow: uow.corrections.log(USER.id, SKILL.id, 100), {"json": []}),
    "plan": (lambda uow: uow.plans.get(USER.id, PlanId(new_id())), {"json": []}),
    "plans": (lambda uow: uow.plans.list_page(USER.id, str(new_id()), 100), {"json": []}),
    "history": (lambda uow: uow.plans.history(USER.id, PlanId(new_id()), "7", 100), {"json": []}),
    "document": (lambda uow: uow.documents.get(USER.id, DocumentId(new_id())), {"json": []}),
    "documents": (lambda uow: uow.documents.list_page(USER.id, str(new_id()), 100), {"json": []}),
    "many documents": (
        lambda uow: uow.documents.get_many(USER.id, [DocumentId(new_id()) for _ in range(100)]),
        {"json": []},
    ),
    "same bytes": (lambda uow: uow.documents.find_by_sha256(USER.id, "0" * 64), {"json": []}),
    "run": (lambda uow: uow.workflows.get(USER.id, RUN_ID), {"json": []}),
    "runs": (lambda uow: uow.workflows.list_page(USER.id, str(new_id()), 100), {"json": []}),
    "dead letters": (lambda uow: uow.workflows.list_dead(str(new_id()), 100), {"json": []}),
    "claim of nothing": (lambda uow: uow.workflows.claim(RUN_ID, 60), {"text": "null"}),
    "messages": (lambda uow: uow.workflows.take_due(100, 60), {"json": [str(RUN_ID)]}),
    "parts": (lambda uow: uow.workflows.count_parts(USER.id, RUN_ID), {"json": {"queued": 2}}),
    "parts by state": (
        lambda uow: uow.workflows.list_parts(USER.id, RUN_ID, (RunState.COMPENSATED,), str(new_id()), 100),
        {"json": []},
    ),
    "items": (lambda uow: uow.workflows.list_items(USER.id, RUN_ID, "7", 100), {"json": []}),
    "counted items": (lambda uow: uow.workflows.count_items(USER.id, RUN_ID), {"json": {"": 2}}),
    "receipt": (lambda uow: uow.erasures.get_receipt(USER.id, RUN_ID), {"json": []}),
    "what expires": (
        lambda uow: uow.erasures.expire(Keep(*[NOW] * 4), 100),
        {"json": {"answers": 0, "uploads": 0, "items": 0, "runs": 0, "receipts": 0}},
    ),
    "doomed": (lambda uow: uow.erasures.list_doomed(100), {"json": [{"key": "k"}]}),
    "own skills": (lambda uow: uow.skills.list_own(), {"json": [skill_to_row(SKILL)]}),
    "roles": (lambda uow: uow.roles.count("esco"), {"headers": {"content-range": "0-6/7"}}),
    "relations": (lambda uow: uow.roles.count_skills("esco"), {"headers": {"content-range": "0-6/7"}}),
}


@pytest.mark.parametrize("name", READS)
def test_a_read_is_exactly_one_request(api: respx.MockRouter, uow: SupabaseUnitOfWork, name: str):
    read, answer = READS[name]
    route = api.route().respond(**answer)
    with uow:
        read(uow)
    assert route.call_count == 1


@pytest.mark.parametrize("answer", [None, [], {"profile": 1}])
def test_counted_holdings_that_are_none_are_no_receipt(api: respx.MockRouter, uow: SupabaseUnitOfWork, answer: object):
    _rpc(api, "count_holdings_of", answer)
    with uow, pytest.raises(StoreUnavailableError):
        uow.users.count_holdings(USER.id)


def test_own_skills_are_paged_by_id_until_an_answer_is_not_full(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    made = [replace(SKILL, id=SkillId(UUID(int=number)), uri=f"u{number}") for number in range(1, 1003)]
    rows = [skill_to_row(skill) for skill in made]
    route = api.get(f"{REST}/skills").mock(
        side_effect=[httpx.Response(200, json=rows[:1000]), httpx.Response(200, json=rows[1000:])]
    )
    with uow:
        assert uow.skills.list_own() == made
    asked = [dict(call.request.url.params) for call in route.calls]
    assert [query.get("id") for query in asked] == [None, f"gt.{made[999].id}"]
    assert {(query["source"], query["order"], query["limit"]) for query in asked} == {("eq.own", "id.asc", "1000")}


def test_a_count_of_relations_leaves_out_what_the_block_replaced(api: respx.MockRouter, uow: SupabaseUnitOfWork):
    def count(request: httpx.Request) -> httpx.Response:
        asked = "or" in request.url.params
        return httpx.Response(200, headers={"content-range": "0-0/2" if asked else "0-0/10"})

    route = api.head(f"{REST}/role_skills").mock(side_effect=count)
    with uow:
        uow.roles.put_skills(
            RoleSkill(RoleId(UUID(int=number)), SKILL.id, Relation.ESSENTIAL, "t") for number in range(50)
        )
        assert uow.roles.count_skills("t") == 50 + 10 - 2 - 2
    assert max(len(str(call.request.url)) for call in route.calls) < 8000


BROKEN: list[tuple[str, type[SkillpathError]]] = [
    ("answers_pkey", AlreadyAnsweredError),
    ("answers_user_id_fkey", UserNotFoundError),
    ("corrections_user_id_fkey", UserNotFoundError),
    ("plans_user_id_fkey", UserNotFoundError),
    ("skills_created_by_fkey", UserNotFoundError),
    ("skills_broader_id_fkey", SkillNotFoundError),
    ("skills_merged_into_fkey", SkillInUseError),
    ("plan_versions_plan_fkey", StaleVersionError),
    ("plan_versions_pkey", StaleVersionError),
    ("role_skills_role_id_fkey", RoleNotFoundError),
    ("role_skills_skill_id_fkey", SkillNotFoundError),
]


@pytest.mark.parametrize(("constraint", "error"), BROKEN)
def test_a_broken_constraint_is_a_domain_error(
    api: respx.MockRouter, uow: SupabaseUnitOfWork, constraint: str, error: type[SkillpathError]
):
    _rpc(api, "apply_changes", {"conflict": "constraint", "table": "t", "constraint": constraint})
    with uow:
        uow.skills.add(SKILL)
        with pytest.raises(error) as raised:
            uow.commit()
    assert type(raised.value) is error
