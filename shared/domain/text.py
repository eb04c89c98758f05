"""Text from outside, once checked: everything behind this point can rely on it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from shared.domain.errors import InvalidInputError, InvalidTextError, TextTooLongError

MAX_TEXT_CHARS = 100_000

_NOT_TEXT = re.compile("[\\0\\ud800-\\udfff]")
_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, halves of a pair, line and paragraph ends


@dataclass(frozen=True, slots=True)
class CvText:
    """1..100,000 Unicode code points that can be stored and hashed, with at least one letter.

    Raises:
        InvalidTextError: empty, without a letter, or with U+0000 or half a surrogate pair, which no store can hold.
        TextTooLongError: over the limit.
    """

    value: str

    def __post_init__(self) -> None:
        if len(self.value) > MAX_TEXT_CHARS:
            raise TextTooLongError(
                f"the text has {len(self.value):,} characters; {MAX_TEXT_CHARS:,} is the most: send the CV alone"
            )
        if found := _NOT_TEXT.search(self.value):
            raise InvalidTextError(
                f"character {found.start()} is U+{ord(found[0]):04X}, which is not text: remove it and send again"
            )
        if not any(char.isalpha() for char in self.value):
            raise InvalidTextError("the text has no letters: send the words of a CV")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.value.encode()).hexdigest()


def one_line(value: str, what: str, max_chars: int) -> str:
    """`value` without the space around it: 1..`max_chars` characters on one line, of which one can be seen.

    Args:
        what: its name in messages, as "the name".

    Raises:
        InvalidInputError: too short or long, also once folded; or it holds a line break or a control character.
    """
    trimmed = value.strip()
    if not any(unicodedata.category(char)[0] in "LNPS" for char in trimmed):
        raise InvalidInputError(f"{what} is empty: give 1 to {max_chars} characters")
    length = max(len(trimmed), len(unicodedata.normalize("NFKC", trimmed).casefold()))
    if length > max_chars:
        raise InvalidInputError(f"{what} has {length} characters; {max_chars} is the most: shorten it")
    for place, char in enumerate(trimmed):
        if unicodedata.category(char) in _NOT_IN_A_LINE:
            raise InvalidInputError(f"{what} has U+{ord(char):04X} at character {place}: remove it")
    return trimmed


def prose(value: str, what: str, max_chars: int) -> str:
    """`value` without the space around it: 0..`max_chars` characters, in lines or not, with no control characters.

    Args:
        what: its name in messages, as "the proof".

    Raises:
        InvalidInputError: too long, or it holds what is not text.
    """
    trimmed = value.strip()
    if len(trimmed) > max_chars:
        raise InvalidInputError(f"{what} has {len(trimmed):,} characters; {max_chars:,} is the most: shorten it")
    for place, char in enumerate(trimmed):
        if unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t":
            raise InvalidInputError(f"{what} has U+{ord(char):04X} at character {place}: remove it")
    return trimmed
