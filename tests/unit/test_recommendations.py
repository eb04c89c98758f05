from dataclasses import replace
from datetime import date

import pytest

from shared.domain.assessment import (
    Action,
    AssessedSkill,
    Evidence,
    EvidenceKind,
    FoundBy,
    Level,
    Polarity,
    Section,
    SetAside,
)
from shared.extraction.proficiency import rate
from shared.planning.nearness import near_skills
from shared.planning.recommendations import MAX_PER_ACTION, recommend

AS_OF = date(2026, 11, 23)


@pytest.fixture
def skill_named(tiny_taxonomy):
    return {skill.name: skill for skill in tiny_taxonomy.iter_skills()}


def mention(
    quote="Used it", kind=EvidenceKind.WORK, start=None, end=None, *, at=0, polarity=Polarity.AFFIRMED, entry=""
):
    section = Section.SKILLS if kind is EvidenceKind.CLAIM else Section.EXPERIENCE
    stop = at + len(quote)
    return Evidence(quote, at, stop, at, stop, section, kind, polarity, entry, start, end)


def assessed(skill, *evidence):
    rating = rate(evidence, AS_OF)
    return AssessedSkill(
        skill.id,
        skill.uri,
        skill.name,
        skill.type,
        skill.source,
        skill.group,
        rating.proficiency,
        rating.months,
        rating.last_used,
        rating.evidence,
    )


def current(skill, at=0):
    return assessed(skill, mention("Works with it", start=date(2022, 1, 1), end=date(2026, 11, 1), at=at, entry="Acme"))


def claim(skill, at=0):
    return assessed(skill, mention("Skills: it", EvidenceKind.CLAIM, at=at))


def test_a_claim_is_to_be_proved_with_its_own_words_as_evidence(skill_named, tiny_taxonomy):
    (found,) = recommend([claim(skill_named["SQL"], at=7)], [], tiny_taxonomy, AS_OF)
    assert found.action is Action.PROVE
    assert (found.skill_name, found.because_skill_name) == ("SQL", "SQL")
    assert (found.quote, found.start, found.end) == ("Skills: it", 7, 17)
    assert "“SQL”" in found.text
    assert "does not say when" in found.reason


def test_what_only_comes_near_to_a_skill_is_not_said_to_name_it(skill_named, tiny_taxonomy):
    said = replace(mention("Skills: it", EvidenceKind.CLAIM), found_by=FoundBy.MEANING)
    (found,) = recommend([assessed(skill_named["SQL"], said)], [], tiny_taxonomy, AS_OF)
    assert "Your text says as much, but does not say when" in found.reason
    (named,) = recommend([claim(skill_named["SQL"])], [], tiny_taxonomy, AS_OF)
    assert "Your text names it, but does not say when" in named.reason


def test_a_use_without_dates_asks_for_its_dates_by_the_name_of_its_entry(skill_named, tiny_taxonomy):
    undated = assessed(skill_named["SQL"], mention("Wrote SQL", entry="Analyst, Acme"))
    (found,) = recommend([undated], [], tiny_taxonomy, AS_OF)
    assert found.action is Action.PROVE
    assert "Add its first and last month to “Analyst, Acme”" in found.text


def test_a_course_alone_asks_for_a_second_place(skill_named, tiny_taxonomy):
    course = mention("SQL", EvidenceKind.EDUCATION, date(2010, 1, 1), date(2012, 1, 1))
    (found,) = recommend([assessed(skill_named["SQL"], course)], [], tiny_taxonomy, AS_OF)
    assert found.action is Action.PROVE
    assert "second place" in found.text


def test_what_was_known_well_and_is_long_unused_is_to_be_refreshed(skill_named, tiny_taxonomy):
    first = mention("Old", start=date(2010, 1, 1), end=date(2014, 12, 1), at=3, entry="Acme")
    last = mention("Last", start=date(2016, 1, 1), end=date(2018, 3, 1), at=50, entry="Initech")
    found = recommend([assessed(skill_named["SQL"], first, last)], [], tiny_taxonomy, AS_OF)[0]
    assert (found.action, found.skill_name) == (Action.REFRESH, "SQL")
    assert (found.quote, found.start) == ("Last", 50)
    assert "March 2018, 8 years ago" in found.reason


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2015, 1, 1), date(2023, 11, 1)),  # unused for 36 months
        (date(2015, 1, 1), date(2015, 6, 1)),  # long unused, and never known well
    ],
)
def test_what_is_recent_or_was_never_known_well_is_not_to_be_refreshed(skill_named, tiny_taxonomy, start, end):
    skill = assessed(skill_named["data mining"], mention("It", start=start, end=end, entry="Acme"))
    assert skill.proficiency.level is not Level.UNKNOWN
    assert recommend([skill], [], tiny_taxonomy, AS_OF) == ()


def test_what_is_unused_for_three_years_and_a_month_is_to_be_refreshed_by_its_latest_evidence(
    skill_named, tiny_taxonomy
):
    job = mention("Job", start=date(2015, 1, 1), end=date(2019, 1, 1), entry="Acme")
    project = mention("Project", EvidenceKind.PROJECT, date(2023, 8, 1), date(2023, 10, 1), at=70, entry="Map")
    skill = assessed(skill_named["data mining"], job, project)
    assert skill.evidence[0] == job
    (found,) = recommend([skill], [], tiny_taxonomy, AS_OF)
    assert (found.action, found.quote, found.start) == (Action.REFRESH, "Project", 70)


