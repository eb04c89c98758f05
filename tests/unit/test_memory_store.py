"""The store in memory, where the contract cannot look: between two instructions."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.ids import UserId
from shared.domain.user import User
from shared.repositories.fake import MemoryStore
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def impatient_threads() -> Iterator[None]:
    """Threads that take turns after every few instructions."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("impatient_threads")
def test_no_commit_is_lost_between_threads():
    store = MemoryStore()
    blocks = [[User.new(UserId(uuid4()), "Ann", "en", NOW) for _ in range(100)] for _ in range(40)]

    def add(block: list[User]) -> None:
        with FakeUnitOfWork(store) as uow:
            for user in block:
                uow.users.add(user)
            uow.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, blocks))
    with FakeUnitOfWork(store) as uow:
        assert sum(uow.users.get(user.id) is None for block in blocks for user in block) == 0


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
