"""The index from words to skills: built once by the compiler, loaded whole by the reader.

Packed as newline-joined keys and little-endian 32-bit arrays, of which hardly anything is unpacked on loading: the keys
of a first word are when a text first has it.
"""

import re
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from shared.taxonomy.model import Candidate, LabelKind
from shared.taxonomy.tokens import exact_key, stem_key, tokenize

_KINDS = tuple(LabelKind)
_NOWHERE: dict[str, int] = {}
# A word is common that stands in this many labels: "work" in 1,511 of ESCO's, "responsible" in 34; "kafka" in 4.
_LABELS_OF_A_COMMON_WORD = 25
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
        first_words: every word that begins a key, in the keys' order: all keys of one stand together.
        longest: for each, the most words of any such key.
        key_starts: for each, the place of its first key, and at last how many keys there are.
        byte_starts: for each, where its first key begins in `keys`, and at last where another key would.
    """

    keys: bytes
    offsets: bytes
    candidates: bytes
    first_words: bytes
    longest: bytes
    key_starts: bytes
    byte_starts: bytes


class LabelIndex:
    """Which skills a key names. A key is what `tokens` makes of a phrase."""

    def __init__(self, packed: PackedIndex) -> None:
        self._packed = packed.keys
        self._offsets = _unpacked(packed.offsets)
        self._candidates = _unpacked(packed.candidates)
        self._longest = packed.longest
        self._key_starts = _unpacked(packed.key_starts)
        self._byte_starts = _unpacked(packed.byte_starts)
        first_words = packed.first_words.decode().split("\n") if packed.first_words else []
        self._first_words = dict(zip(first_words, range(len(first_words)), strict=True))
        # Of the first words that texts had so far: most words of a language begin no key that anybody ever writes.
        self._places: dict[str, dict[str, int]] = {}
        self._seconds: dict[str, dict[str, int]] = {}

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        at = self._places_of(key.partition(" ")[0]).get(key)
        if at is None:
            return ()
        found = self._candidates[self._offsets[at] : self._offsets[at + 1]]
        return tuple([Candidate(packed >> 2, _KINDS[packed & 3]) for packed in found])

    def keys(self) -> Collection[str]:
        return self._packed.decode().split("\n") if self._packed else []

    def longest(self, first_word: str) -> int:
        at = self._first_words.get(first_word)
        return 0 if at is None else self._longest[at]

    def longest_of(self, first_word: str, second_word: str) -> int:
        """The most words of any key that begins with these two; 0 where none does."""
        if self.longest(first_word) < 2:
            return 0
        seconds = self._seconds.get(first_word)
        if seconds is None:
            seconds = self._seconds[first_word] = self._seconds_of(first_word)
        return seconds.get(second_word, 0)

    def _places_of(self, first_word: str) -> dict[str, int]:
        """The keys that begin with a word, and their places."""
        places = self._places.get(first_word)
        if places is None:
            at = self._first_words.get(first_word)
            if at is None:
                return _NOWHERE
            keys = self._packed[self._byte_starts[at] : self._byte_starts[at + 1] - 1].decode().split("\n")
            places = dict(zip(keys, range(self._key_starts[at], self._key_starts[at + 1]), strict=True))
            self._places[first_word] = places
        return places

    def _seconds_of(self, first_word: str) -> dict[str, int]:
        """What may follow a first word, and the most words of any key that begins so."""
        seconds: dict[str, int] = {}
        for key in self._places_of(first_word):
            words = key.split(" ")
            if len(words) > 1 and len(words) > seconds.get(words[1], 0):
                seconds[words[1]] = len(words)
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


def common_words(keys: Iterable[str]) -> frozenset[str]:
    """The words of so many keys that none of them says much."""
    counts = Counter(chain.from_iterable(map(str.split, keys)))
    return frozenset(word for word, count in counts.items() if count >= _LABELS_OF_A_COMMON_WORD)


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
        # In the order of their words, whatever stands in them: all that begin with one word are together.
        keys = sorted(self._found, key=lambda key: key.split(" "))
        offsets, candidates = array("I", [0]), array("I")
        longest: dict[str, int] = {}
        key_starts, byte_starts = array("I"), array("I")
        length = 0
        for place, key in enumerate(keys):
            candidates.extend(skill_index << 2 | kind for (kind, _), skill_index in self._ordered(key))
            offsets.append(len(candidates))
            first_word, words = key.partition(" ")[0], key.count(" ") + 1
            if first_word not in longest:
                key_starts.append(place)
                byte_starts.append(length)
            longest[first_word] = max(words, longest.get(first_word, 0))
            length += len(key.encode()) + 1
        return PackedIndex(
            "\n".join(keys).encode(),
            packed(offsets),
            packed(candidates),
            "\n".join(longest).encode(),
            bytes(min(words, 255) for words in longest.values()),
            packed([*key_starts, len(keys)]),
            packed([*byte_starts, length]),
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
