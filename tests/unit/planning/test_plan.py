from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.assessment import Level
from shared.domain.errors import InvalidInputError, StepNotFoundError
from shared.domain.ids import StepId
from shared.domain.plan import Cause, StepKind, StepStatus, StrategyName
from shared.domain.profile import Verdict
from shared.planning import METHOD_VERSION
from shared.planning.gap import measure_gap
from shared.planning.plan import PlanRequest, change_step, make_plan, replan

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=60)
START = date(2026, 12, 1)
TITLES = ["data scientist", "programmer", "data clerk", "milker", "tamer", "shop keeper"]
NAMES = ["Python", "SQL", "databases", "statistics", "data mining", "build models", "think critically", "tame lions"]
PROFILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(list(Level)))
STRATEGIES = st.sampled_from(list(StrategyName))
HOURS = st.floats(0.5, 80)


def asked(strategy=StrategyName.FASTEST, hours=6.0, start=START, deadline=None):
    return PlanRequest(strategy, hours, start, deadline)


@pytest.fixture(scope="module")
def plan_for(world, role_called, profile_of):
    """The first version of a plan from skills that a CV shows to a role."""

    def plan(levels, title="data scientist", request=None):
        profile = profile_of(levels)
        return make_plan(profile.user.id, profile, role_called(title), world, request or asked(), NOW)

    return plan


@pytest.fixture(scope="module")
def replanned(world, role_called):
    def again(plan, profile, request=None, title=None):
        return replan(plan, profile, role_called(title or plan.summary.role_title), world, request or asked(), LATER)

    return again


def step_named(plan, name):
    return next(step for step in plan.steps if step.skill_name == name)


def with_statuses(plan, statuses):
    """The plan with its steps, in turn, at these statuses."""
    for step, status in zip(plan.steps, statuses, strict=False):
        plan = change_step(plan, step.id, status, "a link" if status is StepStatus.DONE else None, NOW).plan
    return plan


def is_before(taxonomy, one, other):
    """Whether a skill is a prerequisite of another, straight from the taxonomy."""
    index = taxonomy.skill_by_id(other.skill_id).index
    needed = {found for found, _ in taxonomy.requires(index)} | set(taxonomy.broader(index))
    return taxonomy.skill_by_id(one.skill_id).index in needed


@given(PROFILES, st.sampled_from(TITLES), STRATEGIES, HOURS)
@settings(max_examples=60, deadline=None)
def test_finishing_every_step_in_any_order_brings_readiness_to_100(plan_for, levels, title, strategy, hours):
    plan = plan_for(levels, title, asked(strategy, hours)).plan
    assert plan.summary.readiness_at_end == 100
    gains = sum(step.gain for step in plan.steps)
    assert plan.summary.readiness_at_start + gains == pytest.approx(100, abs=1e-6)
    before = plan.summary.readiness_now
    for step in reversed(plan.steps):
        plan = change_step(plan, step.id, StepStatus.DONE, None, NOW).plan
        assert plan.summary.readiness_now >= before
        before = plan.summary.readiness_now
    assert plan.summary.readiness_now == 100
    assert plan.summary.done_count == plan.summary.step_count


@given(PROFILES, st.sampled_from(TITLES[:4]), STRATEGIES)
@settings(max_examples=60, deadline=None)
def test_no_step_comes_before_its_prerequisite(world, plan_for, levels, title, strategy):
    steps = plan_for(levels, title, asked(strategy)).plan.steps
    for place, step in enumerate(steps):
        earlier = {other.id for other in steps[:place]}
        assert set(step.after) <= earlier
        for other in steps[place + 1 :]:
            assert not is_before(world, other, step), f"{other.skill_name} is needed for {step.skill_name}"


@given(PROFILES, st.sampled_from(TITLES), STRATEGIES, HOURS)
@settings(max_examples=60, deadline=None)
def test_steps_follow_one_another_day_by_day_from_the_start(plan_for, levels, title, strategy, hours):
    plan = plan_for(levels, title, asked(strategy, hours)).plan
    free = START
    for step in plan.steps:
        assert (step.starts_on, step.starts_on <= step.ends_on) == (free, True)
        free = step.ends_on + timedelta(days=1)
    assert plan.summary.ends_on == (plan.steps[-1].ends_on if plan.steps else START)
    days_needed = sum(step.hours for step in plan.steps) / hours * 7
    assert days_needed - 1e-6 <= (free - START).days <= days_needed + 1 + len(plan.steps)


