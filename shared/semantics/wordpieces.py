"""Cut text into the word pieces of a vocabulary, longest piece first.

The vocabulary is that of BERT (uncased; J. Devlin et al., 2019); the cutting follows its tokenizer but for rare signs,
and training uses this same code, so that what the model saw is what it gets.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_MAX_WORD_CHARS = 100
_MAX_KEPT = 8_192
FUNCTION_WORDS = frozenset(
    "the a an of and or to in for with on at by as is are be will you your our we their its it this that from".split()
)


class Word(NamedTuple):
    """`text[start:end]` in lower case and without accents: a word, or one sign."""

    norm: str
    start: int
    end: int


def split_words(text: str) -> list[Word]:
    """Words and signs, in order.

    >>> [word.norm for word in split_words("Résumé-writing (C++)")]
    ['resume', '-', 'writing', '(', 'c', '+', '+', ')']
    """
    is_plain = text.isascii()
    words = []
    for match in _WORD.finditer(text):
        norm = match[0].lower()
        if not is_plain:
            norm = "".join(char for char in unicodedata.normalize("NFD", norm) if unicodedata.category(char) != "Mn")
        if norm:
            words.append(Word(norm, match.start(), match.end()))
    return words


class WordPieces:
    """The cutter for one vocabulary. Safe to share between threads."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids: Mapping[str, int] = dict(zip(pieces, range(len(pieces)), strict=True))
        self._kept: dict[str, tuple[int, ...]] = {}

    def rows_of(self, words: Iterable[str]) -> list[tuple[int, ...]]:
        """Of each word its pieces' places in the vocabulary; () for a word that cannot be cut."""
        return [self._cut(word) for word in words]

    def _cut(self, word: str) -> tuple[int, ...]:
        rows = self._kept.get(word)
        if rows is None:
            rows = self._cut_anew(word)
            if len(self._kept) >= _MAX_KEPT:
                self._kept.clear()
            self._kept[word] = rows
        return rows

    def _cut_anew(self, word: str) -> tuple[int, ...]:
        if len(word) > _MAX_WORD_CHARS:
            return ()
        rows: list[int] = []
        start = 0
        while start < len(word):
            prefix = "##" if start else ""
            for end in range(len(word), start, -1):
                row = self._ids.get(prefix + word[start:end])
                if row is not None:
                    rows.append(row)
                    start = end
                    break
            else:
                return ()
        return tuple(rows)
