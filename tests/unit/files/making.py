"""PDF and Word files made byte by byte."""

import io
import zipfile
import zlib
from collections.abc import Mapping

import docx

from shared.domain.document import ContentType

PDF, DOCX, PLAIN = ContentType.PDF, ContentType.DOCX, ContentType.PLAIN
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf_of(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 1), b"/Filter/FlateDecode" + entries)


def page_pdf(contents: bytes, more: Mapping[int, bytes] | None = None, resources: bytes = b"") -> bytes:
    """One page with a core font as /F1; object 4 is its content."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>%s>>>>"
            % resources,
            4: contents,
            5: font,
            **(more or {}),
        }
    )


def text_pdf(drawn: bytes) -> bytes:
    return page_pdf(stream(drawn))


def drawn_pdf(drawn: bytes) -> bytes:
    return page_pdf(flate(b"BT /F1 12 Tf 72 720 Td %s ET" % drawn))


def good_pdf() -> bytes:
    return text_pdf(b"BT /F1 12 Tf 72 720 Td (Led a team of five engineers in Leeds.) Tj ET")


def zip_of(entries: Mapping[str, bytes], comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        archive.comment = comment
    return content.getvalue()


def docx_parts() -> dict[str, bytes]:
    content = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Led a team of five engineers in Leeds.")
    document.save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx_with(**parts: bytes) -> bytes:
    """A Word file with more parts or other ones; `__` in a name stands for its slash, `_xml` for its ending."""
    named = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in parts.items()}
    return zip_of(docx_parts() | named)


def document_xml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'.encode()
