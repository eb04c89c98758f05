"""The text of a CV file: plain text, Markdown, PDF or Word.

For files that a person opens on their own machine. What a stranger uploads needs a process with bounds of its own.
"""

import codecs
import logging
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.domain.errors import UnreadableFileError

MAX_FILE_BYTES = 20_000_000
MAX_PDF_PAGES = 50
MAX_ZIP_ENTRIES = 2_000
MAX_ZIP_BYTES = 100_000_000
# XML of a long CV compresses 10 to 30 times; zip bombs start near 1,000.
MAX_ZIP_RATIO = 200
_SMALL_ZIP_BYTES = 1_000_000

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = re.compile("[\\0-\\x08\\x0e-\\x1f\\x7f\\ud800-\\udfff]")
_DOCX_IMAGE = re.compile(r"----media/[^-\s]{1,200}----")


def read_text(path: Path) -> str:
    """The text of a .txt, .md, .pdf or .docx file, in reading order.

    Raises:
        UnreadableFileError: no such file, another kind of file, empty, encrypted, damaged, or without text; the message
            says which, and what to do.
    """
    reader = _READERS.get(path.suffix.lower())
    try:
        if path.is_dir():
            raise UnreadableFileError(f"{path} is a folder: name a file in it")
        size = path.stat().st_size
        if reader is None:
            raise UnreadableFileError(
                f"{path.name} is not a kind of file that can be read: save it as .pdf, .docx, .txt or .md"
            )
        if size == 0:
            raise UnreadableFileError(f"{path.name} is empty")
        if size > MAX_FILE_BYTES:
            most = f"{MAX_FILE_BYTES / 1e6:.0f} MB is the most"
            raise UnreadableFileError(f"{path.name} has {size / 1e6:.0f} MB; {most}: save it without pictures")
        text = _CONTROLS.sub(" ", reader(path))
    except FileNotFoundError as error:
        raise UnreadableFileError(f"there is no file {path}") from error
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened: {error.strerror or error}") from error
    if not text.strip():
        raise UnreadableFileError(f"{path.name} holds no text")
    return text


def _read_plain(path: Path) -> str:
    raw = path.read_bytes()
    if raw.startswith((b"%PDF-", b"PK\x03\x04")):
        raise UnreadableFileError(f"{path.name} is not plain text: give it its own ending, .pdf or .docx")
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        if b"\0" in raw:
            raise UnreadableFileError(f"{path.name} is not text: save it as UTF-8 text") from None
        # What Windows programs wrote before UTF-8; five of its bytes mean nothing.
        return raw.decode("cp1252", errors="replace")


def _read_pdf(path: Path) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if b"%PDF-" not in path.read_bytes()[:1024]:
        raise UnreadableFileError(f"{path.name} is not a PDF, whatever its name says: save it again as PDF")
    try:
        with _quiet("pypdf"):
            reader = PdfReader(path)
            if reader.is_encrypted and not reader.decrypt(""):
                raise UnreadableFileError(f"{path.name} is encrypted: save it without a password")
            if len(reader.pages) > MAX_PDF_PAGES:
                raise UnreadableFileError(
                    f"{path.name} has {len(reader.pages)} pages; {MAX_PDF_PAGES} is the most: save the CV alone"
                )
            text = "\n\n".join(page.extract_text() for page in reader.pages)
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
    ) as error:
        raise UnreadableFileError(f"{path.name} is damaged ({error}): save it again as PDF") from error
    if not text.strip():
        raise UnreadableFileError(f"{path.name} holds pictures but no text: run text recognition (OCR) on it first")
    return text


def _read_docx(path: Path) -> str:
    from docx2python import docx2python

    _check_zip(path)
    try:
        with _quiet("docx2python"), docx2python(path) as document:
            parts = (document.header_runs, document.body_runs, document.footer_runs)
            lines = [line for part in parts for line in _paragraphs(part)]
    # Beside its own errors, docx2python lets these out of damaged files.
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableFileError(f"{path.name} is damaged ({error}): save it again as .docx") from error
    return "\n".join(lines)


def _paragraphs(part: object) -> Iterator[str]:
    """The paragraphs of docx2python's tables of rows of cells of paragraphs of runs; a table's cells apart by a tab."""
    for table in part if isinstance(part, list) else []:
        for row in table:
            cells = [["".join(runs) for runs in cell] for cell in row]
            if all(len(cell) <= 1 for cell in cells):
                yield _DOCX_IMAGE.sub("", "\t".join(cell[0] for cell in cells if cell))
            else:
                for cell in cells:
                    yield from (_DOCX_IMAGE.sub("", paragraph) for paragraph in cell)


def _check_zip(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        hint = "an old .doc or an encrypted file" if path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0" else "not a Word file"
        raise UnreadableFileError(f"{path.name} is {hint}: save it again as .docx, without a password")
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFileError(f"{path.name} is encrypted: save it without a password")
    if not any(entry.filename == "word/document.xml" for entry in entries):
        raise UnreadableFileError(f"{path.name} is not a Word file, whatever its name says: save it as .docx")
    if (
        len(entries) > MAX_ZIP_ENTRIES
        or unpacked > MAX_ZIP_BYTES
        or (unpacked > _SMALL_ZIP_BYTES and unpacked > MAX_ZIP_RATIO * packed)
    ):
        raise UnreadableFileError(f"{path.name} unpacks to far more than a CV holds: save the text alone")


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """What a library has to say about a file is for its developers, not for the person whose file it is."""
    logger = logging.getLogger(library)
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)


_READERS: dict[str, Callable[[Path], str]] = {
    ".txt": _read_plain,
    ".md": _read_plain,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}
