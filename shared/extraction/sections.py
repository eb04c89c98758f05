"""Section headings: the words people write over the parts of a CV, and the ways they set them apart.

In English, German, French, Spanish, Italian, Dutch and Portuguese. Volunteering and military service count as
experience: unpaid work is work, and its months are dated the same way. A heading of two parts ("Education &
Certifications") is the part that proves less, so that it never lends a mention too much weight.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.section_names import HEADINGS, TOOLS_OF_ENTRY, WEAK_KEYS, WITHIN_ENTRY

KIND_OF_SECTION = {
    Section.SUMMARY: EvidenceKind.CLAIM,
    Section.EXPERIENCE: EvidenceKind.WORK,
    Section.EDUCATION: EvidenceKind.EDUCATION,
    Section.PROJECTS: EvidenceKind.PROJECT,
    Section.CERTIFICATES: EvidenceKind.CERTIFICATE,
    Section.SKILLS: EvidenceKind.CLAIM,
    Section.LANGUAGES: EvidenceKind.CLAIM,
    Section.OTHER: EvidenceKind.CLAIM,
    Section.BOILERPLATE: EvidenceKind.CLAIM,
}
_WEAKEST_FIRST = (
    Section.BOILERPLATE,
    Section.OTHER,
    Section.LANGUAGES,
    Section.SKILLS,
    Section.SUMMARY,
    Section.EDUCATION,
    Section.CERTIFICATES,
    Section.PROJECTS,
    Section.EXPERIENCE,
)
_INLINE_BY_DASH = frozenset({Section.EDUCATION, Section.SKILLS, Section.LANGUAGES, Section.CERTIFICATES, Section.OTHER})

_MODIFIERS = frozenset(
    "my key relevant selected professional additional other personal main core recent technical academic"
    " further".split()
)
_JOINED = re.compile(r"\s(?:and|und|et|y|e|en|plus)\s")
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[IVX]{1,4}|[A-H])[.)]\s+")
_MARKDOWN = re.compile(r"^\s{0,3}(#{1,6})\s*")
_BULLET = re.compile(r"^\s*--\t|^\s*[-–—*•·●▪■◦○‣⁃►▶➤➢✓✔o]\s+|^\s*[•·●▪■◦○‣►▶➤➢✓✔]")
_SPACED = re.compile(r"(?:[^\W_]\s{1,4}){2,60}[^\W_]")
_NOT_WORD = re.compile(r"[\W_]+")
_INLINE = re.compile(r"\s{0,8}([^\W\d_][^:\n]{1,50}?)(?:\s?[:：]\s*|\s+[-–—|]\s+)(?=\S)")
# "Clinical experience"; but "user experience" is a trade.
_EXPERIENCE = re.compile(r"([a-z]+)(?: and [a-z]+)? experience")
_NO_WORK = frozenset("user customer guest digital client buyer brand visitor learning no patient employee".split())
_UNDERLINE = re.compile(r"\s*([-=_*~─━═])(?:\s?\1){2,}\s*")
_ABOUT_COMPANY = re.compile(r"about\s+(?!me\b|myself\b)[A-Z][\w&.'-]*(?:\s[A-Z&][\w&.'-]*){0,3}", re.IGNORECASE)


class Mark(StrEnum):
    """What sets a heading apart, other than its line."""

    NONE = "none"
    BULLET = "bullet"
    CAPITALS = "capitals"
    DECORATED = "decorated"
    UNDERLINED = "underlined"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Heading:
    """A line, or its beginning, that opens a section.

    Attributes:
        content: where the section's own text begins in the line; the line's length where it holds the heading alone.
        level: of a Markdown heading, 1..6; else 0.
        weak: also an ordinary word, so that only its surroundings make it a heading.
    """

    section: Section
    content: int
    mark: Mark
    level: int = 0
    weak: bool = False
    key: str = ""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents or punctuation; "&", "/" and "+" read as "and"."""
    decomposed = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("/", " and ").replace("+", " and "))
    plain = "".join(char for char in decomposed.casefold() if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain.replace("'", " ")).strip()


_SECTION_OF: dict[str, Section] = {}
for _section, _phrases in HEADINGS.items():
    for _phrase in _phrases.split(";"):
        _SECTION_OF.setdefault(fold(_phrase), _section)
