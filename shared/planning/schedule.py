"""From hours to days: when each step of a plan begins and ends."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import ceil, isfinite

from shared.domain.errors import InvalidInputError

# Below half an hour a week a plan of a large role ends after the lifetime of whoever made it.
MIN_HOURS_PER_WEEK = 0.5
MAX_HOURS_PER_WEEK = 80.0
MAX_YEARS_AWAY = 10


def check_hours(hours_per_week: float) -> None:
    """Raises:
    InvalidInputError: not in (0, MAX_HOURS_PER_WEEK].
    """
    if not (isfinite(hours_per_week) and 0 < hours_per_week <= MAX_HOURS_PER_WEEK):
        raise InvalidInputError(
            f"{hours_per_week:g} hours a week cannot be planned: give more than 0 and at most {MAX_HOURS_PER_WEEK:g}"
        )


def check_dates(start: date, deadline: date | None, today: date) -> None:
    """Raises:
    InvalidInputError: the start is more than MAX_YEARS_AWAY from today, or the deadline before the start.
    """
    if abs(start.year - today.year) > MAX_YEARS_AWAY:
        raise InvalidInputError(
            f"a plan cannot start on {start}: give a day within {MAX_YEARS_AWAY} years of today ({today})"
        )
    if deadline is not None and deadline < start:
        raise InvalidInputError(f"the deadline, {deadline}, is before the start, {start}: give a later one, or none")


def spread_over_days(hours: Sequence[float], hours_per_week: float, start: date) -> list[tuple[date, date]]:
    """The first and last day of each step, one after the other, the week's hours spread evenly over its seven days.

    Every step has at least a day, and no two share one.

    Args:
        hours: of each step, above 0.
        hours_per_week: in (0, MAX_HOURS_PER_WEEK].

    Raises:
        InvalidInputError: the end would be after the last day that a calendar has.
    """
    numbered = list(_number_days(hours, hours_per_week))
    if numbered and numbered[-1][1] > (date.max - start).days:
        raise InvalidInputError(f"at {hours_per_week:g} hours a week the plan would never end: give more hours a week")
    return [(start + timedelta(days=first), start + timedelta(days=last)) for first, last in numbered]


def count_days(hours: Sequence[float], hours_per_week: float) -> int:
    """How many days the steps take, as `spread_over_days` spreads them."""
    return max((last + 1 for _, last in _number_days(hours, hours_per_week)), default=0)


def _number_days(hours: Sequence[float], hours_per_week: float) -> Iterator[tuple[int, int]]:
    per_day = hours_per_week / 7
    worked = 0.0  # days of work behind, in fractions; a step goes on where the one before left off
    free = 0  # the first day that no step has
    for effort in hours:
        worked = max(worked, free - 1.0) + effort / per_day
        # A hair's breadth past midnight is rounding, not another day.
        last = max(free, ceil(worked - 1e-9) - 1)
        yield free, last
        free = last + 1
