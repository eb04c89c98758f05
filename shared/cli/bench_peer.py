"""The yardstick of `skillpath bench plan`: the readiness for all roles as sparse matrix products of scipy."""

from collections.abc import Sequence
from typing import Any

from shared.domain.profile import ProfileSkill
from shared.domain.role import Relation
from shared.planning.credit import Credits
from shared.planning.matrix import Cells, role_matrix, role_weights
from shared.planning.nearby import rank_roles
from shared.planning.weights import required_level
from shared.taxonomy.load import Taxonomy

SAME = 0.001  # points of readiness: less is rounding, which the two do at different places


class Peer:
    """All roles as two matrices (n_roles, n_skills); make one with `make_peer`."""

    def __init__(self, skills: Sequence[ProfileSkill], taxonomy: Taxonomy, numpy: Any, sparse: Any) -> None:  # noqa: ANN401 - modules
        self._skills, self._taxonomy, self._numpy = skills, taxonomy, numpy
        matrix, weights = role_matrix(taxonomy), role_weights(taxonomy)
        values = numpy.array(weights.values)
        shape = (len(matrix.heads), len(values))

        def made(cells: Cells) -> Any:  # noqa: ANN401 - scipy has no types
            columns = numpy.array(cells.skills)
            return sparse.csr_matrix((values[columns], columns, numpy.array(cells.row_starts)), shape=shape)

        self._essential, self._optional = made(matrix.essential), made(matrix.optional)
        self._shares = numpy.array(weights.optional_values)
        self._totals = numpy.array(weights.essential) + numpy.array(weights.optional) * self._shares
        self._ids = [head.id for head in matrix.heads]

    def rank(self) -> Any:  # noqa: ANN401 - an array
        """(n_roles,): indexes of the roles, the one the profile is readiest for first."""
        return self._numpy.argsort(-self.readiness(), kind="stable")

    def readiness(self) -> Any:  # noqa: ANN401 - an array
        """(n_roles,): in [0, 100]."""
        numpy = self._numpy
        counting = Credits(self._skills, self._taxonomy)
        essential, optional = numpy.zeros(self._essential.shape[1]), numpy.zeros(self._essential.shape[1])
        for index in counting.indexes():
            if index >= len(essential):
                continue
            reuse_level = self._taxonomy.skill(index).reuse_level
            essential[index] = counting.coverage(index, required_level(Relation.ESSENTIAL, reuse_level))
            optional[index] = counting.coverage(index, required_level(Relation.OPTIONAL, reuse_level))
        there = self._essential @ essential + (self._optional @ optional) * self._shares
        return numpy.divide(100 * there, self._totals, out=numpy.zeros_like(there), where=self._totals > 0)

    def compared(self) -> dict[str, Any]:
        """Whether `rank_roles` and the products put every role in the same place, but for those that are equal."""
        ours = rank_roles(self._skills, self._taxonomy)
        readiness = self.readiness()
        by_id = dict(zip(self._ids, readiness, strict=True))
        theirs = readiness[self.rank()]
        differences = [abs(role.readiness - by_id[role.role_id]) for role in ours]
        in_place = [abs(by_id[role.role_id] - there) for role, there in zip(ours, theirs, strict=True)]
        return {
            "is_same_order": bool(max(differences, default=0.0) < SAME and max(in_place, default=0.0) < SAME),
            "largest_difference": float(max(differences, default=0.0)),
        }


def make_peer(skills: Sequence[ProfileSkill], taxonomy: Taxonomy) -> Peer | None:
    """None where scipy is not installed."""
    try:
        import numpy
        from scipy import sparse
    except ImportError:
        return None
    return Peer(skills, taxonomy, numpy, sparse)
