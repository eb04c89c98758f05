"""In which order the steps of a plan come: prerequisites first, then what the strategy puts first."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel
from shared.planning.effort import estimate_hours, subject_of
from shared.planning.strategies import Draft, Strategy
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.sources import lowest


class Tie(IntEnum):
    """Why one skill comes before another, weakest first. The weakest gives way where the ties go round in a circle."""

    MORE_WIDELY_USED = 1  # in one field; says where to begin, not what is needed
    USEFUL = 2  # ESCO: optional for the other
    BROADER = 3
    NEEDED = 4  # ESCO: essential for the other


class Placed(NamedTuple):
    """A step in its place.

    Attributes:
        after: indexes of the skills of earlier steps that are its prerequisites, ascending.
        opens: names of the skills of later steps whose prerequisite it is, in the order of their indexes.
        is_under_way: whether it leads because the person is at it already.
    """

    draft: Draft
    hours: float
    after: tuple[int, ...]
    opens: tuple[str, ...]
    is_under_way: bool


class Ties:
    """Which of some skills comes right before which, without circles.

    Attributes:
        prerequisites: by skill index, the indexes of those needed for it.
        earlier: likewise, with those that are only more widely used.
    """

    def __init__(self, drafts: Sequence[Draft], taxonomy: Taxonomy) -> None:
        self.prerequisites: dict[int, set[int]] = {draft.index: set() for draft in drafts}
        self.earlier: dict[int, set[int]] = {draft.index: set() for draft in drafts}
        bits = {draft.index: 1 << place for place, draft in enumerate(drafts)}
        before = dict.fromkeys(bits, 0)  # as bits, all that come before each, however far
        for tie, one, other in sorted(set(_ties(drafts, taxonomy)), key=lambda found: (-found[0], found[1:])):
            if one == other or before[one] & bits[other]:
                continue
            self.earlier[other].add(one)
            if tie is not Tie.MORE_WIDELY_USED:
                self.prerequisites[other].add(one)
            gained = before[one] | bits[one]
            for index in bits:
                if index == other or before[index] & bits[other]:
                    before[index] |= gained


def place_steps(
    drafts: Sequence[Draft],
    taxonomy: Taxonomy,
    strategy: Strategy,
    families: Collection[int],
    first: Collection[int] = (),
) -> list[Placed]:
    """All drafts in order; the same for the same arguments.

    Args:
        families: indexes of skills right below which the person has one already: others there take less time.
        first: indexes of skills whose steps lead, in this order, whatever they need: the person is at them already.
    """
    ties = Ties(drafts, taxonomy)
    waiting = {draft.index: draft for draft in drafts}
    known = set(families)
    ordered: list[tuple[Draft, float]] = []

    subjects = {draft.index: subject_of(taxonomy.skill(draft.index)) for draft in drafts}
    above = {draft.index: taxonomy.broader(draft.index) for draft in drafts}

    def hours_of(draft: Draft) -> float:
        return estimate_hours(
            subjects[draft.index],
            draft.kind,
            strategy.route,
            draft.from_level,
            draft.to_level,
            covered_beside=draft.covered_beside,
            has_family=not known.isdisjoint(above[draft.index]),
        )

    def place(index: int) -> None:
        draft = waiting.pop(index)
        ordered.append((draft, hours_of(draft)))
        known.update(above[index])

    for index in first:
        place(index)
    while waiting:
        ready = (draft for index, draft in waiting.items() if waiting.keys().isdisjoint(ties.earlier[index]))
        place(min(ready, key=lambda draft: (strategy.urgency(draft, hours_of(draft)), draft.index)).index)
    return list(_with_ties(ordered, ties.prerequisites, first))


def _with_ties(
    ordered: Sequence[tuple[Draft, float]], prerequisites: Mapping[int, set[int]], first: Collection[int]
) -> Iterator[Placed]:
    names = {draft.index: draft.name for draft, _ in ordered}
    seen: set[int] = set()
    for draft, hours in ordered:
        after = tuple(sorted(prerequisites[draft.index] & seen))
        seen.add(draft.index)
        opens = [index for index in names if index not in seen and draft.index in prerequisites[index]]
        yield Placed(draft, hours, after, tuple(names[index] for index in sorted(opens)), draft.index in first)


def _ties(drafts: Sequence[Draft], taxonomy: Taxonomy) -> Iterator[tuple[Tie, int, int]]:
    relations = {draft.index: draft.relation for draft in drafts}
    for index in relations:
        for needed, is_essential in taxonomy.requires(index):
            if needed in relations:
                yield Tie.NEEDED if is_essential else Tie.USEFUL, needed, index
        for above in _all_above(index, taxonomy):
            if above in relations:
                yield Tie.BROADER, above, index
    yield from _by_reuse(relations, taxonomy)


def _all_above(index: int, taxonomy: Taxonomy) -> set[int]:
    found: set[int] = set()
    level = {index}
    while level:
        level = {above for below in level for above in taxonomy.broader(below)} - found
        found |= level
    return found


_WIDTH = {ReuseLevel.TRANSVERSAL: 3, ReuseLevel.CROSS_SECTOR: 2, ReuseLevel.SECTOR_SPECIFIC: 1}


def _by_reuse(relations: Mapping[int, Relation], taxonomy: Taxonomy) -> Iterator[tuple[Tie, int, int]]:
    """Within a field the more widely used first; but nothing optional before what is essential for that alone."""
    fields: dict[str, list[int]] = {}
    for index in relations:
        for code in lowest(taxonomy.skill(index).group_codes):
            fields.setdefault(code, []).append(index)
    widths = {index: _WIDTH.get(reuse, 0) if (reuse := taxonomy.skill(index).reuse_level) else 0 for index in relations}
    for members in fields.values():
        for one in members:
            for other in members:
                is_held_up = relations[one] is Relation.OPTIONAL and relations[other] is Relation.ESSENTIAL
                if widths[one] > widths[other] and not is_held_up:
                    yield Tie.MORE_WIDELY_USED, one, other
