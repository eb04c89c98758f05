import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.document import MAX_FILE_BYTES, ContentType, DocumentState, Reading
from shared.domain.document_text import DocumentText, Hidden
from shared.domain.errors import (
    DocumentNotFoundError,
    InvalidInputError,
    ObjectStoreUnavailableError,
    StaleVersionError,
    TextNotFoundError,
    UserNotFoundError,
)
from shared.domain.ids import DocumentId, UserId
from shared.domain.user import User
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.repositories.fake import MemoryRepository
from shared.services import documents
from shared.services.documents import Announcement
from shared.services.laid_texts import laid_text, lay_text
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
PDF = b"%PDF-1.7\n" + b"Ann O'Neil, data engineer\n" * 300
NDJSON = b'{"ref": "1", "document_id": "00000000-0000-4000-8000-000000000000"}\n'


def announced(data=PDF, content_type=ContentType.PDF, **changes):
    made = Announcement("Ann's CV.pdf", content_type, len(data), hashlib.sha256(data).hexdigest())
    return replace(made, **changes)


class World:
    """One store of rows, one of files, and Ann, who has a profile."""

    def __init__(self):
        self.store = MemoryRepository(lambda: NOW)
        self.objects = MemoryObjectStore(lambda: NOW)
        self.ann = self.person()

    def uow(self):
        return FakeUnitOfWork(self.store)

    def person(self):
        user_id = UserId(uuid4())
        with self.uow() as uow:
            uow.users.add(User.new(user_id, "Ann", "en", NOW))
            uow.commit()
        return user_id

    def request(self, what=None, *, user_id=None, now=NOW):
        asked = what or announced()
        return documents.request_upload(user_id or self.ann, asked, self.uow(), self.objects, now)

    def receive(self, key, *, uow=None):
        return documents.receive(key, uow or self.uow(), self.objects, LATER)

    def get(self, document):
        return documents.get_document(self.ann, document.id, self.uow())

    def doomed(self):
        with self.uow() as uow:
            return list(uow.erasures.list_doomed(100))


@pytest.fixture
def world():
    return World()


@pytest.fixture
def arrived(world):
    """An upload whose bytes lie there, though nobody was told yet."""
    upload = world.request()
    world.objects.post(upload.form, PDF)
    return upload.document


class Racing(FakeUnitOfWork):
    """One in whose first commit somebody else comes first."""

    def __init__(self, store, first):
        super().__init__(store)
        self._first = first

    def commit(self, result=None):
        first, self._first = self._first, lambda: None
        first()
        super().commit(result)


class Counted(MemoryObjectStore):
    """Counts what is asked of it."""

    def __init__(self, clock):
        super().__init__(clock)
        self.asked = []

    def find(self, key):
        self.asked.append("find")
        return super().find(key)

    def read(self, key, start=0, end=None):
        self.asked.append(("read", start, end))
        return super().read(key, start, end)

    def delete(self, key):
        self.asked.append("delete")
        return super().delete(key)


def test_an_upload_is_recorded_as_expected_with_a_form_for_five_minutes(world):
    upload = world.request()
    document = upload.document
    assert upload.is_new
    assert world.get(document) == document
    assert (document.state, document.filename, document.size) == (DocumentState.EXPECTED, "Ann's CV.pdf", len(PDF))
    assert (document.version, document.created_at) == (1, NOW)
    assert upload.expires_at == NOW + timedelta(minutes=5)
    assert upload.form.fields["key"] == document.key == f"users/{world.ann}/documents/{document.id}"
    world.objects.post(upload.form, PDF)
    assert world.objects.keys() == [document.key]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"filename": ""}, "filename"),
        ({"filename": " \t "}, "filename"),
        ({"filename": "x" * 256}, "filename"),
        ({"filename": "a\nb.pdf"}, "filename"),
        ({"filename": "\ud800.pdf"}, "filename"),
        ({"size": 0}, "bytes"),
        ({"size": -1}, "bytes"),
        ({"size": MAX_FILE_BYTES + 1}, "bytes"),
        ({"sha256": ""}, "sha256"),
        ({"sha256": "0" * 63}, "sha256"),
        ({"sha256": "g" * 64}, "sha256"),
        ({"sha256": "0" * 65}, "sha256"),
        ({"sha256": "0" * 64 + "\n"}, "sha256"),
    ],
)
def test_what_cannot_be_announced_is_refused_and_leaves_nothing(world, changes, named):
    with pytest.raises(InvalidInputError, match=named):
        world.request(announced(**changes))
    assert documents.list_documents(world.ann, None, 10, world.uow()).items == ()


