"""What PDF's operators change before text is drawn: matrices, colours, fonts (ISO 32000-2, sections 8.4 and 9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

Colour = tuple[float, float, float]

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
# Past these a content stream is not a drawing but an attack on who reads it.
MAX_SAVED_STATES = 512


class Matrix(NamedTuple):
    """x' = a x + c y + e; y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, after: "Matrix") -> "Matrix":
        """This one first, then the other."""
        return Matrix(
            self.a * after.a + self.b * after.c,
            self.a * after.b + self.b * after.d,
            self.c * after.a + self.d * after.c,
            self.c * after.b + self.d * after.d,
            self.e * after.a + self.f * after.c + after.e,
            self.e * after.b + self.f * after.d + after.f,
        )

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


class Box(NamedTuple):
    """An upright rectangle in points, the origin at the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def meet(self, other: "Box") -> "Box":
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


@dataclass(slots=True)
class State:
    """The graphics state, as far as it says where text stands and whether it is seen.

    Attributes:
        fill, stroke: None where it cannot be told, as of a pattern.
        fill_is_known, stroke_is_known: whether numbers are grey, RGB or CMYK in the colour space that was chosen.
        mode: the text rendering mode; 3 draws nothing.
        alpha: of filling, in [0, 1].
        clip: outside it nothing is drawn.
        font: its name in the resources.
    """

    clip: Box
    ctm: Matrix
    fill: Colour | None = BLACK
    stroke: Colour | None = BLACK
    fill_is_known: bool = True
    stroke_is_known: bool = True
    alpha: float = 1.0
    blends: bool = False
    font: str = ""
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    def copy(self) -> "State":
        return replace(self)


def number(operands: Sequence[Any], index: int, default: float = 0.0) -> float:
    """An operand as a number; the default where it is none, as every reader of damaged files has it."""
    try:
        value = float(operands[index])
    except (IndexError, TypeError, ValueError, OverflowError):
        return default
    # Beyond what any page measures; NaN fails the test too.
    return value if abs(value) < 1e9 else default


def matrix_of(operands: Sequence[Any]) -> Matrix:
    """Six operands; one that is missing is that of the matrix that changes nothing."""
    if len(operands) < 6:
        return Matrix()
    return Matrix(*(number(operands, index, default) for index, default in enumerate(Matrix())))


def device_colour(operands: Sequence[Any]) -> Colour | None:
    """By how many numbers there are: grey, RGB or CMYK; None for anything else."""
    values = [min(max(number(operands, index, -1.0), 0.0), 1.0) for index in range(len(operands))]
    if any(isinstance(operand, str) for operand in operands):
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
    return None


def looks_alike(one: Colour, other: Colour) -> bool:
    """Whether nobody could read the one upon the other: no channel differs by a tenth (26 of 256 steps).

    #eeeeee on white is hidden, #dddddd (difference 0.13) can be made out.
    """
    return max(abs(first - second) for first, second in zip(one, other, strict=True)) < 0.1
