"""The one unit of work, over any store: what differs between stores stands in shared/repositories."""

from types import TracebackType
from typing import Self

from shared.repositories.staged import StagedAssessments, StagedSkills, StagedUsers, Staging, Store


class StagedUnitOfWork:
    """Holds the writes of a block back and has the store apply them all at commit."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._staging = Staging()
        self._in_block = False

    @property
    def users(self) -> StagedUsers:
        self._require_block()
        return StagedUsers(self._store, self._staging)

    @property
    def skills(self) -> StagedSkills:
        self._require_block()
        return StagedSkills(self._store, self._staging)

    @property
    def assessments(self) -> StagedAssessments:
        self._require_block()
        return StagedAssessments(self._store, self._staging)

    def __enter__(self) -> Self:
        if self._in_block:
            raise RuntimeError("this unit of work is in a block already: one block is one transaction")
        self._in_block = True
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_block = False
        self._staging.clear()

    def commit(self) -> None:
        self._require_block()
        changes = list(self._staging.changes)
        # Dropped whether or not they are applied: after a failure the block's view is the store's again.
        self._staging.clear()
        if changes:
            self._store.apply(changes)

    def ping(self) -> None:
        self._store.ping()

    def _require_block(self) -> None:
        if not self._in_block:
            raise RuntimeError("a unit of work is used inside its block: `with uow:`")
