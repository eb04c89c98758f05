"""Find the skills that a CV names, each with the words that show it.

Longest match over all labels of the taxonomy, left to right: at each word the longest run of words that is a label,
first by the words themselves, then, for labels of two words or more, by their stems less articles and possessives
("managed our teams" ~ "manage teams"). A run stays within one sentence or list item, and its words are separated by
nothing but spaces, one line break, hyphens, slashes, dots or apostrophes. A run that ambiguity.py refuses gives way to
the next shorter one.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import Evidence, EvidenceKind, Polarity, Section
from shared.extraction.ambiguity import FUNCTION_WORDS, Mention, choose, is_something_else, means_the_same
from shared.extraction.cues import find_cues
from shared.extraction.document import Block
from shared.extraction.employers import Name, employers_of, speaks_for_employer
from shared.extraction.everyday import is_everyday
from shared.extraction.hidden import hide
from shared.extraction.pastimes import opens_pastimes, tells_of_pastimes
from shared.extraction.polarity import polarity_of
from shared.extraction.sentences import Span, clip_quote, split_sentences
from shared.extraction.trades import find_trades, stands_as_title
from shared.extraction.turned import find_turned
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


# A key, and the skills that it names.
_Named = tuple[str, tuple[Candidate, ...]]


class _Run(NamedTuple):
    """Words of a sentence that follow one another without a break.

    Attributes:
        words: of the tokens, folded.
        stems: of the words less determiners.
        stem_at: the token that each stem stands for.
        stem_index: for each token, its place among the stems; -1 for a determiner.
    """

    tokens: list[Token]
    words: list[str]
    stems: list[str]
    stem_at: list[int]
    stem_index: list[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read.

    Attributes:
        visible: the text, with "|" for what is not to be matched.
        sentences: those that speak of what the person does, each with its block: no boilerplate, nothing that an
            employer says of itself, no pastimes.
        found: every mention of a skill by its name, in text order.
    """

    visible: str
    sentences: list[tuple[Span, Block]]
    found: list[Found]


def find_evidence(
    text: str, blocks: tuple[Block, ...], taxonomy: "Taxonomy", page_at: Callable[[int], int] | None = None
) -> list[Found]:
    """Every mention of a skill in the blocks, in text order; none in boilerplate, names, addresses and employers.

    `text[evidence.start:evidence.end] == evidence.quote`, and the mention lies within it.

    Args:
        page_at: the page of the file that an offset of the text lies on; None where the text is of no file.
    """
    return read_mentions(text, blocks, taxonomy, page_at).found


def read_mentions(
    text: str, blocks: tuple[Block, ...], taxonomy: "Taxonomy", page_at: Callable[[int], int] | None = None
) -> Reading:
    """As `find_evidence`, with the sentences that were looked at."""
    visible = hide(text, blocks)
    sentences: list[tuple[Span, Block]] = []
    tokens = tokenize(visible)
    token_starts = [token.start for token in tokens]
    token_ends = [token.end for token in tokens]
    in_text: Counter[tuple[int, bool]] = Counter()
    found: list[Found] = []
    employers: set[Name] = set()
    headings: set[str] = set()
    alone: dict[str, _Named | None] = {}
    trades: dict[str, int] = {}  # of the headline, by the last word of the title
    in_pastimes = False  # under a heading of them
    for block in blocks:
        if block.section is Section.BOILERPLATE:
            in_pastimes = opens_pastimes(text, block)
            continue
        if in_pastimes and block.section is Section.OTHER:
            continue
        in_pastimes = False
        if block.entry is not None and block.entry.heading not in headings and block.kind is EvidenceKind.WORK:
            headings.add(block.entry.heading)
            employers.update(name for name in employers_of(block) if not _is_label(name, taxonomy))
        in_block: Counter[tuple[int, bool]] = Counter()
        for sentence in split_sentences(visible, block.start, block.end):
            if speaks_for_employer(visible[sentence.start : sentence.end], block, employers) or tells_of_pastimes(
                visible, sentence, block
            ):
                continue
            sentences.append((sentence, block))
            first, last = bisect_left(token_starts, sentence.start), bisect_right(token_ends, sentence.end)
            runs = list(_runs(visible, tokens[first:last], taxonomy.language))
            mentions = list(_mentions(visible, sentence, runs, block.section, taxonomy, alone))
            if taxonomy.language == "en" and stands_as_title(text, block, sentence):
                mentions += find_trades(
                    visible, sentence, block, ((run.tokens, run.words) for run in runs), mentions, trades, taxonomy
                )
                mentions.sort(key=lambda mention: mention[1])
            for skill_index, start, end in mentions:
                polarity = polarity_in(visible, sentence, start, end)
                counted = (skill_index, polarity is Polarity.AFFIRMED)
                if in_block[counted] >= MAX_PER_BLOCK or in_text[counted] >= MAX_PER_SKILL:
                    continue
                in_block[counted] += 1
                in_text[counted] += 1
                found.append(Found(skill_index, make_evidence(text, block, sentence, start, end, polarity, page_at)))
    return Reading(visible, sentences, found)


def _is_label(name: Name, taxonomy: "Taxonomy") -> bool:
    """Whether what stands in a job's heading names a skill or is an everyday word, and no employer."""
    return bool(taxonomy.candidates(" ".join(name))) or all(is_everyday(word, taxonomy.base) for word in name)


def polarity_in(visible: str, sentence: Span, start: int, end: int) -> Polarity:
    """What a sentence says of the skill that its words `visible[start:end]` show."""
    left = max(sentence.start, start - _CONTEXT_CHARS)
    right = min(sentence.end, end + _CONTEXT_CHARS)
    if sentence.end - sentence.start <= 2 * _CONTEXT_CHARS:
        left, right = sentence
    return polarity_of(visible[left:right], start - left, end - left)


