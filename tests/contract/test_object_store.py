"""What every object store must do: memory, and S3 as moto serves it."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from shared.domain.errors import NotAllowedError, ObjectNotFoundError, ObjectStoreUnavailableError
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.gateways.object_store import ObjectReader, ObjectStore, UploadForm, UploadSigner
from shared.gateways.s3_object_reader import S3ObjectReader
from shared.gateways.s3_object_store import S3ObjectStore
from shared.gateways.s3_upload_signer import S3UploadSigner
from shared.gateways.sigv4 import Credentials

DATA = b"%PDF-1.7\n" + bytes(range(256)) * 8
PDF = "application/pdf"
SHA256 = hashlib.sha256(DATA).hexdigest()
FIVE_MINUTES = 300
# All that moto serves within one process is one account.
BUCKET = f"files-{uuid4()}"


@dataclass(frozen=True)
class Files:
    """One store, with a prefix that no other test uses.

    Attributes:
        reader: of what lies there, for what does nothing else with it.
        uploads: signs forms to it.
        upload: what a browser does with a form.
        break_it: has the store answer nobody from now on.
    """

    store: ObjectStore
    reader: ObjectReader
    uploads: UploadSigner
    upload: Callable[[UploadForm, bytes], None]
    break_it: Callable[[], ObjectStore]
    prefix: str

    def key(self, name: str) -> str:
        return f"{self.prefix}{name}"


@pytest.fixture(scope="session")
def s3() -> Iterator[Any]:
    """A client of a bucket with versions."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = _client(f"http://{host}:{port}")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    yield client
    client.close()
    server.stop()


