"""S3's events through SQS, as Lambda hands them on."""

import copy
import hashlib
import json
import logging
from datetime import UTC, datetime
from urllib.parse import quote_plus
from uuid import uuid4

import pytest

from functions.document_received.events import created_keys
from functions.document_received.handler import handler
from shared import bootstrap
from shared.domain.document import ContentType, DocumentState
from shared.domain.errors import InvalidInputError
from shared.domain.ids import UserId
from shared.domain.user import User
from shared.local.events import LambdaContext
from shared.services import documents
from shared.services.documents import Announcement
from tests.functions.context import come_again, sqs_event

PDF = b"%PDF-1.7\nAnn O'Neil, ann@example.org\n"

# As S3 wrote them, but for ids and names:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-25)
S3_RECORD = {
    "eventVersion": "2.1",
    "eventSource": "aws:s3",
    "awsRegion": "eu-central-1",
    "eventTime": "2026-11-25T09:30:12.345Z",
    "eventName": "ObjectCreated:Post",
    "userIdentity": {"principalId": "AWS:AROAEXAMPLE:skillpath-dev-documents"},
    "requestParameters": {"sourceIPAddress": "192.0.2.7"},
    "responseElements": {
        "x-amz-request-id": "C3D13FE58DE4C810",
        "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6",
    },
    "s3": {
        "s3SchemaVersion": "1.0",
        "configurationId": "0e2f1f0a-6a4c-4b3b-9a51-3f2b8e6d4c10",
        "bucket": {
            "name": "skillpath-files",
            "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
            "arn": "arn:aws:s3:::skillpath-files",
        },
        "object": {
            "key": "",
            "size": 37,
            "eTag": "d41d8cd98f00b204e9800998ecf8427e",
            "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
            "sequencer": "0055AED6DCD90281E5",
        },
    },
}
S3_TEST_EVENT = {
    "Service": "Amazon S3",
    "Event": "s3:TestEvent",
    "Time": "2026-11-25T09:00:00.000Z",
    "Bucket": "skillpath-files",
    "RequestId": "5582815E1AEA5ADF",
    "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
}


def s3_event(*keys, name="ObjectCreated:Post"):
    records = []
    for key in keys:
        record = copy.deepcopy(S3_RECORD)
        record["eventName"] = name
        record["s3"]["object"]["key"] = quote_plus(key, safe="/")
        records.append(record)
    return json.dumps({"Records": records})


def deliver(*bodies):
    """Hand a batch on; the places of the messages that come again."""
    context = LambdaContext("document_received", 512, "r-1", deadline=60.0, clock=lambda: 0.0)
    return come_again(handler(sqs_event("DocumentQueue", bodies), context))


@pytest.fixture
def ann():
    """The id of somebody who has a profile."""
    user_id = UserId(uuid4())
    with bootstrap.worker_unit_of_work() as uow:
        uow.users.add(User.new(user_id, "Ann O'Neil", "en", datetime.now(UTC)))
        uow.commit()
    return user_id


@pytest.fixture
def upload(ann):
    """A file that lies there, of which nobody was told yet."""

    def run(data=PDF, *, sent=None):
        announced = Announcement("Ann's CV.pdf", ContentType.PDF, len(data), hashlib.sha256(data).hexdigest())
        objects = bootstrap.object_store()
        made = documents.request_upload(ann, announced, bootstrap.worker_unit_of_work(), objects, datetime.now(UTC))
        objects.write(made.document.key, data if sent is None else sent, ContentType.PDF)
        return made.document

    return run


def state(document):
    return documents.get_document(document.user_id, document.id, bootstrap.worker_unit_of_work()).state


def test_a_file_that_has_come_is_received(upload):
    document = upload()
    assert deliver(s3_event(document.key)) == []
    assert state(document) is DocumentState.RECEIVED


def test_several_files_are_told_of_in_several_messages_and_in_one(upload):
    made = [upload(b"%PDF-" + bytes([number])) for number in range(4)]
    assert deliver(s3_event(made[0].key), s3_event(*(document.key for document in made[1:]))) == []
    assert {state(document) for document in made} == {DocumentState.RECEIVED}


def test_duplicates_in_any_order_change_nothing(upload):
    first, second = upload(b"%PDF-1"), upload(b"%PDF-2")
    told = [s3_event(second.key), s3_event(first.key), s3_event(second.key, first.key), s3_event(second.key)]
    for _ in range(2):
        assert deliver(*told) == []
    assert documents.get_document(first.user_id, first.id, bootstrap.worker_unit_of_work()).version == 2
    assert bootstrap.object_store().keys() == sorted([first.key, second.key])


def test_a_file_that_is_not_what_was_announced_is_rejected_and_no_failure(upload):
    document = upload(sent=b"something else")
    assert deliver(s3_event(document.key)) == []
    assert state(document) is DocumentState.REJECTED
    assert bootstrap.object_store().keys() == []


def test_a_file_of_nobody_is_deleted():
    key = f"users/{uuid4()}/documents/{uuid4()}"
    bootstrap.object_store().write(key, PDF, "application/pdf")
    assert deliver(s3_event(key)) == []
    assert bootstrap.object_store().keys() == []


def test_the_test_event_of_s3_and_word_of_anything_else_is_taken_and_changes_nothing(upload):
    document = upload()
    others = [s3_event(document.key, name=name) for name in ("ObjectRemoved:Delete", "ObjectTagging:Put")]
    assert deliver(json.dumps(S3_TEST_EVENT), s3_event(), s3_event("some backup (1)+é.zip"), *others) == []
    assert state(document) is DocumentState.EXPECTED


def test_keys_are_read_as_they_were_before_they_were_encoded():
    assert created_keys(s3_event("a b/c+d/é(1).pdf", "x=1&y")) == ["a b/c+d/é(1).pdf", "x=1&y"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "null",
        '"ann@example.org"',
        '{"Records": {}}',
        '{"Records": [{}]}',
        '{"Records": ["ann@example.org"]}',
        '{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": 5}}}]}',
        '{"Records": [{"eventName": null}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_message_of_s3_is_refused_without_being_quoted(body):
    with pytest.raises(InvalidInputError) as caught:
        created_keys(body)
    assert "ann@" not in str(caught.value)


def test_a_message_that_fails_comes_again_alone(upload):
    document = upload()
    assert deliver("no event", s3_event(document.key), '{"Records": [{"ann@example.org": 1}]}') == [0, 2]
    assert state(document) is DocumentState.RECEIVED


def test_where_the_store_of_files_does_not_answer_every_message_comes_again(upload):
    made = [upload(b"%PDF-" + bytes([number])) for number in range(2)]
    told = [s3_event(document.key) for document in made]
    bootstrap.object_store().is_down = True
    assert deliver(*told) == [0, 1]
    bootstrap.object_store().is_down = False
    assert deliver(*told) == []
    assert {state(document) for document in made} == {DocumentState.RECEIVED}


def test_logs_name_the_message_and_nobody(upload, caplog):
    caplog.set_level(logging.DEBUG)
    document, other = upload(), upload(b"%PDF-2")
    deliver('{"Records": [{"ann@example.org": 1}]}', s3_event(document.key))
    bootstrap.object_store().is_down = True
    deliver(s3_event(other.key))
    assert "message m-0 comes again: invalid-input" in caplog.text
    assert "message m-0 comes again: object-store-unavailable" in caplog.text
    for word in ("ann@", "O'Neil", "CV.pdf", str(document.user_id), document.sha256):
        assert word not in caplog.text, word
