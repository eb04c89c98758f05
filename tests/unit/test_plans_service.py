from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.assessment import Level
from shared.domain.errors import (
    AssessmentNotFoundError,
    InvalidInputError,
    PlanNotFoundError,
    RoleNotFoundError,
    StaleVersionError,
    StepNotFoundError,
    UserNotFoundError,
)
from shared.domain.ids import PlanId, RoleId, StepId, UserId
from shared.domain.plan import Cause, StepStatus, StrategyName
from shared.domain.profile import Correction, Verdict
from shared.domain.request import Limit, WriteRequest
from shared.planning.plan import PlanRequest
from shared.repositories.fake import MemoryRepository
from shared.repositories.staged.store import Undivided
from shared.services import plans, users
from shared.services.plans import NewTerms
from shared.unit_of_work.fake import FakeUnitOfWork

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()
LATER = NOW + timedelta(days=14)


class Watched(Undivided):
    """A store, noting what it is asked."""

    def __init__(self, store):
        self.store = store
        self.asked = []

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self.store, name)


@pytest.fixture
def store():
    return MemoryRepository()


@pytest.fixture
def make_person(store):
    def make():
        user_id = UserId(uuid4())
        users.put_profile(user_id, "Somebody", "en", FakeUnitOfWork(store), NOW)
        return user_id

    return make


@pytest.fixture
def say(store, tiny_taxonomy):
    """A person's word on a skill."""

    def run(user_id, name, level, verdict=Verdict.ADJUSTED):
        skill = next(skill for skill in tiny_taxonomy.iter_skills() if skill.name == name)
        uow = FakeUnitOfWork(store)
        with uow:
            uow.corrections.add(Correction.new(user_id, skill.id, name, verdict, level, None, "", NOW))
            uow.commit()

    return run


@pytest.fixture
def ann(make_person, say):
    """Somebody who knows a little SQL."""
    user_id = make_person()
    say(user_id, "SQL", Level.NOVICE)
    return user_id


@pytest.fixture
def role_id(tiny_taxonomy):
    return {role.title: role.id for role in tiny_taxonomy.roles()}


@pytest.fixture
def create(ann, store, tiny_taxonomy, role_id):
    def run(user_id=ann, role="data analyst", uow=None, **asked):
        request = PlanRequest(
            **{"strategy": StrategyName.FASTEST, "hours_per_week": 6, "start": TODAY, "deadline": None, **asked}
        )
        return plans.create_plan(
            user_id, role_id.get(role, role), request, uow or FakeUnitOfWork(store), tiny_taxonomy, NOW
        )

    return run


@pytest.fixture
def patch(ann, store):
    def run(plan, step, status, proof=None, *, expected=None, user_id=ann, uow=None, now=LATER):
        uow = uow or FakeUnitOfWork(store)
        return plans.patch_step(user_id, plan.id, step.id, status, proof, expected, uow, now)

    return run


@pytest.fixture
def replan(ann, store, tiny_taxonomy):
    def run(plan, *, expected=None, user_id=ann, uow=None, now=LATER, **terms):
        uow = uow or FakeUnitOfWork(store)
        return plans.replan(user_id, plan.id, NewTerms(**terms), expected, uow, tiny_taxonomy, now)

    return run


@pytest.fixture
def stored(ann, store):
    def run(plan):
        return plans.get_plan(ann, plan.id, FakeUnitOfWork(store))

    return run


@pytest.fixture
def history(ann, store):
    def run(plan, after=None, limit=100, user_id=ann):
        return plans.list_history(user_id, plan.id, after, limit, FakeUnitOfWork(store))

    return run


@pytest.fixture
def admit():
    """Admits a request of a user's, as every changing request is before its use case."""

    def run(uow, user_id, *, wants_profile):
        request = WriteRequest(user_id, 1, Limit(100, 100), None, "0" * 64, wants_profile)
        assert uow.admit(request) is None

    return run


