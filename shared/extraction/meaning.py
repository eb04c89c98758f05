"""Find skills by name and by what a sentence means, and say of each mention how likely it is that it shows the skill.

By meaning, a mention is one of the skills that rank first for a sentence (semantic.py), on the words nearest to it.
Whether a mention, of either kind, shows the skill is judged by a small network, from how near the words and the skill
are, what words they share, and whether the skill goes with the others that the text names. It was taught by readers'
verdicts on the mentions of some hundred CVs (shared/semantics/likelihood.md). What names, reaches or places the
person is read over.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from math import log1p
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import FoundBy, Polarity, Section
from shared.domain.skill import SkillType
from shared.extraction.masking import personal_spans
from shared.extraction.matching import Found, Reading, make_evidence, polarity_in
from shared.extraction.semantic import Ranked, ReadWords, rank_read, read_words
from shared.semantics.network import Network
from shared.semantics.table import to_length_1
from shared.taxonomy.tokens import stem, tokenize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.vectors import SkillVectors

LIKELIHOOD_PATH = Path(__file__).parent.parent / "semantics" / "likelihood.bin"
FEATURES = (
    "found by name",
    "score",
    "sentence",
    "window",
    "label",
    "letters",
    "behind the first",
    "is a label",
    "in a job",
    "in a list of skills",
    "in a summary",
    "in education",
    "is a knowledge",
    "words quoted",
    "words of the name",
    "words of the sentence",
    "share of the name quoted",
    "share of the quote named",
    "share of the name said",
    "skill and text",
    "skill and those named",
    "skill and rest of the sentence",
    "named neighbours",
    "named of its group",
    "skills named",
)
# Where those stand that come from vectors.
_NEAR = FEATURES.index("skill and text")
# Of each sentence so many of the skills that rank first are looked at.
DEPTH = 12
# What one skill that no ranking reached is worth: less than any that one did.
_UNRANKED = Ranked(-1, 0.5, 0.0, 0.0, 0.0, 0.0, 0, 0)
_WHOLE_LABEL = 0.995
_NEIGHBOURS = 24
_NEAREST_NAMED = 5
_LEAST_GROUP = 4  # characters of a code that says more than a pillar
# Products of two vectors are smaller than vectors by about this, and all are smaller than what is standardised.
_PRODUCT_SCALE, _VECTOR_SCALE = 8.0, 4.0


class Hit(NamedTuple):
    """Words that may show a skill: `text[start:end]`.

    Attributes:
        sentence: its place among those of the reading.
        found: the mention by name; None of one by meaning.
        behind: its score less than the best of the sentence.
    """

    skill_index: int
    sentence: int
    start: int
    end: int
    found: Found | None
    ranked: Ranked
    behind: float


class Weighed(NamedTuple):
    """A hit, and how likely a careful reader is to agree that its words show the skill: in (0, 1]."""

    hit: Hit
    likelihood: float


def weigh(reading: Reading, taxonomy: "Taxonomy", vectors: "SkillVectors", network: Network) -> list[Weighed]:
    """All affirmed mentions by name, and those by meaning of skills that the text does not name, with their
    likelihood."""
    hits, read = find_hits(reading, vectors)
    if not hits:
        return []
    likelihoods = network.probabilities(describe(hits, read, reading, taxonomy, vectors)).tolist()
    return [
        # What an installation calls its own skills is its editors' word.
        Weighed(hit, likelihood if hit.skill_index < len(vectors) else 1.0)
        for hit, likelihood in zip(hits, likelihoods, strict=True)
    ]


def find_hits(reading: Reading, vectors: "SkillVectors") -> tuple[list[Hit], list[ReadWords]]:
    """What may show a skill, and the words of each sentence."""
    private = _without_person(reading.visible)
    spans = [sentence for sentence, _ in reading.sentences]
    read = [read_words(private[start:end], vectors) for start, end in spans]
    starts = [start for start, _ in spans]
    by_sentence: list[list[Found]] = [[] for _ in spans]
    for found in reading.found:
        by_sentence[bisect_right(starts, found.evidence.mention_start) - 1].append(found)
    rankings = rank_read(read, vectors, [{found.skill_index for found in own} for own in by_sentence])
    named = {found.skill_index for found in reading.found}
    hits: list[Hit] = []
    for at, (span, own, ranking) in enumerate(zip(spans, by_sentence, rankings, strict=True)):
        best = ranking[0].score if ranking else 0.0
        of_skill = {item.skill_index: item for item in ranking}
        for found in own:
            if found.evidence.polarity is Polarity.AFFIRMED:
                item = of_skill.get(found.skill_index, _UNRANKED)
                mention = found.evidence.mention_start, found.evidence.mention_end
                hits.append(Hit(found.skill_index, at, *mention, found, item, best - item.score))
        for item in ranking[:DEPTH]:
            start, end = span.start + item.start, span.start + item.end
            if item.skill_index not in named and polarity_in(reading.visible, span, start, end) is Polarity.AFFIRMED:
                hits.append(Hit(item.skill_index, at, start, end, None, item, best - item.score))
    return hits, read


def _without_person(visible: str) -> str:
    """The same text, of the same length, with spaces for what names, reaches or places the person."""
    chars = list(visible)
    for start, end in personal_spans(visible):
        chars[start:end] = [char if char == "\n" else " " for char in chars[start:end]]
    return "".join(chars)


def describe(
    hits: Sequence[Hit],
    read: Sequence[ReadWords],
    reading: Reading,
    taxonomy: "Taxonomy",
    vectors: "SkillVectors",
) -> "NDArray[np.float32]":
    """(n_hits, n_features + 4 * dimensions): `FEATURES`, then the vectors of the quote and of the skill, and the
    products of the skill's with the sentence's and with the quote's."""
    import numpy as np

    wholes = np.stack([item.sums[len(item.words)] for item in read])
    quotes = _quotes(hits, read, reading)
    of_hit = np.array([hit.sentence for hit in hits])
    skills = _vectors_of([hit.skill_index for hit in hits], vectors)
    quote, sentence = to_length_1(quotes), to_length_1(wholes)
    text = to_length_1(sentence[_telling(reading)].sum(0)[None])[0]
    rest = to_length_1(wholes[of_hit] - quotes)
    named = sorted({hit.skill_index for hit in hits if hit.found})
    near = np.stack([skills @ text, _near_named(hits, skills, named, vectors), (skills * rest).sum(1)], axis=1)
    told = np.array(_told(hits, reading, taxonomy, named), dtype=np.float32)
    products = _PRODUCT_SCALE * skills
    return np.concatenate(
        [
            told[:, :_NEAR],
            near,
            told[:, _NEAR:],
            _VECTOR_SCALE * quote,
            _VECTOR_SCALE * skills,
            _VECTOR_SCALE * products * sentence[of_hit],
            _VECTOR_SCALE * products * quote,
        ],
        axis=1,
        dtype=np.float32,
    )


