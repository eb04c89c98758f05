"""The port every use case writes through."""

from types import TracebackType
from typing import Protocol, Self

from shared.repositories.abstract import AssessmentRepository, SkillRepository, UserRepository


class UnitOfWork(Protocol):
    """All or nothing: leaving the block without `commit()` changes nothing.

    A block sees its own writes before they are committed. One unit of work serves one caller and one block at a time;
    it can be entered again after the block ended.
    """

    @property
    def users(self) -> UserRepository: ...

    @property
    def skills(self) -> SkillRepository: ...

    @property
    def assessments(self) -> AssessmentRepository: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make every write of the block so far take effect, in one transaction; the block may go on after it.

        Raises:
            ConflictError: one of its subclasses, as the repositories' methods say; nothing was changed.
            NotAllowedError: the store refused the caller (row level security); nothing was changed.
            StoreUnavailableError: the store did not answer. Whether the write took effect is not known.
        """

    def ping(self) -> None:
        """Raises StoreUnavailableError unless the store answers; for readiness."""
