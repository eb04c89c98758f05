"""The one unit of work, over any store: what differs between stores stands in shared/repositories."""

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from shared.domain.errors import RateLimitedError, UserNotFoundError
from shared.domain.request import Answer, WriteRequest
from shared.repositories.staged.staging import Change, Op, Staging
from shared.repositories.staged.store import Prefetched, Store

if TYPE_CHECKING:
    from shared.repositories.staged.assessments import StagedAssessments
    from shared.repositories.staged.documents import StagedDocuments
    from shared.repositories.staged.erasures import StagedErasures
    from shared.repositories.staged.plans import StagedPlans
    from shared.repositories.staged.profiles import StagedCorrections, StagedProfiles
    from shared.repositories.staged.roles import StagedRoles
    from shared.repositories.staged.skills import StagedSkills
    from shared.repositories.staged.users import StagedUsers
    from shared.repositories.staged.workflows import StagedWorkflows


class StagedUnitOfWork:
    """Holds the writes of a block back and has the store apply them all at commit.

    A part is loaded as it is first asked for: no function needs them all, and each costs its start.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._staging = Staging()
        self._prefetched = Prefetched()
        self._make_answer: Callable[[Any], Answer] | None = None
        self._in_block = False

    @property
    def users(self) -> "StagedUsers":
        from shared.repositories.staged.users import StagedUsers

        self._require_block()
        return StagedUsers(self._store, self._staging)

    @property
    def skills(self) -> "StagedSkills":
        from shared.repositories.staged.skills import StagedSkills

        self._require_block()
        return StagedSkills(self._store.catalogue, self._staging)

    @property
    def assessments(self) -> "StagedAssessments":
        from shared.repositories.staged.assessments import StagedAssessments

        self._require_block()
        return StagedAssessments(self._store.people, self._staging)

    @property
    def profiles(self) -> "StagedProfiles":
        from shared.repositories.staged.profiles import StagedProfiles

        self._require_block()
        return StagedProfiles(self._store.people, self._staging, self._prefetched)

    @property
    def corrections(self) -> "StagedCorrections":
        from shared.repositories.staged.profiles import StagedCorrections

        self._require_block()
        return StagedCorrections(self._store.people, self._staging)

    @property
    def plans(self) -> "StagedPlans":
        from shared.repositories.staged.plans import StagedPlans

        self._require_block()
        return StagedPlans(self._store.plans, self._staging)

    @property
    def roles(self) -> "StagedRoles":
        from shared.repositories.staged.roles import StagedRoles

        self._require_block()
        return StagedRoles(self._store.catalogue, self._staging)

    @property
    def documents(self) -> "StagedDocuments":
        from shared.repositories.staged.documents import StagedDocuments

        self._require_block()
        return StagedDocuments(self._store.documents, self._staging)

    @property
    def workflows(self) -> "StagedWorkflows":
        from shared.repositories.staged.workflows import StagedWorkflows

        self._require_block()
        return StagedWorkflows(self._store.workflows, self._staging)

    @property
    def erasures(self) -> "StagedErasures":
        from shared.repositories.staged.erasures import StagedErasures

        self._require_block()
        return StagedErasures(self._store.erasures, self._staging)

    def admit(self, request: WriteRequest) -> Answer | None:
        admission = self._store.admit(request)
        if not admission.has_profile:
            raise UserNotFoundError("this account has no profile yet: make one first, then send this again")
        if admission.answer:
            admission.answer.require_same(request.fingerprint)
            return admission.answer
        if (seconds := admission.retry_after_s) is not None:
            raise RateLimitedError(f"too many changes at once: send this again in {seconds} s", seconds)
        self._prefetched.profile = admission.profile
        return None

    def answer_with(self, make_answer: Callable[[Any], Answer] | None) -> None:
        self._make_answer = make_answer

    def __enter__(self) -> Self:
        if self._in_block:
            raise RuntimeError("this unit of work is in a block already: one block is one transaction")
        self._in_block = True
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in_block = False
        self._forget()

    def commit(self, result: object = None) -> None:
        self._require_block()
        changes = list(self._staging.changes)
        if self._make_answer is not None:
            # First of all, so that of two requests with one key the second is told so, and not what it ran into.
            changes.insert(0, Change(Op.INSERT, self._make_answer(result)))
        # Dropped whether or not they are applied: after a failure the block's view is the store's again.
        self._forget()
        if changes:
            self._store.apply(changes)

    def ping(self) -> None:
        self._store.ping()

    def _forget(self) -> None:
        self._staging.clear()
        self._prefetched.profile = None

    def _require_block(self) -> None:
        if not self._in_block:
            raise RuntimeError("a unit of work is used inside its block: `with uow:`")
