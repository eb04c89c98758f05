"""The changes of a block as rows to write, like ones together."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.plan import PlanSummary, PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import Skill
from shared.domain.user import User
from shared.repositories.rows.answers import answer_to_row
from shared.repositories.rows.assessments import assessment_to_row
from shared.repositories.rows.corrections import correction_to_row
from shared.repositories.rows.plans import plan_to_row, plan_update_to_row, plan_version_to_row
from shared.repositories.rows.roles import role_skill_to_row, role_to_row
from shared.repositories.rows.skills import skill_to_row, skill_update_to_row
from shared.repositories.rows.users import user_to_row
from shared.repositories.rows.values import Row
from shared.repositories.staged import Change, Edition, Op


class Batch(NamedTuple):
    """Rows of one table, with the same columns, to be written in one go."""

    op: Op
    table: str
    rows: list[Row]


class Write(NamedTuple):
    """One row to write."""

    op: Op
    table: str
    row: Row


def put_keys(table: str) -> tuple[str, ...]:
    """The columns by which a put finds the row that it replaces."""
    return ("role_id", "skill_id") if table == "role_skills" else ("id",)


def to_batches(changes: Sequence[Change]) -> list[Batch]:
    """Consecutive writes of one kind together, in their order; a put of a row that the batch has begins a new one."""
    batches: list[Batch] = []
    put: set[tuple[str, ...]] = set()
    for change in changes:
        for op, table, row in _to_writes(change):
            key = tuple(row[name] for name in put_keys(table)) if op is Op.PUT else ()
            last = batches[-1] if batches else None
            if last is None or (last.op, last.table) != (op, table) or key in put:
                last = Batch(op, table, [])
                batches.append(last)
                put.clear()
            last.rows.append(row)
            if key:
                put.add(key)
    return batches


def _to_writes(change: Change) -> Iterator[Write]:
    op = change.op
    match change.entity:
        case User() as user:
            yield Write(op, "users", _user_row(op, user))
        case Skill() as skill:
            yield Write(op, "skills", _skill_row(op, skill))
        case Assessment() as assessment:
            yield Write(op, "assessments", assessment_to_row(assessment))
        case AssessmentSummary() as summary:
            yield Write(op, "assessments", _owned_row(summary))
        case Correction() as correction:
            yield Write(op, "corrections", correction_to_row(correction))
        case PlanVersion() as version:
            to_row = plan_to_row if op is Op.INSERT else plan_update_to_row
            yield Write(op, "plans", to_row(version.plan))
            yield Write(Op.INSERT, "plan_versions", plan_version_to_row(version))
        case PlanSummary() as plan:
            yield Write(op, "plans", _owned_row(plan))
        case RoleRecord() as role:
            yield Write(op, "roles", role_to_row(role))
        case RoleSkill() as relation:
            yield Write(op, "role_skills", role_skill_to_row(relation))
        case Edition(taxonomy_version):
            for table in ("role_skills", "roles"):
                yield Write(op, table, {"taxonomy_version": taxonomy_version})
        case Answer() as answer:
            yield Write(op, "answers", answer_to_row(answer))


def _user_row(op: Op, user: User) -> Row:
    row = user_to_row(user)
    match op:
        case Op.UPDATE:
            del row["created_at"]
        case Op.DELETE:
            return {"id": row["id"], "version": row["version"]}
        case _:
            pass
    return row


def _skill_row(op: Op, skill: Skill) -> Row:
    match op:
        case Op.UPDATE:
            return skill_update_to_row(skill)
        case Op.DELETE:
            return {"id": str(skill.id), "version": skill.version}
        case _:
            return skill_to_row(skill)


def _owned_row(summary: AssessmentSummary | PlanSummary) -> Row:
    return {"id": str(summary.id), "user_id": str(summary.user_id), "version": summary.version}