def test_a_plan_is_kept_with_its_first_version(create, stored, history):
    plan = create(deadline=date(2030, 1, 1))
    assert stored(plan) == plan
    assert plan.summary.version == 1
    assert (plan.summary.start, plan.summary.deadline) == (TODAY, date(2030, 1, 1))
    assert {step.skill_name for step in plan.steps} == {"SQL", "statistics", "cleanse data"}
    assert [(item.cause, item.plan) for item in history(plan).items] == [(Cause.CREATED, plan)]


def test_making_a_plan_takes_two_round_trips_and_changing_one_takes_three(
    ann, store, create, patch, replan, admit, say
):
    watched = Watched(store)
    uow = FakeUnitOfWork(watched)
    admit(uow, ann, wants_profile=True)
    plan = create(uow=uow)
    assert watched.asked == ["admit", "apply"]
    watched.asked.clear()
    admit(uow, ann, wants_profile=False)
    patch(plan, plan.steps[0], StepStatus.DONE, uow=uow)
    assert watched.asked == ["admit", "plan", "apply"]
    watched.asked.clear()
    admit(uow, ann, wants_profile=True)
    replan(plan, uow=uow, hours_per_week=3)
    assert watched.asked == ["admit", "plan", "apply"]


def test_reading_a_plan_a_list_or_a_history_takes_one_round_trip(ann, store, create):
    plan = create()
    watched = Watched(store)
    uow = FakeUnitOfWork(watched)
    plans.get_plan(ann, plan.id, uow)
    plans.list_plans(ann, None, 10, uow)
    plans.list_history(ann, plan.id, None, 10, uow)
    assert len(watched.asked) == 3


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"hours_per_week": 0}, "hours_per_week"),
        ({"hours_per_week": -1}, "hours_per_week"),
        ({"hours_per_week": 5e-324}, "hours_per_week"),
        ({"hours_per_week": 80.5}, "hours_per_week"),
        ({"hours_per_week": float("nan")}, "hours_per_week"),
        ({"hours_per_week": float("inf")}, "hours_per_week"),
        ({"start": date(1970, 1, 1)}, "start is 1970-01-01: give a day from 2026-10-23 to 2027-11-24"),
        ({"start": date.max}, "start"),
        ({"start": date.min}, "start"),
        ({"deadline": TODAY - timedelta(days=1)}, "deadline"),
        ({"deadline": date.max}, "deadline"),
    ],
)
def test_what_cannot_be_planned_is_named_and_nothing_is_kept(ann, store, create, asked, named):
    with pytest.raises(InvalidInputError, match=named):
        create(**asked)
    assert list(plans.list_plans(ann, None, 10, FakeUnitOfWork(store)).items) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"hours_per_week": 0.5},
        {"hours_per_week": 80},
        {"start": TODAY - timedelta(days=31)},
        {"start": TODAY + timedelta(days=366)},
        {"deadline": TODAY},
        {"deadline": TODAY + timedelta(days=3660)},
    ],
)
def test_the_bounds_themselves_are_taken(create, asked):
    assert create(**asked).steps


@pytest.mark.parametrize("strategy", StrategyName)
def test_every_strategy_makes_a_plan(create, strategy):
    plan = create(strategy=strategy)
    assert (plan.summary.strategy, len(plan.steps)) == (strategy, 3)


def test_a_plan_needs_a_role_a_user_and_something_known_of_them(create, make_person, say):
    with pytest.raises(RoleNotFoundError):
        create(role=RoleId(uuid4()))
    with pytest.raises(UserNotFoundError, match="PUT /v1/users/me"):
        create(user_id=UserId(uuid4()))
    somebody = make_person()
    with pytest.raises(AssessmentNotFoundError, match="POST /v1/assessments"):
        create(user_id=somebody)
    say(somebody, "SQL", Level.EXPERT)
    assert create(user_id=somebody).steps


def test_plans_come_newest_first_page_by_page(ann, store, create):
    made = [create().id for _ in range(3)]
    first = plans.list_plans(ann, None, 2, FakeUnitOfWork(store))
    rest = plans.list_plans(ann, first.next_key, 2, FakeUnitOfWork(store))
    assert [summary.id for summary in (*first.items, *rest.items)] == sorted(made, reverse=True)
    assert rest.next_key is None


