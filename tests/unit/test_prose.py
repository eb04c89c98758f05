from datetime import date

import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.segmentation import segment

AS_OF = date(2026, 11, 23)


def told(text):
    return [
        (text[block.start : block.end], block.kind, block.entry.period)
        for block in segment(text, AS_OF)
        if block.entry is not None
    ]


def test_a_job_told_in_a_sentence_is_an_entry_of_its_own():
    text = "Ann Lee\n\nI cook. From 2012 to 2018 I was sous chef at Hotel Plaza, where I planned menus. I sing."
    ((quoted, kind, period),) = told(text)
    assert quoted == "From 2012 to 2018 I was sous chef at Hotel Plaza, where I planned menus."
    assert kind is EvidenceKind.WORK
    assert (period.start, period.end) == (date(2012, 7, 1), date(2018, 6, 1))


def test_a_job_told_over_a_line_break_is_one_entry():
    text = "Ann Lee\n\nSince January 2019 I have been head chef at The Oak in Bristol, where I\nmanage a brigade of 14."
    ((quoted, kind, period),) = told(text)
    assert quoted.endswith("brigade of 14.")
    assert (kind, period.start, period.end) == (EvidenceKind.WORK, date(2019, 1, 1), date(2026, 11, 1))


def test_told_studies_are_education():
    ((_, kind, period),) = told("Ann Lee\n\nFrom 2009 to 2011 I studied catering at Leeds City College.")
    assert (kind, period.months) == (EvidenceKind.EDUCATION, 24)


@pytest.mark.parametrize(
    "sentence",
    [
        "Since 2019 the company has worked with 40 suppliers.",
        "From 2012 to 2018 I travelled.",
        "I worked there in 2012.",
        "I have worked in kitchens for 15 years.",
    ],
)
def test_a_sentence_without_a_person_a_range_or_work_is_no_entry(sentence):
    text = f"Ann Lee\n\nI cook and bake. {sentence}"
    assert told(text) == []
    assert {block.section for block in segment(text, AS_OF)} <= {Section.SUMMARY, Section.BOILERPLATE}


def test_blocks_around_a_told_job_still_hold_every_word():
    text = "Ann Lee\n\nI cook. From 2012 to 2018 I was sous chef. I sing.\nAnd dance."
    kept = "".join(text[block.start : block.end] for block in segment(text, AS_OF))
    assert "".join(kept.split()) == "".join(text.split())


def test_headings_within_one_paragraph_open_their_sections():
    text = (
        "Ann Lee, Norwich. Experience: Receptionist at Dental Practice from May 2019 to now: booking visits. Before"
        " that, waitress at Pizza Place, 2017 to 2019: taking orders. I was always on time. Education: GCSEs, Norwich"
        " High School, 2016. Skills: Excel. References: Bo Poe, Python plc. Hobbies: swimming."
    )
    blocks = {text[block.start : block.end]: block for block in segment(text, AS_OF)}
    first, second = (
        next(block for words, block in blocks.items() if name in words) for name in ("Receptionist", "waitress")
    )
    assert (first.kind, first.entry.period.months) == (EvidenceKind.WORK, 91)
    assert (second.kind, second.entry.period.months) == (EvidenceKind.WORK, 24)
    assert blocks["I was always on time."].kind is EvidenceKind.CLAIM  # its dates are not said
    assert blocks["Education: GCSEs, Norwich High School, 2016."].section is Section.EDUCATION
    assert blocks["Skills: Excel."].section is Section.SKILLS
    assert blocks["References: Bo Poe, Python plc."].section is Section.BOILERPLATE
