"""The words of a PDF page, each with its place, its size and whether it is seen.

pypdf reads the file and its fonts; what the page draws is followed here, since pypdf's own text has neither columns nor
colours. Operators: ISO 32000-2, annex A.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject
from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, NameObject, StreamObject

from shared.extraction.files.pdf_font import PdfFont
from shared.extraction.files.pdf_graphics import Graphics, PdfValue
from shared.extraction.files.pdf_state import (
    Box,
    Colour,
    Matrix,
    State,
    matrix_of,
    number,
)

MAX_FORM_DEPTH = 8
MAX_FORMS = 2_000
# Of one page. A full one has 1,000 words and 6,000 letters.
MAX_WORDS = 20_000
MAX_GLYPHS = 200_000
# Text that is smaller is there for machines.
TINY_PT = 4.0
# A step of the pen that separates words, in ems; a space is about a quarter.
_WORD_GAP = 0.12
# A longer one goes on in the next; putting letter to letter would take ever longer.
_MAX_WORD_CHARS = 200


@dataclass(slots=True)
class Word:
    """Glyphs drawn one after another.

    Attributes:
        x0, x1, y: its ends and its baseline in points, in the direction it is read: of text that stands on its side, as
            if the page were turned.
        size: the height of the font in points.
        turn: in quarter turns counter-clockwise; 0 is upright.
        follows_space: whether a space was drawn before it.
        hidden: why it is not seen, as a field of `Hidden`; "" where it is.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    turn: int
    follows_space: bool
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class PageWords:
    """Attributes:
    pictured: the share of the page that its largest picture covers.
    """

    words: list[Word]
    box: Box
    pictured: float


Fonts = dict[int, PdfFont]


def read_words(page: PageObject, fonts: Fonts, hidden_layers: frozenset[int]) -> PageWords:
    """The words in the order they are drawn.

    Args:
        fonts: read so far in this file, by object number; added to.
        hidden_layers: object numbers of the layers that are switched off.
    """
    box, turned = _upright(page)
    graphics = Graphics(box, turned, hidden_layers)
    painter = _Painter(page.pdf, box, graphics, fonts)
    painter.draw(page.get("/Contents"), page.get_inherited("/Resources", DictionaryObject()))
    return PageWords(painter.judged(), box, graphics.canvas.pictured(box))


def _upright(page: PageObject) -> tuple[Box, Matrix]:
    """The page as it is shown, from the origin on, and the matrix that brings it there."""
    crop = page.cropbox
    left, bottom, right, top = float(crop.left), float(crop.bottom), float(crop.right), float(crop.top)
    width, height = abs(right - left), abs(top - bottom)
    moved = Matrix(e=-min(left, right), f=-min(bottom, top))
    turn = int(number([page.get_inherited("/Rotate", 0)], 0)) % 360
    if turn == 90:
        return Box(0, 0, height, width), moved.then(Matrix(0, -1, 1, 0, 0, width))
    if turn == 180:
        return Box(0, 0, width, height), moved.then(Matrix(-1, 0, 0, -1, width, height))
    if turn == 270:
        return Box(0, 0, height, width), moved.then(Matrix(0, 1, -1, 0, height, 0))
    return Box(0, 0, width, height), moved


@dataclass(slots=True)
class _Drawn:
    word: Word
    centre: tuple[float, float]
    colour: Colour | None
    order: int


