"""What is read of documents, and of what is left where they are erased."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from shared.domain.document import Document, DocumentState
from shared.domain.ids import DocumentId, RunId, UserId
from shared.domain.workflow import Receipt, owner_sha256
from shared.repositories.job_tables import documents, doomed_objects, erasure_receipts
from shared.repositories.rows.documents import DOCUMENT_COLUMNS, document_from_row
from shared.repositories.rows.erasures import RECEIPT_COLUMNS, receipt_from_row
from shared.repositories.sqlalchemy.session import SqlSession, columns
from shared.repositories.sqlalchemy.users import newest, owned

_UNUSABLE = (DocumentState.REJECTED.value, DocumentState.ERASED.value)


class SqlDocuments:
    """The part of a store that is read of them."""

    _session: SqlSession

    def document(self, user_id: UserId, document_id: DocumentId) -> Document | None:
        query = owned(documents, DOCUMENT_COLUMNS, user_id)
        rows = self._session.rows(query.where(documents.c.id == str(document_id)))
        return document_from_row(rows[0]) if rows else None

    def documents_among(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        query = owned(documents, DOCUMENT_COLUMNS, user_id)
        rows = self._session.rows(query.where(documents.c.id.in_([str(document_id) for document_id in document_ids])))
        return [document_from_row(row) for row in rows]

    def document_with(self, user_id: UserId, sha256: str) -> Document | None:
        query = owned(documents, DOCUMENT_COLUMNS, user_id)
        found = (documents.c.sha256 == sha256, documents.c.state.not_in(_UNUSABLE))
        rows = self._session.rows(query.where(*found))
        return document_from_row(rows[0]) if rows else None

    def documents_before(self, user_id: UserId, before: DocumentId | None, limit: int) -> Sequence[Document]:
        rows = self._session.rows(newest(documents, DOCUMENT_COLUMNS, user_id, before, limit))
        return [document_from_row(row) for row in rows]

    def receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None:
        query = columns(erasure_receipts, RECEIPT_COLUMNS)
        at = (erasure_receipts.c.run_id == str(run_id), erasure_receipts.c.owner_sha256 == owner_sha256(user_id))
        rows = self._session.rows(query.where(*at))
        return receipt_from_row(rows[0]) if rows else None

    def doomed(self, limit: int) -> Sequence[str]:
        query = select(doomed_objects.c.key).order_by(doomed_objects.c.doomed_at, doomed_objects.c.key).limit(limit)
        return [row["key"] for row in self._session.rows(query)]
