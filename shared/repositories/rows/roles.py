"""Roles and what they need as rows: written for readers of the database, and never read back."""

from collections.abc import Iterator

from shared.domain.role import RoleRecord, RoleSkill
from shared.domain.skill import fold_name
from shared.repositories.rows.values import Row
from shared.repositories.rows.writes import Write
from shared.repositories.staged.entities import Edition
from shared.repositories.staged.staging import Change


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


def to_writes(change: Change) -> Iterator[Write]:
    """What seeding writes of roles, and their retirement."""
    match change:
        case (op, RoleRecord() as role):
            yield Write(op, "roles", role_to_row(role))
        case (op, RoleSkill() as relation):
            yield Write(op, "role_skills", role_skill_to_row(relation))
        case (op, Edition(taxonomy_version)):
            for table in ("role_skills", "roles"):
                yield Write(op, table, {"taxonomy_version": taxonomy_version})
