"""The whole thing, from HTTP to the database: Supabase Lite, a counter in front of it, AWS's stand-in, the gateway's
process and the workers'."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from shared.local.checkout import ROOT
from shared.local.stack import Stack
from shared.local.supabase_lite import LiteStack, start_lite
from tests.served import Person, RoundTrips, client_with, serve


@pytest.fixture(scope="package")
def worked_lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteStack]:
    """A Supabase that workers and a relay of their own are at: no other test could say what is stored in it."""
    with start_lite(tmp_path_factory.mktemp("worked")) as started:
        yield started


@pytest.fixture(scope="package")
def round_trips(worked_lite: LiteStack) -> Iterator[RoundTrips]:
    counter = RoundTrips(worked_lite.url)
    yield counter
    counter.close()


@pytest.fixture(scope="package")
def stack(worked_lite: LiteStack, round_trips: RoundTrips, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The functions as they are served to people, over an empty database; it ends with the tests of this folder."""
    with serve(worked_lite, round_trips, tmp_path_factory.mktemp("gateway")) as (started, _):
        yield started


@pytest.fixture
def client(stack: Stack) -> Iterator[Callable[[str | None], httpx.Client]]:
    """Makes an HTTP client that sends a token, or none."""
    clients: list[httpx.Client] = []

    def make(token: str | None) -> httpx.Client:
        clients.append(client_with(stack, token))
        return clients[-1]

    yield make
    for made in clients:
        made.close()


@pytest.fixture
def new_person(stack: Stack) -> Iterator[Callable[[], Person]]:
    """Signs up somebody who was not there before."""
    people: list[Person] = []

    def make() -> Person:
        people.append(Person(stack))
        return people[-1]

    yield make
    for person in people:
        person.http.close()


@pytest.fixture(scope="session")
def cv() -> str:
    return (ROOT / "shared" / "local" / "sample" / "cv.txt").read_text()
