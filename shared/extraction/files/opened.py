"""A CV file on a person's own machine."""

from pathlib import Path

from shared.domain.document import MAX_FILE_BYTES, ContentType
from shared.domain.document_text import DocumentText
from shared.domain.errors import UnreadableFileError
from shared.extraction.files.process import read_document

_TYPES = {
    ".pdf": ContentType.PDF,
    ".docx": ContentType.DOCX,
    ".txt": ContentType.PLAIN,
    ".md": ContentType.MARKDOWN,
}


def read_file(path: Path) -> DocumentText:
    """The text of a .txt, .md, .pdf or .docx file, in reading order.

    Raises:
        DocumentRefusedError: what is in it is refused.
        UnreadableFileError: no such file, or another kind of file; the message says which, and what to do.
    """
    content_type = _TYPES.get(path.suffix.lower())
    try:
        if path.is_dir():
            raise UnreadableFileError(f"{path} is a folder: name a file in it")
        if content_type is None and path.exists():
            raise UnreadableFileError(
                f"{path.name} is not a kind of file that can be read: save it as .pdf, .docx, .txt or .md"
            )
        with path.open("rb") as file:
            # One more than is read of any file: enough to say that it is too large.
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFileError(f"there is no file {path}") from error
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be opened: {error.strerror or error}") from error
    return read_document(data, content_type or ContentType.PLAIN)
