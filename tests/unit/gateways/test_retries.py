import pytest

from shared.domain.errors import InvalidInputError, QueueUnavailableError, TransientError
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.retries import RetryPolicy, call_with_retries, retried_by_the_caller

POLICY = RetryPolicy(attempts=4, base_s=1, cap_s=3)


class Flaky:
    """Raises these in turn, then returns "done"."""

    def __init__(self, *errors):
        self._errors = list(errors)
        self.calls = 0

    def __call__(self):
        self.calls += 1
        if self._errors:
            raise self._errors.pop(0)
        return "done"


def passing(retry_after_s=None):
    return TransientError("for now", retry_after_s)


@pytest.fixture
def call(clock):
    def made(attempt, policy=POLICY, seconds=100):
        return call_with_retries(attempt, policy, Deadline.after(seconds, clock), clock.sleep)

    return made


def test_what_passed_is_tried_again(call, clock):
    flaky = Flaky(passing(), passing())
    assert call(flaky) == "done"
    assert flaky.calls == 3
    assert len(clock.slept) == 2


def test_the_waits_are_random_parts_of_a_bound_that_doubles_up_to_a_cap(clock):
    waits = []
    for _ in range(200):
        clock.slept.clear()
        call_with_retries(Flaky(*[passing()] * 3), POLICY, Deadline.after(100, clock), clock.sleep)
        waits.append(tuple(clock.slept))
    for number, most in enumerate((1, 2, 3)):
        of_one = [wait[number] for wait in waits]
        assert 0 <= min(of_one) < most / 4
        assert most * 3 / 4 < max(of_one) <= most


def test_after_the_last_attempt_its_error_is_raised(call):
    errors = [passing() for _ in range(9)]
    flaky = Flaky(*errors)
    with pytest.raises(TransientError) as caught:
        call(flaky)
    assert caught.value is errors[3]
    assert flaky.calls == 4


@pytest.mark.parametrize("error", [InvalidInputError("no"), QueueUnavailableError("no"), ValueError("no")], ids=repr)
def test_what_is_not_said_to_pass_is_raised_at_once(call, error):
    flaky = Flaky(error)
    with pytest.raises(type(error)):
        call(flaky)
    assert flaky.calls == 1


def test_what_may_pass_is_the_policy_s_to_say(call):
    policy = RetryPolicy(retry_on=(QueueUnavailableError,))
    assert call(Flaky(QueueUnavailableError("down")), policy) == "done"
    with pytest.raises(TransientError):
        call(Flaky(passing()), policy)


def test_a_wait_that_the_dependency_asks_for_is_kept(call, clock):
    assert call(Flaky(passing(7))) == "done"
    assert 7 <= clock.slept[0] <= 8


def test_a_wait_that_would_end_past_the_deadline_is_not_begun(call, clock):
    flaky = Flaky(passing(7))
    with pytest.raises(TransientError):
        call(flaky, seconds=7)
    assert (flaky.calls, clock.slept) == (1, [])


def test_time_that_attempts_take_counts(clock):
    calls = []

    def slow():
        calls.append(clock())
        clock.now += 10
        raise passing()

    with pytest.raises(TransientError):
        call_with_retries(slow, POLICY, Deadline.after(15, clock), clock.sleep)
    assert len(calls) == 2
    assert clock() <= 1000 + 15 + 10


def test_retries_never_stack(call):
    inner = Flaky(*[passing()] * 99)
    with pytest.raises(TransientError):
        call(lambda: call(inner))
    assert inner.calls == 4
    assert call(Flaky(passing())) == "done"


def test_who_is_delivered_to_again_tries_once(call):
    flaky = Flaky(passing(), passing())
    with retried_by_the_caller():
        with pytest.raises(TransientError):
            call(flaky)
        assert flaky.calls == 1
    assert call(flaky) == "done"
