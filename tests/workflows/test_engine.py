from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from shared.domain.document_text import RejectionCode
from shared.domain.errors import (
    DeadlineExceededError,
    DocumentRefusedError,
    InvalidInputError,
    QueueUnavailableError,
    SkillpathError,
    StaleVersionError,
    StoreUnavailableError,
    WorkflowStateError,
)
from shared.domain.ids import RunId, new_id
from shared.domain.workflow import Kind, Run, RunState
from shared.gateways.queue import MAX_DELAY_S, Wake
from shared.services.workflows import engine, relay
from shared.services.workflows.definitions import (
    Attempt,
    Definition,
    Outcome,
    RetryPolicy,
    StepDefinition,
    nothing_to_undo,
)
from shared.services.workflows.dispatch import GRACE, relay_at, wakes_of
from shared.services.workflows.failures import failure_of, is_final
from shared.services.workflows.kinds import DEFINITIONS, LONGEST_STEP_S
from tests.workflows.world import CV, NOW, WORKER_S


def test_delays_are_spread_over_all_of_a_range_that_doubles_up_to_its_cap():
    policy = RetryPolicy(base_s=2, cap_s=10)
    assert [policy.delay(attempts, 0.999999).total_seconds() for attempts in (1, 2, 3, 4, 9)] == pytest.approx(
        [2, 4, 8, 10, 10], abs=1e-4
    )
    assert {policy.delay(attempts, 0.0) for attempts in (1, 5)} == {timedelta()}


def test_every_kind_is_defined_with_steps_whose_leases_fit_into_a_worker():
    assert set(DEFINITIONS) == set(Kind)
    for kind, definition in DEFINITIONS.items():
        assert definition.kind is kind
        assert len(set(definition.step_names)) == len(definition.steps)
    assert LONGEST_STEP_S + engine.MARGIN_S < WORKER_S
    # A batch is no longer at work than what it is a part of, and an erasure outlasts whatever it stops.
    assert DEFINITIONS[Kind.ERASE_USER].lasts > DEFINITIONS[Kind.BULK_ASSESS].lasts


