from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared import bootstrap
from shared.domain.assessment import Level
from shared.domain.profile import Correction, Verdict
from shared.planning import METHOD_VERSION
from shared.unit_of_work.fake import FakeUnitOfWork

TODAY = datetime.now(UTC).date()
# In the name of a test, which every worker must call the same.
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def say(store, tiny_taxonomy):
    """A person's word on a skill."""

    def run(user_id, name, level):
        skill = next(skill for skill in tiny_taxonomy.iter_skills() if skill.name == name)
        uow = FakeUnitOfWork(store)
        with uow:
            now = datetime.now(UTC)
            uow.corrections.add(Correction.new(user_id, skill.id, name, Verdict.ADJUSTED, level, None, "", now))
            uow.commit()

    return run


@pytest.fixture
def with_profile(call, anns, ann, say):
    """Ann's token, once a little is known of her."""
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    say(ann, "SQL", Level.NOVICE)
    return anns


@pytest.fixture
def role_id(tiny_taxonomy):
    return {role.title: str(role.id) for role in tiny_taxonomy.roles()}


@pytest.fixture
def create(call, with_profile, role_id):
    def run(*, headers=None, body=None, **asked):
        sent = None if body else {"role_id": role_id["data analyst"], "hours_per_week": 6, **asked}
        return call("plans", "POST", "/v1/plans", token=with_profile, json_body=sent, body=body, headers=headers)

    return run


@pytest.fixture
def plan(create):
    made = create()
    assert made.status == 201, made.body
    return made.json


def step_path(plan, place=0):
    return f"/v1/plans/{plan['id']}/steps/{plan['steps'][place]['id']}"


def test_a_plan_is_made_and_found_again_where_location_says(call, create, with_profile, role_id):
    made = create(strategy="cheapest", deadline=str(TODAY + timedelta(days=700)))
    assert made.status == 201, made.body
    plan = made.json
    assert made.headers["location"] == plan["links"]["self"] == f"/v1/plans/{plan['id']}"
    assert made.headers["etag"] == '"1"'
    assert (plan["role_title"], plan["strategy"], plan["start"]) == ("data analyst", "cheapest", str(TODAY))
    assert plan["links"]["role"] == f"/v1/roles/{role_id['data analyst']}"
    assert plan["requirements"]
    assert plan["method_version"] == METHOD_VERSION
    found = call("plans", "GET", made.headers["location"], token=with_profile)
    assert (found.status, found.headers["etag"], found.json) == (200, '"1"', plan)


def test_steps_come_in_order_with_what_they_take_and_why(plan):
    assert {step["skill_name"] for step in plan["steps"]} == {"SQL", "statistics", "cleanse data"}
    ends = TODAY - timedelta(days=1)
    for step in plan["steps"]:
        assert step["links"] == {"self": f"/v1/skills/{step['skill_id']}"}
        assert step["hours"] > 0
        assert step["reason"]
        assert step["proof_wanted"]
        assert str(ends) < step["starts_on"] <= step["ends_on"]
        ends = step["ends_on"]
    assert plan["ends_on"] == ends


def test_a_deadline_that_cannot_be_met_says_by_how_much_and_offers_two_reductions(create):
    plan = create(deadline=str(TODAY + timedelta(days=7))).json
    shortfall = plan["shortfall"]
    assert shortfall["days_late"] > 0
    assert shortfall["hours_over"] > 0
    assert len(shortfall["reductions"]) == 2
    assert all(reduction["text"] for reduction in shortfall["reductions"])


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"hours_per_week": 0}, "#/hours_per_week"),
        ({"hours_per_week": -3}, "#/hours_per_week"),
        ({"hours_per_week": 81}, "#/hours_per_week"),
        ({"hours_per_week": "6"}, "#/hours_per_week"),
        ({"hours_per_week": True}, "#/hours_per_week"),
        ({"hours_per_week": None}, "#/hours_per_week"),
        ({"hours_per_week": float("nan")}, "#/hours_per_week"),
        ({"hours_per_week": float("inf")}, "#/hours_per_week"),
        ({"hours_per_week": 1e400}, "#/hours_per_week"),
        ({"start": "tomorrow"}, "#/start"),
        ({"start": "2026-02-30"}, "#/start"),
        ({"start": 0}, "#/start"),
        ({"deadline": "2027-01-01T00:00:00Z"}, "#/deadline"),
        ({"deadline": 1_800_000_000}, "#/deadline"),
        ({"strategy": "laziest"}, "#/strategy"),
        ({"role_id": "data analyst"}, "#/role_id"),
        ({"title": "x"}, "#/title"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(create, asked, pointer):
    answer = create(**asked)
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert [field["pointer"] for field in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"start": "1970-01-01"}, "start is 1970-01-01: give a day from"),
        ({"start": "9999-12-31"}, "start is 9999-12-31"),
        ({"deadline": "2001-01-01"}, "deadline is 2001-01-01"),
        ({"deadline": "9999-12-31"}, "deadline is 9999-12-31"),
    ],
)
def test_a_day_out_of_bounds_is_told_which_would_do(create, asked, named):
    answer = create(**asked)
    assert (answer.status, answer.code) == (422, "invalid-input")
    assert named in answer.json["detail"]


