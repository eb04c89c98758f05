from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.errors import StaleVersionError, TooMuchAtOnceError, UserNotFoundError
from shared.domain.ids import UserId
from shared.repositories.fake import MemoryRepository
from shared.services import holdings, users
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.contract.samples import new_item, new_run

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANN = UserId(uuid4())


class Overtaken(FakeUnitOfWork):
    """Something else commits between this one's look and its commit, so many times."""

    def __init__(self, store, times, other):
        super().__init__(store)
        self.times, self.other = times, other

    def commit(self, result=None):
        if self.times:
            self.times -= 1
            self.other(FakeUnitOfWork(self.store))
        super().commit(result)


@pytest.fixture
def store():
    store = MemoryRepository()
    users.put_profile(ANN, "Ann", "en", FakeUnitOfWork(store), NOW)
    return store


def change(uow):
    users.put_profile(ANN, "Anna", "en", uow, NOW + timedelta(hours=1))


def test_a_profile_that_changes_meanwhile_is_gone_all_the_same(store):
    receipt = holdings.erase_holdings(ANN, Overtaken(store, 1, change), NOW)
    assert (receipt.user_id, receipt.erased_at, receipt.removed["profile"]) == (ANN, NOW, 1)
    with pytest.raises(UserNotFoundError):
        users.get_profile(ANN, FakeUnitOfWork(store))


def test_one_that_changes_again_and_again_is_a_conflict(store):
    with pytest.raises(StaleVersionError):
        holdings.erase_holdings(ANN, Overtaken(store, 2, change), NOW)
    assert users.get_profile(ANN, FakeUnitOfWork(store)).display_name == "Anna"


def test_of_two_deletions_at_once_both_have_a_receipt(store):
    receipts = []
    overtaken = Overtaken(store, 1, lambda uow: receipts.append(holdings.erase_holdings(ANN, uow, NOW)))
    receipts.append(holdings.erase_holdings(ANN, overtaken, NOW))
    assert [receipt.removed["profile"] for receipt in receipts] == [1, 0]


def test_an_export_of_nobody_is_not_found():
    with pytest.raises(UserNotFoundError, match="PUT /v1/users/me"):
        holdings.export_holdings(ANN, FakeUnitOfWork())


def test_more_than_one_request_erases_is_refused_and_all_of_it_stays(store):
    run = new_run(ANN)
    for start in range(0, holdings.MAX_ERASED + 500, 499):
        with FakeUnitOfWork(store) as uow:
            if start == 0:
                uow.workflows.add(run, NOW)
                uow.commit()
            uow.workflows.add_items(new_item(run, number) for number in range(start, start + 499))
            uow.commit()
    with pytest.raises(TooMuchAtOnceError, match="erase_user"):
        holdings.erase_holdings(ANN, FakeUnitOfWork(store), NOW)
    assert users.get_profile(ANN, FakeUnitOfWork(store)).display_name == "Ann"