def test_a_step_done_raises_readiness_and_is_kept_with_its_proof(create, patch, stored, history):
    plan = create()
    step = plan.steps[0]
    done = patch(plan, step, StepStatus.DONE, "  https://example.org/report\nand what it shows ")
    changed = done.steps[0]
    assert (changed.status, changed.done_on) == (StepStatus.DONE, LATER.date())
    assert changed.proof == "https://example.org/report\nand what it shows"
    assert (done.summary.version, done.summary.done_count) == (2, 1)
    assert done.summary.readiness_now > plan.summary.readiness_now
    assert stored(plan) == done
    newest = history(plan).items[0]
    assert (newest.cause, newest.plan) == (Cause.STEP_CHANGED, done)
    assert newest.changes


def test_a_proof_stays_where_none_is_given_and_goes_where_it_is_taken_back(create, patch):
    plan = create()
    step = plan.steps[0]
    assert patch(plan, step, StepStatus.DOING, "a draft").steps[0].proof == "a draft"
    assert patch(plan, step, StepStatus.DONE).steps[0].proof == "a draft"
    assert patch(plan, step, StepStatus.DONE, "").steps[0].proof == ""


@pytest.mark.parametrize(
    ("proof", "named"), [("x" * 2001, "2,001 characters"), ("a\x00b", "U\\+0000"), ("\ud83d", "U\\+D83D")]
)
def test_a_proof_that_cannot_be_kept_changes_nothing(create, patch, stored, proof, named):
    plan = create()
    with pytest.raises(InvalidInputError, match=named):
        patch(plan, plan.steps[0], StepStatus.DONE, proof)
    assert stored(plan) == plan
    assert patch(plan, plan.steps[0], StepStatus.DONE, "x" * 2000).summary.version == 2


def test_what_is_so_already_makes_no_new_version(create, patch, replan, history):
    plan = create()
    assert patch(plan, plan.steps[0], StepStatus.TODO) == plan
    assert replan(plan, now=NOW) == plan
    done = patch(plan, plan.steps[0], StepStatus.DONE, "a link")
    assert patch(plan, plan.steps[0], StepStatus.DONE, "a link", now=LATER + timedelta(days=9)) == done
    assert [version.plan.summary.version for version in history(plan).items] == [2, 1]


def test_a_step_that_the_plan_has_not_is_told_apart_from_the_plan(create, patch):
    plan = create()
    nowhere = replace(plan.steps[0], id=StepId(uuid4()))
    with pytest.raises(StepNotFoundError):
        patch(plan, nowhere, StepStatus.DONE)


def test_replanning_keeps_what_is_done_and_what_was_not_asked_to_change(create, patch, replan, history):
    plan = create(deadline=date(2030, 1, 1), strategy=StrategyName.CHEAPEST)
    done = patch(plan, plan.steps[0], StepStatus.DONE, "a link")
    again = replan(done, hours_per_week=2)
    kept = next(step for step in again.steps if step.id == plan.steps[0].id)
    assert (kept.status, kept.proof) == (StepStatus.DONE, "a link")
    assert (again.summary.hours_per_week, again.summary.strategy) == (2, StrategyName.CHEAPEST)
    assert (again.summary.start, again.summary.deadline) == (LATER.date(), date(2030, 1, 1))
    assert again.summary.ends_on > done.summary.ends_on
    newest = history(plan).items[0]
    assert newest.cause is Cause.REPLANNED
    assert newest.why
    assert "hours per week" in {change.what for change in newest.changes}


def test_a_deadline_is_replaced_dropped_or_left(create, replan):
    plan = create(deadline=date(2030, 1, 1))
    moved = replan(plan, deadline=date(2029, 1, 1))
    assert moved.summary.deadline == date(2029, 1, 1)
    left = replan(plan, hours_per_week=5)
    assert left.summary.deadline == date(2029, 1, 1)
    assert replan(plan, drops_deadline=True).summary.deadline is None


