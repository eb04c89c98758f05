"""The index from words to skills: built once by the compiler, loaded whole by the reader.

Packed as newline-joined keys and little-endian 32-bit arrays, which load several times faster than pickles or rows.
"""

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from shared.taxonomy.model import Candidate, LabelKind
from shared.taxonomy.tokens import exact_key, stem_key, tokenize

_KINDS = tuple(LabelKind)
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")


class Label(NamedTuple):
    """One label of a skill; `home` is the skill's preferred label."""

    text: str
    skill_index: int
    kind: LabelKind
    home: str


@dataclass(frozen=True, slots=True)
class PackedIndex:
    """Keys in order; candidates of key i are `candidates[offsets[i]:offsets[i + 1]]`, each `skill_index << 2 | kind`.

    Attributes:
        first_words, longest: for each word that begins a key, the most words of any such key.
    """

    keys: bytes
    offsets: bytes
    candidates: bytes
    first_words: bytes
    longest: bytes


class LabelIndex:
    """Which skills a key names. A key is what `tokens` makes of a phrase."""

    def __init__(self, packed: PackedIndex) -> None:
        keys = packed.keys.decode().split("\n") if packed.keys else []
        self._offsets = _unpacked(packed.offsets)
        self._candidates = _unpacked(packed.candidates)
        self._keys = keys
        self._at = dict(zip(keys, range(len(keys)), strict=True))
        self._seconds: dict[str, dict[str, int]] = {}
        first_words = packed.first_words.decode().split("\n") if packed.first_words else []
        self._longest = dict(zip(first_words, packed.longest, strict=True))

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        at = self._at.get(key)
        if at is None:
            return ()
        found = self._candidates[self._offsets[at] : self._offsets[at + 1]]
        return tuple([Candidate(packed >> 2, _KINDS[packed & 3]) for packed in found])

    def keys(self) -> Collection[str]:
        return self._at.keys()

    def longest(self, first_word: str) -> int:
        return self._longest.get(first_word, 0)

    def longest_of(self, first_word: str, second_word: str) -> int:
        """The most words of any key that begins with these two; 0 where none does."""
        if self._longest.get(first_word, 0) < 2:
            return 0
        seconds = self._seconds.get(first_word)
        if seconds is None:
            # Read when a text first has the word: most words of a language begin no key that anybody ever writes.
            seconds = self._seconds[first_word] = self._seconds_of(first_word)
        return seconds.get(second_word, 0)

    def _seconds_of(self, first_word: str) -> dict[str, int]:
        """What may follow a first word, and the most words of any key that begins so; keys stand in order."""
        first = bisect_left(self._keys, first_word + " ")
        end = bisect_left(self._keys, first_word + "!", first)  # "!" comes right after the space
        seconds: dict[str, int] = {}
        for key in self._keys[first:end]:
            words = key.split(" ")
            second = words[1]
            if len(words) > seconds.get(second, 0):
                seconds[second] = len(words)
        return seconds


def short_label(label: str) -> str | None:
    """A label less its trailing parenthesis, where it has one: "Python (computer programming)" is "Python"."""
    short = _PARENTHESIS.sub("", label)
    return short if short != label and any(char.isalnum() for char in short) else None


def pack_labels(
    labels: Sequence[Label], language: str, advance: Callable[[int], None]
) -> tuple[PackedIndex, PackedIndex]:
    """The index of exact keys and that of stem keys; the latter only of labels of two words or more."""
    exact, stems = _Draft(), _Draft()
    for count, label in enumerate(labels, start=1):
        norms = [token.norm for token in tokenize(label.text)]
        if norms:
            rank = int(label.kind), _strangeness(norms, label)
            exact.add(exact_key(norms), label, rank)
            stemmed = stem_key(norms, language)
            if " " in stemmed:
                stems.add(stemmed, label, rank)
        if count % 1000 == 0 or count == len(labels):
            advance(count)
    return exact.pack(), stems.pack()


def _strangeness(norms: Iterable[str], label: Label) -> int:
    """How few words an alternative label shares with its skill's preferred one: the nearer skill goes first."""
    if label.kind is not LabelKind.ALTERNATIVE:
        return 0
    return -len(_words(label.home).intersection(norms))


@lru_cache(maxsize=1)  # a skill's labels come one after another
def _words(label: str) -> frozenset[str]:
    return frozenset(token.norm for token in tokenize(label))


class _Draft:
    """An index in the making: for each key its skills, each at its best rank (kind, strangeness)."""

    def __init__(self) -> None:
        self._found: dict[str, dict[int, tuple[int, int]]] = {}
        self._aliased: dict[str, set[int]] = {}

    def add(self, key: str, label: Label, rank: tuple[int, int]) -> None:
        found = self._found.setdefault(key, {})
        found[label.skill_index] = min(rank, found.get(label.skill_index, rank))
        if label.kind is LabelKind.ALIAS:
            self._aliased.setdefault(key, set()).add(label.skill_index)

    def pack(self) -> PackedIndex:
        keys = sorted(self._found)
        offsets, candidates = array("I", [0]), array("I")
        longest: dict[str, int] = {}
        for key in keys:
            candidates.extend(skill_index << 2 | kind for (kind, _), skill_index in self._ordered(key))
            offsets.append(len(candidates))
            first_word, words = key.partition(" ")[0], key.count(" ") + 1
            longest[first_word] = max(words, longest.get(first_word, 0))
        return PackedIndex(
            "\n".join(keys).encode(),
            packed(offsets),
            packed(candidates),
            "\n".join(longest).encode(),
            bytes(min(words, 255) for words in longest.values()),
        )

    def _ordered(self, key: str) -> list[tuple[tuple[int, int], int]]:
        """Best first. Where aliases.csv names the key, it decides among skills that have it as a lesser label.

        ESCO has "POS" as a consensus mechanism and "forklift driving" as driving a tractor.
        """
        aliased = self._aliased.get(key)
        return sorted(
            (rank, skill_index)
            for skill_index, rank in self._found[key].items()
            if aliased is None or skill_index in aliased or rank[0] == LabelKind.PREFERRED
        )


def packed(numbers: Iterable[int]) -> bytes:
    """Unsigned 32-bit numbers, little-endian."""
    numbers = array("I", numbers)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _unpacked(data: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def unpacked(data: bytes) -> tuple[int, ...]:
    """The numbers that `packed` packed."""
    return tuple(_unpacked(data))
