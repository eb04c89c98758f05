"""What a kind of store must be able to do."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.holdings import Holdings
from shared.domain.ids import AssessmentId, PlanId, RoleId, SkillId, UserId
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.request import Answer, WriteRequest
from shared.domain.skill import Skill, SkillFilter
from shared.domain.user import User
from shared.repositories.staged.staging import Change


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


class Store(Protocol):
    """Every method but `admit` and `apply` reads what is committed."""

    def user(self, user_id: UserId) -> User | None: ...

    def holdings(self, user_id: UserId) -> Holdings | None: ...

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        """With the keys HOLDINGS."""

    def profile(self, user_id: UserId) -> Profile | None: ...

    def corrections(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        """Newest first."""

    def skill(self, skill_id: SkillId) -> Skill | None: ...

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        """In the order of their keys."""

    def own_skills(self) -> Sequence[Skill]:
        """All of them, in any order."""

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int: ...

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None: ...

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        """Newest first."""

    def plan(self, user_id: UserId, plan_id: PlanId) -> Plan | None: ...

    def plans_before(self, user_id: UserId, before: PlanId | None, limit: int) -> Sequence[PlanSummary]:
        """Newest first."""

    def plan_versions_before(
        self, user_id: UserId, plan_id: PlanId, before: int | None, limit: int
    ) -> Sequence[PlanVersion]:
        """Newest first."""

    def count_roles(self, taxonomy_version: str, other_than: Collection[RoleId]) -> int: ...

    def count_role_skills(self, taxonomy_version: str, other_than: Collection[tuple[RoleId, SkillId]]) -> int: ...

    def admit(self, request: WriteRequest) -> Admission:
        """Takes the cost of the request from the user's limit, where there is room."""

    def apply(self, changes: Sequence[Change]) -> None:
        """All of them in order and in one transaction, or none; raises as UnitOfWork.commit says."""

    def ping(self) -> None:
        """Raises StoreUnavailableError unless the store answers."""