@given(PROFILES, PROFILES, st.lists(st.sampled_from(list(StepStatus)), max_size=8), STRATEGIES)
@settings(max_examples=60, deadline=None)
def test_replanning_never_loses_a_done_step_nor_changes_it(
    plan_for, replanned, profile_of, levels, later, statuses, strategy
):
    plan = with_statuses(plan_for(levels).plan, statuses)
    done = [step for step in plan.steps if step.status is StepStatus.DONE]
    anew = replanned(plan, profile_of(later), asked(strategy, start=date(2027, 2, 1))).plan
    assert list(anew.steps[: len(done)]) == done
    assert anew.summary.done_count == len(done)
    assert len({step.id for step in anew.steps}) == len(anew.steps)
    kept = {step.id: step.status for step in anew.steps}
    for step in plan.steps:
        if step.id in kept and step.status is not StepStatus.DONE:
            assert kept[step.id] is step.status
    for step in anew.steps[len(done) :]:
        assert step.status is StepStatus.SKIPPED or step.starts_on >= date(2027, 2, 1)


@given(PROFILES, st.lists(st.sampled_from(list(StepStatus)), max_size=8))
@settings(max_examples=40, deadline=None)
def test_after_replanning_too_finishing_what_is_left_brings_readiness_to_100(
    plan_for, replanned, profile_of, levels, statuses
):
    plan = replanned(with_statuses(plan_for(levels).plan, statuses), profile_of(levels)).plan
    for step in plan.steps:
        plan = change_step(plan, step.id, StepStatus.DONE, None, LATER).plan
    assert plan.summary.readiness_now == plan.summary.readiness_at_end == 100


def test_a_new_plan_is_version_1_and_says_what_was_planned(plan_for):
    version = plan_for({})
    assert (version.cause, version.changes, version.plan.summary.version) == (Cause.CREATED, (), 1)
    assert version.why.startswith(f"Planned {len(version.plan.steps)} steps of ")
    assert "data scientist" in version.why


def test_the_same_plan_is_made_for_whoever_has_the_same_skills(world, role_called, profile_of):
    one, other = (
        make_plan(made.user.id, made, role_called("programmer"), world, asked(), NOW).plan
        for made in (profile_of({"SQL": Level.NOVICE}, name=name) for name in ("Ada", "Mohammed"))
    )
    told = [[replace(step, id=None, after=()) for step in plan.steps] for plan in (one, other)]
    assert told[0] == told[1]


def test_who_has_everything_has_nothing_to_do(plan_for, world, role_called):
    levels = {skill.name: Level.EXPERT for skill in measure_gap([], role_called("programmer"), world).skills}
    plan = plan_for(levels, "programmer", asked(deadline=START)).plan
    assert plan.steps == ()
    assert (plan.summary.readiness_at_start, plan.summary.readiness_at_end) == (100, 100)
    assert (plan.summary.ends_on, plan.body.shortfall) == (START, None)


def test_a_skill_named_without_proof_is_to_be_proved_in_a_few_hours(plan_for):
    plan = plan_for({"statistics": Level.UNKNOWN}).plan
    prove, learn = step_named(plan, "statistics"), step_named(plan, "data mining")
    assert (prove.kind, learn.kind) == (StepKind.PROVE, StepKind.LEARN)
    assert prove.hours < 10 < learn.hours
    assert "without showing it" in prove.reason
    assert "if the proof shows competent level" in prove.reason


def test_a_step_says_why_it_comes_where_it_does_and_what_would_prove_it(plan_for):
    plan = plan_for({}).plan
    statistics = step_named(plan, "statistics")
    assert statistics.reason.startswith("Essential, and ")
    assert "“data mining”" in statistics.reason
    assert statistics.reason.endswith("on it.")
    assert step_named(plan, "data mining").reason.endswith("; “build recommender systems” builds on it.")
    assert step_named(plan, "build recommender systems").reason.endswith(
        "; builds on “data mining” and “build models”."
    )
    assert sum(plan_step.reason.endswith("brings most readiness for its hours.") for plan_step in plan.steps) <= 1
    assert step_named(plan, "data mining").after == (statistics.id,)
    assert all(step.reason.endswith(".") and step.proof_wanted.endswith(".") for step in plan.steps)


