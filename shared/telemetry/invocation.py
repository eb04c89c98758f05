"""One call of a function by Lambda, as its lines, metrics and traces tell of it."""

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from shared.telemetry.lines import write_json_lines
from shared.telemetry.metrics import write_metrics
from shared.telemetry.record import Count, Record, count, recorded
from shared.telemetry.spans import trace_id, traced

_log = logging.getLogger("skillpath.invocation")

# Of this process: in Lambda one, in the local gateway all that it serves.
_called: set[str] = set()


@contextmanager
def invocation(context: Any) -> Iterator[Record]:  # noqa: ANN401 - Lambda's context
    """Lines written in this block carry its ids; what was counted is written as it ends, also where it fails.

    In Lambda lines are JSON from the first one on, and garbage is looked for; elsewhere both are as whoever started the
    process has them.
    """
    service: str = context.function_name
    is_cold = service not in _called
    if is_cold:
        _called.add(service)
        if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
            write_json_lines()
            # Not through what was loaded: that stays.
            gc.freeze()
            gc.enable()
        # An instance that was started ahead of time let nobody wait.
        is_cold = os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "provisioned-concurrency"
    header = os.environ.get("_X_AMZN_TRACE_ID", "")
    record = Record(
        {
            "service": service,
            "cold_start": is_cold,
            # What a client sees, once that is known.
            "request_id": context.aws_request_id,
            "function_request_id": context.aws_request_id,
        }
    )
    if (trace := trace_id(header)) is not None:
        record.fields["xray_trace_id"] = trace
    with recorded(record), traced(header, os.environ.get("AWS_XRAY_DAEMON_ADDRESS", "") if header else ""):
        try:
            if is_cold:
                count(Count.COLD_START)
            yield record
        except Exception:
            # The runtime says so too, in a form of its own.
            _log.exception("%s failed", service)
            raise
        finally:
            write_metrics(record)
