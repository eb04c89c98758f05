"""Which skills are near a skill, worked out once when the taxonomy is compiled."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import sqrt

MAX_NEIGHBOURS = 24

_SAME_BROADER = 1.0
_SAME_GROUP = 0.25
_SHARED_WORDS = 0.1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Attributes:
    roles: indexes of the roles that need it.
    groups: codes of the lowest groups it stands in.
    broader: indexes of the skills right above it.
    words: stems of its preferred label.
    """

    roles: tuple[int, ...]
    groups: tuple[str, ...]
    broader: tuple[int, ...]
    words: frozenset[str]


def rank_neighbours(
    skills: Sequence[Surroundings], role_skills: Sequence[Sequence[int]], relations: Sequence[tuple[int, int, bool]]
) -> list[tuple[int, ...]]:
    """For each skill the nearest others, nearest first.

    Related skills lead, essential ones first. Then comes the sum of: the cosine of the two skills' essential roles (how
    often the same roles need both), a bonus for the same skill above, one for the same lowest group, and a little for
    words in common. Ties go to the lower index. A skill right above is none: who knows Python knows programming.
    """
    related: list[dict[int, int]] = [{} for _ in skills]
    for one, other, essential in relations:
        if one != other:
            for here, there in ((one, other), (other, one)):
                related[here][there] = max(2 if essential else 1, related[here].get(there, 0))
    by_group: dict[str, list[int]] = {}
    by_broader: dict[int, list[int]] = {}
    for index, skill in enumerate(skills):
        for group in skill.groups:
            by_group.setdefault(group, []).append(index)
        for above in skill.broader:
            by_broader.setdefault(above, []).append(index)

    def nearest(index: int) -> tuple[int, ...]:
        skill = skills[index]
        shared_roles: Counter[int] = Counter()
        for role in skill.roles:
            shared_roles.update(role_skills[role])
        scores = {
            other: shared / sqrt(len(skill.roles) * len(skills[other].roles)) for other, shared in shared_roles.items()
        }
        for members, bonus in (
            *((by_broader[above], _SAME_BROADER) for above in skill.broader),
            *((by_group[code], _SAME_GROUP) for code in skill.groups),
        ):
            for other in members:
                scores[other] = scores.get(other, 0.0) + bonus
        best = related[index]
        for other in best:
            scores.setdefault(other, 0.0)
        for other in (index, *skill.broader):
            scores.pop(other, None)
        words = skill.words
        ranked = []
        for other, score in scores.items():
            others = skills[other].words
            if not words.isdisjoint(others):
                score += _SHARED_WORDS * len(words & others) / len(words | others)
            ranked.append((-best.get(other, 0), -score, other))
        return tuple([other for _, _, other in nsmallest(MAX_NEIGHBOURS, ranked)])

    return [nearest(index) for index in range(len(skills))]