def _telling(reading: Reading) -> list[int]:
    """The sentences that tell of the person: not those in which all that is named is denied or wished for."""
    starts = [sentence.start for sentence, _ in reading.sentences]
    affirmed: set[int] = set()
    others: set[int] = set()
    for item in reading.found:
        at = bisect_right(starts, item.evidence.mention_start) - 1
        (affirmed if item.evidence.polarity is Polarity.AFFIRMED else others).add(at)
    return [at for at in range(len(starts)) if at in affirmed or at not in others]


def _quotes(hits: Sequence[Hit], read: Sequence[ReadWords], reading: Reading) -> "NDArray[np.float32]":
    """(n_hits, dimensions): the sum of the words of each quote; the hits of a sentence follow one another."""
    import numpy as np

    quotes = []
    for at, own in groupby(hits, key=lambda hit: hit.sentence):
        start, words = reading.sentences[at][0].start, read[at].words
        ends, starts = [word.end for word in words], [word.start for word in words]
        spans = []
        for hit in own:
            last = bisect_left(starts, hit.end - start)
            spans.append((min(bisect_right(ends, hit.start - start), last), last))
        quotes.append(read[at].between(np.array(spans)))
    return np.concatenate(quotes)


def _vectors_of(indexes: Sequence[int], vectors: "SkillVectors") -> "NDArray[np.float32]":
    """(n, dimensions): zeros for an installation's own, which have no vector."""
    import numpy as np

    rows = np.array(indexes, dtype=np.int64)
    has_one = rows < len(vectors)
    taken = vectors.take(np.where(has_one, rows, 0))
    taken[~has_one] = 0
    return taken


