"""Licences and courses that a job's lines name."""

import time
from datetime import date

import pytest

from shared.domain.assessment import EvidenceKind
from shared.extraction.credentials import names_credential
from shared.extraction.segmentation import segment

AS_OF = date(2026, 11, 23)


@pytest.mark.parametrize(
    "line",
    [
        "Forklift licence renewed 2023",
        "- Forklift licence (renewed in May 2023)",
        "IPAF licence gained 2014",
        "• Completed Basic Life Support refresher in May 2022",
        "Food hygiene level 2 certificate obtained 2020",
        "Passed the PRINCE2 Foundation exam",
        "Hold a full forklift licence",
        "Forklift licence (2019)",
        "Full, clean driving licence",
        "Attended a three-day workshop on Java",
        "SIA Door Supervisor licence (expires 2025), First aid at work certificate 2021",
    ],
)
def test_a_line_may_do_nothing_but_name_what_was_gained(line):
    assert names_credential(line)


@pytest.mark.parametrize(
    "line",
    [
        "Held training for 20 nurses in wound care",
        "Completed training needs analysis for 40 staff",
        "Completed vehicle checks and defect reports",
        "Completed 30 audits; renewed every supplier's licence and managed budgets for the whole of the plant",
        "Trained new staff in food hygiene",
        "Issued 300 certificates a day",
        "Managed the forklift fleet",
        "",
    ],
)
def test_other_lines_tell_of_work(line):
    assert not names_credential(line)


def test_a_licence_within_a_job_is_a_certificate_of_its_own_month_not_months_of_work():
    text = "Experience\n\nDriver, Acme\n2018 - 2024\n- Drove lorries\n- Forklift licence renewed 2023\n- Loaded goods"
    blocks = {text[block.start : block.end].lstrip("- "): block for block in segment(text, AS_OF)}
    licence = blocks["Forklift licence renewed 2023"]
    assert licence.kind is EvidenceKind.CERTIFICATE
    assert licence.entry.heading == "Forklift licence renewed 2023"
    assert (licence.entry.period.start, licence.entry.period.end) == (date(2023, 9, 1), date(2023, 9, 1))
    after = blocks["Loaded goods"]
    assert after.kind is EvidenceKind.WORK
    assert after.entry.heading.startswith("Driver, Acme")


@pytest.mark.parametrize("piece", ["gained ", "licence ", "licence since ", "(. ", "a ", "level 2 ", "jan 2020 "])
def test_long_repetitions_are_read_at_once(piece):
    start = time.process_time()
    for line in (piece * 200, (piece * 40)[:120], "licence" + piece * 20):
        names_credential(line)
    assert time.process_time() - start < 0.5
