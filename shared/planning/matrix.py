"""Which role needs which skill: a sparse matrix, made once for a taxonomy and read by row and by column."""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, chain
from math import sqrt
from weakref import WeakKeyDictionary

from shared.planning.weights import REUSE_VALUES, optional_value, rarity_value
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role


class Cells:
    """One relation's cells, by row and by column.

    Attributes:
        row_starts: (n_roles + 1,): role r needs `skills[row_starts[r]:row_starts[r + 1]]`, ascending.
    """

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.row_starts = array("l", accumulate(map(len, rows), initial=0))
        self.skills = array("l", chain.from_iterable(rows))
        columns: defaultdict[int, list[int]] = defaultdict(list)
        for role, row in enumerate(rows):
            for skill in row:
                columns[skill].append(role)
        self._columns = dict(columns)

    def of_role(self, role: int) -> Sequence[int]:
        return self.skills[self.row_starts[role] : self.row_starts[role + 1]]

    def of_skill(self, skill: int) -> Sequence[int]:
        """Ascending; () of a skill that no role needs, as of one of the installation's own."""
        return self._columns.get(skill, ())


class RoleMatrix:
    """All roles of a taxonomy, by the skills they need. Make one with `role_matrix`.

    Attributes:
        heads: (n_roles,), in the taxonomy's order.
        by_title: (n_roles,): places among `heads`, by title whatever its case, then by id.
        places: (n_roles,): the inverse of `by_title`.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.heads = taxonomy.role_heads()
        needs = taxonomy.role_skills()
        self.essential = Cells([essential for essential, _ in needs])
        self.optional = Cells([without(essential, optional) for essential, optional in needs])
        order = [(head.title.casefold(), head.id) for head in self.heads]
        self.by_title = sorted(range(len(order)), key=order.__getitem__)
        self.places = sorted(range(len(order)), key=self.by_title.__getitem__)

    def role_count(self, skill: int) -> int:
        """How many roles need a skill."""
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
        for skill, reuse_level in enumerate(taxonomy.reuse_levels()):
            if matrix.role_count(skill):
                self.values[skill] = REUSE_VALUES[reuse_level] * matrix.rarity(skill)
        value = self.values.__getitem__
        square = [value * value for value in self.values].__getitem__
        essential = [matrix.essential.of_role(role) for role in range(len(matrix.heads))]
        optional = [matrix.optional.of_role(role) for role in range(len(matrix.heads))]
        self.essential = [sum(map(value, skills)) for skills in essential]
        self.optional = [sum(map(value, skills)) for skills in optional]
        self.optional_values = list(map(optional_value, self.essential, self.optional))
        self.lengths = [
            sqrt(sum(map(square, always)) + share**2 * sum(map(square, maybe)))
            for always, maybe, share in zip(essential, optional, self.optional_values, strict=True)
        ]


_matrices: WeakKeyDictionary[Taxonomy, RoleMatrix] = WeakKeyDictionary()
_weights: WeakKeyDictionary[Taxonomy, RoleWeights] = WeakKeyDictionary()


def role_matrix(taxonomy: Taxonomy) -> RoleMatrix:
    """The matrix of a taxonomy, made at the first call and kept as long as it.

    Own skills change nothing in it: no role names them.
    """
    matrix = _matrices.get(taxonomy.base)
    if matrix is None:
        matrix = _matrices[taxonomy.base] = RoleMatrix(taxonomy.base)
    return matrix


def role_weights(taxonomy: Taxonomy) -> RoleWeights:
    """The weights of a taxonomy, made at the first call and kept as long as it."""
    weights = _weights.get(taxonomy.base)
    if weights is None:
        weights = _weights[taxonomy.base] = RoleWeights(role_matrix(taxonomy), taxonomy.base)
    return weights


def only_optional(role: Role) -> tuple[int, ...]:
    """A role's optional skills without those that it names essential as well."""
    return without(role.essential, role.optional)


def without(essential: Sequence[int], optional: tuple[int, ...]) -> tuple[int, ...]:
    """Optional skills less those that are essential as well."""
    always = set(essential)
    return optional if always.isdisjoint(optional) else tuple(skill for skill in optional if skill not in always)
