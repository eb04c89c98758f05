"""A role beside a person: what they say there of a skill counts at once."""

import pytest
from playwright.sync_api import Locator, Page, expect

from shared.cli.stack_client import checked, find_role_id
from tests.browser.axe import check_page
from tests.browser.steps import open_place, say_one_has
from tests.browser.window import DESKTOP_LIGHT, PHONE_DARK, Look

pytestmark = pytest.mark.xdist_group("browser")

CV = "Experience\n\nAnalyst, Acme, Jan 2019 - Dec 2025\n- Built reports in Python\n"


def item_of(page: Page, skill: str) -> Locator:
    name = page.get_by_text(skill, exact=False).first
    return page.get_by_role("region", name="Essential skills").get_by_role("listitem").filter(has=name)


@pytest.mark.parametrize("look", [PHONE_DARK, DESKTOP_LIGHT], ids=lambda look: look.name)
def test_whoever_has_a_skill_that_is_missing_says_so_where_it_stands(enter, look: Look):
    window, person = enter(look)
    page = window.page
    checked(person.http.post("/v1/assessments", json={"text": CV}))
    role_id = find_role_id(person.http)
    before = checked(person.http.get(f"/v1/roles/{role_id}/gap")).json()
    missing = next(s["name"] for s in before["skills"] if (s["standing"], s["relation"]) == ("missing", "essential"))
    open_place(window, f"#/roles/{role_id}")
    readiness = page.get_by_role("region", name="How ready you are").get_by_role("status")
    first = readiness.inner_text()
    item = item_of(page, missing)
    expect(item).to_contain_text("not named, needs")
    item.locator("summary").click()
    say_one_has(page, missing, "expert")
    expect(item).to_contain_text("you say so")
    expect(readiness).not_to_have_text(first)
    check_page(page)
    after = checked(person.http.get(f"/v1/roles/{role_id}/gap")).json()
    assert after["readiness"]["score"] > before["readiness"]["score"]

    page.get_by_role("button", name=f"Take it back: {missing}").click()
    expect(item).to_contain_text("not named, needs")
    expect(readiness).to_have_text(first)
    assert checked(person.http.get(f"/v1/roles/{role_id}/gap")).json()["readiness"] == before["readiness"]
