"""Who may do what to which table. A table that stands in no row here fails a test."""

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

# Of a row that belongs to `owner` (of a skill: that `editor` added).
MAY: dict[str, dict[str, str]] = {
    "users": {"owner": "select insert update", "other": "", "editor": "", "anonymous": "", "service": EVERYTHING},
    "skills": {
        "owner": "select",
        "other": "select",
        "editor": "select insert",
        "anonymous": "",
        "service": EVERYTHING,
    },
    "assessments": {
        "owner": "select insert delete",
        "other": "",
        "editor": "",
        "anonymous": "",
        "service": EVERYTHING,
    },
}
# The same through `rpc('apply_changes')`, which knows fewer operations.
MAY_APPLY: dict[str, dict[str, str]] = {
    "users": {"owner": "insert update", "other": "", "editor": "", "anonymous": "", "service": "insert update"},
    "skills": {"owner": "", "other": "", "editor": "insert", "anonymous": "", "service": "insert put"},
    "assessments": {
        "owner": "insert delete",
        "other": "",
        "editor": "",
        "anonymous": "",
        "service": "insert delete",
    },
}


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

    def hold(self, *tables: str) -> None:
        """Empty every table, then store the sample row in these."""
        for table in reversed(self.sample):
            self.actors["service"].rest("DELETE", f"{table}?id=not.is.null").raise_for_status()
        for table in tables:
            self.actors["service"].rest("POST", table, self.sample[table]).raise_for_status()

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
    )
    yield made
    made.hold()


@pytest.fixture
def skill_row(lite_people: dict[str, Caller]) -> Callable[..., Row]:
    """A skill that the editor may add, but for what is given."""

    def make(**changes: Any) -> Row:
        return sample_rows(lite_people["reader"].user_id, lite_people["editor"].user_id)["skills"] | changes

    return make


def sample_rows(owner: UUID, editor: UUID) -> dict[str, Row]:
    """One row for each table: the owner's, and the editor's skill."""
    now = "2026-11-23T05:55:35.95+00:00"
    skill_id = "01a208ad-e747-76ba-a0f8-65cd295e37e3"
    return {
        "users": {
            "id": str(owner),
            "display_name": "Ann",
            "locale": "en",
            "created_at": now,
            "updated_at": now,
            "version": 1,
        },
        "skills": {
            "id": skill_id,
            "uri": f"urn:uuid:{skill_id}",
            "source": "own",
            "name": "Python",
            "name_key": "python",
            "type": "knowledge",
            "created_by": str(editor),
            "created_at": now,
            "version": 1,
        },
        "assessments": {
            "id": "01a208ad-e747-76ba-a0f8-000000000001",
            "user_id": str(owner),
            "created_at": now,
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
    }
