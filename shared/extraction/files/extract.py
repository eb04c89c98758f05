"""From the bytes of a file to its text, in this process: for files that are trusted, and inside the bounded child."""

from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText
from shared.extraction.files.pages import to_document_text
from shared.extraction.files.preflight import inspect


def extract(data: bytes, content_type: ContentType) -> DocumentText:
    """Every parser is imported only for the files that need it.

    Raises:
        DocumentRefusedError: it is refused; the reason says why.
    """
    inspect(data, content_type)
    if content_type is ContentType.PDF:
        from shared.extraction.files.pdf import read_pdf as read
    elif content_type is ContentType.DOCX:
        from shared.extraction.files.docx import read_docx as read
    else:
        from shared.extraction.files.plain import read_plain as read
    return to_document_text(read(data))
