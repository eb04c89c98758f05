"""A breaker shared by several processes, whatever they do, and whatever happens to them, their clocks and the store."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shared.domain.errors import CircuitOpenError, StoreUnavailableError
from shared.gateways.breakers import PATIENCE_S, BreakerStore, MemoryBreakerStore
from shared.gateways.resilience.breaker import BreakerPolicy, Phase, Report, Word
from shared.gateways.resilience.circuit import CircuitBreaker, Ticket
from shared.gateways.resilience.deadline import Deadline

POLICY = BreakerPolicy(failures=2, rate=0.5, window_s=3100, open_s=1000, probes=2, lease_s=500)
# No sum of these comes near a time of the policy's, so that a slow machine changes nothing.
STEPS_S = st.sampled_from([7, 300, 600, 900])
PROCESSES = st.integers(0, 2)
NAME = "machine"


class World:
    """The store that all share, and how its time goes by."""

    def __init__(self) -> None:
        self.offset_s = 0.0
        self.store: BreakerStore = MemoryBreakerStore(self.now)

    def now(self) -> float:
        return self.offset_s

    def pass_time(self, seconds: float) -> None:
        self.offset_s += seconds

    def end(self) -> None: ...


class Beside:
    """A store whose every answer must be that of the pure one beside it."""

    patience_s = PATIENCE_S

    def __init__(self, store: BreakerStore, clock: Callable[[], float]) -> None:
        self._store = store
        self._pure = MemoryBreakerStore(clock)
        self._pure_ids: dict[str | None, str | None] = {None: None}

    def enter(self, name: str, policy: BreakerPolicy, ok: int) -> Word:
        word, pure = self._store.enter(name, policy, ok), self._pure.enter(name, policy, ok)
        self._pure_ids[word.probe] = pure.probe
        return self._same(word, pure)

    def report(self, name: str, policy: BreakerPolicy, said: Report) -> Word:
        own = Report(said.version, self._pure_ids[said.probe], said.ok, said.failed)
        return self._same(self._store.report(name, policy, said), self._pure.report(name, policy, own))

    def _same(self, word: Word, pure: Word) -> Word:
        assert (word.phase, word.version, word.probe is None) == (pure.phase, pure.version, pure.probe is None)
        assert (word.retry_after_s is None) == (pure.retry_after_s is None)
        assert abs((word.retry_after_s or 0) - (pure.retry_after_s or 0)) < 1
        return word


class Outages:
    """The store, which at times does not answer, or does what it is asked and then is not heard."""

    patience_s = PATIENCE_S

    def __init__(self, store: BreakerStore) -> None:
        self._store = store
        self.is_down = False
        self.is_deaf = False

    def enter(self, name: str, policy: BreakerPolicy, ok: int) -> Word:
        return self._answered(lambda: self._store.enter(name, policy, ok))

    def report(self, name: str, policy: BreakerPolicy, said: Report) -> Word:
        return self._answered(lambda: self._store.report(name, policy, said))

    def _answered(self, ask: Callable[[], Word]) -> Word:
        if self.is_down:
            raise StoreUnavailableError("down")
        word = ask()
        if self.is_deaf:
            raise StoreUnavailableError("not heard")
        return word


class ProcessClock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class BreakerMachine(RuleBasedStateMachine):
    """Invariant: of those who decide (the store; a process while it is without), each lets no more than its probes
    through at once. In the end: once all is well, calls go through again."""

    make_world: Callable[[], Any] = World

    def __init__(self) -> None:
        super().__init__()
        self.world = self.make_world()
        self.store = Outages(self.world.store)
        self.clocks = [ProcessClock() for _ in range(3)]
        self.breakers = [CircuitBreaker(NAME, POLICY, self.store, clock) for clock in self.clocks]
        self.under_way: list[tuple[int, Ticket, float]] = []
        self.over: list[tuple[int, Ticket]] = []

    @initialize(opened=st.booleans())
    def begin(self, opened: bool) -> None:
        """Half of the time where it matters: open, and about to be probed."""
        if opened:
            for _ in range(POLICY.failures):
                self.breakers[0].failed(self._enter(0))
            self.pass_time(1200)

    @rule(process=PROCESSES)
    def call(self, process: int) -> None:
        try:
            ticket = self._enter(process)
        except CircuitOpenError:
            return
        assert ticket.word is not None
        assert ticket.word.retry_after_s is None
        assert (ticket.word.phase is Phase.HALF_OPEN) == (ticket.word.probe is not None)
        self.under_way.append((process, ticket, self._now(process, ticket) + POLICY.lease_s))

    @precondition(lambda self: self.under_way)
    @rule(which=st.integers(0), outcome=st.sampled_from(["succeeded", "failed", "failed", "gave_up"]))
    def come_back(self, which: int, outcome: str) -> None:
        process, ticket, _ = self.under_way.pop(which % len(self.under_way))
        getattr(self.breakers[process], outcome)(ticket)
        self.over.append((process, ticket))

    @precondition(lambda self: self.over)
    @rule(which=st.integers(0), outcome=st.sampled_from(["succeeded", "failed"]))
    def come_back_again(self, which: int, outcome: str) -> None:
        process, ticket = self.over[which % len(self.over)]
        getattr(self.breakers[process], outcome)(ticket)

    @rule(process=PROCESSES)
    def crash(self, process: int) -> None:
        """What it had under way goes on until its lease ends, and is never heard of; a new one takes its place."""
        self.breakers[process] = CircuitBreaker(NAME, POLICY, self.store, self.clocks[process])
        # Of its own probes nobody knows any more.
        self.under_way = [item for item in self.under_way if item[0] != process or item[1].store is self.store]

    @rule(seconds=STEPS_S)
    def pass_time(self, seconds: float) -> None:
        self.world.pass_time(seconds)
        for clock in self.clocks:
            clock.now_s += seconds

    @rule(process=PROCESSES, seconds=STEPS_S)
    def jump(self, process: int, seconds: float) -> None:
        """Of one process's clock; the store's is the only one that counts."""
        self.clocks[process].now_s += seconds

    @rule(is_down=st.booleans(), is_deaf=st.booleans())
    def have_an_outage(self, is_down: bool, is_deaf: bool) -> None:
        self.store.is_down, self.store.is_deaf = is_down, is_deaf

    @invariant()
    def no_more_than_the_probes_go_through(self) -> None:
        held = Counter(
            "store" if ticket.store is self.store else process
            for process, ticket, until in self.under_way
            if ticket.word is not None and ticket.word.probe is not None and until > self._now(process, ticket)
        )
        assert all(probes <= POLICY.probes for probes in held.values()), held

    def teardown(self) -> None:
        try:
            self.store.is_down = self.store.is_deaf = False
            self.under_way.clear()
            for _ in range(POLICY.probes):
                self.pass_time(9000)
                self.breakers[0].succeeded(self._enter(0))
            # The probes that were left over were given up, or none were needed.
            self.pass_time(9000)
            assert self.world.store.enter(NAME, POLICY, 0).phase is Phase.CLOSED
        finally:
            self.world.end()

    def _enter(self, process: int) -> Ticket:
        return self.breakers[process].enter(Deadline.after(60, self.clocks[process]))

    def _now(self, process: int, ticket: Ticket) -> float:
        return self.world.now() if ticket.store is self.store else self.clocks[process]()


class RealTime(ProcessClock):
    """A clock that also goes on while the machine works: to be compared with a server's."""

    def __call__(self) -> float:
        return self.now_s + time.monotonic()
