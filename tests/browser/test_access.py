"""That everybody can use the page: WCAG by axe in both themes and sizes, no sideways scrolling, nothing that jumps."""

import pytest

from tests.browser.axe import check_page
from tests.browser.settled import LASTING
from tests.browser.steps import is_settled
from tests.browser.window import DESKTOP_LIGHT, LOOKS, Look, Window, Windows

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
