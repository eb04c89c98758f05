"""What would count as evidence, by what kind of thing a skill is."""

from itertools import product

import pytest

from shared.domain.plan import Route
from shared.planning.proofs import Matter, matter_of, proof_of_claim, proof_of_learning


@pytest.mark.parametrize(
    ("name", "matter"),
    [
        ("write German", Matter.LANGUAGE),
        ("think critically", Matter.TRANSVERSAL),
        ("Python", Matter.COMPUTING),
        ("build models", Matter.COMPUTING),
        ("statistics", Matter.KNOWLEDGE),
        ("drive vehicles", Matter.MACHINE),
        ("milk cows", Matter.CRAFT),
    ],
)
def test_a_skill_is_proved_as_what_its_group_says_it_is(world, name, matter):
    assert matter_of(skill_called(world, name)) is matter


@pytest.mark.parametrize(
    ("name", "matter"),
    [
        ("parallel park vehicles", Matter.MACHINE),  # S2.8, S4.0 and S8.2
        ("cut carpet", Matter.CRAFT),  # S4, S6 and S7
        ("use culinary finishing techniques", Matter.CARE),  # S3.5, and T3.1, but of one sector
        ("anticipate foreseeable problems on the road", Matter.MACHINE),  # S8.2 and T3.3, of one sector
        ("receive kitchen supplies", Matter.MANAGEMENT),
        ("stay alert", Matter.TRANSVERSAL),
    ],
)
def test_in_the_whole_of_esco_what_is_done_says_more_than_what_it_also_takes(official_taxonomy, name, matter):
    assert matter_of(skill_called(official_taxonomy, name)) is matter


@pytest.mark.parametrize(("matter", "route"), list(product(Matter, Route)), ids=lambda value: value.name)
def test_every_proof_is_one_sentence_that_names_the_skill(matter, route):
    for proof in (
        proof_of_learning(matter, route, "milk cows", "competent"),
        proof_of_claim(matter, route, "milk cows"),
    ):
        assert "“milk cows”" in proof
        assert proof.endswith(".")
        assert not set("{}") & set(proof)


def skill_called(taxonomy, name):
    return next(skill for skill in taxonomy.iter_skills() if skill.name == name)
