"""Counts as documents of CloudWatch's embedded metric format: a log line each, of which CloudWatch makes metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
(read 2026-11-25)
"""

import logging
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from shared.telemetry.record import Dimensions, Record

NAMESPACE = "Skillpath"

_log = logging.getLogger("skillpath.metrics")


def document(service: str, dimensions: Mapping[str, str], values: Mapping[str, int], now_ms: int) -> dict[str, Any]:
    """The counts that have these dimensions; they are there by service alone too, for alarms on whatever it was.

    Args:
        service: the function's name.
        now_ms: since 1970.
    """
    sets = [["service"]]
    if dimensions:
        sets.append(["service", *dimensions])
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": sets,
        "Metrics": [{"Name": name, "Unit": "Count"} for name in values],
    }
    return {
        "_aws": {"Timestamp": now_ms, "CloudWatchMetrics": [directive]},
        "service": service,
        **dimensions,
        **values,
    }


def write_metrics(record: Record) -> None:
    """A line for each set of dimensions of what was counted; none where nothing was."""
    by_dimensions: dict[Dimensions, dict[str, int]] = defaultdict(dict)
    for (what, dimensions), times in record.counts.items():
        by_dimensions[dimensions][what.value] = times
    service = str(record.fields["service"])
    for dimensions, values in by_dimensions.items():
        named = dict(dimensions)
        emf = document(service, named, values, time.time_ns() // 1_000_000)
        counted = ", ".join(f"{name} {times}" for name, times in values.items())
        _log.info("%s: %s", " ".join([service, *named.values()]), counted, extra={"emf": emf})
