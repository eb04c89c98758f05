from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.assessment import Level
from shared.domain.plan import StepKind, StrategyName
from shared.domain.role import Relation
from shared.planning.steps import place_steps
from shared.planning.strategies import Draft, strategy_named


def draft(world, name, relation=Relation.ESSENTIAL, gain=5.0):
    skill = next(skill for skill in world.iter_skills() if skill.name == name)
    return Draft(
        skill.index,
        skill.id,
        name,
        relation,
        StepKind.LEARN,
        Level.UNKNOWN,
        Level.COMPETENT,
        gain,
        covered_beside=0.0,
        is_supervised=False,
    )


def order(world, *drafts, strategy=StrategyName.FASTEST, **more):
    return [step.draft.name for step in place_steps(drafts, world, strategy_named(strategy), (), **more)]


def test_what_brings_most_readiness_per_hour_comes_first(world):
    assert order(world, draft(world, "milk cows", gain=1), draft(world, "SQL", gain=9)) == ["SQL", "milk cows"]


def test_a_prerequisite_comes_first_even_if_it_brings_least(world):
    mining, statistics = draft(world, "data mining", gain=50), draft(world, "statistics", gain=0.1)
    assert order(world, mining, statistics) == ["statistics", "data mining"]


def test_the_broader_comes_before_the_narrower_even_two_below(world):
    frameworks, programming = draft(world, "Python web frameworks", gain=50), draft(world, "computer programming")
    assert order(world, frameworks, programming) == ["computer programming", "Python web frameworks"]


def test_within_a_field_the_more_widely_used_comes_first(world):
    names = order(world, draft(world, "SQL", gain=50), draft(world, "databases"))
    assert names == ["databases", "SQL"]


def test_nothing_optional_holds_up_what_is_essential_for_being_more_widely_used(world):
    narrow = draft(world, "Python web frameworks", gain=9)
    names = ["Ruby", "Python web frameworks"]
    assert order(world, draft(world, "Ruby", gain=0.1), narrow) == names
    assert order(world, draft(world, "Ruby", Relation.OPTIONAL, 0.1), narrow) == names[::-1]


def test_what_the_person_is_at_leads_whatever_it_needs(world):
    mining, statistics = draft(world, "data mining"), draft(world, "statistics")
    steps = place_steps([statistics, mining], world, strategy_named(StrategyName.FASTEST), (), [mining.index])
    assert [(step.draft.name, step.is_under_way) for step in steps] == [("data mining", True), ("statistics", False)]
    assert steps[0].after == ()


@given(st.permutations(["train animals", "tame lions", "write German", "statistics", "data mining", "build models"]))
@settings(max_examples=25, deadline=None)
def test_every_draft_is_placed_once_and_the_order_given_does_not_matter(world, names):
    found = order(world, *(draft(world, name) for name in names))
    assert sorted(found) == sorted(names)
    assert found == order(world, *(draft(world, name) for name in sorted(names)))