@pytest.mark.parametrize("changes", [{"size": MAX_FILE_BYTES}, {"size": 1}, {"filename": "x" * 255}])
def test_the_bounds_themselves_are_within_them(world, changes):
    assert world.request(announced(**changes)).is_new


def test_a_checksum_is_the_same_in_capitals(world):
    first = world.request()
    again = world.request(announced(sha256=announced().sha256.upper()))
    assert again.document == first.document


def test_whoever_has_no_profile_uploads_nothing(world):
    with pytest.raises(UserNotFoundError):
        world.request(user_id=UserId(uuid4()))


def test_the_same_file_again_is_the_first_document_with_a_fresh_form_while_it_is_expected(world):
    first = world.request()
    again = world.request(announced(filename="the same by another name.pdf"), now=LATER)
    assert not again.is_new
    assert again.document == first.document
    assert again.expires_at == LATER + timedelta(minutes=5)
    assert again.form.fields["key"] == first.document.key


def test_the_same_file_again_needs_no_form_once_it_is_here(world, arrived):
    world.receive(arrived.key)
    again = world.request()
    assert (again.is_new, again.form, again.expires_at) == (False, None, None)
    assert again.document.id == arrived.id
    assert again.document.state is DocumentState.RECEIVED


@pytest.mark.parametrize("changes", [{"size": 5}, {"content_type": ContentType.PLAIN}])
def test_a_file_that_was_announced_as_what_it_is_not_can_be_announced_anew(world, changes):
    wrong = world.request(announced(**changes))
    right = world.request()
    assert right.is_new
    assert world.get(wrong.document).state is DocumentState.ERASED
    world.objects.post(right.form, PDF)
    assert world.receive(right.document.key).state is DocumentState.RECEIVED


def test_a_file_that_was_erased_can_be_announced_anew(world, arrived):
    world.receive(arrived.key)
    documents.erase_document(world.ann, arrived.id, world.uow(), LATER)
    again = world.request()
    assert again.is_new
    assert again.document.id != arrived.id


def test_a_file_that_was_rejected_can_be_announced_anew(world):
    document = world.request().document
    world.objects.write(document.key, b"x", ContentType.PDF)
    assert world.receive(document.key).state is DocumentState.REJECTED
    again = world.request()
    assert again.is_new
    world.objects.post(again.form, PDF)
    assert world.receive(again.document.key).state is DocumentState.RECEIVED


def test_the_same_bytes_of_two_people_are_two_documents(world):
    bob = world.person()
    anns, bobs = world.request(), world.request(user_id=bob)
    assert anns.document.id != bobs.document.id
    with pytest.raises(DocumentNotFoundError):
        documents.get_document(bob, anns.document.id, world.uow())
    with pytest.raises(DocumentNotFoundError):
        documents.erase_document(bob, anns.document.id, world.uow(), NOW)
    assert documents.list_documents(bob, None, 10, world.uow()).items == (bobs.document,)


def test_of_two_that_announce_one_file_at_the_same_moment_both_get_the_same_document(world):
    first = []
    uow = Racing(world.store, lambda: first.append(world.request()))
    second = documents.request_upload(world.ann, announced(), uow, world.objects, NOW)
    assert second.document == first[0].document
    assert [first[0].is_new, second.is_new] == [True, False]


