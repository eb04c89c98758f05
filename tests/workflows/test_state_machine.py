from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from shared.services.workflows import bulk_assess
from tests.workflows.machine import WorkflowMachine


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(bulk_assess, "LINES_A_BATCH", 2)
    monkeypatch.setattr(bulk_assess, "BATCHES_A_COMMIT", 2)


def test_whatever_happens_each_run_comes_to_an_end_with_all_its_effects_or_none(make_world, examples, record_property):
    machine = type(
        "Machine",
        (WorkflowMachine,),
        {"make_world": staticmethod(make_world), "states": Counter(), "points": Counter()},
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    states, points = machine.states, machine.points
    record_property(
        "explored",
        f"{sum(states.values()):,} states of runs, {len(states)} of them distinct; "
        f"{sum(points.values()):,} faults at {len(points)} distinct points",
    )
    assert points
