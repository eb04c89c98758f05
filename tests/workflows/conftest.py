from collections.abc import Callable

import pytest

from tests.workflows.world import MemoryWatched, World


@pytest.fixture
def world(tiny_taxonomy) -> World:
    return World(MemoryWatched(), tiny_taxonomy)


@pytest.fixture
def ann(world):
    return world.make_user()


@pytest.fixture
def make_world(tiny_taxonomy) -> Callable[[], World]:
    return lambda: World(MemoryWatched(), tiny_taxonomy)


@pytest.fixture
def examples() -> int:
    """How many plays the state machine is given."""
    return 60
