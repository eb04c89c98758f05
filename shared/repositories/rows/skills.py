"""Skills as rows."""

from collections.abc import Iterator
from uuid import UUID

from shared.domain.ids import SkillId, UserId
from shared.domain.skill import ReuseLevel, Skill, SkillSource, SkillType
from shared.repositories.rows.values import Row, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change, Op

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
    "broader_id",
    "merged_into",
    "created_at",
    "version",
)

# What an editor changes of an own skill, and may: as granted in supabase/migrations.
_CHANGEABLE = frozenset(
    {"name", "name_key", "type", "alt_labels", "description", "groups", "terms", "broader_id", "merged_into"}
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
        "broader_id": skill.broader_id and str(skill.broader_id),
        "merged_into": skill.merged_into and str(skill.merged_into),
        "created_at": skill.created_at.isoformat(),
        "version": skill.version,
    }


def skill_update_to_row(skill: Skill) -> Row:
    """What may change of an own skill, with its id and its new version."""
    return {name: value for name, value in skill_to_row(skill).items() if name in _CHANGEABLE | {"id", "version"}}


def skill_from_row(row: Row) -> Skill:
    """From the columns SKILL_COLUMNS."""
    return Skill(
        SkillId(UUID(row["id"])),
        row["uri"],
        SkillSource(row["source"]),
        row["name"],
        SkillType(row["type"]),
        instant(row["created_at"]),
        reuse_level=ReuseLevel(row["reuse_level"]) if row["reuse_level"] else None,
        alt_labels=tuple(row["alt_labels"]),
        description=row["description"],
        groups=tuple(row["groups"]),
        taxonomy_version=row["taxonomy_version"],
        created_by=UserId(UUID(row["created_by"])) if row["created_by"] else None,
        broader_id=SkillId(UUID(row["broader_id"])) if row["broader_id"] else None,
        merged_into=SkillId(UUID(row["merged_into"])) if row["merged_into"] else None,
        version=row["version"],
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What a change of the catalogue writes."""
    match change:
        case (Op.UPDATE, Skill() as skill):
            yield Write(Op.UPDATE, "skills", skill_update_to_row(skill))
        case (Op.DELETE, Skill() as skill):
            yield Write(Op.DELETE, "skills", {"id": str(skill.id), "version": skill.version})
        case (op, Skill() as skill):
            yield Write(op, "skills", skill_to_row(skill))
