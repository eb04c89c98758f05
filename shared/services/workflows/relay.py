"""What heals: messages that were lost or never sent are sent again, and objects go whose documents are gone."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.document import range_of_key
from shared.gateways.object_store import ObjectStore
from shared.gateways.queue import Wake, WorkQueue
from shared.unit_of_work.abstract import UnitOfWork

# As many as a commit of the store can be asked for at once.
MESSAGES_A_ROUND = 500
OBJECTS_A_ROUND = 100
# How long a message that the relay sent is not due again: it may wait behind thousands of others.
AGAIN_AFTER_S = 600.0
# A round begins only with so much time left.
ROUND_S = 5.0

_log = logging.getLogger("skillpath.workflows")


@dataclass(frozen=True, slots=True)
class Healed:
    """Attributes:
    sent: messages.
    swept: keys of objects.
    """

    sent: int
    swept: int


def heal(uow: UnitOfWork, queue: WorkQueue, objects: ObjectStore, seconds_left: Callable[[], float]) -> Healed:
    """Both, the messages first; objects are swept though the queue is away.

    Args:
        uow: with the service's rights.

    Raises:
        UnavailableError: as `send_due` and `sweep_objects` say.
    """
    try:
        sent = send_due(uow, queue, seconds_left)
    finally:
        swept = sweep_objects(uow, objects, seconds_left)
    if sent or swept:
        _log.info("%d messages that were due are sent, %d objects of erased documents are gone", sent, swept)
    return Healed(sent, swept)


def send_due(uow: UnitOfWork, queue: WorkQueue, seconds_left: Callable[[], float]) -> int:
    """Send what the outbox holds and is due, while there is time; how many messages were sent.

    Args:
        uow: with the service's rights.

    Raises:
        QueueUnavailableError: the queue took less than it was given; the rest is due again later.
        StoreUnavailableError: the store does not answer.
    """
    sent = 0
    while seconds_left() > ROUND_S:
        with uow:
            due = uow.workflows.take_due(MESSAGES_A_ROUND, AGAIN_AFTER_S)
        queue.send([Wake(run_id) for run_id in due])
        sent += len(due)
        if len(due) < MESSAGES_A_ROUND:
            break
    return sent


def sweep_objects(uow: UnitOfWork, objects: ObjectStore, seconds_left: Callable[[], float]) -> int:
    """Delete, with all their versions, objects whose documents were erased or are gone; how many keys were swept.

    Args:
        uow: with the service's rights.

    Raises:
        UnavailableError: a store does not answer; what was deleted and not forgotten is looked for again.
    """
    swept = 0
    while seconds_left() > ROUND_S:
        with uow:
            keys = uow.erasures.list_doomed(OBJECTS_A_ROUND)
            deleted = []
            for key in keys:
                if seconds_left() <= ROUND_S or not _delete(key, objects, seconds_left):
                    break
                deleted.append(key)
            uow.erasures.forget_doomed(deleted)
            uow.commit()
        swept += len(deleted)
        if len(keys) < OBJECTS_A_ROUND:
            break
    return swept


def _delete(key: str, objects: ObjectStore, seconds_left: Callable[[], float]) -> bool:
    """Whether all that the key stands for is deleted now: a range of keys can be more than there is time for."""
    range_ = range_of_key(key)
    if range_ is None:
        objects.delete(key)
        return True
    while objects.delete_some(*range_):
        if seconds_left() <= ROUND_S:
            return False
    return True