def test_a_plan_needs_a_profile_something_known_and_a_role(call, token, say, role_id):
    ben = uuid4()
    bens = token(ben)
    asked = {"role_id": str(uuid4()), "hours_per_week": 6}
    answer = call("plans", "POST", "/v1/plans", token=bens, json_body=asked)
    assert (answer.status, answer.code) == (404, "user-not-found")
    call("users", "PUT", "/v1/users/me", token=bens, json_body={"display_name": "Ben"})
    answer = call("plans", "POST", "/v1/plans", token=bens, json_body=asked)
    assert (answer.status, answer.code) == (404, "role-not-found")
    asked["role_id"] = role_id["team lead"]
    answer = call("plans", "POST", "/v1/plans", token=bens, json_body=asked)
    assert (answer.status, answer.code) == (404, "assessment-not-found")
    say(ben, "SQL", Level.NOVICE)
    assert call("plans", "POST", "/v1/plans", token=bens, json_body=asked).status == 201


def test_plans_are_listed_newest_first_without_their_steps(call, create, with_profile):
    ids = [create().json["id"] for _ in range(3)]
    seen, query = [], {"limit": 2}
    while True:
        page = call("plans", "GET", "/v1/plans", token=with_profile, query=query)
        assert page.status == 200, page.body
        seen += [item["id"] for item in page.json["items"]]
        assert all("steps" not in item and item["links"]["history"] for item in page.json["items"])
        if page.json["next_cursor"] is None:
            break
        query["cursor"] = page.json["next_cursor"]
    assert seen == sorted(ids, reverse=True)


def test_a_plan_that_the_caller_has_is_not_sent_again(call, plan, with_profile):
    path = plan["links"]["self"]
    for known in ('"1"', 'W/"1"', '"7", "1"', "*"):
        answer = call("plans", "GET", path, token=with_profile, headers={"if-none-match": known})
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, "", '"1"')
    for other in ('"2"', "1", "", '"1'):
        answer = call("plans", "GET", path, token=with_profile, headers={"if-none-match": other})
        assert (answer.status, answer.json) == (200, plan)


def test_a_step_done_is_answered_with_the_plan_and_its_new_tag(call, plan, with_profile):
    done = call(
        "plans",
        "PATCH",
        step_path(plan),
        token=with_profile,
        json_body={"status": "done", "proof": "https://example.org"},
        headers={"if-match": '"1"'},
    )
    assert done.status == 200, done.body
    assert done.headers["etag"] == '"2"'
    step = done.json["steps"][0]
    assert (step["status"], step["proof"], step["done_on"]) == ("done", "https://example.org", str(TODAY))
    assert (done.json["version"], done.json["done_count"]) == (2, 1)
    assert done.json["readiness_now"] > plan["readiness_now"]
    assert call("plans", "GET", plan["links"]["self"], token=with_profile).json == done.json


@pytest.mark.parametrize("body", [{}, {"status": "finished"}, {"status": None}, {"status": "done", "proof": 7}])
def test_a_status_that_there_is_not_is_named(call, plan, with_profile, body):
    answer = call("plans", "PATCH", step_path(plan), token=with_profile, json_body=body)
    assert (answer.status, answer.code) == (422, "invalid-request")


