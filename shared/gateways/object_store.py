"""Where the bytes of files lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

# How the bytes lie in S3.
ENCRYPTION: Final = "AES256"


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What a browser posts a file with: the fields, then `file`, as multipart/form-data."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Attributes:
    sha256: of the bytes, hex, as the store itself reckoned it when they came; None where it did not.
    """

    size: int
    content_type: str
    sha256: str | None


class UploadSigner(Protocol):
    def presign_upload(self, key: str, content_type: str, size: int, sha256: str, expires_s: int) -> UploadForm:
        """A form that takes exactly these bytes, to exactly this key, once signed for so long; the store is not asked.

        Args:
            key: as shared/domain/document.py makes it.
            sha256: hex.

        Raises:
            NotConfiguredError, SecretsUnavailableError: there is nothing to sign with.
        """


class ObjectReader(Protocol):
    def read(self, key: str) -> bytes:
        """All that lies under a key.

        Args:
            key: as shared/domain/document.py makes it.

        Raises:
            ObjectNotFoundError: nothing lies there.
            ObjectStoreUnavailableError: the store does not answer.
        """


class ObjectStore(Protocol):
    """Keys are as shared/domain/document.py makes them. Every method raises ObjectStoreUnavailableError where the store
    does not answer."""

    def find(self, key: str) -> StoredObject | None: ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes in [start, end): fewer where it has fewer.

        Args:
            start: from 0.
            end: above `start`; None is the end.

        Raises:
            ObjectNotFoundError: nothing lies there.
        """

    def write(self, key: str, data: bytes, content_type: str) -> None:
        """Over what lies there."""

    def delete(self, key: str) -> int:
        """All versions of one object; how many there were."""

    def delete_some(self, prefix: str, last: str) -> int:
        """The first thousand versions, at most, of objects whose keys begin so and are not after `last`; how many there
        were, 0 where none is left."""

    def delete_all(self, prefix: str) -> int:
        """All versions of every object whose key begins so, which no empty prefix may be; how many there were."""
