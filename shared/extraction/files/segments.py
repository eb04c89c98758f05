"""From words to segments: what stands on one line without a wide gap, as a line of a column, a cell, or a date."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.extraction.files.pdf_words import Word

# In ems. A space is a quarter, in justified lines rarely over a half; columns are further apart.
SEGMENT_GAP = 0.9
SPACE_GAP = 0.15
# Superscripts and icons stand off the baseline by less, the next line by more.
_SAME_ROW = 0.35
_BULLETS = frozenset("•●○◦▪▫■□‣⁃∙·–—-*►▸➢➤✓✔❖◆◇→»")
_MAX_MARK_CHARS = 3


@dataclass(slots=True)
class Segment:
    """Attributes:
    y: of the baseline, upwards.
    size: of most of its words.
    """

    words: list[Word]
    x0: float
    x1: float
    y: float
    size: float

    @property
    def text(self) -> str:
        gap = _space_gap(self.words)
        parts = [self.words[0].text]
        for before, word in zip(self.words, self.words[1:], strict=False):
            if word.follows_space or word.x0 - before.x1 > gap * word.size:
                parts.append(" ")
            parts.append(word.text)
        return "".join(parts)


def to_segments(words: Iterable[Word]) -> list[Segment]:
    """Top to bottom, and left to right in a row."""
    return [segment for row in _rows(words) for segment in _split(row)]


def to_rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that share a baseline, top to bottom."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda segment: (-segment.y, segment.x0)):
        if rows and rows[-1][0].y - segment.y < _SAME_ROW * max(rows[-1][0].size, segment.size):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda segment: segment.x0) for row in rows]


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if rows and rows[-1][0].y - word.y < _SAME_ROW * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    # Drawn twice at nearly the same place is how some programs make bold.
    return [_without_doubles(sorted(row, key=lambda word: word.x0)) for row in rows]


def _without_doubles(row: list[Word]) -> list[Word]:
    kept: list[Word] = []
    for word in row:
        if not (kept and kept[-1].text == word.text and word.x0 - kept[-1].x0 < 0.25 * word.size):
            kept.append(word)
    return kept


def _split(row: list[Word]) -> list[Segment]:
    groups: list[list[Word]] = [[row[0]]]
    for word in row[1:]:
        before = groups[-1][-1]
        gap = (word.x0 - before.x1) / max(min(word.size, before.size), 1.0)
        # A bullet belongs to what it stands before, however far away.
        if gap > SEGMENT_GAP and not (len(groups[-1]) == 1 and _is_mark(before.text)):
            groups.append([word])
        else:
            groups[-1].append(word)
    return [
        Segment(
            group,
            group[0].x0,
            max(word.x1 for word in group),
            statistics.median_low([word.y for word in group]),
            statistics.median_low([word.size for word in group]),
        )
        for group in groups
    ]


def _is_mark(text: str) -> bool:
    return text in _BULLETS or (len(text) == 1 and "\ue000" <= text <= "\uf8ff") or _is_number(text)


def _is_number(text: str) -> bool:
    return len(text) <= _MAX_MARK_CHARS and text[-1] in ".)" and text[:-1].isdigit()


def _space_gap(words: Sequence[Word]) -> float:
    """From which gap on, in ems, there is a space: more where the letters themselves are spaced out."""
    single = sum(len(word.text) == 1 for word in words)
    gaps = [(word.x0 - before.x1) / max(word.size, 1.0) for before, word in pairwise(words) if not word.follows_space]
    if len(words) < 4 or single < 0.8 * len(words) or not gaps:
        return SPACE_GAP
    return max(SPACE_GAP, 1.6 * statistics.median_low(gaps))
