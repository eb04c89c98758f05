"""From a gap to the steps of a plan: what each brings, in which order, why, and when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

from shared.domain.assessment import Level
from shared.domain.gap import RoleGap, Standing
from shared.domain.ids import PlanId, SkillId, StepId
from shared.domain.plan import Step, StepKind
from shared.domain.profile import ProfileSkill
from shared.domain.role import Relation
from shared.domain.skill import SkillType
from shared.planning.matrix import role_matrix
from shared.planning.proofs import matter_of
from shared.planning.schedule import spread_over_days
from shared.planning.steps import Placed, place_steps
from shared.planning.strategies import Draft, Strategy
from shared.planning.weights import RANKS
from shared.taxonomy.load import Taxonomy

DECIMALS = 4  # of gains and of readiness in a plan
_FAMILIAR = RANKS[Level.ADVANCED_BEGINNER]  # from here on a skill makes its family easier


def draft_steps(gap: RoleGap, skills: Sequence[ProfileSkill], taxonomy: Taxonomy, *, is_regulated: bool) -> list[Draft]:
    """A draft for each skill that is not wholly there, in the gap's order.

    What a step gains is its own skill's part of what is missing, whatever comes before it: so gains add up to what is
    missing, in any order, and steps that are done out of order still count what they say. What a new skill does for
    those beside it shows when the plan is made anew.
    """
    unproven = {skill.skill_id for skill in skills if skill.is_held and skill.level is Level.UNKNOWN}
    missing = [skill for skill in gap.skills if skill.coverage < 1]
    gains = _shared_out(
        100 - gap.readiness.score if missing else 0.0, [skill.weight * (1 - skill.coverage) for skill in missing]
    )
    matrix = role_matrix(taxonomy)
    drafts = []
    for skill, gain in zip(missing, gains, strict=True):
        found = taxonomy.skill_by_id(skill.skill_id)
        if found is None:
            raise ValueError(f"the gap names the skill {skill.skill_id}, which is not of this taxonomy")
        is_beside = skill.standing in (Standing.NARROWER, Standing.NEIGHBOUR)
        drafts.append(
            Draft(
                found.index,
                skill.skill_id,
                skill.name,
                skill.relation,
                StepKind.PROVE if skill.skill_id in unproven else StepKind.LEARN,
                skill.current,
                skill.required,
                gain,
                skill.coverage if is_beside else 0.0,
                is_regulated and skill.type is SkillType.SKILL,
                matter_of(found),
                skill.via.name if skill.via is not None else "",
                matrix.role_count(found.index),
            )
        )
    return drafts


def families_of(skills: Sequence[ProfileSkill], taxonomy: Taxonomy) -> set[int]:
    """Indexes of the skills right above those that a person has from `advanced beginner` on."""
    held = (skill.skill_id for skill in skills if skill.is_held and RANKS[skill.level] >= _FAMILIAR)
    found = (taxonomy.skill_by_id(skill_id) for skill_id in held)
    return {above for skill in found if skill is not None for above in taxonomy.broader(skill.index)}


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be planned, before hours a week and a start make days of it.

    Attributes:
        ids: by skill index.
        first: indexes of the skills that the person is at already.
        families: as of `place_steps`.
    """

    drafts: Sequence[Draft]
    ids: Mapping[int, StepId]
    first: Sequence[int]
    families: Collection[int]
    strategy: Strategy
    taxonomy: Taxonomy

    def plan(self, hours_per_week: float, start: date, left_out: Collection[StepId] = ()) -> list[Step]:
        """The steps in their order and on their days, all still to do, as if those left out had never been thought of.

        Raises:
            InvalidInputError: the plan would never end.
        """
        drafts = [draft for draft in self.drafts if self.ids[draft.index] not in left_out]
        first = [index for index in self.first if self.ids[index] not in left_out]
        placed = place_steps(drafts, self.taxonomy, self.strategy, self.families, first)
        return _lay_out(placed, self.ids, self.strategy, hours_per_week, start)


