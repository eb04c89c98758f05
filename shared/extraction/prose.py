"""Jobs and studies that a CV tells in sentences: "From 2012 to 2018 I was sous chef at Hotel Plaza."

Each such sentence becomes an entry of its own. Only those count that say "I", a range of dates and a word for having
worked or studied; all others stay claims. Where a whole CV is one paragraph, its sentences fall under the headings that
stand in it ("... Experience: Receptionist at ...").
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.dates import find_dates
from shared.extraction.document import Block, Entry
from shared.extraction.layout import shorten
from shared.extraction.sections import KIND_OF_SECTION, inline_heading
from shared.extraction.sentences import split_sentences

_MAX_HEADED_CHARS = 400
# Not "we", as layout.py has it for single lines: companies say it.
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I've|I’ve)\b")
_WORKED = re.compile(
    r"\b(?:worked|working|served|employed|ran|run|managed|led|headed|(?:was|been|am|as) (?:an?|the|head|senior|junior"
    r"|chief|lead|sous|assistant|deputy|working|responsible|in charge)|my (?:job|role|work))\b"
)
_STUDIED = re.compile(r"\b(?:studied|studying|student|pupil|degree|diploma|apprentice(?:ship)?|trainee)\b")


def split_told(text: str, blocks: tuple[Block, ...], as_of: date) -> tuple[Block, ...]:
    """The blocks, with every told job or study of an undated summary as a block of its own."""
    return tuple(part for block in blocks for part in _parts(text, block, as_of))


def _parts(text: str, block: Block, as_of: date) -> Iterator[Block]:
    if block.section is not Section.SUMMARY or block.entry is not None:
        yield block
        return
    reach = block.start
    under: Block | None = None
    for start, end in split_sentences(text, block.start, block.end):
        if (headed := _headed(text[start:end], under, as_of)) is not None:
            yield from _rest(text, block, reach, start)
            under = Block(start, end, *headed)
            yield under
            reach = end
        elif told := _told(text[start:end], as_of):
            section, kind, entry = told
            yield from _rest(text, block, reach, start)
            yield Block(start, end, section, kind, entry)
            reach = end
    yield from _rest(text, block, reach, block.end)


def _headed(sentence: str, under: Block | None, as_of: date) -> tuple[Section, EvidenceKind, Entry | None] | None:
    """Where a sentence stands that a heading opens, or that follows such a one."""
    heading = inline_heading(sentence, entry_open=False)
    if heading is not None and not heading.weak and ":" in sentence[: heading.content]:
        section = heading.section
    elif under is not None and under.section is not Section.BOILERPLATE:
        section = under.section
    else:
        return None
    if section not in (Section.EXPERIENCE, Section.PROJECTS):
        return section, KIND_OF_SECTION[section], None
    # Whatever a line break would have ended may go on here: work counts in the sentence of its dates alone.
    dates = find_dates(" ".join(sentence.split()), as_of) if len(sentence) <= _MAX_HEADED_CHARS else None
    if dates is None or not dates.is_range or _STUDIED.search(sentence):
        return section, EvidenceKind.CLAIM, None
    entry = Entry(shorten(sentence[heading.content :] if heading else sentence), dates.period)
    return section, KIND_OF_SECTION[section], entry


def _rest(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    between = text[start:end]
    start += len(between) - len(between.lstrip())
    end = start + len(between.strip())
    if start < end:
        yield replace(block, start=start, end=end)


def _told(sentence: str, as_of: date) -> tuple[Section, EvidenceKind, Entry] | None:
    if not _FIRST_PERSON.search(sentence):
        return None
    dates = find_dates(" ".join(sentence.split()), as_of)
    if dates is None or not dates.is_range or dates.period is None:
        return None
    entry = Entry(shorten(sentence), dates.period)
    if _STUDIED.search(sentence):
        return Section.EDUCATION, EvidenceKind.EDUCATION, entry
    if _WORKED.search(sentence):
        return Section.EXPERIENCE, EvidenceKind.WORK, entry
    return None
