"""Words of a text and of a label, cut and folded in one way, so that the two can be compared.

"C++", "C#" and ".NET" are one token each; "Node.js", "front-end" and "CI/CD" are two; "&" is "and".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import Stemmer  # PyStemmer: the Snowball stemmers

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:\+{1,2}|#)?(?!\w)|[^\W_]+|&|(?<!\w)\.[Nn][Ee][Tt]\b")
_POSSESSIVE = re.compile(r"['’]s$")

# ESCO's languages that Snowball stems; in the others only the exact words match.
_STEMMED_LANGUAGES = frozenset("ar da de el en es et fi fr ga hu it lt nl no pl pt ro sv".split())

# Words that a stem key leaves out, by language.
DETERMINERS = {"en": frozenset("a an the our their his her my its".split())}


class Token(NamedTuple):
    """A word at `text[start:end]`; `norm` is its folded form: NFKC, case-folded, without accents or a possessive."""

    norm: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """The words of a text, in order, with their offsets in it."""
    return [Token(_fold(match[0]), *match.span()) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=8192)
def _fold(word: str) -> str:
    if word.isascii():
        folded = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", word).casefold()
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    if folded == "&":
        return "and"
    return _POSSESSIVE.sub("", folded)


def exact_key(norms: Iterable[str]) -> str:
    """What two phrases share that are the same words in the same order."""
    return " ".join(norms)


def stem_key(norms: Iterable[str], language: str) -> str:
    """What two phrases share that differ in word forms and determiners alone: "manages teams", "managing a team".

    Stems conflate ("accounting", "account"), so a caller compares phrases of two words or more by them, never one word.
    """
    skipped = DETERMINERS.get(language, frozenset())
    return " ".join(stem(norm, language) for norm in norms if norm not in skipped)


@lru_cache(maxsize=8192)
def stem(norm: str, language: str) -> str:
    """The Snowball stem of a folded word; words with a digit or a sign, and those of two letters, stay as they are."""
    if language not in _STEMMED_LANGUAGES or len(norm) < 3 or not norm.isalpha():
        return norm
    stemmed: str = _stemmer(language).stemWord(norm)
    return stemmed


@lru_cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)
