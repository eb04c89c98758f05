"""The ports: one per aggregate, with the methods that are used and no others.

Writes are staged in a unit of work (shared/unit_of_work) and take effect, together, at its commit; reads in the same
block already see them. Reads raise StoreUnavailableError where the store does not answer; so does the commit.
"""

from collections.abc import Iterable
from typing import Protocol

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.page import Page
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
