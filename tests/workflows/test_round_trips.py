"""What a step costs of the store: a claim and a commit, and what its action must read."""

import pytest

from shared.domain.workflow import Kind, RunState
from shared.repositories.staged.store import Undivided
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.workflows.world import CV, MemoryWatched, World


class Asked(Undivided):
    """A store that notes what it is asked for."""

    def __init__(self, store):
        self._store = store
        self.names = []

    def __getattr__(self, name):
        self.names.append(name)
        return getattr(self._store, name)


class WatchedStore(MemoryWatched):
    def __init__(self):
        super().__init__()
        self.asked = Asked(self.store)

    def uow(self):
        return FakeUnitOfWork(self.asked)


@pytest.fixture
def world(tiny_taxonomy):
    return World(WatchedStore(), tiny_taxonomy)


@pytest.fixture
def step(world):
    """Does the next step of a run, and says what the store was asked for."""

    def run(run_id):
        world.watched.asked.names.clear()
        done = world.work(run_id)
        assert done is not None
        return done.state, world.watched.asked.names

    return run


def test_a_plan_from_a_cv(world, ann, step):
    run = world.start_plan(ann, world.upload(ann, CV))
    assert step(run.id)[1] == ["claim", "document", "apply"]
    assert step(run.id)[1] == ["claim", "document", "profile", "apply"]
    assert step(run.id)[1] == ["claim", "profile", "apply"]
    assert step(run.id) == (RunState.COMPLETED, ["claim", "apply"])


def test_an_assessment_of_a_cv(world, ann, step):
    run = world.start_assessment(ann, world.upload(ann, CV))
    assert step(run.id)[1] == ["claim", "document", "apply"]
    assert step(run.id)[1] == ["claim", "document", "profile", "apply"]
    assert step(run.id) == (RunState.COMPLETED, ["claim", "apply"])


def test_undoing_it(world, ann, step):
    run = world.start_plan(ann, world.upload(ann, CV))
    for _ in range(3):
        step(run.id)
    world.cancel(ann, run.id)
    assert step(run.id) == (RunState.COMPENSATING, ["claim", "apply"])
    assert step(run.id)[1] == ["claim", "apply"]
    assert step(run.id)[1] == ["claim", "plan", "apply"]
    assert step(run.id)[1] == ["claim", "assessment", "apply"]
    assert step(run.id) == (RunState.COMPENSATED, ["claim", "document", "apply"])


def test_twenty_five_documents_of_a_manifest(world, ann, step):
    lines = [{"ref": str(number), "document_id": str(world.upload(ann, CV).id)} for number in range(25)]
    run = world.start_bulk(ann, world.upload_manifest(ann, lines))
    assert step(run.id)[1] == ["claim", "document", "apply"]
    (part,) = [other for other in world.watched.look().runs.values() if other.kind is Kind.ASSESS_BATCH]
    assert step(part.id) == (RunState.COMPLETED, ["claim", "document", "documents_among", "apply"])
    assert step(run.id)[1] == ["claim", "count_parts", "apply"]
    assert step(run.id) == (RunState.COMPLETED, ["claim", "count_items", "apply"])


def test_an_erasure(world, ann, step):
    run = world.start_erasure(ann)
    assert step(run.id)[1] == ["claim", "runs_before", "count_active_runs", "apply"]
    assert step(run.id)[1] == ["claim", "apply"]
    assert step(run.id) == (RunState.COMPLETED, ["claim", "count_holdings", "apply"])


def test_a_message_that_comes_twice(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    with world.watched.uow() as uow:
        uow.workflows.claim(run.id, 60)
    world.watched.asked.names.clear()
    assert world.work(run.id) is None
    assert world.watched.asked.names == ["claim"]
