"""What is not kept any longer goes, as the clock calls the real handler."""

from datetime import UTC, datetime, timedelta

from functions.retention.handler import handler
from shared import bootstrap
from shared.domain.ids import RunId, UserId, new_id
from shared.domain.workflow import Receipt
from shared.local.events import LambdaContext
from shared.services.retention import RECEIPTS_KEPT


def called():
    return handler({"source": "aws.events"}, LambdaContext("retention", 512, "r-1", deadline=60.0, clock=lambda: 0.0))


def test_each_hour_it_says_how_many_rows_went():
    owner, run_id = UserId(new_id()), RunId(new_id())
    uow = bootstrap.worker_unit_of_work()
    with uow:
        long_ago = datetime.now(UTC) - RECEIPTS_KEPT - timedelta(days=1)
        uow.erasures.add_receipt(Receipt.of(owner, run_id, long_ago, {"profile": 1}))
        uow.commit()
    assert called() == {"receipts": 1}
    assert called() == {}
    with uow:
        assert uow.erasures.get_receipt(owner, run_id) is None