def test_a_message_is_sent_when_the_run_is_due_and_by_the_relay_a_minute_later(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    assert (wakes_of(run, NOW), relay_at(run, NOW)) == ((Wake(run.id, 0),), NOW + GRACE)
    later = replace(run, not_before=NOW + timedelta(seconds=1.2))
    assert (wakes_of(later, NOW), relay_at(later, NOW)) == ((Wake(run.id, 2),), later.not_before + GRACE)
    # Longer than a queue keeps a message, the relay alone sends it.
    far = replace(run, not_before=NOW + timedelta(seconds=MAX_DELAY_S + 1))
    assert (wakes_of(far, NOW), relay_at(far, NOW)) == ((), far.not_before)
    assert wakes_of(replace(run, state=RunState.COMPLETED), NOW) == ()


def test_too_little_time_claims_nothing(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    with pytest.raises(DeadlineExceededError):
        engine.work(run.id, world.watched.uow(), world.tools, engine.MARGIN_S + engine.LEAST_LEASE_S - 0.1)
    assert world.get(run) == run


@pytest.mark.parametrize(("remaining_s", "lease_s"), [(20.0, 17.0), (63.0, 60.0), (900.0, LONGEST_STEP_S)])
def test_a_lease_is_what_is_left_of_the_worker_but_no_longer_than_any_step(world, ann, remaining_s, lease_s):
    run = world.start_plan(ann, world.upload(ann, CV))
    seen = []

    def note(data, content_type):
        seen.append((world.get(run).lease_until - world.watched.now()).total_seconds())
        raise StoreUnavailableError("now")

    world.read_document = note
    engine.work(run.id, world.watched.uow(), world.tools, remaining_s)
    assert seen == [lease_s]


@pytest.mark.parametrize(("remaining_s", "left_s"), [(20.0, 17.0), (900.0, 60.0)])
def test_an_action_is_told_by_when_it_is_to_be_over(world, ann, monkeypatch, remaining_s, left_s):
    seen = []

    def act(attempt: Attempt) -> Outcome:
        seen.append((attempt.seconds_left, attempt.is_last))
        return Outcome()

    only = Definition(Kind.CV_TO_PLAN, (StepDefinition("extract", act, None, timeout_s=60),), timedelta(hours=1))
    monkeypatch.setitem(DEFINITIONS, Kind.CV_TO_PLAN, only)
    run = world.start_plan(ann, world.upload(ann, CV))
    engine.work(run.id, world.watched.uow(), world.tools, remaining_s)
    assert seen == [(left_s, False)]
    assert world.get(run).state is RunState.COMPLETED


def test_a_new_kind_is_a_definition_and_nothing_else(world, ann, monkeypatch):
    done = []

    def act(attempt):
        done.append(attempt.run.step.name)
        return Outcome({"n": len(done)})

    steps = tuple(StepDefinition(name, act, nothing_to_undo) for name in ("one", "two", "three"))
    monkeypatch.setitem(DEFINITIONS, Kind.ERASE_USER, Definition(Kind.ERASE_USER, steps, timedelta(hours=1)))
    run = world.start_erasure(ann)
    world.settle()
    assert (done, world.get(run).result) == (["one", "two", "three"], {"n": 3})


def test_a_step_that_is_no_more_is_for_somebody_to_look_at(world, ann, monkeypatch):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.work(run.id)
    definition = DEFINITIONS[Kind.CV_TO_PLAN]
    without = replace(definition, steps=tuple(step for step in definition.steps if step.name != "assess"))
    monkeypatch.setitem(DEFINITIONS, Kind.CV_TO_PLAN, without)
    world.settle()
    after = world.get(run)
    assert (after.state, after.failure.code) == (RunState.DEAD_LETTERED, "workflow-state")


def test_a_run_that_somebody_made_up_ends_too(world, ann):
    """A signed-in user can write one without the functions, as row level security lets them."""
    for kind, steps, values in (
        (Kind.CV_TO_PLAN, ("publish",), {}),
        (Kind.ASSESS_DOCUMENT, ("publish",), {"document_id": str(new_id())}),
        (Kind.CV_TO_PLAN, ("plan", "assess"), {"document_id": 7, "role_id": "x"}),
        (Kind.BULK_ASSESS, ("summarise",), {"document_id": str(new_id())}),
        (Kind.ERASE_USER, ("rows",), {}),
        (Kind.CV_TO_PLAN, ("rm -rf",), {}),
    ):
        made = Run.new(ann, kind, values, steps, timedelta(days=900), world.watched.now())
        with world.watched.uow() as uow:
            uow.workflows.add(made, world.watched.now())
            uow.commit()
    world.settle()
    seen = world.watched.look()
    assert {run.state for run in seen.runs.values()} <= {RunState.COMPENSATED, RunState.DEAD_LETTERED}
    assert seen.users == {ann}


def test_what_another_attempt_cannot_mend_is_told_from_what_it_may():
    assert is_final(InvalidInputError("x"))
    assert is_final(WorkflowStateError("x"))
    assert is_final(DocumentRefusedError(RejectionCode.BOMB, "x"))
    for passing in (StaleVersionError("x"), StoreUnavailableError("x"), ValueError("x"), SkillpathError("x")):
        assert not is_final(passing)


@pytest.mark.parametrize("error", [InvalidInputError, StaleVersionError, StoreUnavailableError, ValueError, KeyError])
def test_a_stored_failure_holds_none_of_an_errors_own_words(error):
    failure = failure_of(error("Ann O'Neil, ann@example.org"))
    assert failure.code
    assert failure.message
    assert "O'Neil" not in str(failure)


def test_a_refusal_is_stored_by_its_reason_without_its_words():
    failure = failure_of(DocumentRefusedError(RejectionCode.NO_TEXT, "cv of Ann O'Neil"))
    assert failure.code == "no-text"
    assert "O'Neil" not in failure.message


def test_a_relay_sends_all_that_is_due_round_by_round_and_once(world, ann, monkeypatch):
    monkeypatch.setattr(relay, "MESSAGES_A_ROUND", 3)
    document = world.upload(ann, CV)
    runs = {world.start_plan(ann, document).id for _ in range(8)}
    world.queue.waiting.clear()
    assert world.relay() == 0
    world.watched.wait(GRACE.total_seconds())
    assert world.relay() == 8
    assert {message.wake.run_id for message in world.queue.waiting} == runs
    assert world.relay() == 0


def test_a_relay_that_the_queue_refuses_comes_again(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    world.queue.waiting.clear()
    world.watched.wait(GRACE.total_seconds())
    world.queue.is_down = True
    with pytest.raises(QueueUnavailableError):
        world.relay()
    world.queue.is_down = False
    world.watched.wait(relay.AGAIN_AFTER_S)
    assert world.relay() == 1
    assert [message.wake.run_id for message in world.queue.waiting] == [run.id]


def test_a_sweep_stops_in_time_and_forgets_what_it_deleted_alone(world, ann):
    documents = [world.upload(ann, CV) for _ in range(4)]
    with world.watched.uow() as uow:
        for document in documents:
            uow.documents.update(document.received(NOW).erased(NOW))
        uow.commit()
    left = iter([60.0, 60.0, 60.0, 60.0, 1.0, 1.0])
    assert relay.sweep_objects(world.watched.uow(), world.objects, lambda: next(left)) == 3
    assert len(world.watched.look().doomed) == 5
    assert world.sweep() == 5
    assert world.objects.keys() == []


def test_a_range_is_swept_a_thousand_objects_at_a_time_and_forgotten_when_none_is_left(world, ann):
    ids = [UUID(int=number) for number in range(2_500)]
    for document_id in ids:
        world.objects.write(f"users/{ann}/documents/{document_id}", b"x", "text/plain")
    world.watched.store._tables.doomed[f"users/{ann}/documents/..{ids[-2]}"] = None
    left = iter([60.0, 60.0, 60.0, 1.0, 1.0])
    assert relay.sweep_objects(world.watched.uow(), world.objects, lambda: next(left)) == 0
    assert (len(world.objects.keys()), len(world.watched.look().doomed)) == (500, 1)
    assert world.sweep() == 1
    assert (world.objects.keys(), world.watched.look().doomed) == ([f"users/{ann}/documents/{ids[-1]}"], [])


def test_a_retry_that_crosses_a_cancellation_is_told_so(world, ann):
    run = world.start_plan(ann, world.upload(ann, CV))
    with pytest.raises(WorkflowStateError):
        world.retry(ann, run.id)
    world.settle()
    with pytest.raises(WorkflowStateError):
        world.cancel(ann, run.id)
    with pytest.raises(WorkflowStateError):
        world.retry(ann, run.id)


def test_a_run_has_progress_for_what_is_done_and_a_share_for_what_goes_on():
    definition = DEFINITIONS[Kind.BULK_ASSESS]
    steps = definition.step_names
    run = Run.new(UUID(int=1), Kind.BULK_ASSESS, {}, steps, definition.lasts, NOW)
    assert definition.progress(run) == 0
    split = run.done({"parts": 4}, NOW)
    assert definition.progress(split) == round(1 / 22, 4)
    assert definition.progress(split.waiting({"progress": 0.5}, timedelta(), NOW)) == 0.5
    assert definition.progress(split.done({}, NOW).done({}, NOW)) == 1


def test_a_wake_of_nothing_that_is_known_is_dropped(world):
    assert world.work(RunId(new_id())) is None
