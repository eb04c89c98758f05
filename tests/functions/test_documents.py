import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from functions.users.export import MAX_SENT_CHARS
from shared import bootstrap
from shared.domain.document import MAX_FILE_BYTES, Reading
from shared.domain.document_text import DocumentText, Hidden
from shared.domain.text import MAX_TEXT_CHARS
from shared.extraction.files.pages import MAX_PAGES
from shared.gateways.object_store import UploadForm
from shared.services import documents
from shared.services.laid_texts import lay_text
from shared.unit_of_work.fake import FakeUnitOfWork

PDF = b"%PDF-1.7\nAnn O'Neil, data engineer\n"
# In the name of a test, which every worker must call the same.
NOBODYS_ID = "00000000-0000-4000-8000-000000000000"


def file(data=PDF, **changes):
    return {
        "filename": "Ann's CV.pdf",
        "content_type": "application/pdf",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        **changes,
    }


@pytest.fixture
def with_profile(call, anns):
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201
    return anns


@pytest.fixture
def announce(call, with_profile):
    def run(body=None, *, headers=None):
        return call("documents", "POST", "/v1/documents", token=with_profile, json_body=body or file(), headers=headers)

    return run


@pytest.fixture
def upload(objects, store):
    """What a browser does with the answer, and S3's event then does."""

    def run(answer, data=PDF):
        form = answer.json["upload"]
        objects.post(UploadForm(form["url"], form["fields"]), data)
        documents.receive(form["fields"]["key"], FakeUnitOfWork(store), objects, datetime.now(UTC))

    return run


