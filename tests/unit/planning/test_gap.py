import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.assessment import Level
from shared.domain.gap import RequirementKind, Standing
from shared.domain.profile import Verdict
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel
from shared.planning.gap import measure_gap
from shared.planning.weights import OPTIONAL_MAX_SHARE, RANKS

LEVELS = list(Level)
NAMES = ["Python", "SQL", "databases", "statistics", "data mining", "build models", "think critically", "Ruby"]
PROFILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(LEVELS))


def named(gap, name):
    return next(skill for skill in gap.skills if skill.name == name)


@pytest.fixture(scope="module")
def gap_of(world, role_called):
    return lambda skills, title="data scientist": measure_gap(skills, role_called(title), world)


def test_who_shows_nothing_is_not_ready_at_all(gap_of):
    gap = gap_of([])
    assert gap.readiness.score == 0
    assert {skill.standing for skill in gap.skills} == {Standing.MISSING}
    assert gap.transfers == ()
    assert all(skill.gap == RANKS[skill.required] for skill in gap.skills)


def test_who_has_everything_at_the_required_level_is_fully_ready(gap_of, shown):
    levels = {skill.name: skill.required for skill in gap_of([]).skills}
    gap = gap_of(shown(levels))
    assert gap.readiness.score == 100
    assert all((skill.gap, skill.coverage, skill.standing) == (0, 1, Standing.CV) for skill in gap.skills)


@given(PROFILES)
@settings(max_examples=60, deadline=None)
def test_the_parts_of_a_readiness_sum_to_it_and_follow_from_the_skills(gap_of, shown, levels):
    gap = gap_of(shown(levels))
    assert round(100 * sum(part.contribution for part in gap.readiness.parts), 4) == gap.readiness.score
    assert sum(part.weight for part in gap.readiness.parts) == pytest.approx(1)
    by_hand = sum(skill.weight * skill.coverage for skill in gap.skills) / sum(skill.weight for skill in gap.skills)
    assert gap.readiness.score == pytest.approx(100 * by_hand, abs=1e-3)


@given(PROFILES, st.sampled_from(NAMES), st.sampled_from(LEVELS), st.sampled_from(LEVELS))
@settings(max_examples=100, deadline=None)
def test_a_higher_level_of_any_skill_never_lowers_the_readiness_for_any_role(
    world, shown, levels, name, one_level, other_level
):
    lower, higher = sorted((one_level, other_level), key=RANKS.__getitem__)
    for role in world.roles():
        before = measure_gap(shown(levels | {name: lower}), role, world)
        after = measure_gap(shown(levels | {name: higher}), role, world)
        assert after.readiness.score >= before.readiness.score


@pytest.mark.parametrize("name", ["Python", "statistics", "Ruby"])
def test_a_higher_level_of_a_needed_skill_raises_the_readiness(gap_of, shown, name):
    required = named(gap_of([]), name).required
    ways = [gap_of(shown({name: level})).readiness.score for level in LEVELS[: RANKS[required] + 1]]
    assert ways == sorted(set(ways))


def test_an_essential_skill_weighs_more_than_the_same_skill_where_it_is_optional(gap_of):
    assert named(gap_of([], "programmer"), "SQL").weight > named(gap_of([], "programmer"), "Ruby").weight
    essential, optional = gap_of([], "data scientist").readiness.parts
    assert essential.weight >= 1 - OPTIONAL_MAX_SHARE
    assert optional.weight <= OPTIONAL_MAX_SHARE + 1e-6


def test_optional_skills_alone_make_the_readiness_of_a_role_without_essential_ones(gap_of, shown):
    gap = gap_of(shown({"drive vehicles": Level.EXPERT}), "shop keeper")
    essential, optional = gap.readiness.parts
    assert (essential.weight, optional.weight) == (0, 1)
    assert 0 < gap.readiness.score < 100


def test_a_transversal_skill_weighs_less_and_is_asked_one_level_lower(gap_of):
    gap = gap_of([])
    thinking, mining = named(gap, "think critically"), named(gap, "data mining")
    assert thinking.reuse_level is ReuseLevel.TRANSVERSAL
    assert thinking.weight < mining.weight
    assert (thinking.required, mining.required) == (Level.ADVANCED_BEGINNER, Level.COMPETENT)


def test_what_few_roles_need_weighs_more(gap_of):
    gap = gap_of([])
    rare, common = named(gap, "data mining"), named(gap, "SQL")
    assert rare.weight > common.weight
    assert [part.name for part in rare.weight_parts] == ["relation", "reuse", "rarity"]
    assert rare.weight_parts[2].reason == "1 of 6 roles need it"
    assert common.weight_parts[2].reason == "3 of 6 roles need it"


def test_essential_skills_come_first_and_then_the_heaviest(gap_of):
    skills = gap_of([]).skills
    keys = [(skill.relation is Relation.OPTIONAL, -skill.weight) for skill in skills]
    assert keys == sorted(keys)


