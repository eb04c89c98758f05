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


@pytest.fixture
def add(call, editors):
    """Adds a skill as the editor, and answers with it."""

    def run(name, **more):
        made = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": name, **more})
        assert made.status == 201, made.body
        return made

    return run


@pytest.fixture
def edit(call, editors):
    """Sends a change of a skill as the editor: `edit(skill, "PATCH", {"name": …})`."""

    def run(skill, method, body=None, *, path="", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return call("skills", method, f"/v1/skills/{skill['id']}{path}", token=editors, json_body=body, headers=sent)

    return run


def test_an_editor_adds_a_skill_and_finds_it_where_location_says(call, editors, add):
    made = add("Quilting", alt_labels=["patchwork"])
    assert made.json["source"] == "own"
    assert made.headers["location"] == f"/v1/skills/{made.json['id']}"
    found = call("skills", "GET", made.headers["location"], token=editors)
    assert found.json == made.json
    assert found.headers["etag"] == made.headers["etag"] == '"1"'


def test_an_editor_without_a_profile_is_told_to_make_one(call, token):
    answer = call("skills", "POST", "/v1/skills", token=token(editor=True), json_body={"name": "Quilting"})
    assert (answer.status, answer.code) == (404, "user-not-found")


def test_a_name_that_is_taken_whatever_its_case_is_409(call, editors, add):
    add("Quilting")
    answer = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "qUILTING"})
    assert (answer.status, answer.code) == (409, "duplicate-skill")


def test_the_same_request_under_one_key_adds_one_skill(call, editors):
    sent = {"token": editors, "json_body": {"name": "Quilting"}, "headers": {"idempotency-key": "k1"}}
    first = call("skills", "POST", "/v1/skills", **sent)
    again = call("skills", "POST", "/v1/skills", **sent)
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["location"] == first.headers["location"]
    assert call("skills", "GET", "/v1/skills", token=editors).json["items"] == [first.json]
    other = call("skills", "POST", "/v1/skills", **{**sent, "json_body": {"name": "Knitting"}})
    assert (other.status, other.code) == (409, "idempotency-key-reused")


def test_a_skill_is_added_below_another_one(add, call, editors, seven_skills):
    made = add("Quilting", broader_id=str(seven_skills[0].id)).json
    assert (made["broader_id"], made["groups"]) == (str(seven_skills[0].id), ["S", "S5"])
    body = {"name": "Knitting", "broader_id": str(uuid4())}
    answer = call("skills", "POST", "/v1/skills", token=editors, json_body=body)
    assert (answer.status, answer.code) == (404, "skill-not-found")


def test_an_own_skill_is_changed_where_it_is_still_what_was_read(add, edit):
    made = add("Quilting", alt_labels=["patchwork"], description="With needles.")
    changed = edit(made.json, "PATCH", {"alt_labels": ["piecework"]}, if_match=made.headers["etag"])
    assert (changed.status, changed.headers["etag"]) == (200, '"2"')
    assert changed.json == {**made.json, "alt_labels": ["piecework"], "version": 2}
    stale = edit(made.json, "PATCH", {"name": "Patchwork"}, if_match=made.headers["etag"])
    assert (stale.status, stale.code) == (409, "stale-version")
    assert edit(made.json, "PATCH", {"name": "Patchwork"}).json["name"] == "Patchwork"


@pytest.mark.parametrize(
    "body", [{"name": None}, {"source": "esco"}, {"broader_id": "x"}, {"merged_into": str(uuid4())}]
)
def test_a_change_of_the_wrong_form_is_refused(add, edit, body):
    answer = edit(add("Quilting").json, "PATCH", body)
    assert (answer.status, answer.code) == (422, "invalid-request")


def test_a_skill_no_longer_stands_below_another_where_null_is_sent(add, edit, seven_skills):
    made = add("Quilting", broader_id=str(seven_skills[0].id)).json
    assert edit(made, "PATCH", {"broader_id": None}).json["broader_id"] is None


def test_a_merged_skill_says_what_stands_for_it(add, edit, seven_skills):
    made, esco = add("Quilting").json, {"id": str(seven_skills[0].id)}
    merged = edit(made, "POST", {"into_id": esco["id"]}, path="/merge")
    assert (merged.status, merged.headers["etag"]) == (200, '"2"')
    assert edit(made, "GET").json == merged.json == {**made, "merged_into": esco["id"], "version": 2}
    answer = edit(made, "POST", {"into_id": made["id"]}, path="/merge")
    assert (answer.status, answer.code) == (422, "invalid-input")


def test_what_others_were_merged_into_is_in_use(add, edit):
    kept, merged = add("Quilting").json, add("Patchwork").json
    edit(merged, "POST", {"into_id": kept["id"]}, path="/merge")
    answer = edit(kept, "DELETE")
    assert (answer.status, answer.code) == (409, "skill-in-use")
    assert [edit(skill, "DELETE").status for skill in (merged, kept)] == [204, 204]
    assert edit(kept, "GET").code == "skill-not-found"


def test_escos_skills_are_not_changed_by_anybody(edit, seven_skills):
    esco = {"id": str(seven_skills[0].id)}
    for answer in (
        edit(esco, "PATCH", {"name": "Mine"}),
        edit(esco, "DELETE"),
        edit(esco, "POST", {"into_id": str(seven_skills[1].id)}, path="/merge"),
    ):
        assert (answer.status, answer.code) == (403, "not-allowed")
        assert "own" in answer.json["detail"]


def test_who_is_no_editor_changes_no_skill(call, add, edit, token):
    made = add("Quilting").json
    path = f"/v1/skills/{made['id']}"
    for method, where, body in (
        ("PATCH", path, {"name": "Mine"}),
        ("DELETE", path, None),
        ("POST", f"{path}/merge", {"into_id": str(uuid4())}),
    ):
        answer = call("skills", method, where, token=token(), json_body=body)
        assert (answer.status, answer.code) == (403, "not-allowed"), method
    assert edit(made, "GET").json == made


def test_who_is_no_editor_adds_no_skill(call, token, store):
    for claims in ({}, {"user_metadata": {"skillpath_role": "editor"}}, {"app_metadata": "editor"}):
        answer = call("skills", "POST", "/v1/skills", token=token(**claims), json_body={"name": "Quilting"})
        assert (answer.status, answer.code) == (403, "not-allowed"), claims
    with FakeUnitOfWork(store) as uow:
        assert uow.skills.find_by_name("Quilting") is None


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/skills"),
        ("POST", "/v1/skills"),
        ("GET", "/v1/skills/00000000-0000-4000-8000-000000000001"),
        ("PATCH", "/v1/skills/00000000-0000-4000-8000-000000000001"),
        ("DELETE", "/v1/skills/00000000-0000-4000-8000-000000000001"),
        ("POST", "/v1/skills/00000000-0000-4000-8000-000000000001/merge"),
    ],
)
def test_nobody_gets_in_without_a_token(call, method, path):
    answer = call("skills", method, path, json_body={"name": "Quilting"})
    assert (answer.status, answer.code) == (401, "not-authenticated")


@pytest.mark.parametrize("body", [{"name": " "}, {"name": "x" * 121}, {"name": "X", "alt_labels": [""]}])
def test_a_skill_that_cannot_be_used_is_refused(call, editors, body):
    answer = call("skills", "POST", "/v1/skills", token=editors, json_body=body)
    assert (answer.status, answer.code) == (422, "invalid-input")
