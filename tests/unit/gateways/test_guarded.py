import pytest

from shared.domain.errors import (
    CircuitOpenError,
    ObjectNotFoundError,
    ObjectStoreUnavailableError,
    QueueUnavailableError,
)
from shared.domain.ids import RunId, new_id
from shared.gateways.breakers import MemoryBreakerStore
from shared.gateways.guarded import GuardedObjectReader, GuardedObjectStore, GuardedWorkQueue
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.gateways.memory_queue import MemoryWorkQueue
from shared.gateways.queue import Wake
from shared.gateways.resilience.deadline import Deadline, current, within
from shared.gateways.resilience.guard import CallPolicy, Guard
from shared.gateways.resilience.retries import RetryPolicy, retried_by_the_caller

KEY = "users/1/documents/2"


class Flaky(MemoryObjectStore):
    """Fails so many times first."""

    def __init__(self, fails: int) -> None:
        super().__init__()
        self.fails = fails
        self.asked = 0

    def read(self, key, start=0, end=None):
        self.asked += 1
        if self.asked <= self.fails:
            raise ObjectStoreUnavailableError("away")
        return super().read(key, start, end)


def guard(name):
    retries = RetryPolicy(retry_on=(ObjectStoreUnavailableError,))
    return Guard(name, CallPolicy(retries=retries), MemoryBreakerStore(), sleep=lambda _: None)


def guarded(objects):
    return GuardedObjectStore(objects, guard("object-store"), guard("object-store-sweeps"))


def guarded_reader(objects):
    return GuardedObjectReader(objects, guard("object-store"))


def test_a_guarded_store_does_what_the_store_does():
    objects = guarded(MemoryObjectStore())
    objects.write(KEY, b"abc", "text/plain")
    found = objects.find(KEY)
    assert found is not None
    assert (found.size, objects.read(KEY), objects.read(KEY, 1, 2)) == (3, b"abc", b"b")
    assert (objects.delete(KEY), objects.find(KEY)) == (1, None)
    objects.write(KEY, b"abc", "text/plain")
    assert (objects.delete_all("users/1/"), objects.find(KEY)) == (1, None)


def test_what_fails_in_passing_is_asked_again():
    flaky = Flaky(fails=2)
    flaky.write(KEY, b"abc", "text/plain")
    assert guarded(flaky).read(KEY) == b"abc"
    assert flaky.asked == 3


def test_within_a_step_that_is_tried_again_itself_there_is_one_try():
    flaky = Flaky(fails=2)
    with retried_by_the_caller(), pytest.raises(ObjectStoreUnavailableError):
        guarded(flaky).read(KEY)
    assert flaky.asked == 1


def test_what_only_reads_asks_again_too():
    flaky = Flaky(fails=2)
    flaky.write(KEY, b"abc", "text/plain")
    assert guarded_reader(flaky).read(KEY) == b"abc"
    assert flaky.asked == 3


@pytest.mark.parametrize("guarding", [guarded, guarded_reader])
def test_a_store_that_keeps_failing_is_left_alone(guarding):
    flaky = Flaky(fails=1000)
    objects = guarding(flaky)
    refused = 0
    for _ in range(10):
        try:
            objects.read(KEY)
        except CircuitOpenError:
            refused += 1
        except ObjectStoreUnavailableError:
            pass
    assert refused
    assert flaky.asked < 10


def test_that_there_is_nothing_is_an_answer_and_no_failure():
    objects = guarded(MemoryObjectStore())
    for _ in range(10):
        with pytest.raises(ObjectNotFoundError):
            objects.read(KEY)


def test_a_queue_that_is_away_says_so_once_and_an_empty_send_asks_nobody():
    queue = MemoryWorkQueue()
    guard = Guard("work-queue", CallPolicy(retries=RetryPolicy(attempts=1)), MemoryBreakerStore())
    sent = GuardedWorkQueue(queue, guard)
    sent.send([Wake(RunId(new_id()))])
    assert len(queue.waiting) == 1
    queue.is_down = True
    sent.send([])
    with pytest.raises(QueueUnavailableError):
        sent.send([Wake(RunId(new_id()))])


def test_the_sooner_of_two_deadlines_that_a_call_stands_in_holds_and_none_outlives_its_block():
    clock = [0.0]
    outer, inner = (Deadline.after(seconds, lambda: clock[0]) for seconds in (10.0, 20.0))
    with within(outer):
        with within(inner):
            assert current(60.0).at_s == 10.0
        assert current(5.0).at_s == 5.0
    assert 5.0 < current(60.0).remaining_s() <= 60.0
