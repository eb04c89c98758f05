"""Files in S3, in one bucket: private, encrypted, with versions."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.errors import ObjectNotFoundError, ObjectStoreUnavailableError
from shared.gateways.object_store import ENCRYPTION, StoredObject

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

# What S3 answers for a key with nothing under it: to HEAD it gives a bare status.
_NOT_FOUND = frozenset({"404", "NoSuchKey"})
_BEYOND_THE_END = "InvalidRange"
_SAFE_CODE = re.compile(r"[A-Za-z0-9]{1,40}")


@dataclass(frozen=True, slots=True)
class _Page:
    """Attributes:
    versions: of objects that were deleted.
    gone: those, and markers of deletions.
    """

    versions: int
    gone: int
    is_last: bool


class S3ObjectStore:
    """Args:
    client: boto3's, for this process: it can serve several threads at once.
    """

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def find(self, key: str) -> StoredObject | None:
        try:
            with _translated():
                # Without ChecksumMode, S3 keeps the checksum to itself.
                answer = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        except ObjectNotFoundError:
            return None
        return StoredObject(answer["ContentLength"], answer["ContentType"], _sha256_of(answer))

    def read(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        with _translated():
            if start == 0 and end is None:
                # Asked for whole, so that boto3 checks what comes against its checksum.
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            try:
                span = f"bytes={start}-{'' if end is None else end - 1}"
                return self._client.get_object(Bucket=self._bucket, Key=key, Range=span)["Body"].read()
            except self._client.exceptions.ClientError as error:
                if _code_of(error.response) != _BEYOND_THE_END:
                    raise
                # No byte of it is in the range, as none of an empty object is in any.
                return b""

    def write(self, key: str, data: bytes, content_type: str) -> None:
        with _translated():
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=content_type,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=base64.b64encode(hashlib.sha256(data).digest()).decode(),
                ServerSideEncryption=ENCRYPTION,
            )

    def delete(self, key: str) -> int:
        # What is listed begins with the key; it stands first, before those that go on.
        return self._delete_versions(key, lambda found: found == key)

    def delete_some(self, prefix: str, last: str) -> int:
        # What is listed stands in the order of its keys: those up to the last come first.
        return self._delete_page(prefix, lambda found: found <= last).gone

    def delete_all(self, prefix: str) -> int:
        if not prefix:
            raise ValueError("an empty prefix would delete the whole bucket")
        return self._delete_versions(prefix, lambda _: True)

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()

    def _delete_versions(self, prefix: str, is_wanted: Callable[[str], bool]) -> int:
        deleted = 0
        while True:
            page = self._delete_page(prefix, is_wanted)
            deleted += page.versions
            # Always the first page again: what stood on it is gone.
            if not page.gone or page.is_last:
                return deleted

    def _delete_page(self, prefix: str, is_wanted: Callable[[str], bool]) -> _Page:
        """What is wanted of the first thousand; two requests."""
        with _translated():
            page = self._client.list_object_versions(Bucket=self._bucket, Prefix=prefix)
        versions = [item for item in page.get("Versions", ()) if is_wanted(item["Key"])]
        # Where somebody deletes without naming a version, S3 puts a marker that hides all of them.
        markers = [item for item in page.get("DeleteMarkers", ()) if is_wanted(item["Key"])]
        gone = [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in (*versions, *markers)]
        if gone:
            with _translated():
                answer = self._client.delete_objects(
                    Bucket=self._bucket,
                    Delete={"Objects": gone, "Quiet": True},  # type: ignore[typeddict-item] # of these two keys
                )
            if refused := answer.get("Errors"):
                raise _unavailable(f"{len(refused)} of {len(gone)} versions were not deleted", refused[0])
        return _Page(len(versions), len(gone), is_last=not page["IsTruncated"])


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of boto3 as the domain's. What it says stays out of messages: it can quote keys, which name people."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if _code_of(error.response) in _NOT_FOUND:
            raise ObjectNotFoundError("nothing lies under this key") from None
        raise _unavailable("the object store refused a request", error.response.get("Error", {})) from None
    except BotoCoreError as error:
        name = type(error).__name__
        raise ObjectStoreUnavailableError(f"the object store could not be reached ({name}): try again") from None


def _code_of(response: Mapping[str, Any]) -> str:
    return str(response.get("Error", {}).get("Code", ""))


def _unavailable(what: str, error: Mapping[str, Any]) -> ObjectStoreUnavailableError:
    code = str(error.get("Code", ""))
    shown = f" (error {code})" if _SAFE_CODE.fullmatch(code) else ""
    return ObjectStoreUnavailableError(f"{what}{shown}: try again")


def _sha256_of(answer: Mapping[str, Any]) -> str | None:
    """In hex; None also for the checksum of the checksums of parts, which is of no bytes that anybody announced."""
    try:
        digest = base64.b64decode(answer.get("ChecksumSHA256", ""), validate=True)
    except binascii.Error:
        return None
    return digest.hex() if len(digest) == hashlib.sha256().digest_size else None
