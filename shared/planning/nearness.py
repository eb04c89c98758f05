"""Which skills are worth learning after a skill, of those that the taxonomy sets near it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from shared.domain.ids import SkillId
from shared.domain.skill import ReuseLevel, SkillType
from shared.planning.matrix import role_matrix
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import TaxonomySkill
from shared.taxonomy.tokens import stem, tokenize

NEIGHBOURS = 12  # looked at, either way
NEAREST_RANKS = 3  # 1 + 2: nearest one way and at least second nearest the other, where no role needs both
# Where groups do not compare (a skill and a knowledge), roles have to speak for two being near: several, and this share
# of all that need either.
MIN_ROLES_IN_COMMON = 2
MIN_SHARE_OF_ROLES = 0.3
_KEPT = 4_096  # skills of a taxonomy whose nearest are kept
SAME_WORDS = 0.5  # two names with this share of their words in common say much the same


class Near(NamedTuple):
    """A skill near another.

    Attributes:
        pull: in (0, 1.5]; above 1 where a role needs both.
        roles: titles of the roles to which both are essential.
    """

    skill_index: int
    pull: float
    roles: frozenset[str]


_near: WeakKeyDictionary[Taxonomy, dict[int, tuple[Near, ...]]] = WeakKeyDictionary()


def near_skills(own: TaxonomySkill, taxonomy: Taxonomy) -> Sequence[Near]:
    """Skills that some role needs together with this one, and those that are nearest to it either way.

    Only mutual neighbours: a skill that is near to hundreds is near to none of them in particular. None of a skill of
    the installation's own, which has no neighbours. Found once for a taxonomy, since many profiles share their skills.
    """
    base = taxonomy.base
    if own.index >= base.skill_count:
        return ()
    kept = _near.setdefault(base, {})
    found = kept.get(own.index)
    if found is None:
        if len(kept) >= _KEPT:
            kept.clear()
        found = kept[own.index] = tuple(_find_near(base.skill(own.index), base))
    return found


def _find_near(own: TaxonomySkill, taxonomy: Taxonomy) -> Iterator[Near]:
    for rank, index in enumerate(taxonomy.neighbours(own.index, NEIGHBOURS), 1):
        back = taxonomy.neighbours(index, NEIGHBOURS)
        if own.index not in back or not _is_sensible(taxonomy.skill(index), own, taxonomy.language):
            continue
        ranks = rank + back.index(own.index) + 1
        theirs, ours = _roles_needing(index, taxonomy), _roles_needing(own.index, taxonomy)
        if (both := theirs & ours) and (
            _in_one_field(taxonomy.skill(index), own)
            or (len(both) >= MIN_ROLES_IN_COMMON and len(both) >= MIN_SHARE_OF_ROLES * len(theirs | ours))
        ):
            yield Near(index, 1 + 1 / ranks, both)
        elif (
            not both
            and ranks <= NEAREST_RANKS
            and not _shares_verb_alone(taxonomy.skill(index), own, taxonomy.language)
        ):
            yield Near(index, 1 / ranks, both)


def roles_needing(skill_id: SkillId, taxonomy: Taxonomy) -> frozenset[str]:
    """Titles of the roles to which the skill is essential."""
    skill = taxonomy.skill_by_id(skill_id)
    return frozenset() if skill is None else _roles_needing(skill.index, taxonomy)


def _roles_needing(index: int, taxonomy: Taxonomy) -> frozenset[str]:
    matrix = role_matrix(taxonomy)
    return frozenset(matrix.heads[role].title for role in matrix.essential.of_skill(index))


def _in_one_field(candidate: TaxonomySkill, own: TaxonomySkill) -> bool:
    return any(len(code) > 1 for code in set(candidate.group_codes) & set(own.group_codes))


def _is_sensible(candidate: TaxonomySkill, own: TaxonomySkill, language: str) -> bool:
    """Whether it is not of another field, where fields compare, and not the same skill in other words."""
    if candidate.reuse_level is ReuseLevel.TRANSVERSAL:
        return False
    shared = set(candidate.group_codes) & set(own.group_codes)
    if shared and all(len(code) == 1 for code in shared):  # both skills, or both knowledge, and nothing more in common
        return False
    words, own_words = _stems(candidate.name, language), _stems(own.name, language)
    in_common = len(words & own_words)
    return in_common < min(len(words), len(own_words)) and in_common < SAME_WORDS * len(words | own_words)


def _shares_verb_alone(candidate: TaxonomySkill, own: TaxonomySkill, language: str) -> bool:
    """ "Pack leather" beside "pack goods": done alike, to things of another trade."""
    if not candidate.type is own.type is SkillType.SKILL:
        return False
    verb = stem(tokenize(own.name)[0].norm, language)
    return _stems(candidate.name, language) & _stems(own.name, language) == {verb}


@lru_cache(maxsize=8192)
def _stems(name: str, language: str) -> frozenset[str]:
    """Word stems of a name less what stands in parentheses: "Java (computer programming)" is Java."""
    return frozenset(stem(token.norm, language) for token in tokenize(name.partition(" (")[0]))