def test_a_narrower_skill_counts_in_part_and_says_so(gap_of, shown):
    programming = named(gap_of(shown({"Python": Level.EXPERT}), "programmer"), "computer programming")
    assert (programming.standing, programming.coverage) == (Standing.NARROWER, 0.75)
    assert (programming.current, programming.gap) == (Level.UNKNOWN, 3)
    assert (programming.via.name, programming.via.level) == ("Python", Level.EXPERT)
    assert programming.note.startswith("Your CV shows “Python” as an expert, which is part of it")
    assert programming.quote == "Worked with Python"


def test_the_narrower_a_skill_is_the_less_it_counts(gap_of, shown):
    programming = named(gap_of(shown({"Python web frameworks": Level.EXPERT}), "programmer"), "computer programming")
    assert (programming.standing, programming.coverage) == (Standing.NARROWER, 0.5)


def test_a_broader_skill_does_not_stand_for_a_narrower_one(gap_of, shown):
    python = named(gap_of(shown({"computer programming": Level.EXPERT}), "programmer"), "Python")
    assert python.standing is not Standing.NARROWER
    assert python.coverage < 0.5


def test_knowledge_counts_in_part_where_a_skill_is_held_that_needs_it(gap_of, shown):
    statistics = named(gap_of(shown({"data mining": Level.COMPETENT})), "statistics")
    assert (statistics.standing, statistics.coverage) == (Standing.NEIGHBOUR, 0.5)
    assert "close to it" in statistics.note


def test_a_skill_named_without_proof_counts_for_nothing_and_says_so(gap_of, shown):
    sql = named(gap_of(shown({"SQL": Level.UNKNOWN})), "SQL")
    assert (sql.standing, sql.coverage) == (Standing.UNPROVEN, 0)
    assert "shows no use of it" in sql.note
    assert sql.quote == "Skills: SQL"


def test_a_rejected_skill_counts_for_nothing_whatever_stands_beside_it(gap_of, shown, said):
    skills = [*shown({"data mining": Level.EXPERT}), said("statistics", Verdict.REJECTED, None, "I only read of it.")]
    statistics = named(gap_of(skills), "statistics")
    assert (statistics.standing, statistics.coverage, statistics.quote) == (Standing.REJECTED, 0, "")
    assert statistics.note == (
        "You said on 23 November 2026 that you do not have it (“I only read of it”); so it counts for nothing."
    )


def test_a_level_that_the_person_states_is_theirs_and_no_neighbour_raises_it(gap_of, shown, said):
    skills = [*shown({"data mining": Level.EXPERT}), said("statistics", Verdict.ADJUSTED, Level.NOVICE)]
    statistics = named(gap_of(skills), "statistics")
    assert (statistics.standing, statistics.current, statistics.gap) == (Standing.STATED, Level.NOVICE, 2)
    assert statistics.coverage == pytest.approx(1 / 3)
    assert statistics.note == "You said on 23 November 2026 that you have it as a novice."
    assert statistics.correction is not None


def test_a_confirmed_skill_says_that_the_person_confirmed_it(gap_of, said):
    statistics = named(gap_of([said("statistics", Verdict.CONFIRMED, Level.COMPETENT)]), "statistics")
    assert (statistics.standing, statistics.coverage) == (Standing.CONFIRMED, 1)
    assert statistics.note == "You confirmed on 23 November 2026 what your CV shows, as competent."


def test_what_transfers_is_led_by_what_is_covered_most(gap_of, shown):
    gap = gap_of(shown({"data mining": Level.COMPETENT, "SQL": Level.NOVICE}))
    coverages = [skill.coverage for skill in gap.transfers]
    assert coverages == sorted(coverages, reverse=True)
    assert gap.transfers[0].name == "data mining"


def test_a_licence_and_a_degree_are_asked_and_not_counted(gap_of):
    kinds = {requirement.kind: requirement for requirement in gap_of([], "data scientist").requirements}
    assert set(kinds) == {RequirementKind.DEGREE}
    assert kinds[RequirementKind.DEGREE].source.startswith("ISCO-08 skill level 4 (major group 2)")
    questions = gap_of([], "milker").requirements
    assert [question.kind for question in questions] == [RequirementKind.LICENCE] * 3
    assert "regulated profession" in questions[0].source
    assert "driving licence" in questions[1].question
    assert "obtain relevant licences" in questions[2].question
    assert gap_of([], "data clerk").requirements == ()


def test_an_essential_language_counts_and_the_level_asked_for_is_a_question(gap_of):
    gap = gap_of([], "tamer")
    assert named(gap, "write German").weight > 0
    assert {requirement.kind for requirement in gap.requirements} == {RequirementKind.DEGREE, RequirementKind.LANGUAGE}


def test_a_manager_of_a_shop_is_asked_for_less_than_a_degree(gap_of):
    (degree,) = [asked for asked in gap_of([], "shop keeper").requirements if asked.kind is RequirementKind.DEGREE]
    assert degree.source.startswith("ISCO-08 skill level 3 (major group 1)")


def test_a_skill_that_the_taxonomy_lacks_counts_for_nothing(gap_of, skill_elsewhere):
    assert gap_of([skill_elsewhere]).readiness.score == 0
