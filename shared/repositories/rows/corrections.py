"""Corrections as rows."""

from collections.abc import Iterator
from uuid import UUID

from shared.domain.assessment import Level
from shared.domain.ids import CorrectionId, SkillId, UserId
from shared.domain.profile import Correction, Verdict
from shared.repositories.rows.values import Row, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change

CORRECTION_COLUMNS = (
    "id",
    "user_id",
    "skill_id",
    "skill_name",
    "verdict",
    "level",
    "machine_level",
    "reason",
    "created_at",
)


def correction_to_row(correction: Correction) -> Row:
    """All columns."""
    return {
        "id": str(correction.id),
        "user_id": str(correction.user_id),
        "skill_id": str(correction.skill_id),
        "skill_name": correction.skill_name,
        "verdict": correction.verdict.value,
        "level": correction.level and correction.level.value,
        "machine_level": correction.machine_level and correction.machine_level.value,
        "reason": correction.reason,
        "created_at": correction.created_at.isoformat(),
    }


def correction_from_row(row: Row) -> Correction:
    """From the columns CORRECTION_COLUMNS."""
    return Correction(
        CorrectionId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        SkillId(UUID(row["skill_id"])),
        row["skill_name"],
        Verdict(row["verdict"]),
        Level(row["level"]) if row["level"] else None,
        Level(row["machine_level"]) if row["machine_level"] else None,
        row["reason"],
        created_at=instant(row["created_at"]),
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What a correction writes."""
    match change:
        case (op, Correction() as correction):
            yield Write(op, "corrections", correction_to_row(correction))
