"""The writes of a block: in order, and what each leaves behind for the reads of the same block."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypeVar

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


@dataclass(frozen=True, slots=True)
class Edition:
    """All roles and their relations that came from one compiled taxonomy: what a retirement leaves."""

    taxonomy_version: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A run with its message.

    Attributes:
        relay_at: when the relay is to send it; of no meaning for a run that is over, whose message goes.
    """

    run: Run
    relay_at: datetime


class Flag(StrEnum):
    """What the owner of a run asks for, by its column."""

    CANCELLED = "is_cancelled"
    RETRIED = "is_retried"


@dataclass(frozen=True, slots=True)
class Ask:
    """That a run is to be cancelled or retried, whatever its version, and its message sent from `relay_at` on."""

    user_id: UserId
    run_id: RunId
    flag: Flag
    relay_at: datetime


@dataclass(frozen=True, slots=True)
class ItemRange:
    """The items of a run with numbers in [first, end)."""

    user_id: UserId
    run_id: RunId
    first: int
    end: int

    def holds(self, item: Item) -> bool:
        return item.run_id == self.run_id and self.first <= item.number < self.end


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody signs in with, and everything that is theirs."""

    user_id: UserId


@dataclass(frozen=True, slots=True)
class Trim:
    """That an account is to have so many rows less of what there can be very many of."""

    user_id: UserId
    at_most: int


@dataclass(frozen=True, slots=True)
class DoomedObject:
    """An object whose document is erased or gone, by its key in the object store."""

    key: str


Entity = (
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

    def stage(self, op: Op, entity: Entity) -> None:
        # A version of a plan is a row of its own beside the plan's, and a run's message beside the run's; a retirement
        # is of roles and of relations.
        self.row_count += 2 if isinstance(entity, PlanVersion | Edition | Dispatch | Ask) else 1
        if self.row_count > MAX_CHANGES:
            raise ValueError(f"a block takes at most {MAX_CHANGES} writes: commit, then go on")
        if op is Op.UPDATE and isinstance(entity, Dispatch) and entity.run.id not in self.runs:
            # First of all, so that a worker whose run is somebody else's by now finds out before it writes anything.
            self.changes.insert(self.fence_count, Change(op, entity))
            self.fence_count += 1
        else:
            self.changes.append(Change(op, entity))
        match entity:
            case User() if op is Op.DELETE:
                self._erase(entity.id)
            case User():
                self.users[entity.id] = entity
            case Skill():
                self.skills[entity.id] = None if op is Op.DELETE else entity
            case Assessment():
                self.assessments[entity.id] = entity
            case AssessmentSummary():
                self.assessments[entity.id] = None
            case Correction():
                self.corrections[entity.id] = entity
            case PlanVersion():
                self.plans[entity.plan.id] = entity.plan
                self.plan_versions.setdefault(entity.plan.id, []).append(entity)
            case PlanSummary():
                self.plans[entity.id] = None
                self.plan_versions.pop(entity.id, None)
            case RoleRecord():
                self.roles[entity.id] = entity
            case RoleSkill():
                self.role_skills[entity.role_id, entity.skill_id] = entity
            case Edition():
                self._retire(entity.taxonomy_version)
            case Answer() | Trim():
                # Written by the commit alone: no read of a block sees it.
                pass
            case Document():
                self.documents[entity.id] = entity
            case Dispatch(run) if op is Op.INSERT or run.id in self.runs or run.user_id not in self.erased:
                self.runs[run.id] = run
            case Dispatch():
                # Stored ahead of the erasure that the block has staged, and gone with it.
                pass
            case Ask():
                self.asked.setdefault(entity.run_id, set()).add(entity.flag)
            case Item():
                self.items[entity.run_id, entity.number] = entity
            case ItemRange():
                self.removed.append(entity)
                self.items = {key: item for key, item in self.items.items() if not entity.holds(item)}
            case Account():
                self._erase(entity.user_id)
            case Receipt():
                self.receipts[entity.run_id] = entity
            case DoomedObject():
                self.forgotten.add(entity.key)

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

    def _erase(self, user_id: UserId) -> None:
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

    def _retire(self, taxonomy_version: str) -> None:
        self.editions.add(taxonomy_version)
        self.roles = {key: item for key, item in self.roles.items() if item.taxonomy_version == taxonomy_version}
        self.role_skills = {
            key: item for key, item in self.role_skills.items() if item.taxonomy_version == taxonomy_version
        }


def merge(stored: Sequence[T], is_staged: Callable[[T], bool], staged: Sequence[T]) -> list[T]:
    """Rows of the store that the block did not touch, and those that it left behind; in no order."""
    return [row for row in stored if not is_staged(row)] + list(staged)
