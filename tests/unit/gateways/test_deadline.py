import pytest

from shared.domain.errors import DeadlineExceededError
from shared.gateways.resilience.deadline import MARGIN_S, Deadline


class Invocation:
    def __init__(self, milliseconds):
        self._milliseconds = milliseconds

    def get_remaining_time_in_millis(self):
        return self._milliseconds


def test_what_is_left_goes_down_to_nothing_and_no_further(clock):
    deadline = Deadline.after(3, clock)
    clock.now += 2
    assert deadline.remaining_s() == 1
    deadline.require("to ask")
    clock.now += 2
    assert deadline.remaining_s() == 0
    with pytest.raises(DeadlineExceededError, match="no time is left to ask"):
        deadline.require("to ask")


def test_an_invocation_keeps_a_margin_to_answer_in(clock):
    assert Deadline.of_lambda(Invocation(10_000), clock=clock).remaining_s() == 10 - MARGIN_S
    assert Deadline.of_lambda(Invocation(10_000), 4, clock).remaining_s() == 6
    assert Deadline.of_lambda(Invocation(500), clock=clock).remaining_s() == 0


def test_a_part_never_ends_after_the_whole(clock):
    whole = Deadline.after(3, clock)
    assert whole.sooner(1).remaining_s() == 1
    assert whole.sooner(9).remaining_s() == 3
    assert whole.less(1).remaining_s() == 2
    assert whole.less(9).remaining_s() == 0
