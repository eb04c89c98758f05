"""Which role needs which skill: a sparse matrix, made once for a taxonomy and read by row and by column."""

from array import array
from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from shared.planning.weights import REUSE_VALUES, optional_value, rarity_value
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role


class RoleHead(NamedTuple):
    """A role without its skills."""

    id: UUID
    title: str
    isco_code: str


class Cells:
    """One relation's cells, by row and by column, in compressed sparse form.

    Attributes:
        row_starts: (n_roles + 1,): role r needs `skills[row_starts[r]:row_starts[r + 1]]`, ascending.
        column_starts: (n_skills + 1,): skill s is needed by `roles[column_starts[s]:column_starts[s + 1]]`, ascending.
    """

    def __init__(self, rows: Sequence[Sequence[int]], skill_count: int) -> None:
        counts = [0] * (skill_count + 1)
        self.row_starts = array("l", [0])
        self.skills = array("l")
        for row in rows:
            self.skills.extend(row)
            self.row_starts.append(len(self.skills))
            for skill in row:
                counts[skill + 1] += 1
        for skill in range(skill_count):
            counts[skill + 1] += counts[skill]
        self.column_starts = array("l", counts)
        self.roles = array("l", bytes(self.skills.itemsize * len(self.skills)))
        for role, row in enumerate(rows):
            for skill in row:
                self.roles[counts[skill]] = role
                counts[skill] += 1

    def of_role(self, role: int) -> Sequence[int]:
        return self.skills[self.row_starts[role] : self.row_starts[role + 1]]

    def of_skill(self, skill: int) -> Sequence[int]:
        return self.roles[self.column_starts[skill] : self.column_starts[skill + 1]]


class RoleMatrix:
    """All roles of a taxonomy, by the skills they need. Make one with `role_matrix`.

    Attributes:
        heads: (n_roles,), in the taxonomy's order.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.heads: list[RoleHead] = []
        essential, optional = [], []
        for role in taxonomy.roles():
            self.heads.append(RoleHead(role.id, role.title, role.isco_code))
            essential.append(role.essential)
            optional.append(only_optional(role))
        self.essential = Cells(essential, taxonomy.skill_count)
        self.optional = Cells(optional, taxonomy.skill_count)
        self._skill_count = taxonomy.skill_count

    def role_count(self, skill: int) -> int:
        """How many roles need a skill; 0 of one that no role names, as one of the installation's own."""
        if skill >= self._skill_count:
            return 0
        return len(self.essential.of_skill(skill)) + len(self.optional.of_skill(skill))

    def rarity(self, skill: int) -> float:
        return rarity_value(self.role_count(skill), len(self.heads))


class RoleWeights:
    """What the skills of all roles weigh. Make one with `role_weights`.

    Attributes:
        values: (n_skills,): a skill's reuse value times its rarity; 0 where no role needs it.
        essential, optional: (n_roles,): sums of the values of its essential and of its optional skills.
        optional_values: (n_roles,): the relation value of its optional skills.
        lengths: (n_roles,): Euclidean length of the role as a vector of weights.
    """

    def __init__(self, matrix: RoleMatrix, taxonomy: Taxonomy) -> None:
        self.values = array("d", bytes(8 * taxonomy.skill_count))
        for skill in taxonomy.iter_skills():
            if matrix.role_count(skill.index):
                self.values[skill.index] = REUSE_VALUES[skill.reuse_level] * matrix.rarity(skill.index)
        values = self.values
        roles = range(len(matrix.heads))
        self.essential = [sum(values[skill] for skill in matrix.essential.of_role(role)) for role in roles]
        self.optional = [sum(values[skill] for skill in matrix.optional.of_role(role)) for role in roles]
        self.optional_values = list(map(optional_value, self.essential, self.optional))
        self.lengths = [
            sqrt(
                sum(values[skill] ** 2 for skill in matrix.essential.of_role(role))
                + share**2 * sum(values[skill] ** 2 for skill in matrix.optional.of_role(role))
            )
            for role, share in zip(roles, self.optional_values, strict=True)
        ]


_matrices: WeakKeyDictionary[Taxonomy, RoleMatrix] = WeakKeyDictionary()
_weights: WeakKeyDictionary[Taxonomy, RoleWeights] = WeakKeyDictionary()


def role_matrix(taxonomy: Taxonomy) -> RoleMatrix:
    """The matrix of a taxonomy, made at the first call (about 0.1 s for ESCO's 3,007 roles) and kept as long as it.

    Own skills change nothing in it: no role names them.
    """
    matrix = _matrices.get(taxonomy.base)
    if matrix is None:
        matrix = _matrices[taxonomy.base] = RoleMatrix(taxonomy.base)
    return matrix


def role_weights(taxonomy: Taxonomy) -> RoleWeights:
    """The weights of a taxonomy, made at the first call (about 0.5 s for ESCO's skills) and kept as long as it."""
    weights = _weights.get(taxonomy.base)
    if weights is None:
        weights = _weights[taxonomy.base] = RoleWeights(role_matrix(taxonomy), taxonomy.base)
    return weights


def only_optional(role: Role) -> tuple[int, ...]:
    """A role's optional skills without those that it names essential as well."""
    essential = set(role.essential)
    return tuple(skill for skill in role.optional if skill not in essential)
