from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment, FindingStrategy
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.contract.samples import assessment_result

CV = """Ann Example

EXPERIENCE

Data analyst, Acme Ltd, January 2022 - present
- Led the reporting of the whole group in SQL and cleansed data for it.
- Ran the statistical analysis of deliveries for the board.

SKILLS
Python programming. I have no experience with data mining.
"""
GERMAN = """Berufserfahrung
Ich habe bei der Firma die Auswertung der Daten geleitet und war für die Planung der Projekte zuständig.
Außerdem habe ich mit den Kollegen aus der Entwicklung an der neuen Plattform gearbeitet und sie eingeführt.
"""


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def assess(call, with_profile):
    def run(text=CV, **more):
        body = {"text": text, "as_of": "2026-11-23", **more}
        return call("assessments", "POST", "/v1/assessments", token=with_profile, json_body=body)

    return run


def test_a_text_is_assessed_and_found_again_where_location_says(call, assess, with_profile):
    made = assess()
    assert made.status == 201, made.body
    assert made.headers["location"] == f"/v1/assessments/{made.json['id']}"
    found = call("assessments", "GET", made.headers["location"], token=with_profile)
    assert found.status == 200
    assert found.json == made.json
    assert (made.json["language"], made.json["strategy"], made.json["document_id"]) == ("en", "exact", None)


def test_every_quote_stands_in_the_text_at_its_offsets(assess):
    body = assess().json
    evidence = [item for skill in body["skills"] for item in skill["evidence"]]
    evidence += [item["evidence"] for item in body["set_aside"]]
    assert {skill["name"] for skill in body["skills"]} >= {"SQL", "Python (computer programming)"}
    assert [item["name"] for item in body["set_aside"]] == ["data mining"]
    for item in [*evidence, *body["recommendations"]]:
        assert CV[item["start"] : item["end"]] == item["quote"]


def test_an_assessment_that_says_what_was_found_by_meaning_shows_it(call, store, ann, with_profile):
    made = Assessment.new(
        ann, assessment_result(), now=datetime.now(UTC), as_of=date(2026, 11, 23), taxonomy_version="t",
        method_version="4", input_sha256="0" * 64, input_chars=1, language="en", strategy=FindingStrategy.HYBRID,
    )  # fmt: skip
    with FakeUnitOfWork(store) as uow:
        uow.assessments.add(made)
        uow.commit()
    shown = call("assessments", "GET", f"/v1/assessments/{made.id}", token=with_profile).json
    assert shown["strategy"] == "hybrid"
    assert [[item["found_by"] for item in skill["evidence"]] for skill in shown["skills"]] == [["meaning"], []]
    assert [item["evidence"]["found_by"] for item in shown["set_aside"]] == ["name"]


def test_a_confidence_follows_from_its_parts(assess):
    for skill in assess().json["skills"]:
        told = skill["proficiency"]
        points = sum(part["points"] for part in told["confidence_parts"])
        assert told["confidence"] == round(1 - 0.5 ** (points / 2), 4) > 0


def test_as_of_is_today_where_it_is_not_given(call, with_profile):
    made = call("assessments", "POST", "/v1/assessments", token=with_profile, json_body={"text": CV})
    assert made.json["as_of"] == datetime.now(UTC).date().isoformat()


def test_a_day_to_come_is_refused(assess):
    answer = assess(as_of=(datetime.now(UTC).date() + timedelta(days=9)).isoformat())
    assert (answer.status, answer.code) == (422, "invalid-input")


@pytest.mark.parametrize("as_of", ["0001-01-01", "1970-02-28", "2024-02-29"])
def test_any_day_gone_by_will_do(assess, as_of):
    made = assess(as_of=as_of)
    assert (made.status, made.json["as_of"]) == (201, as_of)


@pytest.mark.parametrize(
    "as_of",
    ["yesterday", "2026-02-30", "2026-13-01", "", [], {}, 0, 86400, 1.5, True, "0", "1e5", "2024-02-29T00:00:00"],
)
def test_what_is_no_day_is_refused(assess, as_of):
    answer = assess(as_of=as_of)
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert answer.json["errors"][0]["pointer"] == "#/as_of"


