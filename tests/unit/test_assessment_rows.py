"""Assessments as rows, also as they were before quotes had pages."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.domain.assessment import Assessment
from shared.domain.ids import UserId
from shared.repositories.rows.assessments import assessment_from_row, assessment_to_row
from tests.contract.samples import assessment_result


@pytest.fixture
def assessment():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return Assessment.new(
        UserId(uuid4()),
        assessment_result(),
        now=now,
        as_of=now.date(),
        taxonomy_version="t",
        method_version="1",
        input_sha256="0" * 64,
        input_chars=100,
        language="en",
    )


def test_pages_are_kept_with_their_quotes(assessment):
    row = json.loads(json.dumps(assessment_to_row(assessment)))
    assert row["result"]["skills"][0]["evidence"][0]["page"] == 2
    assert assessment_from_row(row) == assessment


def test_what_was_kept_before_there_were_pages_is_still_read(assessment):
    row = json.loads(json.dumps(assessment_to_row(assessment)), object_hook=_without_page)
    read = assessment_from_row(row).result
    assert read.skills[0].evidence[0].page is None
    assert read.recommendations[0].page is None
    assert read.skills[0].evidence[0].quote == assessment.result.skills[0].evidence[0].quote


def test_what_was_kept_before_a_confidence_had_parts_is_still_read(assessment):
    row = json.loads(json.dumps(assessment_to_row(assessment)))
    assert row["result"]["skills"][0]["proficiency"].pop("confidence_parts")
    read, made = (of.result.skills[0].proficiency for of in (assessment_from_row(row), assessment))
    assert read.confidence_parts == ()
    assert (read.confidence, read.parts) == (made.confidence, made.parts)


def _without_page(item: dict) -> dict:
    return {name: value for name, value in item.items() if name != "page"}
