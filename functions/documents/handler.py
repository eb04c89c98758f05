"""/v1/documents"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from functions.documents.answers import show_upload
from functions.documents.schemas import DocumentIn, DocumentList, DocumentOut, DocumentTextOut, UploadOut
from shared import bootstrap
from shared.api.app import documented, make_app, make_handler
from shared.api.dependencies import Cursors, Now, SignedIn, Texts, Uow, Uploads
from shared.api.once import Once, changing
from shared.api.paging import Listing, PageQuery
from shared.domain.document import Document
from shared.domain.document_text import DocumentText
from shared.domain.ids import DocumentId
from shared.services import documents

app = make_app("documents", bootstrap)

_ANNOUNCED_BEFORE: dict[str, Any] = {
    "model": UploadOut,
    "description": "These bytes were announced before: the first document, with a fresh form while it is expected.",
}


@app.post(
    "/v1/documents",
    status_code=201,
    response_model=UploadOut,
    responses={200: _ANNOUNCED_BEFORE, **documented(400, 404, 409, 413, 422, 429)},
)
def create_document(
    body: DocumentIn,
    once: Annotated[Once, Depends(changing())],
    caller: SignedIn,
    uow: Uow,
    uploads: Uploads,
    now: Now,
) -> Response:
    """Announce a file, and get a form to upload it with, straight to where files lie, within five minutes.

    A file that has come is checked before anything else: GET the document to see whether it is `received`.
    The same bytes again are the same document, with a fresh form; a file that was rejected or erased is a new one.
    Under one `Idempotency-Key` the answer stays what it was, with the form that has expired by then.
    404 `user-not-found`: put a profile first.
    """
    return once.run(
        lambda: documents.request_upload(caller.user_id, body.announced(), uow, uploads, now),
        show_upload,
    )


@app.get("/v1/documents", response_model=DocumentList, responses=documented(400, 422))
def list_documents(
    asked: Annotated[PageQuery, Query()], caller: SignedIn, uow: Uow, cursors: Cursors
) -> Listing[Document]:
    """The caller's documents, newest first; of those that are erased, that there was one."""
    scope = ("documents", caller.user_id)
    page = documents.list_documents(caller.user_id, cursors.read(asked.cursor, *scope), asked.limit, uow)
    return cursors.listing(page, *scope)


@app.get("/v1/documents/{document_id}", response_model=DocumentOut, responses=documented(404))
def get_document(document_id: UUID, caller: SignedIn, uow: Uow) -> Document:
    """One of the caller's documents: how far it is, and what reading it said. Somebody else's is 404, as none."""
    return documents.get_document(caller.user_id, DocumentId(document_id), uow)


@app.get("/v1/documents/{document_id}/text", response_model=DocumentTextOut, responses=documented(404))
def get_text(document_id: UUID, caller: SignedIn, uow: Uow, texts: Texts) -> DocumentText:
    """The text of one of the caller's documents, as a workflow read it; it is there until the document is erased.

    404 `text-not-found`: it has not been read, or is erased. Somebody else's is 404 `document-not-found`, as none.
    """
    return documents.get_text(caller.user_id, DocumentId(document_id), uow, texts)


@app.delete("/v1/documents/{document_id}", status_code=204, responses=documented(404, 409))
def erase_document(document_id: UUID, caller: SignedIn, uow: Uow, now: Now) -> None:
    """Erase one of the caller's files, for ever: its name and checksum at once, its bytes and its text within minutes.

    What was assessed from it stays, with its quotes: delete the assessment too. It can be repeated.
    """
    documents.erase_document(caller.user_id, DocumentId(document_id), uow, now)


handler = make_handler(app, lambda uow: uow.documents)
