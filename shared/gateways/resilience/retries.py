"""Trying again what may have passed: with full jitter, inside a deadline, and in one place of a call alone.

Full jitter: a random wait between 0 and a bound that doubles with each try. Of the usual ways it takes the fewest calls
(Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from shared.domain.errors import TransientError
from shared.gateways.resilience.deadline import Deadline

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")

# Whether somebody further out tries again. Three tries of three tries are nine calls to what is down already.
_is_retried = ContextVar("_is_retried", default=False)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Attributes:
    attempts: in all, the first one too; 1 never tries again.
    base_s: the first wait is a random part of it, the second one of twice as much.
    cap_s: the most of that.
    retry_on: what may have passed a moment later. What an error says in `retry_after_s` comes on top of the wait.
    """

    attempts: int = 3
    base_s: float = 0.2
    cap_s: float = 5.0
    retry_on: tuple[type[Exception], ...] = (TransientError,)


@contextmanager
def retried_by_the_caller() -> Iterator[None]:
    """Within this block nothing tries again by itself: whoever enters it does, or what delivers to it."""
    token = _is_retried.set(True)
    try:
        yield
    finally:
        _is_retried.reset(token)


def call_with_retries(
    attempt: Callable[[], T], policy: RetryPolicy, deadline: Deadline, sleep: Callable[[float], None]
) -> T:
    """What the first attempt that succeeds returns, else what the last one raised.

    No wait begins that would end past the deadline, one that the dependency asks for included: then the error is
    raised at once.
    """
    if policy.attempts == 1 or _is_retried.get():
        return attempt()
    # Loaded where something is tried again, not by every function that imports this.
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

    jitter = wait_random_exponential(policy.base_s, policy.cap_s)
    is_last = stop_after_attempt(policy.attempts)

    def wait(state: "RetryCallState") -> float:
        error = state.outcome.exception() if state.outcome else None
        return (getattr(error, "retry_after_s", None) or 0.0) + jitter(state)

    def stop(state: "RetryCallState") -> bool:
        return is_last(state) or state.upcoming_sleep >= deadline.remaining_s()

    retrying = Retrying(sleep=sleep, stop=stop, wait=wait, retry=retry_if_exception_type(policy.retry_on), reraise=True)
    with retried_by_the_caller():
        return retrying(attempt)
