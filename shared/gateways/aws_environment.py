"""What Lambda's environment says of AWS, for what asks it without boto3: where it is, and who asks."""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.domain.errors import NotConfiguredError, SecretsUnavailableError
from shared.gateways.sigv4 import Credentials

if TYPE_CHECKING:
    import httpx

# A form that they sign ends with them: so they are renewed well before that.
RENEWED_BEFORE_END = timedelta(minutes=10)

_TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class AwsPlace:
    """Attributes:
    stand_in: an address that serves instead of all services, as "http://127.0.0.1:5000"; None of AWS itself.
    """

    region: str
    stand_in: str | None = None

    @classmethod
    def of_environment(cls) -> "AwsPlace":
        """Raises:
        NotConfiguredError: no region is set, or the address of a stand-in cannot be used.
        """
        # Lambda sets both; the second is the one that boto3 reads.
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        if not region:
            raise NotConfiguredError("AWS_REGION is not set: name the region of the bucket and the queue")
        stand_in = os.environ.get("AWS_ENDPOINT_URL")
        if stand_in and not _is_address(stand_in):
            raise NotConfiguredError("AWS_ENDPOINT_URL cannot be used: give an address as http://127.0.0.1:5000")
        return cls(region, stand_in.rstrip("/") if stand_in else None)

    def host(self, service: str) -> str:
        """The region's own of a service of AWS itself."""
        return f"{service}.{self.region}.amazonaws.com{'.cn' if self.region.startswith('cn-') else ''}"

    def bucket(self, name: str) -> str:
        """The address of a bucket of S3, without a slash at its end."""
        # A stand-in has no host name for each bucket. AWS itself answers what is sent anywhere but to the region's own
        # host with a redirect, which no page of another origin may follow.
        if self.stand_in is not None:
            return f"{self.stand_in}/{name}"
        return f"https://{name}.{self.host('s3')}"


class CredentialSource:
    """Credentials as Lambda gives them: in the environment, or, to an instance that SnapStart woke, at an address that
    the environment names (https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html#snapstart-credentials).

    Those of the environment hold as long as the instance; the others are kept until shortly before they end.
    """

    def __init__(self, http: "httpx.Client", clock: Callable[[], datetime] = _now) -> None:
        self._http = http
        self._clock = clock
        self._lock = Lock()
        self._kept: tuple[Credentials, datetime] | None = None

    def __call__(self) -> Credentials:
        """Those of now.

        Raises:
            NotConfiguredError: there are none.
            SecretsUnavailableError: the address that has them does not answer as it should.
        """
        key_id, secret_key = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
        if key_id and secret_key:
            return Credentials(key_id, secret_key, os.environ.get("AWS_SESSION_TOKEN") or None)
        address = os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        if not address:
            raise NotConfiguredError(
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: of a profile, `aws configure "
                "export-credentials --format env` shows them"
            )
        with self._lock:
            if self._kept is None or self._clock() >= self._kept[1] - RENEWED_BEFORE_END:
                self._renew(address)
            assert self._kept is not None  # noqa: S101 - or it was said that there are none
            return self._kept[0]

    def _renew(self, address: str) -> None:
        try:
            self._kept = self._fetch(address)
        except SecretsUnavailableError:
            if self._kept is None or self._clock() >= self._kept[1]:
                raise
            _log.warning("credentials of AWS cannot be renewed: those from before hold for a while")

    def _fetch(self, address: str) -> tuple[Credentials, datetime]:
        import httpx

        token = os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        try:
            answer = self._http.get(
                address, headers={"Authorization": token} if token else None, timeout=_TIMEOUT_S
            ).raise_for_status()
            match answer.json():
                case {
                    "AccessKeyId": str(key_id),
                    "SecretAccessKey": str(secret_key),
                    "Token": str(session_token),
                    "Expiration": str(ends_at),
                }:
                    return Credentials(key_id, secret_key, session_token), datetime.fromisoformat(ends_at)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            # What they say may quote what was answered.
            pass
        raise SecretsUnavailableError("the credentials of this function cannot be had: try again")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
