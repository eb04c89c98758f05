"""The page as people use it, in Debian's Chromium, over the whole local stack.

What is shared is made once and not changed by tests: a person whose CV is assessed and who has a plan. A test that
changes something signs up somebody of its own.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from shared.local.checkout import ROOT, free_port
from shared.local.page import build_page
from shared.local.stack import Stack
from shared.local.supabase_lite import start_lite
from tests.browser.chromium import NAMES, find_chromium, start_browser
from tests.browser.model import Model
from tests.browser.settled import Settled, settle
from tests.browser.steps import is_settled, sign_in
from tests.browser.window import DESKTOP_LIGHT, PATIENCE_MS, Look, Window, Windows
from tests.served import Person, RoundTrips, client_with, serve

KEPT = ROOT / "build" / "browser"

expect.set_options(timeout=PATIENCE_MS)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[object]:
    """A test fails where a window saw what must not happen, and what its windows show is kept."""
    windows = pyfuncitem.funcargs.get("windows")
    if not isinstance(windows, Windows):
        return (yield)
    try:
        result = yield
        windows.check()
    except BaseException as error:
        error.add_note("\n".join(["What happened in the windows:", *windows.troubles]))
        windows.keep(KEPT / "failed" / pyfuncitem.name)
        raise
    return result


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of a browser; a developer may have none, CI has."""
    found = find_chromium()
    if found is None:
        message = f"none of {', '.join(NAMES)} is installed, and SKILLPATH_CHROMIUM names no other"
        (pytest.fail if "CI" in os.environ else pytest.skip)(message)
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    # No other folder's tests run meanwhile: Playwright keeps an event loop running in this thread.
    with start_browser(chromium) as started:
        yield started


@pytest.fixture(scope="package")
def other_origins() -> tuple[str, str]:
    """Of two pages elsewhere: one that may ask the API, and one that may not."""
    return f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="package")
def model() -> Iterator[Model]:
    """The language model that workers ask; it has nothing to say, but in a block that a test makes."""
    started = Model()
    yield started
    started.close()


@pytest.fixture(scope="package")
def served(
    browser: Browser, model: Model, other_origins: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Stack, RoundTrips, Any]]:
    build_page()
    with start_lite(tmp_path_factory.mktemp("lite")) as lite:
        before = RoundTrips(lite.url)
        try:
            workdir = tmp_path_factory.mktemp("gateway")
            with serve(lite, before, workdir, other_origins[:1], model.settings) as (stack, process):
                yield stack, before, process
        finally:
            before.close()


@pytest.fixture(scope="package")
def stack(served: tuple[Stack, RoundTrips, Any]) -> Stack:
    return served[0]


@pytest.fixture(scope="package")
def database(served: tuple[Stack, RoundTrips, Any]) -> RoundTrips:
    """What stands before the database, and can break every connection to it."""
    return served[1]


@pytest.fixture(scope="package")
def workers_stopped(served: tuple[Stack, RoundTrips, Any]) -> Callable[[], Any]:
    """Makes a block in which nobody takes up what waits."""

    @contextmanager
    def stopped() -> Iterator[None]:
        process = served[2]
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    return stopped


@pytest.fixture
def windows(browser: Browser, stack: Stack) -> Iterator[Windows]:
    opened = Windows.over(browser, stack)
    yield opened
    opened.close()


@pytest.fixture
def new_person(stack: Stack) -> Iterator[Callable[[], Person]]:
    """Signs up somebody who was not there before, not through the page."""
    people: list[Person] = []

    def make() -> Person:
        people.append(Person(stack).introduce())
        return people[-1]

    yield make
    for person in people:
        person.http.close()


@pytest.fixture
def clients(stack: Stack) -> Iterator[Callable[[str], httpx.Client]]:
    """Makes an HTTP client that sends a token."""
    made: list[httpx.Client] = []

    def make(token: str) -> httpx.Client:
        made.append(client_with(stack, token))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def enter(windows: Windows, new_person: Callable[[], Person]) -> Callable[..., tuple[Window, Person]]:
    """Opens a window in which somebody new has signed in, at a place."""

    def open_window(look: Look, place: str = "#/cv") -> tuple[Window, Person]:
        person = new_person()
        window = windows.open(look, place)
        is_settled(window.page)
        sign_in(window.page, person.email, person.password)
        is_settled(window.page)
        return window, person

    return open_window


@pytest.fixture(scope="package")
def settled(stack: Stack, sample: Path) -> Iterator[Settled]:
    """Somebody with an assessment and a plan, which no test changes."""
    person = Person(stack).introduce()
    yield settle(person, (sample / "cv.pdf").read_bytes())
    person.http.close()


@pytest.fixture(scope="package")
def signed_in(browser: Browser, stack: Stack, settled: Settled) -> Any:
    """What a browser keeps of `settled`, who signed in through the page: Playwright's `storage_state`."""
    windows = Windows.over(browser, stack)
    window = windows.open(DESKTOP_LIGHT, settled.at("assessments"))
    is_settled(window.page)
    sign_in(window.page, settled.person.email, settled.person.password)
    state = window.context.storage_state()
    windows.close()
    return state


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample CV, as text and as PDF."""
    return ROOT / "shared" / "local" / "sample"


@pytest.fixture(scope="session")
def cv(sample: Path) -> str:
    return (sample / "cv.txt").read_text()
