from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from shared.unit_of_work.sqlalchemy import make_engine
from tests.workflows.postgres import PostgresWatched
from tests.workflows.world import MemoryWatched, World


@pytest.fixture
def world(tiny_taxonomy) -> World:
    return World(MemoryWatched(), tiny_taxonomy)


@pytest.fixture
def ann(world):
    return world.make_user()


@pytest.fixture(params=["memory", "postgres"])
def make_world(request, tiny_taxonomy) -> Callable[[], World]:
    """Makes an empty world, over memory and over a real Postgres."""
    if request.param == "memory":
        return lambda: World(MemoryWatched(), tiny_taxonomy)
    engine, superuser = (request.getfixturevalue(name) for name in ("data_api_engine", "superuser"))
    return lambda: World(PostgresWatched(engine, superuser), tiny_taxonomy)


@pytest.fixture
def examples(make_world, request) -> int:
    """How many plays the state machine is given: those on a server cost some hundred round trips each."""
    return 60 if request.node.callspec.params["make_world"] == "memory" else 15


@pytest.fixture(scope="session")
def data_api_engine(postgres_url: str) -> Iterator[Engine]:
    """As the Data API connects: a role without rights of its own, that takes on the caller's."""
    engine = make_engine(postgres_url.replace("postgres@", "authenticator@"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def superuser(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection
