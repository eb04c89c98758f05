"""A dependency's circuit breaker as one process sees it: shared, and seldom asked for.

While it is closed no call costs a round trip. What the store said holds for FRESH_S; successes are counted here and
told with the next question or failure; failures and probes are told at once. So another instance's opening is heard of
within FRESH_S. While it is open nobody is asked before its time is over.

Where the store is down the process goes on by itself, from what it last heard, with the same rules and probes of its
own; it tries the store again every DOWN_S.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from shared.domain.errors import CircuitOpenError, SkillpathError
from shared.gateways.breakers import BreakerStore, MemoryBreakerStore
from shared.gateways.resilience.breaker import BreakerPolicy, Phase, Report, Word
from shared.gateways.resilience.deadline import Deadline
from shared.telemetry.record import Count, count

FRESH_S = 5.0
DOWN_S = 5.0
FULL_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """That a call may go through, and whose word that is: None of one that nobody was asked about."""

    word: Word | None
    store: BreakerStore


class CircuitBreaker:
    """Args:
    store: the one shared with others.
    clock: seconds, never going back.
    """

    def __init__(
        self, name: str, policy: BreakerPolicy, store: BreakerStore, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._policy = policy
        self._shared = store
        self._local = MemoryBreakerStore(clock)
        self._clock = clock
        self._lock = Lock()
        self._word: Word | None = None
        self._heard_at = 0.0
        self._untold = 0
        self._is_down = False
        self._down_at = 0.0

    @property
    def patience_s(self) -> float:
        """What a caller keeps of its time to tell how a call went."""
        return self._shared.patience_s

    def enter(self, deadline: Deadline) -> Ticket:
        """Ask for one call.

        Raises:
            CircuitOpenError: it may not go through.
        """
        with self._lock:
            if self._is_down and self._clock() - self._down_at < DOWN_S:
                return self._local_ticket()
            word, age_s = self._word, self._clock() - self._heard_at
            if word is not None and word.phase is Phase.CLOSED and age_s < FRESH_S:
                return Ticket(word, self._shared)
            if word is not None and (left_s := _holds_s(word) - age_s) > 0:
                raise self._refusal(left_s)
            if deadline.remaining_s() < self.patience_s:
                if word is not None and word.phase is not Phase.CLOSED:
                    raise self._refusal(self.patience_s)
                return Ticket(word, self._shared)
            untold, self._untold = self._untold, 0
        try:
            word = self._shared.enter(self._name, self._policy, untold)
        except SkillpathError as error:
            with self._lock:
                self._fall_back(error)
                return self._local_ticket()
        with self._lock:
            self._hear(word)
        return self._ticket(word, self._shared)

    def succeeded(self, ticket: Ticket) -> None:
        """The dependency answered, whatever it said."""
        self._report(ticket, ok=1)

    def failed(self, ticket: Ticket) -> None:
        """It did not, or not as it should."""
        self._report(ticket, failed=1)

    def gave_up(self, ticket: Ticket) -> None:
        """Nothing became known of it."""
        self._report(ticket)

    def _report(self, ticket: Ticket, ok: int = 0, failed: int = 0) -> None:
        word = ticket.word
        if word is None:
            return
        with self._lock:
            if word.probe is None and ticket.store is self._shared:
                self._untold += ok
                if not failed:
                    return
                ok, self._untold = self._untold, 0
        said = Report(word.version, word.probe, ok, failed)
        try:
            now_is = ticket.store.report(self._name, self._policy, said)
        except SkillpathError as error:
            with self._lock:
                self._fall_back(error)
                # What the store was not told counts here; nothing does where it is open here too.
                version = self._local.find(self._name).version
                now_is = self._local.report(self._name, self._policy, Report(version, failed=failed))
            self._count(now_is, failed)
            return
        self._count(now_is, failed)
        if ticket.store is self._shared:
            with self._lock:
                self._hear(now_is)

    def _count(self, word: Word, failed: int) -> None:
        """A call that was let through and failed found it open: it opened it, or another one did at the same moment."""
        if failed and word.phase is Phase.OPEN:
            count(Count.BREAKER_OPENED, dependency=self._name)

    def _hear(self, word: Word) -> None:
        if self._is_down:
            _log.info("breaker %s is shared again", self._name)
        if self._word is not None and self._word.phase is not word.phase:
            _log.warning("breaker %s is %s", self._name, word.phase)
        self._word, self._heard_at, self._is_down = word, self._clock(), False

    def _fall_back(self, error: SkillpathError) -> None:
        if not self._is_down:
            _log.warning("breaker %s goes on by itself: %s", self._name, error.code)
            word = self._word
            if word is not None and word.phase is not Phase.CLOSED:
                left_s = self._heard_at + _holds_s(word) - self._clock()
                self._local.open(self._name, self._policy, max(left_s, 0.0))
        self._is_down, self._down_at, self._word = True, self._clock(), None

    def _local_ticket(self) -> Ticket:
        return self._ticket(self._local.enter(self._name, self._policy, 0), self._local)

    def _ticket(self, word: Word, store: BreakerStore) -> Ticket:
        if word.retry_after_s is not None:
            raise self._refusal(word.retry_after_s)
        return Ticket(word, store)

    def _refusal(self, seconds: float) -> CircuitOpenError:
        return CircuitOpenError(f"{self._name} failed too often of late: try again in {max(round(seconds), 1)} s")


def _holds_s(word: Word) -> float:
    """How long a refusal does: where all probes are on their way, one may come back any moment."""
    seconds = word.retry_after_s or 0.0
    return min(seconds, FULL_S) if word.phase is Phase.HALF_OPEN else seconds
