"""People and what is held of them, as a block sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.ids import UserId
from shared.domain.user import User
from shared.repositories.staged.checks import require_storable
from shared.repositories.staged.staging import Op, Staging
from shared.repositories.staged.store import Store

if TYPE_CHECKING:
    from shared.domain.holdings import Holdings


@dataclass(frozen=True, slots=True)
class StagedUsers:
    store: Store
    staging: Staging

    def get(self, user_id: UserId) -> User | None:
        staged = self.staging.users
        return staged[user_id] if user_id in staged else self.store.people.user(user_id)

    def add(self, user: User) -> None:
        self._stage(Op.INSERT, user)

    def update(self, user: User) -> None:
        self._stage(Op.UPDATE, user)

    def delete(self, user: User) -> None:
        self.staging.stage(Op.DELETE, user)
        self.staging.erase(user.id)

    def holdings(self, user_id: UserId) -> "Holdings | None":
        # With every entity that there is, of which most requests need none.
        from shared.repositories.staged.holdings import StagedHoldings

        return StagedHoldings(self.store, self.staging).all_of(user_id)

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        from shared.repositories.staged.holdings import StagedHoldings

        return StagedHoldings(self.store, self.staging).count(user_id)

    def _stage(self, op: Op, user: User) -> None:
        require_storable((user.display_name, user.locale))
        self.staging.stage(op, user)
        self.staging.users[user.id] = user
