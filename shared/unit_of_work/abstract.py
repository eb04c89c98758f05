"""The port every use case writes through."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from shared.domain.request import Answer, WriteRequest
    from shared.repositories.abstract import (
        AssessmentRepository,
        CorrectionRepository,
        DocumentRepository,
        ErasureRepository,
        PlanRepository,
        ProfileRepository,
        RoleRepository,
        SkillRepository,
        UserRepository,
        WorkflowRepository,
    )


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

    @property
    def profiles(self) -> ProfileRepository: ...

    @property
    def corrections(self) -> CorrectionRepository: ...

    @property
    def plans(self) -> PlanRepository: ...

    @property
    def roles(self) -> RoleRepository: ...

    @property
    def documents(self) -> DocumentRepository: ...

    @property
    def workflows(self) -> WorkflowRepository: ...

    @property
    def erasures(self) -> ErasureRepository: ...

    def admit(self, request: WriteRequest) -> Answer | None:
        """Before the block of a changing request, in one round trip: the user must have a profile and room in their
        limit.

        Where `request.wants_profile` is set, the next block's first `profiles.get` of this user costs no round trip.

        Returns:
            What the request with this key was answered at most 24 hours ago; None where it is new or has no key.

        Raises:
            UserNotFoundError: the user has no profile yet.
            RateLimitedError: the limit is used up; nothing was taken of it.
            KeyReusedError: the key belongs to another request.
        """

    def answer_with(self, make_answer: Callable[[Any], Answer] | None) -> None:
        """From now on a `commit(result)` also stores `make_answer(result)`, in the same transaction; None ends that."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self, result: object = None) -> None:
        """Make every write of the block so far take effect, in one transaction; the block may go on after it.

        Args:
            result: what the use case returns, where it serves a changing request: see `answer_with`.

        Raises:
            AlreadyAnsweredError: a request with the same idempotency key committed first; nothing was changed.
            ConflictError: one of its subclasses, as the repositories' methods say; nothing was changed.
            NotAllowedError: the store refused the caller (row level security); nothing was changed.
            StoreUnavailableError: the store did not answer. Whether the write took effect is not known.
        """

    def ping(self) -> None:
        """Raises StoreUnavailableError unless the store answers; for readiness."""
