"""What lies behind and before a word on a page: so much of painting as tells whether the word is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.extraction.files.pdf_state import WHITE, Box, Colour, Matrix, State, looks_alike, number

# A page with more areas is a drawing; words are then looked up among the last ones painted.
MAX_AREAS = 3_000


@dataclass(frozen=True, slots=True)
class Area:
    """Something painted.

    Attributes:
        colour: None where it cannot be told, as of a picture.
        order: how many words had been drawn before it.
    """

    box: Box
    colour: Colour | None
    order: int
    is_opaque: bool


class Canvas:
    """The areas painted so far, and the path under construction."""

    def __init__(self) -> None:
        self._areas: list[Area] = []
        self._points: list[tuple[float, float]] = []
        self._is_clip = False

    def build(self, operator: bytes, operands: Sequence[Any], ctm: Matrix) -> None:
        """Take a path's operator; curves count as their points do."""
        if operator == b"re":
            x, y, width, height = (number(operands, index) for index in range(4))
            corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
            self._points += [ctm.apply(*corner) for corner in corners]
        else:
            pairs = range(0, len(operands) - 1, 2)
            self._points += [ctm.apply(number(operands, at), number(operands, at + 1)) for at in pairs]

    def clip(self) -> None:
        """W: the path becomes part of the clip once it is painted."""
        self._is_clip = True

    def paint(self, state: State, order: int, *, fills: bool) -> None:
        """End the path."""
        if self._points:
            xs, ys = zip(*self._points, strict=True)
            box = Box(min(xs), min(ys), max(xs), max(ys))
            if fills and state.alpha > 0:
                colour = state.fill if state.alpha > 0.9 else None
                self._add(Area(box.meet(state.clip), colour, order, state.alpha > 0.99 and not state.blends))
            if self._is_clip:
                state.clip = state.clip.meet(box)
        self._points = []
        self._is_clip = False

    def picture(self, state: State, order: int) -> None:
        """An image or a shading, over the unit square of the current matrix: its colours are not known."""
        corners = [state.ctm.apply(*corner) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))]
        xs, ys = zip(*corners, strict=True)
        self._add(Area(Box(min(xs), min(ys), max(xs), max(ys)).meet(state.clip), None, order, is_opaque=False))

    def shade(self, state: State, order: int) -> None:
        """A shading fills all of the clip."""
        self._add(Area(state.clip, None, order, is_opaque=False))

    def pictured(self, page: Box) -> float:
        """The share of the page that the largest picture covers."""
        size = (page.right - page.left) * (page.top - page.bottom)
        seen = [area.box.meet(page) for area in self._areas if area.colour is None]
        covered = [(box.right - box.left) * (box.top - box.bottom) for box in seen if box.right > box.left]
        return max(covered, default=0.0) / size if size > 0 else 0.0

    def is_seen(self, x: float, y: float, colour: Colour | None, order: int) -> bool:
        """Whether a word around a point, the order-th one, differs from what is behind it and is not painted over."""
        behind: Colour | None = WHITE
        for area in self._areas:
            if not area.box.holds(x, y):
                continue
            if area.order <= order:
                behind = area.colour
            elif area.is_opaque and area.colour is not None:
                return False
        return behind is None or colour is None or not looks_alike(colour, behind)

    def _add(self, area: Area) -> None:
        if area.box.right > area.box.left and area.box.top > area.box.bottom and len(self._areas) < MAX_AREAS:
            self._areas.append(area)
