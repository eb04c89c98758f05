"""Documents as rows."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from pydantic import TypeAdapter

from shared.domain.document import ContentType, Document, DocumentState, Reading
from shared.domain.ids import DocumentId, UserId
from shared.repositories.rows.values import Row, instant, stamp
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change, Op

DOCUMENT_COLUMNS = (
    "id",
    "user_id",
    "filename",
    "content_type",
    "size",
    "sha256",
    "state",
    "rejection",
    "reading",
    "created_at",
    "updated_at",
    "version",
)

# Whose a document is, what it holds and when it was announced do not change.
_FIXED = frozenset({"user_id", "content_type", "size", "created_at"})


def document_to_row(document: Document) -> Row:
    """All columns; `reading` as JSON would hold it."""
    return {
        "id": str(document.id),
        "user_id": str(document.user_id),
        "filename": document.filename,
        "content_type": document.content_type.value,
        "size": document.size,
        "sha256": document.sha256,
        "state": document.state.value,
        "rejection": document.rejection,
        "reading": document.reading and _readings().dump_python(document.reading, mode="json"),
        "created_at": stamp(document.created_at),
        "updated_at": stamp(document.updated_at),
        "version": document.version,
    }


def document_update_to_row(document: Document) -> Row:
    """What may change of a document, with its id and its new version."""
    return {name: value for name, value in document_to_row(document).items() if name not in _FIXED}


def document_from_row(row: Row) -> Document:
    """From the columns DOCUMENT_COLUMNS."""
    return Document(
        DocumentId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        row["filename"],
        ContentType(row["content_type"]),
        row["size"],
        row["sha256"],
        DocumentState(row["state"]),
        row["rejection"],
        _readings().validate_python(row["reading"]) if row["reading"] else None,
        created_at=instant(row["created_at"]),
        updated_at=instant(row["updated_at"]),
        version=row["version"],
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What a change of a document writes."""
    match change:
        case (op, Document() as document):
            yield Write(op, "documents", (document_to_row if op is Op.INSERT else document_update_to_row)(document))


@cache
def _readings() -> TypeAdapter[Reading]:
    return TypeAdapter(Reading)
