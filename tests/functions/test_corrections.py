"""The person corrects the machine, over HTTP."""

from uuid import uuid4

import pytest

CV = """EXPERIENCE

Data analyst, Acme Ltd, January 2022 - present
- Led the reporting of the whole group in SQL and cleansed data for it.

SKILLS
Python programming.
"""
MINE = "/v1/users/me/skills"


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def assess(call, with_profile):
    def run():
        made = call("assessments", "POST", "/v1/assessments", token=with_profile, json_body={"text": CV})
        assert made.status == 201, made.body
        return made.json

    return run


@pytest.fixture
def skill_id(tiny_taxonomy):
    """The id of a skill, by its name."""
    ids = {skill.name: str(skill.id) for skill in tiny_taxonomy.iter_skills()}
    return ids.__getitem__


@pytest.fixture
def say(call, with_profile, skill_id):
    def run(name, method="PUT", **body):
        return call("users", method, f"{MINE}/{skill_id(name)}", token=with_profile, json_body=body or None)

    return run


def test_a_correction_wins_and_shows_wherever_the_skill_does(call, assess, say, with_profile, skill_id):
    made = assess()
    put = say("SQL", verdict="adjusted", level="novice", reason="only read it")
    assert put.status == 200
    assert (put.json["level"], put.json["basis"], put.json["is_held"]) == ("novice", "stated", True)
    assert put.json["proficiency"]["level"] == put.json["correction"]["machine_level"] != "novice"
    assert put.json["quotes"] == ["Led the reporting of the whole group in SQL and cleansed data for it."]

    listed = call("users", "GET", MINE, token=with_profile).json["items"]
    assert [item for item in listed if item["name"] == "SQL"] == [put.json]

    explained = say("SQL", "GET").json
    assert {name: explained[name] for name in put.json} == put.json
    assert explained["log"] == [put.json["correction"]]
    assert explained["evidence"][0]["quote"] == put.json["quotes"][0]

    again = assess()
    old = call("assessments", "GET", f"/v1/assessments/{made['id']}", token=with_profile).json
    for assessment in (again, old):
        by_name = {skill["name"]: skill["correction"] for skill in assessment["skills"]}
        assert by_name["SQL"] == put.json["correction"]
        assert by_name["cleanse data"] is None
    assert {skill["correction"] for skill in made["skills"]} == {None}


def test_a_skill_that_was_missed_is_added(say, assess):
    assess()
    put = say("data mining", verdict="adjusted", level="competent")
    assert (put.status, put.json["proficiency"], put.json["quotes"]) == (200, None, [])
    explained = say("data mining", "GET").json
    assert (explained["months"], explained["last_used"], explained["evidence"]) == (None, None, [])


def test_a_word_is_taken_back_once(say, assess):
    level = next(skill["proficiency"]["level"] for skill in assess()["skills"] if skill["name"] == "SQL")
    say("SQL", verdict="rejected")
    assert (say("SQL", "DELETE").status, say("SQL", "DELETE").code) == (204, "correction-not-found")
    explained = say("SQL", "GET").json
    assert (explained["level"], explained["correction"]) == (level, None)
    assert [word["verdict"] for word in explained["log"]] == ["withdrawn", "rejected"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"verdict": "withdrawn"}, 422, "invalid-request"),
        ({"verdict": "adjusted", "level": "unknown"}, 422, "invalid-request"),
        ({"verdict": "adjusted", "level": "novice", "user_id": "x"}, 422, "invalid-request"),
        ({"verdict": "adjusted"}, 422, "invalid-input"),
        ({"verdict": "rejected", "level": "novice"}, 422, "invalid-input"),
        ({"verdict": "rejected", "reason": "x" * 1001}, 422, "invalid-input"),
    ],
)
def test_a_word_that_cannot_be_used_is_refused(say, assess, body, status, code):
    assess()
    answer = say("SQL", **body)
    assert (answer.status, answer.code) == (status, code)


def test_a_confirmation_takes_the_level_that_the_assessment_gave(say, assess):
    level = next(skill["proficiency"]["level"] for skill in assess()["skills"] if skill["name"] == "SQL")
    put = say("SQL", verdict="confirmed")
    assert (put.json["level"], put.json["basis"]) == (level, "confirmed")
    answer = say("Python (computer programming)", verdict="confirmed")
    assert (answer.status, answer.code) == (422, "invalid-input")


def test_the_list_is_walked_page_by_page_and_its_cursor_is_nobody_elses(call, assess, with_profile, token):
    assess()
    names, query = [], {"limit": 2}
    while True:
        page = call("users", "GET", MINE, token=with_profile, query=query).json
        names += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert names == ["cleanse data", "Python (computer programming)", "SQL"]
    answer = call("users", "GET", MINE, token=token(), query=query)
    assert (answer.status, answer.code) == (400, "invalid-cursor")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_before_there_is_a_profile_there_is_no_skill_of_it(call, anns, skill_id, method):
    body = {"verdict": "adjusted", "level": "novice"} if method == "PUT" else None
    answer = call("users", method, f"{MINE}/{skill_id('SQL')}", token=anns, json_body=body)
    assert (answer.status, answer.code) == (404, "user-not-found")
    assert call("users", "GET", MINE, token=anns).code == "user-not-found"


def test_another_persons_words_are_not_seen(call, say, token, skill_id):
    say("SQL", verdict="adjusted", level="expert")
    other = token(uuid4())
    call("users", "PUT", "/v1/users/me", token=other, json_body={"display_name": "Eve"})
    assert call("users", "GET", MINE, token=other).json["items"] == []
    assert call("users", "GET", f"{MINE}/{skill_id('SQL')}", token=other).code == "skill-not-found"


def test_a_skill_that_is_not_there_is_404(call, with_profile):
    body = {"verdict": "adjusted", "level": "novice"}
    answer = call("users", "PUT", f"{MINE}/{uuid4()}", token=with_profile, json_body=body)
    assert (answer.status, answer.code) == (404, "skill-not-found")
    assert call("users", "PUT", f"{MINE}/7", token=with_profile, json_body=body).code == "not-found"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nobody_gets_in_without_a_token(call, method):
    for path in (MINE, f"{MINE}/{uuid4()}"):
        if path != MINE or method == "GET":
            answer = call("users", method, path, json_body={"verdict": "rejected"})
            assert (answer.status, answer.code) == (401, "not-authenticated")
