from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.assessment import Level
from shared.domain.profile import Correction, Verdict
from shared.planning import METHOD_VERSION
from shared.unit_of_work.fake import FakeUnitOfWork

# In the name of a test, which every worker must call the same.
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"

CV = """Ann Example

EXPERIENCE

Data analyst, Acme Ltd, January 2018 - present
- Led the reporting of the whole group in SQL and built its database in SQL.
"""


@pytest.fixture
def role_id(tiny_taxonomy):
    return {role.title: role.id for role in tiny_taxonomy.roles()}


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def assessed(call, with_profile):
    """The token of somebody whose CV was read."""
    made = call("assessments", "POST", "/v1/assessments", token=with_profile, json_body={"text": CV})
    assert made.status == 201
    return with_profile


@pytest.fixture
def say(store, ann, tiny_taxonomy):
    """Ann's word on a skill."""

    def run(name, level, verdict=Verdict.ADJUSTED):
        skill = next(skill for skill in tiny_taxonomy.iter_skills() if skill.name == name)
        uow = FakeUnitOfWork(store)
        with uow:
            now = datetime.now(UTC)
            uow.corrections.add(Correction.new(ann, skill.id, name, verdict, level, None, "I do it daily", now))
            uow.commit()

    return run


def test_a_role_is_found_by_another_title_of_it_and_links_lead_on(call, anns, role_id):
    page = call("roles", "GET", "/v1/roles", token=anns, query={"query": "data expert"})
    assert page.status == 200, page.body
    found = page.json["items"][0]
    path = f"/v1/roles/{role_id['data analyst']}"
    assert found == {
        "id": str(role_id["data analyst"]),
        "uri": "urn:role:analyst",
        "title": "data analyst",
        "label": "data expert",
        "isco_code": "2511",
        "essential_count": 3,
        "optional_count": 0,
        "links": {"self": path, "gap": f"{path}/gap"},
    }
    role = call("roles", "GET", found["links"]["self"], token=anns)
    assert role.status == 200


def test_a_role_lists_its_skills_with_links_and_its_questions(call, anns, role_id):
    role = call("roles", "GET", f"/v1/roles/{role_id['data analyst']}", token=anns).json
    assert (role["title"], role["alt_titles"], role["isco_code"]) == ("data analyst", ["data expert"], "2511")
    assert [skill["name"] for skill in role["essential"]] == ["cleanse data", "SQL", "statistics"]
    for skill in role["essential"]:
        assert set(skill) == {"skill_id", "name", "type", "reuse_level", "links"}
        assert skill["links"] == {"self": f"/v1/skills/{skill['skill_id']}"}
    assert role["optional"] == []
    assert {requirement["kind"] for requirement in role["requirements"]} == {"degree"}
    assert all(requirement["question"].endswith("?") for requirement in role["requirements"])


@pytest.mark.parametrize("rest", ["", "/gap"])
def test_a_role_that_there_is_not_is_404(call, anns, rest):
    answer = call("roles", "GET", f"/v1/roles/{uuid4()}{rest}", token=anns)
    assert (answer.status, answer.code) == (404, "role-not-found")
    assert call("roles", "GET", f"/v1/roles/7{rest}", token=anns).code == "not-found"


def test_the_list_of_roles_is_walked_by_cursor_within_its_filters(call, anns):
    query = {"group": "25", "limit": 1}
    first = call("roles", "GET", "/v1/roles", token=anns, query=query)
    cursor = first.json["next_cursor"]
    second = call("roles", "GET", "/v1/roles", token=anns, query={**query, "cursor": cursor})
    titles = [page.json["items"][0]["title"] for page in (first, second)]
    assert titles == ["data analyst", "data steward"]
    assert second.json["next_cursor"] is None
    for other in ({"cursor": cursor}, {**query, "cursor": cursor, "query": "data"}):
        answer = call("roles", "GET", "/v1/roles", token=anns, query=other)
        assert (answer.status, answer.code) == (400, "invalid-cursor")


@pytest.mark.parametrize(
    "query", [{"group": "x"}, {"group": "25111"}, {"limit": 0}, {"limit": 101}, {"query": "x" * 201}, {"page": 2}]
)
def test_a_parameter_that_cannot_be_used_is_named(call, anns, query):
    answer = call("roles", "GET", "/v1/roles", token=anns, query=query)
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert [field["parameter"] for field in answer.json["errors"]] == list(query)


@pytest.mark.parametrize("query", ["", "   ", "!?", "\ud7ff\U0001f680", "data' or 1=1 --", "%", "é" * 200])
def test_any_query_of_a_length_is_answered(call, anns, query):
    answer = call("roles", "GET", "/v1/roles", token=anns, query={"query": query})
    assert answer.status == 200, answer.body


