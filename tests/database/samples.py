"""One row for each table, as the Data API takes it."""

import hashlib
from typing import Any
from uuid import UUID

Row = dict[str, Any]

NOW = "2026-11-23T05:55:35.95+00:00"
SKILL_ID = "01a208ad-e747-76ba-a0f8-65cd295e37e3"
ROLE_ID = "01a208ad-e747-76ba-a0f8-000000000010"
PLAN_ID = "01a208ad-e747-76ba-a0f8-000000000020"
DOCUMENT_ID = "01a208ad-e747-76ba-a0f8-000000000040"
RUN_ID = "01a208ad-e747-76ba-a0f8-000000000050"
# As nobody has touched it.
STEP = {
    "name": "extract",
    "state": "waiting",
    "attempts": 0,
    "failure": None,
    "output": {},
    "started_at": None,
    "ended_at": None,
}


def profile_row(user_id: UUID) -> Row:
    return {
        "id": str(user_id),
        "display_name": "Ann",
        "locale": "en",
        "created_at": NOW,
        "updated_at": NOW,
        "version": 1,
    }


def sample_rows(owner: UUID, editor: UUID) -> dict[str, Row]:
    """One row for each table that the Data API serves: the owner's, the editor's skill, and a role that needs it."""
    return {
        "users": profile_row(owner),
        "skills": {
            "id": SKILL_ID,
            "uri": f"urn:uuid:{SKILL_ID}",
            "source": "own",
            "name": "Python",
            "name_key": "python",
            "type": "knowledge",
            "created_by": str(editor),
            "created_at": NOW,
            "version": 1,
        },
        "assessments": {
            "id": "01a208ad-e747-76ba-a0f8-000000000001",
            "user_id": str(owner),
            "created_at": NOW,
            "as_of": "2026-11-23",
            "taxonomy_version": "t",
            "method_version": "1",
            "input_sha256": "0" * 64,
            "input_chars": 1,
            "language": "en",
            "skill_count": 0,
            "scored_count": 0,
            "result": {"skills": []},
            "version": 1,
            "document_id": "0195c1a2-7c4e-7d3b-9a51-3f2b8e6d4c10",
            "strategy": "exact",
        },
        "roles": {
            "id": ROLE_ID,
            "uri": "http://data.europa.eu/esco/occupation/1",
            "title": "Data scientist",
            "title_key": "data scientist",
            "alt_titles": ["data expert"],
            "isco_code": "2511",
            "description": "",
            "taxonomy_version": "t",
        },
        "role_skills": {
            "role_id": ROLE_ID,
            "skill_id": SKILL_ID,
            "relation": "essential",
            "taxonomy_version": "t",
        },
        "corrections": {
            "id": "01a208ad-e747-76ba-a0f8-000000000030",
            "user_id": str(owner),
            "skill_id": SKILL_ID,
            "skill_name": "Python",
            "verdict": "adjusted",
            "level": "expert",
            "machine_level": "novice",
            "reason": "ten years of it",
            "created_at": NOW,
        },
        "plans": {
            "id": PLAN_ID,
            "user_id": str(owner),
            "role_id": ROLE_ID,
            "role_title": "Data scientist",
            "strategy": "fastest",
            "hours_per_week": 6.5,
            "starts_on": "2026-11-23",
            "deadline": None,
            "ends_on": "2027-03-01",
            "assessment_id": None,
            "taxonomy_version": "t",
            "readiness_at_start": 12.5,
            "readiness_now": 12.5,
            "readiness_at_end": 100,
            "step_count": 3,
            "done_count": 0,
            "created_at": NOW,
            "updated_at": NOW,
            "version": 1,
            "body": {"steps": []},
        },
        "plan_versions": {
            "plan_id": PLAN_ID,
            "user_id": str(owner),
            "version": 1,
            "created_at": NOW,
            "cause": "created",
            "why": "you asked for it",
            "changes": [],
            "plan": {"body": {"steps": []}},
        },
        "answers": {
            "user_id": str(owner),
            "key": "k",
            "fingerprint": "0" * 64,
            "status": 201,
            "headers": [["location", "/v1/plans/1"]],
            "body": "{}",
            "created_at": NOW,
        },
        **job_rows(owner),
    }


def job_rows(owner: UUID) -> dict[str, Row]:
    """Of documents and workflows."""
    return {
        "documents": {
            "id": DOCUMENT_ID,
            "user_id": str(owner),
            "filename": "cv.pdf",
            "content_type": "application/pdf",
            "size": 2000,
            "sha256": "0" * 64,
            "state": "expected",
            "rejection": None,
            "reading": None,
            "created_at": NOW,
            "updated_at": NOW,
            "version": 1,
        },
        "workflow_runs": {
            "id": RUN_ID,
            "user_id": str(owner),
            "kind": "cv_to_plan",
            "state": "queued",
            "input": {"document_id": DOCUMENT_ID},
            "steps": [STEP, STEP | {"name": "assess"}],
            "position": 0,
            "parent_id": None,
            "is_cancelled": False,
            "is_retried": False,
            "not_before": NOW,
            "deadline": NOW,
            "claims": 0,
            "lease_until": None,
            "failure": None,
            "result": {},
            "created_at": NOW,
            "updated_at": NOW,
            "version": 1,
        },
        "outbox": {"user_id": str(owner), "run_id": RUN_ID, "due_at": NOW, "sends": 0},
        "workflow_items": {
            "user_id": str(owner),
            "run_id": RUN_ID,
            "number": 0,
            "ref": "line 1",
            "document_id": DOCUMENT_ID,
            "code": "",
            "result": {"skills": []},
        },
        "erasure_receipts": {
            "run_id": RUN_ID,
            "owner_sha256": hashlib.sha256(str(owner).encode()).hexdigest(),
            "erased_at": NOW,
            "removed": {"users": 1},
        },
        "doomed_objects": {"key": f"users/{owner}/documents/{DOCUMENT_ID}", "doomed_at": NOW},
    }


def private_rows(owner: UUID) -> dict[str, Row]:
    """One row for each table of the schema `private`."""
    return {
        "rate_limits": {"user_id": str(owner), "full_at": NOW},
        "breakers": {
            "name": "queue", "phase": "closed", "version": 1, "since": NOW, "ok": 0, "failed": 0, "probes": {}
        },
        "llm_spend": {"user_id": str(owner), "day": "2026-11-23", "tokens": 1},
    }  # fmt: skip
