"""Where the state of circuit breakers lies: with all instances in common, or in this process alone."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, Protocol
from uuid import uuid4

from shared.domain.errors import StoreUnavailableError
from shared.gateways.resilience.breaker import Breaker, BreakerPolicy, Phase, Report, Word, enter, report

# For one answer: it is asked between a caller and what they wait for.
PATIENCE_S = 1.0

_PHASES = frozenset(Phase)


class BreakerStore(Protocol):
    """Attributes:
    patience_s: the longest that an answer takes; 0 where nobody else is asked.
    """

    patience_s: float

    def enter(self, name: str, policy: BreakerPolicy, ok: int) -> Word:
        """As `breaker.enter`, of the breaker of that name, by the store's own clock.

        Raises:
            SkillpathError: the store cannot be asked.
        """

    def report(self, name: str, policy: BreakerPolicy, said: Report) -> Word:
        """As `breaker.report`; what the breaker is now.

        Raises:
            SkillpathError: the store cannot be told.
        """


class MemoryBreakerStore:
    """In this process: where there is no other, and where the shared one is down.

    Args:
        clock: seconds.
    """

    patience_s = 0.0

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._breakers: dict[str, Breaker] = {}

    def enter(self, name: str, policy: BreakerPolicy, ok: int) -> Word:
        with self._lock:
            self._breakers[name], word = enter(self.find(name), policy, ok, self._clock(), str(uuid4()))
            return word

    def report(self, name: str, policy: BreakerPolicy, said: Report) -> Word:
        with self._lock:
            breaker = self._breakers[name] = report(self.find(name), policy, said, self._clock())
            return Word(breaker.phase, breaker.version, retry_after_s=_left_s(breaker, policy, self._clock()))

    def find(self, name: str) -> Breaker:
        """As it is."""
        return self._breakers.get(name) or Breaker(self._clock())

    def open(self, name: str, policy: BreakerPolicy, for_s: float) -> None:
        """Have it open for so long from now, as another store said it is; probes keep their places."""
        with self._lock:
            breaker = self.find(name)
            opened = breaker.next(Phase.OPEN, self._clock() - policy.open_s + for_s)
            self._breakers[name] = replace(opened, probes=breaker.probes)


class RpcBreakerStore:
    """In Postgres, through `public.breaker_enter` and `public.breaker_report`: one row that all instances share.

    Args:
        call: what a function of the database answers to a JSON argument; with the service's rights, and within
            PATIENCE_S.
    """

    patience_s = PATIENCE_S

    def __init__(self, call: Callable[[str, Mapping[str, Any]], Any]) -> None:
        self._call = call

    def enter(self, name: str, policy: BreakerPolicy, ok: int) -> Word:
        request = {"name": name, "ok": ok, **_asked_of(policy)}
        return _word(self._call("breaker_enter", {"request": request}))

    def report(self, name: str, policy: BreakerPolicy, said: Report) -> Word:
        request = {
            "name": name,
            "version": said.version,
            "probe": said.probe,
            "ok": said.ok,
            "failed": said.failed,
            **_asked_of(policy),
        }
        return _word(self._call("breaker_report", {"request": request}))


def _left_s(breaker: Breaker, policy: BreakerPolicy, now: float) -> float | None:
    match breaker.phase:
        case Phase.OPEN:
            return max(breaker.since + policy.open_s - now, 0.0)
        case Phase.HALF_OPEN:
            return 0.0
        case Phase.CLOSED:
            return None


def _asked_of(policy: BreakerPolicy) -> dict[str, Any]:
    return {
        "failures": policy.failures,
        "rate": policy.rate,
        "window_s": policy.window_s,
        "open_s": policy.open_s,
        "probes": policy.probes,
        "lease_s": policy.lease_s,
    }


def _word(answer: object) -> Word:
    match answer:
        case {
            "phase": str(phase),
            "version": int(version),
            "probe": str() | None as probe,
            "retry_after_s": int() | float() | None as retry_after_s,
        } if phase in _PHASES:
            return Word(Phase(phase), version, probe, retry_after_s)
    raise StoreUnavailableError("the store did not answer as it should about a breaker: try again")
