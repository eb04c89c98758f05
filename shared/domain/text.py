"""The text of a CV, once checked: everything behind this point can rely on it."""

import hashlib
import re
from dataclasses import dataclass

from shared.domain.errors import InvalidTextError, TextTooLongError

MAX_TEXT_CHARS = 100_000

_NOT_TEXT = re.compile("[\\0\\ud800-\\udfff]")


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
