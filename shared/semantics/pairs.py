"""Pairs of words that stand together, as "project management": each has a row in the table, found by a checksum.

There are far more pairs than rows, so that several share one; training finds what is best for all of them.
"""

import zlib
from collections.abc import Iterable

from shared.semantics.wordpieces import FUNCTION_WORDS, WordPieces


class PiecesAndPairs:
    """Says which rows of a table a text is made of. Safe to share between threads."""

    def __init__(self, pieces: WordPieces, first_row: int, n_rows: int) -> None:
        """Args:
        first_row, n_rows: those that pairs share; none: no pairs.
        """
        self._pieces = pieces
        self._first_row, self._n_rows = first_row, n_rows

    def rows_of(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Of each word of a text the rows of its pieces, and after them that of the pair with the word before it.

        Function words and hyphens are passed over; another sign parts the words around it.
        """
        words = list(words)
        rows = self._pieces.rows_of(words)
        if not self._n_rows:
            return rows
        before = ""
        for at, word in enumerate(words):
            if word[0].isalnum():
                if word not in FUNCTION_WORDS:
                    if before:
                        pair = zlib.crc32(f"{before} {word}".encode()) % self._n_rows
                        rows[at] = (*rows[at], self._first_row + pair)
                    before = word
            elif word != "-":
                before = ""
        return rows
