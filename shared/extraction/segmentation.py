"""A CV's lines as blocks: under which heading each stands, and inside which dated entry.

Where a CV leaves it open, the reading that proves less is taken: text under no heading is a claim until a dated entry
begins; what follows a blank line and reads like a new title takes no dates from the entry above it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.boilerplate import ends_sentence, is_page_furniture, opens_clause, tells_of_company
from shared.extraction.credentials import names_credential
from shared.extraction.dates import DateSpan, find_dates
from shared.extraction.document import Block, Entry, Period
from shared.extraction.layout import (
    FIRST_PERSON,
    NATURAL_LANGUAGE,
    WITH_ENTRIES,
    WRAPPED_CHARS,
    Layout,
    Line,
    clean,
    shorten,
    words_beside,
)
from shared.extraction.prose import split_told
from shared.extraction.sections import KIND_OF_SECTION, Heading, fold
from shared.extraction.titles import NAME, goes_on_telling, names_study

_CLAUSE_LINES = 6
# A line of this length tells something: with it or an item, an entry has more than its heading.
_TELLING_CHARS = 40
# A line longer than this is a paragraph.
_SENTENCE_CHARS = 250
_ENTRY_LINE_CHARS = 160
_PRACTICE = frozenset({EvidenceKind.WORK, EvidenceKind.PROJECT})
# Where a year alone is a date as often as not.
_LONE_YEARS = frozenset({Section.EDUCATION, Section.CERTIFICATES})

# Lists that stand in the line of their heading and end with it.
_ENDED_BY_BLANK = frozenset({Section.CERTIFICATES, Section.PROJECTS})
_ITEM = re.compile(r"\s*[^\w\s(\"'“‘]")  # whatever stands for a bullet, ">" as well
# "Papers" are what one has written, or what one holds.
_PAPERS = re.compile(r"\b(?:certificates?|diplomas?|licen[cs]es?|permits?|cards?|nvqs?|level \d)\b", re.IGNORECASE)

_TOLD = re.compile(r"\b(?:in|on|by|until|before|after|during|im|en|em|nel)$", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*|[.!?]+\s*")


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
    # The heading stands in the line of what it names, as "Certificates: …": a blank line ends that.
    inline: bool = False


def segment(text: str, as_of: date) -> tuple[Block, ...]:
    """The blocks of a CV, in text order: together they hold every character of it that is not white space.

    Args:
        as_of: the day that "present" stands for; dates after it count until it.
    """
    return split_told(text, tuple(_Reader(text, as_of).blocks()), as_of)


class _Reader:
    def __init__(self, text: str, as_of: date) -> None:
        self._text = text
        self._as_of = as_of
        self._layout = Layout(text, as_of)
        self._lines = self._layout.lines
        self._headings = self._layout.headings
        self._state = _State(Section.SUMMARY, EvidenceKind.CLAIM)
        self._blocks: list[Block] = []
        self._name = ""
        self._in_header = True
        # How the entries of the section at hand are written.
        self._dates_first = False
        self._titles_above = False
        self._dated_alone = False
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
            if line.is_underline and self._state.section is Section.BOILERPLATE and self._layout.after_break(index):
                self._enter(Section.SUMMARY)  # a rule across the page ends an advert or a clause
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
        if self._in_header and self._take_name(index):
            return index + 1
        personal = self._in_header or self._state.section is Section.OTHER
        if self._layout.is_contact_line(index, in_header=personal):
            self._emit_boilerplate(line)
            return index + 1
        if tells_of_company(line.text) or (len(line.text) <= _SENTENCE_CHARS and opens_clause(line.text)):
            return self._take_clause(index)
        return self._take_entry(index) or self._take_body(index)

    def _open_section(self, index: int, heading: Heading) -> None:
        self._emit_boilerplate(self._lines[index])
        section = heading.section
        if section is Section.LANGUAGES and not self._layout.names_languages(index + 1):
            section = Section.SKILLS
        self._enter(section)
        self._dates_first = self._layout.begins_with_dates(index + 1)

    def _open_inline(self, index: int, heading: Heading) -> None:
        line = self._lines[index]
        state = self._state
        label_end = line.start + heading.content
        self._emit(line.start, label_end, Section.BOILERPLATE, EvidenceKind.CLAIM, None)
        section = heading.section
        if section is Section.LANGUAGES and not NATURAL_LANGUAGE.search(line.text[:300]):
            section = Section.SKILLS
        if section is Section.PROJECTS and heading.key == "papers" and _PAPERS.search(line.text[:300]):
            section = Section.CERTIFICATES
        if section in WITH_ENTRIES or state.section not in WITH_ENTRIES:
            interrupted = None if state.section not in WITH_ENTRIES else state.section
        else:
            interrupted = state.section
        interrupted = interrupted or state.interrupted
        self._enter(section)
        self._state.interrupted = interrupted
        self._state.inline = section in _ENDED_BY_BLANK
        rest = line.text[heading.content :]
        if section in WITH_ENTRIES:
            dates = find_dates(rest, self._as_of, lone_years=section in _LONE_YEARS)
            self._state.entry = Entry(shorten(rest), self._entry_period(section, dates))
        self._emit_state(label_end, line.end)

    def _enter(self, section: Section) -> None:
        self._state = _State(section, KIND_OF_SECTION[section])
        self._bullets_open = False
        self._dates_first = False
        self._titles_above = False
        self._dated_alone = False

    def _take_name(self, index: int) -> bool:
        """The first words of a CV, where they look like a name: they are never evidence, whatever they spell."""
        if self._name:
            return False
        self._name = "\0"
        line = self._lines[index]
        match = NAME.match(line.text)
        alone = not any(not other.is_blank for other in self._lines[index + 1 :])
        if not match or alone or any(word[0].islower() for word in match[1].split()) or self._opens_entry(index):
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
            and (following.text.lstrip()[:1].islower() or len(self._lines[last].text) >= WRAPPED_CHARS)
        ):
            last += 1
        for line in self._lines[index : last + 1]:
            self._emit_boilerplate(line)
        return last + 1

    def _take_body(self, index: int) -> int:
        line = self._lines[index]
        if self._state.inline and not _ITEM.match(line.text) and self._layout.after_break(index):
            interrupted = self._state.interrupted
            self._enter(Section.SUMMARY)
            self._state.interrupted = interrupted
        state = self._state
        ends_entry = state.body_seen and not line.bullet and self._layout.after_break(index)
        if ends_entry and state.free:
            self._enter(Section.SUMMARY)
        elif self._opens_undated(index, ends_entry=ends_entry):
            state.entry = Entry(shorten(line.text), None)
            state.body_seen = False
        elif line.bullet or len(line.text) >= _TELLING_CHARS:
            state.body_seen = True
        if state.kind in _PRACTICE and names_credential(line.text):
            dates = self._layout.dates(index, lone_years=True)
            entry = Entry(shorten(line.text), self._entry_period(Section.CERTIFICATES, dates))
            self._emit(line.start, line.end, state.section, EvidenceKind.CERTIFICATE, entry)
        elif len(line.text) > _SENTENCE_CHARS:
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
            last = self._heading_end(at, dates, section)
        headed = [line.text for line in self._lines[index : last + 1]]
        if goes_on_telling(self._lines[at].text, dates):
            headed[at - index] = self._lines[at].text[: dates.end]
        heading = ", ".join(part for line in headed if (part := clean(line)))
        interrupted = self._state.interrupted
        if section is not self._state.section:
            free = self._state.free or (interrupted is None and self._state.section is Section.SUMMARY)
            self._enter(section)
            self._state.interrupted = interrupted
            self._state.free = free
        self._titles_above = self._titles_above or at > index
        self._dated_alone = at == last == index and words_beside(self._lines[at].text, dates) > 2
        self._bullets_open = self._lines[at].bullet
        self._state.entry = Entry(shorten(heading), self._entry_period(section, dates))
        self._state.body_seen = ends_sentence(self._lines[at].text)
        for line in self._lines[index : last + 1]:
            self._emit_state(line.start, line.end)
        if ends_sentence(self._lines[last].text) and goes_on_telling(self._lines[at].text, dates):
            self._state.entry = None  # all of it is told in its line
        return last + 1

    def _entry_section(self, index: int) -> Section | None:
        """The section that an entry here would stand in."""
        state = self._state
        if state.section in WITH_ENTRIES and not self._state.free and state.interrupted is None:
            return state.section
        if state.interrupted is not None:
            if self._studies(index):
                return Section.EDUCATION
            return state.interrupted if state.section not in WITH_ENTRIES else state.section
        if not self._layout.names_work and state.section in (Section.SUMMARY, *WITH_ENTRIES):
            if self._studies(index):
                return Section.EDUCATION
            return Section.EXPERIENCE if self._layout.has_range(index) else None
        return None

    def _studies(self, index: int) -> bool:
        """What the lines here name is a course of study, and not work at a place of study."""
        first = self._lines[index].text
        dates = self._layout.dates(index)
        if dates is not None and dates.is_range and not first[: dates.start].strip() and ends_sentence(first):
            # "2015 to 2018 – own bakery. School canteens.": its first sentence is the title.
            return names_study(first[:200].partition(". ")[0])
        near = " ".join(line.text[:200] for line in self._lines[index : index + 3] if not line.bullet)
        return names_study(near)

    def _dated_line(self, index: int, section: Section) -> tuple[int, DateSpan] | None:
        """The line that dates the entry whose heading begins at `index`: itself or, below titles, one of two more."""
        if dates := self._entry_dates(index, section):
            return index, dates
        if self._dates_first:
            return None
        # Two titles stand together only where they cannot be the end of what stands above.
        above = self._lines[index - 1]
        for step in (1, 2) if self._layout.after_break(index) or above.bullet or ends_sentence(above.text) else (1,):
            at = index + step
            if not self._layout.is_title(at - 1) or at >= len(self._lines):
                return None
            if self._lines[at].is_blank or self._lines[at].bullet or at in self._headings:
                return None
            if dates := self._entry_dates(at, section):
                words = words_beside(self._lines[at].text, dates)
                if words > 2 and self._dated_alone and not self._layout.after_break(index):
                    return None
                if section is Section.CERTIFICATES:
                    return (at, dates) if words <= 1 else None
                close = step == 1 and (self._titles_above or self._layout.follows_break(index))
                return (at, dates) if words <= 2 or close else None
        return None

    def _entry_dates(self, index: int, section: Section) -> DateSpan | None:
        """The dates of a line where they are those of an entry, not of something a sentence tells."""
        line, layout = self._lines[index], self._layout
        awarded = section in _LONE_YEARS
        dates = layout.dates(index, lone_years=awarded)
        if dates is None:
            return None
        if line.bullet and not awarded and self._state.entry is not None and not self._bullets_open:
            return None
        words = words_beside(line.text, dates)
        lead = line.text[: dates.start].strip(" \t-–—•*|([#")
        tail = line.text[dates.end :].strip(" \t.)]|:-–—*")
        if not words or (words <= 2 and not (lead and tail) and not _TOLD.search(lead)):
            return dates
        if line.text.lstrip()[:1].islower() and not layout.after_break(index):
            return None
        if dates.is_range and goes_on_telling(line.text, dates):
            return dates
        # Told, not titled: prose.py reads it, but for "1998 to 2009 – own tailor shop. I cut and sewed.".
        titled = dates.is_range and not lead and not line.bullet
        titled = titled and FIRST_PERSON.search(line.text.partition(". ")[0]) is None
        if ends_sentence(line.text) and FIRST_PERSON.search(line.text) and not titled:
            return None
        if len(line.text) > _ENTRY_LINE_CHARS or (ends_sentence(line.text) and words > 6):
            return dates if dates.is_range and not lead and not line.bullet else None
        if lead and tail and not (dates.is_range and layout.follows_break(index)):
            return None
        if dates.is_range or awarded:
            return dates
        tells = FIRST_PERSON.search(line.text) or _TOLD.search(lead)
        begins = self._state.entry is None or layout.after_break(index)
        # A project is often a month or a year; a month told within a job is that of an event in it.
        begins = begins or (section is Section.PROJECTS and layout.follows_break(index))
        return None if tells or not begins else dates

    def _heading_end(self, at: int, dates: DateSpan, section: Section) -> int:
        """The last line of a heading that begins with its dated line: titles may follow it."""
        words = words_beside(self._lines[at].text, dates)
        most = 2 if words <= 1 else 1 if words <= 4 and not self._lines[at].bullet else 0
        if section is Section.CERTIFICATES and words:
            return at
        last = at
        while (
            last - at < most
            and self._layout.is_title(last + 1, most_chars=70)
            and (self._dates_first or not self._layout.precedes_dates(last + 1))
        ):
            last += 1
        return last

    def _opens_undated(self, index: int, *, ends_entry: bool) -> bool:
        """A job, course or project begins here that has no dates; each line of a list of certificates is one."""
        section, line = self._state.section, self._lines[index]
        if section is Section.CERTIFICATES:
            return not line.text.lstrip()[:1].islower()
        if section not in WITH_ENTRIES or not (ends_entry or self._state.entry is None):
            return False
        if not self._layout.is_title(index):
            return False
        return section is not Section.EXPERIENCE or (index + 1 < len(self._lines) and self._lines[index + 1].bullet)

    def _opens_entry(self, index: int) -> bool:
        section = self._entry_section(index)
        return section is not None and self._dated_line(index, section) is not None

    def _entry_period(self, section: Section, dates: DateSpan | None) -> Period | None:
        """A single date of a course or certificate is the month it was awarded in, not months spent."""
        if dates is None or dates.period is None or dates.is_range or section not in _LONE_YEARS:
            return dates.period if dates else None
        return Period(dates.period.end, dates.period.end)

    # Blocks

    def _emit_state(self, start: int, end: int) -> None:
        self._emit(start, end, self._state.section, self._state.kind, self._state.entry)

    def _emit_boilerplate(self, line: Line) -> None:
        self._emit(line.start, line.end, Section.BOILERPLATE, EvidenceKind.CLAIM, None)

    def _emit_sentences(self, line: Line) -> None:
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
