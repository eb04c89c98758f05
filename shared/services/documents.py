"""Files that people upload: announced, put into the object store by their browser, and checked as they come.

What is announced is what the form takes: exactly these bytes, to exactly one key. Whether it was so is checked all the
same when the store says that a file has come, before anything else is done with it.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.document import (
    MAX_FILE_BYTES,
    ArrivalCode,
    ContentType,
    Document,
    DocumentState,
    KeyParts,
    parts_of_key,
)
from shared.domain.document_text import DocumentText
from shared.domain.errors import (
    DocumentNotFoundError,
    DuplicateDocumentError,
    InvalidInputError,
    ObjectNotFoundError,
    StaleVersionError,
    TextNotFoundError,
)
from shared.domain.file_head import HEAD_BYTES, begins_as
from shared.domain.ids import DocumentId, UserId
from shared.domain.page import Page
from shared.domain.text import one_line
from shared.gateways.object_store import ObjectReader, ObjectStore, StoredObject, UploadForm, UploadSigner
from shared.services.laid_texts import laid_text
from shared.unit_of_work.abstract import UnitOfWork

MAX_FILENAME_CHARS = 255
UPLOAD_LASTS = timedelta(minutes=5)

_SHA256 = re.compile(r"[0-9a-f]{64}")

_log = logging.getLogger("skillpath.documents")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A file that somebody is about to upload.

    Attributes:
        filename: 1..255 characters on one line.
        size: in bytes, 1..MAX_FILE_BYTES.
        sha256: of the bytes, hex.
    """

    filename: str
    content_type: ContentType
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A document, and how its bytes get here.

    Attributes:
        form, expires_at: what takes them, and until when; None where they are here already.
        is_new: whether nobody had announced these bytes before.
    """

    document: Document
    form: UploadForm | None
    expires_at: datetime | None
    is_new: bool


def request_upload(
    user_id: UserId, announced: Announcement, uow: UnitOfWork, uploads: UploadSigner, now: datetime
) -> Upload:
    """A form for a file. The same bytes again are the same document: with a fresh form while they are expected.

    Three round trips behind an admission: the admission, what has these bytes, the commit.

    Raises:
        InvalidInputError: name, size or checksum cannot be used.
        UserNotFoundError: the user has no profile yet.
        StaleVersionError: the document was changed at the same moment, twice.
    """
    checked = _checked(announced)
    try:
        return _request_upload(user_id, checked, uow, uploads, now)
    except (DuplicateDocumentError, StaleVersionError):
        # The same was announced, or came, between our look and our write.
        return _request_upload(user_id, checked, uow, uploads, now)


def list_documents(user_id: UserId, after: str | None, limit: int, uow: UnitOfWork) -> Page[Document]:
    """The user's documents, newest first: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.documents.list_page(user_id, after, limit)


def get_document(user_id: UserId, document_id: DocumentId, uow: UnitOfWork) -> Document:
    """Raises:
    DocumentNotFoundError: there is none of this user's with that id.
    """
    with uow:
        return _existing(user_id, document_id, uow)


def get_text(user_id: UserId, document_id: DocumentId, uow: UnitOfWork, texts: ObjectReader) -> DocumentText:
    """The text that was read from the user's file, with its pages. One round trip to the store, and the object.

    Raises:
        DocumentNotFoundError: there is none of this user's with that id.
        TextNotFoundError: it was not read, or is erased.
        ObjectStoreUnavailableError: where files lie does not answer.
    """
    document = get_document(user_id, document_id, uow)
    if document.state is DocumentState.EXTRACTED:
        try:
            return laid_text(document, texts)
        except ObjectNotFoundError:
            # Gone since we looked; or a right is missing, as S3 does not tell the two apart.
            _log.warning("the text of a document that was read is not there, or may not be read")
    if document.is_usable:
        raise TextNotFoundError("there is no text of it: POST /v1/workflows with kind assess_document reads a CV")
    raise TextNotFoundError(f"the document is {document.state}: it has no text, so upload another")


def erase_document(user_id: UserId, document_id: DocumentId, uow: UnitOfWork, now: datetime) -> None:
    """Nothing of the file stays but that there was one. Its objects are doomed with the commit: the relay deletes them.

    It can be repeated. Two round trips: the document, the commit.

    Raises:
        DocumentNotFoundError: there is none of this user's with that id.
        StaleVersionError: the document was changed at the same moment, twice.
    """
    try:
        _erase(user_id, document_id, uow, now)
    except StaleVersionError:
        # It came, or was read, between our look and our write: what is there now is to go.
        _erase(user_id, document_id, uow, now)


def receive_all(keys: Iterable[str], uow: UnitOfWork, objects: ObjectStore, now: datetime) -> None:
    """Each of what one message tells of: see `receive`, whose errors stop it. It can be repeated."""
    for key in keys:
        receive(key, uow, objects, now)


