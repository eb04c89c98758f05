"""Career plans: made from the caller's profile and a role, walked step by step, and made again as the person moves.

Every change makes a version, and none is lost: `list_history` says what changed and why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from shared.domain.errors import InvalidInputError, PlanNotFoundError, StaleVersionError
from shared.domain.ids import PlanId, RoleId, StepId, UserId
from shared.domain.page import Page
from shared.domain.plan import Plan, PlanSummary, PlanVersion, Step, StepStatus, StrategyName
from shared.domain.proposal import Writer
from shared.domain.text import prose
from shared.planning.plan import PlanRequest, change_step, make_plan
from shared.planning.plan import replan as plan_again
from shared.planning.schedule import MAX_HOURS_PER_WEEK, MIN_HOURS_PER_WEEK
from shared.services.subjects import existing_role, known_profile
from shared.taxonomy.load import Taxonomy
from shared.unit_of_work.abstract import UnitOfWork

# A plan may have begun last month, and may begin next year; a deadline ten years off is none.
MAX_DAYS_BACK = 31
MAX_DAYS_AHEAD = 366
MAX_DAYS_TO_DEADLINE = 3_660
MAX_PROOF_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class NewTerms:
    """What is to be different when a plan is made again; None is as before.

    Attributes:
        start: None is today.
        deadline: a new one.
        drops_deadline: there is to be none any more; `deadline` is then None.
    """

    strategy: StrategyName | None = None
    hours_per_week: float | None = None
    start: date | None = None
    deadline: date | None = None
    drops_deadline: bool = False


def create_plan(
    user_id: UserId,
    role_id: RoleId,
    request: PlanRequest,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    now: datetime,
) -> Plan:
    """Plan the way from the user's profile to a role.

    Two round trips in all behind an admission that brought the profile: the admission and the commit.

    Args:
        now: with its time zone.

    Raises:
        InvalidInputError: hours or a day of the request are out of bounds.
        RoleNotFoundError: the compiled taxonomy has none with that id.
        UserNotFoundError: the user has no profile yet.
        AssessmentNotFoundError: the profile says nothing yet.
    """
    with uow:
        plan = stage_plan(user_id, role_id, request, uow, taxonomy, now)
        uow.commit(plan)
    return plan


def stage_plan(
    user_id: UserId,
    role_id: RoleId,
    request: PlanRequest,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    now: datetime,
    reword: Callable[[Sequence[Step]], Mapping[StepId, str]] = lambda _: {},
) -> Plan:
    """As `create_plan`, inside a block that the caller commits.

    Args:
        reword: a language model's sentences in the place of the reasons of some steps, by their ids.
    """
    require_bounds(request, now.date())
    role = existing_role(role_id, taxonomy)
    profile = known_profile(user_id, uow, taxonomy)
    made = _reworded(make_plan(user_id, profile, role, taxonomy, request, now), reword)
    uow.plans.add(made)
    return made.plan


def _reworded(made: PlanVersion, reword: Callable[[Sequence[Step]], Mapping[StepId, str]]) -> PlanVersion:
    sentences = reword(made.plan.steps)
    steps = tuple(
        replace(step, reason=sentences[step.id], reason_written_by=Writer.AI) if step.id in sentences else step
        for step in made.plan.steps
    )
    return replace(made, plan=replace(made.plan, body=replace(made.plan.body, steps=steps)))


def list_plans(user_id: UserId, after: str | None, limit: int, uow: UnitOfWork) -> Page[PlanSummary]:
    """The user's plans, newest first: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.plans.list_page(user_id, after, limit)


def get_plan(user_id: UserId, plan_id: PlanId, uow: UnitOfWork) -> Plan:
    """Raises:
    PlanNotFoundError: there is none of this user's with that id.
    """
    with uow:
        return _existing(user_id, plan_id, uow)


def patch_step(
    user_id: UserId,
    plan_id: PlanId,
    step_id: StepId,
    status: StepStatus,
    proof: str | None,
    expected_version: int | None,
    uow: UnitOfWork,
    now: datetime,
) -> Plan:
    """Say how far a step is; what was so before makes no new version.

    Three round trips behind an admission: the admission, the plan, the commit.

    Args:
        proof: a link or some sentences, 0..2,000 characters; None leaves what is there.
        expected_version: the version the change is meant for; None for any.

    Raises:
        InvalidInputError: the proof cannot be kept.
        PlanNotFoundError: there is none of this user's with that id.
        StepNotFoundError: the plan has no such step.
        StaleVersionError: the plan has another version than expected, or was changed at the same moment.
    """
    checked = None if proof is None else prose(proof, "the proof", MAX_PROOF_CHARS)
    with uow:
        plan = _existing(user_id, plan_id, uow, expected_version)
        return _keep(change_step(plan, step_id, status, checked, now), plan, uow)