class _Painter:
    """Follows content streams and gathers glyphs into words."""

    def __init__(self, pdf: PdfValue, box: Box, graphics: Graphics, fonts: Fonts) -> None:
        self._pdf = pdf
        self._box = box
        self._graphics = graphics
        self._fonts = fonts
        self._text = Matrix()
        self._line = Matrix()
        self._drawn: list[_Drawn] = []
        self._open: _Drawn | None = None
        self._space = False
        self._depth = 0
        self._forms = 0
        self._glyphs = 0

    @property
    def _state(self) -> State:
        return self._graphics.state

    def judged(self) -> list[Word]:
        for drawn in self._drawn:
            word = drawn.word
            x, y = drawn.centre
            if not word.hidden and not self._graphics.canvas.is_seen(x, y, drawn.colour, drawn.order):
                word.hidden = "white"
        return [drawn.word for drawn in self._drawn]

    def draw(self, contents: PdfValue, resources: PdfValue) -> None:
        graphics = self._graphics
        found = resources.get_object() if resources is not None else None
        outer = graphics.resources
        graphics.resources = found if isinstance(found, DictionaryObject) else outer
        for operands, operator in ContentStream(contents, self._pdf, "bytes").operations if contents else ():
            if handler := _HANDLERS.get(operator):
                handler(self, operands)
            else:
                graphics.change(operator, operands)
        graphics.resources = outer

    def begin_text(self, _operands: Sequence[Any]) -> None:
        self._text = self._line = Matrix()

    def set_font(self, operands: Sequence[Any]) -> None:
        self._state.font = str(operands[0]) if operands else ""
        self._state.size = number(operands, 1, self._state.size)

    def set_text(self, name: str, operands: Sequence[Any], unit: float = 1.0) -> None:
        setattr(self._state, name, number(operands, 0) * unit)

    def set_mode(self, operands: Sequence[Any]) -> None:
        self._state.mode = int(number(operands, 0))

    def move(self, operands: Sequence[Any]) -> None:
        self._line = self._text = Matrix(e=number(operands, 0), f=number(operands, 1)).then(self._line)

    def move_leading(self, operands: Sequence[Any]) -> None:
        self._state.leading = -number(operands, 1)
        self.move(operands)

    def set_matrix(self, operands: Sequence[Any]) -> None:
        self._line = self._text = matrix_of(operands)

    def next_line(self, _operands: Sequence[Any]) -> None:
        self.move((0, -self._state.leading))

    def show(self, operands: Sequence[Any]) -> None:
        self.show_all([operands[:1]])

    def show_next(self, operands: Sequence[Any]) -> None:
        self.next_line(())
        self.show(operands)

    def show_spaced(self, operands: Sequence[Any]) -> None:
        self._state.word_space, self._state.char_space = number(operands, 0), number(operands, 1)
        self.show_next(operands[2:3])

    def show_all(self, operands: Sequence[Any]) -> None:
        """TJ: strings, and steps back between them in thousandths of an em."""
        font = self._font()
        state = self._state
        for item in operands[0] if operands and isinstance(operands[0], list) else ():
            if isinstance(item, NameObject):
                continue
            if isinstance(item, (str, bytes)):
                if len(item) > 2 * MAX_GLYPHS:
                    raise LimitReachedError("a page draws a string longer than a CV")
                for text, code_is_space, width in font.glyphs(item):
                    extra = state.char_space + (state.word_space if code_is_space else 0.0)
                    self._glyph(text, width * state.size * state.scale, (width * state.size + extra) * state.scale)
            else:
                self._advance(-number([item], 0) / 1000 * state.size * state.scale)

    def _advance(self, step: float) -> None:
        self._text = Matrix(e=step).then(self._text)

    def _glyph(self, text: str, width: float, step: float) -> None:
        state = self._state
        self._glyphs += 1
        if self._glyphs > MAX_GLYPHS:
            raise LimitReachedError(f"a page draws more than {MAX_GLYPHS} letters")
        at = Matrix(f=state.rise).then(self._text).then(state.ctm)
        self._advance(step)
        if not text.strip():
            self._space = True
            self._open = None
            return
        turn = round(_angle(at) / 90) % 4
        x, y = _turned(at.e, at.f, turn)
        across = (at.a**2 + at.b**2) ** 0.5
        size = abs(state.size) * (at.c**2 + at.d**2) ** 0.5 * self._font().height
        end = x + width * across
        why = self._why_hidden(at, size)
        before = self._open
        if (
            before is not None
            and before.word.turn == turn
            and abs(y - before.word.y) < 0.1 * size
            and abs(size - before.word.size) < 0.1 * size
            and -0.3 * size < x - before.word.x1 < _WORD_GAP * size
            and before.colour == self._colour()
            and before.word.hidden == why
            and len(before.word.text) < _MAX_WORD_CHARS
        ):
            before.word.text += text
            before.word.x1 = max(end, before.word.x1)
            return
        if len(self._drawn) >= MAX_WORDS:
            raise LimitReachedError(f"a page draws more than {MAX_WORDS} words")
        word = Word(text, x, end, y, size, turn, self._space, why)
        middle = at.apply(width / 2, 0.25 * state.size)
        self._open = _Drawn(word, middle, self._colour(), len(self._drawn))
        self._drawn.append(self._open)
        self._graphics.count = len(self._drawn)
        self._space = False

    def _why_hidden(self, at: Matrix, size: float) -> str:
        state = self._state
        x, y = at.apply(0.1 * state.size, 0.25 * state.size)
        if not self._box.holds(x, y) or not state.clip.holds(x, y):
            return "off_page"
        if state.mode in (3, 7) or state.alpha < 0.1 or any(self._graphics.marks):
            return "invisible"
        return "tiny" if size < TINY_PT else ""

    def _colour(self) -> Colour | None:
        if self._state.blends:
            return None
        return self._state.stroke if self._state.mode in (1, 5) else self._state.fill

    def _font(self) -> PdfFont:
        fonts = self._graphics.dictionary(self._graphics.resources.get("/Font"))
        name = self._state.font
        raw = fonts.raw_get(name) if name in fonts else None
        key = raw.idnum if isinstance(raw, IndirectObject) else id(raw)
        if key not in self._fonts:
            found = raw.get_object() if raw is not None else None
            self._fonts[key] = PdfFont.of(found if isinstance(found, DictionaryObject) else None)
        return self._fonts[key]

    def do(self, operands: Sequence[Any]) -> None:
        form = self._graphics.resource("/XObject", operands)
        if not isinstance(form, StreamObject):
            return
        graphics = self._graphics
        if form.get("/Subtype") == "/Image":
            graphics.picture(())
        elif form.get("/Subtype") == "/Form" and self._depth < MAX_FORM_DEPTH and self._forms < MAX_FORMS:
            self._depth += 1
            self._forms += 1
            saved, graphics.saved = graphics.saved, []
            state, marks = self._state.copy(), len(graphics.marks)
            graphics.marks.append(graphics.is_off(form.raw_get("/OC") if "/OC" in form else None))
            graphics.concat(list(form.get("/Matrix", ())))
            if isinstance(box := form.get("/BBox"), ArrayObject) and len(box) == 4:
                left, bottom, right, top = (number(box, index) for index in range(4))
                graphics.canvas.build(b"re", (left, bottom, right - left, top - bottom), self._state.ctm)
                graphics.canvas.clip()
                graphics.canvas.paint(self._state, len(self._drawn), fills=False)
            self.draw(form, form.get("/Resources"))
            del graphics.marks[marks:]
            graphics.state, graphics.saved = state, saved
            self._depth -= 1


def _angle(at: Matrix) -> float:
    return math.degrees(math.atan2(at.b, at.a))


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point as it lies where the page is turned back by that many quarters."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


_HANDLERS: dict[bytes, Callable[[_Painter, Sequence[Any]], None]] = {
    b"BT": _Painter.begin_text,
    b"Tf": _Painter.set_font,
    b"Td": _Painter.move,
    b"TD": _Painter.move_leading,
    b"Tm": _Painter.set_matrix,
    b"T*": _Painter.next_line,
    b"Tj": _Painter.show,
    b"TJ": _Painter.show_all,
    b"'": _Painter.show_next,
    b'"': _Painter.show_spaced,
    b"Do": _Painter.do,
    b"Tc": lambda painter, operands: painter.set_text("char_space", operands),
    b"Tw": lambda painter, operands: painter.set_text("word_space", operands),
    b"Tz": lambda painter, operands: painter.set_text("scale", operands, 0.01),
    b"TL": lambda painter, operands: painter.set_text("leading", operands),
    b"Ts": lambda painter, operands: painter.set_text("rise", operands),
    b"Tr": lambda painter, operands: painter.set_mode(operands),
}
