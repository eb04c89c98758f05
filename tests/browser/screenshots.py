"""Draw the README's pictures of the page: `python -m tests.browser.screenshots`.

They show the sample CV's assessment and a plan, as this machine's Chromium draws them, and lie beside the sample.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from shared.local.checkout import ROOT
from shared.local.page import build_page
from shared.local.supabase_lite import start_lite
from tests.browser.chromium import NAMES, find_chromium, start_browser
from tests.browser.settled import Settled, settle
from tests.browser.steps import is_settled, sign_in, skill_head
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_LIGHT, Look, Window, Windows
from tests.served import Person, RoundTrips, serve

FOLDER = ROOT / "shared" / "local" / "sample"
MOST_BYTES = 150_000
ROLE = "data analyst"


@dataclass(frozen=True, slots=True)
class Picture:
    """Attributes:
    place: one of `PLACES`.
    show: what to do before it is drawn.
    """

    name: str
    look: Look
    place: str
    show: Callable[[Page], None]


def _prove(page: Page) -> None:
    """A skill with its proof highlighted."""
    page.get_by_role("region", name="Your skills").evaluate("(one) => one.scrollIntoView()")
    skill_head(page, "Python (computer programming)").hover()


def _from_the_top(page: Page) -> None:
    page.evaluate("() => scrollTo(0, 0)")


PICTURES = (
    Picture("page-assessment.png", DESKTOP_LIGHT, "assessment", _prove),
    Picture("page-plan.png", DESKTOP_DARK, "plan", _from_the_top),
    Picture("page-phone.png", PHONE_LIGHT, "assessment", _from_the_top),
)


def draw(window: Window, settled: Settled, picture: Picture) -> int:
    """Write one picture; its bytes."""
    page = window.page
    page.goto(f"/{settled.at(picture.place)}")
    is_settled(page)
    picture.show(page)
    path = FOLDER / picture.name
    # A palette is a third of the bytes, and nobody sees it in letters and lines.
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(128).save(path, optimize=True)
    return path.stat().st_size


def main() -> None:
    """Draw all of them.

    Raises:
        SystemExit: there is no browser, or one of them is too large.
    """
    chromium = find_chromium()
    if chromium is None:
        sys.exit(f"None of {', '.join(NAMES)} is installed: install one, or name it in SKILLPATH_CHROMIUM")
    build_page()
    with tempfile.TemporaryDirectory() as folder, start_lite(Path(folder) / "lite") as lite:
        workdir = Path(folder) / "gateway"
        workdir.mkdir()
        before = RoundTrips(lite.url)
        with serve(lite, before, workdir) as (stack, _), start_browser(chromium) as browser:
            person = Person(stack).introduce()
            settled = settle(person, (FOLDER / "cv.pdf").read_bytes(), ROLE)
            windows = Windows.over(browser, stack)
            sizes = {}
            for picture in PICTURES:
                window = windows.open(picture.look, settled.at(picture.place))
                is_settled(window.page)
                sign_in(window.page, person.email, person.password)
                sizes[picture.name] = draw(window, settled, picture)
            windows.close()
            person.http.close()
        before.close()
    for name, size in sizes.items():
        sys.stdout.write(f"{FOLDER.relative_to(ROOT) / name}: {size:,} bytes\n")
    if max(sizes.values()) > MOST_BYTES:
        sys.exit(f"A picture is larger than {MOST_BYTES:,} bytes: show less in it")


if __name__ == "__main__":
    main()