def test_documents_are_listed_newest_first_page_by_page(world):
    made = [world.request(announced(b"%PDF-" + bytes([number]))).document for number in range(5)]
    seen, after = [], None
    while True:
        page = documents.list_documents(world.ann, after, 2, world.uow())
        seen += page.items
        if (after := page.next_key) is None:
            break
    assert seen == made[::-1]


@pytest.mark.parametrize("is_reckoned", [True, False])
def test_a_file_that_came_as_announced_is_received(world, is_reckoned):
    world.objects.reckons = is_reckoned
    upload = world.request()
    world.objects.post(upload.form, PDF)
    received = world.receive(upload.document.key)
    assert (received.state, received.rejection, received.version) == (DocumentState.RECEIVED, None, 2)
    assert received.updated_at == LATER
    assert world.get(received) == received
    assert world.objects.read(received.key) == PDF


def test_a_file_costs_its_head_and_its_first_kilobytes_where_the_store_reckoned_its_checksum(world):
    world.objects = Counted(lambda: NOW)
    upload = world.request()
    world.objects.post(upload.form, PDF)
    world.receive(upload.document.key)
    assert world.objects.asked == ["find", ("read", 0, 4096)]
    world.receive(upload.document.key)
    assert len(world.objects.asked) == 2


@pytest.mark.parametrize("is_reckoned", [True, False])
@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (PDF + b"!", ContentType.PDF, "size-mismatch"),
        (PDF[:-1], ContentType.PDF, "size-mismatch"),
        (b"", ContentType.PDF, "size-mismatch"),
        (PDF[:-1] + b"!", ContentType.PDF, "checksum-mismatch"),
        (PDF, ContentType.PLAIN, "wrong-type"),
    ],
)
def test_a_file_that_is_not_what_was_announced_is_rejected_and_deleted(world, data, content_type, code, is_reckoned):
    world.objects.reckons = is_reckoned
    document = world.request().document
    # As a store would that does not hold its callers to their forms.
    world.objects.write(document.key, data, content_type)
    rejected = world.receive(document.key)
    assert (rejected.state, rejected.rejection) == (DocumentState.REJECTED, code)
    assert world.get(document) == rejected
    assert world.objects.keys() == []


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"PK\x03\x04 a zip", ContentType.PDF),
        (PDF, ContentType.DOCX),
        (PDF, ContentType.PLAIN),
        (b"\x89PNG\r\n\x1a\n\0\0", ContentType.MARKDOWN),
        (b"ref;document\n", ContentType.NDJSON),
    ],
)
def test_a_file_that_is_of_another_kind_than_it_says_is_rejected_and_deleted(world, data, content_type):
    upload = world.request(announced(data, content_type))
    world.objects.post(upload.form, data)
    rejected = world.receive(upload.document.key)
    assert (rejected.state, rejected.rejection) == (DocumentState.REJECTED, "wrong-type")
    assert world.objects.keys() == []


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"PK\x03\x04 a zip", ContentType.DOCX),
        ("Åsa, ingenjör".encode(), ContentType.PLAIN),
        (b"# Ann\n", ContentType.MARKDOWN),
        (NDJSON * 200, ContentType.NDJSON),
    ],
)
def test_a_file_of_each_kind_is_received(world, data, content_type):
    upload = world.request(announced(data, content_type))
    world.objects.post(upload.form, data)
    assert world.receive(upload.document.key).state is DocumentState.RECEIVED


def test_being_told_twice_changes_nothing_however_far_the_document_is_by_then(world, arrived):
    received = world.receive(arrived.key)
    assert world.receive(arrived.key) == received
    extracted = received.extracted(Reading(1, 20, 1.0, 0, ()), LATER)
    with world.uow() as uow:
        uow.documents.update(extracted)
        uow.commit()
    assert world.receive(arrived.key) == extracted
    assert world.objects.keys() == [arrived.key]


def test_being_told_before_the_bytes_are_there_leaves_the_document_expected(world):
    upload = world.request()
    assert world.receive(upload.document.key) == upload.document
    world.objects.post(upload.form, PDF)
    assert world.receive(upload.document.key).state is DocumentState.RECEIVED


