"""What was read of a file: its text in reading order, where each page begins, and how much of it to trust."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum


class RejectionCode(StrEnum):
    """Why a file is not read. Stable: stored with the document and shown to programs."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    # Not what it is said to be, or of no kind that can be read.
    WRONG_TYPE = "wrong-type"
    # Two kinds of file in one, which one program reads as this and another as that.
    POLYGLOT = "polyglot"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too-many-pages"
    # Unpacks to far more than a CV holds.
    BOMB = "bomb"
    # XML that declares entities, its own or another file's.
    EXTERNAL_ENTITY = "external-entity"
    MACRO = "macro"
    DAMAGED = "damaged"
    # Pictures of pages, or nothing at all.
    NO_TEXT = "no-text"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Characters that the file holds and a person does not see. They are in no text, so nothing scores them.

    Attributes:
        white: in the colour of what is behind them, or nearly.
        tiny: smaller than 4 points.
        invisible: drawn in PDF's text mode 3 or wholly transparent, or marked as hidden in Word.
        off_page: outside the page.
    """

    white: int = 0
    tiny: int = 0
    invisible: int = 0
    off_page: int = 0

    @property
    def total(self) -> int:
        return self.white + self.tiny + self.invisible + self.off_page

    @property
    def flags(self) -> tuple[str, ...]:
        """The kinds that were found, as "white-text"."""
        kinds = (
            ("white-text", self.white),
            ("tiny-text", self.tiny),
            ("invisible-text", self.invisible),
            ("off-page-text", self.off_page),
        )
        return tuple(name for name, count in kinds if count)


@dataclass(frozen=True, slots=True)
class QualityPart:
    """One factor of the quality.

    Attributes:
        value: in [0, 1]; 1 where nothing is amiss.
        reason: one clause for the person, as "2 of 3 pages hold text".
    """

    name: str
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """Attributes:
    text: 1..100,000 Unicode code points in reading order, with at least one letter.
    pages: the offset in `text` at which each page begins, ascending, one for each; the first is 0; of a page without
        text, where the text before it ends.
    quality_parts: what the quality is the product of.
    is_truncated: whether there was more than `text` holds.
    """

    text: str
    pages: tuple[int, ...]
    quality_parts: tuple[QualityPart, ...]
    hidden: Hidden
    is_truncated: bool

    @property
    def page_count(self) -> int:
        return len(self.pages)

    @property
    def quality(self) -> float:
        """How well the text came out, in [0, 1], to four decimals."""
        product = 1.0
        for part in self.quality_parts:
            product *= part.value
        return round(product, 4)

    @property
    def flags(self) -> tuple[str, ...]:
        """Short names of what was noticed: kinds of hidden text, and "truncated"."""
        return (*self.hidden.flags, *(("truncated",) if self.is_truncated else ()))

    def page_at(self, offset: int) -> int:
        """The page, from 1, that the character at an offset of the text lies on."""
        return max(1, bisect_right(self.pages, offset))
