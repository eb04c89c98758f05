"""What is read of documents."""

from collections.abc import Collection, Sequence

from shared.domain.document import Document, DocumentState
from shared.domain.ids import DocumentId, UserId
from shared.repositories.rows.documents import DOCUMENT_COLUMNS, document_from_row
from shared.repositories.supabase.api import DataApi

_USABLE = [DocumentState.EXPECTED.value, DocumentState.RECEIVED.value, DocumentState.EXTRACTED.value]


class SupabaseDocuments:
    """The part of a store that is documents."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def document(self, user_id: UserId, document_id: DocumentId) -> Document | None:
        rows = self._api.owned("documents", DOCUMENT_COLUMNS, user_id, document_id)
        return document_from_row(rows[0]) if rows else None

    def documents_among(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        request = self._api.select("documents", DOCUMENT_COLUMNS).eq("user_id", user_id)
        ids = [str(document_id) for document_id in document_ids]
        return [document_from_row(row) for row in self._api.rows(request.in_("id", ids))]

    def document_with(self, user_id: UserId, sha256: str) -> Document | None:
        # A quoted member of a list is taken to the letter.
        request = self._api.select("documents", DOCUMENT_COLUMNS).eq("user_id", user_id)
        rows = self._api.rows(request.in_("sha256", [sha256]).in_("state", _USABLE))
        return document_from_row(rows[0]) if rows else None

    def documents_before(self, user_id: UserId, before: DocumentId | None, limit: int) -> Sequence[Document]:
        rows = self._api.newest("documents", DOCUMENT_COLUMNS, user_id, before, limit)
        return [document_from_row(row) for row in rows]
