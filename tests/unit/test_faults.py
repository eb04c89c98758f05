"""Crashes on purpose: at the step and the moment that were planned, once, and at no other."""

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from shared.domain.ids import UserId, new_id
from shared.domain.user import User
from shared.domain.workflow import Kind, Run
from shared.local.faults import DyingUnitOfWork, Fault, Faults, What, When
from shared.repositories.fake import MemoryRepository
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DOCUMENT = "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10"


class DiedError(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def store() -> MemoryRepository:
    # Each time it is asked, every lease has run out.
    minutes = count()
    return MemoryRepository(lambda: NOW + timedelta(minutes=next(minutes)))


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    return Faults(tmp_path)


@pytest.fixture
def run(store: MemoryRepository) -> Run:
    user = User.new(UserId(new_id()), "Ann", "en", NOW)
    made = Run.new(user.id, Kind.CV_TO_PLAN, {"document_id": DOCUMENT}, ("extract", "assess"), timedelta(hours=1), NOW)
    with FakeUnitOfWork(store) as uow:
        uow.users.add(user)
        uow.workflows.add(made, NOW)
        uow.commit()
    return made


def work(store: MemoryRepository, faults: Faults, run: Run, *, fails: bool = False) -> Run:
    """As a worker does a step, or fails to."""

    def die() -> None:
        raise DiedError

    dying: Any = DyingUnitOfWork(FakeUnitOfWork(store), faults, {str(run.id): "message-1"}, die)
    with dying as uow:
        claim = uow.workflows.claim(run.id, 1.0)
        assert claim is not None
        after = claim.run.waiting({}, timedelta(), NOW) if fails else claim.run.done({"chars": 7}, NOW)
        uow.workflows.save(after, NOW)
        uow.commit()
    return after


def stored(store: MemoryRepository, run: Run) -> Run:
    with FakeUnitOfWork(store) as uow:
        found = uow.workflows.get(run.user_id, run.id)
    assert found is not None
    return found


@pytest.mark.parametrize(("when", "position"), [(When.BEFORE_COMMIT, 0), (When.AFTER_COMMIT, 1)])
def test_a_worker_dies_before_or_after_its_commit_and_only_once(store, faults, run, when, position):
    faults.plan({DOCUMENT: Fault("extract", when)})
    with pytest.raises(DiedError):
        work(store, faults, run)
    assert stored(store, run).position == position
    after = work(store, faults, run)
    assert stored(store, run).version == after.version
    assert [(entry.what, entry.step) for entry in faults.entries()] == [
        (What.CLAIMED, "extract"),
        (What.KILLED, "extract"),
        (What.CLAIMED, "extract" if position == 0 else "assess"),
    ]
    assert {entry.message_id for entry in faults.entries()} == {"message-1"}


def test_a_step_that_is_not_done_yet_is_not_the_moment(store, faults, run):
    faults.plan({DOCUMENT: Fault("extract", When.BEFORE_COMMIT)})
    work(store, faults, run, fails=True)
    with pytest.raises(DiedError):
        work(store, faults, run)


@pytest.mark.parametrize(
    "plan", [{}, {DOCUMENT: Fault("assess", When.BEFORE_COMMIT)}, {"another": Fault("extract", When.BEFORE_COMMIT)}]
)
def test_nobody_dies_where_nothing_is_planned_for_the_step_or_the_document(store, faults, run, plan):
    faults.plan(plan)
    work(store, faults, run)
    assert stored(store, run).position == 1
