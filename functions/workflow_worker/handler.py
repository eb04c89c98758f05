"""The queue of runs: each message is one step of one run, which it names and no more."""

from typing import Any

from shared import bootstrap
from shared.api.batches import make_batch_handler
from shared.gateways.queue import run_id_of
from shared.services.workflows import engine


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's context
    """Take up the run of each message. Whose it is, and what is to be done, stands in the run's row."""

    def take_step(body: str) -> None:
        remaining_s = context.get_remaining_time_in_millis() / 1000
        engine.work(run_id_of(body), bootstrap.worker_unit_of_work(), bootstrap.workflow_tools(), remaining_s)

    return dict(make_batch_handler(take_step)(event, context))
