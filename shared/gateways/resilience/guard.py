"""One dependency's guard: every call to it goes through `Guard.call`. See the package for the order of its parts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from shared.domain.errors import SkillpathError, UnavailableError
from shared.gateways.breakers import PATIENCE_S, BreakerStore
from shared.gateways.resilience.breaker import BreakerPolicy
from shared.gateways.resilience.bulkhead import Bulkhead
from shared.gateways.resilience.circuit import CircuitBreaker
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.retries import RetryPolicy, call_with_retries
from shared.telemetry.spans import span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """Attributes:
    attempt_s: what one attempt may take: with the store's answer less than `breaker.lease_s`, for a probe that takes
        longer has lost its place.
    places, place_wait_s: of the bulkhead.
    """

    attempt_s: float = 10.0
    places: int = 10
    place_wait_s: float = 1.0
    retries: RetryPolicy = field(default_factory=RetryPolicy)
    breaker: BreakerPolicy = field(default_factory=BreakerPolicy)

    def __post_init__(self) -> None:
        if self.attempt_s + PATIENCE_S > self.breaker.lease_s:
            raise ValueError("an attempt may take no longer than a probe keeps its place")


class Guard:
    """Lives as long as the process, one for each dependency.

    Args:
        name: of the dependency, as "object-store": 1..60 of a-z, 0-9 and "-"; in messages, logs and the breaker's row.
    """

    def __init__(
        self,
        name: str,
        policy: CallPolicy,
        store: BreakerStore,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = name
        self._policy = policy
        self._breaker = CircuitBreaker(name, policy.breaker, store, clock)
        self._bulkhead = Bulkhead(name, policy.places, policy.place_wait_s)
        self._sleep = sleep

    def call(self, attempt: Callable[[Deadline], T], deadline: Deadline) -> T:
        """What an attempt returns; those that fail in passing are made again, within the deadline.

        Args:
            attempt: one try, without retries of its own, done by the deadline that it is given. An UnavailableError
                that it raises says that the dependency failed; any other error of ours, that it answered.

        Raises:
            DeadlineExceededError: no time is left to ask.
            BulkheadFullError: as many calls as may be are on their way.
            CircuitOpenError: the dependency failed too often of late.
        """

        def once() -> T:
            with self._bulkhead.place(deadline):
                # What remains after the attempt is there to say how it went.
                own = deadline.less(self._breaker.patience_s)
                own.require(f"to ask {self._name}")
                ticket = self._breaker.enter(own)
                if own.remaining_s() <= 0:
                    self._breaker.gave_up(ticket)
                    own.require(f"to ask {self._name}")
                try:
                    with span(self._name):
                        result = attempt(own.sooner(self._policy.attempt_s))
                except UnavailableError:
                    self._breaker.failed(ticket)
                    raise
                except SkillpathError:
                    self._breaker.succeeded(ticket)
                    raise
                except BaseException:
                    self._breaker.gave_up(ticket)
                    raise
                self._breaker.succeeded(ticket)
                return result

        return call_with_retries(once, self._policy.retries, deadline, self._sleep)
