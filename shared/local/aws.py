"""What of AWS the functions use, on this machine: a bucket that tells a queue of its uploads, two queues with their
dead letters, and the service's key as a parameter. Nothing differs from a deployment but the endpoint.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from shared.local.aws_server import NOBODYS_CREDENTIALS, restore_objects
from shared.local.checkout import ROOT, LocalStackError, free_port
from shared.local.processes import NotReadyError, gist_of, stop, wait_until_ready
from shared.local.workers import QueueSettings, read_queues

if TYPE_CHECKING:
    from collections.abc import Callable

    from types_boto3_sqs import SQSClient

BUCKET = "skillpath-files"
SECRET_KEY_PARAMETER = "/skillpath/local/supabase-secret-key"  # noqa: S105 - where the key is, not the key

_ANSWER_TIMEOUT_S = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Queue:
    """Attributes:
    name: in serverless.yml.
    url, dead_url: of the queue, and of that which takes what nobody could handle.
    """

    name: str
    url: str
    arn: str
    dead_url: str


@dataclass(frozen=True, slots=True)
class Aws:
    """Attributes:
    url: the endpoint of every service.
    documents: tells of uploads.
    workflows: tells which run is to be taken up.
    """

    url: str
    bucket: str
    documents: Queue
    workflows: Queue
    workdir: Path = field(repr=False)

    def environment(self) -> dict[str, str]:
        """The settings that make the functions use it."""
        return {
            **NOBODYS_CREDENTIALS,
            "AWS_ENDPOINT_URL": self.url,
            "SKILLPATH_BUCKET": self.bucket,
            "SKILLPATH_QUEUE_URL": self.workflows.url,
        }

    def client(self, service: str) -> Any:  # noqa: ANN401 - of boto3, by the service's name
        """A client of one of its services."""
        return open_client(service, self.environment())

    @property
    def queues(self) -> tuple[Queue, ...]:
        return (self.documents, self.workflows)


def open_client(service: str, environment: Mapping[str, str]) -> Any:  # noqa: ANN401 - of boto3, by the service's name
    """A client of one service, as an environment of ours names it."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            # The pool is for the threads of a poller, which share a client.
            max_pool_connections=32,
            proxies={},
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
    )


@contextmanager
def start_aws(
    workdir: Path,
    secret_key: str,
    origins: Sequence[str],
    report: "Callable[[str], None]" = _log.info,
    *,
    keep: bool = False,
    visibility_s: int | None = None,
) -> Iterator[Aws]:
    """Serve it on a free port until the block is left.

    Args:
        workdir: takes its log, and the objects where they are kept.
        secret_key: of the database, which workers find as a parameter.
        origins: whose pages may upload.
        report: is told when it takes unusually long, and what is lost.
        keep: put back the objects of an earlier start, and keep them for a later one. Messages are not kept: the outbox
            has them, and uploads that are put back are told of once more.
        visibility_s: for how long a message that was handed out is nobody else's; None: as serverless.yml says.

    Raises:
        LocalStackError: it does not start, with the end of its log.
    """
    kept = workdir / "objects.zip"
    port = free_port()
    process = _serve(workdir, port, kept if keep else None)
    try:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_until_it_answers(process, url, report)
        except NotReadyError as error:
            raise LocalStackError(
                f"moto's server on port {port} {error}; from {workdir / 'aws.log'}:\n{gist_of(workdir / 'aws.log')}"
            ) from None
        aws = _set_up(url, workdir, secret_key, origins, visibility_s)
        if keep:
            _put_back(aws, kept, report)
            assert process.stdin is not None  # noqa: S101 - it was asked for
            process.stdin.write(b"put back\n")
            process.stdin.flush()
        yield aws
    finally:
        stop(process)


def _serve(workdir: Path, port: int, kept: Path | None) -> "subprocess.Popen[bytes]":
    keeping = ["--keep", os.fspath(kept), "--bucket", BUCKET] if kept else []
    outside = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (workdir / "aws.log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "shared.local.aws_server", "--port", str(port), *keeping],
            cwd=ROOT,
            env={**outside, **NOBODYS_CREDENTIALS},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C is ours to handle: it stops after the functions that use it.
            start_new_session=True,
        )


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", url: str, report: "Callable[[str], None]") -> None:
    with httpx.Client(base_url=url, timeout=_ANSWER_TIMEOUT_S, trust_env=False) as client:

        def is_ready() -> bool:
            try:
                return client.get("/moto-api/data.json").is_success
            except httpx.TransportError:
                return False

        wait_until_ready(process, is_ready, "moto's server", report)


def _set_up(url: str, workdir: Path, secret_key: str, origins: Sequence[str], visibility_s: int | None) -> Aws:
    names = {**NOBODYS_CREDENTIALS, "AWS_ENDPOINT_URL": url}
    sqs = open_client("sqs", names)
    wanted = {queue.name: queue for queue in read_queues(ROOT / "serverless.yml")}
    documents = _make_queue(sqs, wanted["DocumentQueue"], visibility_s)
    workflows = _make_queue(sqs, wanted["WorkflowQueue"], visibility_s)
    _make_bucket(names, documents, origins)
    open_client("ssm", names).put_parameter(Name=SECRET_KEY_PARAMETER, Value=secret_key, Type="SecureString")
    return Aws(url, BUCKET, documents, workflows, workdir)


def _make_queue(sqs: "SQSClient", wanted: QueueSettings, visibility_s: int | None) -> Queue:
    def make(name: str, **attributes: str) -> tuple[str, str]:
        url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type] # names of SQS
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, answer["Attributes"]["QueueArn"]

    dead_url, dead_arn = make(wanted.dead_name)
    policy = {"deadLetterTargetArn": dead_arn, "maxReceiveCount": wanted.max_receives}
    hidden_s = wanted.visibility_s if visibility_s is None else visibility_s
    url, arn = make(wanted.name, VisibilityTimeout=str(hidden_s), RedrivePolicy=json.dumps(policy))
    return Queue(wanted.name, url, arn, dead_url)


def _make_bucket(names: Mapping[str, str], documents: Queue, origins: Sequence[str]) -> None:
    s3 = open_client("s3", names)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": names["AWS_REGION"]})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    rule = {"AllowedOrigins": list(origins), "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [rule]})
    uploads = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "users/"}]}}
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET,
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": documents.arn, "Events": ["s3:ObjectCreated:*"], "Filter": uploads},
            ]
        },
    )


def _put_back(aws: Aws, kept: Path, report: "Callable[[str], None]") -> None:
    from zipfile import BadZipFile

    try:
        count = restore_objects(aws.client("s3"), aws.bucket, kept)
    except BadZipFile:
        kept.replace(kept.with_suffix(".damaged"))
        report(f"{kept} is damaged: files uploaded before are lost, and workflows that need one will say so")
        return
    if count:
        report(f"{count} uploaded {'file is' if count == 1 else 'files are'} put back")
