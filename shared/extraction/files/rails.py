"""Whether two blocks side by side are columns, or whether what stands at one side belongs to lines of the other.

Of the second sort are dates beside job titles, labels beside what they name, and cells of a table. Their lines share
the baselines of the other side, which lines of two columns do only where both are set with the same steps; then it
counts what they are beside: a date, a label and a cell stand beside the beginning of something, not beside the middle
of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.extraction.files.segments import Segment

# A step down of more than this many usual steps is a gap.
PARAGRAPH = 1.7
_ALIGNED = 0.8
# Of the lines beside what they date; the others are headings and places.
_DATED = 0.4
# Labels are fewer than the lines they stand beside, or have room between them.
_FEW = 0.7
_APART = 0.4
_LABELS = 0.75
_FULL = 0.9
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{2,4}\b|\b(?:present|today|now|ongoing|current|heute)\b", re.IGNORECASE
)

Line = Sequence[Segment]


class _Beside(NamedTuple):
    """Attributes:
    at: the place of the line among those of its side.
    other: the place of the nearest line of the other side.
    """

    at: int
    other: int
    is_aligned: bool


def are_rows(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Both are read along the row, not one after the other."""
    beside_left, beside_right = _beside(left, right), _beside(right, left)
    if _is_rail(left, right, beside_left) or _is_rail(right, left, beside_right):
        return True
    is_grid = _aligned(beside_left) >= _ALIGNED and _aligned(beside_right) >= _ALIGNED
    return is_grid and _wraps(left) + _wraps(right) < 2


def leading(lines: Sequence[Line]) -> float:
    """The step from a line to the next within a paragraph: a quarter of all steps are smaller."""
    steps = sorted(above[0].y - below[0].y for above, below in pairwise(lines))
    return steps[len(steps) // 4] if steps else 0.0


def _is_rail(lines: Sequence[Line], others: Sequence[Line], beside: Sequence[_Beside]) -> bool:
    dated = [pair for pair in beside if any(_DATE.search(segment.text) for segment in lines[pair.at])]
    if len(dated) >= _DATED * max(len(beside), 1) and _aligned(dated) >= _ALIGNED:
        return True
    if not beside or _aligned(beside) < _ALIGNED:
        return False
    step = PARAGRAPH * leading(others)
    apart = [pair.at == 0 or lines[pair.at - 1][0].y - lines[pair.at][0].y > step for pair in beside]
    if len(lines) > _FEW * len(others) and sum(apart) < _APART * len(beside):
        return False
    begins = (not _goes_on(others, pair.other, step) for pair in beside)
    return sum(is_apart or is_begun for is_apart, is_begun in zip(apart, begins, strict=True)) >= _LABELS * len(beside)


def _beside(lines: Sequence[Line], others: Sequence[Line]) -> list[_Beside]:
    """The lines that have one of the other side next to them: a heading above both has none."""
    heights = [-other[0].y for other in others]
    near = 0.8 * max(leading(others), others[0][0].size)
    found = []
    for at, line in enumerate(lines):
        after = bisect_left(heights, -line[0].y)
        closest = min(
            (place for place in (after - 1, after) if 0 <= place < len(others)),
            key=lambda place: abs(heights[place] + line[0].y),
        )
        off = abs(heights[closest] + line[0].y)
        if off < near:
            found.append(_Beside(at, closest, off <= 0.2 * line[0].size))
    return found


def _aligned(beside: Sequence[_Beside]) -> float:
    """The share of lines that stand on the baseline of what they are beside; 0 of none."""
    return sum(pair.is_aligned for pair in beside) / len(beside) if beside else 0.0


def _goes_on(lines: Sequence[Line], at: int, step: float) -> bool:
    """Whether a line goes on with what the one above it, which is full, began."""
    if at == 0 or lines[at - 1][0].y - lines[at][0].y > step:
        return False
    start = min(line[0].x0 for line in lines)
    width = max(line[-1].x1 for line in lines) - start
    return lines[at][0].text[:1].islower() or lines[at - 1][-1].x1 - start > _FULL * width


def _wraps(lines: Sequence[Line]) -> int:
    """How many lines go on with the sentence of the line above, which cells of a table seldom do."""
    return sum(below[0].text[:1].islower() and above[-1].text[-1:] not in ".:;!?" for above, below in pairwise(lines))
