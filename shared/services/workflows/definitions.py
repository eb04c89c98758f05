"""What a kind of workflow is, as data: its steps, each with what does it, what undoes it, how often it is tried and how
long it may take. A new kind is a new `Definition` in kinds.py, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.domain.errors import WorkflowStateError
from shared.domain.ids import RunId
from shared.domain.workflow import Kind, Run, RunState, StepState, Values
from shared.services.workflows.tools import Tools
from shared.telemetry.record import Count
from shared.unit_of_work.abstract import UnitOfWork


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Attributes:
    max_attempts: to do the step, and again as many to undo it.
    base_s, cap_s: the delay before the second attempt is below `base_s`, before each further one below twice as much,
        and never above `cap_s`.
    """

    max_attempts: int = 5
    base_s: float = 2.0
    cap_s: float = 120.0

    def delay(self, attempts: int, chance: float) -> timedelta:
        """Before the next attempt: full jitter, so that what failed together does not come back together.

        M. Brooker, "Exponential Backoff And Jitter" (2015), https://aws.amazon.com/blogs/architecture/
        exponential-backoff-and-jitter/.

        Args:
            attempts: made so far, from 1.
            chance: in [0, 1).
        """
        return timedelta(seconds=chance * min(self.cap_s, self.base_s * 2 ** (attempts - 1)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to do or to undo the step of a claimed run, inside a block that the engine commits.

    Attributes:
        deadline: by then it is to be over: later, another worker may have the run.
        is_last: whether the step fails for good if this attempt does.
    """

    run: Run
    uow: UnitOfWork
    tools: Tools
    now: datetime
    deadline: datetime
    is_last: bool

    @property
    def has_died_before(self) -> bool:
        """Whether a worker took this step up, since something was last stored, and never came back."""
        return self.run.claims > 1

    @property
    def seconds_left(self) -> float:
        return (self.deadline - self.tools.clock()).total_seconds()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action did; its writes are staged in the attempt's block.

    Attributes:
        output: what later steps, the compensation and the result need of it. "progress", in [0, 1], says how far a step
            is that goes on.
        again_after: when the step goes on; None: it is done.
        wakes: other runs that have something to do once this is committed.
        counts: what is counted once it is.
    """

    output: Values = field(default_factory=dict)
    again_after: timedelta | None = None
    wakes: Sequence[RunId] = ()
    counts: Mapping[Count, int] = field(default_factory=dict)


Action = Callable[[Attempt], Outcome]
Compensation = Callable[[Attempt], timedelta | None]
"""Undoes a step, done or begun, also one that was undone before; a delay: it has to wait for something first."""


def nothing_to_undo(_attempt: Attempt) -> None:
    """Of a step that leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """Attributes:
    compensation: None where what the step does cannot be undone: from it on a run is completed or dead-lettered.
    timeout_s: how long one attempt may take.
    weight: its part of the run's progress.
    """

    name: str
    action: Action
    compensation: Compensation | None
    retry: RetryPolicy = RetryPolicy()
    timeout_s: float = 30.0
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Definition:
    """Attributes:
    lasts: how long a run may take in all, from its start or its retry.
    """

    kind: Kind
    steps: tuple[StepDefinition, ...]
    lasts: timedelta

    @property
    def step_names(self) -> tuple[str, ...]:
        return tuple(step.name for step in self.steps)

    def step(self, name: str) -> StepDefinition:
        """Of a run that an earlier version of this began, it may be one that is no more."""
        return next((step for step in self.steps if step.name == name), StepDefinition(name, _refuse, None))

    def can_undo(self, run: Run) -> bool:
        """Whether what the run did, and may have done of its present step, can be undone."""
        if run.state is RunState.QUEUED and run.claims <= 1:
            return True
        return all(self.step(step.name).compensation is not None for step in run.steps[: run.position + 1])

    def progress(self, run: Run) -> float:
        """How much of the run is done, in [0, 1]."""
        done = 0.0
        for step in run.steps:
            weight = self.step(step.name).weight
            share = 1.0 if step.state is StepState.DONE else float(step.output.get("progress", 0.0))
            done += weight * share if step.state in (StepState.DONE, StepState.WAITING) else 0.0
        return round(done / sum(self.step(step.name).weight for step in run.steps), 4)


def _refuse(attempt: Attempt) -> Outcome:
    raise WorkflowStateError(f"there is no step {attempt.run.step.name} any more")
