"""The page without a mouse: everything is reached in an order that makes sense, and one sees where one is."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import is_assessed, is_settled, marked, skill_head
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_LIGHT, Windows

pytestmark = pytest.mark.xdist_group("browser")

MOST_STOPS = 120
# What has the focus, and whether one sees it: an outline or a shadow of it or of what stands for it, and in the window.
_FOCUSED = """
() => {
  const focused = document.activeElement;
  // Behind the last stop the browser's own bar has the focus, and the page none.
  if (focused === document.body) return { what: "nothing", seen: true, inside: true };
  // The button inside of a date field has a ring of the browser's own.
  const isInside = !focused.matches(":focus");
  const standing = [focused, focused.closest("label"), focused.parentElement].filter(Boolean);
  const seen = isInside || standing.some((one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  });
  const { top, bottom } = focused.getBoundingClientRect();
  return { what: focused.outerHTML.slice(0, 120), seen, inside: bottom > 0 && top < innerHeight };
}
"""


def tab(page: Page, key: str = "Tab") -> dict[str, Any]:
    """One stop further."""
    page.keyboard.press(key)
    found: dict[str, Any] = page.evaluate(_FOCUSED)
    assert found["seen"], f"nobody sees that this has the focus: {found['what']}"
    assert found["inside"], f"this has the focus and is out of sight: {found['what']}"
    return found


def tab_to(page: Page, wanted: Locator) -> None:
    """By Tab alone."""
    been = []
    for _ in range(MOST_STOPS):
        been.append(tab(page)["what"])
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError("never came there, but by:\n" + "\n".join(been))


def test_the_first_stop_skips_to_the_content(windows: Windows, settled, signed_in):
    window = windows.open(DESKTOP_LIGHT, settled.at("plans"), storage_state=signed_in)
    page = window.page
    is_settled(page)
    tab(page)
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    tab_to(page, page.get_by_role("main").get_by_role("link").first)


def test_a_person_goes_from_signing_in_to_a_plan_by_keys_alone(windows: Windows, new_person):
    person = new_person()
    page = windows.open(DESKTOP_DARK, "#/cv").page
    is_settled(page)
    form = page.get_by_role("form", name="Sign in")
    tab_to(page, form.get_by_label("E-mail address"))
    page.keyboard.type(person.email)
    tab_to(page, form.get_by_label("Password", exact=True))
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Try the sample"))
    page.keyboard.press("Enter")
    is_assessed(page)

    tab_to(page, skill_head(page, "SQL"))
    assert "SQL" in marked(page)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Score of SQL"))
    look_into(page)
    tab_to(page, page.get_by_role("button", name="Reject SQL"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Reject SQL").get_by_label("Why (if you like)")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Your word on SQL").get_by_role("button").first).to_be_focused()

    tab_to(page, page.get_by_role("link", name="Find a role to aim for"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Roles")).to_be_focused()
    tab_to(page, page.get_by_role("combobox", name="Find a role"))
    page.keyboard.type("data sci")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/#/roles/*")
    is_settled(page)
    tab_to(page, page.get_by_role("button", name="Make the plan"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/#/plans/*")
    is_settled(page)
    done = page.get_by_role("button", name="Done: ").first
    tab_to(page, done)
    page.keyboard.press("Space")
    expect(done).to_have_attribute("aria-pressed", "true")
    expect(done).to_be_focused()


def look_into(page: Page) -> None:
    """A number opens its parts: the focus stays among them, and comes back where it was."""
    opener = page.evaluate_handle("() => document.activeElement")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for key in ["Tab"] * 6 + ["Shift+Tab"] * 8:
        page.keyboard.press(key)
        outside = page.evaluate(
            "() => document.activeElement !== document.body && !document.activeElement.closest('dialog')"
        )
        assert not outside, page.evaluate(_FOCUSED)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert page.evaluate("(opener) => opener === document.activeElement", opener)


@pytest.mark.parametrize("place", ["upload", "assessments", "gap", "plan", "account"])
def test_every_stop_of_a_place_is_seen(windows: Windows, settled, signed_in, place: str):
    page = windows.open(PHONE_LIGHT, settled.at(place), storage_state=signed_in).page
    is_settled(page)
    for _ in range(40):
        tab(page)
