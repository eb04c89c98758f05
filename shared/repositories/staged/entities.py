"""What a block writes that is no entity of the domain."""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Item, Run
from shared.repositories.staged.staging import Flag


@dataclass(frozen=True, slots=True)
class Edition:
    """All roles and their relations that came from one compiled taxonomy: what a retirement leaves."""

    taxonomy_version: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A run with its message.

    Attributes:
        relay_at: when the relay is to send it; of no meaning for a run that is over, whose message goes.
    """

    run: Run
    relay_at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """That a run is to be cancelled or retried, whatever its version, and its message sent from `relay_at` on."""

    user_id: UserId
    run_id: RunId
    flag: Flag
    relay_at: datetime


@dataclass(frozen=True, slots=True)
class ItemRange:
    """The items of a run with numbers in [first, end)."""

    user_id: UserId
    run_id: RunId
    first: int
    end: int

    def holds(self, item: Item) -> bool:
        return item.run_id == self.run_id and self.first <= item.number < self.end


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody signs in with, and everything that is theirs."""

    user_id: UserId


@dataclass(frozen=True, slots=True)
class Trim:
    """That an account is to have so many rows less of what there can be very many of."""

    user_id: UserId
    at_most: int


@dataclass(frozen=True, slots=True)
class DoomedObject:
    """An object whose document is erased or gone, by its key in the object store."""

    key: str
