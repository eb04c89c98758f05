"""The ports: one per aggregate, with the methods that are used and no others.

Writes are staged in a unit of work (shared/unit_of_work) and take effect, together, at its commit; reads in the same
block already see them. Reads raise StoreUnavailableError where the store does not answer; so does the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from shared.domain.assessment import Assessment, AssessmentSummary
    from shared.domain.document import Document
    from shared.domain.holdings import Holdings
    from shared.domain.ids import AssessmentId, DocumentId, PlanId, RunId, SkillId, UserId
    from shared.domain.page import Page
    from shared.domain.plan import Plan, PlanSummary, PlanVersion
    from shared.domain.profile import Correction, Profile
    from shared.domain.role import RoleRecord, RoleSkill
    from shared.domain.skill import Skill, SkillFilter
    from shared.domain.user import User
    from shared.domain.workflow import Item, Receipt, Run, RunState


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
        "plan_versions", "answers", "documents", "workflow_runs", "workflow_items"; in one round trip."""


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


class DocumentRepository(Protocol):
    """Every method is bound to one user's documents; somebody else's are not there."""

    def get(self, user_id: UserId, document_id: DocumentId) -> Document | None: ...

    def get_many(self, user_id: UserId, document_ids: Collection[DocumentId]) -> Sequence[Document]:
        """Those that there are, in any order and in one round trip.

        Args:
            document_ids: at most MAX_PAGE.
        """

    def find_by_sha256(self, user_id: UserId, sha256: str) -> Document | None:
        """The user's document with these bytes that is usable: neither rejected nor erased. There is at most one."""

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[Document]:
        """Newest first, those older than the id `after`; at most `limit`, in 1..MAX_PAGE."""

    def add(self, document: Document) -> None:
        """Raises (here or at commit): DuplicateDocumentError: a usable one has these bytes; UserNotFoundError: the user
        has no profile yet."""

    def update(self, document: Document) -> None:
        """Store the document over the version before its own. One that is erased, or goes with its user, leaves its
        objects to be deleted: see `ErasureRepository.list_doomed`.

        Raises (here or at commit): StaleVersionError: another version is there.
        """


class Claim(NamedTuple):
    """A run that a worker has taken up.

    Attributes:
        run: with the version that what follows is to be stored over, its claims counted, and its lease.
        is_cancelled: by its owner, or with the run that it is a part of.
    """

    run: Run
    is_cancelled: bool


