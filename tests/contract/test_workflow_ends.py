"""What runs leave behind: an item for each line, and of an erasure its receipt."""

from dataclasses import replace
from uuid import uuid4

import pytest

from shared.domain.caller import Caller
from shared.domain.errors import ConflictError, InvalidCursorError, InvalidTextError, StaleVersionError
from shared.domain.ids import RunId
from shared.domain.workflow import Item, Kind, Receipt, Run
from tests.contract.conftest import NOW, Backend
from tests.contract.samples import new_document, new_item, new_run


@pytest.fixture
def run(backend: Backend) -> Run:
    """Of the reader's, stored."""
    return _run_of(backend, backend.reader)


@pytest.fixture
def leaver(backend: Backend) -> Caller:
    return backend.newcomer()


@pytest.fixture
def last_run(backend: Backend, leaver: Caller) -> Run:
    """Of somebody's who leaves, stored."""
    return _run_of(backend, leaver)


def _run_of(backend: Backend, caller: Caller) -> Run:
    made = new_run(backend.store_profile(caller).id, Kind.BULK_ASSESS)
    with backend.uow(caller) as uow:
        uow.workflows.add(made, NOW)
        uow.commit()
    return made


def _add(backend: Backend, *items: Item) -> None:
    with backend.service() as uow:
        uow.workflows.add_items(items)
        uow.commit()


def test_items_are_read_in_the_order_of_their_lines_and_by_their_owner_alone(backend: Backend, run: Run):
    items = [new_item(run, number, "" if number % 3 else "no-text") for number in range(12)]
    _add(backend, *items[6:], *items[:6])
    with backend.uow(backend.reader) as uow:
        seen: list[Item] = []
        after = None
        while True:
            page = uow.workflows.list_items(run.user_id, run.id, after, 5)
            seen += page.items
            if (after := page.next_key) is None:
                break
        assert seen == items
        assert uow.workflows.count_items(run.user_id, run.id) == {"": 8, "no-text": 4}
    other_id = backend.store_profile(backend.other).id
    with backend.uow(backend.other) as uow:
        assert not uow.workflows.list_items(other_id, run.id, None, 10).items
        assert uow.workflows.count_items(other_id, run.id) == {}


def test_a_line_has_one_item(backend: Backend, run: Run):
    _add(backend, first := new_item(run, 7))
    with pytest.raises(ConflictError):
        _add(backend, new_item(run, 8), new_item(run, 7))
    with backend.uow(backend.reader) as uow:
        assert uow.workflows.list_items(run.user_id, run.id, None, 10).items == (first,)


def test_an_item_is_of_a_run_of_the_same_owner(backend: Backend, run: Run):
    other_id = backend.store_profile(backend.other).id
    for stray in (replace(new_item(run, 0), user_id=other_id), replace(new_item(run, 0), run_id=RunId(uuid4()))):
        with backend.service() as uow:
            uow.workflows.add_items([stray])
            with pytest.raises(Exception, match="no such workflow"):
                uow.commit()


def test_a_range_of_items_is_removed_and_can_be_written_anew(backend: Backend, run: Run):
    items = [new_item(run, number) for number in range(10)]
    _add(backend, *items)
    again, more = new_item(run, 3, "no-text"), new_item(run, 10)
    with backend.service() as uow:
        uow.workflows.add_items([more, new_item(run, 11)])
        uow.workflows.remove_items(run.user_id, run.id, 2, 5)
        uow.workflows.remove_items(run.user_id, run.id, 4, 7)
        uow.workflows.remove_items(run.user_id, run.id, 11, 100)
        uow.workflows.add_items([again])
        left = [*items[:2], again, *items[7:], more]
        for _ in ("staged", "committed"):
            assert list(uow.workflows.list_items(run.user_id, run.id, None, 100).items) == left
            first = uow.workflows.list_items(run.user_id, run.id, None, 3)
            assert (list(first.items), first.next_key) == (left[:3], "3")
            assert list(uow.workflows.list_items(run.user_id, run.id, first.next_key, 3).items) == left[3:6]
            assert uow.workflows.count_items(run.user_id, run.id) == {"": 6, "no-text": 1}
            uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.users.count_holdings(run.user_id)["workflow_items"] == 7


