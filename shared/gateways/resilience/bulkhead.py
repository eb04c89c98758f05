"""How many calls of this process may be on their way to one dependency, so that a slow one does not take them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from shared.domain.errors import BulkheadFullError
from shared.gateways.resilience.deadline import Deadline


class Bulkhead:
    """Args:
    places: how many calls at once, at least 1.
    wait_s: how long one waits for a place; no longer than its deadline.
    """

    def __init__(self, name: str, places: int, wait_s: float) -> None:
        self._name = name
        self._places = BoundedSemaphore(places)
        self._wait_s = wait_s

    @contextmanager
    def place(self, deadline: Deadline) -> Iterator[None]:
        """One of the places, for the block.

        Raises:
            BulkheadFullError: none came free in time.
        """
        if not self._places.acquire(timeout=deadline.sooner(self._wait_s).remaining_s()):
            raise BulkheadFullError(f"{self._name} is busy: try again in a few seconds")
        try:
            yield
        finally:
            self._places.release()
