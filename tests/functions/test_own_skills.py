"""What an editor adds to the catalogue is found in CVs, without a deployment, and old assessments stay readable."""

from datetime import UTC, datetime

import pytest

import functions.assessments.handler
import functions.skills.handler
import functions.users.handler
from shared.api.taxonomy import get_taxonomy
from shared.domain.skill import Skill
from shared.taxonomy.own import MAX_AGE_S, Vocabulary
from shared.unit_of_work.fake import FakeUnitOfWork

APPS = [functions.assessments.handler.app, functions.skills.handler.app, functions.users.handler.app]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CV = """EXPERIENCE

Quilter, Acme Ltd, January 2022 - present
- Sewed hundreds of covers in zigzag patchwork for the shops of the group.
"""


class Clock:
    now = 0.0

    def __call__(self):
        return self.now

    def pass_a_minute(self):
        self.now += MAX_AGE_S + 1


@pytest.fixture
def clock(tiny_taxonomy, store):
    """Of the vocabulary that the functions share; it moves when a test moves it."""
    clock = Clock()
    vocabulary = Vocabulary(tiny_taxonomy, clock)

    def current():
        with FakeUnitOfWork(store) as uow:
            return vocabulary.current(uow.skills.list_own)

    for app in APPS:
        app.dependency_overrides[get_taxonomy] = current
    return clock


@pytest.fixture
def assess(call, editors, clock):
    """What a new assessment finds, by name, and where it is; the vocabulary is as fresh as it gets by itself."""

    def run():
        clock.pass_a_minute()
        made = call("assessments", "POST", "/v1/assessments", token=editors, json_body={"text": CV})
        assert made.status == 201, made.body
        return {skill["name"]: skill for skill in made.json["skills"]}, made.headers["location"]

    return run


@pytest.fixture
def quilting(call, editors, tiny_taxonomy, clock, store):
    """An own skill, below one of ESCO's, with the alias that the CV has."""
    above = next(skill for skill in tiny_taxonomy.iter_skills() if skill.name == "manage a team")
    _put_in_catalogue(store, above)
    body = {"name": "Quilting", "alt_labels": ["zigzag patchwork"], "broader_id": str(above.id)}
    made = call("skills", "POST", "/v1/skills", token=editors, json_body=body)
    assert made.status == 201, made.body
    return made.json


def _put_in_catalogue(store, *skills):
    with FakeUnitOfWork(store) as uow:
        uow.skills.put_many(
            Skill(skill.id, skill.uri, skill.source, skill.name, skill.type, NOW, groups=skill.group_codes)
            for skill in skills
        )
        uow.commit()


def test_an_added_skill_is_found_by_its_alias_once_a_minute_has_passed(call, editors, assess, clock, quilting):
    found, path = assess()
    assert found["Quilting"]["skill_id"] == quilting["id"]
    assert found["Quilting"]["source"] == "own"
    assert found["Quilting"]["group"] == ["skills", "working with computers"]
    assert found["Quilting"]["evidence"][0]["quote"].endswith("patchwork for the shops of the group.")
    version = call("assessments", "GET", path, token=editors).json["taxonomy_version"]
    assert "+own-" in version


def test_what_was_read_a_moment_ago_is_not_read_again(call, editors, clock, tiny_taxonomy):
    def found():
        made = call("assessments", "POST", "/v1/assessments", token=editors, json_body={"text": CV}).json
        return [skill["name"] for skill in made["skills"]]

    assert found() == []
    call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "zigzag patchwork"})
    assert found() == []
    clock.pass_a_minute()
    assert found() == ["zigzag patchwork"]


def test_a_changed_alias_a_deletion_and_a_merge_take_effect_and_old_assessments_stay(
    call, editors, assess, quilting, store, tiny_taxonomy
):
    path = f"/v1/skills/{quilting['id']}"
    _, first = assess()
    before = call("assessments", "GET", first, token=editors).json

    call("skills", "PATCH", path, token=editors, json_body={"alt_labels": ["hexagon patchwork"]})
    assert "Quilting" not in assess()[0]
    call("skills", "PATCH", path, token=editors, json_body={"alt_labels": ["zigzag patchwork"]})
    assert "Quilting" in assess()[0]

    sewing = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "Sewing of covers"}).json
    call("skills", "POST", f"{path}/merge", token=editors, json_body={"into_id": sewing["id"]})
    found, _ = assess()
    assert "Quilting" not in found
    assert found["Sewing of covers"]["skill_id"] == sewing["id"]
    assert call("assessments", "GET", first, token=editors).json == before

    call("skills", "DELETE", path, token=editors)
    assert assess()[0] == {}
    assert call("assessments", "GET", first, token=editors).json == before


def test_a_word_on_a_merged_skill_is_one_on_the_skill_that_stands_for_it(call, editors, assess, quilting):
    _, first = assess()
    sewing = call("skills", "POST", "/v1/skills", token=editors, json_body={"name": "Sewing of covers"}).json
    merge = {"into_id": sewing["id"]}
    call("skills", "POST", f"/v1/skills/{quilting['id']}/merge", token=editors, json_body=merge)
    mine = f"/v1/users/me/skills/{quilting['id']}"
    assess()
    put = call("users", "PUT", mine, token=editors, json_body={"verdict": "adjusted", "level": "expert"})
    assert (put.json["skill_id"], put.json["name"]) == (sewing["id"], "Sewing of covers")
    assert call("users", "GET", mine, token=editors).json["log"] == [put.json["correction"]]
    listed = call("users", "GET", "/v1/users/me/skills", token=editors).json["items"]
    assert [item["skill_id"] for item in listed] == [sewing["id"]]
    # The old assessment names the merged skill, and shows the word all the same.
    old = call("assessments", "GET", first, token=editors).json["skills"]
    assert [(skill["name"], skill["correction"]) for skill in old] == [("Quilting", put.json["correction"])]
