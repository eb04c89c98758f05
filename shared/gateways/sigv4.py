"""AWS Signature Version 4: of requests, and of forms with which a browser uploads to S3.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html
"""

import base64
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_NOTHING: Final = sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Attributes:
    session_token: of a role, whose credentials end; None of a key that does not.
    """

    key_id: str
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what is sent to one service in one region, at one moment.

    Attributes:
        service: as "s3".
        now: in UTC.
    """

    credentials: Credentials
    region: str
    service: str
    now: datetime

    def headers(self, url: str, given: Mapping[str, str], body: bytes) -> dict[str, str]:
        """Those to POST a body with: what is given, all of it signed, and who sends it.

        Args:
            url: without a path and a query, as of services that are asked in JSON.
        """
        return self._headers("POST", url, given, sha256(body).hexdigest())

    def headers_to_get(self, url: str) -> dict[str, str]:
        """Those to GET an object of S3 with.

        Args:
            url: without a query; its path as it is sent, encoded.
        """
        return self._headers("GET", url, {"X-Amz-Content-SHA256": _NOTHING}, _NOTHING)

    def _headers(self, method: str, url: str, given: Mapping[str, str], body_sha256: str) -> dict[str, str]:
        parts = urlsplit(url)
        stamped = {**given, "Host": parts.netloc, "X-Amz-Date": self._moment}
        if self.credentials.session_token is not None:
            stamped["X-Amz-Security-Token"] = self.credentials.session_token
        lines = sorted((name.lower(), " ".join(value.split())) for name, value in stamped.items())
        names = ";".join(name for name, _ in lines)
        request = [method, parts.path or "/", "", *(f"{name}:{value}" for name, value in lines), "", names, body_sha256]
        digest = sha256("\n".join(request).encode()).hexdigest()
        signature = self._signature("\n".join([_ALGORITHM, self._moment, self._scope, digest]))
        who = f"{self.credentials.key_id}/{self._scope}"
        return {
            **stamped,
            "Authorization": f"{_ALGORITHM} Credential={who}, SignedHeaders={names}, Signature={signature}",
        }

    def form(self, given: Mapping[str, str], conditions: Iterable[object], ends_at: datetime) -> dict[str, str]:
        """The fields of a form: those given, and those that hold it to conditions.

        Args:
            conditions: of a POST policy of S3; one that is met by each field that is given, and what else is asked.
            ends_at: in UTC.
        """
        who = {
            "x-amz-algorithm": _ALGORITHM,
            "x-amz-credential": f"{self.credentials.key_id}/{self._scope}",
            "x-amz-date": self._moment,
        }
        if self.credentials.session_token is not None:
            who["x-amz-security-token"] = self.credentials.session_token
        terms = {
            "expiration": f"{ends_at:%Y-%m-%dT%H:%M:%SZ}",
            "conditions": [*conditions, *({name: value} for name, value in who.items())],
        }
        policy = base64.b64encode(json.dumps(terms).encode()).decode()
        return {**given, **who, "policy": policy, "x-amz-signature": self._signature(policy)}

    @property
    def _moment(self) -> str:
        return f"{self.now:%Y%m%dT%H%M%SZ}"

    @property
    def _scope(self) -> str:
        return f"{self.now:%Y%m%d}/{self.region}/{self.service}/aws4_request"

    def _signature(self, text: str) -> str:
        key = f"AWS4{self.credentials.secret_key}".encode()
        for part in self._scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, text.encode(), "sha256").hex()