def test_relations_that_go_round_in_a_circle_neither_break_a_plan_nor_drop_a_step(plan_for):
    plan = plan_for({}, "tamer").plan
    names = [step.skill_name for step in plan.steps]
    assert sorted(names) == ["tame lions", "train animals", "write German"]
    assert names.index("train animals") < names.index("tame lions")  # the essential one holds


def test_a_second_skill_of_a_family_takes_less_time(plan_for):
    alone, beside = (
        step_named(plan_for(levels, "programmer").plan, "Ruby").hours for levels in ({}, {"Python": Level.COMPETENT})
    )
    siblings = [step.hours for step in plan_for({}, "programmer").plan.steps if step.skill_name in ("Ruby", "Scala")]
    assert beside <= alone
    assert len(set(siblings)) == 1
    assert siblings[0] < 10


def test_strategies_give_different_plans(plan_for):
    plans = {name: plan_for({"statistics": Level.UNKNOWN}, request=asked(name)).plan for name in StrategyName}
    orders = {tuple(step.skill_name for step in plan.steps) for plan in plans.values()}
    assert len(orders) == 3
    assert len({plan.summary.ends_on for plan in plans.values()}) == 3
    assert len({plan.steps[0].route for plan in plans.values()}) == 3
    assert plans[StrategyName.FASTEST].summary.ends_on < plans[StrategyName.STRONGEST_PROOF].summary.ends_on
    assert plans[StrategyName.CHEAPEST].steps[0].kind is StepKind.PROVE


def test_what_law_reserves_is_practised_under_supervision(plan_for):
    milking = step_named(plan_for({}, "milker", asked(StrategyName.CHEAPEST)).plan, "milk cows")
    assert "under supervision" in milking.proof_wanted


