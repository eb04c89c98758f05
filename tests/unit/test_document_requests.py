"""What files cost over the wire to the database; tests/unit/test_documents_service.py counts the object store's."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import respx

from shared.domain.document import ContentType, Document, DocumentState
from shared.domain.ids import UserId, new_id
from shared.domain.request import Limit, WriteRequest
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.repositories.rows.documents import document_to_row
from shared.services import documents
from shared.services.documents import Announcement
from shared.unit_of_work.supabase import SupabaseUnitOfWork, make_http_client
from tests.contract.samples import NOW

REST = "https://project.supabase.test/rest/v1"
PDF = b"%PDF-1.7\n"
ANNOUNCED = Announcement("cv.pdf", ContentType.PDF, len(PDF), hashlib.sha256(PDF).hexdigest())
EXPECTED = Document.new(UserId(new_id()), "cv.pdf", ContentType.PDF, len(PDF), ANNOUNCED.sha256, NOW)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        admitted = {"user": True, "retry_after_s": None, "answer": None, "profile": None}
        router.post(f"{REST}/rpc/admit").respond(json=admitted)
        router.post(f"{REST}/rpc/apply_changes").respond(json={"applied": 1})
        yield router


@pytest.fixture
def uow() -> Iterator[SupabaseUnitOfWork]:
    with make_http_client() as http:
        yield SupabaseUnitOfWork(http, "https://project.supabase.test", "sb_publishable_key", "token")


@pytest.fixture
def objects() -> MemoryObjectStore:
    store = MemoryObjectStore(lambda: NOW)
    store.write(EXPECTED.key, PDF, ContentType.PDF)
    return store


def holds(api: respx.MockRouter, *rows: Document) -> None:
    """Have every look at documents find these."""
    found = json.loads(json.dumps([document_to_row(row) for row in rows], default=str))
    api.get(url__startswith=f"{REST}/documents").mock(return_value=httpx.Response(200, json=found))


@pytest.mark.parametrize("found", [(), (EXPECTED,), (replace(EXPECTED, size=5),)], ids=["new", "again", "otherwise"])
def test_announcing_a_file_is_three_round_trips(api, uow, objects, found):
    holds(api, *found)
    request = WriteRequest(EXPECTED.user_id, 1, Limit(burst=60, per_minute=30), None, "0a" * 32)
    assert uow.admit(request) is None
    documents.request_upload(EXPECTED.user_id, ANNOUNCED, uow, objects, NOW)
    # Where nothing is to be written, and there is no key to keep the answer under, nothing is sent.
    assert len(api.calls) == (2 if found == (EXPECTED,) else 3)


def test_receiving_a_file_is_two_round_trips(api, uow, objects):
    holds(api, EXPECTED)
    assert documents.receive(EXPECTED.key, uow, objects, LATER).state is DocumentState.RECEIVED
    assert len(api.calls) == 2


@pytest.mark.parametrize("key", [EXPECTED.key, EXPECTED.text_key], ids=["file", "text"])
def test_hearing_of_it_again_and_of_its_text_is_one(api, uow, objects, key):
    holds(api, EXPECTED.received(NOW))
    documents.receive(key, uow, objects, LATER)
    assert len(api.calls) == 1


def test_hearing_of_what_nobody_expects_is_one(api, uow, objects):
    holds(api)
    assert documents.receive(EXPECTED.key, uow, objects, LATER) is None
    assert len(api.calls) == 1


def test_hearing_of_something_else_is_none(api, uow, objects):
    assert documents.receive("backup/1", uow, objects, LATER) is None
    assert len(api.calls) == 0


def test_erasing_is_two_round_trips_and_one_where_that_was_done(api, uow):
    holds(api, EXPECTED)
    documents.erase_document(EXPECTED.user_id, EXPECTED.id, uow, LATER)
    assert len(api.calls) == 2
    holds(api, EXPECTED.erased(LATER))
    documents.erase_document(EXPECTED.user_id, EXPECTED.id, uow, LATER)
    assert len(api.calls) == 3
