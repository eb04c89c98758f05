"""The ports: one per aggregate, with the methods that are used and no others.

Writes are staged in a unit of work (shared/unit_of_work) and take effect, together, at its commit; reads in the same
block already see them. Reads raise StoreUnavailableError where the store does not answer; so does the commit.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.holdings import Holdings
from shared.domain.ids import AssessmentId, PlanId, SkillId, UserId
from shared.domain.page import Page
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import Skill, SkillFilter
from shared.domain.user import User


class UserRepository(Protocol):
    def get(self, user_id: UserId) -> User | None: ...

    def add(self, user: User) -> None:
        """Raises (here or at commit): DuplicateUserError: the id is taken."""

    def update(self, user: User) -> None:
        """Store `user` over the version before its own.

        Raises (here or at commit): StaleVersionError: another version is there.
        """

    def delete(self, user: User) -> None:
        """With everything that is the user's: assessments, corrections, plans, answers, limits. Catalogue skills that
        they added stay, without saying who added them.

        Raises (here or at commit): StaleVersionError: it is gone, or changed.
        """

    def holdings(self, user_id: UserId) -> Holdings | None:
        """Everything held of the user, in one round trip."""

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        """How many rows are the user's, by what they are: "profile", "assessments", "corrections", "plans",
        "plan_versions", "answers"; in one round trip."""


class SkillRepository(Protocol):
    def get(self, skill_id: SkillId) -> Skill | None: ...

    def find_by_name(self, name: str) -> Skill | None:
        """The skill whose preferred label is `name`, compared by `fold_name`."""

    def list_page(self, wanted: SkillFilter, after: str | None, limit: int) -> Page[Skill]:
        """Skills in the order of `sort_key`, those greater than `after`; at most `limit`, in 1..MAX_PAGE."""

    def count(self, taxonomy_version: str) -> int:
        """How many skills came from that compiled taxonomy."""

    def add(self, skill: Skill) -> None:
        """Raises (here or at commit): DuplicateSkillError: an own skill has the name, or any the id or the URI."""

    def update(self, skill: Skill) -> None:
        """Store an own skill over the version before its own.

        Raises (here or at commit): StaleVersionError: another version is there; DuplicateSkillError: the name is taken.
        """

    def delete(self, skill: Skill) -> None:
        """Raises (here or at commit): StaleVersionError: it is gone, or changed; SkillInUseError: others were merged
        into it."""

    def list_own(self) -> Sequence[Skill]:
        """Every own skill, those merged into others too, by id; paged through inside, however many there are."""

    def put_many(self, skills: Iterable[Skill]) -> None:
        """Insert, or replace those with the same id: for seeding, at most 500 a block."""


class AssessmentRepository(Protocol):
    """Every method is bound to one user's assessments; somebody else's are not there."""

    def get(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None: ...

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[AssessmentSummary]:
        """Newest first, those older than the id `after`; at most `limit`, in 1..MAX_PAGE."""

    def add(self, assessment: Assessment) -> None: ...

    def delete(self, summary: AssessmentSummary) -> None:
        """Raises (here or at commit): StaleVersionError: it is gone, or changed."""


class ProfileRepository(Protocol):
    def get(self, user_id: UserId) -> Profile | None:
        """The user, their latest assessment and the latest correction of each skill, in one round trip; None where the
        user has no profile yet."""


class CorrectionRepository(Protocol):
    """An append-only log."""

    def add(self, correction: Correction) -> None:
        """Raises (here or at commit): UserNotFoundError: the user has no profile yet."""

    def log(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        """Newest first; at most `limit`, in 1..MAX_PAGE."""


class PlanRepository(Protocol):
    """Every method is bound to one user's plans; somebody else's are not there."""

    def get(self, user_id: UserId, plan_id: PlanId) -> Plan | None: ...

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[PlanSummary]:
        """Newest first, those older than the id `after`; at most `limit`, in 1..MAX_PAGE."""

    def add(self, version: PlanVersion) -> None:
        """A new plan, with its first version.

        Raises (here or at commit): UserNotFoundError: the user has no profile yet.
        """

    def update(self, version: PlanVersion) -> None:
        """Store the plan over the version before its own, and add the version to its history.

        Raises (here or at commit): StaleVersionError: another version is there.
        """

    def delete(self, summary: PlanSummary) -> None:
        """With its history.

        Raises (here or at commit): StaleVersionError: it is gone, or changed.
        """

    def history(self, user_id: UserId, plan_id: PlanId, after: str | None, limit: int) -> Page[PlanVersion]:
        """Newest first, those before the version `after` (its number, as text); at most `limit`, in 1..MAX_PAGE."""


class RoleRepository(Protocol):
    """Roles and what they need, for readers of the database; the functions read them from the compiled taxonomy."""

    def count(self, taxonomy_version: str) -> int:
        """How many roles came from that compiled taxonomy."""

    def count_skills(self, taxonomy_version: str) -> int:
        """How many relations of roles to skills came from it."""

    def put_many(self, roles: Iterable[RoleRecord]) -> None:
        """Insert, or replace those with the same id: at most 500 a block."""

    def put_skills(self, relations: Iterable[RoleSkill]) -> None:
        """Insert, or replace those of the same role and skill: at most 500 a block."""

    def retire(self, taxonomy_version: str) -> None:
        """Remove roles and relations that came from any other compiled taxonomy."""
