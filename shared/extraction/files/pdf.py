"""The text of a PDF, page by page."""

import io
import zlib
from collections import Counter
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError, WrongPasswordError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from shared.domain.document_text import Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.domain.text import MAX_TEXT_CHARS
from shared.extraction.files.page_text import page_text
from shared.extraction.files.pages import MAX_PAGES, Pages
from shared.extraction.files.pdf_words import Fonts, read_words

# A scan is a picture over most of its page.
_SCANNED = 0.5
_STREAM_BYTES = 20_000_000
# pypdf's own are meant for any document; a CV needs a fraction, and the child has half a gigabyte.
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": _STREAM_BYTES,
    "array_based_stream_maximum_output_length": _STREAM_BYTES,
    "zlib_maximum_output_length": _STREAM_BYTES,
    "lzw_maximum_output_length": _STREAM_BYTES,
    "run_length_maximum_output_length": _STREAM_BYTES,
    "brotli_maximum_output_length": _STREAM_BYTES,
    "jbig2_maximum_output_length": 1,
    "stream_decoding_work_maximum_length": 3 * _STREAM_BYTES,
    "stream_parsing_work_maximum_count": 600_000,
    "stream_filters_maximum_length": 4,
    "array_maximum_element_count": 50_000,
    "dictionary_maximum_element_count": 20_000,
    "page_tree_maximum_entries": 5_000,
    "page_tree_maximum_depth": 40,
    "page_tree_maximum_page_entries": 50_000,
}
_SAVE_AGAIN = "save it again as PDF"


def read_pdf(data: bytes) -> Pages:
    """Raises:
    DocumentRefusedError: encrypted, with too many pages, a bomb, or damaged.
    """
    try:
        with apply_configuration(**_LIMITS):
            return _read(PdfReader(io.BytesIO(data)))
    except (FileNotDecryptedError, WrongPasswordError, DependencyError) as error:
        raise _encrypted() from error
    except LimitReachedError as error:
        raise DocumentRefusedError(
            RejectionCode.BOMB, "the file unpacks to far more than a CV holds: print it to a new PDF, or save the text"
        ) from error
    # Beside its own errors, pypdf lets these out of damaged files.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        ArithmeticError,
        NotImplementedError,
        AssertionError,
        OSError,
        zlib.error,
    ) as error:
        raise DocumentRefusedError(RejectionCode.DAMAGED, f"the file is damaged: {_SAVE_AGAIN}") from error


def _read(reader: PdfReader) -> Pages:
    if reader.is_encrypted and not reader.decrypt(""):
        raise _encrypted()
    pages = _pages_of(reader)
    fonts: Fonts = {}
    hidden_layers = _hidden_layers(reader)
    texts: list[str] = []
    hidden: Counter[str] = Counter()
    scanned = chars = 0
    for page in pages:
        if chars > MAX_TEXT_CHARS:
            break
        found = read_words(page, fonts, hidden_layers)
        for word in found.words:
            if word.hidden:
                hidden[word.hidden] += len(word.text)
        texts.append(page_text(found.words))
        chars += len(texts[-1])
        scanned += found.pictured >= _SCANNED
    return Pages(texts, Hidden(**hidden), scanned, unread=len(pages) - len(texts))


def _pages_of(reader: PdfReader) -> list[PageObject]:
    """All pages; counted before the tree is walked, since the walk copies each."""
    tree = _dictionary(reader.root_object.get("/Pages"))
    announced = tree.get("/Count", 0)
    if isinstance(announced, int) and announced > MAX_PAGES:
        raise _too_many(announced)
    try:
        count = len(reader.pages)
    except LimitReachedError as error:
        raise _too_many(_LIMITS["page_tree_maximum_entries"]) from error
    if count > MAX_PAGES:
        raise _too_many(count)
    return list(reader.pages)


def _hidden_layers(reader: PdfReader) -> frozenset[int]:
    """Object numbers of the optional content that is off as the file opens (ISO 32000-2, 8.11.4)."""
    default = _dictionary(_dictionary(reader.root_object.get("/OCProperties")).get("/D"))
    off = default.get("/OFF")
    off = off.get_object() if off is not None else None
    return (
        frozenset(item.idnum for item in off if isinstance(item, IndirectObject))
        if isinstance(off, ArrayObject)
        else frozenset()
    )


def _dictionary(value: Any) -> DictionaryObject:  # noqa: ANN401 - whatever the file holds there
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _too_many(count: int) -> DocumentRefusedError:
    return DocumentRefusedError(
        RejectionCode.TOO_MANY_PAGES, f"the file has {count:,} pages; {MAX_PAGES} is the most: send the CV alone"
    )


def _encrypted() -> DocumentRefusedError:
    return DocumentRefusedError(RejectionCode.ENCRYPTED, "the file has a password: save it without one")
