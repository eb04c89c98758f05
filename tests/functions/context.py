"""What Lambda hands a function, and what it makes of a batch's answer."""

import json
from collections.abc import Iterable
from typing import Any

from shared.local.events import LambdaContext

# Of one that has just begun.
CONTEXT = LambdaContext("function", 512, "r1", deadline=15.0, clock=lambda: 0.0)


def sqs_event(queue: str, bodies: Iterable[str]) -> dict[str, Any]:
    """A batch as SQS hands it to Lambda, but for ids: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (read
    2026-11-25)."""
    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body": body,
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1764063012400",
                    "SenderId": "AIDAJQR6QDGRIGEUVAAAA",
                    "ApproximateFirstReceiveTimestamp": "1764063012410",
                },
                "messageAttributes": {},
                "md5OfBody": "7b270e59b47ff90a553787216d55d91d",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:eu-central-1:123456789012:skillpath-{queue}",
                "awsRegion": "eu-central-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


def come_again(answer: Any) -> list[int]:
    """The places in the batch of the messages that SQS will hand on again."""
    json.dumps(answer)
    return [int(failed["itemIdentifier"].removeprefix("m-")) for failed in answer["batchItemFailures"]]
