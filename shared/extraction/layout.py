"""The lines of a CV: which are headings, titles, items or dated, each told by the line and those next to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.domain.assessment import Section
from shared.extraction.boilerplate import ends_sentence, is_contact
from shared.extraction.dates import DateSpan, find_dates
from shared.extraction.sections import (
    Heading,
    Mark,
    has_bullet,
    inline_heading,
    is_label_within_entry,
    is_underline,
    whole_line_heading,
)

MAX_HEADING_CHARS = 160
# Sections whose text stands in jobs, courses, projects or certificates.
WITH_ENTRIES = frozenset({Section.EXPERIENCE, Section.EDUCATION, Section.PROJECTS, Section.CERTIFICATES})
# A line of this length that ends in the middle of a sentence goes on in the next one.
WRAPPED_CHARS = 70
_TITLE_CHARS = 90

NATURAL_LANGUAGE = re.compile(
    r"\b(?:english|german|french|spanish|italian|dutch|portuguese|polish|swedish|danish|arabic|chinese|mandarin"
    r"|japanese|russian|hindi|urdu|turkish|native|mother tongue|fluent|[abc][12]|englisch|deutsch|französisch|spanisch"
    r"|muttersprache|verhandlungssicher|anglais|français|allemand|espagnol|inglés|español|francés|alemán|inglese"
    r"|italiano|francese|tedesco|engels|nederlands|frans|duits|inglês|português|espanhol|francês|angielski|niemiecki"
    r"|polski)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|we)\b")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# The end of a line that a sentence runs over.
_WRAPS = re.compile(r"(?:,|\b(?:of|and|in|with|the|a|an|for|to|my|or|relevant|years|und|et|y|de))\s*$", re.IGNORECASE)
_MARKUP = re.compile(r"^[\s#*_>•·●▪■◦○‣►▶➢➤✓✔–—-]+|[\s*_#]+$|\*\*|__|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)")
_GAP = re.compile(r"\s*(?:\t+|\s{3,})\s*")
# Words beside the dates of an entry that name neither a job nor an employer.
_BESIDE_DATES = frozenset(
    "full part time contract permanent freelance yr yrs year years mo mos month months issued completed awarded"
    " graduated date dates from to since remote hybrid temporary in on".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """`text` is the given text's [start:end]: without its line break and the white space before that."""

    start: int
    end: int
    text: str
    is_blank: bool
    is_underline: bool
    bullet: bool


