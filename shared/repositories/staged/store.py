"""What a kind of store must be able to do."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from shared.domain.assessment import Assessment, AssessmentSummary
    from shared.domain.document import Document
    from shared.domain.holdings import Holdings
    from shared.domain.ids import AssessmentId, DocumentId, PlanId, RoleId, RunId, SkillId, UserId
    from shared.domain.plan import Plan, PlanSummary, PlanVersion
    from shared.domain.profile import Correction, Profile
    from shared.domain.request import Answer, WriteRequest
    from shared.domain.skill import Skill, SkillFilter
    from shared.domain.user import User
    from shared.domain.workflow import Item, Receipt, Run, RunState
    from shared.repositories.abstract import Claim, Keep
    from shared.repositories.staged.entities import ItemRange
    from shared.repositories.staged.staging import Change


# What a person's rows are, as count_holdings names them.
HOLDINGS = (
    "profile",
    "assessments",
    "corrections",
    "plans",
    "plan_versions",
    "answers",
    "documents",
    "workflow_runs",
    "workflow_items",
)


class Keyed(NamedTuple):
    """A skill with the sort key that the store holds for it."""

    key: str
    skill: Skill


class Admission(NamedTuple):
    """What a store says of a changing request.

    Attributes:
        has_profile: whether the user has one; without, nothing else was looked at.
        answer: kept under the request's key and not older than 24 hours; then nothing was taken of the limit.
        retry_after_s: whole seconds until there is room in the limit, at least 1; None where there was, and the cost is
            taken.
        profile: of the user, where it was wanted and the request goes on.
    """

    has_profile: bool
    answer: Answer | None = None
    retry_after_s: int | None = None
    profile: Profile | None = None


@dataclass(slots=True)
class Prefetched:
    """A profile that came with an admission, until it is used or the block ends."""

    profile: Profile | None = None

    def take(self, user_id: UserId) -> Profile | None:
        taken, self.profile = self.profile, None
        return taken if taken and taken.user.id == user_id else None


class Catalogue(Protocol):
    """What everybody shares. Here as below, what is read is what is committed."""

    def skill(self, skill_id: SkillId) -> Skill | None: ...

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def own_skills(self) -> Sequence[Skill]:
        """All of them, in any order."""

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int: ...

    def count_roles(self, taxonomy_version: str, other_than: Collection[RoleId]) -> int: ...

    def count_role_skills(self, taxonomy_version: str, other_than: Collection[tuple[RoleId, SkillId]]) -> int: ...


class People(Protocol):
    """What is one person's."""

    def user(self, user_id: UserId) -> User | None: ...

    def holdings(self, user_id: UserId) -> Holdings | None: ...

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        """With the keys HOLDINGS."""

    def profile(self, user_id: UserId) -> Profile | None: ...

    def corrections(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        """Newest first."""

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None: ...

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        """Newest first."""


class Plans(Protocol):
    """Plans and their histories."""

    def plan(self, user_id: UserId, plan_id: PlanId) -> Plan | None: ...

    def plans_before(self, user_id: UserId, before: PlanId | None, limit: int) -> Sequence[PlanSummary]:
        """Newest first."""

    def plan_versions_before(
        self, user_id: UserId, plan_id: PlanId, before: int | None, limit: int
    ) -> Sequence[PlanVersion]:
        """Newest first."""


class Documents(Protocol):
    """What files people uploaded."""

    def document(self, user_id: UserId, document_id: DocumentId) -> Document | None: ...

    def documents_among(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        """In any order; at most MAX_PAGE ids, and at least one."""

    def document_with(self, user_id: UserId, sha256: str) -> Document | None:
        """The usable one."""

    def documents_before(self, user_id: UserId, before: DocumentId | None, limit: int) -> Sequence[Document]:
        """Newest first."""


class Workflows(Protocol):
    """Every method but `claim` and `take_due` reads."""

    def run(self, user_id: UserId, run_id: RunId) -> Run | None: ...

    def runs_before(self, user_id: UserId, before: RunId | None, limit: int) -> Sequence[Run]:
        """Newest first; without those that are a part of another."""

    def dead_runs_before(self, before: RunId | None, limit: int) -> Sequence[Run]:
        """Newest first."""

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        """As WorkflowRepository.claim says. A message of a run that is over goes."""

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        """As WorkflowRepository.take_due says."""

    def count_active_runs(self, user_id: UserId, other_than: Collection[RunId]) -> int: ...

    def count_parts(
        self, user_id: UserId, parent_id: RunId, other_than: Collection[RunId]
    ) -> Mapping[RunState, int]: ...

    def parts_before(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], before: RunId | None, limit: int
    ) -> Sequence[Run]:
        """Newest first."""

    def items_after(
        self, user_id: UserId, run_id: RunId, after: int | None, removed: Sequence[ItemRange], limit: int
    ) -> Sequence[Item]:
        """In the order of their numbers, without those in a range of `removed`."""

    def count_items(self, user_id: UserId, run_id: RunId, removed: Sequence[ItemRange]) -> Mapping[str, int]:
        """By their codes, without those in a range of `removed`."""


class Erasures(Protocol):
    """What is left of what was erased. Every method but `expire` reads."""

    def receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None: ...

    def doomed(self, limit: int) -> Sequence[str]:
        """Oldest first."""

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        """As ErasureRepository.expire says."""


class Store(Protocol):
    """In parts, so that a function loads those that it asks for."""

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def people(self) -> People: ...

    @property
    def plans(self) -> Plans: ...

    @property
    def documents(self) -> Documents: ...

    @property
    def workflows(self) -> Workflows: ...

    @property
    def erasures(self) -> Erasures: ...

    def admit(self, request: WriteRequest) -> Admission:
        """Takes the cost of the request from the user's limit, where there is room."""

    def apply(self, changes: Sequence[Change]) -> None:
        """All of them in order and in one transaction, or none; raises as UnitOfWork.commit says."""

    def ping(self) -> None:
        """Raises StoreUnavailableError unless the store answers."""


class Undivided:
    """A store that is all its parts itself."""

    @property
    def catalogue(self) -> Self:
        return self

    @property
    def people(self) -> Self:
        return self

    @property
    def plans(self) -> Self:
        return self

    @property
    def documents(self) -> Self:
        return self

    @property
    def workflows(self) -> Self:
        return self

    @property
    def erasures(self) -> Self:
        return self
