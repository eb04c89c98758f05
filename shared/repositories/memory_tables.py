"""What the store in memory holds, with the keys, checks and cascades that supabase/migrations give the tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.document import Document
from shared.domain.ids import AssessmentId, CorrectionId, PlanId, RoleId, SkillId, UserId
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import Skill, SkillSource
from shared.domain.user import User
from shared.domain.workflow import Item, Receipt
from shared.repositories.memory_documents import DocumentTables
from shared.repositories.memory_workflows import WorkflowTables
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.staged.entities import Account, Ask, Dispatch, DoomedObject, Edition, ItemRange, Trim
from shared.repositories.staged.staging import Change, Op
from shared.repositories.staged.store import Keyed


@dataclass
class MemoryTables(DocumentTables, WorkflowTables):
    """What is committed. Never changed once shared: a commit replaces it with a changed copy."""

    users: dict[UserId, User] = field(default_factory=dict)
    skills: dict[SkillId, Skill] = field(default_factory=dict)
    skill_uris: dict[str, SkillId] = field(default_factory=dict)
    own_names: dict[str, SkillId] = field(default_factory=dict)
    assessments: dict[AssessmentId, Assessment] = field(default_factory=dict)
    corrections: dict[CorrectionId, Correction] = field(default_factory=dict)
    plans: dict[PlanId, Plan] = field(default_factory=dict)
    plan_versions: dict[tuple[PlanId, int], PlanVersion] = field(default_factory=dict)
    roles: dict[RoleId, RoleRecord] = field(default_factory=dict)
    role_skills: dict[tuple[RoleId, SkillId], RoleSkill] = field(default_factory=dict)
    answers: dict[tuple[UserId, str], Answer] = field(default_factory=dict)
    full_at: dict[UserId, datetime] = field(default_factory=dict)

    def copy(self) -> "MemoryTables":
        return MemoryTables(*(getattr(self, table.name).copy() for table in fields(self)))

    @cached_property
    def ordered_skills(self) -> list[Keyed]:
        return sorted((Keyed(skill.sort_key, skill) for skill in self.skills.values()), key=lambda row: row.key)

    def apply(self, change: Change) -> None:
        """Raises: as UnitOfWork.commit says; then these tables are of no use any more."""
        match change.entity:
            case User() as user:
                self._apply_user(change.op, user)
            case Skill() as skill:
                self._apply_skill(change.op, skill)
            case Assessment() as assessment:
                self._require(assessment.id not in self.assessments, "assessments_pkey")
                self._require_user(assessment.summary.user_id, "assessments_user_id_fkey")
                self.assessments[assessment.id] = assessment
            case AssessmentSummary() as summary:
                held = self.assessments.get(summary.id)
                _require_version("assessments", held.summary if held else None, summary, summary.version)
                del self.assessments[summary.id]
            case Correction() as correction:
                self._require(correction.id not in self.corrections, "corrections_pkey")
                self._require_user(correction.user_id, "corrections_user_id_fkey")
                self._require(len(correction.reason) <= 1000, "corrections_reason_check")
                self.corrections[correction.id] = correction
            case PlanVersion() as version:
                self._apply_plan(change.op, version)
            case PlanSummary() as plan:
                held_plan = self.plans.get(plan.id)
                _require_version("plans", held_plan.summary if held_plan else None, plan, plan.version)
                self._drop_plans([plan.id])
            case RoleRecord() as role:
                self.roles[role.id] = role
            case RoleSkill() as relation:
                self._require(relation.role_id in self.roles, "role_skills_role_id_fkey")
                self._require(relation.skill_id in self.skills, "role_skills_skill_id_fkey")
                self.role_skills[relation.role_id, relation.skill_id] = relation
            case Edition(version_kept):
                self._retire(version_kept)
            case Answer() as answer:
                self._require((answer.user_id, answer.key) not in self.answers, "answers_pkey")
                self._require_user(answer.user_id, "answers_user_id_fkey")
                self._require(1 <= len(answer.key) <= 255, "answers_key_check")
                self.answers[answer.user_id, answer.key] = answer
            case _:
                self._apply_job(change)

    def _apply_job(self, change: Change) -> None:
        match change.entity:
            case Document() as document:
                self.apply_document(change.op, document)
                self._require_user(document.user_id, "documents_user_id_fkey")
            case Dispatch(run) as dispatch:
                self.apply_run(change.op, dispatch)
                self._require_user(run.user_id, "workflow_runs_user_id_fkey")
            case Ask() as ask:
                self.apply_ask(ask)
            case Item() as item:
                self.add_item(item)
            case ItemRange() as removed:
                self.remove_items(removed)
            case Receipt() as receipt:
                self.add_receipt(receipt)
            case DoomedObject(key):
                self.doomed.pop(key, None)
            case Trim() as trim:
                self._trim(trim)
            case Account(user_id):
                # Memory keeps no accounts: the profile is where one begins.
                if user_id in self.users:
                    self._erase(user_id)

    def _apply_user(self, op: Op, user: User) -> None:
        held = self.users.get(user.id)
        match op:
            case Op.INSERT:
                self._require(held is None, "users_pkey")
            case Op.UPDATE:
                _require_version("users", held, user, user.version - 1)
            case _:
                _require_version("users", held, user, user.version)
                self._erase(user.id)
                return
        self._require(1 <= len(user.display_name) <= 120, "users_display_name_check")
        self._require(2 <= len(user.locale) <= 35, "users_locale_check")
        self.users[user.id] = user

    def _erase(self, user_id: UserId) -> None:
        del self.users[user_id]
        self.full_at.pop(user_id, None)
        self.drop_documents(user_id)
        self.drop_runs(user_id)
        self._drop_plans([plan.id for plan in self.plans.values() if plan.summary.user_id == user_id])
        self.assessments = {key: row for key, row in self.assessments.items() if row.summary.user_id != user_id}
        self.corrections = {key: row for key, row in self.corrections.items() if row.user_id != user_id}
        self.answers = {key: row for key, row in self.answers.items() if row.user_id != user_id}
        for skill in [skill for skill in self.skills.values() if skill.created_by == user_id]:
            self.skills[skill.id] = replace(skill, created_by=None)

    def _trim(self, trim: Trim) -> None:
        room = trim.at_most
        for item in sorted(key for key, item in self.items.items() if item.user_id == trim.user_id)[:room]:
            del self.items[item]
            room -= 1
        mine = sorted(key for key, row in self.assessments.items() if row.summary.user_id == trim.user_id)[:room]
        for assessment_id in mine:
            del self.assessments[assessment_id]
        self.drop_documents(trim.user_id, room - len(mine))

    def _apply_skill(self, op: Op, skill: Skill) -> None:
        held = self.skills.get(skill.id)
        match op:
            case Op.INSERT:
                self._require(held is None, "skills_pkey")
            case Op.UPDATE:
                _require_version("skills", held, skill, skill.version - 1)
            case Op.DELETE:
                _require_version("skills", held, skill, skill.version)
                self._drop_skill(skill.id)
                return
            case _:
                pass
        self._require(1 <= len(skill.name) <= 500, "skills_name_check")
        for constraint, among, wanted in (
            ("skills_created_by_fkey", self.users, skill.created_by),
            ("skills_broader_id_fkey", self.skills, skill.broader_id),
            ("skills_merged_into_fkey", self.skills, skill.merged_into),
        ):
            self._require(wanted is None or wanted in among, constraint)
        if held:
            self._forget_names(held)
        self._require(self.skill_uris.setdefault(skill.uri, skill.id) == skill.id, "skills_uri_key")
        if skill.source is SkillSource.OWN:
            self._require(self.own_names.setdefault(skill.name_key, skill.id) == skill.id, "skills_own_name_key")
        self.skills[skill.id] = skill

    def _drop_skill(self, skill_id: SkillId) -> None:
        others = [skill for skill in self.skills.values() if skill.id != skill_id]
        self._require(all(skill.merged_into != skill_id for skill in others), "skills_merged_into_fkey")
        self._forget_names(self.skills.pop(skill_id))
        for skill in others:
            if skill.broader_id == skill_id:
                self.skills[skill.id] = replace(skill, broader_id=None)
        self.role_skills = {key: row for key, row in self.role_skills.items() if row.skill_id != skill_id}

    def _forget_names(self, skill: Skill) -> None:
        del self.skill_uris[skill.uri]
        if skill.source is SkillSource.OWN:
            del self.own_names[skill.name_key]

    def _apply_plan(self, op: Op, version: PlanVersion) -> None:
        summary = version.plan.summary
        held = self.plans.get(summary.id)
        if op is Op.INSERT:
            self._require(held is None, "plans_pkey")
            self._require_user(summary.user_id, "plans_user_id_fkey")
        else:
            _require_version("plans", held.summary if held else None, summary, summary.version - 1)
        self._require(0 < summary.hours_per_week <= 80, "plans_hours_per_week_check")
        self.plans[summary.id] = version.plan
        self.plan_versions[summary.id, summary.version] = version

    def _drop_plans(self, plan_ids: Iterable[PlanId]) -> None:
        gone = set(plan_ids)
        self.plans = {key: row for key, row in self.plans.items() if key not in gone}
        self.plan_versions = {key: row for key, row in self.plan_versions.items() if key[0] not in gone}

    def _retire(self, kept: str) -> None:
        self.roles = {key: row for key, row in self.roles.items() if row.taxonomy_version == kept}
        self.role_skills = {
            key: row
            for key, row in self.role_skills.items()
            if row.taxonomy_version == kept and row.role_id in self.roles
        }

    def _require_user(self, user_id: UserId, constraint: str) -> None:
        self._require(user_id in self.users, constraint)

    @staticmethod
    def _require(holds: bool, constraint: str) -> None:
        if not holds:
            raise constraint_error(constraint)


Versioned = User | Skill | AssessmentSummary | PlanSummary


def _require_version(table: str, held: Versioned | None, given: Versioned, version: int) -> None:
    """That the row is there, is the same person's, and has that version."""
    if held is None or held.version != version or _owner(held) != _owner(given):
        raise stale_error(table)


def _owner(row: Versioned) -> UserId | None:
    return row.user_id if isinstance(row, AssessmentSummary | PlanSummary) else None
