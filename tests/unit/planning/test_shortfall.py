from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.plan import StepStatus, StrategyName
from shared.planning.plan import PlanRequest, change_step, make_plan, replan

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
START = date(2026, 12, 1)


@pytest.fixture(scope="module")
def late_plan(world, role_called, profile_of):
    """A plan by somebody who shows nothing: hours a week, and days from the start to the deadline."""

    def make(hours, days, title="data scientist"):
        request = PlanRequest(StrategyName.FASTEST, hours, START, START + timedelta(days=days))
        profile = profile_of({})
        return make_plan(profile.user.id, profile, role_called(title), world, request, NOW).plan

    return make


def test_a_deadline_that_holds_leaves_nothing_to_reduce(late_plan):
    assert late_plan(20, 3650).body.shortfall is None


def test_a_deadline_that_does_not_hold_says_by_how_much(late_plan):
    plan = late_plan(6, 60)
    shortfall = plan.body.shortfall
    assert shortfall.days_late == (plan.summary.ends_on - plan.summary.deadline).days
    room = 61 * 6 / 7
    assert shortfall.hours_over == pytest.approx(sum(step.hours for step in plan.steps) - room, abs=0.1)


@given(st.floats(1, 20), st.integers(7, 300))
@settings(max_examples=25, deadline=None)
def test_each_of_two_reductions_keeps_its_word_when_it_is_taken(world, role_called, profile_of, late_plan, hours, days):
    plan = late_plan(hours, days)
    if plan.body.shortfall is None:
        return
    one, other = plan.body.shortfall.reductions
    assert (one.left_out, one.hours_per_week) != (other.left_out, other.hours_per_week)
    assert one.ends_on <= plan.summary.deadline or len(other.left_out) == len(plan.steps)
    for reduction in (one, other):
        if reduction.ends_on > plan.summary.deadline:
            assert "days late" in reduction.text
            continue
        taken = plan
        for step_id in reduction.left_out:
            taken = change_step(taken, step_id, StepStatus.SKIPPED, None, NOW).plan
        request = PlanRequest(StrategyName.FASTEST, reduction.hours_per_week, START, plan.summary.deadline)
        taken = replan(taken, profile_of({}), role_called("data scientist"), world, request, NOW).plan
        assert taken.summary.readiness_at_end == pytest.approx(reduction.readiness_at_end, abs=1e-3)
        assert taken.summary.ends_on == reduction.ends_on
        assert taken.body.shortfall is None


def test_more_hours_a_week_that_a_person_can_give_lose_nothing(late_plan):
    best = late_plan(6, 200).body.shortfall.reductions[0]
    assert (best.readiness_at_end, best.left_out, best.hours_saved) == (100, (), 0)
    assert 6 < best.hours_per_week <= 40
    assert "every step stays" in best.text


def test_nobody_is_asked_for_more_than_a_working_week(late_plan):
    reductions = late_plan(6, 14).body.shortfall.reductions
    assert [reduction.hours_per_week for reduction in reductions] == [40, 6]
    assert all(reduction.left_out for reduction in reductions)
    assert reductions[0].text.startswith("Give 40 hours a week and leave out the ")


def test_what_is_left_out_is_needed_by_nothing_that_stays(late_plan):
    plan = late_plan(6, 60)
    for reduction in plan.body.shortfall.reductions:
        stays = [step for step in plan.steps if step.id not in reduction.left_out]
        assert all(set(step.after).isdisjoint(reduction.left_out) for step in stays)


def test_where_no_two_ways_meet_the_deadline_the_other_says_how_near_it_comes(late_plan):
    plan = late_plan(40, 1, "tamer")
    late = [found for found in plan.body.shortfall.reductions if found.ends_on > plan.summary.deadline]
    assert late
    assert all(reduction.text.endswith(f"late, not {plan.body.shortfall.days_late}.") for reduction in late)
