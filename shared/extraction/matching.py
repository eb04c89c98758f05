"""Find the skills that a CV names, each with the words that show it.

Longest match over all labels of the taxonomy, left to right: at each word the longest run of words that is a label,
first by the words themselves, then, for labels of two words or more, by their stems less articles and possessives
("managed our teams" ~ "manage teams"). A run stays within one sentence or list item, and its words are separated by
nothing but spaces, one line break, hyphens, slashes, dots or apostrophes. A run that ambiguity.py refuses gives way to
the next shorter one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import Evidence, Polarity, Section
from shared.extraction.ambiguity import Mention, choose, means_the_same
from shared.extraction.cues import find_cues
from shared.extraction.document import Block
from shared.extraction.hidden import hide
from shared.extraction.polarity import polarity_of
from shared.extraction.sentences import Span, clip_quote, split_sentences
from shared.extraction.word_forms import IRREGULAR
from shared.taxonomy.model import Candidate, LabelKind
from shared.taxonomy.tokens import DETERMINERS, Token, exact_key, stem, tokenize

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

# What one text can yield is bounded: of one skill, the first mentions in a block and in the text, counted apart for
# affirmed mentions and for others.
MAX_PER_BLOCK = 3
MAX_PER_SKILL = 12

_GAP = re.compile(r"[ \t\u00a0\u202f]*(?:\r?\n[ \t\u00a0]*)?|[-‐‑/.'’]")
_CONTEXT_CHARS = 260


@dataclass(frozen=True, slots=True)
class Found:
    """A skill of the taxonomy, by its index there, and one mention of it."""

    skill_index: int
    evidence: Evidence


class _Run(NamedTuple):
    """Words of a sentence that follow one another without a break, and their stems less determiners."""

    tokens: list[Token]
    words: list[str]
    stems: list[str]
    stem_at: list[int]  # the token that each stem stands for


def find_evidence(text: str, blocks: tuple[Block, ...], taxonomy: "Taxonomy") -> list[Found]:
    """Every mention of a skill in the blocks, in text order; none in boilerplate, names, addresses and employers.

    `text[evidence.start:evidence.end] == evidence.quote`, and the mention lies within it.
    """
    visible = hide(text, blocks)
    in_text: Counter[tuple[int, bool]] = Counter()
    found: list[Found] = []
    for block in blocks:
        if block.section is Section.BOILERPLATE:
            continue
        in_block: Counter[tuple[int, bool]] = Counter()
        for sentence in split_sentences(visible, block.start, block.end):
            for skill_index, start, end in _mentions(visible, sentence, block.section, taxonomy):
                polarity = _polarity(visible, sentence, start, end)
                counted = (skill_index, polarity is Polarity.AFFIRMED)
                if in_block[counted] >= MAX_PER_BLOCK or in_text[counted] >= MAX_PER_SKILL:
                    continue
                in_block[counted] += 1
                in_text[counted] += 1
                found.append(Found(skill_index, _evidence(text, block, sentence, start, end, polarity)))
    return found


def _polarity(visible: str, sentence: Span, start: int, end: int) -> Polarity:
    left = max(sentence.start, start - _CONTEXT_CHARS)
    right = min(sentence.end, end + _CONTEXT_CHARS)
    if sentence.end - sentence.start <= 2 * _CONTEXT_CHARS:
        left, right = sentence
    return polarity_of(visible[left:right], start - left, end - left)


def _evidence(text: str, block: Block, sentence: Span, start: int, end: int, polarity: Polarity) -> Evidence:
    quote = clip_quote(text, sentence, start, end)
    words = text[quote.start : quote.end]
    period = block.entry.period if block.entry else None
    return Evidence(
        quote=words,
        start=quote.start,
        end=quote.end,
        mention_start=start,
        mention_end=end,
        section=block.section,
        kind=block.kind,
        polarity=polarity,
        entry=block.entry.heading if block.entry else "",
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        months=period.months if period else None,
        cues=find_cues(words, start - quote.start, end - quote.start),
    )


def _mentions(visible: str, sentence: Span, section: Section, taxonomy: "Taxonomy") -> Iterator[tuple[int, int, int]]:
    """Skill index, start and end of each mention in a sentence; mentions do not overlap."""
    for run in _runs(visible, sentence, taxonomy.language):
        at = 0
        stem_index = 0
        while at < len(run.tokens):
            while stem_index < len(run.stem_at) and run.stem_at[stem_index] < at:
                stem_index += 1
            for last, key, candidates in _matches(run, at, stem_index, taxonomy):
                start, end = run.tokens[at].start, run.tokens[last].end
                mention = Mention(visible, start, end, *sentence, section, key, last - at + 1)
                if (skill_index := choose(mention, candidates, taxonomy)) is not None:
                    yield skill_index, start, end
                    at = last
                    break
            at += 1


def _runs(visible: str, sentence: Span, language: str) -> Iterator[_Run]:
    tokens: list[Token] = []
    for norm, start, end in tokenize(visible[sentence.start : sentence.end]):
        token = Token(norm, start + sentence.start, end + sentence.start)
        if tokens and not _joins(visible, tokens[-1].end, token.start):
            yield _run(tokens, language)
            tokens = []
        tokens.append(token)
    if tokens:
        yield _run(tokens, language)


def _joins(visible: str, start: int, end: int) -> bool:
    return (end == start + 1 and visible[start] == " ") or _GAP.fullmatch(visible, start, end) is not None


def _run(tokens: list[Token], language: str) -> _Run:
    if len(tokens) == 1:
        return _Run(tokens, [], [], [])
    skipped = DETERMINERS.get(language, frozenset())
    stem_at = [at for at, token in enumerate(tokens) if token.norm not in skipped]
    words = [tokens[at].norm for at in stem_at]
    return _Run(tokens, words, [stem(IRREGULAR.get(word, word), language) for word in words], stem_at)


def _matches(
    run: _Run, at: int, stem_index: int, taxonomy: "Taxonomy"
) -> Iterator[tuple[int, str, tuple[Candidate, ...]]]:
    """The last token, key and candidates of each label that begins at a token, the longest first, exact before
    stems."""
    tokens, words, stems, stem_at = run
    longest = min(taxonomy.longest(tokens[at].norm) or 1, len(tokens) - at)
    longest_stem = 0
    if stem_index < len(stem_at) and stem_at[stem_index] == at:
        longest_stem = min(taxonomy.longest_stem(stems[stem_index]), len(stems) - stem_index)
    while longest > 0 or longest_stem > 1:
        stem_last = stem_at[stem_index + longest_stem - 1] if longest_stem > 1 else -1
        if longest > 0 and at + longest - 1 >= stem_last:
            last = at + longest - 1
            key = exact_key(token.norm for token in tokens[at : last + 1])
            candidates = taxonomy.candidates(key) or (_plural(key, taxonomy) if longest == 1 else ())
            longest -= 1
        else:
            last = stem_last
            upto = stem_index + longest_stem
            key = exact_key(words[stem_index:upto])
            candidates = taxonomy.stem_candidates(exact_key(stems[stem_index:upto]))
            if candidates and not means_the_same(words[stem_index:upto], candidates[0], taxonomy):
                candidates = ()
            longest_stem -= 1
        if candidates:
            yield last, key, candidates


def _plural(key: str, taxonomy: "Taxonomy") -> tuple[Candidate, ...]:
    """Preferred names of one word that the word is a plain English plural of, or the other way round."""
    if taxonomy.language != "en" or len(key) < 5 or not key.isalpha() or key.endswith(("ss", "ic")):
        return ()
    other = key[:-1] if key.endswith("s") else key + "s"
    if not taxonomy.longest(other):
        return ()
    return tuple(c for c in taxonomy.candidates(other) if c.kind is LabelKind.PREFERRED)
