"""What `skillpath demo-chaos` makes of what happened."""

import pytest

from shared.cli.chaos import Healing, heal
from shared.local.faults import Entry, What


def entry(what: What, at: float, step: str, message: str, document: str = "d") -> Entry:
    return Entry(what, at, "run", document, step, message, pid=1)


BEGUN = [entry(What.CLAIMED, 1, "extract", "m1"), entry(What.CLAIMED, 2, "assess", "m2")]
KILLED = entry(What.KILLED, 3, "assess", "m2")


@pytest.mark.parametrize(
    ("after", "healing"),
    [
        ([entry(What.CLAIMED, 8, "assess", "m2")], Healing("SQS handed its message out again", 5, 2)),
        ([entry(What.CLAIMED, 9, "assess", "m3")], Healing("the relay sent its message from the outbox", 6, 2)),
        ([entry(What.CLAIMED, 7, "plan", "m2")], Healing("SQS handed its message out again", 4, 1)),
        ([], Healing("nothing was left to do", None, 1)),
    ],
    ids=["the same message", "another message", "the next step", "at its end"],
)
def test_how_a_run_went_on_shows_in_the_message_that_had_it_taken_up(after, healing):
    of_another = [entry(What.CLAIMED, 4, "assess", "m2", document="e")]
    assert heal([*BEGUN, KILLED, *of_another, *after], "d") == healing


def test_a_run_whose_worker_lived_was_not_healed():
    assert heal(BEGUN, "d") is None
