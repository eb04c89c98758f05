"""Waiting for a child process that was started."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, repeat

import pytest

from shared.local import processes
from shared.local.processes import NotReadyError, stop, wait_until_ready


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """One that ends when its standard input does."""
    process = subprocess.Popen([sys.executable, "-S", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    yield process
    stop(process)


def test_a_child_is_waited_for_until_it_says_yes(child):
    answers = chain([False, False], repeat(True))
    said = []
    wait_until_ready(child, lambda: next(answers), "it", said.append)
    assert said == []


def test_a_child_that_has_ended_is_not_waited_for_and_its_status_is_said():
    with (
        subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(3)"]) as ended,
        pytest.raises(NotReadyError, match="ended with status 3"),
    ):
        wait_until_ready(ended, lambda: False, "it", print)


def test_one_who_waits_long_is_told_so_once_and_not_for_ever(child, monkeypatch):
    monkeypatch.setattr(processes, "SLOW_S", 0.0)
    said = []
    with pytest.raises(NotReadyError, match=r"was not ready within 0\.2 s"):
        wait_until_ready(child, lambda: False, "the database", said.append, timeout_s=0.2)
    assert said == ["the database runs and is not ready yet after 0 s; it is given 0.2 s"]


def test_a_child_is_stopped_through_its_standard_input(child):
    stop(child)
    assert child.returncode == 0
