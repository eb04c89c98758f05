"""Files and messages behind their guards: bounded in number and time, tried again, and left alone while they fail.

A call ends by the deadline that it stands in (`deadline.within`): the ports have no argument for it.
"""

from collections.abc import Sequence

from shared.gateways.object_store import ObjectReader, ObjectStore, StoredObject
from shared.gateways.queue import Wake, WorkQueue
from shared.gateways.resilience.deadline import current
from shared.gateways.resilience.guard import Guard

# With its tries and waits; a deadline of the call comes first where it is sooner.
CALL_S = 30.0
# Deleting all versions of everything is as many requests as there are thousands of them.
SWEEP_S = 120.0


class GuardedObjectStore:
    """Args:
    sweeps: for deletions of whatever there is, of which one may take long and is tried again by whoever asks.
    """

    def __init__(self, objects: ObjectStore, guard: Guard, sweeps: Guard) -> None:
        self._objects = objects
        self._guard = guard
        self._sweeps = sweeps

    def find(self, key: str) -> StoredObject | None:
        return self._guard.call(lambda _: self._objects.find(key), current(CALL_S))

    def read(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        return self._guard.call(lambda _: self._objects.read(key, start, end), current(CALL_S))

    def write(self, key: str, data: bytes, content_type: str) -> None:
        self._guard.call(lambda _: self._objects.write(key, data, content_type), current(CALL_S))

    def delete(self, key: str) -> int:
        return self._guard.call(lambda _: self._objects.delete(key), current(CALL_S))

    def delete_some(self, prefix: str, last: str) -> int:
        return self._guard.call(lambda _: self._objects.delete_some(prefix, last), current(CALL_S))

    def delete_all(self, prefix: str) -> int:
        return self._sweeps.call(lambda _: self._objects.delete_all(prefix), current(SWEEP_S))

    def close(self) -> None:
        """Let go of its connections."""
        getattr(self._objects, "close", lambda: None)()


class GuardedObjectReader:
    """As GuardedObjectStore, of what only reads."""

    def __init__(self, objects: ObjectReader, guard: Guard) -> None:
        self._objects = objects
        self._guard = guard

    def read(self, key: str) -> bytes:
        return self._guard.call(lambda _: self._objects.read(key), current(CALL_S))


class GuardedWorkQueue:
    """A message that is not taken stays in the outbox: so one try is enough."""

    def __init__(self, queue: WorkQueue, guard: Guard) -> None:
        self._queue = queue
        self._guard = guard

    def send(self, wakes: Sequence[Wake]) -> None:
        if wakes:
            self._guard.call(lambda _: self._queue.send(wakes), current(CALL_S))
