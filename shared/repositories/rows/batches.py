"""The changes of a block as rows to write, like ones together."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.document import Document
from shared.domain.plan import PlanSummary, PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import Skill
from shared.domain.user import User
from shared.domain.workflow import Item, Receipt
from shared.repositories.rows.answers import answer_to_row
from shared.repositories.rows.assessments import assessment_to_row
from shared.repositories.rows.corrections import correction_to_row
from shared.repositories.rows.documents import document_to_row, document_update_to_row
from shared.repositories.rows.plans import plan_to_row, plan_update_to_row, plan_version_to_row
from shared.repositories.rows.roles import role_skill_to_row, role_to_row
from shared.repositories.rows.skills import skill_to_row, skill_update_to_row
from shared.repositories.rows.users import user_to_row
from shared.repositories.rows.values import Row
from shared.repositories.rows.workflows import (
    item_to_row,
    message_to_row,
    receipt_to_row,
    run_to_row,
    run_update_to_row,
)
from shared.repositories.staged.entities import Account, Ask, Dispatch, DoomedObject, Edition, ItemRange, Trim
from shared.repositories.staged.staging import Change, Op


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


_KEYS = {"role_skills": ("role_id", "skill_id"), "outbox": ("user_id", "run_id"), "doomed_objects": ("key",)}


def keys_of(table: str) -> tuple[str, ...]:
    """The columns by which a put finds the row that it replaces, and a forgetting the one that goes."""
    return _KEYS.get(table, ("id",))


def to_batches(changes: Sequence[Change]) -> list[Batch]:
    """Consecutive writes of one kind together, in their order; a put of a row that the batch has begins a new one."""
    batches: list[Batch] = []
    put: set[tuple[str, ...]] = set()
    for _, alike in groupby(changes, key=lambda change: (change.op, type(change.entity))):
        for op, table, row in _together(list(alike)):
            key = tuple(row[name] for name in keys_of(table)) if op is Op.PUT else ()
            last = batches[-1] if batches else None
            if last is None or (last.op, last.table) != (op, table) or key in put:
                last = Batch(op, table, [])
                batches.append(last)
                put.clear()
            last.rows.append(row)
            if key:
                put.add(key)
    return batches


def _together(changes: Sequence[Change]) -> Iterator[Write]:
    """Writes of changes of one kind, in their order; but of runs all rows first, and then all their messages."""
    if not isinstance(changes[0].entity, Dispatch):
        for change in changes:
            yield from _to_writes(change)
        return
    writes = [write for change in changes for write in _to_writes(change)]
    yield from writes[::2]
    yield from writes[1::2]


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
        case _:
            yield from _to_job_writes(change)


def _to_job_writes(change: Change) -> Iterator[Write]:
    op = change.op
    match change.entity:
        case Document() as document:
            yield Write(op, "documents", (document_to_row if op is Op.INSERT else document_update_to_row)(document))
        case Dispatch(run, relay_at):
            yield Write(op, "workflow_runs", (run_to_row if op is Op.INSERT else run_update_to_row)(run))
            message = message_to_row(run.id, run.user_id, relay_at)
            if run.state.is_over:
                yield Write(Op.FORGET, "outbox", {name: message[name] for name in keys_of("outbox")})
            else:
                yield Write(Op.PUT, "outbox", message)
        case Ask() as ask:
            asked = {"id": str(ask.run_id), "user_id": str(ask.user_id), ask.flag.value: True}
            yield Write(op, "workflow_runs", asked)
            yield Write(Op.PUT, "outbox", message_to_row(ask.run_id, ask.user_id, ask.relay_at))
        case Item() as item:
            yield Write(op, "workflow_items", item_to_row(item))
        case ItemRange(user_id, run_id, first, end):
            of = {"user_id": str(user_id), "run_id": str(run_id)}
            yield Write(op, "workflow_items", {**of, "first": first, "end": end})
        case Account(user_id):
            yield Write(op, "accounts", {"user_id": str(user_id)})
        case Trim(user_id, at_most):
            yield Write(op, "accounts", {"user_id": str(user_id), "at_most": at_most})
        case Receipt() as receipt:
            yield Write(op, "erasure_receipts", receipt_to_row(receipt))
        case DoomedObject(key):
            yield Write(op, "doomed_objects", {"key": key})


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
