"""How far a profile is from a role: skill by skill, and as a readiness in [0, 100] with its parts."""

from collections.abc import Sequence

from shared.domain.assessment import Level, ScorePart
from shared.domain.gap import Readiness, RoleGap, SkillGap, Standing, Via
from shared.domain.ids import RoleId
from shared.domain.profile import ProfileSkill
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel
from shared.planning import METHOD_VERSION
from shared.planning.credit import Credits
from shared.planning.matrix import only_optional, role_matrix
from shared.planning.notes import note_on, quote_of
from shared.planning.requirements import find_requirements
from shared.planning.weights import (
    DECIMALS,
    RANKS,
    RELATION_VALUES,
    REUSE_VALUES,
    optional_value,
    required_level,
)
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role, TaxonomySkill


def measure_gap(skills: Sequence[ProfileSkill], role: Role, taxonomy: Taxonomy) -> RoleGap:
    """The gap of a profile; the same for the same arguments, whoever's profile it is.

    Args:
        skills: each skill once; those that the taxonomy lacks count for nothing.
    """
    return _Measure(skills, role, taxonomy).gap()


def make_readiness(essential: float, essential_there: float, optional: float, optional_there: float) -> Readiness:
    """A readiness from the weights of a role's essential and optional skills, in all and as far as they are covered.

    A role without skills has readiness 0: nothing is known of it.
    """
    share, other_share = _shares(essential, optional)
    return Readiness(
        readiness_score(essential, essential_there, optional, optional_there),
        (
            _part("essential skills", essential, essential_there, share),
            _part("optional skills", optional, optional_there, other_share),
        ),
    )


def readiness_score(essential: float, essential_there: float, optional: float, optional_there: float) -> float:
    """The score of `make_readiness` alone, in [0, 100]."""
    share, other_share = _shares(essential, optional)
    there = _contribution(essential, essential_there, share) + _contribution(optional, optional_there, other_share)
    return round(100 * there, DECIMALS - 2)


def _shares(essential: float, optional: float) -> tuple[float, float]:
    if not essential + optional:
        return 0.0, 0.0
    share = round(essential / (essential + optional), DECIMALS)
    return share, round(1 - share, DECIMALS)


def _covered(weight: float, there: float) -> float:
    return round(min(1.0, there / weight), DECIMALS) if weight else 0.0


def _contribution(weight: float, there: float, share: float) -> float:
    if not there:
        return 0.0
    return round(_covered(weight, there) * share, DECIMALS)


def _part(name: str, weight: float, there: float, share: float) -> ScorePart:
    value = _covered(weight, there)
    reason = f"{value:.0%} of what its {name} weigh is there" if weight else f"the role lists no {name}"
    return ScorePart(name, value, share, _contribution(weight, there, share), reason)


