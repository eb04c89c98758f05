"""Tokens a person and a day: in Postgres for all instances, or in this process."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from shared.domain.errors import BudgetUsedUpError, StoreUnavailableError
from shared.domain.ids import UserId
from shared.gateways.llm.port import Reservation


class RpcTokenBudget:
    """Through `public.llm_reserve` and `public.llm_settle`.

    Args:
        call: what a function of the database answers to a JSON argument; with the service's rights.
        per_day: tokens, by UTC.
    """

    def __init__(self, call: Callable[[str, Mapping[str, Any]], Any], user_id: UserId, per_day: int) -> None:
        self._call = call
        self._user_id = user_id
        self._per_day = per_day

    def reserve(self, tokens: int) -> Reservation:
        request = {"user_id": str(self._user_id), "tokens": tokens, "per_day": self._per_day}
        match self._call("llm_reserve", {"request": request}):
            case {"day": str(day)}:
                return Reservation(date.fromisoformat(day), tokens)
            case {"day": None}:
                raise _used_up()
        raise _unexpected()

    def settle(self, reservation: Reservation, used: int) -> None:
        request = {
            "user_id": str(self._user_id),
            "day": reservation.day.isoformat(),
            "reserved": reservation.tokens,
            "used": used,
        }
        if not isinstance(self._call("llm_settle", {"request": request}), bool):
            raise _unexpected()


class MemoryTokenBudgets:
    """Of all people, in this process."""

    def __init__(self, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._today = today
        self._lock = Lock()
        self.spent: defaultdict[tuple[UserId, date], int] = defaultdict(int)

    def of(self, user_id: UserId, per_day: int) -> "MemoryTokenBudget":
        return MemoryTokenBudget(self, user_id, per_day)

    def take(self, user_id: UserId, tokens: int, per_day: int) -> date:
        with self._lock:
            day = self._today()
            if self.spent[user_id, day] + tokens > per_day:
                raise _used_up()
            self.spent[user_id, day] += tokens
            return day

    def add(self, user_id: UserId, day: date, tokens: int) -> None:
        with self._lock:
            self.spent[user_id, day] = max(self.spent[user_id, day] + tokens, 0)


class MemoryTokenBudget:
    def __init__(self, budgets: MemoryTokenBudgets, user_id: UserId, per_day: int) -> None:
        self._budgets = budgets
        self._user_id = user_id
        self._per_day = per_day

    def reserve(self, tokens: int) -> Reservation:
        return Reservation(self._budgets.take(self._user_id, tokens, self._per_day), tokens)

    def settle(self, reservation: Reservation, used: int) -> None:
        self._budgets.add(self._user_id, reservation.day, used - reservation.tokens)


def _used_up() -> BudgetUsedUpError:
    return BudgetUsedUpError("what a language model may take for you today is used up: come back tomorrow")


def _unexpected() -> StoreUnavailableError:
    return StoreUnavailableError("the store did not answer as it should about a budget: try again")
