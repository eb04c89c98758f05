from itertools import pairwise

import pytest

from shared.domain.assessment import Level
from shared.domain.plan import Route, StepKind
from shared.planning.effort import HOURS, PROOF_HOURS, Subject, estimate_hours, subject_of

LEVELS = list(Level)


def hours(subject=Subject.USUAL, route=Route.COURSE, start=Level.UNKNOWN, end=Level.COMPETENT, **more):
    return estimate_hours(subject, StepKind.LEARN, route, start, end, **more)


@pytest.mark.parametrize("subject", Subject)
def test_each_level_takes_longer_than_the_one_before(subject):
    ways = [HOURS[subject][level] for level in LEVELS]
    assert ways[0] == 0
    steps = [after - before for before, after in pairwise(ways)]
    assert all(step > 0 for step in steps)


def test_competence_in_one_skill_is_one_credit_of_25_hours():
    assert hours() == 25


def test_who_is_on_the_way_already_needs_only_the_rest():
    assert hours(start=Level.ADVANCED_BEGINNER) == 15


def test_a_language_takes_hundreds_of_hours_and_one_activity_of_it_a_quarter(world):
    named = {skill.name: skill for skill in world.iter_skills()}
    assert subject_of(named["write German"]) is Subject.LANGUAGE_ACTIVITY
    assert subject_of(named["think critically"]) is Subject.TRANSVERSAL
    assert subject_of(named["SQL"]) is Subject.USUAL
    assert hours(Subject.LANGUAGE) == 350
    assert hours(Subject.LANGUAGE_ACTIVITY) == 87.5


def test_learning_alone_takes_longer_than_a_course_and_learning_at_work_longest():
    assert hours(route=Route.COURSE) < hours(route=Route.SELF_STUDY) < hours(route=Route.WORK)


def test_what_is_near_already_saves_time():
    assert hours(covered_beside=0.75) < hours()
    assert hours(has_family=True) == 15
    assert hours(start=Level.UNKNOWN, end=Level.NOVICE, has_family=True, covered_beside=0.75) >= 1


@pytest.mark.parametrize("route", Route)
def test_a_proof_takes_a_few_hours_whatever_the_level(route):
    effort = estimate_hours(Subject.LANGUAGE, StepKind.PROVE, route, Level.UNKNOWN, Level.EXPERT)
    assert effort == PROOF_HOURS[route] < 10