class WorkflowRepository(Protocol):
    """Runs with the message that each has in the outbox until it is over: exactly one while it goes on.

    A user adds, reads and asks; `claim`, `save`, `take_due` and what is written of items are the service's.
    """

    def get(self, user_id: UserId, run_id: RunId) -> Run | None: ...

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[Run]:
        """Those that are a part of no other, newest first, older than the id `after`; at most `limit`, in
        1..MAX_PAGE."""

    def add(self, run: Run, relay_at: datetime) -> None:
        """A new run, with its message.

        Args:
            relay_at: from when on the relay sends the message, where whoever added it has not, or in vain.

        Raises (here or at commit): UserNotFoundError: the user has no profile yet.
        """

    def ask_to_cancel(self, user_id: UserId, run_id: RunId, relay_at: datetime) -> None:
        """Mark the run, whatever its version, and put its message back where it is waiting: the next claim acts on it.

        Raises (here or at commit): StaleVersionError: there is no such run that still goes on.
        """

    def ask_to_retry(self, user_id: UserId, run_id: RunId, relay_at: datetime) -> None:
        """Likewise, of a run that was compensated or dead-lettered.

        Raises (here or at commit): StaleVersionError: there is no such run.
        """

    def claim(self, run_id: RunId, lease_s: float) -> Claim | None:
        """Take the run up for so long, by the database's clock and at once, not at commit: its version and its claims
        are one more, and its message is not sent again before the lease has run out. What is cancelled, it or what it
        is a part of, does not sit out a wait on its way forward; a retry that is asked for ends a cancellation.

        Args:
            lease_s: above 0, at most 3600.

        Returns:
            None where there is none to take up: unknown, over and not to be retried, waiting, or somebody's by now.
        """

    def save(self, run: Run, relay_at: datetime) -> None:
        """Store the run over the version before its own, ahead of the block's other writes, with its next message; of
        one that is over the message goes. What was asked for, of whom and when stays, and whether it is cancelled,
        which its owner says meanwhile.

        Raises (here or at commit): StaleVersionError: its lease ran out and somebody else claimed it, or it is gone.
        """

    def take_due(self, limit: int, again_after_s: float) -> Sequence[RunId]:
        """Runs whose message is due, oldest first, at once: each is not due again for so long, so that two relays do
        not send the same.

        Args:
            limit: in 1..1000.
            again_after_s: above 0, at most 3600.
        """

    def count_active(self, user_id: UserId, other_than: RunId) -> int:
        """How many of the user's other runs are not over."""

    def count_parts(self, user_id: UserId, parent_id: RunId) -> Mapping[RunState, int]:
        """How many parts a run has, by their states; a state that none is in is left out."""

    def list_parts(
        self, user_id: UserId, parent_id: RunId, states: Collection[RunState], after: str | None, limit: int
    ) -> Page[Run]:
        """Parts of a run that are in one of these states, newest first, older than the id `after`; at most `limit`, in
        1..MAX_PAGE."""

    def list_dead(self, after: str | None, limit: int) -> Page[Run]:
        """Dead-lettered runs of all users, newest first, older than the id `after`; the service's alone."""

    def add_items(self, items: Iterable[Item]) -> None:
        """Raises (here or at commit): ConflictError: a line has its item already."""

    def list_items(self, user_id: UserId, run_id: RunId, after: str | None, limit: int) -> Page[Item]:
        """In the order of their numbers, those greater than `after` (a number, as text); at most `limit`, in
        1..MAX_PAGE."""

    def count_items(self, user_id: UserId, run_id: RunId) -> Mapping[str, int]:
        """How many items there are, by their codes; "" counts those with a result."""

    def remove_items(self, user_id: UserId, run_id: RunId, first: int, end: int) -> None:
        """Those with numbers in [first, end)."""


class Keep(NamedTuple):
    """Since when what was last changed is kept; what is older than that is not needed any longer.

    Attributes:
        uploads: documents that were announced and never came.
        runs: those that were completed or compensated, with their items.
        receipts: of erasures.
    """

    answers: datetime
    uploads: datetime
    runs: datetime
    receipts: datetime


class ErasureRepository(Protocol):
    """What is left to delete where rows went, and what shows afterwards that it was done."""

    def erase_account(self, user_id: UserId) -> None:
        """The account with all its rows, runs and messages: the last thing that is done for somebody. The service's
        alone; nothing where the account is gone."""

    def trim_account(self, user_id: UserId, at_most: int) -> None:
        """So many rows less to go with the account: items, then assessments, then documents, the earliest first. The
        service's alone, and seen by no read of the block.

        Args:
            at_most: 1..100,000.
        """

    def add_receipt(self, receipt: Receipt) -> None: ...

    def get_receipt(self, user_id: UserId, run_id: RunId) -> Receipt | None:
        """Where the user is its owner."""

    def list_doomed(self, limit: int) -> Sequence[str]:
        """Keys of objects whose documents are erased or gone, oldest first, or what stands for many of them (see
        `range_of_key`); the service's alone. What the block erases is not among them before its commit."""

    def forget_doomed(self, keys: Iterable[str]) -> None:
        """These objects are deleted now, with all their versions."""

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        """Remove what is not kept, at once and not at commit: answers, receipts, and runs with their parts and items,
        those that are a part of one that stays excepted; uploads are erased. What is dead-lettered stays. A run goes
        once it has neither items nor parts, so that this is to be asked until nothing is left.

        Args:
            limit: the most rows of each, in 1..1000.

        Returns:
            How many, by "answers", "uploads", "items", "runs" and "receipts".
        """
