"""Documents in memory, and the objects that those leave behind which are erased or gone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from shared.domain.document import MAX_FILE_BYTES, Document, DocumentState
from shared.domain.ids import DocumentId, UserId
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.staged.staging import Op

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass
class DocumentTables:
    """Attributes:
    doomed: keys of objects, oldest first; a dictionary, which keeps the order and each key once.
    """

    documents: dict[DocumentId, Document] = field(default_factory=dict)
    doomed: dict[str, None] = field(default_factory=dict)

    def apply_document(self, op: Op, document: Document) -> None:
        """Of a user who is there."""
        held = self.documents.get(document.id)
        if op is Op.INSERT and held is not None:
            raise constraint_error("documents_pkey")
        if op is Op.UPDATE and (
            held is None or (held.user_id, held.version) != (document.user_id, document.version - 1)
        ):
            raise stale_error("documents")
        is_erased = document.state is DocumentState.ERASED
        for constraint, holds in (
            ("documents_filename_check", is_erased or 1 <= len(document.filename) <= 255),
            ("documents_size_check", 1 <= document.size <= MAX_FILE_BYTES),
            ("documents_sha256_check", is_erased or _SHA256.fullmatch(document.sha256)),
            ("documents_usable_sha256_key", not document.is_usable or self._is_alone(document)),
        ):
            if not holds:
                raise constraint_error(constraint)
        self.documents[document.id] = document
        if is_erased:
            self._doom(document)

    def drop_documents(self, user_id: UserId, at_most: int | None = None) -> None:
        own = sorted((row for row in self.documents.values() if row.user_id == user_id), key=lambda row: row.id)
        for document in own[:at_most]:
            self._doom(document)
            del self.documents[document.id]

    def _is_alone(self, document: Document) -> bool:
        return not any(
            (other.user_id, other.sha256) == (document.user_id, document.sha256)
            for other in self.documents.values()
            if other.is_usable and other.id != document.id
        )

    def _doom(self, document: Document) -> None:
        for key in (document.key, document.text_key):
            self.doomed.setdefault(key)


class MemoryDocuments:
    """The part of a store that is read of them."""

    _tables: DocumentTables

    def document(self, user_id: UserId, document_id: DocumentId) -> Document | None:
        found = self._tables.documents.get(document_id)
        return found if found and found.user_id == user_id else None

    def documents_among(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        return [row for document_id in document_ids if (row := self.document(user_id, document_id)) is not None]

    def document_with(self, user_id: UserId, sha256: str) -> Document | None:
        held = self._tables.documents.values()
        return next((row for row in held if row.is_usable and (row.user_id, row.sha256) == (user_id, sha256)), None)

    def documents_before(self, user_id: UserId, before: DocumentId | None, limit: int) -> Sequence[Document]:
        own = [row for row in self._tables.documents.values() if row.user_id == user_id]
        own.sort(key=lambda row: row.id, reverse=True)
        return [row for row in own if before is None or row.id < before][:limit]

    def doomed(self, limit: int) -> Sequence[str]:
        return list(self._tables.doomed)[:limit]
