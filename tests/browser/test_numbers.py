"""Every number opens what it is made of: its parts as the API gives them, and by which method it was made."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from shared.cli.stack_client import checked
from tests.browser.settled import Settled
from tests.browser.steps import is_settled, skill_head
from tests.browser.window import DESKTOP_LIGHT, PHONE_DARK, Windows

pytestmark = pytest.mark.xdist_group("browser")

SKILL = "SQL"
KINDS = {"work": "work", "project": "project", "certificate": "certificate", "claim": "bare mention"}


def look_into(page: Page, number: Locator) -> tuple[str, list[list[str]]]:
    """The words of what a number opens, and the cells of its parts."""
    number.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    rows = [
        [cell.inner_text() for cell in row.locator("th, td").all()]
        for row in dialog.get_by_role("row").all()
        if row.locator("td").count()
    ]
    words = dialog.inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return words, rows


def answer(settled: Settled, path: str, **params: Any) -> Any:
    return checked(settled.person.http.get(path, params=params)).json()


def skill_of(settled: Settled) -> Mapping[str, Any]:
    found = answer(settled, f"/v1/assessments/{settled.assessment_id}")["skills"]
    (skill,) = [one for one in found if one["name"] == SKILL]
    return skill


@pytest.mark.parametrize("place", ["roles", "gap", "plan"])
def test_each_number_says_which_method_made_it(windows: Windows, settled, signed_in, place: str):
    path = {
        "roles": "/v1/roles/nearby",
        "gap": f"/v1/roles/{settled.role_id}/gap",
        "plan": f"/v1/plans/{settled.plan_id}",
    }
    made = answer(settled, path[place])
    version = (made["items"][0] if place == "roles" else made)["method_version"]
    page = windows.open(PHONE_DARK, settled.at(place), storage_state=signed_in).page
    is_settled(page)
    if place == "gap":
        page.get_by_role("region", name="Essential skills").get_by_role("listitem").first.locator("summary").click()
    numbers = page.locator(".explain")
    for number in numbers.all()[:3]:
        words, rows = look_into(page, number)
        assert f"Planning method {version}." in words
        assert rows


def test_a_score_and_a_confidence_open_their_parts_as_the_api_gives_them(windows: Windows, settled, signed_in):
    skill = skill_of(settled)
    made = answer(settled, f"/v1/assessments/{settled.assessment_id}")
    page = windows.open(DESKTOP_LIGHT, settled.at("assessment"), storage_state=signed_in).page
    skill_head(page, SKILL).click()
    words, rows = look_into(page, page.get_by_role("button", name=f"Score of {SKILL}"))
    assert f"Assessment method {made['method_version']}." in words
    assert f"Taxonomy {made['taxonomy_version']}." in words
    assert [(row[0], row[-1]) for row in rows] == [(p["name"], p["reason"]) for p in skill["proficiency"]["parts"]]
    words, rows = look_into(page, page.get_by_role("button", name=f"Confidence in {SKILL}"))
    assert f"Assessment method {made['method_version']}." in words
    parts = skill["proficiency"]["confidence_parts"]
    assert parts
    assert rows == [[KINDS[part["kind"]], f"{part['points']:g}", part["reason"]] for part in parts]
    assert f"{sum(part['points'] for part in parts):g} in all" in words
    expect(page.get_by_text(f"(strategy {made['strategy']})")).to_be_visible()


def test_of_an_assessment_older_than_the_parts_of_a_confidence_it_is_said(windows: Windows, settled, signed_in):
    def without(route: Route) -> None:
        found = route.fetch()
        made = found.json()
        for skill in made["skills"]:
            skill["proficiency"]["confidence_parts"] = []
        route.fulfill(response=found, body=json.dumps(made))

    page = windows.open(PHONE_DARK, None, storage_state=signed_in).page
    page.route(f"**/v1/assessments/{settled.assessment_id}", without)
    page.goto(settled.at("assessment"))
    skill_head(page, SKILL).click()
    words, rows = look_into(page, page.get_by_role("button", name=f"Confidence in {SKILL}"))
    assert "Assess your CV again to see them." in words
    assert rows == []
