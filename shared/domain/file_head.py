"""Whether a file begins as one of its kind does. Reading it says the rest: this much is known before it is opened."""

import codecs
import json
import re

from shared.domain.document import ContentType

# Of a file, enough to tell: a PDF may begin anywhere in its first kilobyte, and a manifest's longest line is below it.
HEAD_BYTES = 4_096

_PDF = b"%PDF-"
_PDF_BEGINS_WITHIN = 1_024
_ZIP = b"PK\x03\x04"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# In no text, but for the ends of lines and pages, and tabs.
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")


def begins_as(content_type: ContentType, head: bytes, *, is_whole: bool) -> bool:
    """Whether what begins so can be of that kind.

    Args:
        head: the first HEAD_BYTES of the file, or all of it.
        is_whole: whether that is all of it.
    """
    match content_type:
        case ContentType.PDF:
            return _PDF in head[:_PDF_BEGINS_WITHIN]
        case ContentType.DOCX:
            return head.startswith(_ZIP)
        case ContentType.NDJSON:
            return _is_manifest(head, is_whole=is_whole)
        case ContentType.PLAIN | ContentType.MARKDOWN:
            return not head.startswith((_PDF, _ZIP)) and _is_text(head, is_whole=is_whole)


def _is_text(head: bytes, *, is_whole: bool) -> bool:
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")
    if _decoded(head, encoding, is_whole=is_whole) is not None:
        return encoding == "utf-16" or b"\0" not in head
    # What Windows programs wrote before UTF-8: nearly all bytes mean something in it, so nothing else may be odd.
    return encoding == "utf-8" and _CONTROLS.search(head) is None


def _is_manifest(head: bytes, *, is_whole: bool) -> bool:
    line, end, _ = head.partition(b"\n")
    text = _decoded(line, "utf-8-sig", is_whole=True) if end or is_whole else None
    try:
        return text is not None and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _decoded(data: bytes, encoding: str, *, is_whole: bool) -> str | None:
    """None where it is not in that encoding. The last character may be cut off where the data are."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(data, final=is_whole)
    except UnicodeDecodeError:
        return None