def replan(
    user_id: UserId,
    plan_id: PlanId,
    terms: NewTerms,
    expected_version: int | None,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    now: datetime,
) -> Plan:
    """Make the plan again from the profile as it is now: what is done stays, the rest moves.

    Three round trips behind an admission that brought the profile: the admission, the plan, the commit.

    Args:
        expected_version: the version the change is meant for; None for any.

    Raises:
        InvalidInputError: hours or a day are out of bounds; a deadline that passed must be changed or dropped.
        PlanNotFoundError: there is none of this user's with that id.
        RoleNotFoundError: the compiled taxonomy lost the plan's role.
        UserNotFoundError: the user has no profile yet.
        AssessmentNotFoundError: the profile says nothing any more.
        StaleVersionError: the plan has another version than expected, or was changed at the same moment.
    """
    with uow:
        plan = _existing(user_id, plan_id, uow, expected_version)
        request = _merged(plan.summary, terms, now.date())
        require_bounds(request, now.date())
        role = existing_role(plan.summary.role_id, taxonomy)
        profile = known_profile(user_id, uow, taxonomy)
        return _keep(plan_again(plan, profile, role, taxonomy, request, now), plan, uow)


def list_history(user_id: UserId, plan_id: PlanId, after: str | None, limit: int, uow: UnitOfWork) -> Page[PlanVersion]:
    """The versions of a plan, newest first: at most `limit` (1..MAX_PAGE) of those after the key `after`.

    Raises:
        PlanNotFoundError: there is none of this user's with that id.
    """
    with uow:
        page = uow.plans.history(user_id, plan_id, after, limit)
    if not page.items:
        # Every plan has its first version, and no page that follows another is empty.
        raise _not_found(plan_id)
    return page


def delete_plan(user_id: UserId, plan_id: PlanId, expected_version: int | None, uow: UnitOfWork) -> None:
    """With its history, for ever.

    Args:
        expected_version: the version to delete; None for any.

    Raises:
        PlanNotFoundError: there is none of this user's with that id.
        StaleVersionError: the plan has another version than expected, or was changed at the same moment.
    """
    with uow:
        uow.plans.delete(_existing(user_id, plan_id, uow, expected_version).summary)
        uow.commit()


def _existing(user_id: UserId, plan_id: PlanId, uow: UnitOfWork, expected_version: int | None = None) -> Plan:
    plan = uow.plans.get(user_id, plan_id)
    if plan is None:
        raise _not_found(plan_id)
    if expected_version not in (None, plan.summary.version):
        raise StaleVersionError(
            f"the plan is at version {plan.summary.version} by now: read it again, then make the change to that"
        )
    return plan


def _not_found(plan_id: PlanId) -> PlanNotFoundError:
    return PlanNotFoundError(f"you have no plan {plan_id}: GET /v1/plans lists yours")


def _keep(made: PlanVersion, before: Plan, uow: UnitOfWork) -> Plan:
    """The plan as it is from now on, committed: the new version, or the one there was where nothing differs."""
    after = made.plan
    summary = replace(after.summary, version=before.summary.version, updated_at=before.summary.updated_at)
    if replace(after, summary=summary) == before:
        after = before
    else:
        uow.plans.update(made)
    uow.commit(after)
    return after


def _merged(before: PlanSummary, terms: NewTerms, today: date) -> PlanRequest:
    deadline = None if terms.drops_deadline else terms.deadline or before.deadline
    return PlanRequest(
        strategy=terms.strategy or before.strategy,
        hours_per_week=before.hours_per_week if terms.hours_per_week is None else terms.hours_per_week,
        start=terms.start or today,
        deadline=deadline,
    )


def require_bounds(request: PlanRequest, today: date) -> None:
    """Raises:
    InvalidInputError: hours or a day are out of bounds; the message says what would do.
    """
    # Written so that a NaN fails too.
    if not MIN_HOURS_PER_WEEK <= request.hours_per_week <= MAX_HOURS_PER_WEEK:
        raise InvalidInputError(f"hours_per_week is out of bounds: give {MIN_HOURS_PER_WEEK} to {MAX_HOURS_PER_WEEK:g}")
    first, last = today - timedelta(days=MAX_DAYS_BACK), today + timedelta(days=MAX_DAYS_AHEAD)
    if not first <= request.start <= last:
        raise InvalidInputError(f"start is {request.start}: give a day from {first} to {last}")
    if request.deadline is None:
        return
    latest = request.start + timedelta(days=MAX_DAYS_TO_DEADLINE)
    if not request.start <= request.deadline <= latest:
        raise InvalidInputError(
            f"deadline is {request.deadline}: give a day from the start, {request.start}, to {latest}, or none at all"
        )
