"""Documents as a block sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.domain.document import Document
from shared.domain.ids import DocumentId, UserId
from shared.domain.page import Page
from shared.repositories.staged.checks import id_of_cursor, require_limit, require_storable, with_spare
from shared.repositories.staged.staging import Op, Staging, merge
from shared.repositories.staged.store import Documents


@dataclass(frozen=True, slots=True)
class StagedDocuments:
    store: Documents
    staging: Staging

    def get(self, user_id: UserId, document_id: DocumentId) -> Document | None:
        if staged := self.staging.documents.get(document_id):
            return staged if staged.user_id == user_id else None
        return None if user_id in self.staging.erased else self.store.document(user_id, document_id)

    def get_many(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        require_limit(max(1, len(document_ids)))
        staged = self.staging.documents
        wanted = set() if user_id in self.staging.erased else {key for key in document_ids if key not in staged}
        return merge(
            stored=self.store.documents_among(user_id, wanted) if wanted else (),
            is_staged=lambda _: False,
            staged=[row for row in staged.values() if row.id in document_ids and row.user_id == user_id],
        )

    def find_by_sha256(self, user_id: UserId, sha256: str) -> Document | None:
        staged = self.staging.documents
        for document in staged.values():
            if document.user_id == user_id and document.sha256 == sha256 and document.is_usable:
                return document
        found = None if user_id in self.staging.erased else self.store.document_with(user_id, sha256)
        return found if found and found.id not in staged else None

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[Document]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = DocumentId(cursor) if cursor else None
        staged = self.staging.documents
        mine = [document for document in staged.values() if document.user_id == user_id]
        is_erased = user_id in self.staging.erased
        rows = merge(
            stored=() if is_erased else self.store.documents_before(user_id, before, with_spare(limit, staged)),
            is_staged=lambda row: row.id in staged,
            staged=[row for row in mine if before is None or row.id < before],
        )
        rows.sort(key=lambda row: row.id, reverse=True)
        next_key = str(rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def add(self, document: Document) -> None:
        self._stage(Op.INSERT, document)

    def update(self, document: Document) -> None:
        self._stage(Op.UPDATE, document)

    def _stage(self, op: Op, document: Document) -> None:
        require_storable((document.filename,))
        self.staging.stage(op, document)
        self.staging.documents[document.id] = document
