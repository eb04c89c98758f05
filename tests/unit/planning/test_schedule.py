from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidInputError
from shared.planning.schedule import count_days, spread_over_days

START = date(2026, 12, 1)


def test_seven_hours_a_week_are_an_hour_a_day():
    assert spread_over_days([3, 2], 7, START) == [
        (date(2026, 12, 1), date(2026, 12, 3)),
        (date(2026, 12, 4), date(2026, 12, 5)),
    ]


def test_a_short_step_takes_a_day_and_what_is_left_of_it_is_not_lost():
    days = spread_over_days([0.5, 6.5], 7, START)
    assert days == [(START, START), (date(2026, 12, 2), date(2026, 12, 7))]


def test_no_day_is_counted_twice_after_many_short_steps():
    *_, (first, last) = spread_over_days([1] * 10 + [100], 80, START)
    assert first == START + timedelta(days=10)
    assert (last - first).days + 1 >= 100 / (80 / 7) - 1


@given(st.lists(st.floats(0.5, 500), max_size=30), st.floats(0.5, 80))
def test_steps_are_in_a_row_without_a_day_between_them(hours, hours_per_week):
    days = spread_over_days(hours, hours_per_week, START)
    free = START
    for first, last in days:
        assert first == free <= last
        free = last + timedelta(days=1)
    assert count_days(hours, hours_per_week) == (free - START).days >= len(hours)
    assert (free - START).days >= sum(hours) / hours_per_week * 7 - 1e-6


@given(st.lists(st.floats(0.5, 500), min_size=1, max_size=10), st.floats(0.5, 39))
def test_more_hours_a_week_never_take_longer(hours, hours_per_week):
    assert count_days(hours, hours_per_week * 2) <= count_days(hours, hours_per_week)


def test_a_plan_beyond_the_calendar_is_refused():
    with pytest.raises(InvalidInputError, match="more hours a week"):
        spread_over_days([1_000_000], 1, START)
