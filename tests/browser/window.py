"""A browser's window as the tests open it: what must not happen in any, written down as it does."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Response

from shared.local.stack import Stack

PATIENCE_MS = 20_000
# What a page asks for and then has no more use for is cut off by its own browser.
_LET_GO = "net::ERR_ABORTED"
_FAILED_LOAD = re.compile(r"Failed to load resource: .*\b(\d{3})\b")
# How far the parts of a page moved by themselves: https://web.dev/articles/cls (read 2026-11-29)
_COUNT_SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) {
      shifts.push([entry.value, entry.sources.map(({node}) => node?.outerHTML?.slice(0, 80) ?? "gone").join(" | ")]);
    }
  }
}).observe({type: "layout-shift", buffered: true});
"""


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes:
    size: of the window, in CSS pixels.
    theme: "light" or "dark", as the system asks for.
    """

    name: str
    size: tuple[int, int]
    theme: str

    @property
    def is_phone(self) -> bool:
        return self.size[0] < 500


PHONE, DESKTOP = (360, 740), (1280, 800)
LOOKS = [
    Look(f"{name}-{theme}", size, theme)
    for name, size in (("phone", PHONE), ("desktop", DESKTOP))
    for theme in ("light", "dark")
]
PHONE_LIGHT, PHONE_DARK, DESKTOP_LIGHT, DESKTOP_DARK = LOOKS


@dataclass
class Window:
    """One window of one person, who shares no storage with others.

    Attributes:
        troubles: what happened that must not.
    """

    look: Look
    context: BrowserContext
    page: Page
    hosts: Sequence[str]
    troubles: list[str] = field(default_factory=list)
    _expected: list[re.Pattern[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("console", lambda message: self._console(message.type, message.text))
        self.context.on("weberror", lambda error: self._note(f"error in a script: {error.error}"))
        self.context.on("dialog", self._dialog)
        self.context.on("request", self._request)
        self.context.on("requestfailed", self._failed)
        self.context.on("response", self._response)

    def expect_trouble(self, *patterns: str) -> None:
        """What is provoked from now on: regular expressions, each found in what is written down of it."""
        self._expected += map(re.compile, patterns)

    @property
    def unexpected(self) -> list[str]:
        return [trouble for trouble in self.troubles if not any(one.search(trouble) for one in self._expected)]

    def shifts(self) -> list[tuple[float, str]]:
        """How far parts of the page moved by themselves since this was last asked, and which."""
        moved: list[tuple[float, str]] = self.page.evaluate("() => shifts.splice(0)")
        return moved

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Without any network while the block runs."""
        self.expect_trouble("ERR_INTERNET_DISCONNECTED")
        self.context.set_offline(True)
        try:
            yield
        finally:
            self.context.set_offline(False)

    def close(self) -> None:
        self.context.close()

    def keep(self, folder: Path) -> None:
        """Write down how it looks, and what led there."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / "page.png", full_page=True, timeout=PATIENCE_MS)
        (folder / "page.txt").write_text(f"{self.page.url}\n\n{self.page.locator('body').aria_snapshot()}\n")
        self.context.tracing.stop(path=folder / "trace.zip")

    def _console(self, kind: str, text: str) -> None:
        # Chromium tells of each answer that is an error; `_response` does, and says of what.
        if kind in ("error", "warning") and not _FAILED_LOAD.search(text):
            self._note(f"console {kind}: {text}")

    def _dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and f"{parts.scheme}://{parts.netloc}" not in self.hosts:
            self._note(f"asked another host: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != _LET_GO:
            self._note(f"no answer: {request.method} {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"answered {response.status}: {response.request.method} {response.url}")

    def _note(self, trouble: str) -> None:
        self.troubles.append(trouble)


class Windows:
    """All windows that one test opens.

    Args:
        url: of the page.
        hosts: the origins that a page may ask: the API's, the sign-in's, and where files go.
    """

    def __init__(self, browser: Browser, url: str, hosts: Sequence[str]) -> None:
        self._browser = browser
        self._url = url
        self._hosts = hosts
        self._opened: list[Window] = []

    @classmethod
    def over(cls, browser: Browser, stack: Stack) -> "Windows":
        """Of the page that a stack serves."""
        # People sign in where the functions keep their data.
        return cls(browser, stack.url, (stack.url, stack.settings["SUPABASE_URL"], stack.aws.url))

    def open(self, look: Look, path: str | None = "#/", **options: Any) -> Window:
        """A new one that shows a place of the page.

        Args:
            path: None opens no page at all.
            options: of Playwright's `new_context`.
        """
        width, height = look.size
        context = self._browser.new_context(
            base_url=self._url,
            color_scheme=look.theme,
            has_touch=look.is_phone,
            is_mobile=look.is_phone,
            locale="en-GB",
            reduced_motion="reduce",
            timezone_id="Europe/London",
            viewport={"width": width, "height": height},
            **options,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.tracing.start(snapshots=True)
        context.add_init_script(_COUNT_SHIFTS)
        window = Window(look, context, context.new_page(), self._hosts)
        self._opened.append(window)
        if path is not None:
            window.page.goto(path)
        return window

    @property
    def troubles(self) -> list[str]:
        """Of all of them, what was expected too."""
        return [trouble for window in self._opened for trouble in window.troubles]

    def check(self) -> None:
        """Raises:
        AssertionError: something happened in one of them that must not.
        """
        unexpected = [trouble for window in self._opened for trouble in window.unexpected]
        assert not unexpected, "\n".join(unexpected)

    def keep(self, folder: Path) -> None:
        """Write down what each shows."""
        for number, window in enumerate(self._opened, 1):
            window.keep(folder / str(number))

    def close(self) -> None:
        for window in self._opened:
            window.close()
