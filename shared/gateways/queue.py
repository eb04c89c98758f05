"""The queue that has workers take up runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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


class WorkQueue(Protocol):
    """At least once, in any order: a message may come twice, and late."""

    def send(self, wakes: Sequence[Wake]) -> None:
        """Any number of them.

        Raises:
            QueueUnavailableError: not all were taken; those that were not stay in the outbox, which the relay sends.
        """
