"""A file that a person uploads: expected, then received and checked, then read; or rejected with a code; or erased.

The bytes lie in the object store under keys that say whose they are; this is what is known of them.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from shared.domain.document_text import RejectionCode
from shared.domain.ids import DocumentId, UserId, new_id

MAX_FILE_BYTES = 10 * 1024 * 1024

_KEY = re.compile(r"users/([0-9a-f-]{36})/(documents|texts)/([0-9a-f-]{36})")
# As supabase/migrations writes it where many documents go at once.
_RANGE = re.compile(r"(users/[0-9a-f-]{36}/(?:documents|texts)/)\.\.([0-9a-f-]{36})")


class ContentType(StrEnum):
    """What a file can be, as its media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    PLAIN = "text/plain"
    MARKDOWN = "text/markdown"
    # The manifest of a bulk assessment: one JSON object a line.
    NDJSON = "application/x-ndjson"


class DocumentState(StrEnum):
    """`expected` until its bytes arrive and hold what was announced; `extracted` once its text was read."""

    EXPECTED = "expected"
    RECEIVED = "received"
    EXTRACTED = "extracted"
    REJECTED = "rejected"
    ERASED = "erased"


class ArrivalCode(StrEnum):
    """Why a file is rejected as it comes, before anybody opens it; what reading it can say is RejectionCode's."""

    SIZE_MISMATCH = "size-mismatch"
    CHECKSUM_MISMATCH = "checksum-mismatch"
    WRONG_TYPE = RejectionCode.WRONG_TYPE.value


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading the text said about the file; the text itself is not kept here.

    Attributes:
        quality: how well the text came out, in [0, 1].
        hidden_chars: characters that a person would not see; they are in no text and score nothing.
        flags: short names of what was noticed, as "white-text" or "truncated".
    """

    page_count: int
    text_chars: int
    quality: float
    hidden_chars: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """Attributes:
    filename: as the person's machine calls it, 1..255 characters; shown, never trusted; "" once erased.
    size: in bytes, 1..MAX_FILE_BYTES, as announced and then checked.
    sha256: of the bytes, hex, as announced and then checked.
    rejection: why it is rejected, an ArrivalCode or a RejectionCode; None where it is not.
    reading: None until its text was read.
    version: 1 for a new one, one more at each change.
    """

    id: DocumentId
    user_id: UserId
    filename: str
    content_type: ContentType
    size: int
    sha256: str
    state: DocumentState
    rejection: str | None
    reading: Reading | None
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def new(
        cls, user_id: UserId, filename: str, content_type: ContentType, size: int, sha256: str, now: datetime
    ) -> "Document":
        return cls(
            DocumentId(new_id()),
            user_id,
            filename,
            content_type,
            size,
            sha256,
            DocumentState.EXPECTED,
            rejection=None,
            reading=None,
            created_at=now,
            updated_at=now,
        )

    @property
    def key(self) -> str:
        """Of the file in the object store."""
        return f"{user_prefix(self.user_id)}documents/{self.id}"

    @property
    def text_key(self) -> str:
        """Of the text that was read from it."""
        return f"{user_prefix(self.user_id)}texts/{self.id}"

    @property
    def is_usable(self) -> bool:
        """Whether it holds, or may yet hold, what can be read."""
        return self.state not in (DocumentState.REJECTED, DocumentState.ERASED)

    def received(self, now: datetime) -> "Document":
        return self._changed(now, state=DocumentState.RECEIVED)

    def extracted(self, reading: Reading, now: datetime) -> "Document":
        return self._changed(now, state=DocumentState.EXTRACTED, reading=reading)

    def unread(self, now: datetime) -> "Document":
        """As it was before its text was read."""
        return self._changed(now, state=DocumentState.RECEIVED, reading=None)

    def rejected(self, code: str, now: datetime) -> "Document":
        return self._changed(now, state=DocumentState.REJECTED, rejection=code, reading=None)

    def erased(self, now: datetime) -> "Document":
        """What stays is that there was one: neither its name nor what would tell its bytes again."""
        return self._changed(now, state=DocumentState.ERASED, filename="", sha256="", rejection=None, reading=None)

    def _changed(self, now: datetime, **changes: object) -> "Document":
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]  # the callers above


def user_prefix(user_id: UserId) -> str:
    """What every key of a user's objects begins with."""
    return f"users/{user_id}/"


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What an object's key says.

    Attributes:
        is_text: whether it is the text that was read from the file, not the file.
    """

    user_id: UserId
    document_id: DocumentId
    is_text: bool


def parts_of_key(key: str) -> KeyParts | None:
    """None for a key that no document has."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    try:
        return KeyParts(UserId(UUID(found[1])), DocumentId(UUID(found[3])), is_text=found[2] == "texts")
    except ValueError:
        return None


class KeyRange(NamedTuple):
    """All keys that begin with the prefix, up to and with the last."""

    prefix: str
    last: str


def range_of_key(key: str) -> KeyRange | None:
    """What a doomed key stands for that is no single object's; None for one that is."""
    found = _RANGE.fullmatch(key)
    return found and KeyRange(found[1], found[1] + found[2])