def test_a_file_is_announced_uploaded_with_the_form_and_received(call, announce, upload, with_profile, ann):
    made = announce()
    assert made.status == 201, made.body
    document, form = made.json["document"], made.json["upload"]
    assert made.headers["location"] == document["links"]["self"] == f"/v1/documents/{document['id']}"
    assert (document["state"], document["rejection"], document["reading"]) == ("expected", None, None)
    assert {name: document[name] for name in file()} == file()
    assert form["fields"]["key"] == f"users/{ann}/documents/{document['id']}"
    assert form["fields"]["Content-Type"] == "application/pdf"
    left = datetime.fromisoformat(form["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)
    assert call("documents", "GET", made.headers["location"], token=with_profile).json == document
    upload(made)
    found = call("documents", "GET", made.headers["location"], token=with_profile)
    assert (found.status, found.json["state"]) == (200, "received")


def test_a_file_that_is_something_else_is_rejected_with_its_code(call, announce, upload, with_profile):
    data = b"no PDF at all"
    made = announce(file(data))
    upload(made, data)
    document = call("documents", "GET", made.headers["location"], token=with_profile).json
    assert (document["state"], document["rejection"]) == ("rejected", "wrong-type")
    assert announce(file(data)).status == 201


def test_the_same_file_again_is_the_first_document(announce, upload):
    first = announce()
    again = announce(file(filename="another name.pdf"))
    assert again.status == 200
    assert "location" not in again.headers
    assert again.json["document"] == first.json["document"]
    assert again.json["upload"]["fields"]["key"] == first.json["upload"]["fields"]["key"]
    upload(again)
    here = announce()
    assert (here.status, here.json["upload"], here.json["document"]["state"]) == (200, None, "received")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"size": 0}, "#/size"),
        ({"size": -1}, "#/size"),
        ({"size": MAX_FILE_BYTES + 1}, "#/size"),
        ({"size": "5"}, "#/size"),
        ({"size": 5.0}, "#/size"),
        ({"size": True}, "#/size"),
        ({"size": None}, "#/size"),
        ({"content_type": "image/png"}, "#/content_type"),
        ({"content_type": "application/pdf; charset=x"}, "#/content_type"),
        ({"filename": None}, "#/filename"),
        ({"sha256": 5}, "#/sha256"),
        ({"key": "users/bob/documents/1"}, "#/key"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(announce, changes, pointer):
    answer = announce(file(**changes))
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert [field["pointer"] for field in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    "changes",
    [{"filename": ""}, {"filename": "x" * 256}, {"filename": "a\0.pdf"}, {"sha256": "0" * 63}, {"sha256": "z" * 64}],
)
def test_a_value_that_cannot_be_used_is_told(announce, changes):
    answer = announce(file(**changes))
    assert (answer.status, answer.code) == (422, "invalid-input")


def test_a_file_needs_a_profile(call, anns):
    answer = call("documents", "POST", "/v1/documents", token=anns, json_body=file())
    assert (answer.status, answer.code) == (404, "user-not-found")


def test_the_same_key_gets_the_same_answer_and_another_file_under_it_does_not(announce):
    key = {"idempotency-key": "8e03978e"}
    made, repeated = announce(headers=key), announce(headers=key)
    assert made.status == repeated.status == 201
    assert made.json == repeated.json
    assert repeated.headers["idempotent-replayed"] == "true"
    assert repeated.headers["location"] == made.headers["location"]
    other = announce(file(b"%PDF-other"), headers=key)
    assert (other.status, other.code) == (409, "idempotency-key-reused")


def test_an_answer_that_nothing_was_written_for_is_kept_under_its_key_too(announce):
    announce()
    key = {"idempotency-key": "k"}
    found, repeated = announce(headers=key), announce(headers=key)
    assert (found.status, repeated.status) == (200, 200)
    assert found.json == repeated.json
    assert repeated.headers["idempotent-replayed"] == "true"


def test_whoever_announces_too_much_is_told_when_to_come_back(announce, monkeypatch):
    monkeypatch.setenv("SKILLPATH_WRITES_PER_MINUTE", "5")
    bootstrap.reset()
    assert [announce(file(size=size)).status for size in range(1, 6)] == [201] * 5
    answer = announce()
    assert (answer.status, answer.code) == (429, "rate-limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 60


def test_documents_are_listed_newest_first_in_pages(call, announce, with_profile):
    made = [announce(file(b"%PDF-" + bytes([number]))).json["document"]["id"] for number in range(5)]
    seen, query = [], {"limit": 2}
    while True:
        page = call("documents", "GET", "/v1/documents", token=with_profile, query=query)
        assert page.status == 200, page.body
        seen += [item["id"] for item in page.json["items"]]
        if page.json["next_cursor"] is None:
            break
        query["cursor"] = page.json["next_cursor"]
    assert seen == made[::-1]


def test_a_cursor_of_somebody_elses_list_is_refused(call, announce, with_profile, token):
    for number in range(2):
        announce(file(b"%PDF-" + bytes([number])))
    page = call("documents", "GET", "/v1/documents", token=with_profile, query={"limit": 1})
    query = {"cursor": page.json["next_cursor"]}
    answer = call("documents", "GET", "/v1/documents", token=token(uuid4()), query=query)
    assert (answer.status, answer.code) == (400, "invalid-cursor")


def test_a_document_is_erased_with_its_name_and_stays_as_one_that_was(call, announce, upload, with_profile):
    made = announce()
    upload(made)
    path = made.headers["location"]
    for _ in range(2):
        erased = call("documents", "DELETE", path, token=with_profile)
        assert (erased.status, erased.body) == (204, "")
    document = call("documents", "GET", path, token=with_profile).json
    assert (document["state"], document["filename"], document["sha256"]) == ("erased", "", "")
    again = announce()
    assert (again.status, again.json["document"]["id"] == document["id"]) == (201, False)


def test_an_upload_that_comes_after_the_erasure_is_deleted(call, announce, upload, with_profile, objects):
    made = announce()
    call("documents", "DELETE", made.headers["location"], token=with_profile)
    upload(made)
    assert objects.keys() == []


def test_what_is_erased_with_the_account_is_deleted_too(call, announce, upload, with_profile, objects, store):
    made = announce()
    upload(made)
    receipt = call("users", "DELETE", "/v1/users/me", token=with_profile)
    assert receipt.json["removed"]["documents"] == 1
    assert any("files" in line for line in receipt.json["remains"])
    with FakeUnitOfWork(store) as uow:
        assert made.json["upload"]["fields"]["key"] in uow.erasures.list_doomed(10)
    upload(made)
    assert objects.keys() == []


@pytest.fixture
def extract(store, objects, ann):
    """What a worker does with a file of Ann's that has come."""

    def run(document_id, read):
        with FakeUnitOfWork(store) as uow:
            document = uow.documents.get(ann, UUID(document_id))
            lay_text(document, read, objects)
            reading = Reading(read.page_count, len(read.text), 1.0, 0, ())
            uow.documents.update(document.extracted(reading, datetime.now(UTC)))
            uow.commit()

    return run


def text_of(text, pages):
    return DocumentText(text, pages, (), Hidden(), is_truncated=False)


def test_the_text_of_a_file_is_there_once_it_is_read_until_the_document_is_erased(
    call, announce, upload, extract, with_profile
):
    made = announce()
    path = f"{made.headers['location']}/text"

    def asked():
        answer = call("documents", "GET", path, token=with_profile)
        return answer.status, answer.json if answer.status == 200 else answer.code

    assert asked() == (404, "text-not-found")
    upload(made)
    assert asked() == (404, "text-not-found")
    read = text_of("Zoë 🦉, data engineer\n\nSQL", (0, 23))
    extract(made.json["document"]["id"], read)
    assert asked() == (200, {"text": read.text, "pages": [0, 23]})
    document = call("documents", "GET", made.headers["location"], token=with_profile).json
    assert document["links"] == {"self": made.headers["location"], "text": path}
    call("documents", "DELETE", made.headers["location"], token=with_profile)
    assert asked() == (404, "text-not-found")
    erased = call("documents", "GET", made.headers["location"], token=with_profile).json
    assert erased["links"] == {"self": made.headers["location"], "text": None}


def test_the_longest_text_fits_an_answer(call, announce, upload, extract, with_profile):
    """Of signs that take most, on as many pages as are read."""
    made = announce()
    upload(made)
    for sign in ("\U0001f989", "\x01", '"'):
        read = text_of(sign * MAX_TEXT_CHARS, tuple(range(MAX_PAGES)))
        extract(made.json["document"]["id"], read)
        answer = call("documents", "GET", f"{made.headers['location']}/text", token=with_profile)
        assert (answer.status, answer.json["text"]) == (200, read.text)
        # What Lambda hands on is JSON around it.
        assert len(json.dumps(answer.body)) < MAX_SENT_CHARS / 3


def test_where_files_do_not_answer_the_text_is_for_later(call, announce, upload, extract, with_profile, objects):
    made = announce()
    upload(made)
    extract(made.json["document"]["id"], text_of("Ann", (0,)))
    objects.is_down = True
    answer = call("documents", "GET", f"{made.headers['location']}/text", token=with_profile)
    assert (answer.status, answer.code) == (503, "object-store-unavailable")
    assert "retry-after" in answer.headers


def test_another_users_document_is_as_one_that_never_was(call, announce, with_profile, token):
    made = announce()
    bens = token(uuid4())
    call("users", "PUT", "/v1/users/me", token=bens, json_body={"display_name": "Ben"})
    for method, part in (("GET", ""), ("DELETE", ""), ("GET", "/text")):
        theirs = call("documents", method, f"{made.headers['location']}{part}", token=bens)
        none = call("documents", method, f"/v1/documents/{uuid4()}{part}", token=bens)
        assert (theirs.status, theirs.code) == (none.status, none.code) == (404, "document-not-found"), method
    same = call("documents", "POST", "/v1/documents", token=bens, json_body=file())
    assert same.status == 201
    assert same.json["document"]["id"] != made.json["document"]["id"]
    kept = call("documents", "GET", made.headers["location"], token=with_profile)
    assert kept.json == made.json["document"]


def test_an_id_that_is_none_names_nothing(call, with_profile):
    answer = call("documents", "GET", "/v1/documents/cv.pdf", token=with_profile)
    assert (answer.status, answer.code) == (404, "not-found")


def test_the_caller_is_told_where_no_bucket_is_named(call, announce, monkeypatch):
    from functions.documents.handler import app
    from shared.api.dependencies import get_upload_signer

    del app.dependency_overrides[get_upload_signer]
    monkeypatch.setenv("SKILLPATH_STORE", "sql")
    bootstrap.reset()
    answer = announce()
    assert (answer.status, answer.code) == (503, "not-configured")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/documents"),
        ("GET", "/v1/documents"),
        ("GET", f"/v1/documents/{NOBODYS_ID}"),
        ("GET", f"/v1/documents/{NOBODYS_ID}/text"),
        ("DELETE", f"/v1/documents/{NOBODYS_ID}"),
    ],
)
def test_nobody_gets_in_without_a_token(call, method, path):
    answer = call("documents", method, path, json_body=file() if method == "POST" else None)
    assert (answer.status, answer.code) == (401, "not-authenticated")