@pytest.mark.parametrize("proof", ['"' + "x" * 2001 + '"', '"a\\u0000b"', '"\\ud83d"', '"\\u0007"'])
def test_a_proof_that_cannot_be_kept_is_refused(call, plan, with_profile, proof):
    body = f'{{"status": "done", "proof": {proof}}}'
    answer = call("plans", "PATCH", step_path(plan), token=with_profile, body=body)
    assert (answer.status, answer.code) == (422, "invalid-input")
    assert "the proof" in answer.json["detail"]


def test_replanning_takes_what_is_given_and_leaves_the_rest(call, create, with_profile):
    plan = create(deadline=str(TODAY + timedelta(days=2000)), strategy="strongest-proof").json
    call("plans", "PATCH", step_path(plan), token=with_profile, json_body={"status": "done"})
    path = f"/v1/plans/{plan['id']}/replan"
    again = call("plans", "POST", path, token=with_profile, json_body={"hours_per_week": 2})
    assert again.status == 200, again.body
    assert again.headers["etag"] == '"3"'
    assert "location" not in again.headers
    assert again.json["steps"][0]["status"] == "done"
    assert (again.json["strategy"], again.json["deadline"]) == ("strongest-proof", plan["deadline"])
    dropped = call("plans", "POST", path, token=with_profile, json_body={"deadline": None})
    assert (dropped.json["deadline"], dropped.json["hours_per_week"]) == (None, 2)
    same = call("plans", "POST", path, token=with_profile, json_body={})
    assert (same.status, same.headers["etag"]) == (200, '"4"')


def test_a_history_says_what_changed_and_why_newest_first(call, plan, with_profile):
    call("plans", "PATCH", step_path(plan), token=with_profile, json_body={"status": "done"})
    path = f"/v1/plans/{plan['id']}/replan"
    call("plans", "POST", path, token=with_profile, json_body={"hours_per_week": 2})
    seen, query = [], {"limit": 2}
    while True:
        page = call("plans", "GET", plan["links"]["history"], token=with_profile, query=query)
        assert page.status == 200, page.body
        seen += page.json["items"]
        if page.json["next_cursor"] is None:
            break
        query["cursor"] = page.json["next_cursor"]
    assert [item["version"] for item in seen] == [3, 2, 1]
    assert [item["cause"] for item in seen] == ["replanned", "step changed", "created"]
    assert all(item["why"] for item in seen)
    assert {"what": "hours per week", "before": "6", "after": "2"} in seen[0]["changes"]
    assert seen[2]["changes"] == []


def test_a_cursor_of_one_plans_history_is_not_anothers(call, create, with_profile):
    one, other = create().json, create().json
    call("plans", "PATCH", step_path(one), token=with_profile, json_body={"status": "done"})
    page = call("plans", "GET", one["links"]["history"], token=with_profile, query={"limit": 1})
    query = {"cursor": page.json["next_cursor"]}
    for path in (other["links"]["history"], "/v1/plans"):
        answer = call("plans", "GET", path, token=with_profile, query=query)
        assert (answer.status, answer.code) == (400, "invalid-cursor")


@pytest.mark.parametrize("tag", ['"1"', '"99"', "2", 'W/"2"', "x"])
def test_a_change_meant_for_another_version_is_409(call, plan, with_profile, tag):
    call("plans", "PATCH", step_path(plan), token=with_profile, json_body={"status": "doing"})
    for method, path, body in (
        ("PATCH", step_path(plan, 1), {"status": "done"}),
        ("POST", f"/v1/plans/{plan['id']}/replan", {"hours_per_week": 2}),
        ("DELETE", plan["links"]["self"], None),
    ):
        answer = call("plans", method, path, token=with_profile, json_body=body, headers={"if-match": tag})
        assert (answer.status, answer.code) == (409, "stale-version"), (method, path)
    assert call("plans", "GET", plan["links"]["self"], token=with_profile).headers["etag"] == '"2"'
    deleted = call("plans", "DELETE", plan["links"]["self"], token=with_profile, headers={"if-match": '"2"'})
    assert (deleted.status, deleted.body) == (204, "")