def make_evidence(
    text: str,
    block: Block,
    sentence: Span,
    start: int,
    end: int,
    polarity: Polarity,
    page_at: Callable[[int], int] | None,
) -> Evidence:
    """The words `text[start:end]` with the sentence around them, and what its block says of when and where."""
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
        page=None if page_at is None else page_at(quote.start),
    )


def _mentions(
    visible: str,
    sentence: Span,
    runs: Iterable[_Run],
    section: Section,
    taxonomy: "Taxonomy",
    alone: dict[str, _Named | None],
) -> Iterator[tuple[int, int, int]]:
    """Skill index, start and end of each mention in a sentence; mentions do not overlap.

    Args:
        alone: what words of the text name by themselves, as far as that was asked; it is added to.
    """
    for run in runs:
        turned = find_turned(run.words, taxonomy) if taxonomy.language == "en" and len(run.words) > 1 else {}
        at = 0
        while at < len(run.tokens):
            if run.words[at] in FUNCTION_WORDS and not visible.startswith("/", run.tokens[at].end):
                at += 1
                continue
            matches = _matches(run, at, taxonomy, alone)
            if at in turned:
                matches = sorted((*matches, turned[at]), key=lambda match: match[0], reverse=True)
            for last, key, candidates in matches:
                if is_something_else(key) or is_something_else(exact_key(run.words[at : last + 1])):
                    at = last
                    break
                start, end = run.tokens[at].start, run.tokens[last].end
                mention = Mention(visible, start, end, *sentence, section, key, last - at + 1)
                if (skill_index := choose(mention, candidates, taxonomy)) is not None:
                    yield skill_index, start, end
                    at = last
                    break
            at += 1


def _runs(visible: str, tokens: list[Token], language: str) -> Iterator[_Run]:
    first = 0
    for at in range(1, len(tokens) + 1):
        if at == len(tokens) or not _joins(visible, tokens[at - 1].end, tokens[at].start):
            yield _run(tokens[first:at], language)
            first = at


def _joins(visible: str, start: int, end: int) -> bool:
    return (end == start + 1 and visible[start] == " ") or _GAP.fullmatch(visible, start, end) is not None


def _run(tokens: list[Token], language: str) -> _Run:
    words = [token.norm for token in tokens]
    if len(tokens) == 1:
        return _Run(tokens, words, [], [], [-1])
    skipped = DETERMINERS.get(language, frozenset())
    stem_at: list[int] = []
    stem_index: list[int] = []
    for at, word in enumerate(words):
        if word in skipped:
            stem_index.append(-1)
        else:
            stem_index.append(len(stem_at))
            stem_at.append(at)
    stems = [stem(IRREGULAR.get(words[at], words[at]), language) for at in stem_at]
    return _Run(tokens, words, stems, stem_at, stem_index)


def _matches(
    run: _Run, at: int, taxonomy: "Taxonomy", alone: dict[str, _Named | None]
) -> Iterable[tuple[int, str, tuple[Candidate, ...]]]:
    """The last token, key and candidates of each label that begins at a token, the longest first, exact before
    stems."""
    words, stems = run.words, run.stems
    word = words[at]
    last = at
    if at + 1 < len(words) and (most := taxonomy.longest_of(word, words[at + 1])):
        last += min(most, len(words) - at) - 1
    first_stem = last_stem = run.stem_index[at]
    if 0 <= first_stem < len(stems) - 1 and (
        most := taxonomy.longest_stem_of(stems[first_stem], stems[first_stem + 1])
    ):
        last_stem += min(most, len(stems) - first_stem) - 1
    if word not in alone:
        alone[word] = _named_alone(word, taxonomy)
    named = alone[word]
    shortest = ((at, *named),) if named else ()
    if last > at or last_stem > first_stem:
        return chain(_longer_matches(run, at, last, last_stem, taxonomy), shortest)
    return shortest


def _longer_matches(
    run: _Run, at: int, last: int, last_stem: int, taxonomy: "Taxonomy"
) -> Iterator[tuple[int, str, tuple[Candidate, ...]]]:
    """Those of two words or more, up to the last word or stem that any can have."""
    words, stems, stem_at = run.words, run.stems, run.stem_at
    first_stem = run.stem_index[at]
    while last > at or last_stem > first_stem:
        if last > at and (last_stem <= first_stem or last >= stem_at[last_stem]):
            if candidates := taxonomy.candidates(key := " ".join(words[at : last + 1])):
                yield last, key, candidates
            last -= 1
        else:
            if candidates := taxonomy.stem_candidates(" ".join(stems[first_stem : last_stem + 1])):
                said = [words[at] for at in stem_at[first_stem : last_stem + 1]]
                if means_the_same(said, candidates[0], taxonomy):
                    yield stem_at[last_stem], exact_key(said), candidates
            last_stem -= 1


def _named_alone(word: str, taxonomy: "Taxonomy") -> _Named | None:
    """The label that a word is by itself, else that it is in the other number."""
    if candidates := taxonomy.candidates(word):
        return word, candidates
    other = _other_number(word, taxonomy)
    if other is None or is_something_else(word):
        return None
    candidates = tuple(c for c in taxonomy.candidates(other) if c.kind is LabelKind.PREFERRED)
    return (other, candidates) if candidates else None


def _other_number(word: str, taxonomy: "Taxonomy") -> str | None:
    """The plain English plural of a word, or its singular, where labels begin with it."""
    if taxonomy.language != "en" or len(word) < 5 or not word.isalpha() or word.endswith(("ss", "ic")):
        return None
    other = word[:-1] if word.endswith("s") else word + "s"
    return other if taxonomy.longest(other) else None
