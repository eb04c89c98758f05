"""What nobody needs any longer goes, and nothing else, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.caller import Caller
from shared.domain.document import DocumentState
from shared.domain.ids import RunId, new_id
from shared.domain.request import Answer
from shared.domain.workflow import Failure, Kind, Receipt, Run
from shared.repositories.abstract import Keep
from tests.contract.conftest import NOW, Backend
from tests.contract.samples import new_document, new_item, new_run

OLD = NOW - timedelta(days=30)
RECENT = NOW + timedelta(days=1)
SINCE = Keep(*[NOW] * 4)
NOTHING = {"answers": 0, "uploads": 0, "items": 0, "runs": 0, "receipts": 0}


@pytest.fixture
def owner(backend: Backend) -> Caller:
    """With a profile."""
    backend.store_profile(backend.reader)
    return backend.reader


def store_ended(backend: Backend, owner: Caller, end: str = "done", **changes: object) -> Run:
    """A run of one step as it is stored once it has ended."""
    with backend.uow(owner) as uow:
        uow.workflows.add(run := replace(new_run(owner.user_id), **changes), NOW)
        uow.commit()
    at = run.updated_at
    with backend.service() as uow:
        claim = uow.workflows.claim(run.id, 60)
        assert claim is not None
        ended = {
            "done": lambda held: replace(held, position=len(held.steps) - 1).done({}, at),
            "dead": lambda held: held.dead_lettered(Failure("code", "words"), at),
            "undone": lambda held: held.compensating(Failure("code", "words"), at),
        }[end](claim.run)
        uow.workflows.save(ended, at)
        uow.commit()
    return run


def expire(backend: Backend, keep: Keep = SINCE, limit: int = 100) -> dict[str, int]:
    with backend.service() as uow:
        return dict(uow.erasures.expire(keep, limit))


def ids_of_runs(backend: Backend, owner: Caller) -> set[RunId]:
    with backend.uow(owner) as uow:
        return {run.id for run in uow.workflows.list_page(owner.user_id, None, 100).items}


def test_nothing_goes_where_nothing_is(backend: Backend):
    assert expire(backend) == NOTHING


def test_an_answer_goes_once_it_is_too_old_to_be_given_again(backend: Backend, owner: Caller):
    for key, made in (("old", backend.clock.now() - timedelta(hours=2)), ("recent", backend.clock.now())):
        answer = Answer(owner.user_id, key, "0a" * 32, 201, (("etag", '"1"'),), "{}", made)
        uow = backend.uow(owner)
        uow.answer_with(lambda _, answer=answer: answer)
        with uow:
            uow.documents.add(replace(new_document(owner.user_id), sha256=key.encode().hex().ljust(64, "0")))
            uow.commit()
    keep = SINCE._replace(answers=backend.clock.now() - timedelta(hours=1))
    assert expire(backend, keep) == NOTHING | {"answers": 1}
    with backend.uow(owner) as uow:
        held = uow.users.holdings(owner.user_id)
    assert held is not None
    assert [answer.key for answer in held.answers] == ["recent"]


def test_a_file_that_never_came_is_erased_and_its_key_swept_and_one_that_came_stays(backend: Backend, owner: Caller):
    expected, received, late = (
        replace(new_document(owner.user_id), sha256=digit * 64, updated_at=at)
        for digit, at in (("a", OLD), ("b", OLD), ("c", RECENT))
    )
    with backend.uow(owner) as uow:
        for document in (expected, received, late):
            uow.documents.add(document)
        uow.commit()
    with backend.service() as uow:
        uow.documents.update(received.received(OLD))
        uow.commit()
    assert expire(backend) == NOTHING | {"uploads": 1}
    with backend.service() as uow:
        kept = {row.id: row for row in uow.documents.get_many(owner.user_id, [expected.id, received.id, late.id])}
        assert set(uow.erasures.list_doomed(10)) == {expected.key, expected.text_key}
    gone = kept[expected.id]
    assert (gone.state, gone.filename, gone.sha256, gone.version) == (DocumentState.ERASED, "", "", 2)
    assert kept[received.id].state is DocumentState.RECEIVED
    assert kept[late.id] == late


def test_a_run_that_is_over_goes_with_its_items_and_parts(backend: Backend, owner: Caller):
    bulk = store_ended(backend, owner, kind=Kind.BULK_ASSESS, updated_at=OLD)
    recent = store_ended(backend, owner, updated_at=RECENT)
    with backend.service() as uow:
        part = replace(new_run(owner.user_id), id=RunId(new_id()), kind=Kind.ASSESS_BATCH, parent_id=bulk.id)
        uow.workflows.add(part, NOW)
        uow.workflows.add_items([new_item(bulk, number) for number in range(3)])
        uow.workflows.add_items([new_item(recent, 0)])
        uow.commit()
    # A part goes on: the run that it is of stays, without what nobody will read any more.
    assert expire(backend) == NOTHING | {"items": 3}
    with backend.service() as uow:
        claim = uow.workflows.claim(part.id, 60)
        assert claim is not None
        uow.workflows.save(replace(claim.run, position=len(claim.run.steps) - 1).done({}, OLD), OLD)
        uow.commit()
    assert expire(backend) == NOTHING | {"runs": 1}
    assert expire(backend) == NOTHING | {"runs": 1}
    assert expire(backend) == NOTHING
    assert ids_of_runs(backend, owner) == {recent.id}
    with backend.uow(owner) as uow:
        assert len(uow.workflows.list_items(owner.user_id, recent.id, None, 10).items) == 1


def test_what_goes_on_or_is_dead_lettered_stays_however_old(backend: Backend, owner: Caller):
    dead = store_ended(backend, owner, "dead", updated_at=OLD)
    compensating = store_ended(backend, owner, "undone", updated_at=OLD)
    with backend.uow(owner) as uow:
        uow.workflows.add(queued := replace(new_run(owner.user_id), updated_at=OLD), NOW)
        uow.commit()
    assert expire(backend) == NOTHING
    assert ids_of_runs(backend, owner) == {dead.id, compensating.id, queued.id}


def test_a_part_stays_with_the_run_that_it_is_of(backend: Backend, owner: Caller):
    bulk = store_ended(backend, owner, "dead", kind=Kind.BULK_ASSESS, updated_at=OLD)
    part = replace(
        new_run(owner.user_id), id=RunId(new_id()), kind=Kind.ASSESS_BATCH, parent_id=bulk.id, updated_at=OLD
    )
    with backend.service() as uow:
        uow.workflows.add(part, NOW)
        uow.commit()
        claim = uow.workflows.claim(part.id, 60)
        assert claim is not None
        uow.workflows.save(replace(claim.run, position=len(claim.run.steps) - 1).done({}, OLD), OLD)
        uow.commit()
    assert expire(backend) == NOTHING


def test_a_receipt_goes_after_its_time(backend: Backend, owner: Caller):
    old, recent = (Receipt.of(owner.user_id, RunId(new_id()), at, {"profile": 1}) for at in (OLD, RECENT))
    with backend.service() as uow:
        uow.erasures.add_receipt(old)
        uow.erasures.add_receipt(recent)
        uow.commit()
    assert expire(backend) == NOTHING | {"receipts": 1}
    with backend.uow(owner) as uow:
        assert uow.erasures.get_receipt(owner.user_id, old.run_id) is None
        assert uow.erasures.get_receipt(owner.user_id, recent.run_id) == recent


def test_no_more_goes_at_once_than_is_asked_for(backend: Backend, owner: Caller):
    with backend.service() as uow:
        for _ in range(3):
            uow.erasures.add_receipt(Receipt.of(owner.user_id, RunId(new_id()), OLD, {}))
        uow.commit()
    assert [expire(backend, limit=2)["receipts"] for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_bound_that_no_database_takes_is_refused(backend: Backend, limit: int):
    with pytest.raises(ValueError, match="1 to 1000"):
        expire(backend, limit=limit)
