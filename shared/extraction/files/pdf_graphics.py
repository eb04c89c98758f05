"""What a page's content stream changes beside its text: the graphics state, the paths it paints, and its layers."""

from collections.abc import Callable, Sequence
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from shared.extraction.files.pdf_paint import Canvas
from shared.extraction.files.pdf_state import (
    BLACK,
    MAX_SAVED_STATES,
    Box,
    Matrix,
    State,
    device_colour,
    matrix_of,
    number,
)

# Whatever the file holds in that place.
PdfValue = Any

_DEVICE_SPACES = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK")
_NUMBER_SPACES = (*_DEVICE_SPACES, "/ICCBased", "/CalGray", "/CalRGB")
_PLAIN_BLENDS = ("/Normal", "/Compatible")
_PATH = frozenset((b"m", b"l", b"c", b"v", b"y", b"re"))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_PAINT = _FILLS | {b"S", b"s", b"n"}


class Graphics:
    """The state of ISO 32000-2, section 8.4, cut to what tells where words stand and whether they are seen.

    Attributes:
        resources: of the stream that is read at the moment.
        marks: of each open part of marked content, whether it is of a layer that is off.
        count: of the words drawn so far.
    """

    def __init__(self, box: Box, upright: Matrix, hidden_layers: frozenset[int]) -> None:
        self.canvas = Canvas()
        self.state = State(clip=box, ctm=upright)
        self.saved: list[State] = []
        self.resources = DictionaryObject()
        self.marks: list[bool] = []
        self.count = 0
        self._hidden_layers = hidden_layers

    def change(self, operator: bytes, operands: Sequence[Any]) -> None:
        """Take an operator, of text too, of which nothing is known here."""
        if handler := _HANDLERS.get(operator):
            handler(self, operands)
        elif operator in _PATH:
            self.canvas.build(operator, operands, self.state.ctm)
        elif operator in _PAINT:
            self.canvas.paint(self.state, self.count, fills=operator in _FILLS)

    def save(self, _operands: Sequence[Any]) -> None:
        if len(self.saved) < MAX_SAVED_STATES:
            self.saved.append(self.state.copy())

    def restore(self, _operands: Sequence[Any]) -> None:
        if self.saved:
            self.state = self.saved.pop()

    def concat(self, operands: Sequence[Any]) -> None:
        self.state.ctm = matrix_of(operands).then(self.state.ctm)

    def set_extended(self, operands: Sequence[Any]) -> None:
        values = self.resource("/ExtGState", operands)
        if not isinstance(values, DictionaryObject):
            return
        self.state.alpha = number([values.get("/ca", self.state.alpha)], 0, 1.0)
        if "/BM" in values:
            self.state.blends = str(values["/BM"]) not in _PLAIN_BLENDS
        font = values.get("/Font")
        if isinstance(font, ArrayObject) and len(font) == 2:
            self.state.size = number(font, 1)

    def set_fill(self, operands: Sequence[Any]) -> None:
        self.state.fill_is_known = True
        self.state.fill = device_colour(operands)

    def set_stroke(self, operands: Sequence[Any]) -> None:
        self.state.stroke_is_known = True
        self.state.stroke = device_colour(operands)

    def set_fill_in_space(self, operands: Sequence[Any]) -> None:
        self.state.fill = device_colour(operands) if self.state.fill_is_known else None

    def set_stroke_in_space(self, operands: Sequence[Any]) -> None:
        self.state.stroke = device_colour(operands) if self.state.stroke_is_known else None

    def set_fill_space(self, operands: Sequence[Any]) -> None:
        self.state.fill_is_known = self._is_plain_space(operands)
        self.state.fill = BLACK if self.state.fill_is_known else None

    def set_stroke_space(self, operands: Sequence[Any]) -> None:
        self.state.stroke_is_known = self._is_plain_space(operands)
        self.state.stroke = BLACK if self.state.stroke_is_known else None

    def _is_plain_space(self, operands: Sequence[Any]) -> bool:
        """Whether its numbers are grey, RGB or CMYK: not those of an ink, a table or a pattern."""
        if operands and operands[0] in _DEVICE_SPACES:
            return True
        space = self.resource("/ColorSpace", operands)
        kind = space[0] if isinstance(space, ArrayObject) and space else space
        return isinstance(kind, str) and kind in _NUMBER_SPACES

    def clip(self, _operands: Sequence[Any]) -> None:
        self.canvas.clip()

    def shade(self, _operands: Sequence[Any]) -> None:
        self.canvas.shade(self.state, self.count)

    def picture(self, _operands: Sequence[Any]) -> None:
        self.canvas.picture(self.state, self.count)

    def begin_mark(self, operands: Sequence[Any]) -> None:
        layer = None
        if len(operands) == 2 and operands[0] == "/OC" and isinstance(operands[1], NameObject):
            properties = self.dictionary(self.resources.get("/Properties"))
            layer = properties.raw_get(operands[1]) if operands[1] in properties else None
        self.marks.append(self.is_off(layer))

    def end_mark(self, _operands: Sequence[Any]) -> None:
        if self.marks:
            self.marks.pop()

    def is_off(self, layer: PdfValue) -> bool:
        return isinstance(layer, IndirectObject) and layer.idnum in self._hidden_layers

    def resource(self, kind: str, operands: Sequence[Any]) -> PdfValue:
        named = self.dictionary(self.resources.get(kind))
        return named[operands[0]].get_object() if operands and operands[0] in named else None

    def dictionary(self, value: PdfValue) -> DictionaryObject:
        found = value.get_object() if value is not None else None
        return found if isinstance(found, DictionaryObject) else DictionaryObject()


_HANDLERS: dict[bytes, Callable[[Graphics, Sequence[Any]], None]] = {
    b"q": Graphics.save,
    b"Q": Graphics.restore,
    b"cm": Graphics.concat,
    b"gs": Graphics.set_extended,
    b"g": Graphics.set_fill,
    b"rg": Graphics.set_fill,
    b"k": Graphics.set_fill,
    b"sc": Graphics.set_fill_in_space,
    b"scn": Graphics.set_fill_in_space,
    b"cs": Graphics.set_fill_space,
    b"G": Graphics.set_stroke,
    b"RG": Graphics.set_stroke,
    b"K": Graphics.set_stroke,
    b"SC": Graphics.set_stroke_in_space,
    b"SCN": Graphics.set_stroke_in_space,
    b"CS": Graphics.set_stroke_space,
    b"W": Graphics.clip,
    b"W*": Graphics.clip,
    b"sh": Graphics.shade,
    b"INLINE IMAGE": Graphics.picture,
    b"BMC": Graphics.begin_mark,
    b"BDC": Graphics.begin_mark,
    b"EMC": Graphics.end_mark,
}