def receive(key: str, uow: UnitOfWork, objects: ObjectStore, now: datetime) -> Document | None:
    """Something came to this key: check that it is what was announced. It can be told of twice, late and out of order.

    Four round trips where it is: the document, what the store knows, its first bytes, the commit. One where that was
    done before, and for a text that was read. Two more where its document is erased or gone by now, as it is deleted:
    an upload can come after that, and a text from a worker that did not know yet.

    Args:
        uow: with the service's rights.

    Returns:
        The document as it is now; None where there is none, or the key is of no document.

    Raises:
        ObjectStoreUnavailableError, StoreUnavailableError: tell it again later.
        StaleVersionError: the document was changed at the same moment, twice.
    """
    parts = parts_of_key(key)
    if parts is None:
        return None
    try:
        return _receive(key, parts, uow, objects, now)
    except StaleVersionError:
        # It was erased, or received by somebody else, between our look and our write.
        return _receive(key, parts, uow, objects, now)


def _checked(announced: Announcement) -> Announcement:
    filename = one_line(announced.filename, "the filename", MAX_FILENAME_CHARS)
    if not 1 <= announced.size <= MAX_FILE_BYTES:
        raise InvalidInputError(f"the file has {announced.size:,} bytes: it may have 1 to {MAX_FILE_BYTES:,}")
    sha256 = announced.sha256.lower()
    if not _SHA256.fullmatch(sha256):
        raise InvalidInputError("sha256 is not the SHA-256 of a file: give its 64 hexadecimal digits")
    return Announcement(filename, announced.content_type, announced.size, sha256)


def _request_upload(
    user_id: UserId, announced: Announcement, uow: UnitOfWork, uploads: UploadSigner, now: datetime
) -> Upload:
    with uow:
        found = uow.documents.find_by_sha256(user_id, announced.sha256)
        if found and found.state is DocumentState.EXPECTED and not _is_like(found, announced):
            # No form of the first takes these bytes: one of the two announcements is wrong, and this one is later.
            uow.documents.update(found.erased(now))
            found = None
        document = found or Document.new(
            user_id, announced.filename, announced.content_type, announced.size, announced.sha256, now
        )
        if found is None:
            uow.documents.add(document)
        upload = _upload(document, uploads, now, is_new=found is None)
        uow.commit(upload)
    return upload


def _is_like(document: Document, announced: Announcement) -> bool:
    return (document.content_type, document.size) == (announced.content_type, announced.size)


def _upload(document: Document, uploads: UploadSigner, now: datetime, *, is_new: bool) -> Upload:
    if document.state is not DocumentState.EXPECTED:
        return Upload(document, None, None, is_new)
    form = uploads.presign_upload(
        document.key, document.content_type, document.size, document.sha256, int(UPLOAD_LASTS.total_seconds())
    )
    return Upload(document, form, now + UPLOAD_LASTS, is_new)


def _existing(user_id: UserId, document_id: DocumentId, uow: UnitOfWork) -> Document:
    document = uow.documents.get(user_id, document_id)
    if document is None:
        raise DocumentNotFoundError(f"you have no document {document_id}: GET /v1/documents lists yours")
    return document


def _erase(user_id: UserId, document_id: DocumentId, uow: UnitOfWork, now: datetime) -> None:
    with uow:
        document = _existing(user_id, document_id, uow)
        if document.state is not DocumentState.ERASED:
            uow.documents.update(document.erased(now))
            uow.commit()


def _receive(key: str, parts: KeyParts, uow: UnitOfWork, objects: ObjectStore, now: datetime) -> Document | None:
    with uow:
        document = uow.documents.get(parts.user_id, parts.document_id)
        if document is None or not document.is_usable:
            objects.delete(key)
            return document
        if parts.is_text:
            return document
        stored = objects.find(key) if document.state is DocumentState.EXPECTED else None
        if stored is None:
            # Received before; or deleted since the store told of it.
            return document
        code = _rejection(document, stored, objects)
        document = document.received(now) if code is None else document.rejected(code, now)
        uow.documents.update(document)
        uow.commit()
    if code is not None:
        # After the commit: whoever dies between the two is told again, and deletes it as one that nobody expects.
        objects.delete(key)
    return document


def _rejection(document: Document, stored: StoredObject, objects: ObjectStore) -> ArrivalCode | None:
    if stored.size != document.size:
        return ArrivalCode.SIZE_MISMATCH
    if stored.content_type != document.content_type:
        return ArrivalCode.WRONG_TYPE
    # A store that reckoned the checksum spares us the whole of it.
    data = objects.read(document.key, 0, None if stored.sha256 is None else HEAD_BYTES)
    if (stored.sha256 or hashlib.sha256(data).hexdigest()) != document.sha256:
        return ArrivalCode.CHECKSUM_MISMATCH
    if not begins_as(document.content_type, data[:HEAD_BYTES], is_whole=document.size <= HEAD_BYTES):
        return ArrivalCode.WRONG_TYPE
    return None
