"""Functions of serverless.yml that no request reaches, and its queues: what feeds each, or that the clock calls it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shared.local.checkout import LocalStackError
from shared.local.routes import Function, function_of

# Lambda's own, where the file does not say.
_BATCH_SIZE = 10
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}


@dataclass(frozen=True, slots=True)
class Worker:
    """Attributes:
    queue: its name in serverless.yml; None where no queue feeds it.
    batch_size: the most messages that one event holds.
    every_minutes: how often the clock calls it; None where it does not.
    """

    function: Function
    queue: str | None
    batch_size: int
    every_minutes: int | None


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Attributes:
    dead_name: of the queue that takes what nobody could handle.
    visibility_s: for how long a message that was handed out is nobody else's.
    max_receives: how often a message is handed out before it counts as dead.
    """

    name: str
    dead_name: str
    visibility_s: int
    max_receives: int


def read_workers(path: Path) -> tuple[Worker, ...]:
    """The functions with a queue or a schedule in a serverless.yml.

    Raises:
        LocalStackError: the file is missing, is not YAML, or feeds a function from something that is not here.
    """
    content = _read(path)
    provider = content.get("provider") or {}
    workers = (
        _worker(function_of(name, settings, provider), settings.get("events", ()))
        for name, settings in content["functions"].items()
    )
    return tuple(worker for worker in workers if worker.queue or worker.every_minutes)


def read_queues(path: Path) -> tuple[QueueSettings, ...]:
    """The queues with dead letters among the resources of a serverless.yml.

    Raises:
        LocalStackError: the file is missing, or is not YAML.
    """
    # Parts of it are other files, which make no queue.
    parts = [part["Resources"] for part in _read(path)["resources"] if isinstance(part, Mapping)]
    queues = {
        name: made["Properties"] for part in parts for name, made in part.items() if made["Type"] == "AWS::SQS::Queue"
    }
    return tuple(
        QueueSettings(
            name,
            _logical_id(policy["deadLetterTargetArn"]) or "",
            int(properties["VisibilityTimeout"]),
            int(policy["maxReceiveCount"]),
        )
        for name, properties in queues.items()
        if (policy := properties.get("RedrivePolicy"))
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise LocalStackError(f"{path} cannot be read: {error}") from error
    return content


def _worker(function: Function, events: Any) -> Worker:  # noqa: ANN401 - YAML
    queues = [event["sqs"] for event in events if "sqs" in event]
    if len(queues) > 1:
        raise LocalStackError(f"serverless.yml: function {function.name} has {len(queues)} queues; give it one")
    rates = [_minutes(function.name, event["schedule"]) for event in events if "schedule" in event]
    every_minutes = min(rates, default=None)
    if not queues:
        return Worker(function, None, 0, every_minutes)
    event = queues[0] if isinstance(queues[0], Mapping) else {"arn": queues[0]}
    return Worker(
        function, _queue_name(function.name, event.get("arn")), int(event.get("batchSize", _BATCH_SIZE)), every_minutes
    )


def _minutes(function: str, schedule: object) -> int:
    found = _RATE.fullmatch(str(schedule))
    if found is None:
        raise LocalStackError(
            f"serverless.yml: function {function} has the schedule {schedule!r}; write it as rate(5 minutes)"
        )
    return int(found[1]) * _MINUTES[found[2]]


def _queue_name(function: str, arn: object) -> str:
    name = _logical_id(arn)
    if name is None:
        message = f"serverless.yml: function {function} has the queue {arn!r}; write it as Fn::GetAtt: [Name, Arn]"
        raise LocalStackError(message)
    return name


def _logical_id(arn: object) -> str | None:
    """What `Fn::GetAtt` names."""
    match arn:
        case {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
    return None
