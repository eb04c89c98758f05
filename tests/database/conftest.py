"""Who may do what to which table. A table that stands in no row here fails a test."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.domain.caller import Caller
from shared.local.supabase_lite import LiteStack

Row = dict[str, Any]

EVERYTHING = "select insert update delete"
NOBODY_ELSE = {"other": "", "editor": "", "anonymous": ""}

# Of a row that belongs to `owner` (of a skill: that `editor` added; of a role: the service's).
MAY: dict[str, dict[str, str]] = {
    "users": {"owner": EVERYTHING, **NOBODY_ELSE, "service": EVERYTHING},
    "skills": {"owner": "select", "other": "select", "editor": EVERYTHING, "anonymous": "", "service": EVERYTHING},
    "assessments": {"owner": "select insert delete", **NOBODY_ELSE, "service": EVERYTHING},
    "roles": {"owner": "select", "other": "select", "editor": "select", "anonymous": "", "service": EVERYTHING},
    "role_skills": {"owner": "select", "other": "select", "editor": "select", "anonymous": "", "service": EVERYTHING},
    "corrections": {"owner": "select insert", **NOBODY_ELSE, "service": EVERYTHING},
    "plans": {"owner": EVERYTHING, **NOBODY_ELSE, "service": EVERYTHING},
    "plan_versions": {"owner": "select insert", **NOBODY_ELSE, "service": EVERYTHING},
    "answers": {"owner": "select insert delete", **NOBODY_ELSE, "service": EVERYTHING},
    "documents": {"owner": "select insert update", **NOBODY_ELSE, "service": EVERYTHING},
    "workflow_runs": {"owner": "select insert update", **NOBODY_ELSE, "service": EVERYTHING},
    "outbox": {"owner": "select insert update", **NOBODY_ELSE, "service": EVERYTHING},
    "workflow_items": {"owner": "select", **NOBODY_ELSE, "service": EVERYTHING},
    "erasure_receipts": {"owner": "select", **NOBODY_ELSE, "service": EVERYTHING},
    "doomed_objects": {"owner": "", **NOBODY_ELSE, "service": EVERYTHING},
}
# Of tables that the Data API does not serve: the rights that its functions use.
MAY_PRIVATE: dict[str, dict[str, str]] = {
    "rate_limits": {"owner": "select insert update", **NOBODY_ELSE, "service": ""},
    "breakers": {"owner": "", **NOBODY_ELSE, "service": "select insert update"},
    "llm_spend": {"owner": "", **NOBODY_ELSE, "service": EVERYTHING},
}
# The same through `rpc('apply_changes')`, which knows fewer operations.
MAY_APPLY: dict[str, dict[str, str]] = {
    "users": {"owner": "insert update delete", **NOBODY_ELSE, "service": "insert update delete"},
    "skills": {
        "owner": "",
        "other": "",
        "editor": "insert update delete",
        "anonymous": "",
        "service": "insert put update delete",
    },
    "assessments": {"owner": "insert delete", **NOBODY_ELSE, "service": "insert delete"},
    "roles": {"owner": "", **NOBODY_ELSE, "service": "put retire"},
    "role_skills": {"owner": "", **NOBODY_ELSE, "service": "put retire"},
    "corrections": {"owner": "insert", **NOBODY_ELSE, "service": "insert"},
    "plans": {"owner": "insert update delete", **NOBODY_ELSE, "service": "insert update delete"},
    "plan_versions": {"owner": "insert", **NOBODY_ELSE, "service": "insert"},
    "answers": {"owner": "insert", **NOBODY_ELSE, "service": "insert"},
    "documents": {"owner": "insert update", **NOBODY_ELSE, "service": "insert update"},
    "workflow_runs": {"owner": "insert flag", **NOBODY_ELSE, "service": "insert update flag"},
    "outbox": {"owner": "put", **NOBODY_ELSE, "service": "put forget"},
    "workflow_items": {"owner": "", **NOBODY_ELSE, "service": "insert remove"},
    "erasure_receipts": {"owner": "", **NOBODY_ELSE, "service": "insert"},
    "doomed_objects": {"owner": "", **NOBODY_ELSE, "service": "forget"},
}
# What the row of a table cannot be without. "editors" is not a table: it stands for the profile of the skill's editor.
NEEDED: dict[str, tuple[str, ...]] = {
    "users": (),
    "skills": ("editors",),
    "assessments": ("users",),
    "roles": (),
    "role_skills": ("editors", "skills", "roles"),
    "corrections": ("users",),
    "plans": ("users",),
    "plan_versions": ("users", "plans"),
    "answers": ("users",),
    "documents": ("users",),
    "workflow_runs": ("users",),
    "outbox": ("users", "workflow_runs"),
    "workflow_items": ("users", "workflow_runs"),
    "erasure_receipts": (),
    "doomed_objects": (),
    "rate_limits": ("users",),
    "breakers": (),
    "llm_spend": ("users",),
}
# A column of each table that an update would change.
CHANGE: dict[str, dict[str, Any]] = {
    "users": {"display_name": "Bea", "version": 2},
    "skills": {"description": "changed", "version": 2},
    "assessments": {"language": "de", "version": 2},
    "roles": {"description": "changed"},
    "role_skills": {"relation": "optional"},
    "corrections": {"reason": "changed"},
    "plans": {"hours_per_week": 7.5, "version": 2},
    "plan_versions": {"why": "changed"},
    "answers": {"status": 200},
    # All that a user may change of one, and of a run; the service changes more.
    "documents": {"state": "erased", "filename": "", "sha256": "", "version": 2},
    "workflow_runs": {"is_cancelled": True},
    # As Lite prints it.
    "outbox": {"due_at": "2026-11-24 00:00:00+00"},
    "workflow_items": {"code": "no-text"},
    "erasure_receipts": {"removed": {"users": 2}},
    "doomed_objects": {"doomed_at": "2026-11-24 00:00:00+00"},
    "rate_limits": {"full_at": "2026-11-24T00:00:00+00:00"},
    "breakers": {"phase": "open"},
    "llm_spend": {"tokens": 5},
}
# A column that is in every row of a table.
FILLED = {
    "role_skills": "role_id",
    "plan_versions": "plan_id",
    "answers": "user_id",
    "outbox": "run_id",
    "workflow_items": "run_id",
    "erasure_receipts": "run_id",
    "doomed_objects": "key",
}


def any_row(table: str) -> str:
    """The path of a request for all rows of a table."""
    return f"{table}?{FILLED.get(table, 'id')}=not.is.null"


@dataclass(frozen=True)
class Actor:
    """Somebody who sends requests to the Data API, by name as in MAY."""

    name: str
    url: str
    http: httpx.Client
    headers: dict[str, str]

    def rest(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {**self.headers, "Prefer": "return=representation"}
        return self.http.request(method, f"{self.url}/rest/v1/{path}", json=body, headers=headers)

    def rows(self, table: str) -> list[Row]:
        answer = self.rest("GET", table)
        return list(answer.json()) if answer.is_success else []

    def apply(self, changes: Any) -> httpx.Response:
        return self.rest("POST", "rpc/apply_changes", {"changes": changes})


@dataclass(frozen=True)
class Database:
    """A live database, as its actors see it, and one row for each table."""

    actors: dict[str, Actor]
    sample: dict[str, Row]
    editor_profile: Row

    def hold(self, *names: str) -> None:
        """Empty every table, then store the sample row of these; "editors" is the profile of the skill's editor."""
        for table in ("roles", "skills", "users", "erasure_receipts", "doomed_objects"):
            # The rest goes with them; documents that go leave objects behind.
            self.actors["service"].rest("DELETE", any_row(table)).raise_for_status()
        for name in names:
            table, row = ("users", self.editor_profile) if name == "editors" else (name, self.sample[name])
            self.actors["service"].rest("POST", table, row).raise_for_status()

    def stored(self, table: str) -> list[Row]:
        return self.actors["service"].rows(table)


@pytest.fixture
def database(lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client) -> Iterator[Database]:
    def actor(name: str, api_key: str, token: str | None) -> Actor:
        headers = {"apikey": api_key}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return Actor(name, lite.url, http, headers)

    owner, editor = lite_people["reader"].user_id, lite_people["editor"].user_id
    made = Database(
        {
            "owner": actor("owner", lite.publishable_key, lite_people["reader"].token),
            "other": actor("other", lite.publishable_key, lite_people["other"].token),
            "editor": actor("editor", lite.publishable_key, lite_people["editor"].token),
            "anonymous": actor("anonymous", lite.publishable_key, None),
            "service": actor("service", lite.secret_key, None),
        },
        sample_rows(owner, editor),
        profile_row(editor),
    )
    yield made
    made.hold()


@pytest.fixture
def skill_row(lite_people: dict[str, Caller]) -> Callable[..., Row]:
    """A skill that the editor may add, but for what is given."""

    def make(**changes: Any) -> Row:
        return sample_rows(lite_people["reader"].user_id, lite_people["editor"].user_id)["skills"] | changes

    return make


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
