"""Runs are their owner's to ask for and a worker's to do: one at a time, fenced by the version that it claimed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.domain.errors import ConflictError, StaleVersionError, UserNotFoundError
from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Failure, Kind, Run, RunState
from shared.repositories.abstract import Claim
from tests.contract.conftest import NOW, Backend, all_at_once
from tests.contract.samples import new_document, new_item, new_run

FAILURE = Failure("worker-died", "It didn't come back.\n{so}")
OUTPUT = {"assessment_id": str(uuid4()), "pages": [1, 2]}


@pytest.fixture
def start(backend: Backend) -> Callable[..., Run]:
    """A new run of the reader's, or of whoever is given, stored."""

    def add(
        user_id: UserId | None = None, kind: Kind = Kind.CV_TO_PLAN, parent: Run | None = None, **given: object
    ) -> Run:
        owner = user_id or backend.store_profile(backend.reader).id
        run = replace(new_run(owner, kind, parent), **given)  # type: ignore[arg-type] # of a run
        with backend.service() as uow:
            uow.workflows.add(run, NOW)
            uow.commit()
        return run

    return add


def claim(backend: Backend, run_id: RunId, lease_s: float = 60) -> Claim | None:
    with backend.service() as uow:
        return uow.workflows.claim(run_id, lease_s)


def claimed(backend: Backend, run_id: RunId, lease_s: float = 60) -> Run:
    found = claim(backend, run_id, lease_s)
    assert found is not None
    return found.run


def save(backend: Backend, run: Run) -> Run:
    with backend.service() as uow:
        uow.workflows.save(run, NOW)
        uow.commit()
    return run


def stored(backend: Backend, run: Run) -> Run:
    with backend.service() as uow:
        found = uow.workflows.get(run.user_id, run.id)
    assert found is not None
    return found


def due(backend: Backend) -> list[RunId]:
    """What a relay would send now; not due again for an hour."""
    with backend.service() as uow:
        return list(uow.workflows.take_due(1000, 3600))


def ask(backend: Backend, run: Run, what: str) -> None:
    with backend.uow(backend.reader) as uow:
        (uow.workflows.ask_to_cancel if what == "cancel" else uow.workflows.ask_to_retry)(run.user_id, run.id, NOW)
        uow.commit()


def test_a_run_is_read_back_as_it_was_stored_and_by_its_owner_alone(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    run = new_run(user_id)
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(run, NOW)
        for _ in ("staged", "committed"):
            assert uow.workflows.get(user_id, run.id) == run
            assert uow.workflows.list_page(user_id, None, 10).items == (run,)
            uow.commit()
    other_id = backend.store_profile(backend.other).id
    with backend.uow(backend.other) as uow:
        assert uow.workflows.get(other_id, run.id) is None
        assert not uow.workflows.list_page(other_id, None, 10).items
        uow.workflows.ask_to_cancel(other_id, run.id, NOW)
        with pytest.raises(StaleVersionError):
            uow.commit()
    assert stored(backend, run) == run


def test_a_store_takes_every_kind_that_there_is(backend: Backend, start: Callable[..., Run]):
    for run in [start(kind=kind) for kind in Kind]:
        assert stored(backend, run) == run


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ASSESS_BATCH])
def test_a_person_may_ask_for_every_kind_that_is_no_part_of_another(backend: Backend, kind: Kind):
    run = new_run(backend.store_profile(backend.reader).id, kind)
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(run, NOW)
        uow.commit()
    assert stored(backend, run) == run


def test_a_run_takes_a_profile_and_an_id_that_is_free(backend: Backend, start: Callable[..., Run]):
    with backend.uow(backend.other) as uow:
        uow.workflows.add(new_run(backend.other.user_id), NOW)
        with pytest.raises(UserNotFoundError):
            uow.commit()
    run = start()
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(replace(new_run(run.user_id), id=run.id), NOW)
        with pytest.raises(ConflictError):
            uow.commit()
    assert stored(backend, run) == run


def test_a_run_that_is_not_committed_is_not_there_nor_is_its_message(backend: Backend):
    run = new_run(backend.store_profile(backend.reader).id)
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(run, NOW)
    assert due(backend) == []
    assert claim(backend, run.id) is None


