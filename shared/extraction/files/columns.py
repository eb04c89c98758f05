"""The reading order of a page: which segments are columns to be read one after the other, and which are rows.

A column starts where several lines share a left edge, or where a strip is free, that no line of the column crosses. Not
every gap is one, though: `rails` says which blocks side by side are read along the row.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.extraction.files.rails import PARAGRAPH, are_rows, leading
from shared.extraction.files.segments import Segment, to_rows

MIN_LINES = 3
_MAX_EDGES = 8
_SAME_EDGE_PT = 2.0
# A strip between columns is at least this wide, and few lines, as titles, go across it.
_STRIP_PT = 8.0
_ACROSS = 0.15
_MAX_DEPTH = 12


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
    for edge in (*_left_edges(segments), *_strips(segments)):
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


def _strips(segments: Sequence[Segment]) -> list[float]:
    """Where free strips end, the widest first: of columns whose lines begin here and there."""
    ends = sorted({round(segment.x0 / _SAME_EDGE_PT) for segment in segments})
    lines = len(to_rows(segments))
    found: list[tuple[float, float]] = []
    for end in ends[1:]:
        edge = end * _SAME_EDGE_PT
        before = [segment for segment in segments if segment.x0 < edge - _SAME_EDGE_PT]
        across = sum(segment.x1 > edge - _STRIP_PT for segment in before)
        if across <= _ACROSS * lines:
            free = [segment.x1 for segment in before if segment.x1 <= edge - _STRIP_PT]
            found.append((edge - max(free, default=edge), edge))
    return [edge for _, edge in sorted(found, reverse=True)[:_MAX_EDGES]]


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
    tops = [segment.y + 0.9 * segment.size for segment in on_edge]
    if len(tops) < MIN_LINES:
        return band
    top = max(tops)
    right = [segment for segment in band.right if segment.y <= top]
    return _Columns(_until_gap([segment for segment in band.left if segment.y <= top], right), right)


def _until_gap(left: list[Segment], right: Sequence[Segment]) -> list[Segment]:
    """Without what follows a gap below the right column's end: short lines under both columns are in neither."""
    end = min((segment.y for segment in right), default=0.0)
    step = PARAGRAPH * leading(to_rows(left))
    for at, (above, below) in enumerate(pairwise(left), start=1):
        if below.y < end and above.y - below.y > step:
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
    return len(lines_left) >= 2 and len(lines_right) >= 2 and not are_rows(lines_left, lines_right)
