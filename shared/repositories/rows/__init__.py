"""Aggregates as rows and back, and what a broken constraint means: once, for every store that has rows."""

from shared.repositories.rows.answers import ANSWER_COLUMNS, answer_from_row, answer_to_row
from shared.repositories.rows.assessments import (
    ASSESSMENT_COLUMNS,
    SUMMARY_COLUMNS,
    assessment_from_row,
    assessment_to_row,
    summary_from_row,
)
from shared.repositories.rows.batches import Batch, keys_of, to_batches
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.rows.corrections import CORRECTION_COLUMNS, correction_from_row, correction_to_row
from shared.repositories.rows.documents import DOCUMENT_COLUMNS, document_from_row
from shared.repositories.rows.holdings import (
    admission_from_json,
    admission_to_json,
    holdings_from_json,
    profile_from_json,
)
from shared.repositories.rows.plans import (
    PLAN_COLUMNS,
    PLAN_SUMMARY_COLUMNS,
    PLAN_VERSION_COLUMNS,
    plan_from_row,
    plan_summary_from_row,
    plan_to_row,
    plan_version_from_row,
    plan_version_to_row,
)
from shared.repositories.rows.skills import SKILL_COLUMNS, skill_from_row, skill_to_row
from shared.repositories.rows.users import USER_COLUMNS, user_from_row, user_to_row
from shared.repositories.rows.values import Row, stamp
from shared.repositories.rows.workflows import (
    ITEM_COLUMNS,
    RECEIPT_COLUMNS,
    RUN_COLUMNS,
    claim_from_json,
    item_from_row,
    receipt_from_row,
    run_from_row,
)

__all__ = [
    "ANSWER_COLUMNS",
    "ASSESSMENT_COLUMNS",
    "CORRECTION_COLUMNS",
    "DOCUMENT_COLUMNS",
    "ITEM_COLUMNS",
    "PLAN_COLUMNS",
    "PLAN_SUMMARY_COLUMNS",
    "PLAN_VERSION_COLUMNS",
    "RECEIPT_COLUMNS",
    "RUN_COLUMNS",
    "SKILL_COLUMNS",
    "SUMMARY_COLUMNS",
    "USER_COLUMNS",
    "Batch",
    "Row",
    "admission_from_json",
    "admission_to_json",
    "answer_from_row",
    "answer_to_row",
    "assessment_from_row",
    "assessment_to_row",
    "claim_from_json",
    "constraint_error",
    "correction_from_row",
    "correction_to_row",
    "document_from_row",
    "holdings_from_json",
    "item_from_row",
    "keys_of",
    "plan_from_row",
    "plan_summary_from_row",
    "plan_to_row",
    "plan_version_from_row",
    "plan_version_to_row",
    "profile_from_json",
    "receipt_from_row",
    "run_from_row",
    "skill_from_row",
    "skill_to_row",
    "stale_error",
    "stamp",
    "summary_from_row",
    "to_batches",
    "user_from_row",
    "user_to_row",
]
