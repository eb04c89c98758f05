"""The unit of work over memory."""

from shared.repositories.fake import MemoryRepository
from shared.unit_of_work.staged import StagedUnitOfWork


class FakeUnitOfWork(StagedUnitOfWork):
    """Attributes:
    store: what is committed; give several units of work the same one to have them see each other.
    committed: whether `commit()` has succeeded at least once.
    """

    def __init__(self, store: MemoryRepository | None = None) -> None:
        self.store = store or MemoryRepository()
        self.committed = False
        super().__init__(self.store)

    def commit(self, result: object = None) -> None:
        super().commit(result)
        self.committed = True
