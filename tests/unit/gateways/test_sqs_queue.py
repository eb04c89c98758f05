"""What SQS is asked, and what of its answers is said."""

import json
from uuid import UUID

import httpx
import pytest
import respx

from shared.domain.errors import NotConfiguredError, QueueUnavailableError, SecretsUnavailableError
from shared.domain.ids import RunId
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.queue import Wake
from shared.gateways.sigv4 import Credentials
from shared.gateways.sqs_queue import SqsWorkQueue

URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/runs"
WAKE = Wake(RunId(UUID(int=1)), 30)


@pytest.fixture
def sqs():
    with respx.mock as router:
        yield router.post("https://sqs.eu-central-1.amazonaws.com/")


def queue(http, credentials=lambda: Credentials("ASIA", "secret", "token")):
    return SqsWorkQueue(http, AwsPlace("eu-central-1"), credentials, URL)


def test_a_message_is_one_signed_request_in_json(sqs, http):
    sqs.respond(json={"Successful": [{"Id": "0"}]})
    queue(http).send([WAKE])
    (call,) = sqs.calls
    entry = {"Id": "0", "MessageBody": WAKE.body, "DelaySeconds": 30}
    assert json.loads(call.request.content) == {"QueueUrl": URL, "Entries": [entry]}
    headers = call.request.headers
    assert headers["x-amz-target"] == "AmazonSQS.SendMessageBatch"
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["host"] == "sqs.eu-central-1.amazonaws.com"
    assert headers["x-amz-security-token"] == "token"
    signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature="
    assert signed in headers["authorization"]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ({"status_code": 400, "json": {"__type": "com.amazonaws.sqs#QueueDoesNotExist"}}, "error QueueDoesNotExist"),
        ({"status_code": 403, "json": {"__type": "AccessDenied"}}, "error AccessDenied"),
        ({"status_code": 400, "json": {"__type": "ann@example.org", "message": "ann@example.org"}}, "status 400"),
        ({"status_code": 503, "text": "<html>"}, "status 503"),
        ({"status_code": 307, "headers": {"location": "https://elsewhere.example.org"}}, "status 307"),
        ({"status_code": 200, "text": "<html>"}, "status 200"),
        ({"status_code": 200, "json": []}, "status 200"),
    ],
)
def test_a_refusal_is_told_by_its_code_alone(sqs, http, answer, shown):
    sqs.respond(**answer)
    with pytest.raises(QueueUnavailableError, match=rf"\({shown}\)") as caught:
        queue(http).send([WAKE])
    assert "ann" not in str(caught.value)
    assert sqs.call_count == 1


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_who_cannot_be_reached_is_asked_once(sqs, http, error):
    sqs.mock(side_effect=error("ann@example.org"))
    with pytest.raises(QueueUnavailableError, match=error.__name__) as caught:
        queue(http).send([WAKE])
    assert "ann" not in str(caught.value)
    assert sqs.call_count == 1


@pytest.mark.parametrize("error", [NotConfiguredError, SecretsUnavailableError])
def test_without_credentials_messages_are_left_to_the_relay(http, error):
    def none_there():
        raise error("none")

    with pytest.raises(QueueUnavailableError, match=error.__name__):
        queue(http, none_there).send([WAKE])
