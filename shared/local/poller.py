"""What Lambda does for functions that no request reaches: hands them batches of queues, and calls them by the clock.

`python -m shared.local.poller` runs it. A batch is handled by one instance of its function (instance.py) at a time;
what the function does not name as failed is deleted, the rest comes again once its visibility timeout is over.
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (read 2026-11-25)
"""

import argparse
import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from shared.local.aws import open_client
from shared.local.checkout import ROOT, LocalStackError
from shared.local.instance import Instance, InvocationError, Outcome, instance_command
from shared.local.logs import start_logging
from shared.local.workers import Worker, read_workers

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient
    from types_boto3_sqs.type_defs import MessageTypeDef

# How soon an empty queue is asked again: the stand-in answers one request at a time, so that nobody may wait there.
_PAUSE_S = 0.25
_AFTER_TROUBLE_S = 1.0
# What the log says once every worker is waiting for its messages.
FED = "the workers are fed"

_log = logging.getLogger("skillpath.poller")


class Batches:
    """Batches of one queue, handled by one instance.

    Args:
        invoke: hands an event to the instance; raises InvocationError where there is no answer.
    """

    def __init__(
        self, sqs: "SQSClient", worker: Worker, queue_url: str, invoke: Callable[[Mapping[str, Any]], Outcome]
    ) -> None:
        self._sqs = sqs
        self._worker = worker
        self._queue_url = queue_url
        self._invoke = invoke

    def handle_one(self) -> int:
        """Receive one batch and have it handled; how many messages there were."""
        messages = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=min(10, self._worker.batch_size),
            MessageSystemAttributeNames=["All"],
            WaitTimeSeconds=0,
        ).get("Messages", [])
        if not messages:
            return 0
        started = time.monotonic()
        try:
            outcome = self._invoke(sqs_event(messages, self._worker.queue or "", os.environ.get("AWS_REGION", "")))
        except InvocationError as error:
            _log.error("%s: %d messages come again: %s", self._worker.function.name, len(messages), error)
            return len(messages)
        failed = failed_ids(outcome.answer, [message["MessageId"] for message in messages])
        self._delete([message for message in messages if message["MessageId"] not in failed])
        took_ms = (time.monotonic() - started) * 1000
        _log.info(
            "%s: %d messages, %d come again, %.0f ms, peak %.0f MB",
            self._worker.function.name, len(messages), len(failed), took_ms, outcome.peak_mb,
        )  # fmt: skip
        return len(messages)

    def _delete(self, messages: Sequence["MessageTypeDef"]) -> None:
        if messages:
            self._sqs.delete_message_batch(
                QueueUrl=self._queue_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                    for number, message in enumerate(messages)
                ],
            )


def sqs_event(messages: Sequence["MessageTypeDef"], queue: str, region: str) -> dict[str, Any]:
    """The event that a function sees for a batch."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": dict(message.get("Attributes", {})),
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{region}:000000000000:{queue}",
                "awsRegion": region,
            }
            for message in messages
        ]
    }


def failed_ids(answer: object, ids: Sequence[str]) -> frozenset[str]:
    """Which messages of a batch a function's answer names as failed: all of them where it cannot be understood."""
    if answer is None or answer == {}:
        return frozenset()
    try:
        named = frozenset(item["itemIdentifier"] for item in answer["batchItemFailures"] or ())  # type: ignore[index] # else all failed
    except (TypeError, KeyError):
        return frozenset(ids)
    return named if named.issubset(ids) else frozenset(ids)