class _Measure:
    def __init__(self, skills: Sequence[ProfileSkill], role: Role, taxonomy: Taxonomy) -> None:
        self.role = role
        self.taxonomy = taxonomy
        self.matrix = role_matrix(taxonomy)
        self.credits = Credits(skills, taxonomy)
        self.essential = [taxonomy.skill(index) for index in role.essential]
        self.optional = [taxonomy.skill(index) for index in only_optional(role)]
        self.optional_value = optional_value(self._value(self.essential), self._value(self.optional))

    def gap(self) -> RoleGap:
        essential = [self._skill_gap(skill, Relation.ESSENTIAL) for skill in self.essential]
        optional = [self._skill_gap(skill, Relation.OPTIONAL) for skill in self.optional]
        readiness = self._readiness(essential, optional)
        for gaps in (essential, optional):
            gaps.sort(key=lambda gap: (-gap.weight, gap.name.casefold(), gap.skill_id))
        return RoleGap(
            RoleId(self.role.id),
            self.role.title,
            self.taxonomy.version,
            METHOD_VERSION,
            readiness,
            (*essential, *optional),
            find_requirements(self.role, self.essential, self.optional),
        )

    def _readiness(self, essential: Sequence[SkillGap], optional: Sequence[SkillGap]) -> Readiness:
        """From the gaps by skill index. It adds up as `rank_roles` does, so that the two agree to the last bit."""
        return make_readiness(
            self._value(self.essential),
            self._there(self.essential, essential),
            self._value(self.optional) * self.optional_value,
            self._there(self.optional, optional) * self.optional_value,
        )

    def _value(self, skills: Sequence[TaxonomySkill]) -> float:
        """What skills weigh together without their relation."""
        return sum(self._value_of(skill) for skill in skills)

    def _there(self, skills: Sequence[TaxonomySkill], gaps: Sequence[SkillGap]) -> float:
        there = 0.0
        for skill, gap in zip(skills, gaps, strict=True):
            there += self._value_of(skill) * gap.coverage  # sum() would round otherwise from Python 3.12 on
        return there

    def _value_of(self, skill: TaxonomySkill) -> float:
        return REUSE_VALUES[skill.reuse_level] * self.matrix.rarity(skill.index)

    def _skill_gap(self, skill: TaxonomySkill, relation: Relation) -> SkillGap:
        required = required_level(relation, skill.reuse_level)
        own = self.credits.own.get(skill.index)
        credit = self.credits.best(skill.index, required)
        current = own.level if own is not None and own.is_held else Level.UNKNOWN
        is_beside = credit is not None and credit.standing in (Standing.NARROWER, Standing.NEIGHBOUR)
        holder = credit.holder if credit is not None and is_beside else None
        standing = credit.standing if credit is not None else _standing_of_nothing(own)
        parts = self._weight_parts(skill, relation)
        weight = 1.0
        for part in parts:
            weight *= part.value
        return SkillGap(
            skill.id,
            skill.name,
            skill.type,
            skill.reuse_level,
            relation,
            required,
            current,
            max(0, RANKS[required] - RANKS[current]),
            credit.coverage(required) if credit is not None else 0.0,
            weight,
            parts,
            standing,
            Via(holder.skill_id, holder.name, holder.level) if holder is not None else None,
            note_on(standing, own, credit),
            quote_of(own if holder is None else holder),
            own.correction if own is not None else None,
        )

    def _weight_parts(self, skill: TaxonomySkill, relation: Relation) -> tuple[ScorePart, ...]:
        is_optional = relation is Relation.OPTIONAL
        if not is_optional:
            reason = "the role always needs it"
        elif self.optional_value < RELATION_VALUES[relation]:
            reason = f"one of {len(self.optional)} that the role may need; together they count for a quarter"
        else:
            reason = "the role may need it"
        count = self.matrix.role_count(skill.index)
        shared_by = f"{count:,} of {len(self.matrix.heads):,} roles need it" if count else "no other role names it"
        return (
            _factor("relation", self.optional_value if is_optional else RELATION_VALUES[relation], reason),
            _factor("reuse", REUSE_VALUES[skill.reuse_level], _REUSE_REASONS[skill.reuse_level]),
            _factor("rarity", self.matrix.rarity(skill.index), shared_by),
        )


def _factor(name: str, value: float, reason: str) -> ScorePart:
    return ScorePart(name, value, value, value, reason)


_REUSE_REASONS = {
    None: "how widely it is used is not stated, so it counts as specific",
    ReuseLevel.OCCUPATION_SPECIFIC: "it belongs to this occupation",
    ReuseLevel.SECTOR_SPECIFIC: "it belongs to this sector",
    ReuseLevel.CROSS_SECTOR: "it is used across sectors",
    ReuseLevel.TRANSVERSAL: "it is of use in nearly every job",
}


def _standing_of_nothing(own: ProfileSkill | None) -> Standing:
    if own is None:
        return Standing.MISSING
    return Standing.UNPROVEN if own.is_held else Standing.REJECTED
