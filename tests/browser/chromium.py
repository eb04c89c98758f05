"""A browser of this machine, started so that nothing of its own goes over the network."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def find_chromium() -> str | None:
    """The path of the one that SKILLPATH_CHROMIUM names, or of the first that is on the PATH; None where none is."""
    return os.environ.get("SKILLPATH_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def start_browser(path: str) -> Iterator[Browser]:
    """Without a screen, until the block is left."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
