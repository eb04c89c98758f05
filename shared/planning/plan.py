"""A career plan: made, changed step by step, and made anew when the person has moved; each time a version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shared.domain.errors import StepNotFoundError
from shared.domain.gap import RoleGap
from shared.domain.ids import PlanId, StepId, UserId, new_id
from shared.domain.plan import (
    Cause,
    Plan,
    PlanBody,
    PlanSummary,
    PlanVersion,
    Step,
    StepStatus,
    StrategyName,
)
from shared.domain.profile import Basis, Profile, ProfileSkill
from shared.planning.changes import STATUS_WORDS, find_changes, why_replanned
from shared.planning.drafting import DECIMALS, Work, draft_steps, families_of, step_id
from shared.planning.gap import measure_gap
from shared.planning.requirements import may_be_reserved
from shared.planning.schedule import check_dates, check_hours
from shared.planning.shortfall import find_shortfall
from shared.planning.strategies import strategy_named
from shared.planning.weights import RANKS
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role

_OPEN = (StepStatus.TODO, StepStatus.DOING)


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a person asks of a plan.

    Attributes:
        hours_per_week: in (0, 80].
        start: the first day.
        deadline: the last day, by which the plan is wanted to end; None: it takes what it takes.
    """

    strategy: StrategyName
    hours_per_week: float
    start: date
    deadline: date | None


def make_plan(
    user_id: UserId, profile: Profile, role: Role, taxonomy: Taxonomy, request: PlanRequest, now: datetime
) -> PlanVersion:
    """The first version of a plan from a profile to a role: a step for each skill that is not wholly there.

    With all its steps done, readiness is 100 (0 for a role that lists no skills: nothing is known of it).

    Raises:
        InvalidInputError: the hours, the start or the deadline cannot be planned; the message says what to change.
    """
    plan, gap = _put_together(PlanId(new_id()), profile, role, taxonomy, request, now, user_id, None)
    hours = sum(step.hours for step in plan.steps)
    why = (
        f"Planned {_count(plan.steps)} of {hours:,.0f} hours in all for the role “{gap.role_title}”, "
        f"by the strategy “{request.strategy}”."
    )
    return PlanVersion(plan, Cause.CREATED, why, (), now)


def change_step(plan: Plan, step_id: StepId, status: StepStatus, proof: str | None, now: datetime) -> PlanVersion:
    """The next version of a plan, with a step at another status; any status may follow any other.

    A step that is done keeps the day it was first done; one that is done no longer loses it, and keeps its proof. A
    skipped step lowers what the plan ends with. The days of the other steps stay: only replanning moves them.

    Args:
        proof: a link or a sentence; None leaves what was given before.

    Raises:
        StepNotFoundError: the plan has no such step.
    """
    before = next((step for step in plan.steps if step.id == step_id), None)
    if before is None:
        raise StepNotFoundError(f"the plan has no step {step_id}: read the plan again, it may have been replanned")
    done_on = (before.done_on or now.date()) if status is StepStatus.DONE else None
    after = replace(before, status=status, done_on=done_on, proof=before.proof if proof is None else proof)
    steps = tuple(after if step.id == step_id else step for step in plan.steps)
    summary = plan.summary
    # Skipped steps are what is lacking of all that can be reached.
    reachable = summary.readiness_at_end + _gain_of(plan.steps, StepStatus.SKIPPED)
    changed = Plan(
        replace(
            summary,
            ends_on=_last_day(steps, summary.start),
            readiness_now=_rounded(reachable - _gain_of(steps, *_OPEN, StepStatus.SKIPPED)),
            readiness_at_end=_rounded(reachable - _gain_of(steps, StepStatus.SKIPPED)),
            done_count=_done_count(steps),
            updated_at=now,
            version=summary.version + 1,
        ),
        replace(plan.body, steps=steps),
    )
    why = f"“{after.skill_name}” was {STATUS_WORDS[before.status]} and is {STATUS_WORDS[status]} now."
    if before.status is status:
        proof_changed = "its proof was changed" if before.proof != after.proof else "nothing about it changed"
        why = f"“{after.skill_name}” is still {STATUS_WORDS[status]}; {proof_changed}."
    return PlanVersion(changed, Cause.STEP_CHANGED, why, find_changes(plan, changed), now)


def replan(
    plan: Plan, profile: Profile, role: Role, taxonomy: Taxonomy, request: PlanRequest, now: datetime
) -> PlanVersion:
    """The next version of a plan: what is done stays, first and as it was; the rest is planned anew from a new start.

    A step that is done counts at the level it led to, unless the person has spoken of the skill since. Steps under way
    come first of the rest; skipped ones stay skipped, at the end. Steps whose skill the profile now covers, or the role
    no longer asks for, go; new ones come in.

    Args:
        role: the plan's, as the taxonomy has it now.

    Raises:
        InvalidInputError: as of `make_plan`.
    """
    anew, gap = _put_together(plan.id, profile, role, taxonomy, request, now, plan.summary.user_id, plan)
    covered = {skill.skill_id for skill in gap.skills if skill.coverage >= 1}
    changes = find_changes(plan, anew, covered)
    return PlanVersion(anew, Cause.REPLANNED, why_replanned(plan, anew, covered), changes, now)


