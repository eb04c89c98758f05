"""A label's verb may stand in a CV as a noun."""

import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block
from shared.extraction.matching import find_evidence
from shared.extraction.word_forms import is_deed_of, is_deed_on


@pytest.fixture
def quoted(small_taxonomy):
    def quoted(text):
        blocks = (Block(0, len(text), Section.EXPERIENCE, EvidenceKind.WORK),)
        return [
            (small_taxonomy.skill(item.skill_index).name, text[item.evidence.mention_start : item.evidence.mention_end])
            for item in find_evidence(text, blocks, small_taxonomy)
        ]

    return quoted


@pytest.mark.parametrize(
    ("text", "skill", "words"),
    [
        ("In that job window installation for farms", "install windows", "window installation"),
        ("Since May installation of windows and doors", "install windows", "installation of windows"),
        ("Since May the installing of the windows", "install windows", "installing of the windows"),
        ("There I did rent collection", "collect rents", "rent collection"),
        ("There the collection of rents was mine", "collect rents", "collection of rents"),
        ("Duties were budget management and baking", "manage budgets", "budget management"),
    ],
)
def test_a_noun_for_a_deed_says_what_the_verb_does(quoted, text, skill, words):
    assert (skill, words) in quoted(text)


@pytest.mark.parametrize(
    "text",
    [
        "In the hotel room service until midnight",  # no deed by its ending: nobody serviced the rooms
        "In the house the windows installed by others were old installation",
        "There the collection of old rents in glass",  # of something else
        "I saw the installation, windows and all",
        "Every day collection and rents",
    ],
)
def test_other_nouns_and_other_things_say_nothing(quoted, text):
    assert quoted(text) == []


def test_a_label_as_it_is_written_goes_first(quoted):
    assert quoted("Duties were project management and accounting") == [
        ("project management", "project management"),
        ("accounting", "accounting"),
    ]


@pytest.mark.parametrize(
    ("noun", "verb"),
    [
        ("installation", "install"),
        ("preparation", "prepare"),
        ("valuation", "value"),
        ("calibrations", "calibrate"),
        ("supervision", "supervise"),
        ("treatment", "treat"),
        ("planning", "plan"),
        ("cleaning", "clean"),
    ],
)
def test_a_deed_is_formed_from_its_verb(noun, verb):
    assert is_deed_of(noun, verb)


def test_a_bare_verb_is_no_deed_nor_is_a_word_that_only_begins_alike():
    assert not is_deed_of("service", "service")
    assert not is_deed_of("repairs", "repair")
    assert not is_deed_of("department", "departure")
    assert not is_deed_on("collection", ["rents"], ["collect", "rent", "arrears"])
