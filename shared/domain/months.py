"""Calendar months: numbered, to count between them, and named for people."""

from datetime import date

_NAMES = "January February March April May June July August September October November December".split()


def month_number(day: date) -> int:
    """Months since the start of year 0, so that differences are spans."""
    return day.year * 12 + day.month - 1


def first_of_month(number: int) -> date:
    """The first day of the month with that number."""
    return date(number // 12, number % 12 + 1, 1)


def month_name(day: date) -> str:
    """In English whatever the locale, as "March 2021"."""
    return f"{_NAMES[day.month - 1]} {day.year}"