def test_a_gap_adds_up_to_its_readiness_and_quotes_the_cv(call, assessed, role_id):
    gap = call("roles", "GET", f"/v1/roles/{role_id['data analyst']}/gap", token=assessed)
    assert gap.status == 200, gap.body
    body = gap.json
    readiness = body["readiness"]
    assert 0 < readiness["score"] < 100
    assert sum(100 * part["contribution"] for part in readiness["parts"]) == pytest.approx(readiness["score"], abs=0.05)
    whole = sum(skill["weight"] for skill in body["skills"])
    there = sum(skill["weight"] * skill["coverage"] for skill in body["skills"])
    assert 100 * there / whole == pytest.approx(readiness["score"], abs=0.05)
    skills = {skill["name"]: skill for skill in body["skills"]}
    assert skills["SQL"]["standing"] == "cv"
    assert "SQL" in skills["SQL"]["quote"]
    assert skills["SQL"]["links"] == {"self": f"/v1/skills/{skills['SQL']['skill_id']}"}
    assert {"relation", "reuse", "rarity"} == {part["name"] for part in skills["SQL"]["weight_parts"]}
    assert body["transfers"][0]["name"] == "SQL"
    assert body["requirements"]
    assert body["method_version"] == METHOD_VERSION
    assert body["links"]["self"] == f"/v1/roles/{role_id['data analyst']}"


def test_the_persons_own_word_shows_as_theirs_and_wins(call, assessed, role_id, say):
    say("SQL", None, Verdict.REJECTED)
    say("statistics", Level.EXPERT)
    body = call("roles", "GET", f"/v1/roles/{role_id['data analyst']}/gap", token=assessed).json
    skills = {skill["name"]: skill for skill in body["skills"]}
    assert (skills["SQL"]["standing"], skills["SQL"]["coverage"]) == ("rejected", 0)
    assert skills["SQL"]["correction"]["verdict"] == "rejected"
    assert (skills["statistics"]["standing"], skills["statistics"]["current"]) == ("stated", "expert")
    assert skills["statistics"]["correction"]["reason"] == "I do it daily"
    assert skills["cleanse data"]["correction"] is None


@pytest.mark.parametrize("rest", ["nearby", "{data analyst}/gap"])
def test_nothing_is_measured_before_something_is_known(call, anns, role_id, say, rest):
    path = "/v1/roles/" + rest.format(**{name: str(found) for name, found in role_id.items()})
    answer = call("roles", "GET", path, token=anns)
    assert (answer.status, answer.code) == (404, "user-not-found")
    call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"})
    answer = call("roles", "GET", path, token=anns)
    assert (answer.status, answer.code) == (404, "assessment-not-found")
    assert "PUT /v1/users/me/skills/{skill_id}" in answer.json["detail"]
    say("SQL", Level.NOVICE)
    assert call("roles", "GET", path, token=anns).status == 200


def test_nearby_roles_come_readiest_first_page_by_page(call, with_profile, say):
    say("statistics", Level.EXPERT)
    say("cleanse data", Level.EXPERT)
    whole = call("roles", "GET", "/v1/roles/nearby", token=with_profile)
    assert whole.status == 200, whole.body
    items = whole.json["items"]
    assert [item["title"] for item in items] == ["data steward", "data analyst", "team lead"]
    assert [item["readiness"] for item in items] == sorted((item["readiness"] for item in items), reverse=True)
    assert items[0]["band"] == "highly viable"
    assert {item["method_version"] for item in items} == {METHOD_VERSION}
    assert {"statistics", "cleanse data"} <= set(items[1]["covered"])
    assert items[0]["links"]["gap"] == f"/v1/roles/{items[0]['role_id']}/gap"
    walked, query = [], {"limit": 2}
    while True:
        page = call("roles", "GET", "/v1/roles/nearby", token=with_profile, query=query).json
        walked += page["items"]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert walked == items


def test_a_cursor_of_nearby_roles_ends_with_the_state_of_the_profile_and_is_its_owners(call, token, with_profile, say):
    say("SQL", Level.EXPERT)
    page = call("roles", "GET", "/v1/roles/nearby", token=with_profile, query={"limit": 1}).json
    query = {"limit": 1, "cursor": page["next_cursor"]}
    assert call("roles", "GET", "/v1/roles/nearby", token=with_profile, query=query).status == 200
    theirs = call("roles", "GET", "/v1/roles/nearby", token=token(), query=query)
    assert (theirs.status, theirs.code) == (400, "invalid-cursor")
    say("statistics", Level.EXPERT)
    stale = call("roles", "GET", "/v1/roles/nearby", token=with_profile, query=query)
    assert (stale.status, stale.code) == (400, "invalid-cursor")
    assert "your profile changed" in stale.json["detail"]


@pytest.mark.parametrize("path", ["", "/nearby", f"/{NOBODYS_ID}", f"/{NOBODYS_ID}/gap"])
def test_nobody_gets_in_without_a_token(call, path):
    answer = call("roles", "GET", f"/v1/roles{path}")
    assert (answer.status, answer.code) == (401, "not-authenticated")
