"""The trade that a title names: who worked as a carpenter shows carpentry, a graphic designer graphic design.

English forms alone, and only what a taxonomy has a label for; titles that are said of anybody ("manager", "officer")
name a trade with the words before them at most.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.ambiguity import Mention, choose, is_something_else
from shared.extraction.document import Block
from shared.extraction.layout import FIRST_PERSON
from shared.extraction.sentences import Span
from shared.taxonomy.tokens import Token

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

# The end of a title, and what takes its place in the name of the trade.
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ologist", ("ology",)),
    ("ographer", ("ography",)),
    ("scientist", ("science",)),
    ("chemist", ("chemistry",)),
    ("ist", ("ism", "istry", "y", "ics")),
    ("ician", ("ics",)),
    ("accountant", ("accounting",)),
    ("architect", ("architecture",)),
    ("lawyer", ("law",)),
    ("designer", ("design",)),
    ("manager", ("management",)),
    ("lator", ("lation",)),
    ("penter", ("pentry",)),
    ("oiner", ("oinery",)),
    ("eer", ("eering",)),
    ("er", ("ing",)),
    ("sellor", ("selling",)),
)
# These need the words before them: "mechanical engineer", "data scientist".
_ANYBODYS = frozenset(
    "engineer manager designer scientist developer worker trainer planner officer leader reader".split()
)
# Those that only look like the title of a trade: a sewer is a pipe as well.
_NO_TRADE = frozenset(
    "physician optician minister master register center computer order number member sewer logger teamworker".split()
)
_TITLE = re.compile(r"[^\W\d_]{5,}")
# Somebody else's title: "assistant to the project manager".
_ANOTHERS = re.compile(r"\b(?:to|for|with|of|by|under)\s(?:(?:the|an?|our|my)\s(?:[\w-]+\s)?)?\Z", re.IGNORECASE)
_LINE = re.compile(r"\S[^\n]*")
_ENDINGS = tuple(ending for ending, _ in _FORMS)
_MAX_WORDS = 3
# How far into a CV its person's trade stands by itself, in lines that are not blank, and the longest sentence of it.
_HEADLINE_LINES = 5
_HEADLINE_CHARS = 160


def trades_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that the trade of a title may have in a taxonomy, by the folded words of the title."""
    *before, title = words
    if not _TITLE.fullmatch(title) or title in _NO_TRADE or (title in _ANYBODYS and not before):
        return ()
    for ending, replacements in _FORMS:
        if title.endswith(ending):
            stem = title.removesuffix(ending)
            return tuple(" ".join((*before, stem + replacement)) for replacement in replacements)
    return ()


def stands_as_title(text: str, block: Block, sentence: Span) -> bool:
    """Whether the sentence stands in the heading of a job, or begins the CV, as "Ann Lee, welder"."""
    if block.kind is EvidenceKind.WORK and block.entry is not None:
        return sentence.start < block.start + len(block.entry.heading.partition(". ")[0])
    if block.section is not Section.SUMMARY or block.entry is not None:
        return False
    if sentence.end - sentence.start > _HEADLINE_CHARS:
        return False
    # No line is looked at beyond those, or a long text without sections would be read anew for each of its sentences.
    if next(islice(_LINE.finditer(text, 0, sentence.start), _HEADLINE_LINES, None), None) is not None:
        return False
    return FIRST_PERSON.search(text, sentence.start, sentence.end) is None


def find_trades(
    visible: str,
    sentence: Span,
    block: Block,
    runs: Iterable[tuple[list[Token], list[str]]],
    others: list[tuple[int, int, int]],
    headline: dict[str, int],
    taxonomy: "Taxonomy",
) -> Iterator[tuple[int, int, int]]:
    """Skill index, start and end of each title in a sentence that names a trade.

    Args:
        runs: the sentence's words that follow one another without a break, as they stand and folded.
        others: skill index, start and end of what else is named there; a title within one names nothing more.
        headline: the trades that the headline names, by the last word of the title. It is added to in the headline; in
            a job, a title of that word alone is short for it: "Designer" in the CV of a graphic designer.
    """
    for tokens, words in runs:
        for at, word in enumerate(words):
            if not word.endswith(_ENDINGS):
                continue
            for first in range(max(0, at + 1 - _MAX_WORDS), at + 1):
                start, end = tokens[first].start, tokens[at].end
                if any(start < other_end and other_start < end for _, other_start, other_end in others):
                    continue
                if _ANOTHERS.search(visible, sentence.start, start):
                    continue
                mention = Mention(visible, start, end, *sentence, block.section, word, at + 1 - first)
                skill_index = _trade(mention, tuple(words[first : at + 1]), taxonomy)
                if skill_index is None and first == at and block.kind is EvidenceKind.WORK:
                    skill_index = headline.get(word)
                if skill_index is not None:
                    if block.section is Section.SUMMARY:
                        headline[word] = skill_index
                    yield skill_index, start, end
                    break


def _trade(mention: Mention, words: tuple[str, ...], taxonomy: "Taxonomy") -> int | None:
    for key in trades_of(words):
        if not is_something_else(key) and (candidates := taxonomy.candidates(key)):
            skill_index = choose(mention._replace(key=key), candidates, taxonomy)
            if skill_index is not None:
                return skill_index
    return None
