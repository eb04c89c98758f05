"""Markup and worse in every field that takes text: it is shown as text, and nothing of it happens."""

import pytest
from playwright.sync_api import Page, expect

from shared.cli.stack_client import checked, find_role_id
from tests.browser.files import ATTACKS, HOSTILE_CV, HOSTILE_NAME, PLAIN, payload
from tests.browser.steps import give, go_to, is_assessed, is_settled, say, skill_head
from tests.browser.window import DESKTOP_LIGHT, PHONE_DARK, Look

pytestmark = pytest.mark.xdist_group("browser")

REASON = "<img src=x onerror=alert('reason')> javascript:alert(1)"
PROOF = "javascript:alert('proof') <script>alert('proof')</script>"
NAME = "<svg onload=alert('name')>\u202eeman"
# What none of the page's own views holds, and markup in a text would make.
MADE = "script:not([src]), img, iframe, object, embed, base, [onload], [onerror], [srcdoc], a[href^='javascript' i]"
SKILL = "Python (computer programming)"


def nothing_is_made(page: Page) -> None:
    is_settled(page)
    assert page.locator(MADE).count() == 0


@pytest.mark.parametrize("look", [PHONE_DARK, DESKTOP_LIGHT], ids=lambda look: look.name)
def test_markup_in_every_field_is_shown_as_text_and_does_nothing(enter, look: Look):
    window, person = enter(look)
    page = window.page
    give(page, payload(HOSTILE_CV.encode(), HOSTILE_NAME, PLAIN))
    expect(page.locator("main")).to_contain_text(HOSTILE_NAME.split("\u202e")[0])
    is_assessed(page)
    nothing_is_made(page)
    assessment = page.url
    # The proof and the whole text hold each attack as it was written.
    skill_head(page, SKILL).click()
    shown = page.get_by_role("main").text_content() or ""
    assert [attack for attack in ATTACKS if attack not in shown] == []

    say(page, SKILL, "Confirm", REASON)
    expect(page.get_by_text(f"“{REASON}”").first).to_be_visible()
    go_to(page, "Account")
    page.get_by_label("Your name").fill(NAME)
    page.get_by_role("button", name="Keep the name").click()
    expect(page.get_by_text("It is kept.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=HOSTILE_NAME)).to_be_visible()
    nothing_is_made(page)
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value(NAME)

    asked = {"role_id": find_role_id(person.http), "hours_per_week": 6}
    plan = checked(person.http.post("/v1/plans", json=asked)).json()
    page.goto(f"/#/plans/{plan['id']}")
    page.get_by_role("button", name="Add a proof").first.click()
    page.get_by_label("Your proof", exact=True).fill(PROOF)
    page.get_by_role("button", name="Keep the proof").click()
    expect(page.get_by_text(PROOF)).to_be_visible()
    nothing_is_made(page)
    page.goto(f"/#/roles/{asked['role_id']}")
    nothing_is_made(page)
    page.get_by_role("switch", name="Show the call").click()
    page.goto(assessment)
    nothing_is_made(page)
    page.goto("/#/assessments")
    nothing_is_made(page)


@pytest.mark.parametrize(
    "address",
    [
        "#/assessments/<img src=x onerror=alert(1)>",
        "#/plans/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "#/roles/..%2F..%2Fusers%2Fme",
        "#/runs/javascript:alert(1)?document=<svg onload=alert(1)>",
        "#error_description=<img src=x onerror=alert(1)>&error_code=x",
        "#access_token=stolen&refresh_token=stolen&type=recovery",
    ],
)
def test_a_hostile_link_shows_an_ordinary_page(windows, signed_in, address: str):
    window = windows.open(DESKTOP_LIGHT, None, storage_state=signed_in)
    window.expect_trouble("answered 40[0-9]", "answered 422")
    window.page.goto(f"/{address}")
    nothing_is_made(window.page)