@pytest.mark.parametrize(
    ("request_", "hint"),
    [
        (asked(hours=0), "more than 0"),
        (asked(hours=81), "at most 80"),
        (asked(hours=float("nan")), "more than 0"),
        (asked(hours=1e-9), "more hours a week"),
        (asked(deadline=date(2026, 11, 30)), "later one"),
        (asked(start=date(9999, 1, 1)), "within 10 years"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_what_to_change(plan_for, request_, hint):
    with pytest.raises(InvalidInputError, match=hint):
        plan_for({}, request=request_)


def test_a_step_that_is_done_keeps_its_day_and_its_proof(plan_for):
    plan = plan_for({}).plan
    first = plan.steps[0]
    version = change_step(plan, first.id, StepStatus.DONE, "https://example.org/thesis", NOW)
    done = version.plan.steps[0]
    assert (done.done_on, done.proof) == (NOW.date(), "https://example.org/thesis")
    assert version.cause is Cause.STEP_CHANGED
    assert version.why == f"“{first.skill_name}” was to do and is done now."
    assert version.plan.summary.version == 2
    assert {change.what for change in version.changes} >= {
        first.skill_name,
        f"proof of {first.skill_name}",
        "readiness now",
    }
    again = change_step(version.plan, first.id, StepStatus.DONE, None, LATER).plan
    assert again.steps[0] == done
    undone = change_step(again, first.id, StepStatus.DOING, None, LATER).plan
    assert (undone.steps[0].done_on, undone.steps[0].proof) == (None, "https://example.org/thesis")
    assert undone.summary.readiness_now == plan.summary.readiness_now


def test_a_skipped_step_lowers_the_end_and_moves_no_other(plan_for):
    plan = plan_for({}).plan
    step = plan.steps[1]
    skipped = change_step(plan, step.id, StepStatus.SKIPPED, None, NOW).plan
    assert skipped.summary.readiness_at_end == pytest.approx(100 - step.gain)
    assert skipped.summary.readiness_now == plan.summary.readiness_now
    assert [other.starts_on for other in skipped.steps] == [other.starts_on for other in plan.steps]
    back = change_step(skipped, step.id, StepStatus.TODO, None, NOW).plan
    assert back.summary.readiness_at_end == 100


def test_a_step_that_the_plan_lacks_cannot_be_changed(plan_for):
    with pytest.raises(StepNotFoundError, match="replanned"):
        change_step(plan_for({}).plan, StepId(uuid4()), StepStatus.DONE, None, NOW)


def test_replanning_drops_what_the_profile_covers_now_and_says_so(plan_for, replanned, profile_of):
    plan = plan_for({}).plan
    version = replanned(plan, profile_of({"SQL": Level.EXPERT}))
    assert "SQL" not in {step.skill_name for step in version.plan.steps}
    (gone,) = [change for change in version.changes if change.what == "SQL"]
    assert "your profile covers it" in gone.after
    assert "1 dropped, as your profile covers them now" in version.why
    assert version.cause is Cause.REPLANNED
    assert version.plan.summary.version == 2
    assert version.plan.id == plan.id
    kept = {step.skill_name: step.id for step in version.plan.steps}
    assert all(kept.get(step.skill_name, step.id) == step.id for step in plan.steps)


def test_replanning_drops_what_the_role_no_longer_asks_for_but_not_what_is_done(plan_for, replanned, profile_of):
    plan = plan_for({}).plan
    mining = step_named(plan, "data mining")
    plan = change_step(plan, mining.id, StepStatus.DONE, "a link", NOW).plan
    version = replanned(plan, profile_of({}), title="programmer")
    assert version.plan.steps[0].id == mining.id
    assert "build models" not in {step.skill_name for step in version.plan.steps}
    assert "the role does not ask for them now" in version.why
    assert any(change.what == "build models" and "does not ask" in change.after for change in version.changes)


def test_a_step_under_way_leads_the_rest_after_replanning(plan_for, replanned, profile_of):
    plan = plan_for({}).plan
    last = plan.steps[-1]
    plan = change_step(plan, last.id, StepStatus.DOING, None, NOW).plan
    first = replanned(plan, profile_of({})).plan.steps[0]
    assert (first.id, first.status) == (last.id, StepStatus.DOING)
    assert first.reason.endswith("you are at it already.")


def test_a_done_step_counts_at_its_level_until_the_person_says_otherwise(plan_for, replanned, profile_of, said):
    plan = plan_for({}).plan
    step = step_named(plan, "SQL")
    plan = change_step(plan, step.id, StepStatus.DONE, None, NOW - timedelta(days=1)).plan
    counted = replanned(plan, profile_of({})).plan
    assert [found.status for found in counted.steps if found.skill_name == "SQL"] == [StepStatus.DONE]
    denied = said("SQL", Verdict.REJECTED, None).correction
    after = replanned(plan, profile_of({}, [denied])).plan
    statuses = [found.status for found in after.steps if found.skill_name == "SQL"]
    assert statuses == [StepStatus.DONE, StepStatus.TODO]
    assert after.summary.readiness_now < counted.summary.readiness_now


def test_new_terms_stand_in_the_changes(plan_for, replanned, profile_of):
    version = replanned(plan_for({}).plan, profile_of({}), asked(hours=12, start=date(2027, 1, 4)))
    changed = {change.what: (change.before, change.after) for change in version.changes}
    assert changed["hours per week"] == ("6", "12")
    assert changed["start"] == ("1 December 2026", "4 January 2027")
    assert version.why.startswith("Planned anew from 4 January 2027")


def test_a_plan_keeps_the_method_it_was_made_by_until_it_is_made_anew(plan_for, replanned, profile_of):
    made = plan_for({}).plan
    assert made.body.method_version == METHOD_VERSION
    old = replace(made, body=replace(made.body, method_version="0"))
    walked = change_step(old, old.steps[0].id, StepStatus.DOING, None, NOW).plan
    assert walked.body.method_version == "0"
    version = replanned(walked, profile_of({}))
    assert version.plan.body.method_version == METHOD_VERSION
    assert ("method", "0", METHOD_VERSION) in [(change.what, change.before, change.after) for change in version.changes]
