"""A function's process, which may die at any moment."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.local.instance import Instance, InvocationError, instance_command

CONTEXT = {"function_name": "worker", "memory_mb": 512, "request_id": "1"}
WAIT_S = 300


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def instance(log: Path) -> Iterator[Instance]:
    with log.open("wb") as file:
        made = Instance(instance_command("tests.unit.functions_of_a_poller", "handler"), dict(os.environ), file)
        yield made
        made.close()


def test_it_stays_warm_and_knows_its_time(instance: Instance):
    first, second = (instance.invoke({}, CONTEXT, WAIT_S, WAIT_S) for _ in range(2))
    assert first.answer["pid"] == second.answer["pid"]
    assert first.answer["name"] == "worker"
    assert 0 < first.answer["left_ms"] <= WAIT_S * 1000
    assert first.peak_mb > 1


def test_one_that_was_killed_gives_no_answer_and_the_next_event_starts_another(instance: Instance):
    before = instance.invoke({}, CONTEXT, WAIT_S, WAIT_S).answer["pid"]
    with pytest.raises(InvocationError, match="ended with status -9"):
        instance.invoke({"do": "die"}, CONTEXT, WAIT_S, WAIT_S)
    assert instance.invoke({}, CONTEXT, WAIT_S, WAIT_S).answer["pid"] != before


def test_one_that_takes_too_long_is_killed(instance: Instance):
    instance.invoke({}, CONTEXT, WAIT_S, WAIT_S)
    with pytest.raises(InvocationError, match=r"no answer within 0\.2 s"):
        instance.invoke({"do": "hang"}, CONTEXT, WAIT_S, 0.2)
    assert instance.invoke({}, CONTEXT, WAIT_S, WAIT_S).answer


def test_one_that_raises_is_told_apart_from_its_message_and_lives_on(instance: Instance, log: Path):
    pid = instance.invoke({}, CONTEXT, WAIT_S, WAIT_S).answer["pid"]
    with pytest.raises(InvocationError, match=r"^it raised ValueError$"):
        instance.invoke({"do": "raise"}, CONTEXT, WAIT_S, WAIT_S)
    assert instance.invoke({}, CONTEXT, WAIT_S, WAIT_S).answer["pid"] == pid
    assert "worker failed (request 1)" in log.read_text()


def test_what_it_prints_is_no_answer(instance: Instance, log: Path):
    assert instance.invoke({"do": "print"}, CONTEXT, WAIT_S, WAIT_S).answer["name"] == "worker"
    instance.close()
    assert "what it prints" in log.read_text()


def test_a_module_that_cannot_be_imported_says_so(log: Path):
    with log.open("wb") as file:
        broken = Instance(instance_command("tests.unit.no_such_module", "handler"), dict(os.environ), file)
        with pytest.raises(InvocationError, match="does not start"):
            broken.invoke({}, CONTEXT, WAIT_S, WAIT_S)
    assert "no_such_module" in log.read_text()
