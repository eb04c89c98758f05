"""What the steps of workflows send to the Data API: the run first, then its message, then what the step did."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import respx

from shared.domain.errors import StaleVersionError
from shared.domain.ids import UserId, new_id
from shared.domain.workflow import Failure, Kind, Receipt
from shared.unit_of_work.supabase import SupabaseUnitOfWork, make_http_client
from tests.contract.samples import NOW, new_document, new_item, new_run

COMMIT = "https://project.supabase.test/rest/v1/rpc/apply_changes"
USER_ID = UserId(new_id())
RUN = new_run(USER_ID)
MESSAGE = {"user_id": str(USER_ID), "run_id": str(RUN.id)}


@pytest.fixture
def route() -> Iterator[respx.Route]:
    with respx.mock() as router:
        yield router.post(COMMIT).respond(json={"applied": 1})


@pytest.fixture
def uow() -> Iterator[SupabaseUnitOfWork]:
    with make_http_client() as http, SupabaseUnitOfWork(http, "https://project.supabase.test", "key", "token") as made:
        yield made


def _sent(route: respx.Route) -> list[dict[str, Any]]:
    (call,) = route.calls
    changes: list[dict[str, Any]] = json.loads(call.request.content)["changes"]
    return changes


def _kinds(route: respx.Route) -> list[tuple[str, str, int]]:
    return [(change["op"], change["table"], len(change["rows"])) for change in _sent(route)]


def test_a_step_is_one_request_with_its_run_ahead_of_what_it_did(route: respx.Route, uow: SupabaseUnitOfWork):
    uow.documents.update(new_document(USER_ID).received(NOW))
    uow.workflows.add_items([new_item(RUN, 0), new_item(RUN, 1)])
    uow.workflows.save(RUN.done({"n": 1}, NOW), NOW)
    uow.commit()
    assert _kinds(route) == [
        ("update", "workflow_runs", 1),
        ("put", "outbox", 1),
        ("update", "documents", 1),
        ("insert", "workflow_items", 2),
    ]
    run, message, document, _ = (change["rows"][0] for change in _sent(route))
    assert not {"user_id", "kind", "input", "parent_id", "is_cancelled", "created_at"} & run.keys()
    assert not {"user_id", "content_type", "size", "created_at"} & document.keys()
    assert (run["version"], message) == (2, {**MESSAGE, "due_at": "2026-11-23T05:55:35.950000+00:00", "sends": 0})


def test_the_last_step_takes_the_message_away(route: respx.Route, uow: SupabaseUnitOfWork):
    uow.workflows.save(RUN.dead_lettered(Failure("no-text", "It is a scan."), NOW), NOW)
    uow.commit()
    assert _sent(route)[1] == {"op": "forget", "table": "outbox", "rows": [MESSAGE]}


def test_parts_are_sent_in_two_changes_however_many_they_are(route: respx.Route, uow: SupabaseUnitOfWork):
    for _ in range(200):
        uow.workflows.add(new_run(USER_ID, Kind.ASSESS_BATCH, RUN), NOW)
    uow.workflows.save(RUN.waiting({}, timedelta(0), NOW), NOW)
    uow.commit()
    assert _kinds(route) == [
        ("update", "workflow_runs", 1),
        ("put", "outbox", 1),
        ("insert", "workflow_runs", 200),
        ("put", "outbox", 200),
    ]


def test_no_more_parts_are_staged_than_one_commit_takes(uow: SupabaseUnitOfWork):
    for _ in range(250):
        uow.workflows.add(new_run(USER_ID, Kind.ASSESS_BATCH, RUN), NOW)
    with pytest.raises(ValueError, match="at most 500 writes"):
        uow.workflows.add(new_run(USER_ID, Kind.ASSESS_BATCH, RUN), NOW)


def test_what_an_owner_asks_for_is_a_flag_and_the_message(route: respx.Route, uow: SupabaseUnitOfWork):
    uow.workflows.ask_to_cancel(USER_ID, RUN.id, NOW)
    uow.workflows.ask_to_retry(USER_ID, RUN.id, NOW)
    uow.commit()
    cancelled, message, retried, again = (change["rows"] for change in _sent(route))
    assert cancelled == [{"id": str(RUN.id), "user_id": str(USER_ID), "is_cancelled": True}]
    assert retried == [{"id": str(RUN.id), "user_id": str(USER_ID), "is_retried": True}]
    assert message == again
    assert [change["op"] for change in _sent(route)] == ["flag", "put", "flag", "put"]


def test_an_erasure_is_the_run_the_receipt_and_the_account(route: respx.Route, uow: SupabaseUnitOfWork):
    uow.erasures.add_receipt(Receipt.of(USER_ID, RUN.id, NOW, {"profile": 1}))
    uow.erasures.erase_account(USER_ID)
    uow.erasures.forget_doomed(["a", "b"])
    uow.workflows.remove_items(USER_ID, RUN.id, 3, 7)
    uow.workflows.save(RUN.waiting({}, timedelta(0), NOW), NOW)
    uow.commit()
    assert _kinds(route) == [
        ("update", "workflow_runs", 1),
        ("put", "outbox", 1),
        ("insert", "erasure_receipts", 1),
        ("erase", "accounts", 1),
        ("forget", "doomed_objects", 2),
        ("remove", "workflow_items", 1),
    ]
    assert _sent(route)[3]["rows"] == [{"user_id": str(USER_ID)}]
    assert _sent(route)[5]["rows"] == [MESSAGE | {"first": 3, "end": 7}]
    assert str(USER_ID) not in json.dumps(_sent(route)[2])


def test_a_worker_that_is_late_is_told_so(uow: SupabaseUnitOfWork):
    with respx.mock() as router:
        router.post(COMMIT).respond(json={"conflict": "stale", "table": "workflow_runs"})
        uow.workflows.save(RUN.done({}, NOW), NOW)
        with pytest.raises(StaleVersionError, match="gone on"):
            uow.commit()