def test_a_deadline_that_passed_must_be_changed_or_dropped(create, replan, stored):
    plan = create(deadline=TODAY)
    assert plan.body.shortfall is not None
    with pytest.raises(InvalidInputError, match="deadline is 2026-11-23"):
        replan(plan)
    assert stored(plan) == plan
    assert replan(plan, drops_deadline=True).body.shortfall is None


def test_replanning_sees_what_the_person_said_since(ann, create, replan, say):
    plan = create()
    say(ann, "statistics", Level.EXPERT)
    again = replan(plan)
    assert "statistics" not in {step.skill_name for step in again.steps}
    assert again.summary.readiness_now > plan.summary.readiness_now


def test_a_role_that_the_taxonomy_lost_is_said_so(ann, store, create, replan, stored):
    plan = create()
    lost = replace(plan, summary=replace(plan.summary, role_id=RoleId(uuid4()), version=2))
    uow = FakeUnitOfWork(store)
    with uow:
        uow.plans.update(replace(uow.plans.history(ann, plan.id, None, 1).items[0], plan=lost))
        uow.commit()
    with pytest.raises(RoleNotFoundError):
        replan(plan)
    assert stored(plan) == lost


def test_a_change_meant_for_another_version_is_stale_and_changes_nothing(ann, store, create, patch, replan, stored):
    plan = create()
    done = patch(plan, plan.steps[0], StepStatus.DONE, expected=1)
    for change in (
        lambda: patch(plan, plan.steps[1], StepStatus.DONE, expected=1),
        lambda: patch(plan, plan.steps[1], StepStatus.DONE, expected=-1),
        lambda: replan(plan, hours_per_week=2, expected=1),
        lambda: plans.delete_plan(ann, plan.id, 1, FakeUnitOfWork(store)),
    ):
        with pytest.raises(StaleVersionError, match="version 2"):
            change()
    assert stored(plan) == done
    assert replan(plan, hours_per_week=2, expected=2).summary.version == 3


def test_of_two_changes_at_once_the_second_is_stale(store, create, patch, stored):
    plan = create()

    class Late(Undivided):
        """The store, in which somebody else is faster between the read and the write."""

        def __getattr__(self, name):
            if name == "apply":
                patch(plan, plan.steps[1], StepStatus.DOING)
            return getattr(store, name)

    with pytest.raises(StaleVersionError):
        patch(plan, plan.steps[0], StepStatus.DONE, uow=FakeUnitOfWork(Late()))
    assert [step.status for step in stored(plan).steps[:2]] == [StepStatus.TODO, StepStatus.DOING]


def test_a_history_comes_newest_first_page_by_page(create, patch, history):
    plan = create()
    for step in plan.steps:
        patch(plan, step, StepStatus.DONE)
    first = history(plan, limit=3)
    rest = history(plan, first.next_key, limit=3)
    assert [item.plan.summary.version for item in first.items] == [4, 3, 2]
    assert [item.plan.summary.version for item in rest.items] == [1]
    assert rest.next_key is None


def test_another_users_plan_is_as_one_that_never_was(store, create, patch, replan, history, make_person, say, stored):
    plan = create()
    ben = make_person()
    say(ben, "SQL", Level.EXPERT)
    for reach in (
        lambda: plans.get_plan(ben, plan.id, FakeUnitOfWork(store)),
        lambda: patch(plan, plan.steps[0], StepStatus.DONE, user_id=ben),
        lambda: replan(plan, user_id=ben),
        lambda: history(plan, user_id=ben),
        lambda: plans.delete_plan(ben, plan.id, None, FakeUnitOfWork(store)),
    ):
        with pytest.raises(PlanNotFoundError, match="GET /v1/plans lists yours"):
            reach()
    assert stored(plan) == plan


def test_a_plan_is_deleted_with_its_history_once(ann, store, create, history):
    plan = create()
    plans.delete_plan(ann, plan.id, None, FakeUnitOfWork(store))
    for reach in (
        lambda: plans.get_plan(ann, plan.id, FakeUnitOfWork(store)),
        lambda: history(plan),
        lambda: plans.delete_plan(ann, PlanId(plan.id), None, FakeUnitOfWork(store)),
    ):
        with pytest.raises(PlanNotFoundError):
            reach()
