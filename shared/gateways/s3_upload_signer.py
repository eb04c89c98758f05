"""Forms with which browsers upload to S3, signed without asking it."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from shared.gateways.aws_environment import AwsPlace
from shared.gateways.object_store import ENCRYPTION, UploadForm
from shared.gateways.sigv4 import Credentials, Signer


def _now() -> datetime:
    return datetime.now(UTC)


class S3UploadSigner:
    """Args:
    credentials: of now; the form holds no longer than they do.
    """

    def __init__(
        self,
        bucket: str,
        place: AwsPlace,
        credentials: Callable[[], Credentials],
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._bucket = bucket
        self._place = place
        self._credentials = credentials
        self._clock = clock

    def presign_upload(self, key: str, content_type: str, size: int, sha256: str, expires_s: int) -> UploadForm:
        now = self._clock()
        fixed = {
            "Content-Type": content_type,
            "x-amz-checksum-algorithm": "SHA256",
            "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode(),
            "x-amz-server-side-encryption": ENCRYPTION,
        }
        conditions = [
            *({name: value} for name, value in fixed.items()),
            ["content-length-range", size, size],
            {"bucket": self._bucket},
            {"key": key},
        ]
        signer = Signer(self._credentials(), self._place.region, "s3", now)
        return UploadForm(self._url, signer.form({**fixed, "key": key}, conditions, now + timedelta(seconds=expires_s)))

    @property
    def _url(self) -> str:
        address = self._place.bucket(self._bucket)
        return address if self._place.stand_in is not None else f"{address}/"
