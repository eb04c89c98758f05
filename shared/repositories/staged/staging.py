"""The writes of a block, in order, and what they leave behind for the reads of the same block.

Each part of a unit of work stages its own writes here and notes what they leave. So a function loads no entities but
those that it works with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from shared.domain.assessment import Assessment, AssessmentSummary
    from shared.domain.document import Document
    from shared.domain.ids import AssessmentId, CorrectionId, DocumentId, PlanId, RoleId, RunId, SkillId, UserId
    from shared.domain.plan import Plan, PlanSummary, PlanVersion
    from shared.domain.profile import Correction
    from shared.domain.request import Answer
    from shared.domain.role import RoleRecord, RoleSkill
    from shared.domain.skill import Skill
    from shared.domain.user import User
    from shared.domain.workflow import Item, Receipt, Run
    from shared.repositories.staged.entities import Account, Ask, Dispatch, DoomedObject, Edition, ItemRange, Trim

    Entity: TypeAlias = (
        User
        | Skill
        | Assessment
        | AssessmentSummary
        | Correction
        | PlanVersion
        | PlanSummary
        | RoleRecord
        | RoleSkill
        | Edition
        | Answer
        | Document
        | Dispatch
        | Ask
        | Item
        | ItemRange
        | Account
        | Trim
        | Receipt
        | DoomedObject
    )


MAX_CHANGES = 500

T = TypeVar("T")


class Op(StrEnum):
    INSERT = "insert"
    PUT = "put"
    UPDATE = "update"
    DELETE = "delete"
    RETIRE = "retire"
    FLAG = "flag"
    REMOVE = "remove"
    ERASE = "erase"
    TRIM = "trim"
    FORGET = "forget"


class Flag(StrEnum):
    """What the owner of a run asks for, by its column."""

    CANCELLED = "is_cancelled"
    RETRIED = "is_retried"


class Change(NamedTuple):
    """One write. A delete of an assessment or a plan carries its summary; an insert of a plan, its first version."""

    op: Op
    entity: Entity


@dataclass(slots=True)
class Staging:
    """In each mapping None stands for what the block deleted.

    Attributes:
        erased: users deleted by the block: nothing that the store holds of them is there any more.
        plan_versions: by plan, oldest first.
        editions: what the block retired roles to.
        asked: of runs, by what the block asked for.
        removed: ranges of items, whatever was added after that.
        fence_count: how many of the first changes store runs over the versions that were claimed.
    """

    changes: list[Change] = field(default_factory=list)
    users: dict[UserId, User | None] = field(default_factory=dict)
    erased: set[UserId] = field(default_factory=set)
    skills: dict[SkillId, Skill | None] = field(default_factory=dict)
    assessments: dict[AssessmentId, Assessment | None] = field(default_factory=dict)
    corrections: dict[CorrectionId, Correction] = field(default_factory=dict)
    plans: dict[PlanId, Plan | None] = field(default_factory=dict)
    plan_versions: dict[PlanId, list[PlanVersion]] = field(default_factory=dict)
    roles: dict[RoleId, RoleRecord] = field(default_factory=dict)
    role_skills: dict[tuple[RoleId, SkillId], RoleSkill] = field(default_factory=dict)
    editions: set[str] = field(default_factory=set)
    documents: dict[DocumentId, Document] = field(default_factory=dict)
    runs: dict[RunId, Run] = field(default_factory=dict)
    asked: dict[RunId, set[Flag]] = field(default_factory=dict)
    items: dict[tuple[RunId, int], Item] = field(default_factory=dict)
    removed: list[ItemRange] = field(default_factory=list)
    receipts: dict[RunId, Receipt] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    fence_count: int = 0
    row_count: int = 0

    def stage(self, op: Op, entity: Entity, row_count: int = 1) -> None:
        """One more write.

        Args:
            row_count: how many rows it changes.

        Raises:
            ValueError: the block has too many writes.
        """
        self._count(row_count)
        self.changes.append(Change(op, entity))

    def stage_ahead(self, op: Op, entity: Entity, row_count: int) -> None:
        """As `stage`, but ahead of all that was, and behind what came this way before."""
        self._count(row_count)
        self.changes.insert(self.fence_count, Change(op, entity))
        self.fence_count += 1

    def clear(self) -> None:
        for mapping in (
            self.users,
            self.skills,
            self.assessments,
            self.corrections,
            self.plans,
            self.plan_versions,
            self.roles,
            self.role_skills,
            self.documents,
            self.runs,
            self.asked,
            self.items,
            self.receipts,
        ):
            mapping.clear()
        for group in (self.erased, self.editions, self.forgotten):
            group.clear()
        self.changes.clear()
        self.removed.clear()
        self.fence_count = self.row_count = 0

    def as_seen(self, skill: Skill) -> Skill:
        """A skill without what the block took from under it: who added it, and the skill above it."""
        if skill.created_by in self.erased:
            skill = replace(skill, created_by=None)
        if skill.broader_id is not None and self.skills.get(skill.broader_id, skill) is None:
            skill = replace(skill, broader_id=None)
        return skill

    def as_asked(self, run: Run) -> Run:
        """A run with what the block asked of it."""
        asked = self.asked.get(run.id)
        if asked is None:
            return run
        return replace(
            run,
            is_cancelled=run.is_cancelled or Flag.CANCELLED in asked,
            is_retried=run.is_retried or Flag.RETRIED in asked,
        )

    def erase(self, user_id: UserId) -> None:
        """Nothing of this user is there any more, whether stored or staged."""
        self.users[user_id] = None
        self.erased.add(user_id)
        for assessment_id, assessment in self.assessments.items():
            if assessment and assessment.summary.user_id == user_id:
                self.assessments[assessment_id] = None
        for plan_id, plan in self.plans.items():
            if plan and plan.summary.user_id == user_id:
                self.plans[plan_id] = None
                self.plan_versions.pop(plan_id, None)
        self.corrections = {key: item for key, item in self.corrections.items() if item.user_id != user_id}
        self.documents = {key: item for key, item in self.documents.items() if item.user_id != user_id}
        self.runs = {key: run for key, run in self.runs.items() if run.user_id != user_id}
        self.items = {key: item for key, item in self.items.items() if item.user_id != user_id}

    def _count(self, row_count: int) -> None:
        self.row_count += row_count
        if self.row_count > MAX_CHANGES:
            raise ValueError(f"a block takes at most {MAX_CHANGES} writes: commit, then go on")


def merge(stored: Sequence[T], is_staged: Callable[[T], bool], staged: Sequence[T]) -> list[T]:
    """Rows of the store that the block did not touch, and those that it left behind; in no order."""
    return [row for row in stored if not is_staged(row)] + list(staged)