def test_an_upload_after_the_erasure_of_its_document_is_deleted(world):
    upload = world.request()
    documents.erase_document(world.ann, upload.document.id, world.uow(), NOW)
    world.objects.post(upload.form, PDF)
    assert world.receive(upload.document.key).state is DocumentState.ERASED
    assert world.objects.keys() == []


def test_an_upload_after_the_erasure_of_its_owner_is_deleted(world, arrived):
    with world.uow() as uow:
        uow.users.delete(uow.users.get(world.ann))
        uow.commit()
    assert world.receive(arrived.key) is None
    assert world.objects.keys() == []


def test_a_second_upload_with_the_form_of_a_rejected_file_is_deleted(world):
    data = b"not a PDF at all"
    upload = world.request(announced(data))
    for _ in range(2):
        world.objects.post(upload.form, data)
        assert world.receive(upload.document.key).state is DocumentState.REJECTED
        assert world.objects.keys() == []


def test_a_text_stays_as_long_as_its_document(world, arrived):
    world.objects.write(arrived.text_key, b"{}", "application/json")
    assert world.receive(arrived.text_key) == arrived
    assert world.objects.read(arrived.text_key) == b"{}"
    documents.erase_document(world.ann, arrived.id, world.uow(), NOW)
    assert world.receive(arrived.text_key).state is DocumentState.ERASED
    assert world.objects.keys() == [arrived.key]


def test_a_text_that_is_written_after_its_owner_is_gone_is_deleted(world, arrived):
    with world.uow() as uow:
        uow.users.delete(uow.users.get(world.ann))
        uow.commit()
    world.objects.write(arrived.text_key, b"{}", "application/json")
    assert world.receive(arrived.text_key) is None
    assert world.objects.keys() == [arrived.key]


def test_what_lies_under_the_key_of_something_else_is_left_alone(world, arrived):
    for key in ("users/ann/documents/1", f"{arrived.key}/more", f"users/{world.ann}/pictures/{arrived.id}", "backup"):
        world.objects.write(key, b"x", "text/plain")
        assert world.receive(key) is None
        assert world.objects.read(key) == b"x"


def test_a_rejection_whose_object_was_not_deleted_is_made_good_when_it_is_told_again(world):
    document = world.request().document
    world.objects.write(document.key, b"x", ContentType.PDF)

    class Halted(Racing):
        def commit(self, result=None):
            super().commit(result)
            world.objects.is_down = True

    with pytest.raises(ObjectStoreUnavailableError):
        world.receive(document.key, uow=Halted(world.store, lambda: None))
    world.objects.is_down = False
    assert world.get(document).state is DocumentState.REJECTED
    assert world.objects.keys() == [document.key]
    world.receive(document.key)
    assert world.objects.keys() == []


def test_where_the_store_does_not_answer_the_document_waits(world, arrived):
    world.objects.is_down = True
    with pytest.raises(ObjectStoreUnavailableError):
        world.receive(arrived.key)
    assert world.get(arrived) == arrived


def test_an_erasure_at_the_moment_of_arrival_wins(world, arrived):
    uow = Racing(world.store, lambda: documents.erase_document(world.ann, arrived.id, world.uow(), NOW))
    assert world.receive(arrived.key, uow=uow).state is DocumentState.ERASED
    assert world.objects.keys() == []


def test_of_two_that_are_told_of_one_file_at_the_same_moment_one_receives_it(world, arrived):
    received = []
    uow = Racing(world.store, lambda: received.append(world.receive(arrived.key)))
    assert world.receive(arrived.key, uow=uow) == received[0]
    assert received[0].version == 2


def test_all_that_one_message_tells_of_is_received(world):
    uploads = [world.request(announced(b"%PDF-" + bytes([number]))) for number in range(3)]
    for number, upload in enumerate(uploads):
        world.objects.post(upload.form, b"%PDF-" + bytes([number]))
    keys = [upload.document.key for upload in uploads]
    documents.receive_all(keys, world.uow(), world.objects, LATER)
    assert {world.get(upload.document).state for upload in uploads} == {DocumentState.RECEIVED}


