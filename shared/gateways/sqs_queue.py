"""Messages in SQS, in one queue, sent in its JSON protocol."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from shared.domain.errors import NotConfiguredError, QueueUnavailableError, SecretsUnavailableError
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.queue import Wake
from shared.gateways.sigv4 import Credentials, Signer

# What SQS takes in one request.
BATCH = 10

_HEADERS: Final = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.SendMessageBatch"}
_SAFE_CODE = re.compile(r"[A-Za-z0-9.]{1,60}")


class SqsWorkQueue:
    """Args:
    http: for this process; it tries once for each request.
    url: of the queue.
    """

    def __init__(self, http: httpx.Client, place: AwsPlace, credentials: Callable[[], Credentials], url: str) -> None:
        self._http = http
        self._place = place
        self._credentials = credentials
        self._url = url

    def send(self, wakes: Sequence[Wake]) -> None:
        refused = sum(self._send(wakes[start : start + BATCH]) for start in range(0, len(wakes), BATCH))
        if refused:
            raise QueueUnavailableError(f"the queue refused {refused} of {len(wakes)} messages: they are sent again")

    def _send(self, wakes: Sequence[Wake]) -> int:
        """One request; how many messages of it the queue refused."""
        answer = self._ask(
            {
                "QueueUrl": self._url,
                "Entries": [
                    {"Id": str(number), "MessageBody": wake.body, "DelaySeconds": wake.delay_s}
                    for number, wake in enumerate(wakes)
                ],
            }
        )
        return len(answer.get("Failed", ()))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        address = self._place.stand_in or f"https://{self._place.host('sqs')}"
        body = json.dumps(request).encode()
        try:
            signer = Signer(self._credentials(), self._place.region, "sqs", datetime.now(UTC))
            answer = self._http.post(address, content=body, headers=signer.headers(address, _HEADERS, body))
        except (httpx.HTTPError, SecretsUnavailableError, NotConfiguredError) as error:
            name = type(error).__name__
            raise QueueUnavailableError(f"the queue could not be reached ({name}): messages are sent again") from None
        said = _json_of(answer)
        if answer.is_success and said is not None:
            return said
        # As "com.amazonaws.sqs#QueueDoesNotExist".
        code = str((said or {}).get("__type", "")).rpartition("#")[2]
        shown = f"error {code}" if _SAFE_CODE.fullmatch(code) else f"status {answer.status_code}"
        raise QueueUnavailableError(f"the queue refused a request ({shown}): its messages are sent again")


def _json_of(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
