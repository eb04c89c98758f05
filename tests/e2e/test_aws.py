"""AWS's stand-in: what it tells of uploads, what becomes of messages nobody can handle, what outlives a restart."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.local.aws import SECRET_KEY_PARAMETER, Aws, Queue, start_aws
from shared.local.checkout import ROOT
from shared.local.workers import read_queues

ORIGIN = "http://localhost:5173"
WAIT_S = 300


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with start_aws(tmp_path_factory.mktemp("aws"), "sb_secret_x", [ORIGIN], visibility_s=0) as started:
        yield started


def received(aws: Aws, queue: Queue) -> list[Any]:
    """The bodies of what is in a queue now, which is deleted."""
    sqs = aws.client("sqs")
    bodies: list[Any] = []
    while messages := sqs.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
            bodies.append(json.loads(message["Body"]))
    return bodies


def test_an_upload_by_a_signed_form_is_told_to_the_queue_of_documents(aws: Aws):
    key = "users/0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10/documents/0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c11"
    received(aws, aws.documents)
    form = aws.client("s3").generate_presigned_post(aws.bucket, key, Fields={"Content-Type": "text/plain"})
    answer = httpx.post(form["url"], data=form["fields"], files={"file": b"CV"}, timeout=WAIT_S, trust_env=False)
    assert answer.is_success
    (event,) = received(aws, aws.documents)
    (record,) = event["Records"]
    assert record["eventName"] == "ObjectCreated:Post"
    assert record["s3"]["object"]["key"] == key.replace("/", "%2F")
    assert aws.client("s3").head_object(Bucket=aws.bucket, Key=key)["ContentType"] == "text/plain"


def test_a_browser_of_a_front_end_may_upload(aws: Aws):
    (rule,) = aws.client("s3").get_bucket_cors(Bucket=aws.bucket)["CORSRules"]
    assert rule["AllowedOrigins"] == [ORIGIN]
    assert rule["AllowedMethods"] == ["POST"]


def test_what_is_deleted_stays_as_a_version_until_that_is_deleted_too(aws: Aws):
    s3 = aws.client("s3")
    s3.put_object(Bucket=aws.bucket, Key="users/x/texts/y", Body=b"text")
    s3.delete_object(Bucket=aws.bucket, Key="users/x/texts/y")
    versions = s3.list_object_versions(Bucket=aws.bucket, Prefix="users/x/texts/y")
    assert len(versions["Versions"]) == len(versions["DeleteMarkers"]) == 1


def test_a_message_that_nobody_can_handle_becomes_a_dead_letter(aws: Aws):
    sqs = aws.client("sqs")
    sqs.send_message(QueueUrl=aws.workflows.url, MessageBody='"poison"')
    (settings,) = [queue for queue in read_queues(ROOT / "serverless.yml") if queue.name == "WorkflowQueue"]
    for _ in range(settings.max_receives):
        assert sqs.receive_message(QueueUrl=aws.workflows.url)["Messages"]
    assert "Messages" not in sqs.receive_message(QueueUrl=aws.workflows.url)
    (dead,) = sqs.receive_message(QueueUrl=aws.workflows.dead_url)["Messages"]
    assert dead["Body"] == '"poison"'


def test_workers_find_the_service_key_as_an_encrypted_parameter(aws: Aws):
    found = aws.client("ssm").get_parameter(Name=SECRET_KEY_PARAMETER, WithDecryption=True)["Parameter"]
    assert (found["Type"], found["Value"]) == ("SecureString", "sb_secret_x")


def test_files_outlive_a_restart_and_are_told_of_again_but_what_was_erased_does_not(tmp_path: Path):
    said: list[str] = []
    with start_aws(tmp_path, "k", [ORIGIN], said.append, keep=True) as first:
        s3 = first.client("s3")
        for name in ("kept", "erased"):
            s3.put_object(Bucket=first.bucket, Key=f"users/u/documents/{name}", Body=name.encode(), ContentType="a/b")
        version = s3.head_object(Bucket=first.bucket, Key="users/u/documents/erased")["VersionId"]
        s3.delete_object(Bucket=first.bucket, Key="users/u/documents/erased", VersionId=version)
    assert said == []
    kept = tmp_path / "objects.zip"
    assert kept.stat().st_mode & 0o077 == 0
    assert b"erased" not in kept.read_bytes()
    with start_aws(tmp_path, "k", [ORIGIN], said.append, keep=True) as second:
        found = second.client("s3").get_object(Bucket=second.bucket, Key="users/u/documents/kept")
        assert (found["Body"].read(), found["ContentType"]) == (b"kept", "a/b")
        keys = [event["Records"][0]["s3"]["object"]["key"] for event in received(second, second.documents)[1:]]
        assert keys == ["users%2Fu%2Fdocuments%2Fkept"]
    assert said == ["1 uploaded file is put back"]


def test_a_damaged_file_of_objects_is_set_aside_and_said(tmp_path: Path):
    (tmp_path / "objects.zip").write_bytes(b"PK\x03\x04 cut off")
    said: list[str] = []
    with start_aws(tmp_path, "k", [ORIGIN], said.append, keep=True) as started:
        assert "Contents" not in started.client("s3").list_objects_v2(Bucket=started.bucket)
    assert "is damaged: files uploaded before are lost" in said[0]
    assert (tmp_path / "objects.damaged").exists()