def test_items_removed_in_a_block_are_not_counted_among_what_is_held(backend: Backend, run: Run):
    _add(backend, *(new_item(run, number) for number in range(10)))
    with backend.service() as uow:
        uow.workflows.remove_items(run.user_id, run.id, 0, 4)
        uow.workflows.add_items([new_item(run, 0)])
        assert uow.users.count_holdings(run.user_id)["workflow_items"] == 7


def test_a_cursor_of_items_is_a_number(backend: Backend, run: Run):
    with backend.uow(backend.reader) as uow, pytest.raises(InvalidCursorError):
        uow.workflows.list_items(run.user_id, run.id, "x", 10)


def test_a_name_of_a_line_that_is_no_text_is_refused(backend: Backend, run: Run):
    with backend.service() as uow, pytest.raises(InvalidTextError):
        uow.workflows.add_items([replace(new_item(run, 0), ref="a\0b")])


def test_an_account_goes_with_everything_and_leaves_a_receipt_for_its_owner_alone(
    backend: Backend, leaver: Caller, last_run: Run
):
    user_id = last_run.user_id
    _add(backend, new_item(last_run, 0))
    with backend.uow(leaver) as uow:
        uow.documents.add(new_document(user_id))
        uow.commit()
    receipt = Receipt.of(user_id, last_run.id, NOW, {"profile": 1, "objects": 12})
    with backend.service() as uow:
        claim = uow.workflows.claim(last_run.id, 60)
        assert claim is not None
        uow.erasures.add_receipt(receipt)
        uow.erasures.erase_account(user_id)
        uow.workflows.save(claim.run.done({}, NOW), NOW)
        for _ in ("staged", "committed"):
            assert uow.users.get(user_id) is None
            assert uow.workflows.get(user_id, last_run.id) is None
            assert not uow.documents.list_page(user_id, None, 10).items
            assert set(uow.users.count_holdings(user_id).values()) == {0}
            assert uow.erasures.get_receipt(user_id, last_run.id) == receipt
            assert uow.erasures.get_receipt(backend.other.user_id, last_run.id) is None
            assert uow.erasures.get_receipt(user_id, RunId(uuid4())) is None
            uow.commit()
        assert uow.workflows.take_due(10, 60) == []
        assert uow.workflows.claim(last_run.id, 60) is None
    # Their token still holds for a while.
    with backend.uow(leaver) as uow:
        assert uow.erasures.get_receipt(user_id, last_run.id) == receipt
    with backend.uow(backend.other) as uow:
        assert uow.erasures.get_receipt(backend.other.user_id, last_run.id) is None


def test_a_worker_that_lost_its_lease_erases_nobody(backend: Backend, last_run: Run):
    with backend.service() as uow:
        late = uow.workflows.claim(last_run.id, 0.05)
        backend.clock.wait(0.2)
        held = uow.workflows.claim(last_run.id, 60)
        assert late is not None
        assert held is not None
        uow.erasures.add_receipt(Receipt.of(last_run.user_id, last_run.id, NOW, {}))
        uow.erasures.erase_account(last_run.user_id)
        uow.workflows.save(late.run.done({}, NOW), NOW)
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert uow.users.get(last_run.user_id) is not None
        assert uow.workflows.get(last_run.user_id, last_run.id) == held.run
        assert uow.erasures.get_receipt(last_run.user_id, last_run.id) is None


def test_an_account_that_is_gone_is_erased_again_without_a_word(backend: Backend, last_run: Run):
    for _ in range(2):
        with backend.service() as uow:
            uow.erasures.erase_account(last_run.user_id)
            uow.commit()
    with backend.service() as uow:
        uow.erasures.add_receipt(receipt := Receipt.of(last_run.user_id, last_run.id, NOW, {}))
        uow.commit()
        uow.erasures.add_receipt(receipt)
        with pytest.raises(ConflictError):
            uow.commit()


def test_the_service_counts_and_reads_what_is_anybodys(backend: Backend, run: Run):
    """A worker acts for an owner whom no token names."""
    with backend.service() as uow:
        assert uow.users.count_holdings(run.user_id)["workflow_runs"] == 1
        profile = uow.profiles.get(run.user_id)
    assert profile is not None
    assert profile.user.id == run.user_id
