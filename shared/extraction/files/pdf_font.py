"""From the bytes that a PDF draws to characters and widths."""

from collections.abc import Iterator
from typing import Any, Self

from pypdf.generic import DictionaryObject, encode_pdfdocencoding

# pypdf has no public door to its fonts; its versions are locked, and a test reads every kind of font through this one.
from pypdf.generic._font import Font

from shared.extraction.files.pdf_state import number

UNKNOWN = "\ufffd"
_GLYPH_SPACE = 0.001


class PdfFont:
    """Attributes:
    height: of the em in units of the text's size; 1 but for fonts that are drawn by the file itself.
    """

    def __init__(self, font: Font | None, unit: float, *, is_known: bool) -> None:
        self._font = font
        self._unit = unit
        self._is_known = is_known
        self._cache: dict[bytes, tuple[tuple[str, bool, float], ...]] = {}
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

    def glyphs(self, drawn: str | bytes) -> tuple[tuple[str, bool, float], ...]:
        """Of each glyph its characters, whether its code is 32 in one byte, and its width in ems."""
        raw = drawn if isinstance(drawn, bytes) else encode_pdfdocencoding(drawn)
        if raw not in self._cache:
            if len(self._cache) > 2_000:
                self._cache.clear()
            self._cache[raw] = tuple(self._read(raw))
        return self._cache[raw]

    def _read(self, raw: bytes) -> Iterator[tuple[str, bool, float]]:
        font = self._font
        if font is None:
            yield from ((UNKNOWN, code == 32, 0.5) for code in raw)
            return
        widths, default = font.character_widths, _plain(font.character_widths.get("default"), 500.0)
        for code, char, is_space in _codes(font, raw):
            text = font.character_map.get(char, char)
            known = self._is_known or char in font.character_map
            yield (
                text if known and isinstance(text, str) else UNKNOWN,
                is_space,
                _plain(widths.get(code), default) * self._unit,
            )


def _codes(font: Font, raw: bytes) -> Iterator[tuple[str, str, bool]]:
    """Of each code its key among the widths, its character, and whether it is one byte, 32."""
    if isinstance(font.encoding, str):
        try:
            chars = raw.decode(font.encoding, "surrogatepass")
        except (UnicodeDecodeError, LookupError):
            chars = raw.decode("utf-16-be", "replace")
        yield from ((char, char, False) for char in chars)
    else:
        yield from ((chr(code), font.encoding.get(code, chr(code)), code == 32) for code in raw)


def _says_letters(font: Font, resource: DictionaryObject) -> bool:
    """Whether codes without an entry of the font's own map stand for letters, not for numbers of glyphs."""
    if not font.interpretable:
        return False
    return font.sub_type != "Type0" or resource.get("/Encoding") not in ("/Identity-H", "/Identity-V")


def _plain(value: Any, default: float) -> float:  # noqa: ANN401 - whatever the file holds there
    return number([value], 0, default) if value is not None else default