def test_a_claim_has_the_run_for_so_long_and_nobody_else_has_it(backend: Backend, start: Callable[..., Run]):
    run = start()
    before = backend.clock.now()
    first = claim(backend, run.id)
    assert first is not None
    assert not first.is_cancelled
    lease_until = first.run.lease_until
    assert lease_until is not None
    # The server's clock, which is this machine's.
    assert before + timedelta(seconds=60) <= lease_until <= backend.clock.now() + timedelta(seconds=60)
    assert first.run == replace(run, version=2, claims=1, lease_until=lease_until) == stored(backend, run)
    assert claim(backend, run.id) is None
    assert claim(backend, RunId(uuid4())) is None
    assert stored(backend, run) == first.run


def test_of_workers_at_once_one_has_the_run(backend: Backend, start: Callable[..., Run]):
    run, got = start(), []
    assert all_at_once([lambda: got.append(claim(backend, run.id)) for _ in range(4)]) == [None] * 4
    assert len([one for one in got if one is not None]) == 1
    assert stored(backend, run).version == 2


def test_a_worker_that_does_not_come_back_is_counted_and_followed(backend: Backend, start: Callable[..., Run]):
    run = start()
    for number in (1, 2, 3):
        taken = claimed(backend, run.id, lease_s=0.05)
        assert (taken.claims, taken.version) == (number, number + 1)
        backend.clock.wait(0.2)
    save(backend, taken.done(OUTPUT, NOW))
    assert claimed(backend, run.id).claims == 1


def test_a_step_and_all_that_it_changed_are_stored_together(backend: Backend, start: Callable[..., Run]):
    run = start()
    document = new_document(run.user_id)
    with backend.service() as uow:
        next_ = claimed(backend, run.id).done(OUTPUT, NOW)
        uow.documents.add(document)
        uow.workflows.add_items([new_item(run, 0), new_item(run, 1, "wrong-magic")])
        uow.workflows.save(next_, NOW)
        for _ in ("staged", "committed"):
            assert uow.workflows.get(run.user_id, run.id) == next_
            assert uow.documents.get(run.user_id, document.id) == document
            assert uow.workflows.count_items(run.user_id, run.id) == {"": 1, "wrong-magic": 1}
            uow.commit()
    assert stored(backend, run) == next_
    assert stored(backend, run).output("extract") == OUTPUT


def test_a_worker_that_lost_its_lease_changes_nothing(backend: Backend, start: Callable[..., Run]):
    run = start()
    late = claimed(backend, run.id, lease_s=0.05)
    backend.clock.wait(0.2)
    held = claimed(backend, run.id)
    with backend.service() as uow:
        # Even where what it does first would fail as well: it is told that it is late.
        uow.workflows.add_items([new_item(run, 0), new_item(run, 0)])
        uow.documents.add(new_document(run.user_id))
        uow.workflows.save(late.done(OUTPUT, NOW), NOW)
        with pytest.raises(StaleVersionError):
            uow.commit()
        assert not uow.documents.list_page(run.user_id, None, 10).items
        assert uow.workflows.count_items(run.user_id, run.id) == {}
    assert stored(backend, run) == held
    assert due(backend) == []
    save(backend, held.done(OUTPUT, NOW))


def test_what_cannot_be_stored_undoes_the_step_too(backend: Backend, start: Callable[..., Run]):
    run = start()
    held = claimed(backend, run.id)
    with backend.service() as uow:
        uow.workflows.save(held.done(OUTPUT, NOW), NOW)
        uow.workflows.add_items([new_item(run, 0), new_item(run, 0)])
        with pytest.raises(ConflictError):
            uow.commit()
    assert stored(backend, run) == held
    assert due(backend) == []


def test_a_run_goes_on_and_back_and_ends(backend: Backend, start: Callable[..., Run]):
    run = start(parent=start())
    for change in (
        lambda run: run.done(OUTPUT, NOW),
        lambda run: run.failed(FAILURE, timedelta(0), NOW),
        lambda run: run.waiting({"so far": 3}, timedelta(0), NOW),
        lambda run: run.compensating(FAILURE, NOW),
        lambda run: run.undone(NOW),
        lambda run: run.dead_lettered(FAILURE, NOW),
    ):
        run = save(backend, change(claimed(backend, run.id)))
        assert stored(backend, run) == run
    assert claim(backend, run.id) is None


