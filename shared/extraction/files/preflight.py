"""What a file is by its bytes, before any parser sees it: never by its name."""

import re
from enum import StrEnum

from shared.domain.document import MAX_FILE_BYTES, ContentType
from shared.domain.document_text import RejectionCode
from shared.domain.errors import DocumentRefusedError

_ZIP_ENTRY = b"PK\x03\x04"
_ZIP_END = b"PK\x05\x06"
_ZIP_END_BYTES = 22
_PDF_HEADER = b"%PDF-"
# Readers take a header within the first 1,024 bytes (ISO 32000-1, annex H.3.4.1), which is how two kinds share a file.
_PDF_HEADER_WITHIN = 1024
_PDF_END = b"%%EOF"
# What may follow the end mark: line ends and a signature service's padding.
_MAX_AFTER_PDF = 2_048
_PADDING = b"\0 \t\r\n"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Kind(StrEnum):
    PDF = "a PDF"
    ZIP = "a Word file or another archive"
    OLE = "an old Office file (.doc), or one with a password"
    RTF = "rich text (.rtf)"
    PICTURE = "a picture"
    PROGRAM = "a program"
    ARCHIVE = "an archive"
    TEXT = "plain text"
    UNKNOWN = "of no kind that is known"


_MAGIC = (
    (_PDF_HEADER, _Kind.PDF),
    (_ZIP_ENTRY, _Kind.ZIP),
    (_ZIP_END, _Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _Kind.OLE),
    (b"{\\rtf", _Kind.RTF),
    (b"\x89PNG", _Kind.PICTURE),
    (b"\xff\xd8\xff", _Kind.PICTURE),
    (b"GIF8", _Kind.PICTURE),
    (b"II*\0", _Kind.PICTURE),
    (b"MM\0*", _Kind.PICTURE),
    (b"\x7fELF", _Kind.PROGRAM),
    (b"MZ\x90", _Kind.PROGRAM),
    (b"\x1f\x8b", _Kind.ARCHIVE),
    (b"7z\xbc\xaf", _Kind.ARCHIVE),
    (b"Rar!", _Kind.ARCHIVE),
)
_EXPECTED = {
    ContentType.PDF: _Kind.PDF,
    ContentType.DOCX: _Kind.ZIP,
    ContentType.PLAIN: _Kind.TEXT,
    ContentType.MARKDOWN: _Kind.TEXT,
}
_SAVE_AS = {
    ContentType.PDF: "save it again as PDF",
    ContentType.DOCX: "save it again as .docx, without a password",
    ContentType.PLAIN: "save it as UTF-8 text, or send it as the kind of file it is",
    ContentType.MARKDOWN: "save it as UTF-8 text, or send it as the kind of file it is",
}


def inspect(data: bytes, content_type: ContentType) -> None:
    """Look at the container alone: size, first and last bytes.

    Raises:
        DocumentRefusedError: empty, too large, of another kind, encrypted, or two kinds in one.
    """
    if not data:
        raise DocumentRefusedError(RejectionCode.EMPTY, "the file is empty: send one with text in it")
    if len(data) > MAX_FILE_BYTES:
        raise DocumentRefusedError(
            RejectionCode.TOO_LARGE,
            f"the file has more than {MAX_FILE_BYTES // 2**20} MiB: save it without pictures",
        )
    expected = _EXPECTED.get(content_type)
    if expected is None:
        raise DocumentRefusedError(
            RejectionCode.WRONG_TYPE, f"{content_type} is not read as a CV: send PDF, .docx or plain text"
        )
    found = _kind_of(data)
    if found is _Kind.OLE and "EncryptedPackage".encode("utf-16-le") in data:
        raise DocumentRefusedError(RejectionCode.ENCRYPTED, "the file has a password: save it without one")
    if found is not expected:
        if content_type is ContentType.PDF and _PDF_HEADER in data[:_PDF_HEADER_WITHIN]:
            raise _polyglot("something stands before the PDF in it", content_type)
        raise DocumentRefusedError(
            RejectionCode.WRONG_TYPE,
            f"the file is {found}, whatever it is called, and was sent as {content_type}: {_SAVE_AS[content_type]}",
        )
    if content_type is ContentType.PDF:
        _inspect_pdf(data)
    elif content_type is ContentType.DOCX:
        _inspect_zip(data)


def _kind_of(data: bytes) -> _Kind:
    start = data.lstrip(_PADDING)[:16] if data[:1] in _PADDING else data[:16]
    for magic, kind in _MAGIC:
        if data.startswith(magic) or (kind is _Kind.PDF and start.startswith(magic)):
            return kind
    if data.startswith(_UTF16_MARKS) or b"\0" not in data:
        return _Kind.TEXT
    return _Kind.UNKNOWN


def _inspect_pdf(data: bytes) -> None:
    end = data.rfind(_PDF_END)
    after = data[end + len(_PDF_END) :].strip(_PADDING) if end >= 0 else b""
    if _ZIP_END in after or len(after) > _MAX_AFTER_PDF:
        raise _polyglot("something stands behind the PDF in it", ContentType.PDF)
    last = data.rfind(_ZIP_END)
    if last >= 0 and _ends_zip(data, last):
        raise _polyglot("it is an archive at the same time", ContentType.PDF)
    if not re.search(rb"\d+\s+\d+\s+obj\b", data):
        raise DocumentRefusedError(
            RejectionCode.DAMAGED, f"the file holds nothing but the beginning of a PDF: {_SAVE_AS[ContentType.PDF]}"
        )


def _inspect_zip(data: bytes) -> None:
    if _PDF_HEADER in data[:_PDF_HEADER_WITHIN]:
        raise _polyglot("it is a PDF at the same time", ContentType.DOCX)
    last = data.rfind(_ZIP_END)
    if last < 0 or len(data) < last + _ZIP_END_BYTES:
        raise DocumentRefusedError(
            RejectionCode.DAMAGED, f"the end of the file is missing: {_SAVE_AS[ContentType.DOCX]}"
        )
    if not _ends_zip(data, last):
        raise _polyglot("something stands behind the Word file in it", ContentType.DOCX)
    size, offset = (int.from_bytes(data[at : at + 4], "little") for at in (last + 12, last + 16))
    if offset + size != last:
        raise _polyglot("its parts do not lie where its directory says", ContentType.DOCX)


def _ends_zip(data: bytes, last: int) -> bool:
    """Whether an end record with its comment reaches to the end of the file."""
    comment = int.from_bytes(data[last + 20 : last + 22], "little")
    return last + _ZIP_END_BYTES + comment == len(data)


def _polyglot(how: str, content_type: ContentType) -> DocumentRefusedError:
    return DocumentRefusedError(
        RejectionCode.POLYGLOT, f"the file is more than one kind of file: {how}; {_SAVE_AS[content_type]}"
    )