def scheduled_event(name: str, region: str, now: datetime) -> dict[str, Any]:
    """The event that a function sees when its time has come."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [f"arn:aws:events:{region}:000000000000:rule/{name}"],
        "detail": {},
    }


class Poller:
    """Every worker, each on threads of its own, until it is stopped.

    Args:
        make_instance: a new instance of a worker's function.
        queue_urls: of the queues, by the names that serverless.yml gives them.
        instances: how many batches of a function are handled at a time, by its name; 1 of those not named.
        every_s: how often what has a schedule of a minute is called; what has a longer one, as much more seldom.
        told_s: the longest that an invocation is told to have, from which it reckons how long it keeps a run; it is
            killed once its function's own limit is over.

    Raises:
        LocalStackError: a worker's queue is not here.
    """

    def __init__(
        self,
        workers: Sequence[Worker],
        make_instance: Callable[[Worker], Instance],
        sqs: "SQSClient",
        queue_urls: Mapping[str, str],
        instances: Mapping[str, int],
        every_s: float,
        told_s: float = 900.0,
    ) -> None:
        self._stopping = threading.Event()
        self._make_instance = make_instance
        self._sqs = sqs
        self._every_s = every_s
        self._told_s = told_s
        self._threads: list[threading.Thread] = []
        for worker in workers:
            if worker.every_minutes:
                self._add(self._tick, worker, self._every_s * worker.every_minutes)
            if worker.queue is None:
                continue
            if worker.queue not in queue_urls:
                raise LocalStackError(f"serverless.yml: {worker.function.name} reads {worker.queue}, which is not here")
            for _ in range(instances.get(worker.function.name, 1)):
                self._add(self._poll, worker, queue_urls[worker.queue])

    def run(self) -> None:
        """Until `stop` is called and every invocation that had begun is done."""
        for thread in self._threads:
            thread.start()
        _log.info(FED)
        self._stopping.wait()
        for thread in self._threads:
            thread.join()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def _add(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(threading.Thread(target=work, args=arguments))

    def _poll(self, worker: Worker, queue_url: str) -> None:
        instance = self._make_instance(worker)
        batches = Batches(self._sqs, worker, queue_url, lambda event: self._invoke(instance, worker, event))
        self._again(lambda: 0.0 if batches.handle_one() else _PAUSE_S, worker)
        instance.close()

    def _tick(self, worker: Worker, every_s: float) -> None:
        instance = self._make_instance(worker)
        region = os.environ.get("AWS_REGION", "")

        def call() -> float:
            self._invoke(instance, worker, scheduled_event(worker.function.name, region, datetime.now(UTC)))
            return every_s

        self._again(call, worker)
        instance.close()

    def _again(self, once: Callable[[], float], worker: Worker) -> None:
        """Over and over until we stop, after as many seconds as it says; what goes wrong is logged, and tried again."""
        while not self._stopping.is_set():
            pause_s = _AFTER_TROUBLE_S
            try:
                pause_s = once()
            except InvocationError as error:
                _log.error("%s: %s", worker.function.name, error)
            except Exception:  # noqa: BLE001 - a queue that does not answer must not end its worker
                _log.exception("%s: its queue does not answer", worker.function.name)
            self._stopping.wait(pause_s)

    def _invoke(self, instance: Instance, worker: Worker, event: Mapping[str, Any]) -> Outcome:
        function = worker.function
        context = {
            "function_name": function.name,
            "memory_mb": function.memory_mb,
            "request_id": str(uuid.uuid4()),
        }
        return instance.invoke(event, context, min(function.timeout_s, self._told_s), function.timeout_s)


def main(arguments: Sequence[str] | None = None) -> int:
    """Work until standard input ends."""
    parser = argparse.ArgumentParser(
        description="The workers of serverless.yml, fed by the queues of AWS_ENDPOINT_URL."
    )
    parser.add_argument(
        "--queue", action="append", default=[], metavar="NAME=URL", help="a queue, as serverless.yml names it"
    )
    parser.add_argument(
        "--instances", action="append", default=[], metavar="FUNCTION=N", help="more than one of a function"
    )
    parser.add_argument("--every-s", type=float, default=1.0, help="how often the clock calls")
    parser.add_argument("--told-s", type=float, default=900.0, help="the longest that an invocation is told to have")
    options = parser.parse_args(arguments)
    start_logging()
    try:
        poller = Poller(
            read_workers(ROOT / "serverless.yml"),
            lambda worker: Instance(
                instance_command(worker.function.module, worker.function.attribute), os.environ, sys.stderr.buffer
            ),
            open_client("sqs", os.environ),
            dict(given.split("=", 1) for given in options.queue),
            {name: int(many) for name, many in (given.split("=", 1) for given in options.instances)},
            options.every_s,
            options.told_s,
        )
    except LocalStackError as error:
        _log.error("the workers cannot be fed: %s", error)
        return 1
    threading.Thread(target=_stop_at_end, args=(poller,), daemon=True).start()
    poller.run()
    return 0


def _stop_at_end(poller: Poller) -> None:
    sys.stdin.read()
    poller.stop()


if __name__ == "__main__":
    sys.exit(main())
