"""From the bytes that a PDF draws to characters and widths."""

from collections.abc import Iterator
from typing import Any, Self

from pypdf.generic import DictionaryObject, encode_pdfdocencoding

# pypdf has no public door to its fonts; its versions are locked, and a test reads every kind of font through this one.
from pypdf.generic._font import Font

from shared.extraction.files.pdf_state import number

UNKNOWN = "\ufffd"
# Its characters, whether its code is 32 in one byte, and its width in ems.
Glyph = tuple[str, bool, float]
_GLYPH_SPACE = 0.001


class PdfFont:
    """Attributes:
    height: of the em in units of the text's size; 1 but for fonts that are drawn by the file itself.
    """

    def __init__(self, font: Font | None, unit: float, *, is_known: bool) -> None:
        self._font = font
        self._unit = unit
        self._is_known = is_known
        self._cache: dict[bytes, tuple[Glyph, ...]] = {}
        self._by_code: dict[str, Glyph] = {}
        self._default_width = _plain(font.character_widths.get("default"), 500.0) if font is not None else 500.0
        self.height = unit / _GLYPH_SPACE

    @classmethod
    def of(cls, resource: DictionaryObject | None) -> Self:
        if resource is None:
            return cls(None, _GLYPH_SPACE, is_known=False)
        font = Font.from_font_resource(resource)
        unit = _GLYPH_SPACE
        if font.sub_type == "Type3":
            matrix = resource.get("/FontMatrix")
            unit = abs(number(matrix, 0, _GLYPH_SPACE)) if isinstance(matrix, list) else _GLYPH_SPACE
        return cls(font, unit or _GLYPH_SPACE, is_known=_says_letters(font, resource))

    def glyphs(self, drawn: str | bytes) -> tuple[Glyph, ...]:
        raw = drawn if isinstance(drawn, bytes) else encode_pdfdocencoding(drawn)
        if raw not in self._cache:
            if len(self._cache) > 2_000:
                self._cache.clear()
            self._cache[raw] = tuple(self._read(raw))
        return self._cache[raw]

    def _read(self, raw: bytes) -> Iterator[Glyph]:
        font = self._font
        if font is None:
            yield from ((UNKNOWN, code == 32, 0.5) for code in raw)
        elif isinstance(font.encoding, str):
            try:
                chars = raw.decode(font.encoding, "surrogatepass")
            except (UnicodeDecodeError, LookupError):
                chars = raw.decode("utf-16-be", "replace")
            for char in chars:
                yield self._glyph(font, char, char, is_space=False)
        else:
            for code in raw:
                yield self._glyph(font, chr(code), font.encoding.get(code, chr(code)), is_space=code == 32)

    def _glyph(self, font: Font, code: str, char: str, *, is_space: bool) -> Glyph:
        """
        Args:
            code: the key among the font's widths.
            char: the key among its characters.
        """
        if code not in self._by_code:
            text = font.character_map.get(char, char)
            is_known = isinstance(text, str) and (self._is_known or char in font.character_map)
            width = _plain(font.character_widths.get(code), self._default_width) * self._unit
            self._by_code[code] = (text if is_known else UNKNOWN, is_space, width)
        return self._by_code[code]


def _says_letters(font: Font, resource: DictionaryObject) -> bool:
    """Whether codes without an entry of the font's own map stand for letters, not for numbers of glyphs."""
    if not font.interpretable:
        return False
    return font.sub_type != "Type0" or resource.get("/Encoding") not in ("/Identity-H", "/Identity-V")


def _plain(value: Any, default: float) -> float:  # noqa: ANN401 - whatever the file holds there
    return number([value], 0, default) if value is not None else default
