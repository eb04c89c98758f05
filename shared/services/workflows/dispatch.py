"""The messages by which runs are taken up: when one is sent, and when the relay sends it instead."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from shared.domain.errors import QueueUnavailableError
from shared.domain.workflow import Run
from shared.gateways.queue import MAX_DELAY_S, Wake, WorkQueue

# How long the relay leaves a message alone that was sent already.
GRACE = timedelta(seconds=60)

_log = logging.getLogger("skillpath.workflows")


def relay_at(run: Run, now: datetime) -> datetime:
    """From when on the relay sends the run's message: where whoever stores the run has not, or in vain."""
    return max(run.not_before, now) + (GRACE if _is_near(run, now) else timedelta())


def wakes_of(run: Run, now: datetime) -> Sequence[Wake]:
    """The message that whoever stored the run sends: none where it is over, or goes on later than a queue keeps one."""
    if run.state.is_over or not _is_near(run, now):
        return ()
    return (Wake(run.id, max(0, ceil((run.not_before - now).total_seconds()))),)


def send_wakes(queue: WorkQueue, wakes: Sequence[Wake]) -> None:
    """As far as the queue takes them: what it does not, the relay sends."""
    if not wakes:
        return
    try:
        queue.send(wakes)
    except QueueUnavailableError as error:
        _log.warning("%d messages are left to the relay: %s", len(wakes), error.code)


def _is_near(run: Run, now: datetime) -> bool:
    return run.not_before - now <= timedelta(seconds=MAX_DELAY_S)
