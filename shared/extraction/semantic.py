"""Rank a taxonomy's skills by what a sentence means: vectors of words, and letters shared with skills' names.

First the whole sentence and each of its phrases is compared with all skills, then every run of up to four words with
the labels of the best. A score adds four likenesses, each at most 1:

    sentence  the whole sentence and the skill
    window    the run of words nearest to the skill
    label     the run of words nearest to any of the skill's labels
    letters   the sentence and the skill's name, letter by letter

The weights were chosen on the validation sets of Decorte et al.; see the model card.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.semantics.wordpieces import Word, split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.vectors import SkillVectors

SENTENCE_WEIGHT, WINDOW_WEIGHT, LABEL_WEIGHT, LETTERS_WEIGHT = 1.0, 0.5, 0.5, 0.5
# How many skills are looked at closely, and the most words of a run.
SHORTLIST = 60
WINDOW_WORDS = 4
# What a skill that the text names outright is ahead by.
NAMED_BONUS = 0.3
_PHRASE_WORDS = 4
_BATCH_PHRASES = 256

_STOP = frozenset(
    "the a an of and or to in for with on at by as is are be will you your our we their its it this that from".split()
)


# Read over, so that who a sentence is about, and what stands before it as a bullet, changes nothing.
_UNREAD = frozenset(
    "i me my mine myself he him his himself she her hers herself they them their theirs themselves we us our ours you"
    " your yours • * · ▪ ● – — - ► ✓ ➢ \uf0b7".split()
)


class Ranked(NamedTuple):
    """A skill, its score and what that is made of; see the module.

    Attributes:
        start, end: the run of words nearest to one of the skill's labels.
    """

    skill_index: int
    score: float
    sentence: float
    window: float
    label: float
    letters: float
    start: int
    end: int


class _Read(NamedTuple):
    """A text as words, those with a meaning of their own, and the sum of each word's vectors."""

    words: list[Word]
    content: list[int]
    vectors: "NDArray[np.float32]"


def rank_skills(
    texts: Sequence[str], vectors: "SkillVectors", named: Sequence[Collection[int]], top: int = SHORTLIST
) -> list[list[Ranked]]:
    """For each text the skills that come nearest, best first, at most `top` of the shortlist; none for a text without
    a word.

    Args:
        named: for each text the skills that exact matching finds in it, which go first.
    """
    read = [_read(text, vectors) for text in texts]
    phrases = [_phrases(item) for item in read]
    ranked: list[list[Ranked]] = []
    at = 0
    while at < len(texts):
        end, rows = at, 0
        while end < len(texts) and (end == at or rows + len(phrases[end]) <= _BATCH_PHRASES):
            rows += len(phrases[end])
            end += 1
        ranked += _rank_batch(read[at:end], phrases[at:end], vectors, named[at:end], top)
        at = end
    return ranked


def _read(text: str, vectors: "SkillVectors") -> _Read:
    words = [word for word in split_words(text) if word.norm not in _UNREAD]
    sums = vectors.table.sum_runs(vectors.table.pieces_of([word.norm for word in words]))
    content = [at for at, word in enumerate(words) if word.norm[0].isalnum() or word.norm in "+#"]
    return _Read(words, content, sums)


def _phrases(read: _Read) -> "NDArray[np.float32]":
    """(n_phrases, dimensions): the whole text first, then runs of words between signs and function words, in pieces of
    at most `_PHRASE_WORDS`."""
    from shared.semantics.table import to_length_1

    runs: list[list[int]] = [[]]
    for at in read.content:
        if read.words[at].norm in _STOP:
            runs.append([])
        elif runs[-1] and (at != runs[-1][-1] + 1 or len(runs[-1]) == _PHRASE_WORDS):
            runs.append([at])
        else:
            runs[-1].append(at)
    spans = [(0, len(read.words)), *((run[0], run[-1] + 1) for run in runs if run)]
    return to_length_1(_between(read.vectors, spans))


def _windows(read: _Read) -> list[tuple[int, int]]:
    """Every run of up to `WINDOW_WORDS` words that does not begin or end with a function word; a single sign, as a
    hyphen, may stand within."""
    windows = []
    for first, at in enumerate(read.content):
        if read.words[at].norm in _STOP:
            continue
        for size, last in enumerate(read.content[first : first + WINDOW_WORDS], start=1):
            if last - at <= size and read.words[last].norm not in _STOP:
                windows.append((at, last + 1))
    return windows


def _between(vectors: "NDArray[np.float32]", spans: Sequence[tuple[int, int]]) -> "NDArray[np.float32]":
    """The sum of the rows of each span."""
    import numpy as np

    sums = np.zeros((len(vectors) + 1, vectors.shape[1]), dtype=np.float32)
    np.cumsum(vectors, axis=0, out=sums[1:])
    bounds = np.array(spans, dtype=np.int64).reshape(-1, 2)
    between: NDArray[np.float32] = sums[bounds[:, 1]] - sums[bounds[:, 0]]
    return between


def _rank_batch(
    read: Sequence[_Read],
    phrases: "Sequence[NDArray[np.float32]]",
    vectors: "SkillVectors",
    named: Sequence[Collection[int]],
    top: int,
) -> list[list[Ranked]]:
    import numpy as np

    likeness = vectors.compare_all(np.concatenate(phrases))
    ranked = []
    at = 0
    for item, own, known in zip(read, phrases, named, strict=True):
        rows = likeness[at : at + len(own)]
        at += len(own)
        ranked.append(_rank(item, rows, vectors, known, top) if item.content else [])
    return ranked


def _rank(
    read: _Read,
    likeness: "NDArray[np.float32]",
    vectors: "SkillVectors",
    named: Collection[int],
    top: int,
) -> list[Ranked]:
    import numpy as np

    from shared.semantics.table import to_length_1

    letters = vectors.names.likeness(read.words)
    rough = SENTENCE_WEIGHT * likeness[0] + likeness.max(0) + LETTERS_WEIGHT * letters
    shortlist = min(SHORTLIST, len(rough))
    chosen = np.argpartition(-rough, shortlist - 1)[:shortlist]
    known = np.array([index for index in named if index < len(rough)], dtype=np.int64)  # own skills have no vector
    chosen = np.union1d(chosen, known)
    # The whole text goes first here too.
    spans = [(0, len(read.words)), *(_windows(read) or [(0, len(read.words))])]
    runs = to_length_1(_between(read.vectors, spans))
    to_skill = vectors.compare(runs, chosen)
    sentence, to_skill = to_skill[0], to_skill[1:]
    to_any = np.maximum(to_skill, vectors.compare_labels(runs[1:], chosen))
    window, label, nearest = to_skill.max(0), to_any.max(0), to_any.argmax(0) + 1
    letters = letters[chosen]
    score = SENTENCE_WEIGHT * sentence + WINDOW_WEIGHT * window + LABEL_WEIGHT * label + LETTERS_WEIGHT * letters
    score += NAMED_BONUS * np.isin(chosen, known)
    best = np.argsort(-score, kind="stable")[:top]
    ranked = []
    for place in best.tolist():
        first, end = spans[int(nearest[place])]
        ranked.append(
            Ranked(
                int(chosen[place]),
                float(score[place]),
                float(sentence[place]),
                float(window[place]),
                float(label[place]),
                float(letters[place]),
                read.words[first].start,
                read.words[end - 1].end,
            )
        )
    return ranked
