"""What texts share letter by letter: TF-IDF over runs of three to five characters within words.

The weights are those of scikit-learn's `TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)`:
(1 + ln tf) (1 + ln((1 + n) / (1 + df))), each text to length 1. Runs are told apart by a 32-bit checksum.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from shared.semantics.arrays import as_steps, from_steps
from shared.semantics.wordpieces import Word, split_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

SIZES = (3, 4, 5)
_WEIGHT_STEPS = 255
# A run of letters in more texts than this, as "ing", costs more time than it tells: it counts for lengths alone.
_MOST_TEXTS = 500
_MOST_KEPT = 8_192


def _runs_of(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    return tuple(
        zlib.crc32(padded[start : start + size].encode()) for size in SIZES for start in range(len(padded) - size + 1)
    )


def _counts(words: Iterable[Word]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for word in words:
        counts.update(_runs_of(word.norm))
    return counts


def make_index(texts: Sequence[str]) -> "dict[str, NDArray[Any]]":
    """For `NgramIndex`: of every run of letters that counts the texts it is in, and its weight there in 255 steps."""
    import numpy as np

    counted = [_counts(split_words(text)) for text in texts]
    sizes = [len(counts) for counts in counted]
    text_of = np.repeat(np.arange(len(texts)), sizes)
    found = np.fromiter((run for counts in counted for run in counts), dtype=np.uint32, count=sum(sizes))
    often = np.fromiter((n for counts in counted for n in counts.values()), dtype=np.float64, count=sum(sizes))
    runs, place, found_in = np.unique(found, return_inverse=True, return_counts=True)
    idf = 1 + np.log((1 + len(texts)) / (1 + found_in))
    weights = (1 + np.log(often)) * idf[place]
    lengths = np.sqrt(np.bincount(text_of, weights * weights, len(texts)))
    weights /= lengths[text_of]
    is_kept = found_in <= _MOST_TEXTS
    order = np.argsort(place, kind="stable")
    order = order[is_kept[place[order]]]
    return {
        "ngram_runs": as_steps(runs[is_kept]),
        "ngram_idf": idf[is_kept].astype(np.float32),
        "ngram_starts": as_steps(np.concatenate([[0], np.cumsum(found_in[is_kept])]).astype(np.uint32)),
        "ngram_texts": as_steps(text_of[order].astype(np.uint16 if len(texts) < 2**16 else np.uint32)),
        "ngram_weights": np.round(weights[order] * _WEIGHT_STEPS).astype(np.uint8),
    }


class NgramIndex:
    """Likeness of any text to each of the texts that `make_index` was given. Safe to share between threads."""

    def __init__(self, arrays: "Mapping[str, NDArray[Any]]", n_texts: int) -> None:
        self._runs = from_steps(arrays["ngram_runs"])
        self._idf = arrays["ngram_idf"]
        self._starts = from_steps(arrays["ngram_starts"])
        self._texts = from_steps(arrays["ngram_texts"])
        self._weights = arrays["ngram_weights"]
        self._n_texts = n_texts
        self._kept: dict[str, NDArray[np.int64]] = {}

    def likeness(self, words: Sequence[Word]) -> "NDArray[np.float32]":
        """(n_texts,): cosines in [0, 1] between the words of a text and each of the texts."""
        import numpy as np

        at, often = np.unique(
            np.concatenate([np.zeros(0, dtype=np.int64), *(self._rows_of(word.norm) for word in words)]),
            return_counts=True,
        )
        if not at.size:
            return np.zeros(self._n_texts, dtype=np.float32)
        weights = (1 + np.log(often, dtype=np.float32)) * self._idf[at]
        weights /= np.linalg.norm(weights) * _WEIGHT_STEPS
        starts = self._starts[at].astype(np.int64)
        sizes = self._starts[at + 1].astype(np.int64) - starts
        # The places of all entries of all runs in one array, without a loop in Python.
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1]) + np.repeat(starts - (ends - sizes), sizes)
        parts = self._weights[places] * np.repeat(weights, sizes)
        return np.bincount(self._texts[places], parts, self._n_texts).astype(np.float32)

    def _rows_of(self, word: str) -> "NDArray[np.int64]":
        """Of the runs of letters in a word, those that are kept; a run that stands there twice is there twice."""
        import numpy as np

        rows = self._kept.get(word)
        if rows is None:
            asked = np.array(_runs_of(word), dtype=np.uint32)
            at = np.searchsorted(self._runs, asked)
            is_known = at < len(self._runs)
            is_known[is_known] = self._runs[at[is_known]] == asked[is_known]
            rows = at[is_known]
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[word] = rows
        return rows
