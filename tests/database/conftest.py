"""Who may do what to which table. A table that stands in no row here fails a test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.domain.caller import Caller
from shared.local.supabase_lite import LiteStack
from tests.database.samples import Row, profile_row, sample_rows

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