def _client(url: str) -> Any:
    return boto3.session.Session().client(
        "s3",
        region_name="eu-central-1",
        endpoint_url=url,
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


@pytest.fixture(params=["memory", "s3"])
def files(request: pytest.FixtureRequest) -> Files:
    prefix = f"users/{uuid4()}/"
    if request.param == "memory":
        memory = MemoryObjectStore()

        def go_down() -> ObjectStore:
            memory.is_down = True
            return memory

        return Files(memory, memory, memory, memory.post, go_down, prefix)
    client = request.getfixturevalue("s3")
    broken = _client("http://127.0.0.1:9")
    http = request.getfixturevalue("http")
    reader = S3ObjectReader(http, _place_of(client), _credentials, BUCKET)
    store = S3ObjectStore(client, BUCKET)
    return Files(store, reader, signer_of(client), _post, lambda: S3ObjectStore(broken, BUCKET), prefix)


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def _place_of(client: Any) -> AwsPlace:
    """Where the client's server stands in for AWS."""
    return AwsPlace("eu-central-1", client.meta.endpoint_url)


def _credentials() -> Credentials:
    return Credentials("nobody", "nothing")


def signer_of(client: Any) -> UploadSigner:
    """For the bucket that the client serves."""
    return S3UploadSigner(BUCKET, _place_of(client), _credentials)


def _post(form: UploadForm, data: bytes) -> None:
    httpx.post(form.url, data=dict(form.fields), files={"file": ("cv.pdf", data)}, trust_env=False).raise_for_status()


def test_a_file_that_is_uploaded_with_a_form_is_found_with_its_size_and_type(files):
    key = files.key("documents/1")
    files.upload(files.uploads.presign_upload(key, PDF, len(DATA), SHA256, FIVE_MINUTES), DATA)
    found = files.store.find(key)
    assert found is not None
    assert (found.size, found.content_type) == (len(DATA), PDF)
    # moto keeps no checksum of what a form brings; S3 does.
    assert found.sha256 in (SHA256, None)
    assert files.store.read(key) == DATA


def test_a_file_that_is_written_is_found_with_its_size_type_and_checksum(files):
    files.store.write(files.key("texts/1"), DATA, "text/plain")
    found = files.store.find(files.key("texts/1"))
    assert (found.size, found.content_type, found.sha256) == (len(DATA), "text/plain", SHA256)


def test_a_part_of_a_file_is_read_by_itself(files):
    key = files.key("documents/1")
    files.store.write(key, DATA, PDF)
    for start, end in ((0, 8), (9, 300), (len(DATA) - 3, len(DATA)), (5, 10_000), (100, None), (0, None)):
        assert files.store.read(key, start, end) == DATA[start:end], (start, end)


def test_what_only_reads_has_the_same_as_it_is_now(files):
    key = files.key("texts/1")
    with pytest.raises(ObjectNotFoundError) as caught:
        files.reader.read(key)
    assert files.prefix not in str(caught.value)
    for data in (b"one", DATA):
        files.store.write(key, data, PDF)
    assert files.reader.read(key) == DATA
    files.store.delete(key)
    with pytest.raises(ObjectNotFoundError):
        files.reader.read(key)


def test_beyond_the_end_of_a_file_is_nothing(files):
    files.store.write(files.key("a"), DATA, PDF)
    files.store.write(files.key("empty"), b"", PDF)
    assert files.store.read(files.key("a"), len(DATA), len(DATA) + 10) == b""
    assert files.store.read(files.key("empty"), 0, 4096) == b""
    assert files.store.read(files.key("empty")) == b""


def test_where_nothing_lies_nothing_is_found_and_reading_says_so(files):
    key = files.key("documents/1")
    assert files.store.find(key) is None
    for part in ((), (0, 10)):
        with pytest.raises(ObjectNotFoundError) as caught:
            files.store.read(key, *part)
        assert files.prefix not in str(caught.value)
    assert files.store.delete(key) == 0
    assert files.store.delete_all(files.prefix) == 0


def test_what_is_written_over_is_read_as_it_is_now(files):
    key = files.key("texts/1")
    for data in (b"one", b"two and more"):
        files.store.write(key, data, "text/plain")
    assert files.store.read(key) == b"two and more"
    assert files.store.find(key).size == 12


def test_some_are_deleted_up_to_a_key_until_none_is_left(files):
    for name in ("documents/1", "documents/2", "documents/2", "documents/3", "texts/1"):
        files.store.write(files.key(name), b"one", "text/plain")
    assert files.store.delete_some(files.key("documents/"), files.key("documents/2")) == 3
    assert files.store.delete_some(files.key("documents/"), files.key("documents/2")) == 0
    assert files.store.find(files.key("documents/3"))
    assert files.store.delete_all(files.prefix) == 2


def test_deleting_takes_all_versions_of_one_object_and_of_no_other(files):
    key = files.key("documents/1")
    for data in (b"one", b"two", b"three"):
        files.store.write(key, data, "text/plain")
    files.store.write(f"{key}1", b"another, whose key goes on", "text/plain")
    assert files.store.delete(key) == 3
    assert files.store.find(key) is None
    assert files.store.delete(key) == 0
    assert files.store.read(f"{key}1") == b"another, whose key goes on"


def test_deleting_under_a_prefix_takes_all_of_it_and_nothing_else(files):
    for name in ("documents/1", "documents/2", "texts/1"):
        files.store.write(files.key(name), b"x", "text/plain")
    files.store.write(files.key("texts/1"), b"y", "text/plain")
    others = f"users/{uuid4()}/documents/1"
    files.store.write(others, b"somebody else's", "text/plain")
    assert files.store.delete_all(files.prefix) == 4
    assert not [name for name in ("documents/1", "documents/2", "texts/1") if files.store.find(files.key(name))]
    assert files.store.read(others) == b"somebody else's"


def test_no_prefix_is_no_leave_to_delete_everything(files):
    with pytest.raises(ValueError, match="empty prefix"):
        files.store.delete_all("")


def test_a_store_that_does_not_answer_is_unavailable_and_names_no_key(files):
    store, key = files.break_it(), files.key("documents/1")
    for attempt in (
        lambda: store.find(key),
        lambda: store.read(key),
        lambda: store.read(key, 0, 10),
        lambda: store.write(key, b"x", PDF),
        lambda: store.delete(key),
        lambda: store.delete_all(files.prefix),
        lambda: store.delete_some(files.prefix, key),
    ):
        with pytest.raises(ObjectStoreUnavailableError) as caught:
            attempt()
        assert files.prefix not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_form_for_s3_takes_exactly_these_bytes_under_exactly_this_key_for_five_minutes(s3):
    """moto takes anything: what S3 would refuse stands in the policy."""
    before = datetime.now(UTC).replace(microsecond=0)
    form = signer_of(s3).presign_upload("users/a/documents/1", PDF, len(DATA), SHA256, FIVE_MINUTES)
    policy = json.loads(base64.b64decode(form.fields["policy"]))
    exact = {name: value for item in policy["conditions"] if isinstance(item, dict) for name, value in item.items()}
    ranges = [item for item in policy["conditions"] if isinstance(item, list)]
    checksum = base64.b64encode(hashlib.sha256(DATA).digest()).decode()
    assert ranges == [["content-length-range", len(DATA), len(DATA)]]
    assert {name: exact.get(name) for name in ("bucket", "key", "Content-Type")} == {
        "bucket": BUCKET,
        "key": "users/a/documents/1",
        "Content-Type": PDF,
    }
    assert exact["x-amz-checksum-algorithm"] == "SHA256"
    assert exact["x-amz-checksum-sha256"] == checksum
    assert exact["x-amz-server-side-encryption"] == "AES256"
    assert exact["x-amz-algorithm"] == "AWS4-HMAC-SHA256"
    ends = datetime.fromisoformat(policy["expiration"])
    assert timedelta(seconds=0) <= ends - before - timedelta(seconds=FIVE_MINUTES) <= timedelta(seconds=60)
    # What the policy fixes, the form brings; no condition is left for the sender to choose.
    assert {name: form.fields[name] for name in exact if name != "bucket"} == {
        name: value for name, value in exact.items() if name != "bucket"
    }
    assert set(form.fields) - set(exact) == {"policy", "x-amz-signature"}


def test_s3_keeps_what_is_written_encrypted(s3):
    S3ObjectStore(s3, BUCKET).write("users/e/texts/1", b"x", "text/plain")
    assert s3.head_object(Bucket=BUCKET, Key="users/e/texts/1")["ServerSideEncryption"] == "AES256"


def test_delete_markers_of_s3_go_with_the_versions_that_they_hide(s3):
    store, prefix = S3ObjectStore(s3, BUCKET), f"users/{uuid4()}/"
    for name in ("1", "2"):
        store.write(f"{prefix}{name}", b"x", "text/plain")
        s3.delete_object(Bucket=BUCKET, Key=f"{prefix}{name}")
    assert store.find(f"{prefix}1") is None
    assert store.delete(f"{prefix}1") == 1
    assert store.delete_all(prefix) == 1
    left = s3.list_object_versions(Bucket=BUCKET, Prefix=prefix)
    assert "Versions" not in left
    assert "DeleteMarkers" not in left


class OfShortPages:
    """A client that lists two at a time, where S3 lists a thousand."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def list_object_versions(self, **asked: Any) -> Any:
        return self._client.list_object_versions(MaxKeys=2, **asked)


def test_more_versions_than_one_page_of_s3_are_deleted_all(s3):
    store, prefix = S3ObjectStore(OfShortPages(s3), BUCKET), f"users/{uuid4()}/"
    for number in range(11):
        store.write(f"{prefix}{number % 3}", b"x", "text/plain")
    assert store.delete(f"{prefix}1") == 4
    assert store.delete_all(prefix) == 7
    assert "Versions" not in s3.list_object_versions(Bucket=BUCKET, Prefix=prefix)


def test_a_checksum_that_s3_made_of_parts_is_none_of_the_bytes(s3):
    store, key = S3ObjectStore(s3, BUCKET), f"users/{uuid4()}/documents/1"
    s3.put_object(Bucket=BUCKET, Key=key, Body=DATA)
    assert store.find(key).sha256 is None


def test_an_upload_to_memory_is_bounded_as_one_to_s3_is():
    at = [datetime(2026, 11, 25, tzinfo=UTC)]
    store = MemoryObjectStore(lambda: at[0])
    form = store.presign_upload("users/a/documents/1", PDF, len(DATA), SHA256, FIVE_MINUTES)
    with pytest.raises(NotAllowedError):
        store.post(form, DATA[:-1] + b"!")
    with pytest.raises(NotAllowedError):
        store.post(form, DATA + b"!")
    at[0] += timedelta(seconds=FIVE_MINUTES)
    with pytest.raises(NotAllowedError):
        store.post(form, DATA)
    assert store.keys() == []
