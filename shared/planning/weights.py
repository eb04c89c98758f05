"""What a role's skill weighs, what level it asks for, and how far another skill stands in for it, in one table.

Sources:
    Levels. The Dreyfus scale as in shared/extraction/weights.py. P. Benner, "From Novice to Expert", American Journal
        of Nursing 82(3), 1982: the competent practitioner is the first who plans and copes alone. Hence `competent` is
        what a role can ask of an essential skill; no source gives levels per role, so that all of them are judgements.
    Relation. ESCO marks a skill of an occupation as essential (needed whatever the employer or country) or optional
        (needed depending on them): ESCO handbook, European Commission, 2nd edition 2019. The values are judgements, as
        is the cap: ESCO lists alternatives one by one (78 optional skills of a web developer, Lisp and COBOL among
        them, beside 21 essential ones), and together they must not outweigh what every employer asks for.
    Reuse. ESCO's four levels of skill reusability (same handbook). What many occupations share tells less about one of
        them; the values are judgements.
    Rarity. Inverse document frequency, K. Spärck Jones, "A statistical interpretation of term specificity and its
        application in retrieval", Journal of Documentation 28(1), 1972, over roles in place of documents; scaled into
        [RAREST_LEAST, 1] by judgement, so that a skill that all roles share still counts.
    Standing in. That who masters the narrower has part of the broader, and part of its neighbours, is transfer of
        learning; S. M. Barnett and S. J. Ceci, "When and where do we apply what we learn?", Psychological Bulletin
        128(4), 2002, find near transfer real and far transfer rare. Hence the shares fall with distance; their values
        are judgements.
"""

from collections.abc import Mapping
from math import log
from types import MappingProxyType

from shared.domain.assessment import Level
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel

RANKS: Mapping[Level, int] = MappingProxyType({level: rank for rank, level in enumerate(Level)})

# The level a role asks for: of a skill, and of a transversal one, which jobs deepen and courses hardly do.
REQUIRED: Mapping[Relation, tuple[Level, Level]] = MappingProxyType(
    {
        Relation.ESSENTIAL: (Level.COMPETENT, Level.ADVANCED_BEGINNER),
        Relation.OPTIONAL: (Level.ADVANCED_BEGINNER, Level.NOVICE),
    }
)

RELATION_VALUES: Mapping[Relation, float] = MappingProxyType({Relation.ESSENTIAL: 1.0, Relation.OPTIONAL: 0.3})
OPTIONAL_MAX_SHARE = 0.25  # of all weight of a role that has essential skills: its optional ones weigh less beyond it

REUSE_VALUES: Mapping[ReuseLevel | None, float] = MappingProxyType(
    {
        None: 1.0,  # the source does not say, as of our additions: these are tools, and specific
        ReuseLevel.OCCUPATION_SPECIFIC: 1.0,
        ReuseLevel.SECTOR_SPECIFIC: 1.0,
        ReuseLevel.CROSS_SECTOR: 0.8,
        ReuseLevel.TRANSVERSAL: 0.5,
    }
)

RAREST_LEAST = 0.4  # rarity of a skill that every role needs; 1 of one that a single role needs

# How much of a skill another one stands in for.
NARROWER_SHARES = (0.75, 0.5)  # one right below it, and one below that
RELATED_SHARE = 0.5  # ESCO relates the two: one is knowledge that the other needs
NEIGHBOUR_SHARE = 0.3  # roles need both, or they are nearest to one another, in one field

DECIMALS = 6  # of values, weights and contributions; a score in [0, 100] has two fewer


def required_level(relation: Relation, reuse_level: ReuseLevel | None) -> Level:
    """The level that a role asks for, see `REQUIRED`."""
    usual, transversal = REQUIRED[relation]
    return transversal if reuse_level is ReuseLevel.TRANSVERSAL else usual


def covered_by(level: Level, required: Level) -> float:
    """How much of the required level is there, in [0, 1]."""
    return min(1.0, RANKS[level] / RANKS[required])


def rarity_value(role_count: int, all_roles: int) -> float:
    """In [RAREST_LEAST, 1]: the fewer roles share a skill, the more it tells of one.

    Args:
        role_count: of roles that need it; 0 counts as 1.
    """
    if all_roles <= 1:
        return 1.0
    idf = log(all_roles / max(role_count, 1)) / log(all_roles)
    return RAREST_LEAST + (1 - RAREST_LEAST) * idf


def optional_value(essential: float, optional: float) -> float:
    """The relation value of a role's optional skills: `RELATION_VALUES`, or less, so that they keep to their share.

    Args:
        essential, optional: sums of the role's essential and optional skills' weights without their relation value.
    """
    usual = RELATION_VALUES[Relation.OPTIONAL]
    if not essential or not optional:
        return usual
    return min(usual, essential * OPTIONAL_MAX_SHARE / (1 - OPTIONAL_MAX_SHARE) / optional)
