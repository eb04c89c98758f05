"""What no store is asked: for more than a page, for a cursor that is none, to keep what is not text."""

import re
from collections.abc import Iterable, Sized
from uuid import UUID

from shared.domain.errors import InvalidCursorError, InvalidTextError
from shared.domain.page import MAX_PAGE

# What no Postgres can hold or no UTF-8 can say.
_NOT_STORABLE = re.compile("[\\0\\ud800-\\udfff]")


def is_storable(text: str) -> bool:
    """Whether every store takes this text."""
    return _NOT_STORABLE.search(text) is None


def require_storable(texts: Iterable[str]) -> None:
    """Raises:
    InvalidTextError: one of them has a character that no store takes.
    """
    for text in texts:
        if found := _NOT_STORABLE.search(text):
            raise InvalidTextError(
                f"character {found.start()} is U+{ord(found[0]):04X}, which is not text: remove it and send again"
            )


def require_limit(limit: int) -> None:
    """Raises:
    ValueError: no page is so long, or so short.
    """
    if not 1 <= limit <= MAX_PAGE:
        raise ValueError(f"a page holds 1 to {MAX_PAGE} items, not {limit}")


def require_seconds(seconds: float) -> None:
    """Raises:
    ValueError: no lease is so long, or so short.
    """
    if not 0.001 <= seconds <= 3600:
        raise ValueError(f"a worker or a relay has a run for 0.001 to 3600 s, not {seconds}")


def require_expiry(limit: int) -> None:
    """Raises:
    ValueError: no more rows go at once, and no fewer.
    """
    if not 1 <= limit <= 1000:
        raise ValueError(f"at once go 1 to 1000 rows of each, not {limit}")


def with_spare(limit: int, staged: Sized) -> int:
    """One more tells whether a page follows; one more for each stored row that a staged write may hide."""
    return limit + 1 + len(staged)


def id_of_cursor(after: str | None) -> UUID | None:
    """Raises:
    InvalidCursorError: it is no id.
    """
    if after is None:
        return None
    try:
        return UUID(after)
    except ValueError:
        raise foreign_cursor() from None


def number_of_cursor(after: str | None) -> int | None:
    """Raises:
    InvalidCursorError: it is no version, and no number of an item.
    """
    if after is None:
        return None
    # Digits alone, and no more than the column holds.
    if not re.fullmatch(r"[0-9]{1,9}", after):
        raise foreign_cursor()
    return int(after)


def foreign_cursor() -> InvalidCursorError:
    """The error for a cursor that no list of this kind gave out."""
    return InvalidCursorError("this cursor is not of this list: start again without one")
