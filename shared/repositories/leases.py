"""Who may take up a run, and for how long: what `public.claim_run` does on Postgres, for stores without it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.domain.workflow import Run, RunState
from shared.repositories.abstract import Claim

# How long after the lease the relay sends the message again, where the worker has not been heard of.
GRACE = timedelta(seconds=5)

ACTIVE = tuple(state for state in RunState if not state.is_over)
# What a run can be retried from, once it is over.
RETRYABLE = (RunState.COMPENSATED, RunState.DEAD_LETTERED)


class Lease(NamedTuple):
    """Attributes:
    due_at: when the relay sends the run's message next.
    """

    claim: Claim
    due_at: datetime


def is_settled(run: Run) -> bool:
    """Whether it is over and not to be retried, so that nothing is to be sent of it."""
    return run.state.is_over and not (run.is_retried and run.state in RETRYABLE)


def take_up(run: Run, *, is_parent_cancelled: bool, lease_s: float, now: datetime) -> Lease | None:
    """The run as whoever claims it has it; None where nobody can."""
    if is_settled(run):
        return None
    if run.state.is_over:
        # Asked for after it was cancelled: what was wanted last holds.
        run = replace(run, is_cancelled=False)
    is_cancelled = run.is_cancelled or is_parent_cancelled
    if run.lease_until is not None and run.lease_until > now:
        return None
    # What was cancelled does not sit out a wait; what is undone does.
    hurries = is_cancelled and run.state in (RunState.QUEUED, RunState.RUNNING)
    if run.not_before > now and not hurries:
        return None
    until = now + timedelta(seconds=lease_s)
    claimed = replace(run, lease_until=until, claims=run.claims + 1, version=run.version + 1)
    return Lease(Claim(claimed, is_cancelled), until + GRACE)
