"""What a plan puts first: three strategies behind one port, chosen by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from shared.domain.assessment import Level
from shared.domain.ids import SkillId
from shared.domain.plan import Route, StepKind, StrategyName
from shared.domain.role import Relation


@dataclass(frozen=True, slots=True)
class Draft:
    """A step before it has a place.

    Attributes:
        index: of the skill, in the taxonomy.
        gain: points of readiness, in [0, 100].
        covered_beside: in [0, 1]: how much of the skill others stand in for.
        is_supervised: whether law may forbid to practise it alone: something one does, in a regulated profession.
    """

    index: int
    skill_id: SkillId
    name: str
    relation: Relation
    kind: StepKind
    from_level: Level
    to_level: Level
    gain: float
    covered_beside: float
    is_supervised: bool


class Strategy(Protocol):
    """Attributes:
    route: how its steps are walked; their hours follow from it.
    maxim: what it puts first, to say why a step comes where it does: "it … of what can begin now".
    """

    name: StrategyName
    route: Route
    maxim: str

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        """Of the steps whose prerequisites are met, the one with the least of these comes first."""
        ...

    def proof_wanted(self, draft: Draft) -> str:
        """What would count as evidence, one sentence."""
        ...


class Fastest:
    """Readiness soon: guided courses, and what brings most readiness per hour first."""

    name = StrategyName.FASTEST
    route = Route.COURSE
    maxim = "brings most readiness for its hours"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (-draft.gain / hours,)

    def proof_wanted(self, draft: Draft) -> str:
        if draft.kind is StepKind.PROVE:
            return f"A dated certificate or assessment result that names “{draft.name}”."
        return f"A dated certificate of a course in “{draft.name}”, with what you made in it at {draft.to_level} level."


class Cheapest:
    """Little money: what only wants proof first, which is free; then alone, essential skills first and of these the
    smallest efforts, so that one can stop at any time and has spent least."""

    name = StrategyName.CHEAPEST
    route = Route.SELF_STUDY
    maxim = "costs least"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (draft.kind is not StepKind.PROVE, draft.relation is Relation.OPTIONAL, hours, -draft.gain)

    def proof_wanted(self, draft: Draft) -> str:
        if draft.kind is StepKind.PROVE:
            return f"A line in your CV that says where, when and for what you used “{draft.name}”, or a link to it."
        if draft.is_supervised:
            return f"Practice of “{draft.name}” under supervision, dated and signed by who supervised it."
        return f"A small project of your own that shows “{draft.name}”, published with a date or shown to somebody."


class StrongestProof:
    """The proof that counts most: paid or voluntary work, essential skills first and of these the heaviest.

    Work stands first in the order of `EvidenceKind`, which every score follows.
    """

    name = StrategyName.STRONGEST_PROOF
    route = Route.WORK
    maxim = "weighs most for the role"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (draft.relation is Relation.OPTIONAL, -draft.gain, hours)

    def proof_wanted(self, draft: Draft) -> str:
        if draft.kind is StepKind.PROVE:
            return (
                f"A dated job or voluntary task in which you used “{draft.name}”, with somebody who can vouch for it."
            )
        return f"At least three months of dated work with “{draft.name}”, paid or voluntary, and what came of it."


_STRATEGIES: Mapping[StrategyName, Strategy] = MappingProxyType(
    {strategy.name: strategy for strategy in (Fastest(), Cheapest(), StrongestProof())}
)


def strategy_named(name: StrategyName) -> Strategy:
    """The strategy of that name; every name has one."""
    return _STRATEGIES[name]
