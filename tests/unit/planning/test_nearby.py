from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.assessment import Level
from shared.domain.gap import Band
from shared.planning.gap import measure_gap
from shared.planning.nearby import band_of, rank_roles

NAMES = ["Python", "SQL", "databases", "statistics", "data mining", "drive vehicles", "think critically", "Ruby"]
PROFILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(list(Level)))


@given(PROFILES)
@settings(max_examples=40, deadline=None)
def test_every_role_is_ranked_with_the_readiness_that_its_gap_has(world, shown, levels):
    ranked = rank_roles(shown(levels), world)
    roles = {role.id: role for role in world.roles()}
    assert {found.role_id for found in ranked} == set(roles)
    for found in ranked:
        gap = measure_gap(shown(levels), roles[found.role_id], world)
        assert found.readiness == gap.readiness.score


@given(PROFILES)
@settings(max_examples=40, deadline=None)
def test_the_readiest_role_leads(world, shown, levels):
    ranked = rank_roles(shown(levels), world)
    scores = [(-found.readiness, -found.similarity) for found in ranked]
    assert scores == sorted(scores)
    assert all(0 <= found.similarity <= 1 and found.band is band_of(found.similarity) for found in ranked)


def test_who_shows_nothing_is_near_to_nothing(world):
    assert all((found.readiness, found.similarity) == (0, 0) for found in rank_roles([], world))
    assert {found.band for found in rank_roles([], world)} == {Band.LOW}


def test_a_profile_just_like_a_role_is_as_similar_as_can_be(world, shown):
    levels = {"cleanse data": Level.EXPERT, "SQL": Level.EXPERT}
    (first, *_) = rank_roles(shown(levels), world)
    assert first.title == "data clerk"
    assert first.similarity > 0.75  # not 1: what the two stand in for elsewhere is of no use here
    assert first.band is Band.HIGH
    assert first.covered[:2] == ("cleanse data", "SQL")
    assert first.missing == ("think critically",)


def test_a_group_leaves_out_the_roles_outside_it(world, shown):
    skills = shown({"SQL": Level.EXPERT})
    assert {found.title for found in rank_roles(skills, world, "25")} == {"data scientist", "programmer"}
    assert [found.title for found in rank_roles(skills, world, "2512")] == ["programmer"]
    assert len(rank_roles(skills, world, "9")) == 0


def test_a_page_of_the_ranking_is_a_slice_of_it(world, shown):
    ranked = rank_roles(shown({"SQL": Level.EXPERT}), world)
    assert list(ranked[1:3]) == list(ranked)[1:3]
    assert ranked[-1] == list(ranked)[-1]


def test_the_bands_begin_where_career_causeways_set_them():
    assert [band_of(similarity) for similarity in (0.29, 0.3, 0.39, 0.4)] == [
        Band.LOW,
        Band.MINIMAL,
        Band.MINIMAL,
        Band.HIGH,
    ]


def test_a_skill_that_the_taxonomy_lacks_changes_nothing(world, skill_elsewhere):
    assert rank_roles([skill_elsewhere], world)[0].readiness == 0
