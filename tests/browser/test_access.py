"""That everybody can use the page: WCAG by axe in both themes and sizes, no sideways scrolling, nothing that jumps."""

import pytest
from playwright.sync_api import expect

from shared.cli.stack_client import checked
from tests.browser.axe import check_page
from tests.browser.settled import LASTING
from tests.browser.steps import is_settled
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, LOOKS, PHONE_LIGHT, Look, Window, Windows

pytestmark = pytest.mark.xdist_group("browser")

looks = pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
# "Good" is up to this much: https://web.dev/articles/cls (read 2026-11-29)
MOST_SHIFT = 0.1


def sideways(window: Window) -> list[str]:
    """What makes the page wider than the window."""
    found: list[str] = window.page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => one.outerHTML.slice(0, 120));
        }"""
    )
    return found


@looks
@pytest.mark.parametrize("place", LASTING)
def test_every_place_keeps_wcag_and_does_not_scroll_sideways_nor_jump(
    windows: Windows, settled, signed_in, place: str, look: Look
):
    window = windows.open(look, settled.at(place), storage_state=signed_in)
    is_settled(window.page)
    assert sideways(window) == []
    moved = window.shifts()
    assert sum(share for share, _ in moved) <= MOST_SHIFT, moved
    check_page(window.page)


ENLARGED_PX = 32


def bars_scroll(window: Window) -> list[str]:
    """Which of the page's bars holds more than it shows."""
    found: list[str] = window.page.evaluate(
        """() => [...document.querySelectorAll("header, nav, header *, nav *")]
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
          .filter((one) => one.clientWidth > 1)
          .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize("place", LASTING)
def test_text_of_twice_the_size_fits_a_phone(windows: Windows, settled, signed_in, place: str):
    """WCAG's 1.4.4 and 1.4.10, where the browser's setting has text grow, and where something else does."""
    window = windows.open(PHONE_LIGHT, None, storage_state=signed_in)
    page = window.page
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": ENLARGED_PX, "fixed": ENLARGED_PX}})
    page.goto(settled.at(place))
    is_settled(page)
    root = page.locator("html")
    expect(root).to_have_css("font-size", f"{ENLARGED_PX}px")
    assert (sideways(window), bars_scroll(window)) == ([], [])
    for name in ("CV", "Assessments", "Roles", "Plans", "Account"):
        expect(page.get_by_role("navigation", name="Main").get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    check_page(page)

    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 16}})
    expect(root).to_have_css("font-size", "16px")
    root.evaluate("(root) => { root.style.fontSize = '200%'; }")
    assert (sideways(window), bars_scroll(window)) == ([], [])
    expect(page.get_by_role("banner").get_by_role("button", name="Sign out")).to_be_in_viewport(ratio=1)


@looks
def test_the_start_keeps_wcag_for_somebody_new(windows: Windows, look: Look):
    window = windows.open(look)
    is_settled(window.page)
    assert sideways(window) == []
    check_page(window.page)


@pytest.mark.parametrize("place", LASTING)
def test_nothing_is_cut_off_where_the_page_is_enlarged(windows: Windows, settled, signed_in, place: str):
    """To 200 % and to 400 %, as WCAG asks in 1.4.4 and in 1.4.10: the window then has so many pixels less."""
    window = windows.open(DESKTOP_LIGHT, settled.at(place), storage_state=signed_in)
    is_settled(window.page)
    width, height = DESKTOP_LIGHT.size
    for times in (2, 4):
        window.page.set_viewport_size({"width": width // times, "height": height // times})
        assert sideways(window) == []


def test_on_paper_a_plan_is_its_steps_and_their_state_without_what_can_only_be_pressed(
    windows: Windows, settled, signed_in
):
    page = windows.open(DESKTOP_DARK, settled.at("plan"), storage_state=signed_in).page
    is_settled(page)
    page.emulate_media(media="print")
    steps = page.locator(".plan-step")
    assert steps.count() == len(checked(settled.person.http.get(f"/v1/plans/{settled.plan_id}")).json()["steps"])
    expect(steps.first.get_by_role("button", name="To do: ")).to_be_visible()
    for name in ("Done: ", "Add a proof"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    for role in ("banner", "navigation", "contentinfo", "form"):
        expect(page.get_by_role(role)).to_have_count(0)
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.parametrize("place", ["assessment", "plan"])
def test_in_colours_of_ones_own_what_is_chosen_and_how_high_a_level_is_can_be_seen(
    windows: Windows, settled, signed_in, place: str
):
    page = windows.open(DESKTOP_DARK, settled.at(place), storage_state=signed_in).page
    is_settled(page)
    page.emulate_media(forced_colors="active")
    here = page.get_by_role("navigation", name="Main").locator("[aria-current]")
    expect(here).not_to_have_css("outline-style", "none")
    steps = page.locator(".level-3 .level-steps").first
    seen = [steps.locator(f"span:nth-child({rank})") for rank in (3, 4)]
    colours = [one.evaluate("(one) => getComputedStyle(one).backgroundColor") for one in seen]
    assert colours[0] != colours[1]
