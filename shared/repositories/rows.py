"""Aggregates as rows and back, and what a broken constraint means: once, for every store that has rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter

from shared.domain.assessment import Assessment, AssessmentResult, AssessmentSummary
from shared.domain.errors import (
    ConflictError,
    DuplicateSkillError,
    DuplicateUserError,
    InvalidInputError,
    NotAuthenticatedError,
    SkillpathError,
    StaleVersionError,
    UserNotFoundError,
)
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.skill import ReuseLevel, Skill, SkillSource, SkillType
from shared.domain.user import User
from shared.repositories.staged import Change, Op

Row = dict[str, Any]


class Batch(NamedTuple):
    """Rows of one table, with the same columns, to be written in one go."""

    op: Op
    table: str
    rows: list[Row]


USER_COLUMNS = ("id", "display_name", "locale", "created_at", "updated_at", "version")
SKILL_COLUMNS = (
    "id",
    "uri",
    "source",
    "name",
    "sort_key",
    "type",
    "reuse_level",
    "alt_labels",
    "description",
    "groups",
    "taxonomy_version",
    "created_by",
    "created_at",
    "version",
)
SUMMARY_COLUMNS = (
    "id",
    "user_id",
    "created_at",
    "as_of",
    "taxonomy_version",
    "method_version",
    "input_sha256",
    "input_chars",
    "language",
    "skill_count",
    "scored_count",
    "version",
)

_TAKEN_SKILL = "another skill has this id or URI: read it, and change it instead"
_GONE_ACCOUNT = "the account of this token is gone: sign in again"
_CONSTRAINTS: Mapping[str, tuple[type[SkillpathError], str]] = {
    "users_pkey": (DuplicateUserError, "there is a profile for this account already: change it instead"),
    "users_id_fkey": (NotAuthenticatedError, _GONE_ACCOUNT),
    "skills_pkey": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_uri_key": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_sort_key_key": (DuplicateSkillError, _TAKEN_SKILL),
    "skills_own_name_key": (DuplicateSkillError, "another skill has this name: use it, or choose another name"),
    "skills_created_by_fkey": (NotAuthenticatedError, _GONE_ACCOUNT),
    "assessments_pkey": (ConflictError, "an assessment with this id is stored already"),
    "assessments_user_id_fkey": (UserNotFoundError, "this account has no profile yet: make one first"),
}
_CHANGED_OR_GONE: Mapping[str, str] = {
    "users": "this profile was changed since it was read: read it again, then change it",
    "assessments": "this assessment is gone, or was changed since it was read",
}


def constraint_error(constraint: str) -> SkillpathError:
    """The error for a broken unique, foreign key or check constraint, by its name in supabase/migrations."""
    if constraint in _CONSTRAINTS:
        kind, message = _CONSTRAINTS[constraint]
        return kind(message)
    if constraint.endswith("_check"):
        return InvalidInputError(f"the store does not take this value ({constraint.removesuffix('_check')})")
    return ConflictError("the store holds something that contradicts this: read it again")


def stale_error(table: str) -> StaleVersionError:
    """The error for a write over a version that is no longer there."""
    return StaleVersionError(_CHANGED_OR_GONE.get(table, "this was changed since it was read: read it again"))


def to_batches(changes: Sequence[Change]) -> list[Batch]:
    """Consecutive changes of one kind together, in their order; a put of an id that the batch has begins a new one."""
    batches: list[Batch] = []
    put_ids: set[str] = set()
    for op, entity in changes:
        table, row = _to_write(op, entity)
        last = batches[-1] if batches else None
        if last is None or (last.op, last.table) != (op, table) or row["id"] in put_ids:
            last = Batch(op, table, [])
            batches.append(last)
            put_ids.clear()
        last.rows.append(row)
        if op is Op.PUT:
            put_ids.add(row["id"])
    return batches


def _to_write(op: Op, entity: User | Skill | Assessment | AssessmentSummary) -> tuple[str, Row]:
    match entity:
        case User():
            row = user_to_row(entity)
            if op is Op.UPDATE:
                del row["created_at"]
            return "users", row
        case Skill():
            return "skills", skill_to_row(entity)
        case Assessment():
            return "assessments", assessment_to_row(entity)
        case AssessmentSummary():
            return "assessments", {"id": str(entity.id), "user_id": str(entity.user_id), "version": entity.version}


def user_to_row(user: User) -> Row:
    """As JSON would hold it: ids and instants are text."""
    return {
        "id": str(user.id),
        "display_name": user.display_name,
        "locale": user.locale,
        "created_at": user.created_at.isoformat(),
        "updated_at": user.updated_at.isoformat(),
        "version": user.version,
    }


def user_from_row(row: Row) -> User:
    """From the columns USER_COLUMNS."""
    return User(
        UserId(UUID(row["id"])),
        row["display_name"],
        row["locale"],
        created_at=_instant(row["created_at"]),
        updated_at=_instant(row["updated_at"]),
        version=row["version"],
    )


def skill_to_row(skill: Skill) -> Row:
    """Without `sort_key` and `search`, which the store makes from `name_key`, `id` and `terms`."""
    return {
        "id": str(skill.id),
        "uri": skill.uri,
        "source": skill.source.value,
        "name": skill.name,
        "name_key": skill.name_key,
        "type": skill.type.value,
        "reuse_level": skill.reuse_level and skill.reuse_level.value,
        "alt_labels": list(skill.alt_labels),
        "description": skill.description,
        "groups": list(skill.groups),
        "terms": list(skill.terms),
        "taxonomy_version": skill.taxonomy_version,
        "created_by": skill.created_by and str(skill.created_by),
        "created_at": skill.created_at.isoformat(),
        "version": skill.version,
    }


def skill_from_row(row: Row) -> Skill:
    """From the columns SKILL_COLUMNS."""
    return Skill(
        SkillId(UUID(row["id"])),
        row["uri"],
        SkillSource(row["source"]),
        row["name"],
        SkillType(row["type"]),
        _instant(row["created_at"]),
        reuse_level=ReuseLevel(row["reuse_level"]) if row["reuse_level"] else None,
        alt_labels=tuple(row["alt_labels"]),
        description=row["description"],
        groups=tuple(row["groups"]),
        taxonomy_version=row["taxonomy_version"],
        created_by=UserId(UUID(row["created_by"])) if row["created_by"] else None,
        version=row["version"],
    )


def assessment_to_row(assessment: Assessment) -> Row:
    """All columns; `result` as JSON would hold it."""
    summary = assessment.summary
    return {
        "id": str(summary.id),
        "user_id": str(summary.user_id),
        "created_at": summary.created_at.isoformat(),
        "as_of": summary.as_of.isoformat(),
        "taxonomy_version": summary.taxonomy_version,
        "method_version": summary.method_version,
        "input_sha256": summary.input_sha256,
        "input_chars": summary.input_chars,
        "language": summary.language,
        "skill_count": summary.skill_count,
        "scored_count": summary.scored_count,
        "version": summary.version,
        "result": _results().dump_python(assessment.result, mode="json"),
    }


def summary_from_row(row: Row) -> AssessmentSummary:
    """From the columns SUMMARY_COLUMNS."""
    return AssessmentSummary(
        AssessmentId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        _instant(row["created_at"]),
        _day(row["as_of"]),
        row["taxonomy_version"],
        row["method_version"],
        row["input_sha256"],
        row["input_chars"],
        row["language"],
        row["skill_count"],
        row["scored_count"],
        row["version"],
    )


def assessment_from_row(row: Row) -> Assessment:
    """From the columns SUMMARY_COLUMNS and `result`."""
    return Assessment(summary_from_row(row), _results().validate_python(row["result"]))


@cache
def _results() -> TypeAdapter[AssessmentResult]:
    return TypeAdapter(AssessmentResult)


def _instant(value: str | datetime) -> datetime:
    """Reads `2026-11-23T05:55:35.95+00:00` and Postgres' own `2026-11-23 05:55:35.95+00`."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


def _day(value: str | date) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