def _lay_out(
    placed: Sequence[Placed],
    ids: Mapping[int, StepId],
    strategy: Strategy,
    hours_per_week: float,
    start: date,
) -> list[Step]:
    days = spread_over_days([step.hours for step in placed], hours_per_week, start)
    names = {step.draft.index: step.draft.name for step in placed}
    freely = next((step.draft.index for step in placed if _comes_freely(step)), None)
    return [
        Step(
            ids[draft.index],
            draft.skill_id,
            draft.name,
            draft.relation,
            draft.kind,
            strategy.route,
            draft.from_level,
            draft.to_level,
            step.hours,
            draft.gain,
            _reason(step, names, strategy, leads=draft.index == freely),
            strategy.proof_wanted(draft),
            tuple(ids[index] for index in step.after),
            starts_on,
            ends_on,
        )
        for step, (starts_on, ends_on) in zip(placed, days, strict=True)
        for draft in (step.draft,)
    ]


def step_id(plan_id: PlanId, skill_id: SkillId, taken: Collection[StepId]) -> StepId:
    """The id of a plan's step for a skill: the same at each planning, unless a step that is done has it."""
    name, number = str(skill_id), 1
    while (made := StepId(uuid5(plan_id, name))) in taken:
        number += 1
        name = f"{skill_id} {number}"
    return made


def points(gain: float) -> str:
    """As "2.3 points", of readiness."""
    return f"{gain:.1f} points" if gain >= 0.05 else "a trace of readiness"


def quoted(names: Sequence[str], most: int = 3) -> str:
    """As "“SQL”, “Python” and 4 more"."""
    shown = [f"“{name}”" for name in names[:most]]
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _comes_freely(step: Placed) -> bool:
    """Whether the strategy alone gives a step its place, and no prerequisite."""
    return not (step.is_under_way or step.opens or step.after)


def _reason(step: Placed, names: Mapping[int, str], strategy: Strategy, *, leads: bool) -> str:
    """What the step is worth, and what gives it its place: one sentence of two halves.

    Args:
        leads: whether it is the first that the strategy alone gives its place: it says what the strategy puts first,
            and those after it only that they come next.
    """
    draft = step.draft
    need = "Essential" if draft.relation is Relation.ESSENTIAL else "Optional"
    gained = points(draft.gain)
    if draft.kind is StepKind.PROVE:
        worth = (
            f"{need}, and your CV names it without showing it: if the proof shows {draft.to_level} level, "
            f"that alone adds {gained}"
        )
    elif draft.beside:
        worth = f"{need}, and {quoted([draft.beside])} gives you part of it: the rest adds {gained}"
    elif draft.from_level is not Level.UNKNOWN:
        worth = f"{need}, and you have it at {draft.from_level} level: the rest adds {gained}"
    else:
        worth = f"{need}{_reach(draft)}: adds {gained} in {step.hours:g} hours"
    if step.is_under_way:
        return f"{worth}; you are at it already."
    if step.opens:
        return f"{worth}; {quoted(step.opens)} {_build(step.opens)} on it."
    if step.after:
        return f"{worth}; builds on {quoted([names[index] for index in step.after])}."
    return f"{worth}; of what can begin now it {strategy.maxim}." if leads else f"{worth}; {strategy.next_best}."


def _reach(draft: Draft) -> str:
    if draft.asking_roles > 1:
        return f", and {draft.asking_roles:,} roles ask for it"
    return ", and this role alone asks for it" if draft.asking_roles else ""


def _build(names: Sequence[str]) -> str:
    return "builds" if len(names) == 1 else "build"


def _shared_out(total: float, weights: Sequence[float]) -> list[float]:
    """A total in proportion to weights, in whole units of the last decimal, so that the parts sum to it."""
    whole = sum(weights)
    units = round(total * 10**DECIMALS)
    parts, running, given = [], 0.0, 0
    for weight in weights:
        running += weight
        upto = round(units * min(1.0, running / whole))
        parts.append((upto - given) / 10**DECIMALS)
        given = upto
    return parts
