"""Messages in SQS, in one queue."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.domain.errors import QueueUnavailableError
from shared.gateways.queue import Wake

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

# What SQS takes in one request.
BATCH = 10

_SAFE_CODE = re.compile(r"[A-Za-z0-9.]{1,60}")


class SqsWorkQueue:
    """Args:
    client: boto3's, for this process: it can serve several threads at once.
    """

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, wakes: Sequence[Wake]) -> None:
        refused = sum(self._send(wakes[start : start + BATCH]) for start in range(0, len(wakes), BATCH))
        if refused:
            raise QueueUnavailableError(f"the queue refused {refused} of {len(wakes)} messages: they are sent again")

    def close(self) -> None:
        """Let go of its connections."""
        self._client.close()

    def _send(self, wakes: Sequence[Wake]) -> int:
        """One request; how many messages of it the queue refused."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(number), "MessageBody": wake.body, "DelaySeconds": wake.delay_s}
                    for number, wake in enumerate(wakes)
                ],
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            shown = f" (error {code})" if _SAFE_CODE.fullmatch(code) else ""
            raise QueueUnavailableError(f"the queue refused a request{shown}: its messages are sent again") from None
        except BotoCoreError as error:
            name = type(error).__name__
            raise QueueUnavailableError(f"the queue could not be reached ({name}): messages are sent again") from None
        return len(answer.get("Failed", ()))
