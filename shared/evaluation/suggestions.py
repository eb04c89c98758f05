"""Could skills that a CV does not name, but that come near in meaning, be shown with the words they come near to?

A suggestion is one of the first of a sentence's ranking, with the words nearest to it. Its probability comes from a
logistic regression on what is told from the ranking (`FEATURES`), fitted on CVs of the gold set; of the half to look
at, each CV is judged by a fit on the others, in folds. Nothing is suggested where an assessment would see nothing: in
boilerplate, where an employer speaks, of what is denied, wished for or others'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import Level, Polarity, Section
from shared.evaluation.evaluate import AS_OF
from shared.evaluation.finders import Rank
from shared.evaluation.gold import GoldCv
from shared.evaluation.gold_measures import Reader, Shown
from shared.extraction.employers import Name, employers_of, speaks_for_employer
from shared.extraction.hidden import hide
from shared.extraction.matching import find_evidence
from shared.extraction.polarity import polarity_of
from shared.extraction.segmentation import segment
from shared.extraction.semantic import Ranked
from shared.extraction.sentences import split_sentences
from shared.taxonomy.tokens import stem, tokenize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.load import Taxonomy

FEATURES = (
    "score",
    "sentence",
    "window",
    "label",
    "letters",
    "behind the first",
    "ahead of the next",
    "words quoted",
    "share of the name quoted",
    "share of the quote named",
    "share of the name said",
    "is a label",
    "meets a named skill",
    "in a job",
    "in a list of skills",
)
THRESHOLDS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
_DEPTH = 10
_FOLDS = 8
_RIDGE = 3.0
_WHOLE = 0.995
_STEPS = 30


class Suggestion(NamedTuple):
    """Attributes:
    start, end: of the words nearest to the skill, in the CV.
    features: in the order of `FEATURES`.
    """

    uri: str
    start: int
    end: int
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A CV with its suggestions, and how likely each is right; the likeliest of each skill alone, likeliest first."""

    cv: GoldCv
    suggestions: tuple[tuple[float, Suggestion], ...]


def suggest(text: str, taxonomy: "Taxonomy", rank: Rank) -> list[Suggestion]:
    """Of each sentence the first ten that exact matching does not find anywhere in the CV."""
    blocks = segment(text, AS_OF)
    visible = hide(text, blocks)
    found = find_evidence(text, blocks, taxonomy)
    mentions = [(item.evidence.mention_start, item.evidence.mention_end) for item in found]
    named = {item.skill_index for item in found}
    read = []
    employers: set[Name] = set()
    for block in blocks:
        if block.section is Section.BOILERPLATE:
            continue
        employers.update(employers_of(block))
        for start, end in split_sentences(visible, block.start, block.end):
            if not speaks_for_employer(visible[start:end], block, employers):
                read.append((start, end, block.section))
    known = [{f.skill_index for f in found if start <= f.evidence.mention_start < end} for start, end, _ in read]
    rankings = rank([visible[start:end] for start, end, _ in read], known)
    suggestions = []
    for (start, end, section), ranked in zip(read, rankings, strict=True):
        sentence = visible[start:end]
        for place, item in enumerate(ranked[:_DEPTH]):
            is_affirmed = polarity_of(sentence, item.start, item.end) is Polarity.AFFIRMED
            if item.skill_index in named or not is_affirmed:
                continue
            span = start + item.start, start + item.end
            meets = any(first < span[1] and span[0] < last for first, last in mentions)
            skill = taxonomy.skill(item.skill_index)
            features = (*_likeness(ranked, place), *_words(sentence, item, skill.name, taxonomy.language))
            where = (meets, section is Section.EXPERIENCE, section is Section.SKILLS)
            suggestions.append(Suggestion(skill.uri, *span, (*features, *map(float, where))))
    return suggestions


def _likeness(ranked: Sequence[Ranked], place: int) -> Iterator[float]:
    item = ranked[place]
    yield from (item.score, item.sentence, item.window, item.label, item.letters)
    yield ranked[0].score - item.score
    yield item.score - ranked[place + 1].score if place + 1 < len(ranked) else 0.0


