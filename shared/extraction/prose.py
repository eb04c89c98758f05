"""Jobs and studies that a CV tells in sentences: "From 2012 to 2018 I was sous chef at Hotel Plaza."

Each such sentence becomes an entry of its own. Only those count that say "I", a range of dates and a word for having
worked or studied; all others stay claims.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.dates import find_dates
from shared.extraction.document import Block, Entry
from shared.extraction.layout import shorten
from shared.extraction.sentences import split_sentences

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
    for start, end in split_sentences(text, block.start, block.end):
        if told := _told(text[start:end], as_of):
            section, kind, entry = told
            yield from _rest(text, block, reach, start)
            yield Block(start, end, section, kind, entry)
            reach = end
    yield from _rest(text, block, reach, block.end)


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
