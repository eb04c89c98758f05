"""How long what is held for a while is held."""

from datetime import timedelta

import pytest

from shared.domain.ids import RunId, UserId, new_id
from shared.domain.workflow import Receipt
from shared.repositories import limits
from shared.repositories.fake import MemoryRepository
from shared.services import documents, retention
from shared.services.retention import RECEIPTS_KEPT, ROWS_A_ROUND, UPLOADS_KEPT, expire
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.contract.samples import NOW

DAY = timedelta(days=1)


@pytest.fixture
def uow():
    return FakeUnitOfWork(MemoryRepository(lambda: NOW))


def store_receipts(uow, count, age):
    for _ in range(count):
        with uow:
            uow.erasures.add_receipt(Receipt.of(UserId(new_id()), RunId(new_id()), NOW - age, {"profile": 1}))
            uow.commit()


def test_what_is_too_old_goes_however_much_it_is_and_what_is_not_stays(uow, caplog):
    caplog.set_level("INFO", logger="skillpath.retention")
    store_receipts(uow, 2 * ROWS_A_ROUND + 1, RECEIPTS_KEPT + DAY)
    store_receipts(uow, 3, RECEIPTS_KEPT - DAY)
    assert expire(uow, NOW, lambda: 60.0) == {"receipts": 2 * ROWS_A_ROUND + 1}
    assert expire(uow, NOW, lambda: 60.0) == {}
    assert caplog.messages == [f"not kept any longer: {2 * ROWS_A_ROUND + 1} receipts"]


def test_it_stops_in_time_and_the_next_run_goes_on(uow):
    store_receipts(uow, ROWS_A_ROUND + 1, RECEIPTS_KEPT + DAY)
    left = iter([60.0, 5.0])
    assert expire(uow, NOW, lambda: next(left)) == {"receipts": ROWS_A_ROUND}
    assert expire(uow, NOW, lambda: 60.0) == {"receipts": 1}


def test_an_answer_is_kept_for_as_long_as_it_is_given_again():
    assert retention.ANSWERS_KEPT == limits.ANSWERS_KEPT


def test_an_upload_is_waited_for_longer_than_word_of_it_can_take():
    four_days_of_a_queue = timedelta(days=4)
    assert documents.UPLOAD_LASTS + four_days_of_a_queue < UPLOADS_KEPT
