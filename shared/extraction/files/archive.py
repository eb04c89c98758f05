"""Whether a Word file's archive can be unpacked and its XML be read: names, sizes, methods, document types, depth."""

import io
import re
import zipfile
import zlib
from itertools import pairwise
from typing import NoReturn
from xml.parsers import expat

from shared.domain.document_text import RejectionCode
from shared.domain.errors import DocumentRefusedError

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 50_000_000
# XML of a long CV compresses 10 to 30 times; zip bombs start near 1,000.
MAX_RATIO = 200
_SMALL_BYTES = 1_000_000
# Tables within tables within text boxes come to about 60 levels.
MAX_XML_DEPTH = 150
MAX_XML_ELEMENTS = 400_000

_MAIN = re.compile(rb"wordprocessingml\.(?:document|template)\.main\+xml")
_MACRO = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|activeX/)", re.IGNORECASE)
_TYPES = "[Content_Types].xml"
# Where Word puts the sheet behind a chart; such a part is never opened.
_EMBEDDED = "word/embeddings/"
_SAVE_AGAIN = "save it again as .docx"


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of a .docx, once its entries and its XML were found harmless.

    Raises:
        DocumentRefusedError: encrypted, a bomb, with macros, with a document type, damaged, or no Word file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError, OverflowError) as error:
        raise DocumentRefusedError(RejectionCode.DAMAGED, f"the file is damaged: {_SAVE_AGAIN}") from error
    _check_entries(archive.infolist())
    try:
        _check_parts(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, KeyError, zlib.error) as error:
        raise DocumentRefusedError(RejectionCode.DAMAGED, f"the file is damaged: {_SAVE_AGAIN}") from error
    return archive


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > _SMALL_BYTES and unpacked > MAX_RATIO * packed)
        or _overlap(entries)
    ):
        _refuse_bomb("it unpacks to far more than a CV holds")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefusedError(RejectionCode.ENCRYPTED, "the file is encrypted: save it without a password")
    names = [entry.filename for entry in entries]
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise DocumentRefusedError(RejectionCode.DAMAGED, f"the file is packed as no Word file is: {_SAVE_AGAIN}")
    if any(_leaves(name) for name in names) or len(set(names)) < len(names):
        raise DocumentRefusedError(
            RejectionCode.DAMAGED, f"the file holds parts under names that no Word file has: {_SAVE_AGAIN}"
        )
    if any(_MACRO.search(name) for name in names):
        _refuse_macro()


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    types = archive.read(_TYPES) if _TYPES in names else b""
    if b"macroEnabled" in types:
        _refuse_macro()
    if not _MAIN.search(types):
        raise DocumentRefusedError(
            RejectionCode.WRONG_TYPE, f"the file is an archive, but no Word file: {_SAVE_AGAIN}, or as PDF"
        )
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        with archive.open(entry) as part:
            if part.read(4) == b"PK\x03\x04" and not entry.filename.startswith(_EMBEDDED):
                _refuse_bomb("it holds an archive within the archive")
        if entry.filename.lower().endswith((".xml", ".rels")):
            _check_xml(archive.read(entry))


def _check_xml(content: bytes) -> None:
    """Expat tells of a document type before it reads what that declares."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def open_element(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > MAX_XML_DEPTH or elements > MAX_XML_ELEMENTS:
            _refuse_bomb("its XML is nested or long beyond what a CV needs")

    def close_element(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> NoReturn:
        raise DocumentRefusedError(
            RejectionCode.EXTERNAL_ENTITY, f"the file declares entities, which no Word file does: {_SAVE_AGAIN}"
        )

    parser.StartElementHandler = open_element
    parser.EndElementHandler = close_element
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DocumentRefusedError(
            RejectionCode.DAMAGED, f"the file is damaged, a part of it is no XML: {_SAVE_AGAIN}"
        ) from error


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes, as those of a bomb do that packs one block a thousand times (Fifield 2019)."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(before.header_offset + before.compress_size > after.header_offset for before, after in pairwise(ordered))


def _leaves(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/")


def _refuse_bomb(why: str) -> NoReturn:
    raise DocumentRefusedError(RejectionCode.BOMB, f"the file is not read, since {why}: save the text alone")


def _refuse_macro() -> NoReturn:
    raise DocumentRefusedError(RejectionCode.MACRO, "the file holds macros: save it as .docx, which has none")
