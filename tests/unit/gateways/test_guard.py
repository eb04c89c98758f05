from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from shared.domain.errors import (
    BulkheadFullError,
    CircuitOpenError,
    DeadlineExceededError,
    InvalidInputError,
    ObjectStoreUnavailableError,
    StoreUnavailableError,
    TransientError,
)
from shared.gateways.breakers import PATIENCE_S, MemoryBreakerStore
from shared.gateways.resilience.breaker import BreakerPolicy, Phase
from shared.gateways.resilience.circuit import DOWN_S, FRESH_S, FULL_S
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.guard import CallPolicy, Guard
from shared.gateways.resilience.retries import RetryPolicy
from shared.telemetry.record import Count, Record, recorded

BREAKER = BreakerPolicy(failures=3, rate=0.5, window_s=100, open_s=60, probes=2, lease_s=30)
ONCE = RetryPolicy(attempts=1)


class SharedStore(MemoryBreakerStore):
    """One that several processes ask, that counts how often, and that can be down."""

    patience_s = PATIENCE_S

    def __init__(self, clock):
        super().__init__(clock)
        self.asked = []
        self.is_down = False

    def enter(self, name, policy, ok):
        self._answer("enter")
        return super().enter(name, policy, ok)

    def report(self, name, policy, said):
        self._answer("report")
        return super().report(name, policy, said)

    def _answer(self, what):
        self.asked.append(what)
        if self.is_down:
            raise StoreUnavailableError("down")


@pytest.fixture
def store(clock):
    return SharedStore(clock)


@pytest.fixture
def make_guard(clock, store):
    def make(**changes):
        policy = CallPolicy(**{"breaker": BREAKER, "retries": ONCE, **changes})
        return Guard("queue", policy, store, clock=clock, sleep=clock.sleep)

    return make


@pytest.fixture
def soon(clock):
    return Deadline.after(1000, clock)


def works(_deadline):
    return "done"


def fails(_deadline):
    raise ObjectStoreUnavailableError("down")


def bug(_deadline):
    raise ZeroDivisionError


def fail(guard, deadline, times=1):
    for _ in range(times):
        with pytest.raises(ObjectStoreUnavailableError):
            guard.call(fails, deadline)


def test_an_attempt_has_a_time_of_its_own_within_the_whole_s(make_guard, clock):
    guard = make_guard(attempt_s=5)
    assert guard.call(lambda own: own.remaining_s(), Deadline.after(100, clock)) == 5
    assert guard.call(lambda own: own.remaining_s(), Deadline.after(4, clock)) == 4 - PATIENCE_S


def test_without_time_nobody_is_asked(make_guard, clock, store):
    with pytest.raises(DeadlineExceededError):
        make_guard().call(works, Deadline.after(PATIENCE_S, clock))
    assert store.asked == []


def test_a_policy_whose_probes_outlive_their_lease_is_none():
    with pytest.raises(ValueError, match="no longer than a probe keeps its place"):
        CallPolicy(attempt_s=BREAKER.lease_s, breaker=BREAKER)


def test_while_all_is_well_no_call_costs_a_round_trip(make_guard, clock, store, soon):
    guard = make_guard()
    for _ in range(100):
        assert guard.call(works, soon) == "done"
    assert store.asked == ["enter"]
    clock.now += FRESH_S
    guard.call(works, soon)
    assert store.asked == ["enter", "enter"]
    assert store.find("queue").ok == 100


def test_enough_failures_open_it_for_all(make_guard, store, soon, clock):
    one, other = make_guard(), make_guard()
    fail(one, soon, 3)
    for _ in range(5):
        with pytest.raises(CircuitOpenError, match="try again in 60 s"):
            one.call(works, soon)
    assert store.asked == ["enter", *["report"] * 3]
    with pytest.raises(CircuitOpenError):
        other.call(works, soon)


def test_who_asked_shortly_before_hears_of_it_within_seconds(make_guard, soon, clock):
    one, other = make_guard(), make_guard()
    other.call(works, soon)
    fail(one, soon, 3)
    other.call(works, soon)
    clock.now += FRESH_S
    with pytest.raises(CircuitOpenError):
        other.call(works, soon)


def test_few_failures_among_many_successes_leave_it_closed(make_guard, store, soon):
    guard = make_guard()
    for _ in range(20):
        guard.call(works, soon)
        guard.call(works, soon)
        fail(guard, soon)
    assert store.find("queue").phase is Phase.CLOSED


