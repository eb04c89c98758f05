"""All that the database holds of a person: JSON made of rows, read by the mappers of those rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.domain.holdings import Holdings
from shared.domain.ids import SkillId
from shared.repositories.rows.answers import answer_from_row
from shared.repositories.rows.assessments import assessment_from_row
from shared.repositories.rows.corrections import correction_from_row
from shared.repositories.rows.documents import document_from_row
from shared.repositories.rows.plans import plan_version_from_row
from shared.repositories.rows.users import user_from_row
from shared.repositories.rows.workflows import item_from_row, run_from_row

Json = Mapping[str, Any]


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
