"""What sends runs to workers: memory, and SQS as moto serves it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import httpx
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from shared.domain.errors import InvalidInputError, QueueUnavailableError
from shared.domain.ids import RunId, new_id
from shared.gateways.aws_environment import AwsPlace
from shared.gateways.memory_queue import MemoryWorkQueue
from shared.gateways.queue import MAX_DELAY_S, Wake, WorkQueue, run_id_of
from shared.gateways.sigv4 import Credentials
from shared.gateways.sqs_queue import SqsWorkQueue


@dataclass(frozen=True)
class Queues:
    """One queue, empty.

    Attributes:
        take: every run that a worker is told of now, in any order.
        break_it: has the queue answer nobody from now on.
    """

    queue: WorkQueue
    take: Callable[[], list[RunId]]
    break_it: Callable[[], WorkQueue]


@pytest.fixture(scope="session")
def sqs() -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.session.Session().client(
        "sqs",
        region_name="eu-central-1",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=Config(retries={"total_max_attempts": 1}),
    )
    yield client
    client.close()
    server.stop()


def queue_at(http: httpx.Client, address: str | None, url: str) -> SqsWorkQueue:
    return SqsWorkQueue(http, AwsPlace("eu-central-1", address), lambda: Credentials("nobody", "nothing"), url)


@pytest.fixture(params=["memory", "sqs"])
def queues(request: pytest.FixtureRequest, http: httpx.Client) -> Queues:
    if request.param == "memory":
        memory = MemoryWorkQueue()

        def go_down() -> WorkQueue:
            memory.is_down = True
            return memory

        return Queues(memory, lambda: [wake.run_id for wake in memory.take(100)], go_down)
    client = request.getfixturevalue("sqs")
    url = client.create_queue(QueueName=str(uuid4()))["QueueUrl"]

    def take() -> list[RunId]:
        taken: list[RunId] = []
        while messages := client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            taken += [run_id_of(message["Body"]) for message in messages]
        return taken

    queue = queue_at(http, client.meta.endpoint_url, url)
    return Queues(queue, take, lambda: queue_at(http, "http://127.0.0.1:9", url))


def wakes(count: int, delay_s: int = 0) -> list[Wake]:
    return [Wake(RunId(new_id()), delay_s) for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_however_many_are_sent_each_arrives(queues, count):
    sent = wakes(count)
    queues.queue.send(sent)
    assert sorted(queues.take()) == sorted(wake.run_id for wake in sent)


def test_one_that_is_held_back_is_not_there_yet(queues):
    now, later = wakes(1), wakes(1, MAX_DELAY_S)
    queues.queue.send([*later, *now])
    assert queues.take() == [now[0].run_id]


def test_a_queue_that_does_not_answer_is_unavailable(queues):
    queue, sent = queues.break_it(), wakes(1)
    with pytest.raises(QueueUnavailableError) as caught:
        queue.send(sent)
    assert str(sent[0].run_id) not in str(caught.value)


def test_what_sqs_refuses_of_a_batch_is_said_after_the_rest_was_sent():
    """Every message but the first three of a request."""
    taken = []

    def answer(request: httpx.Request) -> httpx.Response:
        entries = json.loads(request.content)["Entries"]
        taken.extend(entry["MessageBody"] for entry in entries[:3])
        failed = [{"Id": entry["Id"], "Code": "InternalError", "SenderFault": False} for entry in entries[3:]]
        return httpx.Response(
            200, json={"Successful": [{"Id": entry["Id"]} for entry in entries[:3]], "Failed": failed}
        )

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        queue = queue_at(client, None, "https://sqs.eu-central-1.amazonaws.com/0/q")
        with pytest.raises(QueueUnavailableError, match="refused 9 of 15 messages"):
            queue.send(wakes(15))
    assert len(taken) == 6


def test_a_queue_that_is_not_there_is_named_by_sqs_own_word_for_it(sqs, http):
    queue = queue_at(http, sqs.meta.endpoint_url, f"{sqs.meta.endpoint_url}/123456789012/none")
    with pytest.raises(QueueUnavailableError, match=r"\(error QueueDoesNotExist\)"):
        queue.send(wakes(1))


def test_a_message_holds_the_runs_id_and_no_more():
    (wake,) = wakes(1, 30)
    assert wake.body == f'{{"run_id": "{wake.run_id}"}}'
    assert run_id_of(wake.body) == wake.run_id


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"run_id": 5}', '{"run_id": "ann@example.org"}', "[" * 100_000])
def test_a_message_of_something_else_is_refused_without_being_quoted(body):
    with pytest.raises(InvalidInputError) as caught:
        run_id_of(body)
    assert "ann" not in str(caught.value)


def test_messages_in_memory_can_be_repeated_and_turned_around_as_sqs_may_do():
    at = [datetime(2026, 11, 25, tzinfo=UTC)]
    queue = MemoryWorkQueue(lambda: at[0])
    first, second = wakes(2)
    queue.send([first, second])
    queue.waiting.append(queue.waiting[0])
    queue.waiting.reverse()
    assert queue.take(2) == [first, second]
    assert queue.take() == [first]
    queue.send(wakes(1, 60))
    assert queue.take() == []
    at[0] += timedelta(seconds=60)
    assert len(queue.take()) == 1