def _with_done(skills: Sequence[ProfileSkill], steps: Sequence[Step]) -> list[ProfileSkill]:
    """The profile with what steps that are done led to, where the person has not spoken of the skill since."""
    merged = {skill.skill_id: skill for skill in skills}
    for step in steps:
        if step.status is not StepStatus.DONE:
            continue
        known = merged.get(step.skill_id)
        if known is not None:
            spoke_on = known.correction.created_at.date() if known.correction is not None else None
            has_spoken_since = spoke_on is not None and step.done_on is not None and spoke_on > step.done_on
            if has_spoken_since or (known.is_held and RANKS[known.level] >= RANKS[step.to_level]):
                continue
        merged[step.skill_id] = ProfileSkill(
            step.skill_id, step.skill_name, step.to_level, True, Basis.STATED, None, None
        )
    return list(merged.values())


def _put_together(
    plan_id: PlanId,
    profile: Profile,
    role: Role,
    taxonomy: Taxonomy,
    request: PlanRequest,
    now: datetime,
    user_id: UserId,
    before: Plan | None,
) -> tuple[Plan, RoleGap]:
    """A plan of what is done, then what is under way, then the rest in order, then what is skipped; and its gap.

    Args:
        before: the version before; None of a new plan.
    """
    check_hours(request.hours_per_week)
    check_dates(request.start, request.deadline, now.date())
    old = before.steps if before is not None else ()
    skills = _with_done(profile.skills(), old)
    gap = measure_gap(skills, role, taxonomy)
    done = [step for step in old if step.status is StepStatus.DONE]
    kept = {step.skill_id: step for step in old if step.status is not StepStatus.DONE}
    drafts = draft_steps(gap, skills, taxonomy, is_regulated=may_be_reserved(role))
    taken = {step.id for step in done}
    ids = {
        draft.index: kept[draft.skill_id].id if draft.skill_id in kept else step_id(plan_id, draft.skill_id, taken)
        for draft in drafts
    }
    by_skill = {draft.skill_id: draft for draft in drafts}
    skipped = [
        replace(step, relation=draft.relation, gain=draft.gain, after=())
        for step in kept.values()
        if step.status is StepStatus.SKIPPED and (draft := by_skill.pop(step.skill_id, None)) is not None
    ]
    doing = [step.skill_id for step in kept.values() if step.status is StepStatus.DOING and step.skill_id in by_skill]
    work = Work(
        list(by_skill.values()),
        ids,
        [by_skill[skill_id].index for skill_id in doing],
        families_of(skills, taxonomy),
        strategy_named(request.strategy),
        taxonomy,
    )
    to_do = [
        replace(
            step,
            status=StepStatus.DOING if step.skill_id in doing else StepStatus.TODO,
            proof=kept[step.skill_id].proof if step.skill_id in kept else "",
        )
        for step in work.plan(request.hours_per_week, request.start)
    ]
    steps = (*done, *to_do, *skipped)
    readiness = gap.readiness.score
    at_end = _rounded(readiness + _gain_of(steps, *_OPEN))
    summary = PlanSummary(
        plan_id,
        user_id,
        gap.role_id,
        gap.role_title,
        request.strategy,
        request.hours_per_week,
        request.start,
        request.deadline,
        _last_day(steps, request.start),
        profile.assessment.id if profile.assessment is not None else None,
        gap.taxonomy_version,
        before.summary.readiness_at_start if before is not None else readiness,
        readiness,
        at_end,
        len(steps),
        _done_count(steps),
        before.summary.created_at if before is not None else now,
        now,
        before.summary.version + 1 if before is not None else 1,
    )
    shortfall = find_shortfall(work, to_do, request.hours_per_week, request.start, request.deadline, at_end)
    return Plan(summary, PlanBody(steps, gap.requirements, shortfall, gap.method_version)), gap


def _gain_of(steps: Sequence[Step], *statuses: StepStatus) -> float:
    return sum(step.gain for step in steps if step.status in statuses)


def _done_count(steps: Sequence[Step]) -> int:
    return sum(step.status is StepStatus.DONE for step in steps)


def _last_day(steps: Sequence[Step], start: date) -> date:
    """The last day of what is still to do or was done; the start where that is nothing."""
    counted = (step for step in steps if step.status is not StepStatus.SKIPPED)
    return max((start, *(min(step.ends_on, step.done_on or step.ends_on) for step in counted)))


def _rounded(readiness: float) -> float:
    return round(min(100.0, max(0.0, readiness)), DECIMALS)


def _count(steps: Sequence[Step]) -> str:
    return "1 step" if len(steps) == 1 else f"{len(steps)} steps"
