"""What the compiled taxonomy hands out."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from shared.domain.ids import RoleId, SkillId
from shared.domain.skill import ReuseLevel, SkillSource, SkillType


class LabelKind(IntEnum):
    """How a label names its skill, best first.

    SHORT is a preferred label less its trailing parenthesis, as "Python" of "Python (computer programming)";
    ALIAS comes from aliases.csv.
    """

    PREFERRED = 0
    SHORT = 1
    ALTERNATIVE = 2
    ALIAS = 3


class Candidate(NamedTuple):
    """A skill that a key may name."""

    skill_index: int
    kind: LabelKind


@dataclass(frozen=True, slots=True)
class TaxonomySkill:
    """Attributes:
    index: its place in this artefact, from 0; another artefact may number otherwise.
    name, alt_labels: to the letter; alt_labels without the name.
    group_codes: every group it stands in and those above them, each path from the top down, its first path first.
    group: labels of its first path, from the top down; () where no group is known.
    """

    index: int
    id: SkillId
    uri: str
    name: str
    type: SkillType
    source: SkillSource
    reuse_level: ReuseLevel | None
    alt_labels: tuple[str, ...]
    description: str
    group_codes: tuple[str, ...]
    group: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """An ESCO occupation.

    Attributes:
        isco_code: ISCO-08 unit group, as "2512"; "" where the source does not say.
        essential, optional: indexes of its skills, ascending.
        is_regulated: whether law says who may practise it, as far as ESCO knows; None where the source does not say.
            ESCO 1.1.1 marks 15 of 3,007, such as pharmacist and architect: False promises no freedom.
    """

    id: RoleId
    uri: str
    title: str
    alt_titles: tuple[str, ...]
    isco_code: str
    essential: tuple[int, ...]
    optional: tuple[int, ...]
    description: str = ""
    is_regulated: bool | None = None


class RoleHead(NamedTuple):
    """A role without its skills; see `Role`."""

    id: RoleId
    title: str
    isco_code: str


class RoleTitle(NamedTuple):
    """Attributes:
    key: `tokens.exact_key` of the title.
    role_index: place of its role among `Taxonomy.role_heads`.
    """

    key: str
    is_alternative: bool
    role_index: int
    title: str


def uuid_of(uri: str) -> UUID:
    """The UUID that an ESCO URI ends in, else one made of the whole URI (RFC 9562, version 5)."""
    try:
        return UUID(uri.rpartition("/")[2])
    except ValueError:
        return uuid5(NAMESPACE_URL, uri)


def group_path(code: str) -> tuple[str, ...]:
    """A group's code and those of the groups above it, top down: ESCO's codes hold their own ancestry.

    >>> group_path("S5.6.1")
    ('S', 'S5', 'S5.6', 'S5.6.1')
    >>> group_path("K0613")
    ('K', 'K06', 'K061', 'K0613')
    """
    top, rest = code[0], code[1:]
    if top == "K":
        return (top, *(top + rest[:length] for length in range(2, len(rest) + 1)))
    parts = rest.split(".") if rest else []
    return (top, *(top + ".".join(parts[:length]) for length in range(1, len(parts) + 1)))
