"""Who somebody is changes nothing of what is read in their CV; how it is typed changes little."""

from pathlib import Path

import pytest

from shared.domain.assessment import FindingStrategy
from shared.evaluation.gold import read_gold
from shared.evaluation.gold_measures import read_as
from tests.gold import variants

CVS = {cv.name: cv for cv in read_gold(Path(__file__).parent)}

# Of the skills that are shown for the CVs as they are, the least share in percent that is still shown, of those the
# least share of the same level, and the most new ones. Small letters cost much: short names (R, SAP) and languages
# are told from other words by their capitals. Without bullets a line that begins with a date or a title may open a job.
FLOORS = {
    "capitals": (98, 95, 4),
    "small_letters": (65, 80, 2),
    "other_bullets": (100, 100, 0),
    "no_bullets": (100, 98, 0),
    "windows_line_ends": (100, 100, 0),
    "double_spaced": (98, 95, 1),
    "wrapped": (97, 85, 3),
    "typed_badly": (95, 97, 1),
}


# What is found by meaning takes ten times as long: of every fourth CV.
HYBRID_FLOORS = {
    "capitals": (95, 90, 5),
    "small_letters": (85, 80, 8),
    "other_bullets": (99, 99, 1),
    "no_bullets": (97, 95, 1),
    "windows_line_ends": (100, 100, 0),
    "double_spaced": (95, 90, 3),
    "wrapped": (95, 80, 6),
    "typed_badly": (92, 90, 3),
}


@pytest.fixture(scope="module", params=[FindingStrategy.EXACT, FindingStrategy.HYBRID])
def strategy(request):
    return request.param


@pytest.fixture(scope="module")
def cvs(strategy):
    return [*CVS.values()][:: 1 if strategy is FindingStrategy.EXACT else 4]


@pytest.fixture(scope="module")
def read(strategy, taxonomy):
    reader = read_as(strategy, taxonomy)

    def read_text(text):
        shown = reader(text)
        assert shown is not None, "refused as of another language"
        return {skill.uri: (skill.level, skill.score) for skill in shown}

    return read_text


@pytest.fixture(scope="module")
def as_they_are(read, cvs):
    return {cv.name: read(cv.text) for cv in cvs}


@pytest.mark.parametrize("name", [*variants.NAMES, "Ruby Cook", "Jack Swift", "Scala Marketing"])
def test_another_name_changes_no_skill_and_no_score(name, read, cvs, as_they_are):
    for cv in cvs:
        renamed = variants.rename(cv.text, cv.names, name)
        assert renamed != cv.text
        assert not any(called in renamed for called in cv.names)
        assert read(renamed) == as_they_are[cv.name], cv.name


@pytest.mark.parametrize("line", [*variants.AGES, *variants.NATIONALITIES, *variants.GENDERS])
def test_age_nationality_and_gender_change_no_skill_and_no_score(line, read, cvs, as_they_are):
    for cv in cvs:
        assert read(variants.add_line(cv.text, line)) == as_they_are[cv.name], cv.name


def test_a_line_that_names_a_skill_in_the_same_place_is_seen(read, cvs, as_they_are):
    seen = [read(variants.add_line(cv.text, "Skills: Ruby, Polish")) != as_they_are[cv.name] for cv in cvs]
    assert all(seen), "the tests above would see nothing"


def test_he_she_and_they_have_the_same_skills_and_scores(read, cvs):
    changed = 0
    for cv in cvs:
        texts = [variants.swap_pronouns(cv.text, pronoun) for pronoun in variants.PRONOUNS]
        first, *others = [read(text) for text in texts]
        assert all(other == first for other in others), cv.name
        changed += len(set(texts)) > 1
    assert changed >= len(cvs) / 3, "too few CVs speak of themselves for the test to show anything"


@pytest.mark.parametrize("vary", variants.LAYOUTS, ids=lambda vary: vary.__name__)
def test_how_it_is_typed_changes_little(vary, strategy, read, cvs, as_they_are):
    pairs = [(as_they_are[cv.name], read(vary(cv.text))) for cv in cvs]
    shown = sum(len(before) for before, _ in pairs)
    kept = sum(len(before.keys() & after.keys()) for before, after in pairs)
    same = sum(before[uri][0] == after[uri][0] for before, after in pairs for uri in before.keys() & after.keys())
    new = sum(len(after.keys() - before.keys()) for before, after in pairs)
    floors = FLOORS if strategy is FindingStrategy.EXACT else HYBRID_FLOORS
    least_kept, least_same, most_new = floors[vary.__name__]
    assert shown >= 4 * len(cvs)
    assert any(vary(cv.text) != cv.text for cv in cvs)
    assert 100 * kept / shown >= least_kept
    assert 100 * same / kept >= least_same
    assert 100 * new / shown <= most_new