def test_the_same_key_makes_one_plan_and_gets_one_answer(call, create, with_profile):
    key = {"idempotency-key": "8e03978e"}
    made, repeated = create(headers=key), create(headers=key)
    assert made.status == repeated.status == 201
    assert made.json == repeated.json
    assert repeated.headers["idempotent-replayed"] == "true"
    for name in ("etag", "location"):
        assert made.headers[name] == repeated.headers[name]
    assert len(call("plans", "GET", "/v1/plans", token=with_profile).json["items"]) == 1
    other = create(headers=key, strategy="cheapest")
    assert (other.status, other.code) == (409, "idempotency-key-reused")


def test_a_change_repeated_under_its_key_is_answered_though_its_tag_is_old_by_then(call, plan, with_profile):
    sent = {"json_body": {"status": "done"}, "headers": {"idempotency-key": "k", "if-match": '"1"'}}
    done = call("plans", "PATCH", step_path(plan), token=with_profile, **sent)
    again = call("plans", "PATCH", step_path(plan), token=with_profile, **sent)
    assert (done.status, again.status) == (200, 200)
    assert again.json == done.json
    assert again.headers["idempotent-replayed"] == "true"


def test_whoever_plans_too_much_is_told_when_to_come_back(create, monkeypatch):
    monkeypatch.setenv("SKILLPATH_WRITES_PER_MINUTE", "5")
    bootstrap.reset()
    assert create().status == 201
    answer = create()
    assert (answer.status, answer.code) == (429, "rate-limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_a_plan_is_deleted_with_its_history(call, plan, with_profile):
    path = plan["links"]["self"]
    assert call("plans", "DELETE", path, token=with_profile).status == 204
    for method, gone in (("GET", path), ("DELETE", path), ("GET", plan["links"]["history"])):
        answer = call("plans", method, gone, token=with_profile)
        assert (answer.status, answer.code) == (404, "plan-not-found")


def test_another_users_plan_is_as_one_that_never_was(call, plan, with_profile, token, say):
    ben = uuid4()
    bens = token(ben)
    call("users", "PUT", "/v1/users/me", token=bens, json_body={"display_name": "Ben"})
    say(ben, "SQL", Level.EXPERT)
    never = {"id": str(uuid4()), "steps": [{"id": str(uuid4())}]}
    for method, rest, body in (
        ("GET", "", None),
        ("GET", "/history", None),
        ("PATCH", f"/steps/{plan['steps'][0]['id']}", {"status": "done"}),
        ("POST", "/replan", {"hours_per_week": 2}),
        ("DELETE", "", None),
    ):
        theirs = call("plans", method, f"/v1/plans/{plan['id']}{rest}", token=bens, json_body=body)
        none = call("plans", method, f"/v1/plans/{never['id']}{rest}", token=bens, json_body=body)
        assert (theirs.status, theirs.code) == (none.status, none.code) == (404, "plan-not-found"), (method, rest)
    assert call("plans", "GET", plan["links"]["self"], token=with_profile).json == plan


def test_a_step_of_no_plan_or_of_another_is_404(call, create, with_profile):
    one, other = create().json, create(strategy="cheapest").json
    for step_id in (uuid4(), other["steps"][0]["id"]):
        path = f"/v1/plans/{one['id']}/steps/{step_id}"
        answer = call("plans", "PATCH", path, token=with_profile, json_body={"status": "done"})
        assert (answer.status, answer.code) == (404, "step-not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/plans"),
        ("GET", "/v1/plans"),
        ("GET", f"/v1/plans/{NOBODYS_ID}"),
        ("DELETE", f"/v1/plans/{NOBODYS_ID}"),
        ("GET", f"/v1/plans/{NOBODYS_ID}/history"),
        ("POST", f"/v1/plans/{NOBODYS_ID}/replan"),
        ("PATCH", f"/v1/plans/{NOBODYS_ID}/steps/{NOBODYS_ID}"),
    ],
)
def test_nobody_gets_in_without_a_token(call, method, path):
    body = None if method in ("GET", "DELETE") else {"hours_per_week": 6}
    answer = call("plans", method, path, json_body=body)
    assert (answer.status, answer.code) == (401, "not-authenticated")
