"""A person's way through the API, over real HTTP, functions, tokens and database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
import supabase

from shared.extraction.files.opened import read_file
from shared.local.checkout import ROOT
from shared.local.stack import Stack, editor_token

pytestmark = pytest.mark.xdist_group("e2e")

SHORT_CV = "Experience\n\nData engineer, Acme, Jan 2019 - Dec 2022\n- Built data pipelines in Python and PostgreSQL\n"
ORIGIN = "http://localhost:3000"


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    return answer.status_code, body["code"]


def signed(stack: Stack, subject: str, secret: str | None = None, **claims: Any) -> str:
    now = datetime.now(UTC)
    usual = {"sub": subject, "aud": "authenticated", "role": "authenticated", "exp": now + timedelta(minutes=5)}
    return jwt.encode({**usual, **claims}, secret or stack.supabase.jwt_secret, algorithm="HS256")


def test_a_person_signs_up_is_assessed_from_a_pdf_and_takes_it_all_back(stack: Stack, new_person):
    person = new_person()
    text = read_file(ROOT / "shared" / "local" / "sample" / "cv.pdf").text
    assert problem(person.http.get("/v1/users/me")) == (404, "user-not-found")
    assert problem(person.http.post("/v1/assessments", json={"text": text})) == (404, "user-not-found")

    profile = person.http.put("/v1/users/me", json={"display_name": "Ada Lovelace", "locale": "en-GB"})
    assert profile.status_code == 201
    assert person.http.get("/v1/users/me").json()["display_name"] == "Ada Lovelace"

    made = person.http.post("/v1/assessments", json={"text": text})
    assert made.status_code == 201
    where = made.headers["location"]
    assessment = person.http.get(where).json()
    assert assessment == made.json()
    assert len(assessment["skills"]) > 10
    quotes = [evidence for skill in assessment["skills"] for evidence in skill["evidence"]]
    assert all(text[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes)
    assert assessment["recommendations"]

    (listed,) = person.http.get("/v1/assessments").json()["items"]
    assert listed["id"] == assessment["id"]
    assert person.http.delete(where).status_code == 204
    assert problem(person.http.get(where)) == (404, "assessment-not-found")
    assert person.http.get("/v1/assessments").json() == {"items": [], "next_cursor": None}


def test_the_same_text_gives_the_same_result_twice(new_person):
    person = new_person().introduce()
    first, second = (person.http.post("/v1/assessments", json={"text": SHORT_CV}).json() for _ in range(2))
    assert first["id"] != second["id"]
    assert first["skills"]
    for name in ("skills", "set_aside", "recommendations", "input_sha256", "taxonomy_version", "method_version"):
        assert first[name] == second[name]


def test_assessing_the_sample_takes_one_question_to_the_database_and_one_write(
    new_person, round_trips, cv: str, record_property: Callable[[str, object], None]
):
    person = new_person().introduce()
    own_skills = "GET /rest/v1/skills"
    passed = [own_skills]
    # A process reads the installation's own skills again every half minute: what counts lies between two of those.
    for _ in range(5):
        if own_skills in passed:
            with round_trips.counted() as passed:
                person.http.post("/v1/assessments", json={"text": cv}).raise_for_status()
    record_property("round_trips", passed)
    assert passed == ["POST /rest/v1/rpc/admit", "POST /rest/v1/rpc/apply_changes"]


def test_a_store_that_is_gone_is_said_at_once_and_used_again_when_it_is_back(new_person, round_trips):
    person = new_person().introduce()
    with round_trips.down():
        answers = [
            person.http.get("/v1/skills"),
            person.http.post("/v1/assessments", json={"text": SHORT_CV}),
            person.http.get("/v1/health", params={"ready": True}),
        ]
        assert person.http.get("/v1/health").status_code == 200
    assert [problem(answer) for answer in answers] == [(503, "store-unavailable")] * 3
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert person.http.post("/v1/assessments", json={"text": SHORT_CV}).status_code == 201
    assert len(person.http.get("/v1/assessments").json()["items"]) == 1


def test_what_is_somebody_elses_is_not_there(new_person):
    ada, bob = new_person().introduce(), new_person().introduce()
    where = ada.http.post("/v1/assessments", json={"text": SHORT_CV}).headers["location"]
    assert problem(bob.http.get(where)) == (404, "assessment-not-found")
    assert problem(bob.http.delete(where)) == (404, "assessment-not-found")
    assert bob.http.get("/v1/assessments").json()["items"] == []
    assert ada.http.get(where).status_code == 200


def test_pages_of_assessments_follow_one_another_newest_first(new_person):
    person = new_person().introduce()
    made = [person.http.post("/v1/assessments", json={"text": SHORT_CV}).json()["id"] for _ in range(3)]
    first = person.http.get("/v1/assessments", params={"limit": 2}).json()
    rest = person.http.get("/v1/assessments", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None
    forged = person.http.get("/v1/assessments", params={"cursor": first["next_cursor"][:-2] + "xx"})
    assert problem(forged) == (400, "invalid-cursor")


def test_eight_assessments_at_once_are_all_kept_and_none_is_mixed_up(stack: Stack, new_person, client):
    people = [new_person().introduce() for _ in range(4)]
    languages = ["Python", "Java", "Ruby", "Scala"]

    def assess(number: int) -> tuple[int, dict[str, Any]]:
        text = (
            f"Experience\n\nDeveloper, Acme, Jan 2019 - Dec 2022\n- Wrote services in {languages[number % 4]} and SQL\n"
        )
        with client(people[number % 4].token) as http:
            made = http.post("/v1/assessments", json={"text": text})
            assert made.status_code == 201, made.text
            return number % 4, http.get(made.headers["location"]).json()

    with ThreadPoolExecutor(8) as threads:
        for number, assessment in threads.map(assess, range(8)):
            assert any(languages[number] in skill["name"] for skill in assessment["skills"])
    for person in people:
        assert len(person.http.get("/v1/assessments").json()["items"]) == 2


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": datetime.now(UTC) - timedelta(minutes=5)},
        {"secret": "another-secret-that-is-long-enough-to-sign-with"},
        {"aud": "somebody-else"},
        {"role": "anon"},
        {"role": "service_role"},
    ],
    ids=["expired", "foreign key", "audience", "anonymous", "service"],
)
def test_a_token_that_does_not_hold_is_refused(stack: Stack, claims: dict[str, Any], client):
    with client(signed(stack, str(uuid4()), **claims)) as http:
        answer = http.get("/v1/users/me")
    assert problem(answer) == (401, "not-authenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_without_a_token_nothing_but_health_is_answered(stack: Stack, client):
    with client(None) as http:
        for path in ("/v1/users/me", "/v1/skills", "/v1/assessments"):
            assert problem(http.get(path)) == (401, "not-authenticated")
        assert http.get("/v1/health").json()["status"] == "ok"


def test_a_browser_at_a_known_origin_may_ask_and_another_may_not(stack: Stack, client):
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, content-type"}
    with client(None) as http:
        allowed = http.options("/v1/assessments", headers={"Origin": ORIGIN, **asks})
        assert allowed.status_code in (200, 204)
        assert allowed.headers["access-control-allow-origin"] == ORIGIN
        assert "POST" in allowed.headers["access-control-allow-methods"]
        refused = http.get("/v1/assessments", headers={"Origin": ORIGIN})
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ORIGIN)
        stranger = http.options("/v1/assessments", headers={"Origin": "http://elsewhere.example", **asks})
        assert "access-control-allow-origin" not in stranger.headers


@pytest.mark.parametrize("path", ["/v1", "/v1/nothing", "/v1/skills/", "/v1/assessments/x/y", "/v1/%2e%2e/%00"])
def test_an_unknown_path_is_a_problem_too(stack: Stack, path: str, client):
    with client(None) as http:
        assert problem(http.get(path)) == (404, "not-found")


def test_an_editor_adds_a_skill_that_others_find_and_nobody_adds_twice(stack: Stack, new_person, client):
    person = new_person().introduce()
    name = f"Underwater Basketry {uuid4().hex[:8]}"
    body = {"name": name, "type": "skill"}
    assert problem(person.http.post("/v1/skills", json=body)) == (403, "not-allowed")
    with client(editor_token(stack.supabase, person.id)) as editor:
        made = editor.post("/v1/skills", json=body)
        assert made.status_code == 201, made.text
        again = editor.post("/v1/skills", json={**body, "name": name.upper()})
        assert problem(again) == (409, "duplicate-skill")
    (found,) = person.http.get("/v1/skills", params={"query": name.split()[-1]}).json()["items"]
    assert found["name"] == name
    assert person.http.get(f"/v1/skills/{found['id']}").json()["name"] == name


def test_supabases_own_client_reads_with_the_same_token_what_the_api_kept_and_nothing_else(stack: Stack, new_person):
    ada, bob = new_person().introduce(), new_person().introduce()
    made = ada.http.post("/v1/assessments", json={"text": SHORT_CV}).json()
    for person, seen in ((ada, [made["id"]]), (bob, [])):
        with httpx.Client(trust_env=False) as http:
            options = supabase.ClientOptions(httpx_client=http, headers={"Authorization": f"Bearer {person.token}"})
            reader = supabase.create_client(stack.supabase.url, stack.supabase.publishable_key, options)
            rows = reader.table("assessments").select("id").execute().data
        assert [row["id"] for row in rows] == seen


def test_a_body_over_the_gateways_limit_is_refused(stack: Stack, new_person):
    answer = new_person().http.post("/v1/assessments", content=b" " * (11 * 1024 * 1024))
    assert answer.status_code == 413
