"""A CV as it may leave the house: without what names or reaches the person, and without what nobody sees.

Every character of what remains has its place in the original, so that words quoted from it can be found there.
What cannot be known by its form stays in: a colleague's name in the middle of a sentence, a street without a number.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.domain.assessment import Section
from shared.extraction.hidden import address_spans, name_spans
from shared.extraction.segmentation import segment

MASK = "█"

# In how many of the first lines a phone number or a street is taken to stand in the person's own heading.
_HEAD_LINES = 8
_MAX_HEAD_LINE = 240
# Drawn as nothing, though by category they are letters or marks.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_PHONE = re.compile(r"(?<![\w.])(?:\+|\()?\d(?:[ \t().\-/–]{0,2}\d){6,14}(?!\w)")
_YEARS = re.compile(r"(?:19|20)\d\d[ \t]?[-–/][ \t]?(?:19|20)\d\d")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_PERSONAL = re.compile(
    # Full dates: a day matters in a birthday alone.
    r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.?[ \t]{{1,3}}{_MONTH}[ \t,]{{1,3}}\d{{4}}\b"
    rf"|\b{_MONTH}[ \t]{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,[ \t]{{0,3}}\d{{4}}\b"
    r"|\b(?:date of birth|d\.?o\.?b\.?|birth ?date|birthday|place of birth|geburtsdatum|geburtsort|geboren"
    r"|date de naissance|née? le|fecha de nacimiento)\b[^\n]{0,80}|\bborn\b(?=[^\n]{0,30}\d)[^\n]{0,40}"
    # What a line says of itself that it is.
    r"|^[ \t•*·-]*(?:(?:full|first|last|given|family|middle|maiden)[ ]?name|surname|name|vorname|nachname|nombre|nom"
    r"|(?:home |postal |current )?address|adresse|anschrift|dirección|street|city|town|post ?code|zip(?: code)?"
    r"|(?:tele|mobile ?|cell ?|home ?)?phone(?: number)?|tel|mobile|cell|fax|telefon|teléfono|handy|e-?mail|contact"
    r"|nationality|citizenship|(?:marital|civil|family) status|gender|pronouns|sex|age|religion"
    r"|passport(?: (?:no|number))?"
    r"|national insurance(?: number)?|ni number|ssn|social security(?: number)?|tax id|id(?: card)?(?: (?:no|number))?"
    r"|linkedin|github|gitlab|skype|twitter|website|portfolio)\.?[ \t]*[:\t][^\n]*"
    # "Married, two children"
    r"|^[ \t•*·-]*(?:(?:un)?married|divorced|widowed|single(?=[ \t]*(?:,|$)))\b[^\n]{0,60}$"
    # Streets and places.
    r"|\b\d{1,5}[a-z]?,?[ \t]{1,3}(?:[\w'’.-]{1,30}[ \t]{1,3}){1,4}"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|gardens|grove|hill|mews|park|place|pl|row|square|sq|terrace|view|walk|way|boulevard|blvd)\b\.?"
    r"|\b[\w.-]{0,30}(?:straße|strasse|str\.|gasse|allee|platz|weg)[ \t]{1,3}\d{1,4}[ ]?[a-z]?\b"
    r"|\b(?:\d{1,4},?[ \t]{1,3})?(?:rue|avenue|boulevard|impasse|calle|avenida|paseo|viale|piazza)"
    r"(?:[ \t]{1,3}[\w'’.-]{1,30}){1,5}\b"
    r"|\b(?:flat|apt\.?|apartment|unit|suite|p\.?o\.? box)[ \t]{1,3}\d{1,5}\w?\b",
    re.IGNORECASE | re.MULTILINE,
)
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b|\b[A-Z]{2}[ ]\d{5}(?:-\d{4})?\b"
    r"|\b(?:[A-Z]{1,2}-)?\d{5}[ ][A-ZÄÖÜÉ][\w-]{1,40}"
)
_LOCAL_PART = re.compile(r"(?<!\w)([^\W\d_]{3,30})[._-]([^\W\d_]{3,30})\d{0,6}@")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL_WORDS = frozenset(
    "al ap bin da de del della den der di do dos du el ibn la las le los ter und van vel von zu".split()
)


@dataclass(frozen=True, slots=True)
class Masked:
    """Attributes:
    text: with MASK for every character that is nobody's business.
    offsets: of each of its characters, the place in the original.
    """

    text: str
    offsets: tuple[int, ...]

    def find(self, quote: str) -> tuple[int, int] | None:
        """Where the quote stands in the original, first of all: [start, end); None where it does not, to the letter."""
        at = self.text.find(quote) if quote else -1
        if at < 0:
            return None
        return self.offsets[at], self.offsets[at + len(quote) - 1] + 1


def mask(text: str) -> Masked:
    """Leave out what names or reaches the person: name, addresses, numbers, full dates, other people's references."""
    offsets, visible = [], []
    for place, char in enumerate(text):
        shown = _shown(char)
        if shown:
            offsets.append(place)
            visible.append(shown)
    masked = list("".join(visible))
    for start, end in _spans("".join(visible)):
        masked[start:end] = [char if char == "\n" else MASK for char in masked[start:end]]
    return Masked("".join(masked), tuple(offsets))


def _shown(char: str) -> str:
    """The character as it is seen; "" for one that is not."""
    if char in "\n\t":
        return char
    category = unicodedata.category(char)
    if category in ("Zl", "Zp") or char in "\r\v\f\x85":
        return "\n"
    if category == "Zs":
        return " "
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return "" if category[0] == "C" or char in _BLANK or is_selector else char


def personal_spans(visible: str) -> Iterator[tuple[int, int]]:
    """What names or reaches the person, or says how old they are or where they are from."""
    text = _folded(visible)
    contacts = [*address_spans(text), *_phones(text), *(match.span() for match in _PERSONAL.finditer(text))]
    contacts += [match.span() for match in _POSTCODE.finditer(text)]
    yield from contacts
    yield from _head_lines(text, contacts)
    yield from _names(text)


def _spans(visible: str) -> Iterator[tuple[int, int]]:
    yield from personal_spans(visible)
    # Other people's names and numbers stand under "References".
    for block in segment(_folded(visible), date.min):
        if block.section is Section.BOILERPLATE:
            yield block.start, block.end


def _folded(text: str) -> str:
    """The text with "＠" and "＋" as "@" and "+", of the same length."""
    if text.isascii():
        return text
    return "".join(folded if len(folded := unicodedata.normalize("NFKC", char)) == 1 else char for char in text)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in _PHONE.finditer(text):
        if not _YEARS.fullmatch(match[0]):
            yield match.span()


def _head_lines(text: str, contacts: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines at the top that hold a contact: what else they hold is the rest of an address."""
    start = seen = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            seen += 1
            if len(line) <= _MAX_HEAD_LINE and any(start <= at < end for at, _ in contacts):
                yield start, end
        if seen >= _HEAD_LINES:
            return
        start = end + 1


def _names(text: str) -> Iterator[tuple[int, int]]:
    """The person's name and each word of it, wherever it stands; also as an address like first.last@… spells it."""
    spans = name_spans(text)
    yield from spans
    words = {word for start, end in spans for word in _WORD.findall(text[start:end])}
    words |= {word for found in _LOCAL_PART.findall(text) for word in found}
    names = [word for word in words if word.lower() not in _SMALL_WORDS]
    if names:
        either = "|".join(re.escape(word) for word in sorted(names, key=len, reverse=True))
        for match in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text, re.IGNORECASE):
            yield match.span()
