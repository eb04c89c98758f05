"""Rows of before a field was there are read as what they meant."""

from datetime import date
from uuid import uuid4

from shared.domain.assessment import Assessment, FoundBy
from shared.domain.ids import UserId
from shared.domain.proposal import Writer
from shared.repositories.rows.assessments import assessment_from_row, assessment_to_row
from shared.repositories.rows.plans import plan_from_row, plan_to_row
from tests.contract.samples import NOW, assessment_result, first_version

OWNER = UserId(uuid4())


def test_an_assessment_without_proposals_has_none():
    made = Assessment.new(
        OWNER, assessment_result(), now=NOW, as_of=date(2026, 11, 23), taxonomy_version="t", method_version="1",
        input_sha256="0" * 64, input_chars=1, language="en",
    )  # fmt: skip
    row = assessment_to_row(made)
    assert assessment_from_row(row) == made
    del row["result"]["proposals"]
    assert assessment_from_row(row).result.proposals == ()


def test_evidence_that_does_not_say_how_it_was_found_was_found_by_name():
    made = Assessment.new(
        OWNER, assessment_result(), now=NOW, as_of=date(2026, 11, 23), taxonomy_version="t", method_version="3",
        input_sha256="0" * 64, input_chars=1, language="en",
    )  # fmt: skip
    row = assessment_to_row(made)
    kept = [item for skill in row["result"]["skills"] for item in skill["evidence"]]
    kept += [aside["evidence"] for aside in row["result"]["set_aside"]]
    assert {item.pop("found_by") for item in kept} == {"name", "meaning"}
    read = assessment_from_row(row).result
    evidence = [item for skill in read.skills for item in skill.evidence]
    evidence += [aside.evidence for aside in read.set_aside]
    assert {item.found_by for item in evidence} == {FoundBy.NAME}


def test_a_step_that_does_not_say_whose_words_its_reason_is_in_has_the_method_s():
    made = first_version(OWNER).plan
    row = plan_to_row(made)
    assert plan_from_row(row) == made
    for step in row["body"]["steps"]:
        del step["reason_written_by"]
    assert {step.reason_written_by for step in plan_from_row(row).steps} == {Writer.SKILLPATH}


def test_a_plan_that_does_not_say_by_which_method_it_was_made_was_made_by_the_first():
    row = plan_to_row(first_version(OWNER).plan)
    assert plan_from_row(row).body.method_version == "7"
    del row["body"]["method_version"]
    assert plan_from_row(row).body.method_version == "1"
