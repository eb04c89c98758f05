from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.ids import SkillId, new_id
from shared.domain.skill import Skill, SkillSource, SkillType
from shared.unit_of_work.fake import FakeUnitOfWork


@pytest.fixture
def seven_skills(store):
    now = datetime.now(UTC)
    skills = [
        Skill(
            SkillId(new_id()),
            f"http://data.europa.eu/esco/skill/{number}",
            SkillSource.ESCO,
            f"{name} 10%",
            SkillType.KNOWLEDGE if number % 2 else SkillType.SKILL,
            created_at=now,
            groups=("S", "S5") if number < 3 else ("K",),
        )
        for number, name in enumerate(["Ada", "Basic", "C", "Delphi", "Elm", "Fortran", "Go"])
    ]
    with FakeUnitOfWork(store) as uow:
        uow.skills.put_many(skills)
        uow.commit()
    return skills


def pages(call, token, **query):
    """Every page's names, following cursors."""
    cursor = None
    while True:
        asked = {**query, **({"cursor": cursor} if cursor else {})}
        answer = call("skills", "GET", "/v1/skills", token=token, query=asked)
        assert answer.status == 200, answer.body
        yield [item["name"][:-4] for item in answer.json["items"]]
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return


def test_a_list_is_walked_page_by_page_without_loss(call, anns, seven_skills):
    assert list(pages(call, anns, limit=3)) == [["Ada", "Basic", "C"], ["Delphi", "Elm", "Fortran"], ["Go"]]


def test_filters_hold_on_every_page(call, anns, seven_skills):
    assert list(pages(call, anns, limit=2, type="knowledge")) == [["Basic", "Delphi"], ["Fortran"]]
    assert list(pages(call, anns, group="S5", limit=2)) == [["Ada", "Basic"], ["C"]]
    assert list(pages(call, anns, query="for")) == [["Fortran"]]


def first_cursor(call, token, **query):
    return call("skills", "GET", "/v1/skills", token=token, query={"limit": 1, **query}).json["next_cursor"]


def test_a_cursor_that_was_changed_is_refused(call, anns, seven_skills):
    cursor = first_cursor(call, anns)
    other = "A" if cursor[0] != "A" else "B"
    for changed in (other + cursor[1:], cursor[:-2], cursor + "x", "", "é", "null", "." * 50):
        answer = call("skills", "GET", "/v1/skills", token=anns, query={"cursor": changed})
        assert (answer.status, answer.code) == (400, "invalid-cursor"), changed


def test_a_cursor_of_other_filters_is_refused(call, anns, seven_skills):
    cursor = first_cursor(call, anns, type="skill")
    assert call("skills", "GET", "/v1/skills", token=anns, query={"cursor": cursor, "type": "skill"}).status == 200
    for query in ({}, {"type": "knowledge"}, {"type": "skill", "query": "a"}, {"type": "skill", "group": "S"}):
        answer = call("skills", "GET", "/v1/skills", token=anns, query={"cursor": cursor, **query})
        assert (answer.status, answer.code) == (400, "invalid-cursor"), query


def test_a_cursor_of_another_list_is_refused(call, anns, seven_skills):
    answer = call("assessments", "GET", "/v1/assessments", token=anns, query={"cursor": first_cursor(call, anns)})
    assert (answer.status, answer.code) == (400, "invalid-cursor")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"type": "talent"}, "type"),
        ({"group": "a\0b"}, "group"),
        ({"query": "x" * 201}, "query"),
        ({"quary": "python"}, "quary"),
    ],
)
def test_a_query_that_cannot_be_understood_is_refused_and_its_value_not_repeated(call, anns, query, parameter):
    answer = call("skills", "GET", "/v1/skills", token=anns, query=query)
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert [field["parameter"] for field in answer.json["errors"]] == [parameter]
    assert "ten" not in str(query) or '"ten"' not in answer.body


def test_a_skill_is_read_by_its_id(call, anns, seven_skills):
    answer = call("skills", "GET", f"/v1/skills/{seven_skills[0].id}", token=anns)
    assert answer.status == 200
    assert answer.json["uri"] == seven_skills[0].uri
    assert answer.json["groups"] == ["S", "S5"]


def test_a_skill_that_is_not_there_is_404(call, anns):
    assert call("skills", "GET", f"/v1/skills/{uuid4()}", token=anns).code == "skill-not-found"


@pytest.mark.parametrize("not_an_id", ["7", "python", "%00", "..", "a" * 3000])
def test_what_cannot_be_an_id_names_nothing(call, anns, not_an_id):
    answer = call("skills", "GET", f"/v1/skills/{not_an_id}", token=anns)
    assert (answer.status, answer.code) == (404, "not-found")


def test_an_editor_adds_a_skill_and_finds_it_where_location_says(call, token):
    editor = token(editor=True)
    made = call(
        "skills", "POST", "/v1/skills", token=editor, json_body={"name": "Quilting", "alt_labels": ["patchwork"]}
    )
    assert made.status == 201
    assert made.json["source"] == "own"
    assert made.headers["location"] == f"/v1/skills/{made.json['id']}"
    assert call("skills", "GET", made.headers["location"], token=editor).json == made.json


def test_a_name_that_is_taken_whatever_its_case_is_409(call, token):
    editor = token(editor=True)
    call("skills", "POST", "/v1/skills", token=editor, json_body={"name": "Quilting"})
    answer = call("skills", "POST", "/v1/skills", token=editor, json_body={"name": "qUILTING"})
    assert (answer.status, answer.code) == (409, "duplicate-skill")


def test_who_is_no_editor_adds_no_skill(call, token, store):
    for claims in ({}, {"user_metadata": {"skillpath_role": "editor"}}, {"app_metadata": "editor"}):
        answer = call("skills", "POST", "/v1/skills", token=token(**claims), json_body={"name": "Quilting"})
        assert (answer.status, answer.code) == (403, "not-allowed"), claims
    with FakeUnitOfWork(store) as uow:
        assert uow.skills.find_by_name("Quilting") is None


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/skills"), ("POST", "/v1/skills"), ("GET", "/v1/skills/00000000-0000-4000-8000-000000000001")],
)
def test_nobody_gets_in_without_a_token(call, method, path):
    answer = call("skills", method, path, json_body={"name": "Quilting"})
    assert (answer.status, answer.code) == (401, "not-authenticated")


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "x" * 121}, {"name": "X", "alt_labels": [""]}])
def test_a_skill_that_cannot_be_used_is_refused(call, token, body):
    answer = call("skills", "POST", "/v1/skills", token=token(editor=True), json_body=body)
    assert (answer.status, answer.code) == (422, "invalid-input")
