"""Assessments as rows."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from pydantic import TypeAdapter

from shared.domain.assessment import Assessment, AssessmentResult, AssessmentSummary, FindingStrategy
from shared.domain.ids import AssessmentId, DocumentId, UserId
from shared.repositories.rows.values import Row, day, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change

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
    "document_id",
    "strategy",
)
ASSESSMENT_COLUMNS = (*SUMMARY_COLUMNS, "result")


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
        "document_id": summary.document_id and str(summary.document_id),
        "strategy": summary.strategy.value,
        "result": _results().dump_python(assessment.result, mode="json"),
    }


def summary_from_row(row: Row) -> AssessmentSummary:
    """From the columns SUMMARY_COLUMNS."""
    return AssessmentSummary(
        AssessmentId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        instant(row["created_at"]),
        day(row["as_of"]),
        row["taxonomy_version"],
        row["method_version"],
        row["input_sha256"],
        row["input_chars"],
        row["language"],
        row["skill_count"],
        row["scored_count"],
        row["version"],
        DocumentId(UUID(row["document_id"])) if row["document_id"] else None,
        FindingStrategy(row["strategy"]),
    )


def assessment_from_row(row: Row) -> Assessment:
    """From the columns ASSESSMENT_COLUMNS."""
    return Assessment(summary_from_row(row), _results().validate_python(row["result"]))


def to_writes(change: Change) -> Iterator[Write]:
    """What a new assessment writes, and the end of one."""
    match change:
        case (op, Assessment() as assessment):
            yield Write(op, "assessments", assessment_to_row(assessment))
        case (op, AssessmentSummary(id=of, user_id=owner, version=version)):
            yield Write(op, "assessments", {"id": str(of), "user_id": str(owner), "version": version})


@cache
def _results() -> TypeAdapter[AssessmentResult]:
    return TypeAdapter(AssessmentResult)
