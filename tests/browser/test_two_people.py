"""Two people in two browsers: what is one's is not there for the other."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import check_page
from tests.browser.steps import is_settled, sign_in, skill_head
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_LIGHT, Windows

pytestmark = pytest.mark.xdist_group("browser")

OWN = ("run", "assessment", "plan")


@pytest.mark.parametrize("place", OWN)
def test_an_address_of_somebody_else_shows_nothing_of_theirs(windows: Windows, settled, signed_in, enter, place: str):
    own = windows.open(DESKTOP_LIGHT, settled.at(place), storage_state=signed_in)
    is_settled(own.page)
    other, _ = enter(PHONE_LIGHT)
    other.expect_trouble("answered 404: GET")
    other.page.goto(f"/{settled.at(place)}")
    is_settled(other.page)
    expect(other.page.get_by_role("main")).to_contain_text("not yours")
    check_page(other.page)
    expect(other.page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(other.page.get_by_role("main").get_by_role("link").first).to_be_visible()


def test_a_text_that_was_sent_has_no_file_beside_it_whatever_the_address_says(windows: Windows, settled, enter):
    other, person = enter(DESKTOP_DARK)
    text = "Experience\n\nEngineer, Acme, 2019 - 2022\n- Built pipelines in Python\n"
    own = person.http.post("/v1/assessments", json={"text": text}).json()["id"]
    other.page.goto(f"/#/assessments/{own}?document={settled.document_id}")
    is_settled(other.page)
    expect(skill_head(other.page, "Python (computer programming)")).to_be_visible()
    expect(other.page.get_by_text("The text of this CV is not here")).to_be_visible()
    expect(other.page.get_by_text("Robin Ashdown")).to_have_count(0)


def test_whoever_signs_in_next_in_the_same_browser_sees_nothing_of_the_one_before(
    windows: Windows, settled, enter, new_person
):
    window, first = enter(DESKTOP_LIGHT, "#/account")
    page = window.page
    page.get_by_label("Your name").fill("Ada, who leaves")
    page.get_by_role("button", name="Keep the name").click()
    expect(page.get_by_text("It is kept.")).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    second = new_person()
    page.goto("/#/account")
    sign_in(page, second.email, second.password)
    is_settled(page)
    expect(page.get_by_text(second.email)).to_be_visible()
    expect(page.get_by_text(first.email)).to_have_count(0)
    expect(page.get_by_label("Your name")).to_have_value("Ada")
