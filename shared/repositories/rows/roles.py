"""Roles and what they need as rows: written for readers of the database, and never read back."""

from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import fold_name
from shared.repositories.rows.values import Row


def role_to_row(role: RoleRecord) -> Row:
    """All columns."""
    return {
        "id": str(role.id),
        "uri": role.uri,
        "title": role.title,
        "title_key": fold_name(role.title),
        "alt_titles": list(role.alt_titles),
        "isco_code": role.isco_code,
        "description": role.description,
        "taxonomy_version": role.taxonomy_version,
    }


def role_skill_to_row(relation: RoleSkill) -> Row:
    """All columns."""
    return {
        "role_id": str(relation.role_id),
        "skill_id": str(relation.skill_id),
        "relation": relation.relation.value,
        "taxonomy_version": relation.taxonomy_version,
    }
