"""What a person's skills count for: each skill itself, and in part those above and beside it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shared.domain.assessment import Level
from shared.domain.gap import Standing
from shared.domain.profile import Basis, ProfileSkill
from shared.planning.nearness import near_skills
from shared.planning.weights import NARROWER_SHARES, NEIGHBOUR_SHARE, RELATED_SHARE, covered_by
from shared.taxonomy.load import Taxonomy


class Credit(NamedTuple):
    """One way in which a skill counts.

    Attributes:
        share: in (0, 1]: of the skill; 1 where it is held itself.
        holder: the skill of the profile that it stands on.
    """

    share: float
    standing: Standing
    holder: ProfileSkill

    def coverage(self, required: Level) -> float:
        """In [0, 1]."""
        return self.share * covered_by(self.holder.level, required)


class Credits:
    """What a profile counts for, by skill index of one taxonomy.

    The person's word closes a skill: where they rejected it, or said its level, nothing beside it counts for it. Where
    only the CV speaks, or nothing does, the best of the skill itself and those below and beside it counts, so that a
    higher level of any skill never lowers what the profile counts for.
    """

    def __init__(self, skills: Sequence[ProfileSkill], taxonomy: Taxonomy) -> None:
        self.own: dict[int, ProfileSkill] = {}
        for skill in skills:
            found = taxonomy.skill_by_id(skill.skill_id)
            # Two merged own skills are one: the person's word leads, then the higher level.
            if found is not None and _outranks(skill, self.own.get(found.index)):
                self.own[found.index] = skill
        closed = {index for index, skill in self.own.items() if is_the_persons_word(skill)}
        self._found: dict[int, list[Credit]] = {}
        for index, holder in self.own.items():
            if not holder.is_held or holder.level is Level.UNKNOWN:
                continue
            self._found.setdefault(index, []).append(Credit(1.0, _STANDINGS[holder.basis], holder))
            for other, (share, standing) in _beside(index, taxonomy).items():
                if other not in closed:
                    self._found.setdefault(other, []).append(Credit(share, standing, holder))

    def indexes(self) -> Mapping[int, Sequence[Credit]]:
        """Every skill that counts at least in part, with its credits."""
        return self._found

    def best(self, index: int, required: Level) -> Credit | None:
        """The credit that covers most of the required level; None where nothing counts for the skill.

        Of equals the one of the larger share leads, then the skill named first in the profile.
        """
        found = self._found.get(index)
        return max(found, key=lambda credit: (credit.coverage(required), credit.share)) if found else None

    def coverage(self, index: int, required: Level) -> float:
        """In [0, 1]; 0 where nothing counts for the skill."""
        return max((credit.coverage(required) for credit in self._found.get(index, ())), default=0.0)


def is_the_persons_word(skill: ProfileSkill) -> bool:
    """Whether the person rejected it or said its level."""
    return not skill.is_held or (skill.basis is not Basis.CV and skill.level is not Level.UNKNOWN)


_STANDINGS = {Basis.CV: Standing.CV, Basis.CONFIRMED: Standing.CONFIRMED, Basis.STATED: Standing.STATED}


def _outranks(skill: ProfileSkill, other: ProfileSkill | None) -> bool:
    if other is None:
        return True
    levels = list(Level)
    return (is_the_persons_word(skill), levels.index(skill.level)) > (
        is_the_persons_word(other),
        levels.index(other.level),
    )


def _beside(index: int, taxonomy: Taxonomy) -> dict[int, tuple[float, Standing]]:
    """The skills that one counts for in part, each by its best share."""
    found: dict[int, tuple[float, Standing]] = {}
    for other, share, standing in _above_and_near(index, taxonomy):
        if other != index and share > found.get(other, (0.0,))[0]:
            found[other] = share, standing
    return found


def _above_and_near(index: int, taxonomy: Taxonomy) -> Iterator[tuple[int, float, Standing]]:
    level: tuple[int, ...] = (index,)
    for share in NARROWER_SHARES:
        level = tuple(above for below in level for above in taxonomy.broader(below))
        for above in level:
            yield above, share, Standing.NARROWER
    for needed, _ in taxonomy.requires(index):
        yield needed, RELATED_SHARE, Standing.NEIGHBOUR
    for near in near_skills(taxonomy.skill(index), taxonomy):
        yield near.skill_index, NEIGHBOUR_SHARE, Standing.NEIGHBOUR
