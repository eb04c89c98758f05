import pytest

from tests.workflows.world import MemoryWatched, World


@pytest.fixture
def world(tiny_taxonomy) -> World:
    return World(MemoryWatched(), tiny_taxonomy)


@pytest.fixture
def ann(world):
    return world.make_user()
