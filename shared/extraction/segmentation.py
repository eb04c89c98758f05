"""A CV's lines as blocks: under which heading each stands, and inside which dated entry.

Where a CV leaves it open, the reading that proves less is taken: text under no heading is a claim until a dated entry
begins; what follows a blank line and reads like a new title takes no dates from the entry above it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.boilerplate import ends_sentence, is_contact, is_page_furniture, opens_clause, tells_of_company
from shared.extraction.dates import DateSpan, find_dates
from shared.extraction.document import Block, Entry, Period
from shared.extraction.sections import (
    KIND_OF_SECTION,
    Heading,
    Mark,
    fold,
    has_bullet,
    inline_heading,
    is_label_within_entry,
    is_underline,
    whole_line_heading,
)

MAX_HEADING_CHARS = 160
_TITLE_CHARS = 90
_CLAUSE_LINES = 6
# A line of this length that ends in the middle of a sentence goes on in the next one.
_WRAPPED_CHARS = 70
# A line longer than this is a paragraph.
_SENTENCE_CHARS = 250

_WITH_ENTRIES = frozenset({Section.EXPERIENCE, Section.EDUCATION, Section.PROJECTS, Section.CERTIFICATES})
_LONE_YEARS = frozenset({Section.EDUCATION, Section.CERTIFICATES})
_STUDY = re.compile(
    r"\b(?:university|universit\w{1,4}|college|school|academy|institute of technology|b\.?sc|m\.?sc|b\.?a\.|m\.?a\.|ba|mba|bachelor\w{0,3}"
    r"|master(?:'?s| of| in|studium)|ph\.?d|diploma|degree|a[- ]levels?|gcses?|b\.?eng|m\.?eng|abitur|hochschule|fachhochschule|studium"
    r"|licence|baccalauréat|école|lycée|grado|licenciatura|universidad|laurea|liceo|hogeschool|apprentice\w{0,5}|bootcamp"
    r"|diplôme|diplom|faculdade|universidade|politecnico|polytechnic)\b",
    re.IGNORECASE,
)  # fmt: skip
_WORKED_THERE = re.compile(
    r"\b(?:teacher|lecturer|professor|assistant|researcher|administrator|officer|manager|technician|engineer|developer|analyst|"
    r"librarian|coordinator|consultant|specialist|postdoc\w{0,8}|tutor|scrum master|webmaster)\b",
    re.IGNORECASE,
)
_NATURAL_LANGUAGE = re.compile(
    r"\b(?:english|german|french|spanish|italian|dutch|portuguese|polish|swedish|danish|arabic|chinese|mandarin|japanese|russian|hindi"
    r"|urdu|turkish|native|mother tongue|fluent|[abc][12]|englisch|deutsch|französisch|spanisch|muttersprache|verhandlungssicher"
    r"|anglais|français|allemand|espagnol|inglés|español|francés|alemán|inglese|italiano|francese|tedesco|engels|nederlands|frans"
    r"|duits|inglês|português|espanhol|francês|angielski|niemiecki|polski)\b",
    re.IGNORECASE,
)  # fmt: skip
_TITLE_WORD = re.compile(r"[^\W\d_]")
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve|we)\b")
_MARKUP = re.compile(r"^[\s#*_>•·●▪■◦○‣►▶➤–—-]+|[\s*_#]+$")
_WRAPS = re.compile(r"(?:,|\b(?:of|and|in|with|the|a|an|for|to|my|or|relevant|years|und|et|y|de))\s*$", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*|[.!?]+\s*")
_WORD = re.compile(r"[^\W\d_]+")
_ABOUT_DATES = frozenset(
    "full part time contract permanent freelance yr yrs year years mo mos month months issued completed awarded graduated"
    " date dates from to since remote hybrid temporary in on".split()
)
_GAP = re.compile(r"\s*(?:\t+|\s{3,})\s*")
_NAME = re.compile(
    r"\s*[#*_]{0,4}\s*((?:[^\W\d_][\w.'’-]{0,40}[ \t\xa0]{1,8}){1,4}[^\W\d_][\w.'’-]{0,40})(?=\s*(?:$|[|,–—•·*_]|\s-\s))"
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    is_blank: bool
    is_underline: bool
    bullet: bool


@dataclass(slots=True)
class _State:
    section: Section
    kind: EvidenceKind
    entry: Entry | None = None
    # The section that an inline heading interrupted: dated entries lead back to it.
    interrupted: Section | None = None
    body_seen: bool = False
    # The entry stands under no heading: a dated line alone opened it.
    free: bool = False


def segment(text: str, as_of: date) -> tuple[Block, ...]:
    """The blocks of a CV, in text order: together they hold every character of it that is not white space.

    Args:
        as_of: the day that "present" stands for; dates after it count until it.
    """
    return tuple(_Reader(text, as_of).blocks())


class _Reader:
    def __init__(self, text: str, as_of: date) -> None:
        self._text = text
        self._as_of = as_of
        self._lines = list(_lines_of(text))
        self._headings = self._find_headings()
        self._names_work = any(heading.section is Section.EXPERIENCE for heading in self._headings.values())
        self._state = _State(Section.SUMMARY, EvidenceKind.CLAIM)
        self._blocks: list[Block] = []
        self._name = ""
        self._in_header = True
        # How the entries of the section at hand are written.
        self._dates_first = False
        self._titles_above = False
        self._bullets_open = False

    def blocks(self) -> list[Block]:
        index = 0
        while index < len(self._lines):
            index = self._read(index)
        return self._blocks

    # What a line is, from the surest sign to the weakest

    def _read(self, index: int) -> int:
        """Take the line at `index`, or the lines that belong with it; the index of the next one."""
        line = self._lines[index]
        if line.is_blank:
            return index + 1
        if line.is_underline or is_page_furniture(line.text) or (self._name and fold(line.text) == self._name):
            self._emit_boilerplate(line)
            return index + 1
        if heading := self._headings.get(index):
            self._in_header = False
            if heading.content < len(line.text):
                self._open_inline(index, heading)
            else:
                self._open_section(index, heading)
            return index + 1
        if self._state.section is Section.BOILERPLATE:
            self._emit_boilerplate(line)
            return index + 1
        if self._in_header and self._take_name(line):
            return index + 1
        if is_contact(line.text, in_header=self._in_header):
            self._emit_boilerplate(line)
            return index + 1
        if tells_of_company(line.text) or (len(line.text) <= _SENTENCE_CHARS and opens_clause(line.text)):
            return self._take_clause(index)
        return self._take_entry(index) or self._take_body(index)

    def _open_section(self, index: int, heading: Heading) -> None:
        self._emit_boilerplate(self._lines[index])
        section = heading.section
        if section is Section.LANGUAGES and not self._speaks(index + 1):
            section = Section.SKILLS
        self._enter(section)
        self._dates_first = self._begins_with_dates(index + 1)

    def _open_inline(self, index: int, heading: Heading) -> None:
        line = self._lines[index]
        state = self._state
        label_end = line.start + heading.content
        self._emit(line.start, label_end, Section.BOILERPLATE, EvidenceKind.CLAIM, None)
        section = heading.section
        if section is Section.LANGUAGES and not _NATURAL_LANGUAGE.search(line.text[:300]):
            section = Section.SKILLS
        if section in _WITH_ENTRIES or state.section not in _WITH_ENTRIES:
            interrupted = None if state.section not in _WITH_ENTRIES else state.section
        else:
            interrupted = state.section
        interrupted = interrupted or state.interrupted
        self._enter(section)
        self._state.interrupted = interrupted
        rest = line.text[heading.content :]
        if section in _WITH_ENTRIES:
            dates = find_dates(rest, self._as_of, lone_years=section in _LONE_YEARS)
            self._state.entry = Entry(_shorten(rest), self._entry_period(section, dates))
        self._emit_state(label_end, line.end)

    def _enter(self, section: Section) -> None:
        self._state = _State(section, KIND_OF_SECTION[section])
        self._bullets_open = False
        self._dates_first = False
        self._titles_above = False

    def _take_name(self, line: _Line) -> bool:
        """The first words of a CV, where they look like a name: they are never evidence, whatever they spell."""
        if self._name:
            return False
        self._name = "\0"
        match = _NAME.match(line.text)
        if not match or not all(word[0].isupper() or not word[0].isascii() for word in match[1].split()):
            return False
        self._name = fold(match[1])
        self._emit(line.start, line.start + match.end(1), Section.BOILERPLATE, EvidenceKind.CLAIM, None)
        self._emit_state(line.start + match.end(1), line.end)
        return True

    def _take_clause(self, index: int) -> int:
        last = index
        while (
            last + 1 < len(self._lines)
            and last - index < _CLAUSE_LINES
            and not ends_sentence(self._lines[last].text)
            and not (following := self._lines[last + 1]).is_blank
            and last + 1 not in self._headings
            and not following.bullet
            and (following.text.lstrip()[:1].islower() or len(self._lines[last].text) >= _WRAPPED_CHARS)
        ):
            last += 1
        for line in self._lines[index : last + 1]:
            self._emit_boilerplate(line)
        return last + 1

    def _take_body(self, index: int) -> int:
        line, state = self._lines[index], self._state
        after_blank = index == 0 or self._lines[index - 1].is_blank
        if state.entry is not None and after_blank and not line.bullet and state.body_seen:
            if self._state.free:
                self._enter(Section.SUMMARY)
            elif self._opens_undated(index):
                state.entry = Entry(_shorten(line.text), None)
                state.body_seen = False
        elif state.section is Section.CERTIFICATES and not line.text.lstrip()[:1].islower():
            state.entry = Entry(_shorten(line.text), None)
        elif (state.entry is None and state.section in _WITH_ENTRIES) and self._opens_undated(index):
            state.entry = Entry(_shorten(line.text), None)
        elif line.bullet or len(line.text) >= 40:
            state.body_seen = True
        if len(line.text) > _SENTENCE_CHARS:
            self._emit_sentences(line)
        else:
            self._emit_state(line.start, line.end)
        return index + 1

    # Dated entries

    def _take_entry(self, index: int) -> int | None:
        """Open the dated entry whose heading begins here; the index of the line after its heading."""
        section = self._entry_section(index)
        if section is None:
            return None
        dated = self._dated_line(index, section)
        if dated is None:
            return None
        at, dates = dated
        last = at
        if at == index:
            last = self._heading_end(at, dates)
        heading = ", ".join(part for line in self._lines[index : last + 1] if (part := _clean(line.text)))
        interrupted = self._state.interrupted
        if section is not self._state.section:
            free = self._state.free or (interrupted is None and self._state.section is Section.SUMMARY)
            self._enter(section)
            self._state.interrupted = interrupted
            self._state.free = free
        self._bullets_open = self._lines[at].bullet
        self._state.entry = Entry(_shorten(heading), self._entry_period(section, dates))
        self._state.body_seen = False
        for line in self._lines[index : last + 1]:
            self._emit_state(line.start, line.end)
        return last + 1

    def _entry_section(self, index: int) -> Section | None:
        """The section that an entry here would stand in."""
        state = self._state
        if state.section in _WITH_ENTRIES and not self._state.free and state.interrupted is None:
            return state.section
        near = " ".join(line.text[:200] for line in self._lines[index : index + 3] if not line.bullet)
        studies = bool(_STUDY.search(near)) and not _WORKED_THERE.search(near)
        if state.interrupted is not None:
            if studies:
                return Section.EDUCATION
            return state.interrupted if state.section not in _WITH_ENTRIES else state.section
        if not self._names_work and state.section in (Section.SUMMARY, *_WITH_ENTRIES):
            if not studies and not self._has_range(index):
                return None
            return Section.EDUCATION if studies else Section.EXPERIENCE
        return None

    def _has_range(self, index: int) -> bool:
        for line in self._lines[index : index + 3]:
            dates = find_dates(line.text, self._as_of)
            if dates is not None:
                return dates.is_range
        return False

    def _dated_line(self, index: int, section: Section) -> tuple[int, DateSpan] | None:
        """The line that dates the entry whose heading begins at `index`: that line or, below titles, one of the next two."""
        if dates := self._entry_dates(index, section):
            return index, dates
        if self._dates_first or section is Section.CERTIFICATES and not self._is_title(index):
            return None
        for step in (1, 2):
            if not self._is_title(index + step - 1):
                return None
            at = index + step
            if at >= len(self._lines) or self._lines[at].is_blank or at in self._headings or self._lines[at].bullet:
                return None
            if dates := self._entry_dates(at, section):
                words = _words_outside(self._lines[at].text, dates)
                if words <= 2 or (step == 1 and (self._titles_above or self._follows_break(index))):
                    self._titles_above = True
                    return at, dates
                return None
        return None

    def _follows_break(self, index: int) -> bool:
        """What stands above cannot go on in this line."""
        if index == 0 or (index - 1) in self._headings:
            return True
        before = self._lines[index - 1].text
        return not before or ends_sentence(before) or len(before) < _WRAPPED_CHARS - 10

    def _entry_dates(self, index: int, section: Section) -> DateSpan | None:
        """The dates of a line where they are those of an entry, not of something a sentence tells."""
        line = self._lines[index]
        dates = find_dates(line.text, self._as_of, lone_years=section in _LONE_YEARS)
        if dates is None:
            return None
        awarded = section in _LONE_YEARS
        if line.bullet and not awarded and self._state.entry is not None and not self._bullets_open:
            return None
        words = _words_outside(line.text, dates)
        if words <= 2:
            return dates
        lead, tail = line.text[: dates.start].strip(" \t-–—•*|([#"), line.text[dates.end :].strip(" \t.)]|:-–—*")
        at_edge = not lead or not tail
        sentence = ends_sentence(line.text) and words > 6
        starts_low = line.text.lstrip()[:1].islower()
        after_blank = index == 0 or self._lines[index - 1].is_blank or (index - 1) in self._headings
        if starts_low and not after_blank:
            return None
        if sentence or len(line.text) > 160:
            return dates if dates.is_range and not lead and not line.bullet else None
        if not dates.is_range and not awarded and _FIRST_PERSON.search(line.text):
            return None
        if at_edge or len(line.text) <= 120:
            return dates
        return None

    def _heading_end(self, at: int, dates: DateSpan) -> int:
        """The last line of a heading that begins with its dated line: titles may follow it."""
        words = _words_outside(self._lines[at].text, dates)
        most = 2 if words <= 1 else 1 if words <= 4 and not self._lines[at].bullet else 0
        last = at
        while last - at < most and self._is_title(last + 1, most_chars=70) and not self._precedes_dates(last + 1):
            last += 1
        return last

    def _precedes_dates(self, index: int) -> bool:
        """The title at `index` has dates of its own below it."""
        if self._dates_first or index + 1 >= len(self._lines) or self._lines[index + 1].bullet:
            return False
        dates = find_dates(self._lines[index + 1].text, self._as_of)
        return dates is not None and dates.is_range

    def _is_title(self, index: int, most_chars: int = _TITLE_CHARS) -> bool:
        """A short line that names something: a job, an employer, a course."""
        if index >= len(self._lines) or index in self._headings:
            return False
        line = self._lines[index]
        core = _clean(line.text)
        if line.is_blank or line.bullet or line.is_underline or not core or len(core) > most_chars:
            return False
        if core[0].islower() or core.endswith((",", ";", ":")) or (ends_sentence(core) and len(core.split()) > 4):
            return False
        if is_label_within_entry(line.text) or _FIRST_PERSON.search(core) or not _TITLE_WORD.search(core):
            return False
        if inline_heading(line.text, entry_open=True) or find_dates(line.text, self._as_of):
            return False
        return not is_contact(line.text, in_header=False)

    def _opens_undated(self, index: int) -> bool:
        if not self._is_title(index):
            return False
        if self._state.section is not Section.EXPERIENCE:
            return True
        return index + 1 < len(self._lines) and self._lines[index + 1].bullet

    def _entry_period(self, section: Section, dates: DateSpan | None) -> Period | None:
        """A single date of a course or certificate is the month it was awarded in, not months spent."""
        if dates is None or dates.period is None or dates.is_range or section not in _LONE_YEARS:
            return dates.period if dates else None
        return Period(dates.period.end, dates.period.end)

    def _begins_with_dates(self, index: int) -> bool:
        for line in self._lines[index : index + 3]:
            if not line.is_blank:
                dates = find_dates(line.text, self._as_of)
                return dates is not None and _words_outside(line.text, dates) == 0
        return False

    # Headings

    def _find_headings(self) -> dict[int, Heading]:
        found: dict[int, Heading] = {}
        for index, line in enumerate(self._lines):
            if line.is_blank or line.is_underline:
                continue
            underlined = index + 1 < len(self._lines) and self._lines[index + 1].is_underline
            heading = whole_line_heading(line.text, underlined=underlined)
            if heading is None and not line.bullet:
                heading = inline_heading(line.text, entry_open=self._entry_open(index, found))
            if heading is not None and self._stands_as_heading(index, heading):
                found[index] = heading
        return found | {
            index: Heading(Section.OTHER, len(self._lines[index].text), Mark.DECORATED)
            for index in self._unknown_headings(found)
        }

    def _entry_open(self, index: int, found: dict[int, Heading]) -> bool:
        latest = next(reversed(found.values()), None)
        above = index > 0 and not self._lines[index - 1].is_blank and (index - 1) not in found
        return above and (latest is None or latest.section in _WITH_ENTRIES)

    def _stands_as_heading(self, index: int, heading: Heading) -> bool:
        line = self._lines[index]
        before = self._lines[index - 1] if index else None
        after = self._lines[index + 1] if index + 1 < len(self._lines) else None
        apart = before is None or before.is_blank or before.is_underline
        if heading.content < len(line.text):
            return apart or not heading.weak or ":" in line.text[: heading.content]
        if heading.mark is Mark.BULLET:
            marker = line.text.lstrip()[0]
            return not any(near and near.text.lstrip()[:1] == marker for near in (before, after))
        if heading.mark is not Mark.NONE:
            return True
        if heading.weak and not apart:
            return False
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
        for index in range(first + 1, len(self._lines)):
            line = self._lines[index]
            if (
                line.is_blank
                or line.bullet
                or index in known
                or len(line.text) > 60
                or is_label_within_entry(line.text)
            ):
                continue
            words = line.text.split()
            if len(words) > 6 or find_dates(line.text, self._as_of) or not _TITLE_WORD.search(line.text):
                continue
            hashes = len(line.text) - len(line.text.lstrip().lstrip("#")) if line.text.lstrip().startswith("#") else 0
            if hashes:
                if levels and hashes <= min(levels):
                    yield index
            elif index + 1 < len(self._lines) and self._lines[index + 1].is_underline:
                if underlined:
                    yield index
            elif (
                capitals >= 2
                and line.text.isupper()
                and self._lines[index - 1].is_blank
                and not any(char.isdigit() or char in ",|" for char in line.text)
                and not self._dates_near(index)
            ):
                yield index

    def _dates_near(self, index: int) -> bool:
        near = [line for line in self._lines[index + 1 : index + 5] if not line.is_blank][:2]
        return not near or any(find_dates(line.text, self._as_of) for line in near)

    def _speaks(self, index: int) -> bool:
        near = [line.text[:200] for line in self._lines[index : index + 6] if not line.is_blank][:3]
        return not near or any(_NATURAL_LANGUAGE.search(text) for text in near)

    # Blocks

    def _emit_state(self, start: int, end: int) -> None:
        self._emit(start, end, self._state.section, self._state.kind, self._state.entry)

    def _emit_boilerplate(self, line: _Line) -> None:
        self._emit(line.start, line.end, Section.BOILERPLATE, EvidenceKind.CLAIM, None)

    def _emit_sentences(self, line: _Line) -> None:
        """A long line holds a paragraph: a clause in it is set aside without the rest."""
        for match in _SENTENCE.finditer(line.text):
            start, end = line.start + match.start(), line.start + match.end()
            if len(match[0]) <= 2 * _SENTENCE_CHARS and opens_clause(match[0]):
                self._emit(start, end, Section.BOILERPLATE, EvidenceKind.CLAIM, None)
            else:
                self._emit_state(start, end)

    def _emit(self, start: int, end: int, section: Section, kind: EvidenceKind, entry: Entry | None) -> None:
        chunk = self._text[start:end]
        start += len(chunk) - len(chunk.lstrip())
        end = start + len(chunk.strip())
        if start >= end:
            return
        if self._blocks:
            last = self._blocks[-1]
            if last.section is section and last.kind is kind and last.entry is entry:
                self._blocks[-1] = replace(last, end=end)
                return
        self._blocks.append(Block(start, end, section, kind, entry))


def _lines_of(text: str) -> Iterator[_Line]:
    start = 0
    for given in text.splitlines(keepends=True):
        line = given.rstrip()
        yield _Line(
            start,
            start + len(line),
            line,
            is_blank=not line,
            bullet=has_bullet(line),
            is_underline=is_underline(line),
        )
        start += len(given)


def _words_outside(line: str, dates: DateSpan) -> int:
    rest = f"{line[: dates.start]} {line[dates.end :]}"
    return sum(word.casefold() not in _ABOUT_DATES for word in _WORD.findall(rest[:400]))


def _clean(line: str) -> str:
    """A heading line as one would quote it: no bullet, no markup, gaps as commas."""
    return " ".join(_GAP.sub(", ", _MARKUP.sub("", line.strip())).split())


def _shorten(line: str) -> str:
    heading = _clean(line[: 4 * MAX_HEADING_CHARS])
    return heading if len(heading) <= MAX_HEADING_CHARS else heading[: MAX_HEADING_CHARS - 1].rstrip() + "…"
