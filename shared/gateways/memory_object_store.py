"""Files in this process's memory, with versions, as long as it lives: for tests, and for a store in memory."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from shared.domain.errors import NotAllowedError, ObjectNotFoundError, ObjectStoreUnavailableError
from shared.gateways.object_store import StoredObject, UploadForm

URL = "memory://objects"
# As much as S3 deletes at a time.
_A_PAGE = 1_000


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Version:
    data: bytes
    content_type: str
    is_reckoned: bool


class MemoryObjectStore:
    """Attributes:
    is_down: whether it answers nobody, until a test sets it back.
    reckons: whether it says the checksum of what it is given from now on, as S3 does where it was told one.
    """

    def __init__(self, clock: Callable[[], datetime] = _now) -> None:
        self.is_down = False
        self.reckons = True
        self._clock = clock
        self._lock = Lock()
        self._versions: defaultdict[str, list[_Version]] = defaultdict(list)

    def presign_upload(self, key: str, content_type: str, size: int, sha256: str, expires_s: int) -> UploadForm:
        policy = {"size": size, "expires_at": (self._clock() + timedelta(seconds=expires_s)).isoformat()}
        fields = {
            "key": key,
            "Content-Type": content_type,
            "x-amz-checksum-sha256": sha256,
            "policy": json.dumps(policy),
        }
        return UploadForm(URL, fields)

    def post(self, form: UploadForm, data: bytes) -> None:
        """What a browser does with a form.

        Raises:
            NotAllowedError: the form does not take these bytes, or not any more.
        """
        policy = json.loads(form.fields["policy"])
        if self._clock() >= datetime.fromisoformat(policy["expires_at"]):
            raise NotAllowedError("the form has expired")
        if (len(data), hashlib.sha256(data).hexdigest()) != (policy["size"], form.fields["x-amz-checksum-sha256"]):
            raise NotAllowedError("the form is for other bytes")
        self.write(form.fields["key"], data, form.fields["Content-Type"])

    def find(self, key: str) -> StoredObject | None:
        try:
            version = self._latest(key)
        except ObjectNotFoundError:
            return None
        digest = hashlib.sha256(version.data).hexdigest() if version.is_reckoned else None
        return StoredObject(len(version.data), version.content_type, digest)

    def read(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        return self._latest(key).data[start:end]

    def write(self, key: str, data: bytes, content_type: str) -> None:
        self._require_up()
        with self._lock:
            self._versions[key].append(_Version(data, content_type, self.reckons))

    def delete(self, key: str) -> int:
        self._require_up()
        with self._lock:
            return len(self._versions.pop(key, ()))

    def delete_some(self, prefix: str, last: str) -> int:
        keys = [key for key in self.keys() if key.startswith(prefix) and key <= last]
        return sum(self.delete(key) for key in keys[:_A_PAGE])

    def delete_all(self, prefix: str) -> int:
        if not prefix:
            raise ValueError("an empty prefix would delete everything")
        return sum(self.delete(key) for key in self.keys() if key.startswith(prefix))

    def keys(self) -> list[str]:
        """Under which anything lies, in order."""
        self._require_up()
        with self._lock:
            return sorted(self._versions)

    def _latest(self, key: str) -> _Version:
        self._require_up()
        with self._lock:
            versions = self._versions.get(key)
        if not versions:
            raise ObjectNotFoundError("nothing lies under this key")
        return versions[-1]

    def _require_up(self) -> None:
        if self.is_down:
            raise ObjectStoreUnavailableError("the object store could not be reached: try again")
