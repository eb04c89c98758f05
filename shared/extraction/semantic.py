"""Rank a taxonomy's skills by what a sentence means: vectors of words, and letters shared with skills' names.

First the whole sentence and each of its phrases is compared with all skills, roughly, and with the best of them in all
dimensions; then every run of up to four words with the labels of the best of those. A score adds four likenesses, each
at most 1:

    sentence  the whole sentence and the skill
    window    the run of words nearest to the skill
    label     the run of words nearest to any of the skill's labels
    letters   the sentence and the skill's name, letter by letter

The weights were chosen on the validation sets of Decorte et al. and one half of the gold set; see the model card.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.semantics.wordpieces import FUNCTION_WORDS, Word, split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.vectors import SkillVectors

SENTENCE_WEIGHT, WINDOW_WEIGHT, LABEL_WEIGHT, LETTERS_WEIGHT = 1.0, 0.3, 0.4, 0.25
# What letters count where skills are compared roughly, beside the sentence and the phrase that comes nearest.
ROUGH_LETTERS_WEIGHT = 0.5
# How many skills are compared in all dimensions, how many with every run of words, and the most words of a run.
LONGLIST, SHORTLIST = 400, 50
WINDOW_WORDS = 4
# What a skill that the text names outright is ahead by.
NAMED_BONUS = 0.2
_PHRASE_WORDS = 4
_BATCH_PHRASES = 64
# Of a run without a piece: divides zeros.
_LEAST_LENGTH = 1e-6

# Read over, so that who a sentence is about, and what stands before it as a bullet, changes nothing.
_UNREAD = frozenset(
    "i me my mine myself he him his himself she her hers herself they them their theirs themself themselves we us our"
    " ours you your yours • * · ▪ ● – — - ► ✓ ➢ \uf0b7".split()
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


class ReadWords(NamedTuple):
    """A text as words, and those with a meaning of their own.

    Attributes:
        sums: the sum of the words' vectors up to each of them, and after those some with the pair of the next word and
            the one before it, which is no part of a run that begins there.
        begins: of each word the row of `sums` that runs beginning with it are counted from.
    """

    words: list[Word]
    content: list[int]
    sums: "NDArray[np.float32]"
    begins: "NDArray[np.int64]"

    def rows_of(self, spans: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """(n_spans, 2): of each run of words, as first and the one after the last, the rows of `sums` between which it
        is."""
        import numpy as np

        return np.stack([self.begins[spans[:, 0]], spans[:, 1]], axis=1)

    def between(self, spans: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """The sum of the words of each span."""
        rows = self.rows_of(spans)
        between: NDArray[np.float32] = self.sums[rows[:, 1]] - self.sums[rows[:, 0]]
        return between


def rank_skills(
    texts: Sequence[str],
    vectors: "SkillVectors",
    named: Sequence[Collection[int]],
    top: int = SHORTLIST,
    also: Sequence[Collection[int]] | None = None,
) -> list[list[Ranked]]:
    """For each text the skills that come nearest, best first, at most `top` of the shortlist; none for a text without
    a word.

    Args:
        named: for each text the skills that exact matching finds in it, which go first.
        also: for each text skills that are to be on the shortlist, whatever their rough score.
    """
    return rank_read([read_words(text, vectors) for text in texts], vectors, named, top, also)


def rank_read(
    read: Sequence[ReadWords],
    vectors: "SkillVectors",
    named: Sequence[Collection[int]],
    top: int = SHORTLIST,
    also: Sequence[Collection[int]] | None = None,
) -> list[list[Ranked]]:
    """As `rank_skills`, of texts that `read_words` has read."""
    also = also or [()] * len(read)
    phrases = [_phrases(item) for item in read]
    ranked: list[list[Ranked]] = []
    at = 0
    while at < len(read):
        end, rows = at, 0
        while end < len(read) and (end == at or rows + len(phrases[end]) <= _BATCH_PHRASES):
            rows += len(phrases[end])
            end += 1
        ranked += _rank_batch(read[at:end], phrases[at:end], vectors, named[at:end], also[at:end], top)
        at = end
    return ranked


def read_words(text: str, vectors: "SkillVectors") -> ReadWords:
    """The words of a text, less those that are read over."""
    import numpy as np

    words = [word for word in split_words(text) if word.norm not in _UNREAD]
    rows = vectors.table.rows_of([word.norm for word in words])
    pairs = {at: pair for at, own in enumerate(rows) if (pair := vectors.table.pair_of(own)) is not None}
    n, paired = len(words), list(pairs)
    sums = np.zeros((n + 1 + len(pairs), vectors.table.dimensions), dtype=np.float32)
    np.cumsum(vectors.table.sum_runs(rows), axis=0, out=sums[1 : n + 1])
    sums[n + 1 :] = sums[paired] + vectors.table.take(np.array(list(pairs.values()), dtype=np.int64))
    begins = np.arange(n + 1)
    begins[paired] = np.arange(n + 1, len(sums))
    content = [at for at, word in enumerate(words) if word.norm[0].isalnum() or word.norm in "+#"]
    return ReadWords(words, content, sums, begins)


def _phrases(read: ReadWords) -> "NDArray[np.float32]":
    """(n_phrases, dimensions): the whole text first, then runs of words between signs and function words, in pieces of
    at most `_PHRASE_WORDS`."""
    import numpy as np

    from shared.semantics.table import to_length_1

    runs: list[list[int]] = [[]]
    for at in read.content:
        if read.words[at].norm in FUNCTION_WORDS:
            runs.append([])
        elif runs[-1] and (at != runs[-1][-1] + 1 or len(runs[-1]) == _PHRASE_WORDS):
            runs.append([at])
        else:
            runs[-1].append(at)
    spans = [(0, len(read.words)), *((run[0], run[-1] + 1) for run in runs if run)]
    return to_length_1(read.between(np.array(spans)))


def _windows(read: ReadWords) -> list[tuple[int, int]]:
    """Every run of up to `WINDOW_WORDS` words that does not begin or end with a function word; a single sign, as a
    hyphen, may stand within."""
    windows = []
    for first, at in enumerate(read.content):
        if read.words[at].norm in FUNCTION_WORDS:
            continue
        for size, last in enumerate(read.content[first : first + WINDOW_WORDS], start=1):
            if last - at <= size and read.words[last].norm not in FUNCTION_WORDS:
                windows.append((at, last + 1))
    return windows


def _rank_batch(
    read: Sequence[ReadWords],
    phrases: "Sequence[NDArray[np.float32]]",
    vectors: "SkillVectors",
    named: Sequence[Collection[int]],
    also: Sequence[Collection[int]],
    top: int,
) -> list[list[Ranked]]:
    import numpy as np

    likeness = vectors.compare_all(np.concatenate(phrases))
    ranked = []
    at = 0
    for item, own, known, more in zip(read, phrases, named, also, strict=True):
        rows = likeness[at : at + len(own)]
        at += len(own)
        ranked.append(_rank(item, own, rows, vectors, known, more, top) if item.content else [])
    return ranked


def _rank(
    read: ReadWords,
    phrases: "NDArray[np.float32]",
    likeness: "NDArray[np.float32]",
    vectors: "SkillVectors",
    named: Collection[int],
    also: Collection[int],
    top: int,
) -> list[Ranked]:
    import numpy as np

    letters = vectors.names.likeness(read.words)
    known = np.array([index for index in named if index < len(letters)], dtype=np.int64)  # own skills have no vector
    wanted = _union(known, np.array([*also], dtype=np.int64))
    longlist = _union(_best(_rough(likeness, letters), LONGLIST), wanted)
    likeness = vectors.compare(phrases, longlist).T
    places = _best(_rough(likeness, letters[longlist]), SHORTLIST)
    places = _union(places, np.searchsorted(longlist, wanted))
    chosen, sentence = longlist[places], likeness[0, places]
    windows = np.array(_windows(read) or [(0, len(read.words))])
    runs = read.between(windows)
    lengths = np.maximum(np.linalg.norm(runs, axis=1), _LEAST_LENGTH)
    to_skill = vectors.compare(runs, chosen)
    to_any = np.maximum(to_skill, vectors.compare_labels(read.sums, read.rows_of(windows), chosen)) / lengths
    to_skill /= lengths
    window, nearest = to_skill.max(1), to_any.argmax(1)
    label = to_any[np.arange(len(chosen)), nearest]
    letters = letters[chosen]
    score = SENTENCE_WEIGHT * sentence + WINDOW_WEIGHT * window + LABEL_WEIGHT * label + LETTERS_WEIGHT * letters
    score += NAMED_BONUS * np.isin(chosen, known)
    best = np.argsort(-score, kind="stable")[:top]
    spans = windows[nearest[best]].tolist()
    parts = (part[best].tolist() for part in (chosen, score, sentence, window, label, letters))
    return [
        Ranked._make((*values, read.words[first].start, read.words[end - 1].end))
        for values, (first, end) in zip(zip(*parts, strict=True), spans, strict=True)
    ]


def _rough(likeness: "NDArray[np.float32]", letters: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """(n_skills,): a score by the whole text, the phrase that comes nearest and the letters.

    Args:
        likeness: (n_phrases, n_skills), the whole text first.
    """
    rough: NDArray[np.float32] = SENTENCE_WEIGHT * likeness[0] + likeness.max(0) + ROUGH_LETTERS_WEIGHT * letters
    return rough


def _best(scores: "NDArray[np.float32]", most: int) -> "NDArray[np.int64]":
    """The places of the highest, in no order."""
    import numpy as np

    return np.argpartition(-scores, min(most, len(scores)) - 1)[:most]


def _union(some: "NDArray[np.int64]", others: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Ascending; as `numpy.union1d`, which loads the whole of numpy.ma for it."""
    import numpy as np

    return np.unique(np.concatenate([some, others]), return_counts=True)[0]