def test_a_wish_said_twice_is_one_recommendation(skill_named, tiny_taxonomy):
    wishes = [
        SetAside(skill_named["Scala"].id, "Scala", mention("Scala!", at=at, polarity=Polarity.HYPOTHETICAL))
        for at in (5, 50)
    ]
    (found,) = recommend([], wishes, tiny_taxonomy, AS_OF)
    assert found.start == 5


def test_a_wish_is_the_first_thing_to_learn_and_quotes_itself(skill_named, tiny_taxonomy):
    wish = SetAside(
        skill_named["Scala"].id, "Scala", mention("want to learn Scala", at=90, polarity=Polarity.HYPOTHETICAL)
    )
    found = recommend([current(skill_named["SQL"])], [wish], tiny_taxonomy, AS_OF)
    assert found[0].action is Action.LEARN
    assert (found[0].skill_name, found[0].quote, found[0].start) == ("Scala", "want to learn Scala", 90)


def test_a_wish_for_what_is_already_shown_is_no_recommendation(skill_named, tiny_taxonomy):
    wish = SetAside(skill_named["SQL"].id, "SQL", mention("more SQL", polarity=Polarity.HYPOTHETICAL))
    found = recommend([current(skill_named["SQL"])], [wish], tiny_taxonomy, AS_OF)
    assert "SQL" not in {one.skill_name for one in found}


def test_what_a_role_needs_beside_a_strong_skill_is_to_be_learned(skill_named, tiny_taxonomy):
    (found,) = recommend([current(skill_named["statistics"])], [], tiny_taxonomy, AS_OF)
    assert (found.action, found.skill_name) == (Action.LEARN, "cleanse data")  # of another field: two roles need both
    assert found.because_skill_name == "statistics"
    assert found.text.startswith("Take up “cleanse data” next")
    assert "“data analyst” asks for both" in found.reason
    assert found.quote == "Works with it"


def test_one_role_alone_brings_no_two_fields_together(skill_named, tiny_taxonomy):
    assert recommend([current(skill_named["manage a team"])], [], tiny_taxonomy, AS_OF) == ()


def test_the_nearest_skill_is_to_be_learned_where_no_role_needs_both(skill_named, tiny_taxonomy):
    (found,) = recommend([current(skill_named["Python (computer programming)"])], [], tiny_taxonomy, AS_OF)
    assert found.skill_name == "Ruby (computer programming)"
    assert "lies close to" in found.reason


def test_what_the_text_says_is_lacking_is_not_to_be_learned(skill_named, tiny_taxonomy):
    lacking = SetAside(skill_named["cleanse data"].id, "cleanse data", mention("no", polarity=Polarity.NEGATED))
    found = recommend([current(skill_named["statistics"])], [lacking], tiny_taxonomy, AS_OF)
    assert "cleanse data" not in {one.skill_name for one in found}


def test_no_skill_comes_twice_and_no_action_more_than_three_times(skill_named, tiny_taxonomy):
    everything = [claim(skill, at=place * 20) for place, skill in enumerate(skill_named.values())]
    wishes = [SetAside(skill.id, skill.name, mention(polarity=Polarity.HYPOTHETICAL)) for skill in skill_named.values()]
    found = recommend(everything[:5], wishes, tiny_taxonomy, AS_OF)
    assert [one.action for one in found].count(Action.PROVE) == MAX_PER_ACTION
    assert [one.action for one in found].count(Action.LEARN) == MAX_PER_ACTION
    assert len({one.skill_id for one in found}) == len(found)


def test_the_order_of_equal_claims_is_that_of_the_text(skill_named, tiny_taxonomy):
    one, other = claim(skill_named["SQL"], at=50), claim(skill_named["Scala"], at=10)
    for order in ([one, other], [other, one]):
        assert [found.skill_name for found in recommend(order, [], tiny_taxonomy, AS_OF)] == ["Scala", "SQL"]


def test_nothing_known_is_nothing_to_recommend(tiny_taxonomy):
    assert recommend([], [], tiny_taxonomy, AS_OF) == ()


def test_what_is_done_alike_to_other_things_is_not_near(taxonomy):
    by_name = {skill.name: skill for skill in taxonomy.iter_skills()}
    near = {
        own: {taxonomy.skill(found.skill_index).name for found in near_skills(by_name[own], taxonomy)}
        for own in ("pack goods", "operate forklift", "administer prescribed medication")
    }
    assert "pack leather" not in near["pack goods"]
    assert "operate grappler" not in near["operate forklift"]
    assert "administer medication in emergency" in near["administer prescribed medication"]


def test_a_beginner_in_a_skill_is_not_sent_on_to_the_next(skill_named, tiny_taxonomy):
    python = skill_named["Python (computer programming)"]
    short = assessed(python, mention("Used it", start=date(2020, 1, 1), end=date(2020, 6, 1), entry="Acme"))
    assert short.proficiency.level is Level.NOVICE
    assert recommend([short], [], tiny_taxonomy, AS_OF) == ()
