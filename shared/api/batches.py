"""A function that a queue feeds: each message by itself, so that one that fails comes again alone."""

import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shared.domain.errors import SkillpathError, UnavailableError
from shared.gateways.resilience.deadline import Deadline, within
from shared.telemetry.invocation import invocation
from shared.telemetry.record import note
from shared.telemetry.spans import span

_log = logging.getLogger("skillpath.batches")
_access = logging.getLogger("skillpath.access")
# Below this, it says what each error said.
logging.getLogger("aws_lambda_powertools.utilities.batch").setLevel(logging.INFO)

BatchHandler = Callable[[dict[str, Any], Any], PartialItemFailureResponse]


def make_batch_handler(handle: Callable[[str], None]) -> BatchHandler:
    """The `handler` of a function's module, for events of SQS with `ReportBatchItemFailures`.

    Args:
        handle: takes the body of one message; whatever it raises, the message comes again, until it counts as dead.
    """

    def handle_record(record: SQSRecord) -> None:
        started = time.perf_counter()
        received = record.raw_event.get("attributes", {}).get("ApproximateReceiveCount", "unknown")
        note(message_id=record.message_id, receive_count=received)
        outcome = "comes again"
        try:
            with span("message"):
                handle(record.body)
            outcome = "done"
        except Exception as error:
            _say_why(record.message_id, error)
            raise
        finally:
            took = {"outcome": outcome, "duration_ms": round((time.perf_counter() - started) * 1000, 1)}
            _access.info("message %s: %s", record.message_id, outcome, extra={"fields": took})

    def handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:  # noqa: ANN401 - Lambda's context
        # One for each event: it holds what failed. A batch that fails whole is answered as one that fails in part, as
        # what Powertools raises instead quotes every error.
        processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
        with within(Deadline.of_lambda(context)), invocation(context):
            return process_partial_response(event, handle_record, processor, context)

    return handler


def _say_why(message_id: str, error: Exception) -> None:
    """Without what errors quote: a message can be about anybody."""
    if isinstance(error, UnavailableError):
        _log.warning("message %s comes again: %s: %s", message_id, error.code, error)
    elif isinstance(error, SkillpathError):
        _log.error("message %s comes again: %s", message_id, error.code)
    else:
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("message %s comes again: %s\n%s", message_id, type(error).__name__, frames)
