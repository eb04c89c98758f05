"""One step of one run: claimed, decided, done or undone, and stored in one commit with all that it changed.

Whatever crashes: before the commit nothing happened, and after it everything did; the run's message in the outbox has a
worker take it up again. A worker that lost its lease commits nothing, as the run has another version by then.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.errors import DeadlineExceededError, StaleVersionError
from shared.domain.ids import RunId
from shared.domain.workflow import Failure, Run, RunState
from shared.gateways.queue import Wake
from shared.gateways.resilience.deadline import Deadline, within
from shared.gateways.resilience.retries import retried_by_the_caller
from shared.repositories.abstract import Claim
from shared.services.counts import count_all
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition
from shared.services.workflows.dispatch import relay_at, send_wakes, wakes_of
from shared.services.workflows.failures import (
    CANCELLED,
    DEADLINE_PASSED,
    WORKER_DIED,
    failure_of,
    is_final,
    is_kept,
    log_failure,
)
from shared.services.workflows.kinds import DEFINITIONS, LONGEST_STEP_S
from shared.services.workflows.tools import Tools
from shared.telemetry.record import Count, count, note
from shared.telemetry.spans import span
from shared.unit_of_work.abstract import UnitOfWork

# Of a worker's time, what an action may not have: it is for storing what came of it.
MARGIN_S = 3.0
# Less is not worth beginning with.
LEAST_LEASE_S = 5.0


def work(run_id: RunId, uow: UnitOfWork, tools: Tools, remaining_s: float) -> Run | None:
    """Take the run up and do what is to be done next, once.

    Two round trips, and what the action reads.

    Args:
        uow: with the service's rights.
        remaining_s: how long this worker has left.

    Returns:
        The run as it is stored now; None where there was nothing to take up, or somebody else has it by now.

    Raises:
        DeadlineExceededError: too little time is left to begin.
        UnavailableError: the store does not answer; the outbox still holds the run's message.
    """
    lease_s = min(LONGEST_STEP_S, remaining_s - MARGIN_S)
    if lease_s < LEAST_LEASE_S:
        raise DeadlineExceededError("too little time is left to begin a step")
    with uow:
        claim = uow.workflows.claim(run_id, lease_s)
    if claim is None:
        return None
    try:
        run, wakes = _advance(claim, uow, tools, lease_s)
    except Exception as error:  # noqa: BLE001 - an action may raise anything: it counts as an attempt that failed
        log_failure(claim.run, error)
        failed = _store_failure(claim.run, error, uow, tools)
        if failed is None:
            return None
        run, wakes = failed, ()
    if run.state.is_over:
        count(Count.WORKFLOWS_ENDED, outcome=run.state.value)
    send_wakes(tools.queue, (*map(Wake, wakes), *wakes_of(run, tools.clock())))
    return run


def _advance(claim: Claim, uow: UnitOfWork, tools: Tools, lease_s: float) -> tuple[Run, Sequence[RunId]]:
    """The run after this step, stored; and other runs that have something to do now."""
    now = tools.clock()
    run = claim.run.begun(now)
    note(run_id=str(run.id), kind=run.kind.value, step=run.step.name)
    definition = DEFINITIONS[run.kind]
    step = definition.step(run.step.name)
    if (decided := _decide(run, definition, step, claim.is_cancelled, now)) is not None:
        with uow:
            uow.workflows.save(decided, relay_at(decided, now))
            uow.commit()
        return decided, ()
    deadline = now + timedelta(seconds=min(step.timeout_s, lease_s))
    is_last = run.step.attempts + 1 >= step.retry.max_attempts
    with uow:
        attempt = Attempt(run, uow, tools, now, deadline, is_last)
        # The step is what is tried again; a call within it that tried again too would make that many times more.
        with within(Deadline.after(attempt.seconds_left)), retried_by_the_caller(), span(f"{run.kind} {step.name}"):
            after, outcome = _undo(attempt, step) if run.state is RunState.COMPENSATING else _do(attempt, step)
        uow.workflows.save(after, relay_at(after, after.updated_at))
        uow.commit()
    count_all(outcome.counts)
    return after, outcome.wakes


def _decide(run: Run, definition: Definition, step: StepDefinition, is_cancelled: bool, now: datetime) -> Run | None:
    """What follows without doing anything; None where there is something to do."""
    if run.state.is_over:
        # It would not have been claimed, had nobody asked for it.
        return run.redriven(definition.lasts, now)
    if run.claims > step.retry.max_attempts:
        return _give_up(run, definition, WORKER_DIED, now)
    if run.state is RunState.COMPENSATING:
        return None
    if is_cancelled and definition.can_undo(run):
        return run.compensating(CANCELLED, now)
    return _give_up(run, definition, DEADLINE_PASSED, now) if now >= run.deadline else None


def _do(attempt: Attempt, step: StepDefinition) -> tuple[Run, Outcome]:
    outcome = step.action(attempt)
    now = attempt.tools.clock()
    if outcome.again_after is not None:
        return attempt.run.waiting(outcome.output, outcome.again_after, now), outcome
    return attempt.run.done(outcome.output, now), outcome


def _undo(attempt: Attempt, step: StepDefinition) -> tuple[Run, Outcome]:
    # A step that cannot be undone is on the way back only where it had not begun.
    delay = step.compensation(attempt) if step.compensation is not None else None
    now = attempt.tools.clock()
    if delay is not None:
        return attempt.run.waiting(attempt.run.step.output, delay, now), Outcome()
    return attempt.run.undone(now), Outcome()


def _store_failure(run: Run, error: Exception, uow: UnitOfWork, tools: Tools) -> Run | None:
    """The run after an attempt that failed; None where somebody else has it by now."""
    now = tools.clock()
    definition = DEFINITIONS[run.kind]
    step = definition.step(run.step.name)
    failure = failure_of(error)
    is_undoing = run.state is RunState.COMPENSATING
    attempts = run.step.attempts + 1
    if is_kept(error):
        after = run.begun(now).dead_lettered(failure, now)
    elif attempts >= step.retry.max_attempts or (is_final(error) and not is_undoing):
        after = _give_up(run, definition, failure, now)
    else:
        after = run.begun(now).failed(failure, step.retry.delay(attempts, tools.chance()), now)
    with uow:
        try:
            uow.workflows.save(after, relay_at(after, now))
            uow.commit()
        except StaleVersionError:
            return None
    return after


def _give_up(run: Run, definition: Definition, failure: Failure, now: datetime) -> Run:
    """Back, where there is a way back."""
    if run.state is not RunState.COMPENSATING and definition.can_undo(run):
        return run.compensating(failure, now)
    return run.dead_lettered(failure, now)
