"""Until when something may take: an argument, or of the context of the call where a port takes none."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Protocol

from shared.domain.errors import DeadlineExceededError
from shared.telemetry.record import Held

# What a function needs after its last call, to store how far it came and to answer.
MARGIN_S = 1.5


class LambdaContext(Protocol):
    """What Lambda passes a handler beside its event."""

    def get_remaining_time_in_millis(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """Attributes:
    at_s: the moment itself, by the clock.
    clock: seconds, never going back: a clock that is set while something waits must not lengthen the wait.
    """

    at_s: float
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> "Deadline":
        """So many seconds from now."""
        return cls(clock() + seconds, clock)

    @classmethod
    def of_lambda(
        cls, context: LambdaContext, margin_s: float = MARGIN_S, clock: Callable[[], float] = time.monotonic
    ) -> "Deadline":
        """When this invocation ends, less a margin."""
        return cls.after(context.get_remaining_time_in_millis() / 1000 - margin_s, clock)

    def remaining_s(self) -> float:
        """0 once it has passed."""
        return max(self.at_s - self.clock(), 0.0)

    def sooner(self, seconds: float) -> "Deadline":
        """This one, or so many seconds from now, whichever comes first."""
        return replace(self, at_s=min(self.at_s, self.clock() + seconds))

    def less(self, seconds: float) -> "Deadline":
        """So much before this one: for what is still to be done after."""
        return replace(self, at_s=self.at_s - seconds)

    def require(self, what: str) -> None:
        """Args:
            what: is to be done, as "to ask the object store".

        Raises:
            DeadlineExceededError: it has passed.
        """
        if self.remaining_s() <= 0:
            raise DeadlineExceededError(f"no time is left {what}: try again later")


_ambient: ContextVar[Deadline | None] = ContextVar("_ambient", default=None)


def within(deadline: Deadline) -> Held[Deadline | None]:
    """Nothing that is asked in this block waits past this deadline, nor past one that the block is in already."""
    outer = _ambient.get()
    return Held(_ambient, deadline if outer is None or deadline.at_s < outer.at_s else outer)


def current(seconds: float) -> Deadline:
    """The deadline of this call, or so many seconds from now, whichever comes first."""
    ambient = _ambient.get()
    return Deadline.after(seconds) if ambient is None else ambient.sooner(seconds)
