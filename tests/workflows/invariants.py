"""What holds of workflows at any moment, whatever crashed; and what holds once nothing goes wrong any more."""

from collections import Counter
from collections.abc import Collection, Mapping

from shared.domain.ids import RunId
from shared.domain.workflow import Kind, Run, RunState, StepState
from tests.workflows.world import Snapshot


def check_always(seen: Snapshot, *, retried: Collection[RunId] = (), deleted: Collection[str] = ()) -> None:
    """Args:
    retried: runs that were begun anew: what their parts of before did is no more.
    deleted: ids of assessments and plans that their owner deleted.
    """
    _check_outbox(seen)
    # An effect is there exactly while its step is done: neither twice, nor half.
    for step, key, stored in (("assess", "assessment_id", seen.assessments), ("plan", "plan_id", seen.plans)):
        said = _said(seen.runs, step, key)
        assert len(said) == len(set(said))
        assert {str(row) for row in stored} == set(said) - set(deleted), step
    numbers = Counter((run_id, number) for run_id, number, _ in seen.items)
    assert set(numbers.values()) <= {1}, "an item is doubled"
    for run in seen.runs.values():
        if run.kind is Kind.BULK_ASSESS and run.id not in retried:
            assert {number for run_id, number in numbers if run_id == run.id} == _items_said(run, seen.runs)


def check_over(seen: Snapshot) -> None:
    """Once all ended: each run in one of three ways, with all that it was to leave, or with nothing."""
    assert seen.outbox == []
    for run in seen.runs.values():
        assert run.state.is_over, run
        assert run.lease_until is None
        if run.state is RunState.COMPLETED:
            assert {step.state for step in run.steps} == {StepState.DONE}
            assert run.failure is None
            continue
        assert run.failure is not None
        assert run.failure.code
        if run.state is RunState.COMPENSATED:
            assert {step.state for step in run.steps} <= {StepState.COMPENSATED, StepState.WAITING}
            assert not [run_id for run_id, _, _ in seen.items if run_id == run.id]
    for run in seen.runs.values():
        if run.kind is Kind.BULK_ASSESS and run.state is RunState.COMPLETED:
            result = run.result
            codes = Counter(code for run_id, _, code in seen.items if run_id == run.id)
            assert result["assessed"] == codes.pop("", 0)
            assert result["refused"] == dict(codes)
            assert result["lines"] == result["assessed"] + sum(codes.values()), "a line is lost"


def _check_outbox(seen: Snapshot) -> None:
    assert len(seen.outbox) == len(set(seen.outbox))
    wanted = {run.id for run in seen.runs.values() if not run.state.is_over or run.is_retried}
    assert set(seen.outbox) == wanted, "a message is lost, or too much"


def _said(runs: Mapping[RunId, Run], step: str, key: str) -> list[str]:
    return [
        run.output(step)[key]
        for run in runs.values()
        if run.kind in (Kind.CV_TO_PLAN, Kind.ASSESS_DOCUMENT)
        for done in run.steps
        if done.name == step and done.state is StepState.DONE
    ]


def _items_said(run: Run, runs: Mapping[RunId, Run]) -> set[int]:
    if run.steps[0].state is StepState.COMPENSATED:
        return set()
    numbers: set[int] = set()
    for part in runs.values():
        if part.parent_id == run.id and part.steps[0].state is not StepState.COMPENSATED:
            first = int(part.input["first"])
            numbers |= set(range(first, first + int(part.steps[0].output.get("done", 0))))
    return numbers
