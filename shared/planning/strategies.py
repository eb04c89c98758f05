"""What a plan puts first: three strategies behind one port, chosen by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from shared.domain.assessment import Level
from shared.domain.ids import SkillId
from shared.domain.plan import Route, StepKind, StrategyName
from shared.domain.role import Relation
from shared.planning.proofs import Matter, proof_of_claim, proof_of_learning, proof_under_supervision


@dataclass(frozen=True, slots=True)
class Draft:
    """A step before it has a place.

    Attributes:
        index: of the skill, in the taxonomy.
        gain: points of readiness, in [0, 100].
        covered_beside: in [0, 1]: how much of the skill others stand in for.
        is_supervised: whether law may forbid to practise it alone: something one does, in a regulated profession.
    beside: name of the skill of the profile that stands in for part of it; "" where none does.
    asking_roles: how many roles of the taxonomy ask for it; 0 where that is not known.
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
    matter: Matter = Matter.PRACTICE
    beside: str = ""
    asking_roles: int = 0


class Strategy(Protocol):
    """Attributes:
    route: how its steps are walked; their hours follow from it.
    maxim: what it puts first, to say why a step comes where it does: "of what can begin now it …".
    next_best: the same of a step that comes after such a one: "…, next".
    """

    name: StrategyName
    route: Route
    maxim: str
    next_best: str

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
    next_best = "next best for its hours"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (-draft.gain / hours,)

    def proof_wanted(self, draft: Draft) -> str:
        return _proof(self.route, draft)


class Cheapest:
    """Little money: what only wants proof first, which is free; then alone, essential skills first and of these the
    smallest efforts, so that one can stop at any time and has spent least."""

    name = StrategyName.CHEAPEST
    route = Route.SELF_STUDY
    maxim = "costs least"
    next_best = "next in cost"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (draft.kind is not StepKind.PROVE, draft.relation is Relation.OPTIONAL, hours, -draft.gain)

    def proof_wanted(self, draft: Draft) -> str:
        return _proof(self.route, draft)


class StrongestProof:
    """The proof that counts most: paid or voluntary work, essential skills first and of these the heaviest.

    Work stands first in the order of `EvidenceKind`, which every score follows.
    """

    name = StrategyName.STRONGEST_PROOF
    route = Route.WORK
    maxim = "weighs most for the role"
    next_best = "next in weight"

    def urgency(self, draft: Draft, hours: float) -> tuple[float, ...]:
        return (draft.relation is Relation.OPTIONAL, -draft.gain, hours)

    def proof_wanted(self, draft: Draft) -> str:
        return _proof(self.route, draft)


def _proof(route: Route, draft: Draft) -> str:
    if draft.kind is StepKind.PROVE:
        return proof_of_claim(draft.matter, route, draft.name)
    if draft.is_supervised and route is Route.SELF_STUDY:
        return proof_under_supervision(draft.name)
    return proof_of_learning(draft.matter, route, draft.name, draft.to_level)


_STRATEGIES: Mapping[StrategyName, Strategy] = MappingProxyType(
    {strategy.name: strategy for strategy in (Fastest(), Cheapest(), StrongestProof())}
)


def strategy_named(name: StrategyName) -> Strategy:
    """The strategy of that name; every name has one."""
    return _STRATEGIES[name]
