"""How Word text looks, as far as it says whether it is seen: hidden, its size, its colour and what is behind it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from shared.extraction.files.pdf_state import WHITE, Colour, looks_alike

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
VML = "{urn:schemas-microsoft-com:vml}"

TINY_HALF_POINTS = 8
_MAX_STYLE_DEPTH = 20
_OFF = frozenset(("0", "false", "off", "none"))
_NAMED = {
    "black": (0.0, 0.0, 0.0), "white": WHITE, "yellow": (1.0, 1.0, 0.0), "green": (0.0, 1.0, 0.0),
    "cyan": (0.0, 1.0, 1.0), "magenta": (1.0, 0.0, 1.0), "blue": (0.0, 0.0, 1.0), "red": (1.0, 0.0, 0.0),
    "darkblue": (0.0, 0.0, 0.5), "darkcyan": (0.0, 0.5, 0.5), "darkgreen": (0.0, 0.5, 0.0),
    "darkmagenta": (0.5, 0.0, 0.5), "darkred": (0.5, 0.0, 0.0), "darkyellow": (0.5, 0.5, 0.0),
    "darkgray": (0.5, 0.5, 0.5), "lightgray": (0.75, 0.75, 0.75),
}  # fmt: skip

Element = Any  # lxml has no types here


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes:
    colour: None where it is the reader's own, "auto".
    half_points: None where nothing says.
    """

    vanish: bool = False
    colour: Colour | None = None
    half_points: float | None = None


class Styles:
    """The styles of a document, each with what it is based on."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {} if root is None else {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        defaults = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = _with(Look(), defaults)
        self._looks: dict[tuple[str, Look], Look] = {}

    def look_of(self, run: Element) -> Look:
        """By its own properties before its style's, its paragraph's style's and the document's."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        look = self._default
        if paragraph is not None:
            look = self._styled(look, paragraph.find(f"{W}pPr/{W}pStyle"))
        properties = run.find(f"{W}rPr")
        if properties is not None:
            look = _with(self._styled(look, properties.find(f"{W}rStyle")), properties)
        return look

    def numbering_of(self, paragraph: Element) -> Element | None:
        """What its style says of the list it is an item of; None where it says so itself, or is in none."""
        name = paragraph.find(f"{W}pPr/{W}pStyle")
        if name is None or paragraph.find(f"{W}pPr/{W}numPr") is not None:
            return None
        found = (style.find(f"{W}pPr/{W}numPr") for style in self.chain(name))
        return next((numbering for numbering in found if numbering is not None), None)

    def shades(self, table: Element) -> bool:
        """Whether a table's style may colour its cells."""
        name = table.find(f"{W}tblPr/{W}tblStyle")
        return name is not None and any(next(style.iter(f"{W}shd"), None) is not None for style in self.chain(name))

    def _styled(self, look: Look, name: Element | None) -> Look:
        if name is None:
            return look
        key = (name.get(f"{W}val", ""), look)
        if key not in self._looks:
            for style in reversed(list(self.chain(name))):
                look = _with(look, style.find(f"{W}rPr"))
            self._looks[key] = look
        return self._looks[key]

    def chain(self, name: Element) -> Iterator[Element]:
        """The style and what it is based on, itself first."""
        value = name.get(f"{W}val")
        for _ in range(_MAX_STYLE_DEPTH):
            style = self._styles.get(value)
            if style is None:
                return
            yield style
            based = style.find(f"{W}basedOn")
            value = based.get(f"{W}val") if based is not None else None


def why_hidden(run: Element, styles: Styles) -> str:
    """As a field of `Hidden`; "" where the run is seen."""
    look = styles.look_of(run)
    if look.vanish:
        return "invisible"
    if look.half_points is not None and look.half_points < TINY_HALF_POINTS:
        return "tiny"
    if look.colour is not None:
        behind = _behind(run, styles)
        if behind is not None and looks_alike(look.colour, behind):
            return "white"
    return ""


def _with(look: Look, properties: Element | None) -> Look:
    if properties is None:
        return look
    vanish = properties.find(f"{W}vanish")
    if vanish is not None:
        look = replace(look, vanish=vanish.get(f"{W}val", "1").lower() not in _OFF)
    size = properties.find(f"{W}sz")
    if size is not None:
        with contextlib.suppress(ValueError):
            look = replace(look, half_points=float(size.get(f"{W}val", "")))
    colour = properties.find(f"{W}color")
    if colour is not None:
        look = replace(look, colour=_hex(colour.get(f"{W}val", "auto")))
    return look


def _behind(run: Element, styles: Styles) -> Colour | None:
    """The nearest fill around a run; None where something may colour it that is not read here."""
    properties = run.find(f"{W}rPr")
    mark = properties.find(f"{W}highlight") if properties is not None else None
    if mark is not None:
        return _NAMED.get(mark.get(f"{W}val", "").lower())
    if (fill := _fill(properties)) is not None:
        return fill
    for around in run.iterancestors():
        if around.tag == f"{W}p":
            style = around.find(f"{W}pPr/{W}pStyle")
            if style is not None and any(next(s.iter(f"{W}shd"), None) is not None for s in styles.chain(style)):
                return None
            fill = _fill(around.find(f"{W}pPr"))
        elif around.tag == f"{W}tc":
            fill = _fill(around.find(f"{W}tcPr"))
        elif around.tag == f"{W}tbl":
            fill = _fill(around.find(f"{W}tblPr"))
            if fill is None and styles.shades(around):
                return None
        elif around.tag in (f"{WPS}wsp", f"{VML}shape", f"{VML}rect", f"{VML}roundrect"):
            return _shape_fill(around)
        elif around.tag == f"{W}document":
            page = around.find(f"{W}background")
            fill = _hex(page.get(f"{W}color", "auto")) if page is not None else None
        else:
            continue
        if fill is not None:
            return fill
    return WHITE


def _fill(properties: Element | None) -> Colour | None:
    shade = properties.find(f"{W}shd") if properties is not None else None
    return _hex(shade.get(f"{W}fill", "auto")) if shade is not None else None


def _shape_fill(shape: Element) -> Colour | None:
    """Of a text box; None for a gradient, a picture or a colour of the theme."""
    if shape.tag != f"{WPS}wsp":
        return _hex(shape.get("fillcolor", "#ffffff").lstrip("#").split(" ")[0])
    properties = shape.find(f"{WPS}spPr")
    if properties is None or properties.find(f"{A}noFill") is not None:
        return WHITE
    solid = properties.find(f"{A}solidFill/{A}srgbClr")
    return _hex(solid.get("val", "")) if solid is not None else None


def _hex(value: str) -> Colour | None:
    if value.lower() in _NAMED:
        return _NAMED[value.lower()]
    try:
        red, green, blue = bytes.fromhex(value)
    except ValueError:
        return None
    return red / 255, green / 255, blue / 255
