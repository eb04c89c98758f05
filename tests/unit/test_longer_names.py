"""A skill's word within a longer name is no skill."""

import pytest

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block, Entry
from shared.extraction.hidden import hide


def hidden(text, *blocks):
    return [part for part in _pieces(text, hide(text, blocks)) if part]


def _pieces(text, shown):
    """What is hidden of a text, each stretch by itself."""
    pieces, start = [], None
    for at, (one, other) in enumerate(zip(text + " ", shown + " ", strict=True)):
        if one != other and start is None:
            start = at
        elif one == other and start is not None and not one.isspace():
            pieces.append(text[start:at].strip())
            start = None
    if start is not None:
        pieces.append(text[start:].strip())
    return pieces


HEAD = "my skills are told below:\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Perl & Oak Software Inc., Leeds", "Perl & Oak Software Inc"),
        ("porter at Birkdale Hydraulics Ltd in Leeds", "Birkdale Hydraulics Ltd"),
        ("2. BIRKDALE BANK PLC, Leeds", "2. BIRKDALE BANK PLC"),
        ("Employer: Birkdale Managed Security", "Birkdale Managed Security"),
        ("worked with Polish and Portuguese colleagues", "Polish and Portuguese colleagues"),
        ("the crew was mostly Polish and Irish", "Polish and Irish"),
        ("laid English garden wall bond", "English garden wall bond"),
        ("photos in a Marathi daily newspaper", "Marathi daily newspaper"),
        ("GCSE Home Economics B", "Home Economics"),
        ("Driving licence B, C, C+E", "B, C, C+E"),
        ("Sourcing Go, .Net and SAP profiles", "Go, .Net and SAP profiles"),
        ("Roles filled: Python developers, Linux admins", "Python developers, Linux admins"),
        ("recruited Java developers on LinkedIn", "Java developers"),
    ],
)
def test_a_longer_name_is_hidden(line, name):
    assert hidden(HEAD + line) == [name]


@pytest.mark.parametrize(
    "line",
    [
        "Siemens PLC, SCADA",
        "Hired and trained welders",
        "Recruitment, Python scripting for analysts",
        "Hired two apprentices, built a till in Kotlin",
        "Python Developer, Limited experience of Java",
        "Java Developer Birkdale Ltd",  # its title stays
        "Accounts: Sage, Limited company returns",
        "VAT and Corporation Tax",
        "Environment: C++, SQL\nInc. training",
        "Polish and Portuguese, fluent",
        "taught English and French",
        "teaching clients English",
        "Company: we rent bikes",
        "Driving licence, Python",
    ],
)
def test_what_only_looks_like_one_stays(line):
    assert hidden(HEAD + line) == []


def test_an_employer_behind_a_title_is_hidden_also_where_columns_part_the_heading():
    text = HEAD + "Desk clerk, Birkdale Medical Devices, Leeds\t2014 to 2018"
    heading = "Desk clerk, Birkdale Medical Devices, Leeds, 2014 to 2018"
    block = Block(len(HEAD), len(text), Section.EXPERIENCE, EvidenceKind.WORK, Entry(heading, None))
    assert hidden(text, block) == ["Birkdale Medical Devices"]
