"""The trained table: a vector of a few hundred numbers for each word piece, and for pairs of words that stand together.
A text's vector is their sum, to length 1.

The table comes with the package (words.bin; how it was made stands in words.md beside it). Its vectors already carry
the learned weight of each piece, so that a frequent word that says nothing is short.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.semantics.arrays import Arrays
from shared.semantics.pairs import PiecesAndPairs
from shared.semantics.wordpieces import WordPieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_CHUNK = 4_096
TABLE_PATH = Path(__file__).parent / "words.bin"


class WordTable:
    """Safe to share between threads. Make one with `WordTable.open`, or share that of `word_table`.

    Attributes:
        checksum: SHA-256 of the table, hex.
        dimensions: numbers in a vector.
    """

    def __init__(self, arrays: Arrays) -> None:
        self.checksum = arrays.checksum
        self._rows = arrays["rows"]
        self._scales = arrays["scales"]
        pieces = bytes(arrays["pieces"]).decode().split("\n")
        self._pieces = WordPieces(pieces)
        self._n_pieces = len(pieces)
        self._all = PiecesAndPairs(self._pieces, len(pieces), len(self._rows) - len(pieces))
        self.dimensions: int = self._rows.shape[1]

    @classmethod
    def open(cls, path: Path = TABLE_PATH) -> "WordTable":
        """Raises:
        ModelUnavailableError: absent, or no such file.
        """
        return cls(Arrays.open(path))

    def pieces_of(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Of each word the rows of its pieces; () for one that cannot be cut."""
        return self._pieces.rows_of(words)

    def rows_of(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Of each word of a text the rows that its vector is the sum of: its pieces, and the pair with the word before
        it."""
        return self._all.rows_of(words)

    def pair_of(self, rows: Sequence[int]) -> int | None:
        """Of a word's rows that of its pair with the word before it."""
        return rows[-1] if rows and rows[-1] >= self._n_pieces else None

    def take(self, rows: "NDArray[Any]") -> "NDArray[np.float32]":
        """(n_rows, dimensions): the vectors of word pieces."""
        vectors: NDArray[np.float32] = self._rows[rows] * self._scales[rows, None]
        return vectors

    def compare(self, rows: "NDArray[Any]", vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """(n_rows, n_vectors): the product of each word piece with each vector."""
        import numpy as np

        # The steps come last: they are one number a row, and numpy multiplies numbers of one kind faster.
        products: NDArray[np.float32] = (self._rows[rows].astype(np.float32) @ vectors.T) * self._scales[rows, None]
        return products

    def sum_pieces(self, rows: "NDArray[Any]", starts: "NDArray[Any]") -> "NDArray[np.float32]":
        """(n_runs, dimensions): the sum of each run of rows; zeros for an empty one.

        Args:
            starts: (n_runs + 1,): where each run begins among `rows`, and the end of the last.
        """
        import numpy as np

        sums = np.zeros((len(starts) - 1, self.dimensions), dtype=np.float32)
        sizes = np.diff(starts)
        # Runs of one size at a time: numpy's own sum over runs of any size is ten times slower on rows.
        for size in np.flatnonzero(np.bincount(sizes)):
            if not size:
                continue
            (same,) = np.nonzero(sizes == size)
            for at in range(0, len(same), _CHUNK):
                runs = same[at : at + _CHUNK]
                places = starts[runs][:, None] + np.arange(size)
                sums[runs] = self.take(rows[places].ravel()).reshape(len(runs), size, -1).sum(1)
        return sums

    def sum_runs(self, runs: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        """(n_runs, dimensions), as `sum_pieces`."""
        import numpy as np

        starts = np.zeros(len(runs) + 1, dtype=np.int64)
        np.cumsum([len(run) for run in runs], out=starts[1:])
        return self.sum_pieces(np.array([row for run in runs for row in run], dtype=np.int64), starts)


def to_length_1(vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Each row divided by its length; rows of zeros stay."""
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    divided: NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return divided


def mean_runs(vectors: "NDArray[np.float32]", sizes: Sequence[int]) -> "NDArray[np.float32]":
    """(n_runs, dimensions): the mean of each run of rows; zeros for an empty one."""
    import numpy as np

    starts = np.cumsum([0, *sizes])[:-1]
    counts = np.array(sizes, dtype=np.int64)
    means = np.zeros((len(counts), vectors.shape[1]), dtype=np.float32)
    is_there = counts > 0
    if is_there.any():
        means[is_there] = np.add.reduceat(vectors, starts[is_there], axis=0) / counts[is_there, None]
    return means


@cache
def word_table() -> WordTable:
    """The table of this package, opened once.

    Raises:
        ModelUnavailableError: it is absent or damaged.
    """
    return WordTable.open()
