"""What somebody does for pleasure is no evidence of what they can be hired for."""

from datetime import date

import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block
from shared.extraction.matching import find_evidence
from shared.extraction.pastimes import tells_of_pastimes
from shared.extraction.segmentation import segment
from shared.extraction.sentences import Span

CLAIM = Block(0, 0, Section.OTHER, EvidenceKind.CLAIM)
WORK = Block(0, 0, Section.EXPERIENCE, EvidenceKind.WORK)
SKILLS = Block(0, 0, Section.SKILLS, EvidenceKind.CLAIM)
SCHOOL = Block(0, 0, Section.EDUCATION, EvidenceKind.EDUCATION)
PROFILE = Block(0, 0, Section.SUMMARY, EvidenceKind.CLAIM)


def is_pastime(sentence, block=CLAIM):
    return tells_of_pastimes(sentence, Span(0, len(sentence)), block)


@pytest.mark.parametrize(
    "sentence",
    [
        "Hobbies: theatre, bouldering, photography",
        "INTERESTS: BINGO, SEWING",
        "Sport & leisure: archery, ham radio",
        "Woodturning, baseball, amateur radio",
        "- Hobbies & interests: chess, Python",
        "Passtime: cricket, cooking",
        "In my own time: chess, growing vegetables",
        "Free time – pottery, baking",
        "Off watch: fishing, accordion",
        "Off duty: gardening",
        "Outside work: running, learning Japanese",
        "Away from the office: cheese making",
        "At weekends: five-a-side",
        "Fun facts: once cooked for 300",
        "I enjoy gardening, patchwork and genealogy.",
        "I like capoeira, Java and Bali",
        "On Sundays I play trombone and sing in church.",
        "HOBBIES\tPottery, singing",
        "Interests   sewing, markets",
        "INTERESTS Sewing and markets",
        "Badminton, restoring an old lathe, reading",
        "Otherwise: wild swimming, Irish at evening class",
    ],
)
def test_a_label_or_a_liking_tells_of_pastimes(sentence):
    assert is_pastime(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Research interests: machine learning, statistics",  # a trade
        "Off-site: installation of windows",
        "Outside Leeds: deliveries by van",
        "I like to weld",  # a wish or a claim: polarity's part
        "Timekeeping: good",
        "Sundays worked as a chef",
        "Tennis coach: tennis, badminton, level 2",  # a trade
        "Cooking, tennis",  # one of them might be
        "Reading drawings, running cables, golf",
        "Meter reading, cycling",
        "Interest on loans: accounting",
    ],
)
def test_what_only_looks_like_one_tells_of_none(sentence):
    assert not is_pastime(sentence)


def test_of_work_people_say_that_they_enjoy_it_too():
    assert not is_pastime("I enjoy teaching mathematics", WORK)
    assert not is_pastime("I love baking bread by night", PROFILE)
    assert is_pastime("Hobbies: baking", WORK)
    assert not is_pastime("Guitar, drums, piano", SKILLS)
    assert not is_pastime("Sports studies: football, rugby", SCHOOL)
    assert is_pastime("Otherwise: sea swimming, Irish", SCHOOL)
    assert is_pastime("Volleyball, travelling, sewing", SKILLS)
    assert not is_pastime("Choir, brass band, festival planning", WORK)


CV = """Jane Doe

Skills
Python, SQL

Interests
chess, Kubernetes
Perl and Ruby scripts

Languages: German
"""


@pytest.mark.parametrize("heading", ["Interests", "Hobbies & Interests", "HOBBIES", "Free time"])
def test_under_a_heading_of_pastimes_nothing_is_read_and_after_it_all(small_taxonomy, heading):
    def names(text):
        found = find_evidence(text, segment(text, date(2026, 1, 1)), small_taxonomy)
        return {small_taxonomy.skill(item.skill_index).name for item in found}

    shown = names(CV.replace("Interests", heading))
    assert {"SQL", "German"} <= shown
    assert "kubernetes" not in shown
    assert "kubernetes" in names(CV.replace("Interests", "Tools"))


def test_a_label_covers_its_line_alone(small_taxonomy):
    text = "Jane Doe\n\nSkills\nSQL\n\nHobbies: chess, Kubernetes\nLanguages: German\n"
    found = find_evidence(text, segment(text, date(2026, 1, 1)), small_taxonomy)
    assert [small_taxonomy.skill(item.skill_index).name for item in found] == ["SQL", "German"]
