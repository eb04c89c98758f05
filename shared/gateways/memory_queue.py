"""Messages in this process's memory, as long as it lives: for tests, and for a store in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from shared.domain.errors import QueueUnavailableError
from shared.gateways.queue import Wake


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """One that waits to be delivered, not before `due_at`."""

    wake: Wake
    due_at: datetime


class MemoryWorkQueue:
    """Attributes:
    waiting: in the order in which they are delivered. A test repeats, drops and shuffles them here, as SQS may.
    is_down: whether it takes nothing, until a test sets it back.
    """

    def __init__(self, clock: Callable[[], datetime] = _now) -> None:
        self.waiting: list[Message] = []
        self.is_down = False
        self._clock = clock
        self._lock = Lock()

    def send(self, wakes: Sequence[Wake]) -> None:
        if self.is_down:
            raise QueueUnavailableError("the queue could not be reached: messages are sent again")
        now = self._clock()
        with self._lock:
            self.waiting += [Message(wake, now + timedelta(seconds=wake.delay_s)) for wake in wakes]

    def take(self, limit: int = 10) -> list[Wake]:
        """Deliver: those that are due, at most `limit`. They do not come again by themselves."""
        now = self._clock()
        with self._lock:
            taken = [message for message in self.waiting if message.due_at <= now][:limit]
            for message in taken:
                self.waiting.remove(message)
        return [message.wake for message in taken]
