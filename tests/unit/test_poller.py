"""Batches of a queue as Lambda hands them to functions."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shared.local.checkout import ROOT, LocalStackError
from shared.local.instance import InvocationError, Outcome
from shared.local.poller import Batches, Poller, failed_ids, scheduled_event
from shared.local.routes import Function
from shared.local.workers import Worker, read_queues, read_workers

WORKER = Worker(Function("worker", "functions.worker.handler", "handler", 30, 512, ()), "Jobs", 3, every_minutes=None)


class FakeQueue:
    """As much of SQS as a poller asks of it."""

    def __init__(self, *bodies: str) -> None:
        self.waiting = [
            {
                "MessageId": f"id-{n}",
                "ReceiptHandle": f"handle-{n}",
                "Body": body,
                "MD5OfBody": "0" * 32,
                "Attributes": {"ApproximateReceiveCount": "2"},
            }
            for n, body in enumerate(bodies)
        ]
        self.deleted: list[str] = []

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        many = asked["MaxNumberOfMessages"]
        taken, self.waiting = self.waiting[:many], self.waiting[many:]
        return {"Messages": taken} if taken else {}

    def delete_message_batch(self, **asked: Any) -> None:
        self.deleted += [entry["ReceiptHandle"] for entry in asked["Entries"]]


def batches(queue: FakeQueue, answer: object, seen: list[Any] | None = None) -> Batches:
    def invoke(event: Any) -> Outcome:
        if seen is not None:
            seen.append(event)
        if isinstance(answer, Exception):
            raise answer
        return Outcome(answer, 12.0)

    return Batches(queue, WORKER, "http://queue", invoke)  # type: ignore[arg-type] # a fake of it


def test_a_batch_comes_as_an_event_of_sqs_no_larger_than_the_function_takes(monkeypatch):
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    seen: list[Any] = []
    assert batches(FakeQueue("a", "b", "c", "d"), None, seen).handle_one() == 3
    (event,) = seen
    assert [record["body"] for record in event["Records"]] == ["a", "b", "c"]
    first = event["Records"][0]
    assert first["messageId"] == "id-0"
    assert first["receiptHandle"] == "handle-0"
    assert first["attributes"] == {"ApproximateReceiveCount": "2"}
    assert first["eventSource"] == "aws:sqs"
    assert first["eventSourceARN"].endswith(":Jobs")
    assert first["awsRegion"] == "eu-central-1"


def test_only_what_did_not_fail_is_deleted():
    queue = FakeQueue("a", "b", "c")
    batches(queue, {"batchItemFailures": [{"itemIdentifier": "id-1"}]}).handle_one()
    assert queue.deleted == ["handle-0", "handle-2"]


def test_of_a_batch_without_an_answer_nothing_is_deleted(caplog):
    queue = FakeQueue("the words of a CV")
    assert batches(queue, InvocationError("its process ended with status -9")).handle_one() == 1
    assert queue.deleted == []
    assert "worker: 1 messages come again: its process ended with status -9" in caplog.text


def test_the_log_says_how_many_and_none_of_what_they_say(caplog):
    caplog.set_level(logging.INFO)
    batches(FakeQueue("the words of a CV"), {}).handle_one()
    assert "worker: 1 messages, 0 come again" in caplog.text
    assert "words" not in caplog.text


def test_an_empty_queue_calls_nobody():
    seen: list[Any] = []
    assert batches(FakeQueue(), None, seen).handle_one() == 0
    assert seen == []


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (None, ""),
        ({}, ""),
        ({"batchItemFailures": []}, ""),
        ({"batchItemFailures": None}, ""),
        ({"batchItemFailures": [{"itemIdentifier": "a"}]}, "a"),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, "ab"),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, "ab"),
        ({"batchItemFailures": [{"itemIdentifier": "c"}]}, "ab"),
        ({"batchItemFailures": [{"id": "a"}]}, "ab"),
        ({"failures": []}, "ab"),
        ("done", "ab"),
        (7, "ab"),
    ],
)
def test_an_answer_that_cannot_be_understood_fails_the_whole_batch_as_lambda_has_it(answer, failed):
    assert failed_ids(answer, ["a", "b"]) == frozenset(failed)


def test_the_clock_calls_with_an_event_of_its_own():
    event = scheduled_event("relay", "eu-central-1", datetime(2026, 11, 25, 9, 30, tzinfo=UTC))
    assert event["detail-type"] == "Scheduled Event"
    assert event["time"] == "2026-11-25T09:30:00Z"


def written(tmp_path: Path, functions: str) -> Path:
    path = tmp_path / "serverless.yml"
    path.write_text(f"provider: {{timeout: 15, memorySize: 512}}\nfunctions:\n{functions}")
    return path


def test_workers_are_those_with_a_queue_or_a_schedule(tmp_path):
    path = written(
        tmp_path,
        "  api: {handler: functions/api/handler.handler, events: [{httpApi: GET /v1/api}]}\n"
        "  worker:\n    handler: functions/worker/handler.handler\n    timeout: 60\n"
        "    events: [{sqs: {arn: {Fn::GetAtt: [Jobs, Arn]}, batchSize: 5}}]\n"
        "  relay: {handler: functions/relay/handler.handler, events: [{schedule: rate(1 minute)}]}\n"
        "  sweep: {handler: functions/sweep/handler.handler, events: [{schedule: rate(2 hours)}]}\n",
    )
    worker, relay, sweep = read_workers(path)
    assert (worker.function.module, worker.function.timeout_s) == ("functions.worker.handler", 60)
    assert (worker.queue, worker.batch_size, worker.every_minutes) == ("Jobs", 5, None)
    assert (relay.function.name, relay.queue, relay.every_minutes) == ("relay", None, 1)
    assert sweep.every_minutes == 120


def test_a_queue_that_is_not_named_as_it_should_be_is_refused(tmp_path):
    path = written(tmp_path, "  worker: {handler: w/handler.handler, events: [{sqs: 'arn:aws:sqs:x'}]}\n")
    with pytest.raises(LocalStackError, match="function worker has the queue"):
        read_workers(path)


def test_a_schedule_that_no_rate_says_is_refused(tmp_path):
    path = written(tmp_path, "  sweep: {handler: s/handler.handler, events: [{schedule: cron(0 3 1 1 1 1)}]}\n")
    with pytest.raises(LocalStackError, match="function sweep has the schedule"):
        read_workers(path)


def test_a_worker_whose_queue_is_not_here_is_refused():
    with pytest.raises(LocalStackError, match="worker reads Jobs, which is not here"):
        Poller([WORKER], lambda _: None, FakeQueue(), {}, {}, 1.0)  # type: ignore[arg-type, return-value] # never asked


def test_each_queue_has_its_dead_letters_and_its_times_as_they_are_deployed():
    queues = {queue.name: queue for queue in read_queues(ROOT / "serverless.yml")}
    assert {name: queue.dead_name for name, queue in queues.items()} == {
        "DocumentQueue": "DocumentDeadLetters",
        "WorkflowQueue": "WorkflowDeadLetters",
    }
    workers = [worker for worker in read_workers(ROOT / "serverless.yml") if worker.queue]
    assert {worker.queue for worker in workers} == set(queues)
    for worker in workers:
        # Before a function had all its time, its messages are nobody else's.
        assert queues[str(worker.queue)].visibility_s >= 6 * worker.function.timeout_s
        assert queues[str(worker.queue)].max_receives >= 5
