"""Plain text and Markdown, in the encodings of their time."""

import codecs

from shared.domain.document_text import Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files.pages import Pages

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_plain(data: bytes) -> Pages:
    """One page. A form feed, which plain text parts pages with, begins the next.

    Raises:
        DocumentRefusedError: it is no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise DocumentRefusedError(
                RejectionCode.DAMAGED, "the file breaks off in the middle of a character: save it as UTF-8 text"
            ) from error
        # What Windows programs wrote before UTF-8; five of its bytes mean nothing.
        text = data.decode("cp1252", errors="replace")
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    return Pages([page.strip("\n") if len(pages) > 1 else page for page in pages], Hidden())
