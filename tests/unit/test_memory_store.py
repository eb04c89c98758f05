"""The store in memory, where the contract cannot look: between two instructions."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from uuid import uuid4

from shared.domain.ids import UserId
from shared.domain.user import User
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.staging import Change, Op
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class _SlowChanges(list[Change]):
    """Changes whose commit has begun, and takes a while."""

    def __init__(self, changes: Iterable[Change]) -> None:
        super().__init__(changes)
        self.begun = Event()

    def __iter__(self) -> Iterator[Change]:
        self.begun.set()
        time.sleep(0.05)
        return super().__iter__()


def test_no_commit_is_lost_to_one_that_began_before_it():
    store = MemoryRepository()
    first, second = (User.new(UserId(uuid4()), "Ann", "en", NOW) for _ in range(2))
    slow = _SlowChanges([Change(Op.INSERT, first)])
    with ThreadPoolExecutor(1) as pool:
        committed = pool.submit(store.apply, slow)
        assert slow.begun.wait(5)
        store.apply([Change(Op.INSERT, second)])
        committed.result(5)
    assert (store.user(first.id), store.user(second.id)) == (first, second)


def test_the_fake_says_whether_it_was_committed():
    uow = FakeUnitOfWork()
    with uow:
        assert not uow.committed
        uow.commit()
    assert uow.committed


def test_two_fakes_without_a_common_store_do_not_see_each_other():
    user = User.new(UserId(uuid4()), "Ann", "en", NOW)
    first, second = FakeUnitOfWork(), FakeUnitOfWork()
    with first, second:
        first.users.add(user)
        first.commit()
        assert first.users.get(user.id) == user
        assert second.users.get(user.id) is None