_UNSPACED = {key.replace(" ", ""): section for key, section in _SECTION_OF.items()}


def is_underline(line: str) -> bool:
    """A rule of dashes or the like, alone in its line."""
    return _UNDERLINE.fullmatch(line) is not None


def has_bullet(line: str) -> bool:
    """An item of a list."""
    return _BULLET.match(line) is not None


def is_label_within_entry(line: str) -> bool:
    """ "Key achievements:" and the like."""
    return len(line) < 60 and fold(line) in WITHIN_ENTRY


def section_named(words: str) -> Section | None:
    """The section that a phrase names, whole or as two parts joined by "and"."""
    key = fold(words)
    if not key or key in WITHIN_ENTRY:
        return None
    if (section := _SECTION_OF.get(key)) is not None:
        return section
    parts = [_part(part) for part in _JOINED.split(key)]
    if len(parts) < 2 and key.split()[0] not in _MODIFIERS:
        return None
    named = [section for part in parts if (section := _SECTION_OF.get(part)) is not None]
    return min(named, key=_WEAKEST_FIRST.index) if len(named) == len(parts) else None


def _part(words: str) -> str:
    while words not in _SECTION_OF:
        first, _, rest = words.partition(" ")
        if first not in _MODIFIERS or not rest:
            break
        words = rest
    return words


def whole_line_heading(line: str, *, underlined: bool = False) -> Heading | None:
    """The section that a line opens where it holds nothing but a known heading, however decorated."""
    stripped = line.strip()
    if not stripped or len(stripped) > 90:
        return None
    level = 0
    mark = Mark.NONE
    if markdown := _MARKDOWN.match(line):
        level, mark = len(markdown[1]), Mark.MARKDOWN
        stripped = stripped.strip("# \t")
    elif underlined:
        mark = Mark.UNDERLINED
    elif has_bullet(line):
        mark = Mark.BULLET
        stripped = _BULLET.sub("", line, count=1).strip()
    bare = _NUMBERED.sub("", stripped)
    if bare != stripped:
        mark = Mark.DECORATED if mark in (Mark.NONE, Mark.BULLET) else mark
    if bare.endswith((",", ";")) or (bare.endswith(".") and " " in bare):
        return None
    key = fold(bare)
    section = section_named(bare)
    weak = key in WEAK_KEYS
    if section is None and (named := _EXPERIENCE.fullmatch(key)) and named[1] not in _NO_WORK:
        section, weak = Section.EXPERIENCE, True
    if section is None and _SPACED.fullmatch(core := bare.strip(" :•*_-–—=|")):
        section = _UNSPACED.get(fold(core).replace(" ", ""))
        mark = Mark.DECORATED if section is not None else mark
    if section is None and _ABOUT_COMPANY.fullmatch(bare.rstrip(" :")) and len(bare.split()) > 1 and bare[0] == "A":
        section = Section.BOILERPLATE
    if section is None:
        return None
    if mark is Mark.NONE:
        if bare.isupper() and len(bare) > 1:
            mark = Mark.CAPITALS
        elif not bare[0].isalnum() or not bare[-1].isalnum():
            mark = Mark.DECORATED
    return Heading(section, len(line), mark, level, weak=weak, key=key)


def inline_heading(line: str, *, entry_open: bool) -> Heading | None:
    """A known heading that begins a line whose text follows it: "Skills: Python, SQL", "Education - BSc, Leeds"."""
    bare = line
    offset = 0
    if lead := _MARKDOWN.match(line) or re.match(r"\s*\*\*(?=\S)", line):
        offset = lead.end()
        bare = line[offset:]
    match = _INLINE.match(bare[:120])
    if not match or offset + match.end() >= len(line.rstrip()):
        return None
    label = match[1].strip(" *_")
    key = fold(label)
    section = section_named(label)
    if section is None or key in WITHIN_ENTRY or (entry_open and key in TOOLS_OF_ENTRY):
        return None
    if not label[0].isupper() and not label[0].isdigit():
        return None
    if (
        ":" not in match[0]
        and "：" not in match[0]
        and (section not in _INLINE_BY_DASH or (key in WEAK_KEYS and section is not Section.LANGUAGES))
    ):
        return None
    return Heading(section, offset + match.end(), Mark.DECORATED, weak=key in WEAK_KEYS, key=key)
