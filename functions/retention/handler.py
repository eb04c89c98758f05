"""Every hour: remove what nobody needs any longer."""

from datetime import UTC, datetime
from typing import Any

from shared import bootstrap
from shared.gateways.resilience.deadline import Deadline, within
from shared.services import retention
from shared.telemetry.invocation import invocation


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 - Lambda's context
    """How many rows went, by what they were."""
    deadline = Deadline.of_lambda(context)
    with within(deadline), invocation(context):
        return dict(retention.expire(bootstrap.worker_unit_of_work(), datetime.now(UTC), deadline.remaining_s))
