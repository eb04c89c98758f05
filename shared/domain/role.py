"""A role: an ESCO occupation, with the skills it asks for."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.ids import RoleId, SkillId


class Relation(StrEnum):
    """How a role needs a skill, in ESCO's words."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class RoleRecord:
    """A role as the store holds it, without its skills.

    Attributes:
        isco_code: ISCO-08 unit group, as "2512"; "" where the source does not say.
        taxonomy_version: the compiled taxonomy it came from.
    """

    id: RoleId
    uri: str
    title: str
    alt_titles: tuple[str, ...]
    isco_code: str
    description: str
    taxonomy_version: str


@dataclass(frozen=True, slots=True)
class RoleSkill:
    """One role needs one skill."""

    role_id: RoleId
    skill_id: SkillId
    relation: Relation
    taxonomy_version: str
