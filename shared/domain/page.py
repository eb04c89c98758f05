"""One page of a list. Pages are cut by key, never by offset: page 10,000 costs what page 1 costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next_key` is the key of the last item where more follow, else None."""

    items: Sequence[T]
    next_key: str | None = None

    def map(self, make: Callable[[T], U]) -> "Page[U]":
        """The same page of what is made of each item."""
        return Page([make(item) for item in self.items], self.next_key)