class Layout:
    """Attributes:
    lines: all of them, in order.
    headings: by the index of their line.
    names_work: some heading is one of experience.
    """

    def __init__(self, text: str, as_of: date) -> None:
        self._as_of = as_of
        self._dates: dict[tuple[int, bool], DateSpan | None] = {}
        self._titles: dict[tuple[int, int], bool] = {}
        self.lines = list(_lines_of(text))
        self.headings = self._find_headings()
        self.names_work = any(heading.section is Section.EXPERIENCE for heading in self.headings.values())

    def dates(self, index: int, *, lone_years: bool = False) -> DateSpan | None:
        key = (index, lone_years)
        if key not in self._dates:
            self._dates[key] = find_dates(self.lines[index].text, self._as_of, lone_years=lone_years)
        return self._dates[key]

    def after_break(self, index: int) -> bool:
        """A blank line, a heading or nothing stands above."""
        return index == 0 or self.lines[index - 1].is_blank or (index - 1) in self.headings

    def is_contact_line(self, index: int, *, in_header: bool) -> bool:
        """Ways to reach the person; a date range reads like a telephone number and is none."""
        dates = self.dates(index)
        return not (dates and dates.is_range) and is_contact(self.lines[index].text, in_header=in_header)

    def _find_headings(self) -> dict[int, Heading]:
        found: dict[int, Heading] = {}
        for index, line in enumerate(self.lines):
            if line.is_blank or line.is_underline:
                continue
            underlined = index + 1 < len(self.lines) and self.lines[index + 1].is_underline
            heading = whole_line_heading(line.text, underlined=underlined)
            if heading is None and not line.bullet:
                entry_open = self._entry_open(index, found) and not NATURAL_LANGUAGE.search(line.text[:200])
                heading = inline_heading(line.text, entry_open=entry_open)
            if heading is not None and self._stands_as_heading(index, heading):
                found[index] = heading
        return found | {
            index: Heading(Section.OTHER, len(self.lines[index].text), Mark.DECORATED)
            for index in self._unknown_headings(found)
        }

    def _entry_open(self, index: int, found: dict[int, Heading]) -> bool:
        latest = next(reversed(found.values()), None)
        above = index > 0 and not self.lines[index - 1].is_blank and (index - 1) not in found
        return above and (latest is None or latest.section in WITH_ENTRIES)

    def _stands_as_heading(self, index: int, heading: Heading) -> bool:
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        apart = before is None or before.is_blank or before.is_underline
        if heading.content < len(line.text):
            return apart or not heading.weak or ":" in line.text[: heading.content]
        if heading.mark is Mark.BULLET:
            marker = line.text.lstrip()[0]
            return not any(near and near.text.lstrip()[:1] == marker for near in (before, after))
        if heading.mark is not Mark.NONE:
            return True
        if heading.weak and not apart:
            return heading.section is Section.LANGUAGES and self.names_languages(index + 1)
        if line.text.lstrip()[:1].islower():
            return apart and after is not None
        return apart or before is None or not _WRAPS.search(before.text[-20:])

    def _unknown_headings(self, known: dict[int, Heading]) -> Iterator[int]:
        """Lines set apart just as the known headings of this CV are, once the first of those has been."""
        if not known:
            return
        first = min(known)
        levels = [heading.level for heading in known.values() if heading.level]
        capitals = sum(heading.mark is Mark.CAPITALS for heading in known.values())
        underlined = sum(heading.mark is Mark.UNDERLINED for heading in known.values())
        for index in range(first + 1, len(self.lines)):
            line = self.lines[index]
            if (
                line.is_blank
                or line.bullet
                or index in known
                or len(line.text) > 60
                or is_label_within_entry(line.text)
            ):
                continue
            words = line.text.split()
            if len(words) > 6 or self.dates(index) or not _LETTER.search(line.text):
                continue
            hashes = len(line.text) - len(line.text.lstrip().lstrip("#")) if line.text.lstrip().startswith("#") else 0
            if hashes:
                if levels and hashes <= min(levels):
                    yield index
            elif index + 1 < len(self.lines) and self.lines[index + 1].is_underline:
                if underlined:
                    yield index
            elif (
                capitals >= 2
                and line.text.isupper()
                and self.lines[index - 1].is_blank
                and not any(char.isdigit() or char in ",|" for char in line.text)
                and not self._dates_near(index)
            ):
                yield index

    def _dates_near(self, index: int) -> bool:
        near = [line for line in self.lines[index + 1 : index + 5] if not line.is_blank][:2]
        return not near or any(find_dates(line.text, self._as_of) for line in near)

    def names_languages(self, index: int) -> bool:
        near = [line.text[:200] for line in self.lines[index : index + 6] if not line.is_blank][:3]
        return not near or any(NATURAL_LANGUAGE.search(text) for text in near)

    def is_title(self, index: int, most_chars: int = _TITLE_CHARS) -> bool:
        """A short line that names something: a job, an employer, a course."""
        key = (index, most_chars)
        if key not in self._titles:
            self._titles[key] = self._reads_as_title(index, most_chars)
        return self._titles[key]

    def _reads_as_title(self, index: int, most_chars: int) -> bool:
        if index >= len(self.lines) or index in self.headings:
            return False
        line = self.lines[index]
        core = clean(line.text)
        if line.is_blank or line.bullet or line.is_underline or not core or len(core) > most_chars:
            return False
        if core[0].islower() or core.endswith((",", ";", ":")) or (ends_sentence(core) and len(core.split()) > 4):
            return False
        if all(word.casefold() in _BESIDE_DATES for word in _WORD.findall(core)):
            return False
        if is_label_within_entry(line.text) or FIRST_PERSON.search(core) or not _LETTER.search(core):
            return False
        if inline_heading(line.text, entry_open=True) or self.dates(index):
            return False
        return not is_contact(line.text, in_header=False)

    def precedes_dates(self, index: int) -> bool:
        """The title at `index` has dates of its own below it."""
        if index + 1 >= len(self.lines) or self.lines[index + 1].bullet:
            return False
        dates = self.dates(index + 1)
        return dates is not None and dates.is_range

    def follows_break(self, index: int) -> bool:
        """What stands above cannot go on in this line."""
        if index == 0 or (index - 1) in self.headings:
            return True
        before = self.lines[index - 1].text
        return not before or ends_sentence(before) or len(before) < WRAPPED_CHARS - 10

    def begins_with_dates(self, index: int) -> bool:
        for line in self.lines[index : index + 3]:
            if not line.is_blank:
                dates = find_dates(line.text, self._as_of)
                return dates is not None and words_beside(line.text, dates) == 0
        return False

    def has_range(self, index: int) -> bool:
        """The first date here or in the next two lines is a range."""
        found = (self.dates(near) for near in range(index, min(index + 3, len(self.lines))))
        return next((dates.is_range for dates in found if dates), False)


def _lines_of(text: str) -> Iterator[Line]:
    start = 0
    for given in text.splitlines(keepends=True):
        line = given.rstrip()
        yield Line(
            start,
            start + len(line),
            line,
            is_blank=not line,
            bullet=has_bullet(line),
            is_underline=is_underline(line),
        )
        start += len(given)


def words_beside(line: str, dates: DateSpan) -> int:
    """How many words of a line say something other than when."""
    rest = f"{line[: dates.start]} {line[dates.end :]}"
    return sum(word.casefold() not in _BESIDE_DATES for word in _WORD.findall(rest[:400]))


def clean(line: str) -> str:
    """A heading line as one would quote it: no bullet, no markup, gaps as commas."""
    return " ".join(_GAP.sub(", ", _MARKUP.sub("", line.strip())).split())


def shorten(line: str) -> str:
    """A heading line as an entry keeps it: 1 line, at most MAX_HEADING_CHARS."""
    heading = clean(line[: 4 * MAX_HEADING_CHARS])
    return heading if len(heading) <= MAX_HEADING_CHARS else heading[: MAX_HEADING_CHARS - 1].rstrip() + "…"
