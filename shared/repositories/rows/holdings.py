"""What the database's functions answer about a person: JSON made of rows, read by the mappers of those rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.domain.holdings import Holdings
from shared.domain.ids import SkillId
from shared.domain.profile import Profile
from shared.domain.request import WriteRequest
from shared.repositories.rows.answers import answer_from_row
from shared.repositories.rows.assessments import assessment_from_row
from shared.repositories.rows.corrections import correction_from_row
from shared.repositories.rows.documents import document_from_row
from shared.repositories.rows.plans import plan_version_from_row
from shared.repositories.rows.users import user_from_row
from shared.repositories.rows.workflows import item_from_row, run_from_row
from shared.repositories.staged.store import Admission

Json = Mapping[str, Any]


def profile_from_json(held: Json) -> Profile:
    """From what `read_profile_of` answers: `user`; `assessment` or null; `corrections`, one of each skill."""
    corrections = [correction_from_row(row) for row in held["corrections"]]
    return Profile(
        user_from_row(held["user"]),
        assessment_from_row(held["assessment"]) if held["assessment"] else None,
        {correction.skill_id: correction for correction in corrections},
    )


def holdings_from_json(held: Json) -> Holdings:
    """From what `read_holdings` answers: `user`, lists of rows oldest first, and `added_skills`, which are ids."""
    return Holdings(
        user_from_row(held["user"]),
        tuple(assessment_from_row(row) for row in held["assessments"]),
        tuple(correction_from_row(row) for row in held["corrections"]),
        tuple(plan_version_from_row(row) for row in held["plan_versions"]),
        tuple(answer_from_row(row) for row in held["answers"]),
        tuple(SkillId(UUID(skill_id)) for skill_id in held["added_skills"]),
        tuple(document_from_row(row) for row in held["documents"]),
        tuple(run_from_row(row) for row in held["workflow_runs"]),
        tuple(item_from_row(row) for row in held["workflow_items"]),
    )


def admission_to_json(request: WriteRequest) -> dict[str, Any]:
    """What `admit` is asked. It takes no cost above the whole limit."""
    return {
        "cost": min(request.cost, request.limit.burst),
        "burst": request.limit.burst,
        "per_minute": request.limit.per_minute,
        "key": request.key,
        "wants_profile": request.wants_profile,
    }


def admission_from_json(request: WriteRequest, said: Json) -> Admission:
    """From what `admit` answers: `user`, `answer`, `retry_after_s`, `profile`; the answer without its owner and key."""
    answer, profile = said["answer"], said["profile"]
    return Admission(
        said["user"],
        answer_from_row({**answer, "user_id": str(request.user_id), "key": request.key}) if answer else None,
        said["retry_after_s"],
        profile_from_json(profile) if profile else None,
    )
