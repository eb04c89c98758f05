"""When the deadline cannot be met: by how much, and what to do without or differently so that it can."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from shared.domain.ids import StepId
from shared.domain.plan import Reduction, Shortfall, Step
from shared.domain.role import Relation
from shared.planning.drafting import DECIMALS, quoted
from shared.planning.schedule import MAX_HOURS_PER_WEEK, spread_over_days

REDUCTIONS = 2
WORKING_WEEK = 40.0  # more hours a week are proposed only to who gives as many already
_HALF_AN_HOUR = 0.5


class _Terms(NamedTuple):
    """What a plan has to keep to.

    Attributes:
        steps: those still to do, in order.
        readiness: that all of them end with, in [0, 100].
    """

    steps: Sequence[Step]
    hours_per_week: float
    start: date
    deadline: date
    readiness: float

    def end_without(self, left_out: Collection[StepId], hours_per_week: float) -> date:
        """The last day of the plan without some steps; its start where nothing stays."""
        hours = [step.hours for step in self.steps if step.id not in left_out]
        return spread_over_days(hours, hours_per_week, self.start)[-1][1] if hours else self.start

    def fits(self, left_out: Collection[StepId], hours_per_week: float) -> bool:
        return self.end_without(left_out, hours_per_week) <= self.deadline


def find_shortfall(
    steps: Sequence[Step], hours_per_week: float, start: date, deadline: date | None, readiness: float
) -> Shortfall | None:
    """What a plan lacks to end by its deadline; None where it does, or has none.

    Two reductions are proposed: those that meet the deadline first, and of these the ones that cost least readiness.
    Only where a plan has a single way out is there but one.

    Args:
        steps: those still to do, in their order and on their days.
        readiness: that all of them end with, in [0, 100].
    """
    if deadline is None or not steps or steps[-1].ends_on <= deadline:
        return None
    terms = _Terms(steps, hours_per_week, start, deadline, readiness)
    found: dict[tuple[frozenset[StepId], float], Reduction] = {}
    for reduction in _reductions(terms):
        found.setdefault((frozenset(reduction.left_out), reduction.hours_per_week), reduction)
    best = sorted(
        found.values(),
        key=lambda reduction: (
            max(reduction.ends_on, deadline),
            -reduction.readiness_at_end,
            len(reduction.left_out),
            reduction.text,
        ),
    )
    room = ((deadline - start).days + 1) * hours_per_week / 7
    return Shortfall(
        (steps[-1].ends_on - deadline).days,
        round(max(0.0, sum(step.hours for step in steps) - room), 1),
        tuple(best[:REDUCTIONS]),
    )


def _reductions(terms: _Terms) -> Iterator[Reduction]:
    if terms.hours_per_week < MAX_HOURS_PER_WEEK:
        hours = _hours_needed(terms)
        text = f"Give {hours:g} hours a week instead of {terms.hours_per_week:g}; every step stays."
        yield _reduction(terms, text, (), hours)
    left_out = _least_worth(terms)
    yield _leaving_out(terms, left_out, "which bring least readiness for their hours")
    left_out = [step for step in terms.steps if step.ends_on > terms.deadline]
    yield _leaving_out(terms, left_out, "which come last")
    left_out = _optional_alone(terms)
    if left_out:
        yield _leaving_out(terms, left_out, "which the role does not always need")


def _leaving_out(terms: _Terms, left_out: Sequence[Step], which: str) -> Reduction:
    steps = "1 step" if len(left_out) == 1 else f"{len(left_out)} steps"
    hours = sum(step.hours for step in left_out)
    if len(left_out) == 1:
        which = which.replace("bring", "brings").replace("come", "comes").replace("their", "its")
    text = f"Leave out {steps}, {which}: {quoted([step.skill_name for step in left_out])} ({hours:g} hours)."
    return _reduction(terms, text, [step.id for step in left_out], terms.hours_per_week)


def _reduction(terms: _Terms, text: str, left_out: Sequence[StepId], hours_per_week: float) -> Reduction:
    gone = [step for step in terms.steps if step.id in set(left_out)]
    ends_on = terms.end_without(set(left_out), hours_per_week)
    if ends_on > terms.deadline:
        text = f"{text} It then ends {(ends_on - terms.deadline).days} days late, not {_days_late(terms)}."
    readiness = round(max(0.0, terms.readiness - sum(step.gain for step in gone)), DECIMALS)
    return Reduction(text, sum(step.hours for step in gone), hours_per_week, readiness, ends_on, tuple(left_out))


def _days_late(terms: _Terms) -> int:
    return (terms.steps[-1].ends_on - terms.deadline).days


def _hours_needed(terms: _Terms) -> float:
    """The fewest hours a week, in halves, that meet the deadline; the most one may propose where none do."""
    most = WORKING_WEEK if terms.hours_per_week < WORKING_WEEK else MAX_HOURS_PER_WEEK
    hours = min(most, terms.hours_per_week // _HALF_AN_HOUR * _HALF_AN_HOUR + _HALF_AN_HOUR)
    while hours < most and not terms.fits((), hours):
        hours = min(most, hours + _HALF_AN_HOUR)
    return hours


def _least_worth(terms: _Terms) -> list[Step]:
    """Steps to leave out, the one of least gain per hour first, and none that another one needs, until the rest fits;
    then those taken back that fit after all."""
    gone: dict[StepId, Step] = {}
    while not terms.fits(gone, terms.hours_per_week):
        kept = [step for step in terms.steps if step.id not in gone]
        needed = {before for step in kept for before in step.after}
        least = min(
            (step for step in kept if step.id not in needed), key=lambda step: (step.gain / step.hours, step.id)
        )
        gone[least.id] = least
    for step in sorted(gone.values(), key=lambda step: -step.gain):
        without = gone.keys() - {step.id}
        if without.isdisjoint(step.after) and terms.fits(without, terms.hours_per_week):
            del gone[step.id]
    return [step for step in terms.steps if step.id in gone]


def _optional_alone(terms: _Terms) -> list[Step]:
    """Optional skills that nothing essential builds on."""
    needed: set[StepId] = set()
    for step in reversed(terms.steps):
        if step.relation is Relation.ESSENTIAL or step.id in needed:
            needed |= {step.id, *step.after}
    return [step for step in terms.steps if step.id not in needed]
