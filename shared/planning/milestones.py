"""Where a plan stands on its way: when the next ten steps are done, the essential skills, half of it and most of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.domain.plan import Plan, StepStatus
from shared.domain.role import Relation

SOON = 10  # steps that a person looks ahead to
PASSED = (50.0, 80.0)  # readiness worth a word


@dataclass(frozen=True, slots=True)
class Milestone:
    """Attributes:
    what: as "the first 10 steps".
    number: of the step in the plan that it is reached with, from 1.
    hours: of effort until then.
    readiness: then, in [0, 100].
    """

    what: str
    number: int
    on: date
    hours: float
    readiness: float


def find_milestones(plan: Plan) -> list[Milestone]:
    """In the order in which they are reached, each before the last step; what is reached already is none."""
    return sorted(_milestones(plan), key=lambda milestone: milestone.number)


def _milestones(plan: Plan) -> Iterator[Milestone]:
    readiness, hours = plan.summary.readiness_now, 0.0
    ahead = [(n, step) for n, step in enumerate(plan.steps, 1) if step.status in (StepStatus.TODO, StepStatus.DOING)]
    last_essential = max((n for n, step in ahead if step.relation is Relation.ESSENTIAL), default=0)
    waiting = [mark for mark in PASSED if readiness < mark]
    for place, (number, step) in enumerate(ahead, 1):
        readiness, hours = readiness + step.gain, hours + step.hours
        reached = [mark for mark in waiting if readiness >= mark]
        waiting = [mark for mark in waiting if readiness < mark]
        if place == len(ahead):
            return
        if place == SOON:
            yield Milestone(f"the first {SOON} steps", number, step.ends_on, hours, readiness)
        if reached:
            yield Milestone(f"readiness passes {max(reached):.0f} %", number, step.ends_on, hours, readiness)
        if number == last_essential:
            yield Milestone("all essential skills", number, step.ends_on, hours, readiness)
