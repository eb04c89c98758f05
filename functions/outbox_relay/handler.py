"""Every minute: send what the outbox still holds, and delete the objects that erased documents left behind."""

from typing import Any

from shared import bootstrap
from shared.gateways.resilience.deadline import Deadline, within
from shared.services.workflows import relay
from shared.telemetry.invocation import invocation


def handler(_event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401 - Lambda's context
    """How many messages were sent, and how many keys swept."""
    deadline = Deadline.of_lambda(context)
    with within(deadline), invocation(context):
        uow, queue, objects = bootstrap.worker_unit_of_work(), bootstrap.work_queue(), bootstrap.object_store()
        done = relay.heal(uow, queue, objects, deadline.remaining_s)
    return {"sent": done.sent, "swept": done.swept}
