"""When the deadline cannot be met: by how much, and what to do without or differently so that it can."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from shared.domain.ids import StepId
from shared.domain.plan import Reduction, Shortfall, Step
from shared.domain.role import Relation
from shared.planning.drafting import DECIMALS, Work, quoted
from shared.planning.schedule import MAX_HOURS_PER_WEEK, count_days

REDUCTIONS = 2
WORKING_WEEK = 40.0  # more hours a week are proposed only to who gives as many already
_HALF_AN_HOUR = 0.5


class _Terms(NamedTuple):
    """What a plan has to keep to.

    Attributes:
        work: what the steps were planned from.
        steps: those still to do, in order.
        readiness: that all of them end with, in [0, 100].
    """

    work: Work
    steps: Sequence[Step]
    hours_per_week: float
    start: date
    deadline: date
    readiness: float

    def seems_to_fit(self, left_out: Collection[StepId], hours_per_week: float) -> bool:
        """Whether the plan would end in time if every other step took the hours it takes now."""
        hours = [step.hours for step in self.steps if step.id not in left_out]
        return count_days(hours, hours_per_week) <= (self.deadline - self.start).days + 1

    def fits(self, left_out: Collection[StepId], hours_per_week: float) -> bool:
        """Whether it does, planned anew: without the first of a family the next one takes longer."""
        return _end(self.work.plan(hours_per_week, self.start, left_out), self.start) <= self.deadline


def find_shortfall(
    work: Work, steps: Sequence[Step], hours_per_week: float, start: date, deadline: date | None, readiness: float
) -> Shortfall | None:
    """What a plan lacks to end by its deadline; None where it does, or has none.

    Two reductions are proposed: those that leave something and meet the deadline first, and of these the ones that cost
    least readiness. One that does not meet it says how near it comes. Only where a plan has a single way out is there
    but one.

    Args:
        work: what the steps were planned from.
        steps: those still to do, in their order and on their days.
        readiness: that all of them end with, in [0, 100].
    """
    if deadline is None or not steps or steps[-1].ends_on <= deadline:
        return None
    terms = _Terms(work, steps, hours_per_week, start, deadline, readiness)
    found: dict[tuple[frozenset[StepId], float], Reduction] = {}
    for reduction in _reductions(terms):
        found.setdefault((frozenset(reduction.left_out), reduction.hours_per_week), reduction)
    best = sorted(
        found.values(),
        key=lambda reduction: (
            len(reduction.left_out) == len(steps),
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
    now = terms.hours_per_week
    if now < MAX_HOURS_PER_WEEK:
        hours = _hours_needed(terms)
        yield _reduction(terms, f"Give {hours:g} hours a week instead of {now:g}; every step stays.", [], hours)
        if not terms.seems_to_fit((), hours):
            yield _leaving_out(terms, _least_worth(terms, hours), "bring least readiness for their hours", hours)
    yield _leaving_out(terms, _least_worth(terms, now), "bring least readiness for their hours", now)
    last = [step for step in terms.steps if step.ends_on > terms.deadline]
    yield _leaving_out(terms, last, "come last", now)
    if optional := _optional_alone(terms):
        yield _leaving_out(terms, optional, "are not always needed", now)


def _leaving_out(terms: _Terms, left_out: Sequence[Step], what_they_do: str, hours_per_week: float) -> Reduction:
    is_more = hours_per_week > terms.hours_per_week
    begin = f"Give {hours_per_week:g} hours a week and leave out" if is_more else "Leave out"
    names = quoted([step.skill_name for step in left_out])
    if len(left_out) == len(terms.steps):
        text = f"{begin} every step: none can be done in the time."
    elif len(left_out) == 1:
        text = f"{begin} one step: {names}."
    else:
        text = f"{begin} the {len(left_out)} steps that {what_they_do}: {names}."
    return _reduction(terms, text, left_out, hours_per_week)


def _reduction(terms: _Terms, text: str, left_out: Sequence[Step], hours_per_week: float) -> Reduction:
    gone = tuple(step.id for step in left_out)
    stays = terms.work.plan(hours_per_week, terms.start, set(gone))
    ends_on = _end(stays, terms.start)
    if ends_on > terms.deadline:
        late = (terms.steps[-1].ends_on - terms.deadline).days
        text = f"{text} It then ends {(ends_on - terms.deadline).days} days late, not {late}."
    readiness = round(max(0.0, terms.readiness - sum(step.gain for step in left_out)), DECIMALS)
    saved = sum(step.hours for step in terms.steps) - sum(step.hours for step in stays)
    return Reduction(text, max(0.0, saved), hours_per_week, readiness, ends_on, gone)


def _end(steps: Sequence[Step], start: date) -> date:
    return steps[-1].ends_on if steps else start


def _hours_needed(terms: _Terms) -> float:
    """The fewest hours a week, in halves, that meet the deadline; the most one may propose where none do."""
    most = WORKING_WEEK if terms.hours_per_week < WORKING_WEEK else MAX_HOURS_PER_WEEK
    hours = min(most, terms.hours_per_week // _HALF_AN_HOUR * _HALF_AN_HOUR + _HALF_AN_HOUR)
    while hours < most and not terms.seems_to_fit((), hours):
        hours = min(most, hours + _HALF_AN_HOUR)
    return hours


def _least_worth(terms: _Terms, hours_per_week: float) -> list[Step]:
    """Steps to leave out until the rest fits: least gain per hour first, and none that one that stays needs."""
    gone: dict[StepId, Step] = {}

    def leave_one_out() -> None:
        kept = [step for step in terms.steps if step.id not in gone]
        needed = {before for step in kept for before in step.after}
        least = min(
            (step for step in kept if step.id not in needed), key=lambda step: (step.gain / step.hours, step.id)
        )
        gone[least.id] = least

    while not terms.seems_to_fit(gone, hours_per_week):
        leave_one_out()
    for step in sorted(gone.values(), key=lambda step: -step.gain):
        without = gone.keys() - {step.id}
        if without.isdisjoint(step.after) and terms.seems_to_fit(without, hours_per_week):
            del gone[step.id]
    while not terms.fits(gone, hours_per_week):
        leave_one_out()
    return [step for step in terms.steps if step.id in gone]


def _optional_alone(terms: _Terms) -> list[Step]:
    """Optional skills that nothing essential builds on."""
    needed: set[StepId] = set()
    for step in reversed(terms.steps):
        if step.relation is Relation.ESSENTIAL or step.id in needed:
            needed |= {step.id, *step.after}
    return [step for step in terms.steps if step.id not in needed]