def test_a_run_that_goes_on_has_one_message_and_one_that_is_over_none(backend: Backend, start: Callable[..., Run]):
    run = start()
    assert due(backend) == [run.id]
    assert due(backend) == []
    save(backend, claimed(backend, run.id).done(OUTPUT, NOW))
    assert due(backend) == [run.id]
    done = save(backend, claimed(backend, run.id).done({}, NOW))
    assert done.state is RunState.COMPLETED
    assert due(backend) == []
    assert claim(backend, run.id) is None


def test_a_message_is_due_when_it_was_said_to_be_and_again_after_a_while(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    now, later, soon = new_run(user_id), new_run(user_id), new_run(user_id)
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(now, NOW - timedelta(minutes=1))
        uow.workflows.add(later, backend.clock.now() + timedelta(hours=1))
        uow.workflows.add(soon, NOW - timedelta(minutes=2))
        uow.commit()
    with backend.service() as uow:
        assert uow.workflows.take_due(1, 3600) == [soon.id]
        assert uow.workflows.take_due(10, 0.05) == [now.id]
        backend.clock.wait(0.2)
        assert uow.workflows.take_due(10, 3600) == [now.id]


def test_relays_at_once_take_each_message_once(backend: Backend):
    user_id = backend.store_profile(backend.reader).id
    runs = [new_run(user_id) for _ in range(40)]
    with backend.uow(backend.reader) as uow:
        for run in runs:
            uow.workflows.add(run, NOW)
        uow.commit()
    taken: list[RunId] = []
    while more := due_at_once(backend, relays=4, limit=5):
        taken += more
    assert sorted(taken) == sorted(run.id for run in runs)


def due_at_once(backend: Backend, relays: int, limit: int) -> list[RunId]:
    taken: list[RunId] = []

    def take() -> None:
        with backend.service() as uow:
            taken.extend(uow.workflows.take_due(limit, 3600))

    assert all_at_once([take] * relays) == [None] * relays
    return taken


def test_the_message_of_a_run_that_somebody_has_waits_for_the_lease_and_a_little(
    backend: Backend, start: Callable[..., Run]
):
    run = start()
    claimed(backend, run.id, lease_s=0.05)
    assert due(backend) == []
    backend.clock.wait(5.5)
    assert due(backend) == [run.id]


def test_a_run_that_waits_is_nobodys_until_then(backend: Backend, start: Callable[..., Run]):
    run = start()
    waiting = claimed(backend, run.id).waiting({"so far": 3}, timedelta(0), backend.clock.now())
    save(backend, replace(waiting, not_before=backend.clock.now() + timedelta(hours=1)))
    assert claim(backend, run.id) is None
    soon = new_run(run.user_id)
    with backend.uow(backend.reader) as uow:
        uow.workflows.add(replace(soon, not_before=backend.clock.now() + timedelta(seconds=0.1)), NOW)
        uow.commit()
    backend.clock.wait(0.4)
    assert claim(backend, soon.id) is not None


def test_a_cancellation_holds_whatever_the_version_and_is_not_waited_for(backend: Backend, start: Callable[..., Run]):
    run = start()
    held = claimed(backend, run.id)
    ask(backend, run, "cancel")
    assert stored(backend, run) == replace(held, is_cancelled=True)
    assert due(backend) == [run.id]
    # The worker knew nothing of it.
    save(backend, replace(held.done(OUTPUT, NOW), not_before=backend.clock.now() + timedelta(hours=1)))
    assert due(backend) == [run.id]
    found = claim(backend, run.id)
    assert found is not None
    assert found.is_cancelled
    assert found.run.is_cancelled
    # What is undone sits its waits out.
    save(backend, replace(found.run.compensating(FAILURE, NOW), not_before=backend.clock.now() + timedelta(hours=1)))
    assert claim(backend, run.id) is None


def test_a_part_is_cancelled_with_the_run_that_it_is_a_part_of(backend: Backend, start: Callable[..., Run]):
    parent = start(kind=Kind.BULK_ASSESS)
    later = backend.clock.now() + timedelta(hours=1)
    part = start(kind=Kind.ASSESS_BATCH, parent=parent, not_before=later)
    assert claim(backend, part.id) is None
    ask(backend, parent, "cancel")
    found = claim(backend, part.id)
    assert found is not None
    assert found.is_cancelled
    assert not found.run.is_cancelled


def test_a_run_that_is_over_is_not_cancelled_and_one_that_goes_on_or_is_done_not_retried(
    backend: Backend, start: Callable[..., Run]
):
    run = start()
    with pytest.raises(StaleVersionError):
        ask(backend, run, "retry")
    save(backend, claimed(backend, run.id).done(OUTPUT, NOW))
    done = save(backend, claimed(backend, run.id).done({}, NOW))
    for what in ("cancel", "retry"):
        with pytest.raises(StaleVersionError):
            ask(backend, run, what)
    with pytest.raises(StaleVersionError):
        ask(backend, replace(run, id=RunId(uuid4())), "cancel")
    assert stored(backend, run) == done
    assert due(backend) == []


@pytest.mark.parametrize("over", [RunState.DEAD_LETTERED, RunState.COMPENSATED])
def test_a_retry_is_taken_up_and_ends_a_cancellation(backend: Backend, start: Callable[..., Run], over: RunState):
    run = start()
    ask(backend, run, "cancel")
    held = claimed(backend, run.id)
    if over is RunState.COMPENSATED:
        held = save(backend, held.compensating(FAILURE, NOW))
        ended = claimed(backend, run.id).undone(NOW)
    else:
        ended = held.dead_lettered(FAILURE, NOW)
    assert ended.state is over
    save(backend, ended)
    due(backend)
    assert claim(backend, run.id) is None
    with backend.uow(backend.reader) as uow:
        uow.workflows.ask_to_retry(run.user_id, run.id, NOW)
        for _ in ("staged", "committed"):
            assert uow.workflows.get(run.user_id, run.id) == replace(ended, is_retried=True)
            uow.commit()
    assert due(backend) == [run.id]
    found = claim(backend, run.id)
    assert found is not None
    assert not found.is_cancelled
    assert (found.run.is_retried, found.run.is_cancelled) == (True, False)
    assert claim(backend, run.id) is None
    again = save(backend, found.run.redriven(timedelta(hours=1), NOW))
    assert stored(backend, run) == again
    assert not again.state.is_over


def test_what_was_asked_for_does_not_change_with_what_became_of_it(backend: Backend, start: Callable[..., Run]):
    run = start()
    held = claimed(backend, run.id)
    save(backend, replace(held.done(OUTPUT, NOW), kind=Kind.ERASE_USER, input={}, created_at=NOW + timedelta(days=1)))
    found = stored(backend, run)
    assert (found.kind, found.input, found.created_at) == (run.kind, run.input, run.created_at)


def test_runs_are_paged_newest_first_without_their_parts(backend: Backend, start: Callable[..., Run]):
    runs = [start() for _ in range(3)]
    start(kind=Kind.ASSESS_BATCH, parent=runs[0])
    with backend.uow(backend.reader) as uow:
        uow.workflows.ask_to_cancel(runs[1].user_id, runs[1].id, NOW)
        uow.workflows.add(newest := new_run(runs[0].user_id), NOW)
        expected = [newest, runs[2], replace(runs[1], is_cancelled=True), runs[0]]
        for _ in ("staged", "committed"):
            first = uow.workflows.list_page(newest.user_id, None, 2)
            second = uow.workflows.list_page(newest.user_id, first.next_key, 2)
            assert [*first.items, *second.items] == expected
            assert second.next_key is None
            uow.commit()


def test_parts_and_runs_that_go_on_are_counted(backend: Backend, start: Callable[..., Run]):
    parent, another = start(kind=Kind.BULK_ASSESS), start()
    start(backend.store_profile(backend.other).id)
    parts = [start(kind=Kind.ASSESS_BATCH, parent=parent) for _ in range(3)]
    save(backend, claimed(backend, parts[0].id).dead_lettered(FAILURE, NOW))
    with backend.service() as uow:
        running = claimed(backend, parts[1].id).done(OUTPUT, NOW)
        uow.workflows.save(running, NOW)
        uow.workflows.add(new_run(parent.user_id, Kind.ASSESS_BATCH, parent), NOW)
        for _ in ("staged", "committed"):
            counts = uow.workflows.count_parts(parent.user_id, parent.id)
            assert counts == {RunState.DEAD_LETTERED: 1, RunState.RUNNING: 1, RunState.QUEUED: 2}
            assert uow.workflows.count_active(parent.user_id, parent.id) == 4
            assert uow.workflows.count_active(parent.user_id, parts[0].id) == 5
            assert uow.workflows.count_parts(parent.user_id, another.id) == {}
            uow.commit()
        save(backend, claimed(backend, running.id).done({}, NOW))
        assert uow.workflows.count_active(parent.user_id, parent.id) == 3


def test_parts_in_some_states_are_listed_newest_first_a_page_at_a_time(backend: Backend, start: Callable[..., Run]):
    parent, another = start(kind=Kind.BULK_ASSESS), start(kind=Kind.BULK_ASSESS)
    parts = [start(kind=Kind.ASSESS_BATCH, parent=parent) for _ in range(4)]
    save(backend, claimed(backend, start(kind=Kind.ASSESS_BATCH, parent=another).id).dead_lettered(FAILURE, NOW))
    dead = [save(backend, claimed(backend, part.id).dead_lettered(FAILURE, NOW)) for part in parts[:2]]
    states = (RunState.DEAD_LETTERED, RunState.RUNNING)
    with backend.service() as uow:
        running = claimed(backend, parts[2].id).waiting({}, timedelta(0), NOW)
        uow.workflows.save(running, NOW)
        for _ in ("staged", "committed"):
            first = uow.workflows.list_parts(parent.user_id, parent.id, states, None, 2)
            second = uow.workflows.list_parts(parent.user_id, parent.id, states, first.next_key, 2)
            assert [*first.items, *second.items] == [running, *dead[::-1]]
            assert second.next_key is None
            assert uow.workflows.list_parts(parent.user_id, parent.id, (RunState.COMPLETED,), None, 2).items == ()
            uow.commit()


def test_hundreds_of_parts_begin_in_one_commit(backend: Backend, start: Callable[..., Run]):
    parent = start(kind=Kind.BULK_ASSESS)
    parts = [new_run(parent.user_id, Kind.ASSESS_BATCH, parent) for _ in range(200)]
    with backend.service() as uow:
        for part in parts:
            uow.workflows.add(part, NOW)
        uow.workflows.save(claimed(backend, parent.id).waiting({}, timedelta(0), NOW), NOW)
        uow.commit()
        assert uow.workflows.count_parts(parent.user_id, parent.id) == {RunState.QUEUED: 200}
    assert set(due(backend)) == {parent.id, *(part.id for part in parts)}


def test_dead_letters_of_everybody_are_listed_newest_first(backend: Backend, start: Callable[..., Run]):
    other_id = backend.store_profile(backend.other).id
    dead = [
        save(backend, claimed(backend, start(owner).id).dead_lettered(FAILURE, NOW)) for owner in (None, other_id, None)
    ]
    start()
    with backend.service() as uow:
        first = uow.workflows.list_dead(None, 2)
        second = uow.workflows.list_dead(first.next_key, 2)
    assert [*first.items, *second.items] == dead[::-1]
    assert second.next_key is None


@pytest.mark.parametrize("seconds", [0, -1, 3601, float("nan")])
def test_no_lease_is_shorter_than_nothing_or_longer_than_an_hour(backend: Backend, seconds: float):
    with backend.service() as uow:
        with pytest.raises(ValueError, match="3600"):
            uow.workflows.claim(RunId(uuid4()), seconds)
        with pytest.raises(ValueError, match="3600"):
            uow.workflows.take_due(1, seconds)
        with pytest.raises(ValueError, match="1000"):
            uow.workflows.take_due(1001, 60)
