"""Plans and their versions as rows."""

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from pydantic import TypeAdapter

from shared.domain.ids import AssessmentId, PlanId, RoleId, UserId
from shared.domain.plan import Cause, Change, Plan, PlanBody, PlanSummary, PlanVersion, StrategyName
from shared.repositories.rows.values import Row, day, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged import staging
from shared.repositories.staged.staging import Op

PLAN_SUMMARY_COLUMNS = (
    "id",
    "user_id",
    "role_id",
    "role_title",
    "strategy",
    "hours_per_week",
    "starts_on",
    "deadline",
    "ends_on",
    "assessment_id",
    "taxonomy_version",
    "readiness_at_start",
    "readiness_now",
    "readiness_at_end",
    "step_count",
    "done_count",
    "created_at",
    "updated_at",
    "version",
)
PLAN_COLUMNS = (*PLAN_SUMMARY_COLUMNS, "body")
PLAN_VERSION_COLUMNS = ("plan_id", "user_id", "version", "created_at", "cause", "why", "changes", "plan")

# Whose a plan is, what it leads to and when it was made do not change.
_FIXED = frozenset({"user_id", "role_id", "created_at"})


def plan_to_row(plan: Plan) -> Row:
    """All columns; `body` as JSON would hold it."""
    summary = plan.summary
    return {
        "id": str(summary.id),
        "user_id": str(summary.user_id),
        "role_id": str(summary.role_id),
        "role_title": summary.role_title,
        "strategy": summary.strategy.value,
        "hours_per_week": summary.hours_per_week,
        "starts_on": summary.start.isoformat(),
        "deadline": summary.deadline and summary.deadline.isoformat(),
        "ends_on": summary.ends_on.isoformat(),
        "assessment_id": summary.assessment_id and str(summary.assessment_id),
        "taxonomy_version": summary.taxonomy_version,
        "readiness_at_start": summary.readiness_at_start,
        "readiness_now": summary.readiness_now,
        "readiness_at_end": summary.readiness_at_end,
        "step_count": summary.step_count,
        "done_count": summary.done_count,
        "created_at": summary.created_at.isoformat(),
        "updated_at": summary.updated_at.isoformat(),
        "version": summary.version,
        "body": _bodies().dump_python(plan.body, mode="json"),
    }


def plan_update_to_row(plan: Plan) -> Row:
    """What may change of a plan, with its id and its new version."""
    return {name: value for name, value in plan_to_row(plan).items() if name not in _FIXED}


def plan_summary_from_row(row: Row) -> PlanSummary:
    """From the columns PLAN_SUMMARY_COLUMNS."""
    return PlanSummary(
        PlanId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        RoleId(UUID(row["role_id"])),
        row["role_title"],
        StrategyName(row["strategy"]),
        # JSON writes 6.0 as 6.
        float(row["hours_per_week"]),
        day(row["starts_on"]),
        day(row["deadline"]) if row["deadline"] else None,
        day(row["ends_on"]),
        AssessmentId(UUID(row["assessment_id"])) if row["assessment_id"] else None,
        row["taxonomy_version"],
        float(row["readiness_at_start"]),
        float(row["readiness_now"]),
        float(row["readiness_at_end"]),
        row["step_count"],
        row["done_count"],
        created_at=instant(row["created_at"]),
        updated_at=instant(row["updated_at"]),
        version=row["version"],
    )


def plan_from_row(row: Row) -> Plan:
    """From the columns PLAN_COLUMNS."""
    return Plan(plan_summary_from_row(row), _bodies().validate_python(row["body"]))


def plan_version_to_row(version: PlanVersion) -> Row:
    """All columns; `changes` and `plan` as JSON would hold them."""
    summary = version.plan.summary
    return {
        "plan_id": str(summary.id),
        "user_id": str(summary.user_id),
        "version": summary.version,
        "created_at": version.created_at.isoformat(),
        "cause": version.cause.value,
        "why": version.why,
        "changes": _changes().dump_python(version.changes, mode="json"),
        "plan": _plans().dump_python(version.plan, mode="json"),
    }


def plan_version_from_row(row: Row) -> PlanVersion:
    """From the columns PLAN_VERSION_COLUMNS."""
    return PlanVersion(
        _plans().validate_python(row["plan"]),
        Cause(row["cause"]),
        row["why"],
        _changes().validate_python(row["changes"]),
        created_at=instant(row["created_at"]),
    )


def to_writes(change: staging.Change) -> Iterator[Write]:
    """What a change of a plan writes: a version is a row of its own beside the plan's."""
    match change:
        case (op, PlanVersion() as version):
            to_row = plan_to_row if op is Op.INSERT else plan_update_to_row
            yield Write(op, "plans", to_row(version.plan))
            yield Write(Op.INSERT, "plan_versions", plan_version_to_row(version))
        case (op, PlanSummary(id=of, user_id=owner, version=number)):
            yield Write(op, "plans", {"id": str(of), "user_id": str(owner), "version": number})


@cache
def _bodies() -> TypeAdapter[PlanBody]:
    return TypeAdapter(PlanBody)


@cache
def _plans() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


@cache
def _changes() -> TypeAdapter[tuple[Change, ...]]:
    return TypeAdapter(tuple[Change, ...])
