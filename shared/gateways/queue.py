"""The queue that has workers take up runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shared.domain.errors import InvalidInputError
from shared.domain.ids import RunId

# What SQS holds a message back for at the most.
MAX_DELAY_S = 900


@dataclass(frozen=True, slots=True)
class Wake:
    """That a run is to be taken up; an id and no more.

    Attributes:
        delay_s: 0..MAX_DELAY_S.
    """

    run_id: RunId
    delay_s: int = 0

    @property
    def body(self) -> str:
        """Of its message: whose run it is, and what it does, stands in the database alone."""
        return json.dumps({"run_id": str(self.run_id)})


def run_id_of(body: str) -> RunId:
    """Raises:
    InvalidInputError: this is no message of this queue; what it holds is not quoted.
    """
    try:
        match json.loads(body):
            case {"run_id": str(text)}:
                return RunId(UUID(text))
    except (ValueError, RecursionError):
        pass
    raise InvalidInputError("the message names no run: it is none of this queue")


class WorkQueue(Protocol):
    """At least once, in any order: a message may come twice, and late."""

    def send(self, wakes: Sequence[Wake]) -> None:
        """Any number of them.

        Raises:
            QueueUnavailableError: not all were taken; those that were not stay in the outbox, which the relay sends.
        """
