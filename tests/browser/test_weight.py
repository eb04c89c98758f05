"""What a first visit costs: the bytes that come over the network are limited, times are only told."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import KEPT
from tests.browser.steps import is_settled
from tests.browser.window import DESKTOP_LIGHT, PHONE_LIGHT, Look, Window, Windows

pytestmark = pytest.mark.xdist_group("browser")

MOST_BYTES = 200_000
# https://web.dev/articles/vitals (read 2026-11-29)
_TIMES = """
() => new Promise((resolve) => {
  const found = { blocked_ms: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.largest_paint_ms = Math.round(entry.startTime);
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.blocked_ms += Math.max(0, Math.round(entry.duration - 50));
  }).observe({ type: "longtask", buffered: true });
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  found.first_paint_ms = Math.round(paint?.startTime ?? 0);
  found.usable_ms = Math.round(performance.now());
  setTimeout(() => resolve(found), 100);
})
"""


def visit(windows: Windows, look: Look, address: str, **options: Any) -> tuple[Window, dict[str, Any]]:
    """A first visit, with nothing kept of another, and its figures."""
    window = windows.open(look, None, **options)
    answers: list[Any] = []
    window.context.on("response", lambda answer: answers.append(answer))
    window.page.goto(f"/{address}")
    is_settled(window.page)
    times: dict[str, Any] = window.page.evaluate(_TIMES)
    sizes = [(urlsplit(one.url).path, one.request.sizes()) for one in answers]
    files = {path: size["responseBodySize"] for path, size in sizes if path == "/" or path.startswith("/assets/")}
    figures = {
        "requests": len(answers),
        "page_bytes": sum(files.values()),
        "all_bytes": sum(size["responseBodySize"] + size["responseHeadersSize"] for _, size in sizes),
        "files": files,
        **times,
        "moved": round(sum(share for share, _ in window.shifts()), 3),
    }
    return window, figures


@pytest.mark.parametrize("look", [PHONE_LIGHT, DESKTOP_LIGHT], ids=lambda look: look.name)
@pytest.mark.parametrize("place", ["start", "assessment"])
def test_a_first_visit_stays_under_200_kilobytes(
    windows: Windows,
    settled,
    signed_in,
    place: str,
    look: Look,
    record_property: Callable[[str, object], None],
):
    address, options = ("#/", {}) if place == "start" else (settled.at(place), {"storage_state": signed_in})
    _, figures = visit(windows, look, address, **options)
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / "figures.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(kept | {f"{place}, {look.name}": figures}, indent=1))
    record_property(
        "explored",
        "{page_bytes:,} bytes of page, {all_bytes:,} with data and headers, in {requests} requests; "
        "first paint {first_paint_ms} ms, largest {largest_paint_ms} ms, "
        "usable {usable_ms} ms, blocked {blocked_ms} ms, moved {moved}".format(**figures),
    )
    assert figures["page_bytes"] < MOST_BYTES
