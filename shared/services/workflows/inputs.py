"""The document that a workflow begins with: asked for when it is started, and again by each step that reads it."""

from datetime import timedelta
from uuid import UUID

from shared.domain.document import ContentType, Document, DocumentState
from shared.domain.errors import DocumentNotFoundError, DocumentNotUsableError, UploadMissingError
from shared.domain.ids import DocumentId, UserId
from shared.domain.workflow import Run
from shared.services.workflows.definitions import Attempt, Outcome
from shared.unit_of_work.abstract import UnitOfWork

UPLOAD_WAIT = timedelta(seconds=5)
# A form for uploading holds for five minutes, and another may be asked for; word of what came is tried again after six
# minutes, each time that a store does not answer.
UPLOAD_COMES_WITHIN = timedelta(minutes=30)


def existing_cv(user_id: UserId, document_id: DocumentId, uow: UnitOfWork) -> Document:
    """The user's document, which holds a CV or may yet; one round trip, inside a block.

    Raises:
        DocumentNotFoundError: there is none of this user's with that id.
        DocumentNotUsableError: it was rejected or erased, or is a manifest.
    """
    document = _existing(user_id, document_id, uow)
    if document.content_type is ContentType.NDJSON:
        raise DocumentNotUsableError("the document is a manifest: give a CV, or ask for bulk_assess")
    return document


def existing_manifest(user_id: UserId, document_id: DocumentId, uow: UnitOfWork) -> Document:
    """Likewise, of a manifest.

    Raises:
        DocumentNotFoundError: there is none of this user's with that id.
        DocumentNotUsableError: it was rejected or erased, or is of another type.
    """
    document = _existing(user_id, document_id, uow)
    if document.content_type is not ContentType.NDJSON:
        raise DocumentNotUsableError(
            f"the document is no manifest: upload one of the type {ContentType.NDJSON}, or ask for assess_document"
        )
    return document


def document_id_of(run: Run) -> DocumentId:
    """Of a run that is about one."""
    return DocumentId(UUID(run.input["document_id"]))


def wait_for(document: Document, attempt: Attempt) -> Outcome | None:
    """What a step does that needs the file, while it is still to come; None once it is here.

    Raises:
        UploadMissingError: it should have come long ago.
    """
    if document.state is not DocumentState.EXPECTED:
        return None
    since = attempt.run.step.started_at or attempt.now
    if attempt.now - since >= UPLOAD_COMES_WITHIN:
        raise UploadMissingError(f"the file of document {document.id} did not come: upload it, then retry")
    return Outcome(again_after=UPLOAD_WAIT)


def _existing(user_id: UserId, document_id: DocumentId, uow: UnitOfWork) -> Document:
    document = uow.documents.get(user_id, document_id)
    if document is None:
        raise DocumentNotFoundError(f"you have no document {document_id}: POST /v1/documents uploads one")
    if not document.is_usable:
        raise DocumentNotUsableError(f"the document is {document.state}: upload another with POST /v1/documents")
    return document