def test_without_a_profile_there_is_no_assessment(call, anns):
    answer = call("assessments", "POST", "/v1/assessments", token=anns, json_body={"text": CV})
    assert (answer.status, answer.code) == (404, "user-not-found")


def test_a_list_is_walked_newest_first_over_three_pages(call, assess, with_profile):
    ids = [assess().json["id"] for _ in range(5)]
    seen, sizes, query = [], [], {"limit": 2}
    while True:
        page = call("assessments", "GET", "/v1/assessments", token=with_profile, query=query)
        assert page.status == 200
        seen += [item["id"] for item in page.json["items"]]
        sizes.append(len(page.json["items"]))
        if page.json["next_cursor"] is None:
            break
        query["cursor"] = page.json["next_cursor"]
    assert sizes == [2, 2, 1]
    assert seen == sorted(ids, reverse=True)
    assert "skills" not in page.json["items"][0]


def test_somebody_elses_cursor_is_refused(call, assess, with_profile, token):
    assess()
    assess()
    page = call("assessments", "GET", "/v1/assessments", token=with_profile, query={"limit": 1})
    query = {"cursor": page.json["next_cursor"]}
    answer = call("assessments", "GET", "/v1/assessments", token=token(), query=query)
    assert (answer.status, answer.code) == (400, "invalid-cursor")


def test_an_assessment_is_deleted_once(call, assess, with_profile):
    path = assess().headers["location"]
    deleted = call("assessments", "DELETE", path, token=with_profile)
    assert (deleted.status, deleted.body) == (204, "")
    for method in ("GET", "DELETE"):
        answer = call("assessments", method, path, token=with_profile)
        assert (answer.status, answer.code) == (404, "assessment-not-found")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_another_users_assessment_is_as_one_that_never_was(call, assess, with_profile, token, method):
    path = assess().headers["location"]
    theirs = call("assessments", method, path, token=token())
    none = call("assessments", method, f"/v1/assessments/{uuid4()}", token=token())
    assert (theirs.status, theirs.code) == (none.status, none.code) == (404, "assessment-not-found")
    assert call("assessments", "GET", path, token=with_profile).status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_cannot_be_an_id_names_nothing(call, anns, method):
    assert call("assessments", method, "/v1/assessments/7", token=anns).code == "not-found"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/assessments"),
        ("GET", "/v1/assessments"),
        ("GET", "/v1/assessments/00000000-0000-4000-8000-000000000001"),
        ("DELETE", "/v1/assessments/00000000-0000-4000-8000-000000000001"),
    ],
)
def test_nobody_gets_in_without_a_token(call, method, path):
    answer = call("assessments", method, path, json_body={"text": CV})
    assert (answer.status, answer.code) == (401, "not-authenticated")


def test_a_text_of_a_hundred_thousand_characters_is_taken_and_one_more_is_413(assess):
    assert assess("SQL " * 25_000).status == 201
    answer = assess("SQL " * 25_000 + "x")
    assert (answer.status, answer.code) == (413, "text-too-long")


def test_a_body_over_the_limit_is_413_and_not_read(call, with_profile):
    answer = call("assessments", "POST", "/v1/assessments", token=with_profile, body="x" * (1024 * 1024 + 1))
    assert (answer.status, answer.code) == (413, "body-too-large")


@pytest.mark.parametrize("text", ["", " \n\t ", "1234 !?", "Ann\0"])
def test_a_text_without_words_or_that_no_store_holds_is_refused(assess, text):
    answer = assess(text)
    assert (answer.status, answer.code) == (422, "invalid-text")


def test_half_a_surrogate_pair_is_refused(call, with_profile):
    answer = call("assessments", "POST", "/v1/assessments", token=with_profile, body='{"text": "SQL \\ud800"}')
    assert (answer.status, answer.code) == (422, "invalid-text")


def test_a_language_that_the_taxonomy_is_not_in_is_named(assess):
    answer = assess(GERMAN)
    assert (answer.status, answer.code) == (422, "unsupported-language")
    assert "German" in answer.json["detail"]
    assert "English" in answer.json["detail"]
