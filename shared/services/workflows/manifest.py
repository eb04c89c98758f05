"""The lines of a manifest: one JSON object each, `{"ref": "…", "document_id": "…"}`, in UTF-8; empty lines are none."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from shared.domain.ids import DocumentId

MAX_LINES = 100_000
MAX_LINE_BYTES = 2_048
MAX_REF_CHARS = 200

INVALID_LINE = "invalid-line"

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """Attributes:
    number: from 0.
    ref: what the client calls it; "line 7" where it does not say.
    document_id: None where the line cannot be used.
    """

    number: int
    ref: str
    document_id: DocumentId | None


def cut_lines(data: bytes, *, is_end: bool) -> Iterator[tuple[int, bytes]]:
    """Each line that is not empty, with the offset behind it.

    Args:
        is_end: whether nothing follows; else what comes after the last line's end is left out.
    """
    start = 0
    while (end := data.find(b"\n", start)) >= 0 or (is_end and start < len(data)):
        after = end + 1 if end >= 0 else len(data)
        line = data[start:after].strip()
        if line:
            yield after, line
        start = after


def read_line(number: int, line: bytes) -> Line:
    """What a line names. One that cannot be read, or is too long, names no document."""
    fallback = Line(number, f"line {number + 1}", None)
    if len(line) > MAX_LINE_BYTES:
        return fallback
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return fallback
    if not isinstance(given, dict) or not isinstance(ref := given.get("ref"), str):
        return fallback
    # As a line of a store and of a log can hold it.
    if not 1 <= len(ref) <= MAX_REF_CHARS or not ref.isprintable():
        return fallback
    document_id = given.get("document_id")
    if not isinstance(document_id, str) or not _UUID.fullmatch(document_id):
        return Line(number, ref, None)
    return Line(number, ref, DocumentId(UUID(document_id)))
