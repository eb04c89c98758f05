"""Objects read from S3 with a signature of our own, for what carries no boto3 and reads nothing else."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import httpx

from shared.domain.errors import ObjectNotFoundError, ObjectStoreUnavailableError
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.sigv4 import Credentials, Signer

# To whoever may not list a bucket, S3 says of what is not there that it is not allowed.
_NOT_FOUND = frozenset({"NoSuchKey", "AccessDenied"})
_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,40})</Code>")


class S3ObjectReader:
    """Args:
    http: for this process; it tries once for each request.
    """

    def __init__(
        self, http: httpx.Client, place: AwsPlace, credentials: Callable[[], Credentials], bucket: str
    ) -> None:
        self._http = http
        self._place = place
        self._credentials = credentials
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        url = f"{self._place.bucket(self._bucket)}/{quote(key, safe='/~')}"
        signer = Signer(self._credentials(), self._place.region, "s3", datetime.now(UTC))
        try:
            answer = self._http.get(url, headers=signer.headers_to_get(url))
        except httpx.HTTPError as error:
            # What it says can quote the key, which names people.
            name = type(error).__name__
            raise ObjectStoreUnavailableError(f"the object store could not be reached ({name}): try again") from None
        if answer.is_success:
            return answer.content
        found = _CODE.search(answer.text)
        if found and found[1] in _NOT_FOUND:
            raise ObjectNotFoundError("nothing lies under this key")
        shown = f"error {found[1]}" if found else f"status {answer.status_code}"
        raise ObjectStoreUnavailableError(f"the object store refused a request ({shown}): try again")
