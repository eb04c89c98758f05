"""Values that stores print in different ways."""

from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]
"""A row of a table, or what a function of the database answers in its place: by column."""


def instant(value: str | datetime) -> datetime:
    """Reads `2026-11-23T05:55:35.95+00:00` and Postgres' own `2026-11-23 05:55:35.95+00`."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def stamp(moment: datetime) -> str:
    """In UTC and of one shape, so that on SQLite, where it is text, instants compare as they follow each other."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def day(value: str | date) -> date:
    """Reads `2026-11-23`, and what a driver made of it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
