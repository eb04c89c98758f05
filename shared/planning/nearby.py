"""Which roles are near a profile: all of them, by readiness, with how viable a move is.

The bands are those of Nesta's Mapping Career Causeways (2020; github.com/nestauk/mapping-career-causeways, MIN_VIABLE
and HIGHLY_VIABLE in `mapping_career_causeways/transitions_utils.py`): similarity above 0.3 is viable, above 0.4 highly
so. Theirs compares two occupations: half on skills (essential with essential, and all with essential, by sentence
embeddings), half on O*NET's work activities and work context. Here a person stands in for the first occupation, and
neither embeddings nor O*NET are at hand: similarity is the cosine between what the person's skills count for, partly
covered skills included, and the role's weighted skills. The thresholds are taken over as they are; that they fall alike
on both measures is a judgement.
"""

from array import array
from collections.abc import Sequence
from heapq import nlargest
from math import sqrt
from typing import overload

from shared.domain.gap import Band, NearbyRole
from shared.domain.ids import RoleId
from shared.domain.profile import ProfileSkill
from shared.domain.role import Relation
from shared.planning import METHOD_VERSION
from shared.planning.credit import Credits
from shared.planning.gap import readiness_score
from shared.planning.matrix import role_matrix, role_weights
from shared.planning.weights import required_level
from shared.taxonomy.load import Taxonomy

MINIMALLY_VIABLE = 0.3
HIGHLY_VIABLE = 0.4
NAMED = 5  # skills that are named of each role
_DECIMALS = 4


def rank_roles(skills: Sequence[ProfileSkill], taxonomy: Taxonomy, group: str = "") -> Sequence[NearbyRole]:
    """All roles, the one the profile is readiest for first; then by similarity, title and id.

    The cost grows with how many roles need the profile's skills, not with all roles times all skills. Each entry is
    made when it is asked for, so that a page of a long list costs a page.

    Args:
        skills: each skill once; those that the taxonomy lacks count for nothing.
        group: an ISCO-08 code or the beginning of one, as "25"; roles outside it are left out.
    """
    return _Ranking(skills, taxonomy, group)


def band_of(similarity: float) -> Band:
    """The band that a similarity in [0, 1] falls into."""
    if similarity >= HIGHLY_VIABLE:
        return Band.HIGH
    return Band.MINIMAL if similarity >= MINIMALLY_VIABLE else Band.LOW


class _Ranking(Sequence[NearbyRole]):
    def __init__(self, skills: Sequence[ProfileSkill], taxonomy: Taxonomy, group: str) -> None:
        self._taxonomy = taxonomy
        self._matrix = role_matrix(taxonomy)
        self._weights = role_weights(taxonomy)
        self._coverages: dict[int, tuple[float, float]] = {}
        counting = Credits(skills, taxonomy)
        for index in sorted(counting.indexes()):  # as `measure_gap` adds them up, so that both agree to the last bit
            reuse_level = taxonomy.skill(index).reuse_level
            self._coverages[index] = (
                counting.coverage(index, required_level(Relation.ESSENTIAL, reuse_level)),
                counting.coverage(index, required_level(Relation.OPTIONAL, reuse_level)),
            )
        self._scores = self._score()
        heads, by_title, places = self._matrix.heads, self._matrix.by_title, self._matrix.places
        order = [(-readiness, -alike, places[role]) for role, (readiness, alike) in self._scores.items()]
        order.sort()
        self._order = [by_title[place] for _, _, place in order]
        self._order += [role for role in by_title if role not in self._scores]
        if group:
            self._order = [role for role in self._order if heads[role].isco_code.startswith(group)]

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> NearbyRole: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[NearbyRole]: ...
    def __getitem__(self, place: int | slice) -> NearbyRole | Sequence[NearbyRole]:
        if isinstance(place, slice):
            return [self._entry(role) for role in self._order[place]]
        return self._entry(self._order[place])

    def _score(self) -> dict[int, tuple[float, float]]:
        """Readiness and similarity by role; without the roles of which both are 0."""
        count = len(self._matrix.heads)
        essential, optional = array("d", bytes(8 * count)), array("d", bytes(8 * count))
        products = array("d", bytes(8 * count))
        values, shares = self._weights.values, self._weights.optional_values
        length = 0.0
        for index, (when_essential, when_optional) in self._coverages.items():
            if index >= len(values):  # one of the installation's own, which no role names
                continue
            value = values[index]
            length += (value * when_essential) ** 2
            there, product = value * when_essential, value * value * when_essential
            for role in self._matrix.essential.of_skill(index):
                essential[role] += there
                products[role] += product
            there = value * when_optional
            for role in self._matrix.optional.of_skill(index):
                optional[role] += there
                products[role] += product * shares[role]
        length = sqrt(length)
        scores = {}
        for role in range(count):
            if not essential[role] and not optional[role]:
                continue
            readiness = readiness_score(
                self._weights.essential[role],
                essential[role],
                self._weights.optional[role] * shares[role],
                optional[role] * shares[role],
            )
            lengths = length * self._weights.lengths[role]
            similarity = min(1.0, products[role] / lengths) if lengths else 0.0
            similarity = round(similarity, _DECIMALS)
            if readiness or similarity:
                scores[role] = readiness, similarity
        return scores

    def _entry(self, role: int) -> NearbyRole:
        head = self._matrix.heads[role]
        readiness, similarity = self._scores.get(role, (0.0, 0.0))
        values, share = self._weights.values, self._weights.optional_values[role]
        there: list[tuple[float, int]] = []
        missing: list[tuple[float, int]] = []
        for cells, column, worth in ((self._matrix.essential, 0, 1.0), (self._matrix.optional, 1, share)):
            for index in cells.of_role(role):
                coverage = self._coverages.get(index, (0.0, 0.0))[column]
                (there if coverage else missing).append((values[index] * worth * (coverage or 1.0), -index))
        return NearbyRole(
            RoleId(head.id),
            head.title,
            head.isco_code,
            readiness,
            similarity,
            band_of(similarity),
            self._names(there),
            self._names(missing),
            METHOD_VERSION,
        )

    def _names(self, weighed: Sequence[tuple[float, int]]) -> tuple[str, ...]:
        return tuple(self._taxonomy.skill(-negative).name for _, negative in nlargest(NAMED, weighed))
