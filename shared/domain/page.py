"""One page of a list. Pages are cut by key, never by offset: page 10,000 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next_key` is the key of the last item where more follow, else None."""

    items: Sequence[T]
    next_key: str | None = None