def _words(sentence: str, item: Ranked, name: str, language: str) -> Iterator[float]:
    """What the quote, the sentence and the skill's name share, by stems."""
    quote, said, called = (
        [stem(token.norm, language) for token in tokenize(part)]
        for part in (sentence[item.start : item.end], sentence, name)
    )
    yield float(len(quote))
    for part, whole in ((called, quote), (quote, called), (called, said)):
        yield sum(word in whole for word in part) / max(len(part), 1)
    yield float(item.label > _WHOLE)


def judge(cvs: Sequence[GoldCv], of: Sequence[Sequence[Suggestion]], fitted: "Fit | None" = None) -> list[Judged]:
    """Each CV with its suggestions judged by `fitted`, or by a fit on the other CVs of as many."""
    judged = []
    for at, (cv, suggestions) in enumerate(zip(cvs, of, strict=True)):
        others = [n for n in range(len(cvs)) if n % _FOLDS != at % _FOLDS]
        chosen = fitted or Fit([cvs[n] for n in others], [of[n] for n in others])
        likely: dict[str, tuple[float, Suggestion]] = {}
        for probability, item in sorted(zip(chosen.judge(suggestions), suggestions, strict=True), reverse=True):
            likely.setdefault(item.uri, (probability, item))
        judged.append(Judged(cv, tuple(likely.values())))
    return judged


class Fit:
    """A logistic regression with a ridge, by Newton's steps, of whether a suggestion is right by the gold set."""

    def __init__(self, cvs: Sequence[GoldCv], of: Sequence[Sequence[Suggestion]]) -> None:
        import numpy as np

        rows = [
            (item.features, is_right(cv, item))
            for cv, suggestions in zip(cvs, of, strict=True)
            for item in suggestions
            if item.uri not in cv.also
        ]
        table = np.array([features for features, _ in rows], dtype=np.float64).reshape(-1, len(FEATURES))
        right = np.array([right for _, right in rows], dtype=np.float64)
        self._mean, self._spread = table.mean(0), np.maximum(table.std(0), 1e-9)
        columns = self._columns(table)
        ridge = _RIDGE * np.eye(columns.shape[1])
        ridge[0, 0] = 0
        self._weights: NDArray[np.float64] = np.zeros(columns.shape[1])
        for _ in range(_STEPS):
            sure = self._probabilities(columns)
            slope = columns.T @ (right - sure) - ridge @ self._weights
            curvature = (columns * (sure * (1 - sure))[:, None]).T @ columns + ridge
            # An intercept of its own where all are right or all wrong has no best value: held near.
            self._weights += np.linalg.solve(curvature + 1e-6 * np.eye(len(ridge)), slope)

    def judge(self, suggestions: Sequence[Suggestion]) -> list[float]:
        """In [0, 1]."""
        import numpy as np

        table = np.array([item.features for item in suggestions], dtype=np.float64).reshape(-1, len(FEATURES))
        probabilities: list[float] = self._probabilities(self._columns(table)).tolist()
        return probabilities

    def _columns(self, table: "NDArray[np.float64]") -> "NDArray[np.float64]":
        import numpy as np

        return np.hstack([np.ones((len(table), 1)), (table - self._mean) / self._spread])

    def _probabilities(self, columns: "NDArray[np.float64]") -> "NDArray[np.float64]":
        import numpy as np

        sure: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(columns @ self._weights, -30, 30)))
        return sure


def is_right(cv: GoldCv, item: Suggestion) -> bool:
    """Whether the gold set accepts the skill for something that the CV shows."""
    return any(item.uri in gold.uris for gold in cv.skills)


def shown_at(judged: Sequence[Judged], threshold: float) -> tuple[int, int]:
    """How many suggestions are as likely as that and right, and how many are that likely; those that may be found and
    need not be left out."""
    sure = [
        is_right(one.cv, item)
        for one in judged
        for probability, item in one.suggestions
        if probability >= threshold and item.uri not in one.cv.also
    ]
    return sum(sure), len(sure)


def read_also(read: Reader, judged: Sequence[Judged], threshold: float) -> Reader:
    """What a CV is read to show, and beside it the suggestions that are as likely as that, of no level."""
    of_text = {one.cv.text: one.suggestions for one in judged}

    def read_both(text: str) -> list[Shown] | None:
        shown = read(text)
        if shown is None:
            return None
        more = [item for probability, item in of_text[text] if probability >= threshold]
        return shown + [Shown(item.uri, True, Level.UNKNOWN, None, ((item.start, item.end),)) for item in more]

    return read_both
