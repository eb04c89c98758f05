"""Words that name a skill in one field, or in some words around them, and something else elsewhere."""

import time

import pytest

from shared.domain.assessment import EvidenceKind, Polarity, Section
from shared.extraction.document import Block
from shared.extraction.fields import is_of_another_field, lacks_its_field
from shared.extraction.matching import find_evidence


@pytest.fixture
def names(taxonomy):
    def names(text, section=Section.EXPERIENCE):
        text = "Jane Doe\n" + text
        found = find_evidence(text, (Block(9, len(text), section, EvidenceKind.WORK),), taxonomy)
        return [taxonomy.skill(item.skill_index).name for item in found if item.evidence.polarity is Polarity.AFFIRMED]

    return names


@pytest.mark.parametrize(
    ("skill", "inside", "outside"),
    [
        ("Amazon Web Services", "Moved four services from our cellar to AWS, in Docker", "Sounded AWS at every signal"),
        ("Apache Airflow", "Nightly ETL jobs in Airflow", "Polished teeth with the Airflow"),
        ("dbt (data build tool)", "Models in dbt on Snowflake", "DBT groups on the ward"),
        ("CAD software", "Drawings in CAD for the joiners", "Collected CAD at the counter"),
        ("use content management system software", "Kept our website in a CMS", "Scanned the stopes with a CMS"),
        ("programmable logic controller", "Replaced sensors and the PLC", "Teller for the Marlowe PLC"),
        ("logistics", "Six years of logistics with 30 lorries", "A wedding is mostly logistics"),
    ],
)
def test_a_word_of_its_field_must_stand_in_the_cv(names, skill, inside, outside):
    assert skill in names(inside)
    assert skill not in names(outside)


@pytest.mark.parametrize(
    ("skill", "so", "else_"),
    [
        ("CAD software", "Drawings in CAD", "Design work, saved CAD 40K"),
        ("SQL", "Reports in SQL", "Raised MQL to SQL from 5 to 8 per cent"),
        ("human resource management", "Head of HR for 90 staff", "Truck licence: HR"),
        ("value-added tax law", "Prepared VAT for the shop", "Fee of 200 + VAT"),
        ("resuscitation", "CPR on a guest", "CPR number on request"),
        ("ethics", "Taught ethics", "Wrote the ethics application"),
        ("mechanics", "Mechanics, statics and heat", "Paid the village mechanics"),
        ("Irish", "Languages: Gaelic (fluent)", "Languages: Scottish Gaelic (fluent)"),
        ("principles of artificial intelligence", "Seminar on algorithms in AI", "Held heifers for the AI man"),
        ("e-learning", "Wrote e-learning", "COSHH e-learning"),
        ("negotiate compromise", "Strong negotiation skills", "Two days of hostage negotiation awareness"),
        ("manage payroll", "Ran payroll for two sites", "Answered payroll tax letters"),
        ("quality assurance methodologies", "QA engineer for mobile apps", "Released together with QA"),
        ("operate forklift", "Forklift in the cold store", "Arranged forklift rental"),
        ("show empathy", "Patience, empathy and calm", "Led empathy mapping with riders"),
        ("maintain financial records", "Bookkeeping for a bakery", "Trained bookkeeping staff"),
    ],
)
def test_words_around_it_say_that_it_is_something_else(names, skill, so, else_):
    assert skill in names(so)
    assert skill not in names(else_)


@pytest.mark.parametrize(
    ("skill", "so", "else_"),
    [
        ("plan social service process", "Support planning with families", "Read the support plan each week"),
        ("develop audit plan", "Prepared the audit plan", "Prepared the floor plan"),
        ("file documents", "Paper filing in the evenings", "Moved the paper files to the loft"),
        ("control temperature", "Controlled temperatures in the brewhouse", "Drove temperature-controlled loads"),
        ("check correctness of information", "Fact-checked with two lawyers", "Sold fact-checked books"),
        ("design electronic systems", "Electronics designer in Leeds", "I sat beside the electronics designer"),
        ("execute opening and closing procedures", "Till, opening and closing.", "Told them to open and close tills"),
        ("manage securities", "Managed securities for two funds", "Trained at Fellbeck Managed Security"),
        ("desktop publishing", "DTP of two journals", "Our DTP dept. did the layout"),
    ],
)
def test_words_that_share_stems_only_say_something_else(names, skill, so, else_):
    assert skill in names(so)
    assert skill not in names(else_)


def test_a_phrase_may_be_of_one_field_as_well():
    assert lacks_its_field("cooling systems", "Brakes, clutch and cooling systems of cars")
    assert not lacks_its_field("cooling systems", "Heat pumps and cooling systems of flats")
    assert lacks_its_field("gcc", "Six years in the GCC as a fitter")
    assert not lacks_its_field("gcc", "Firmware built with GCC")


def test_a_label_of_no_field_needs_none():
    assert not lacks_its_field("welding", "Nothing of the kind")
    assert not is_of_another_field("welding", "a licence and ", " + VAT")


def test_a_label_a_thousand_times_over_is_read_in_a_moment(taxonomy):
    text = "AWS, PLC, CMS, logistics, GCC and HR. " * 4_000
    before = time.process_time()
    find_evidence(text, (Block(0, len(text), Section.EXPERIENCE, EvidenceKind.WORK),), taxonomy)
    assert time.process_time() - before < 5
