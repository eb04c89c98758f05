"""What is left of what was erased, as a block sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.domain.ids import RunId, UserId
from shared.domain.workflow import Receipt
from shared.repositories.abstract import Keep
from shared.repositories.staged.checks import require_expiry, with_spare
from shared.repositories.staged.entities import Account, DoomedObject, Trim
from shared.repositories.staged.staging import Op, Staging
from shared.repositories.staged.store import Erasures


@dataclass(frozen=True, slots=True)
class StagedErasures:
    store: Erasures
    staging: Staging

    def erase_account(self, user_id: UserId) -> None:
        self.staging.stage(Op.ERASE, Account(user_id))
        self.staging.erase(user_id)

    def trim_account(self, user_id: UserId, at_most: int) -> None:
        self.staging.stage(Op.TRIM, Trim(user_id, at_most))

    def add_receipt(self, receipt: Receipt) -> None:
        self.staging.stage(Op.INSERT, receipt)
        self.staging.receipts[receipt.run_id] = receipt

    def get_receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None:
        found = self.staging.receipts.get(run_id) or self.store.receipt(user_id, run_id)
        return found if found and found.is_owned_by(user_id) else None

    def list_doomed(self, limit: int) -> Sequence[str]:
        forgotten = self.staging.forgotten
        # Without the spare one of a page: nothing follows.
        keys = self.store.doomed(with_spare(limit, forgotten) - 1)
        return [key for key in keys if key not in forgotten][:limit]

    def forget_doomed(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.staging.stage(Op.FORGET, DoomedObject(key))
            self.staging.forgotten.add(key)

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        require_expiry(limit)
        return self.store.expire(keep, limit)