def _near_named(
    hits: Sequence[Hit], skills: "NDArray[np.float32]", named: Sequence[int], vectors: "SkillVectors"
) -> "NDArray[np.float32]":
    """(n_hits,): the likeness to the five skills nearest to it of those that the text names, itself left out."""
    import numpy as np

    if not named:
        return np.zeros(len(hits), dtype=np.float32)
    likeness = skills @ _vectors_of(named, vectors).T
    place = {index: at for at, index in enumerate(named)}
    for row, hit in enumerate(hits):
        if hit.skill_index in place:
            likeness[row, place[hit.skill_index]] = 0
    nearest = np.sort(likeness, axis=1)[:, -_NEAREST_NAMED:]
    near: NDArray[np.float32] = nearest.sum(1) / _NEAREST_NAMED
    return near


def _told(hits: Sequence[Hit], reading: Reading, taxonomy: "Taxonomy", named: Sequence[int]) -> list[list[float]]:
    """What is told of each hit without vectors, in the order of `FEATURES`."""
    said = [_stems(reading.visible[start:end]) for (start, end), _ in reading.sentences]
    groups = {index: _groups(index, taxonomy) for index in named}
    around: dict[int, tuple[float, float]] = {}
    rows = []
    for hit in hits:
        skill, item = taxonomy.skill(hit.skill_index), hit.ranked
        if hit.skill_index not in around:
            neighbours = set(taxonomy.neighbours(hit.skill_index, _NEIGHBOURS))
            own = _groups(hit.skill_index, taxonomy)
            others = [index for index in named if index != hit.skill_index]
            around[hit.skill_index] = (
                log1p(sum(index in neighbours for index in others)),
                log1p(sum(not own.isdisjoint(groups[index]) for index in others)),
            )
        section = reading.sentences[hit.sentence][1].section
        name, quote, sentence = (
            _stems_of_name(skill.name),
            _stems(reading.visible[hit.start : hit.end]),
            said[hit.sentence],
        )
        rows.append(
            [
                float(hit.found is not None),
                item.score,
                item.sentence,
                item.window,
                item.label,
                item.letters,
                hit.behind,
                float(item.label > _WHOLE_LABEL),
                float(section is Section.EXPERIENCE),
                float(section is Section.SKILLS),
                float(section is Section.SUMMARY),
                float(section is Section.EDUCATION),
                float(skill.type is SkillType.KNOWLEDGE),
                float(len(quote)),
                float(len(name)),
                float(len(sentence)),
                _share(name, quote),
                _share(quote, name),
                _share(name, sentence),
                *around[hit.skill_index],
                log1p(len(named)),
            ]
        )
    return rows


def _groups(index: int, taxonomy: "Taxonomy") -> frozenset[str]:
    return frozenset(code for code in taxonomy.skill(index).group_codes if len(code) >= _LEAST_GROUP)


def _stems(text: str) -> list[str]:
    return [stem(token.norm, "en") for token in tokenize(text)]


@cache
def _stems_of_name(name: str) -> tuple[str, ...]:
    return tuple(_stems(name))


def _share(part: Sequence[str], whole: Sequence[str]) -> float:
    return sum(word in whole for word in part) / max(len(part), 1)


def found_of(hit: Hit, text: str, reading: Reading, page_at: Callable[[int], int] | None) -> Found:
    """The mention of a hit; of one by meaning it is made here."""
    if hit.found is not None:
        return hit.found
    sentence, block = reading.sentences[hit.sentence]
    evidence = make_evidence(text, block, sentence, hit.start, hit.end, Polarity.AFFIRMED, page_at)
    return Found(hit.skill_index, replace(evidence, found_by=FoundBy.MEANING))


@cache
def likelihood_network() -> Network:
    """The network of this package, opened once.

    Raises:
        ModelUnavailableError: it is absent or damaged.
    """
    return Network.open(LIKELIHOOD_PATH)