def test_failures_of_long_ago_do_not_count(make_guard, store, soon, clock):
    guard = make_guard()
    for _ in range(5):
        fail(guard, soon, 2)
        clock.now += BREAKER.window_s
    assert store.find("queue").phase is Phase.CLOSED


def test_an_answer_that_refuses_is_an_answer(make_guard, store, soon):
    def refuses(_deadline):
        raise InvalidInputError("too long")

    guard = make_guard()
    for _ in range(9):
        with pytest.raises(InvalidInputError):
            guard.call(refuses, soon)
    assert store.asked == ["enter"]


def test_a_mistake_of_ours_says_nothing_of_the_dependency(make_guard, store, soon):
    guard = make_guard()
    for _ in range(9):
        with pytest.raises(ZeroDivisionError):
            guard.call(bug, soon)
    assert store.find("queue").failed == 0


def test_probes_that_succeed_close_it(make_guard, store, soon, clock):
    one, other = make_guard(), make_guard()
    fail(one, soon, 3)
    clock.now += BREAKER.open_s
    assert one.call(works, soon) == "done"
    assert store.find("queue").phase is Phase.HALF_OPEN
    assert other.call(works, soon) == "done"
    assert store.find("queue").phase is Phase.CLOSED


def test_a_probe_that_fails_opens_it_for_as_long_again(make_guard, store, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    fail(guard, soon)
    clock.now += BREAKER.open_s - 1
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    clock.now += 1
    assert guard.call(works, soon) == "done"


def test_a_probe_that_ends_in_a_mistake_of_ours_gives_its_place_back(make_guard, store, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            guard.call(bug, soon)
    assert store.find("queue").probes == {}
    assert guard.call(works, soon) == "done"


def test_no_more_than_its_probes_are_on_their_way(make_guard, store, soon, clock):
    guards = [make_guard() for _ in range(6)]
    fail(guards[0], soon, 3)
    clock.now += BREAKER.open_s
    refused = []

    def nested(left):
        def attempt(_deadline):
            if left:
                try:
                    left[0].call(nested(left[1:]), soon)
                except CircuitOpenError:
                    refused.append(left[0])
            return "done"

        return attempt

    guards[0].call(nested(guards[1:]), soon)
    assert refused == [guards[2]]


def test_who_found_all_probes_on_their_way_asks_again_soon(make_guard, store, soon, clock):
    guard, crashed = make_guard(), MemoryBreakerStore
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    for _ in range(2):
        crashed.enter(store, "queue", BREAKER, 0)
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    asked = len(store.asked)
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    assert len(store.asked) == asked
    clock.now += FULL_S
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    assert len(store.asked) == asked + 1


def test_probes_that_never_come_back_do_not_block_for_ever(make_guard, store, soon, clock):
    fail(make_guard(), soon, 3)
    clock.now += BREAKER.open_s
    for _ in range(2):
        MemoryBreakerStore.enter(store, "queue", BREAKER, 0)
    with pytest.raises(CircuitOpenError):
        make_guard().call(works, soon)
    clock.now += BREAKER.lease_s
    assert make_guard().call(works, soon) == "done"


def test_a_probe_whose_lease_has_ended_counts_no_more(make_guard, store, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s

    def too_slow(_deadline):
        clock.now += BREAKER.lease_s
        raise ObjectStoreUnavailableError("at last")

    with pytest.raises(ObjectStoreUnavailableError):
        guard.call(too_slow, soon)
    assert store.find("queue").phase is Phase.HALF_OPEN


def test_a_call_that_began_before_it_opened_changes_nothing_after(make_guard, store, soon, clock):
    guard, other = make_guard(), make_guard()

    def overtaken(_deadline):
        fail(other, soon, 3)
        clock.now += BREAKER.open_s
        assert other.call(works, soon) == "done"
        raise ObjectStoreUnavailableError("late")

    with pytest.raises(ObjectStoreUnavailableError):
        guard.call(overtaken, soon)
    assert store.find("queue").phase is Phase.HALF_OPEN


def test_without_its_store_a_process_goes_on_by_itself(make_guard, store, soon, clock):
    store.is_down = True
    guard, other = make_guard(), make_guard()
    assert guard.call(works, soon) == "done"
    fail(guard, soon, 3)
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    assert other.call(works, soon) == "done"
    # Each asked once, and not at every call.
    assert store.asked == ["enter", "enter"]


def test_what_is_open_stays_open_without_its_store(make_guard, store, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    store.is_down = True
    clock.now += BREAKER.open_s - 1
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)
    clock.now += 1
    # It finds the store down, and makes its own probe.
    fail(guard, soon)
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)


def test_a_failure_that_the_store_could_not_be_told_counts_here(make_guard, store, soon, clock):
    guard = make_guard()
    guard.call(works, soon)
    store.is_down = True
    fail(guard, soon, 3)
    with pytest.raises(CircuitOpenError):
        guard.call(works, soon)


def test_a_store_that_is_up_again_is_asked_again(make_guard, store, soon, clock, caplog):
    caplog.set_level("INFO")
    guard = make_guard()
    store.is_down = True
    guard.call(works, soon)
    store.is_down = False
    clock.now += DOWN_S
    fail(guard, soon, 3)
    assert store.find("queue").phase is Phase.OPEN
    assert [record.message for record in caplog.records] == [
        "breaker queue goes on by itself: store-unavailable",
        "breaker queue is shared again",
        "breaker queue is open",
    ]


def test_with_little_time_the_store_is_not_asked_and_what_was_heard_holds(make_guard, store, soon, clock):
    guard = make_guard()
    hurried = Deadline.after(PATIENCE_S * 1.5, clock)
    assert guard.call(works, hurried) == "done"
    assert store.asked == []
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    with pytest.raises(CircuitOpenError):
        guard.call(works, Deadline.after(PATIENCE_S * 1.5, clock))


def test_every_try_asks_the_breaker_anew(make_guard, soon, clock):
    calls = []

    def passing(_deadline):
        calls.append(clock())
        raise TransientError("for now")

    with pytest.raises(CircuitOpenError):
        make_guard(retries=RetryPolicy(attempts=9)).call(passing, soon)
    assert len(calls) == BREAKER.failures


def test_a_full_dependency_is_refused_and_its_breaker_hears_nothing(make_guard, store, clock):
    guard = make_guard(places=2, place_wait_s=0.05)
    entered, leave = [Event(), Event()], Event()

    def slow(number):
        def attempt(_deadline):
            entered[number].set()
            leave.wait(10)
            return "done"

        return attempt

    soon = Deadline.after(1000, clock)
    with ThreadPoolExecutor(2) as threads:
        first = [threads.submit(guard.call, slow(number), soon) for number in range(2)]
        assert all(event.wait(10) for event in entered)
        with pytest.raises(BulkheadFullError):
            guard.call(works, soon)
        leave.set()
        assert [call.result(10) for call in first] == ["done", "done"]
    assert guard.call(works, soon) == "done"
    assert "report" not in store.asked


def test_a_place_is_given_back_whatever_happens(make_guard, soon):
    guard = make_guard(places=1, place_wait_s=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            guard.call(bug, soon)
    assert guard.call(works, soon) == "done"


def test_an_opening_is_counted_once_by_the_name_of_what_failed(make_guard, soon):
    one, other = make_guard(), make_guard()
    with recorded(Record()) as record:
        fail(one, soon, 2)
        assert record.counts == {}
        fail(one, soon)
        for guard in (one, other):
            with pytest.raises(CircuitOpenError):
                guard.call(works, soon)
    assert record.counts == {(Count.BREAKER_OPENED, (("dependency", "queue"),)): 1}


def test_a_probe_that_fails_is_an_opening_again(make_guard, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    with recorded(Record()) as record:
        fail(guard, soon)
    assert record.counts.total() == 1


def test_an_opening_is_counted_also_where_the_store_is_down(make_guard, store, soon):
    guard = make_guard()
    store.is_down = True
    with recorded(Record()) as record:
        fail(guard, soon, 3)
    assert record.counts.total() == 1


def test_probes_of_one_outage_keep_their_places_in_the_next(make_guard, store, soon, clock):
    guard = make_guard()
    fail(guard, soon, 3)
    clock.now += BREAKER.open_s
    breaker = guard._breaker
    store.is_down = True
    probes = [breaker.enter(soon) for _ in range(BREAKER.probes)]
    clock.now += DOWN_S
    store.is_down = False
    breaker.enter(soon)
    store.is_down = True
    with pytest.raises(CircuitOpenError):
        breaker.enter(soon)
    assert {ticket.word.phase for ticket in probes} == {Phase.HALF_OPEN}
