"""From the announcement of a file to its erasure, under the rights of its owner and of the service, on every store."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.document import ContentType, DocumentState
from shared.domain.errors import DocumentNotFoundError
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.services import documents
from shared.services.documents import Announcement
from tests.contract.samples import NOW

PDF = b"%PDF-1.7\n" + "Ann O'Neil — “engineer”\n".encode() * 9
ANNOUNCED = Announcement('Ann O\'Neil’s "CV" {1}.pdf', ContentType.PDF, len(PDF), hashlib.sha256(PDF).hexdigest())
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def objects():
    return MemoryObjectStore(lambda: NOW)


@pytest.fixture
def request_upload(backend, objects):
    def run(what=ANNOUNCED, caller=backend.reader):
        backend.store_profile(caller)
        return documents.request_upload(caller.user_id, what, backend.uow(caller), objects, NOW)

    return run


@pytest.fixture
def receive(backend, objects):
    return lambda document: documents.receive(document.key, backend.service(), objects, LATER)


def test_a_file_is_announced_by_its_owner_and_received_by_the_service(backend, objects, request_upload, receive):
    upload = request_upload()
    objects.post(upload.form, PDF)
    received = receive(upload.document)
    found = documents.get_document(backend.reader.user_id, upload.document.id, backend.uow(backend.reader))
    assert found == received == replace(upload.document, state=DocumentState.RECEIVED, updated_at=LATER, version=2)
    assert receive(upload.document) == found


def test_a_file_that_is_not_what_was_announced_is_rejected_by_the_service(objects, request_upload, receive):
    upload = request_upload()
    objects.write(upload.document.key, PDF[:-1], "application/pdf")
    rejected = receive(upload.document)
    assert (rejected.state, rejected.rejection) == (DocumentState.REJECTED, "size-mismatch")
    assert request_upload().is_new


def test_what_was_announced_wrongly_is_erased_and_announced_anew_in_one_commit(backend, request_upload):
    wrong = request_upload(replace(ANNOUNCED, size=5))
    right = request_upload()
    assert right.is_new
    page = documents.list_documents(backend.reader.user_id, None, 10, backend.uow(backend.reader))
    assert [(item.id, item.state) for item in page.items] == [
        (right.document.id, DocumentState.EXPECTED),
        (wrong.document.id, DocumentState.ERASED),
    ]
    assert request_upload().document == right.document


def test_what_its_owner_erases_the_service_finds_doomed(backend, objects, request_upload, receive):
    upload = request_upload()
    objects.post(upload.form, PDF)
    receive(upload.document)
    user_id, document_id = backend.reader.user_id, upload.document.id
    for _ in range(2):
        documents.erase_document(user_id, document_id, backend.uow(backend.reader), LATER)
    erased = documents.get_document(user_id, document_id, backend.uow(backend.reader))
    assert (erased.state, erased.filename, erased.sha256) == (DocumentState.ERASED, "", "")
    with backend.service() as uow:
        assert {upload.document.key, upload.document.text_key} <= set(uow.erasures.list_doomed(100))
    objects.post(upload.form, PDF)
    assert receive(upload.document) == erased
    assert objects.keys() == []


def test_nobody_reads_or_erases_anothers(backend, request_upload):
    upload = request_upload()
    others = request_upload(caller=backend.other)
    assert others.is_new
    with pytest.raises(DocumentNotFoundError):
        documents.erase_document(backend.other.user_id, upload.document.id, backend.uow(backend.other), LATER)
    with pytest.raises(DocumentNotFoundError):
        documents.get_document(backend.other.user_id, upload.document.id, backend.uow(backend.other))
    kept = documents.get_document(backend.reader.user_id, upload.document.id, backend.uow(backend.reader))
    assert kept == upload.document
