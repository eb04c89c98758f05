"""Profiles as the database answers them: JSON made of rows, read by the mappers of those rows."""

from collections.abc import Mapping
from typing import Any

from shared.domain.profile import Profile
from shared.repositories.rows.assessments import assessment_from_row
from shared.repositories.rows.corrections import correction_from_row
from shared.repositories.rows.users import user_from_row


def profile_from_json(held: Mapping[str, Any]) -> Profile:
    """From what `read_profile_of` answers: `user`; `assessment` or null; `corrections`, one of each skill."""
    corrections = [correction_from_row(row) for row in held["corrections"]]
    return Profile(
        user_from_row(held["user"]),
        assessment_from_row(held["assessment"]) if held["assessment"] else None,
        {correction.skill_id: correction for correction in corrections},
    )
