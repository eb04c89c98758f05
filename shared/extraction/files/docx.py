"""The text of a Word file: headers, body with tables and text boxes, footers, notes."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from shared.domain.document_text import Hidden, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.extraction.files.archive import open_archive
from shared.extraction.files.docx_tree import PAGE_MARK, Visible
from shared.extraction.files.page_text import clean
from shared.extraction.files.pages import MAX_PAGES, Pages

_BULLET = re.compile(r"^(\t*)--\t", re.MULTILINE)
_NOTE = re.compile(r"^(?:foot|end)note\d+\)\t", re.MULTILINE)


def read_docx(data: bytes) -> Pages:
    """A file that does not say where its pages end is one page. Notes stand on the last.

    Raises:
        DocumentRefusedError: as `open_archive`; or the parts are not what a Word file's are.
    """
    from docx2python import docx2python

    with open_archive(data) as archive:
        try:
            visible = Visible(archive)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with docx2python(io.BytesIO(visible.data), duplicate_merged_cells=False) as document:
                    heads = _unlike(_lines(part) for part in _parts(document, "header"))
                    body = list(_lines(document.body_runs))
                    feet = _unlike(_lines(part) for part in _parts(document, "footer"))
                    notes = [*_lines(document.footnotes_runs), *_lines(document.endnotes_runs)]
        # Beside its own errors, docx2python lets these out of damaged files.
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            SyntaxError,
            RecursionError,
            zipfile.BadZipFile,
        ) as error:
            raise DocumentRefusedError(RejectionCode.DAMAGED, "the file is damaged: save it again as .docx") from error
    text = "\n".join([*heads, *body, *feet, *notes])
    pages = [_NOTE.sub("", _BULLET.sub("• ", clean(page))) for page in text.split(PAGE_MARK)]
    if len(pages) > MAX_PAGES:
        raise DocumentRefusedError(
            RejectionCode.TOO_MANY_PAGES, f"the file has {len(pages)} pages; {MAX_PAGES} is the most: send the CV alone"
        )
    return Pages(pages, Hidden(**visible.hidden))


def _parts(document: Any, kind: str) -> Iterator[Any]:  # noqa: ANN401 - docx2python has no types
    """Each header or footer apart: first pages and even pages may have their own."""
    for file in document.docx_reader.files_of_type(kind):
        yield file.text


def _unlike(parts: Iterator[Iterator[str]]) -> list[str]:
    """The lines of all parts, of like ones once."""
    seen: dict[str, None] = {}
    for part in parts:
        seen.setdefault("\n".join(part).strip("\n"))
    return [lines for lines in seen if lines]


def _lines(part: object) -> Iterator[str]:
    """The paragraphs of docx2python's tables of rows of cells of paragraphs of runs; a row's cells apart by a tab."""
    for table in part if isinstance(part, list) else []:
        for row in table:
            cells = [["".join(runs) for runs in cell] for cell in row]
            if len(cells) > 1:
                cells = [[line for line in cell if line.strip()] for cell in cells]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                for cell in cells:
                    yield from cell