def test_what_is_erased_leaves_neither_its_name_nor_its_checksum_and_dooms_its_objects(world, arrived):
    world.receive(arrived.key)
    documents.erase_document(world.ann, arrived.id, world.uow(), LATER)
    erased = world.get(arrived)
    assert (erased.state, erased.filename, erased.sha256) == (DocumentState.ERASED, "", "")
    assert set(world.doomed()) == {arrived.key, arrived.text_key}


def test_erasing_can_be_repeated(world, arrived):
    for _ in range(2):
        documents.erase_document(world.ann, arrived.id, world.uow(), LATER)
    assert world.get(arrived).version == 2


def test_erasing_wins_over_an_arrival_at_the_same_moment(world, arrived):
    uow = Racing(world.store, lambda: world.receive(arrived.key))
    documents.erase_document(world.ann, arrived.id, uow, LATER)
    erased = world.get(arrived)
    assert (erased.state, erased.version) == (DocumentState.ERASED, 3)


def test_a_document_that_changes_again_and_again_is_not_chased_for_ever(world, arrived):
    class Restless(FakeUnitOfWork):
        def commit(self, result=None):
            raise StaleVersionError("changed")

    with pytest.raises(StaleVersionError):
        documents.erase_document(world.ann, arrived.id, Restless(world.store), LATER)
    with pytest.raises(StaleVersionError):
        world.receive(arrived.key, uow=Restless(world.store))


def test_a_document_that_never_was_is_not_found(world):
    with pytest.raises(DocumentNotFoundError):
        documents.get_document(world.ann, DocumentId(uuid4()), world.uow())
    with pytest.raises(DocumentNotFoundError):
        documents.erase_document(world.ann, DocumentId(uuid4()), world.uow(), NOW)


TEXT = DocumentText("Zoë \N{OWL}\n\nSQL", (0, 7), (), Hidden(), is_truncated=False)


@pytest.fixture
def extracted(world, arrived):
    """A document whose text was read."""
    received = world.receive(arrived.key)
    lay_text(received, TEXT, world.objects)
    read = received.extracted(Reading(2, len(TEXT.text), 1.0, 0, ()), LATER)
    with world.uow() as uow:
        uow.documents.update(read)
        uow.commit()
    return read


def text_of(world, document, *, user_id=None):
    return documents.get_text(user_id or world.ann, document.id, world.uow(), world.objects)


def test_a_text_is_laid_down_and_taken_up_as_it_was_read(world, extracted):
    assert laid_text(extracted, world.objects) == TEXT
    assert text_of(world, extracted) == TEXT
    assert world.objects.find(extracted.text_key).content_type == "application/json"


def test_a_text_is_its_owners_alone_and_nobody_else_has_its_object_asked_for(world, extracted):
    world.objects.is_down = True
    for user_id in (world.person(), UserId(uuid4())):
        with pytest.raises(DocumentNotFoundError):
            text_of(world, extracted, user_id=user_id)
    with pytest.raises(ObjectStoreUnavailableError):
        text_of(world, extracted)


def test_what_was_not_read_has_no_text_whatever_lies_there(world, arrived):
    lay_text(arrived, TEXT, world.objects)
    with pytest.raises(TextNotFoundError, match="assess_document"):
        text_of(world, arrived)


def test_what_is_erased_has_no_text_any_more_also_before_its_object_is_gone(world, extracted):
    documents.erase_document(world.ann, extracted.id, world.uow(), LATER)
    assert world.objects.find(extracted.text_key) is not None
    with pytest.raises(TextNotFoundError, match="erased"):
        text_of(world, extracted)


def test_a_text_that_went_between_two_looks_is_to_be_read_again_and_whoever_runs_this_is_told(world, extracted, caplog):
    world.objects.delete(extracted.text_key)
    with pytest.raises(TextNotFoundError, match="assess_document"):
        text_of(world, extracted)
    assert "may not be read" in caplog.text
    assert str(world.ann) not in caplog.text
