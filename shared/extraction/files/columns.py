"""The reading order of a page: which segments are columns to be read one after the other, and which are rows.

A column starts where several lines share a left edge that no line crosses. Not every gap is one, though: dates at the
right of job titles, dates or labels at the left of what they belong to, and the cells of a table are read along the
row. What tells them apart is that they share the baselines of the other side, which lines of two columns do by chance.
"""

import re
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.extraction.files.segments import Segment, to_rows

MIN_LINES = 3
_MAX_EDGES = 8
_SAME_EDGE_PT = 2.0
_ALIGNED = 0.8
# Of the lines beside what they date; the others are headings and places.
_DATED = 0.4
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{2,4}\b|\b(?:present|today|now|ongoing|current|heute)\b", re.IGNORECASE
)
_MAX_DEPTH = 12
# A step down of more than this many usual steps is a gap.
_PARAGRAPH = 1.7


class _Columns(NamedTuple):
    left: list[Segment]
    right: list[Segment]


def in_reading_order(segments: Sequence[Segment], depth: int = 0) -> list[list[list[Segment]]]:
    """Flows of rows of segments: a flow is read top to bottom, and then the next one."""
    found = _find_columns(segments) if depth < _MAX_DEPTH else None
    if found is None:
        return [to_rows(segments)] if segments else []
    both = (*found.left, *found.right)
    top, bottom = max(segment.y for segment in both), min(segment.y for segment in both)
    taken = {id(segment) for segment in both}
    rest = [segment for segment in segments if id(segment) not in taken]
    above = [segment for segment in rest if segment.y > top]
    below = [segment for segment in rest if segment.y < bottom]
    beside = [segment for segment in rest if bottom <= segment.y <= top]
    return [
        flow for part in (above, found.left, found.right, beside, below) for flow in in_reading_order(part, depth + 1)
    ]


def _find_columns(segments: Sequence[Segment]) -> _Columns | None:
    """The largest band of lines that falls into two columns."""
    best: _Columns | None = None
    ordered = sorted(segments, key=lambda segment: -segment.y)
    for edge in _left_edges(segments):
        for band in _bands(ordered, edge):
            size = len(band.left) + len(band.right)
            if (best is None or size > len(best.left) + len(best.right)) and _are_columns(*band):
                best = band
    return best


def _left_edges(segments: Sequence[Segment]) -> list[float]:
    """Where several segments begin, the most first; not the leftmost."""
    starts: Counter[int] = Counter(round(segment.x0 / _SAME_EDGE_PT) for segment in segments)
    first = min(starts, default=0)
    return [at * _SAME_EDGE_PT for at, count in starts.most_common(_MAX_EDGES) if count >= MIN_LINES and at > first]


def _bands(ordered: Sequence[Segment], edge: float) -> list[_Columns]:
    """Runs of lines that leave the edge free, top to bottom."""
    bands = [_Columns([], [])]
    for segment in ordered:
        if segment.x0 >= edge - 1.5 * _SAME_EDGE_PT:
            bands[-1].right.append(segment)
        elif segment.x1 <= edge - 0.3 * segment.size:
            bands[-1].left.append(segment)
        elif bands[-1].left or bands[-1].right:
            bands.append(_Columns([], []))
    trimmed = (_from_edge(band, edge) for band in bands)
    return [band for band in trimmed if len(band.left) >= MIN_LINES and len(band.right) >= MIN_LINES]


def _from_edge(band: _Columns, edge: float) -> _Columns:
    """Without what stands above the first line at the edge: a title in the middle is in no column."""
    on_edge = (segment for segment in band.right if abs(segment.x0 - edge) <= 1.5 * _SAME_EDGE_PT)
    top = max((segment.y + 0.9 * segment.size for segment in on_edge), default=0.0)
    right = [segment for segment in band.right if segment.y <= top]
    return _Columns(_until_gap([segment for segment in band.left if segment.y <= top], right), right)


def _until_gap(left: list[Segment], right: Sequence[Segment]) -> list[Segment]:
    """Without what follows a gap below the right column's end: short lines under both columns are in neither."""
    end = min((segment.y for segment in right), default=0.0)
    leading = _leading(to_rows(left))
    for at, (above, below) in enumerate(pairwise(left), start=1):
        if below.y < end and above.y - below.y > _PARAGRAPH * leading:
            return left[:at]
    return left


def _are_columns(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    lines_left, lines_right = to_rows(left), to_rows(right)
    if len(lines_left) < MIN_LINES or len(lines_right) < MIN_LINES:
        return False
    # Side by side, not one below the other.
    top = min(lines_left[0][0].y, lines_right[0][0].y) + 1.0
    bottom = max(lines_left[-1][0].y, lines_right[-1][0].y) - 1.0
    lines_left = [line for line in lines_left if bottom <= line[0].y <= top]
    lines_right = [line for line in lines_right if bottom <= line[0].y <= top]
    if len(lines_left) < 2 or len(lines_right) < 2:
        return False
    if _is_rail(lines_left, lines_right) or _is_rail(lines_right, lines_left):
        return False
    is_grid = _aligned(lines_left, lines_right) >= _ALIGNED and _aligned(lines_right, lines_left) >= _ALIGNED
    return not is_grid or _wraps(lines_left) + _wraps(lines_right) >= 2


def _aligned(lines: Sequence[Sequence[Segment]], others: Sequence[Sequence[Segment]]) -> float:
    """The share of lines that have a line of the other side on their baseline."""
    baselines = sorted(line[0].y for line in others)
    found = 0
    for line in lines:
        at = bisect_left(baselines, line[0].y)
        near = baselines[max(at - 1, 0) : at + 1]
        found += any(abs(baseline - line[0].y) <= 0.2 * line[0].size for baseline in near)
    return found / len(lines)


def _is_rail(lines: Sequence[Sequence[Segment]], others: Sequence[Sequence[Segment]]) -> bool:
    """Whether they belong to single lines of the other side: dates, or labels with room between them."""
    dated = [line for line in lines if any(_DATE.search(segment.text) for segment in line)]
    if len(dated) >= _DATED * len(lines) and _aligned(dated, others) >= _ALIGNED:
        return True
    if _aligned(lines, others) < _ALIGNED:
        return False
    leading = _leading(others)
    apart = sum(above[0].y - below[0].y > _PARAGRAPH * leading for above, below in pairwise(lines))
    return len(lines) <= 0.7 * len(others) and apart >= 0.6 * (len(lines) - 1)


def _leading(lines: Sequence[Sequence[Segment]]) -> float:
    """The usual step from a line to the next."""
    return statistics.median_low([above[0].y - below[0].y for above, below in pairwise(lines)] or [0.0])


def _wraps(lines: Sequence[Sequence[Segment]]) -> int:
    """How many lines go on with the sentence of the line above, which cells of a table seldom do."""
    count = 0
    for above, below in pairwise(lines):
        count += below[0].text[:1].islower() and above[-1].text[-1:] not in ".:;!?"
    return count
