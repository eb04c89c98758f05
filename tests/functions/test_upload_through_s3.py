"""A form posted to S3, S3's word of it in SQS, and the function that hears it: as moto serves both."""

import hashlib
import json
from uuid import UUID, uuid4

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from functions.document_received.handler import handler
from functions.documents.handler import app
from shared import bootstrap
from shared.api.dependencies import get_uow, get_upload_signer
from shared.domain.ids import DocumentId, UserId
from shared.local.events import LambdaContext
from shared.services import documents

PDF = b"%PDF-1.7\nAnn O'Neil, data engineer\n"
REGION = "eu-central-1"


@pytest.fixture
def queue(monkeypatch):
    """Where a new bucket tells of what comes; its messages, as Lambda hands them on."""
    # All that moto serves within one process is one account.
    bucket = f"files-{uuid4()}"
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for variable, value in (
        ("AWS_ENDPOINT_URL", f"http://{host}:{port}"),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "nobody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("SKILLPATH_BUCKET", bucket),
    ):
        monkeypatch.setenv(variable, value)
    bootstrap.reset()
    session = boto3.session.Session(region_name=REGION)
    s3, sqs = session.client("s3"), session.client("sqs")
    url = sqs.create_queue(QueueName=bucket)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    told = {"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [told]})

    def deliver():
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        records = [
            {"messageId": message["MessageId"], "body": message["Body"], "eventSource": "aws:sqs"}
            for message in messages
        ]
        context = LambdaContext("document_received", 512, "r-1", deadline=60.0, clock=lambda: 0.0)
        assert handler({"Records": records}, context) == {"batchItemFailures": []}
        return [json.loads(message["Body"]) for message in messages]

    yield deliver
    bootstrap.reset()
    for client in (s3, sqs):
        client.close()
    server.stop()


@pytest.fixture
def announce(call, anns, queue):
    # The store and the bucket that the settings name, which the other function uses too.
    for dependency in (get_uow, get_upload_signer):
        app.dependency_overrides.pop(dependency)

    def run(data):
        body = {
            "filename": "Ann's CV.pdf",
            "content_type": "application/pdf",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        answer = call("documents", "POST", "/v1/documents", token=anns, json_body=body)
        assert answer.status == 201, answer.body
        return answer.json

    return run


@pytest.fixture
def with_profile(call, anns):
    from functions.users.handler import app as users_app

    users_app.dependency_overrides.pop(get_uow)
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201


def post(form, data):
    files = {"file": ("cv.pdf", data)}
    httpx.post(form["url"], data=form["fields"], files=files, trust_env=False).raise_for_status()


def test_a_file_that_a_browser_posts_is_received_or_rejected_and_deleted(queue, with_profile, announce, ann):
    queue()
    good, bad = announce(PDF), announce(b"no PDF at all")
    post(good["upload"], PDF)
    post(bad["upload"], b"no PDF at all")
    assert len([record for body in queue() for record in body["Records"]]) == 2
    states = [
        documents.get_document(
            UserId(ann), DocumentId(UUID(made["document"]["id"])), bootstrap.worker_unit_of_work()
        ).state
        for made in (good, bad)
    ]
    assert states == ["received", "rejected"]
    assert bootstrap.object_store().read(good["upload"]["fields"]["key"]) == PDF
    assert bootstrap.object_store().find(bad["upload"]["fields"]["key"]) is None


def test_what_comes_after_its_owner_is_gone_is_deleted_with_all_versions(call, queue, with_profile, announce, anns):
    made = announce(PDF)
    post(made["upload"], PDF)
    assert call("users", "DELETE", "/v1/users/me", token=anns).status == 200
    post(made["upload"], PDF)
    queue()
    assert bootstrap.object_store().delete_all("users/") == 0
