"""What each route asks of the database: requests to the Data API, and statements on a Postgres.

Every route of the OpenAPI document is called once, with much to do, and what was asked meanwhile is what
supabase/COST.md says. Where it says otherwise, its text as it should be lies in build/COST.md.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import jwt
import psycopg
import pytest
from fastapi import Depends
from sqlalchemy import event

from shared import bootstrap
from shared.api.dependencies import (
    get_caller,
    get_text_reader,
    get_uow,
    get_upload_signer,
)
from shared.api.front_end import FrontEnd, get_front_end
from shared.api.taxonomy import get_base_taxonomy, get_taxonomy
from shared.domain.caller import Caller
from shared.domain.document import Reading
from shared.domain.document_text import DocumentText, Hidden
from shared.domain.ids import DocumentId, RunId, UserId
from shared.domain.workflow import Failure
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.local.page import BUILT
from shared.local.supabase_lite import LiteStack
from shared.services.laid_texts import lay_text
from shared.services.workflows.dispatch import relay_at
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.sqlalchemy import SqlUnitOfWork, make_engine
from shared.unit_of_work.supabase import SupabaseUnitOfWork, make_http_client
from tests.functions.conftest import FUNCTIONS, make_event
from tests.functions.context import CONTEXT

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "supabase" / "COST.md"
SECRET = "a-secret-of-this-test-alone-0123456789"
CV = "Experience\n\nData analyst, Acme, Jan 2019 - Dec 2022\n- Built reports in SQL and statistics\n"
PDF = b"%PDF-1.7\nsome"
# Of paths that do not name their function.
OF_PATH = {"/": "web", "/config.json": "web", "/assets/{file}": "web", "/v1/openapi.json": "docs"}

_READ_BETWEEN = "between its admission and its commit it reads what it changes"
_OTHERS = "it looks for the other skills that it names; editors alone, and seldom"
# Of routes that take more than two round trips.
REASONS = {
    "DELETE /v1/users/me": "for its receipt it counts what goes, and it reads the version that it deletes",
    "POST /v1/skills": _OTHERS,
    "PATCH /v1/skills/{skill_id}": f"{_READ_BETWEEN}, and {_OTHERS}",
    "POST /v1/skills/{skill_id}/merge": f"{_READ_BETWEEN}, and {_OTHERS}",
    "PATCH /v1/plans/{plan_id}/steps/{step_id}": _READ_BETWEEN,
    "POST /v1/plans/{plan_id}/replan": _READ_BETWEEN,
    "POST /v1/documents": "it looks whether the same bytes were announced before",
    "POST /v1/workflows": "it looks at the document that it is about",
    "POST /v1/workflows/{workflow_id}/cancel": _READ_BETWEEN,
    "POST /v1/workflows/{workflow_id}/retry": _READ_BETWEEN,
}


@dataclass(frozen=True)
class Store:
    """One store, with two people in it who have no profile.

    Attributes:
        asked: what it was asked, in order.
    """

    secret: str
    person: Caller
    editor: Caller
    uow: Callable[[Caller | None], UnitOfWork]
    asked: list[str]


@pytest.fixture
def supabase(lite: LiteStack, lite_people: dict[str, Caller]) -> Iterator[Store]:
    asked: list[str] = []
    with make_http_client(patience_s=120.0) as http:
        http.event_hooks["request"].append(lambda request: asked.append(f"{request.method} {request.url.path}"))

        def uow(caller: Caller | None) -> UnitOfWork:
            key, token = (lite.secret_key, None) if caller is None else (lite.publishable_key, caller.token)
            return SupabaseUnitOfWork(http, lite.url, key, token)

        yield Store(lite.jwt_secret, lite_people["reader"], lite_people["editor"], uow, asked)


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Store]:
    engine = make_engine(postgres_url.replace("postgres@", "authenticator@"))
    asked: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # Whose rights it is asked with goes ahead of each; the Data API does that too.
        if "set_config" not in statement:
            asked.append(statement)

    people = [_account(postgres_url, is_editor=is_editor) for is_editor in (False, True)]
    yield Store(SECRET, *people, lambda caller: SqlUnitOfWork(engine, caller), asked)
    engine.dispose()


def _account(postgres_url: str, *, is_editor: bool) -> Caller:
    user_id = UserId(uuid4())
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("insert into auth.users (id) values (%s)", (user_id,))
    claims = {"sub": str(user_id), "aud": "authenticated", "role": "authenticated", "exp": 4_000_000_000}
    role = {"app_metadata": {"skillpath_role": "editor"}} if is_editor else {}
    return Caller(user_id, is_editor, jwt.encode({**claims, **role}, SECRET, algorithm="HS256"))


class Journey:
    """Calls the functions, and counts what each call asks the store."""

    def __init__(self, store: Store, objects: MemoryObjectStore) -> None:
        self.store = store
        self.objects = objects
        self.costs: dict[str, int] = {}

    def call(self, route: str, body: Any = None, caller: Caller | None = None, query: Any = None, **ids: Any) -> Any:
        """Args:
        route: as in the OpenAPI document; its first call is the one that is counted.
        """
        method, _, path = route.partition(" ")
        function = OF_PATH.get(path) or path.split("/")[2]
        token = (caller or self.store.person).token
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        sent = None if body is None else json.dumps(body)
        made = make_event(method, path.format(**ids), sent, headers, query or {})
        before = len(self.store.asked)
        answer = FUNCTIONS[function].handler(made, CONTEXT)
        assert answer["statusCode"] < 300, (route, answer)
        self.costs.setdefault(route, len(self.store.asked) - before)
        is_json = answer["statusCode"] != 204 and "json" in answer["headers"]["content-type"]
        return json.loads(answer["body"]) if is_json else None


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch, tiny_taxonomy) -> Iterator[Callable[[Store], dict[str, int]]]:
    """Goes every route over a store, and says what each asked of it."""
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    for name in ("SUPABASE_URL", "SKILLPATH_BUCKET", "SKILLPATH_QUEUE_URL"):
        monkeypatch.delenv(name, raising=False)

    def run(store: Store) -> dict[str, int]:
        monkeypatch.setenv("SUPABASE_JWT_SECRET", store.secret)
        monkeypatch.setattr(bootstrap, "ping_store", store.uow(None).ping)
        bootstrap.reset()
        objects = MemoryObjectStore()

        def get_counted(caller: Annotated[Caller, Depends(get_caller)]) -> UnitOfWork:
            return store.uow(caller)

        for module in FUNCTIONS.values():
            module.app.dependency_overrides = {
                get_uow: get_counted,
                get_upload_signer: lambda: objects,
                get_text_reader: lambda: objects,
                get_base_taxonomy: lambda: tiny_taxonomy,
                get_taxonomy: lambda: tiny_taxonomy,
                get_front_end: lambda: FrontEnd("https://project.supabase.co", "sb_publishable_invented", None),
            }
        journey = Journey(store, objects)
        for caller in (store.person, store.editor):
            _forget(store, caller)
        _go(journey, tiny_taxonomy)
        for caller in (store.person, store.editor):
            _forget(store, caller)
        return journey.costs

    yield run
    for module in FUNCTIONS.values():
        module.app.dependency_overrides = {}
    bootstrap.reset()


def _forget(store: Store, caller: Caller) -> None:
    with store.uow(caller) as uow:
        if user := uow.users.get(caller.user_id):
            uow.users.delete(user)
            uow.commit()


def _go(journey: Journey, taxonomy: Any) -> None:
    """Every route once, each where it has the most to do."""
    call, editor = journey.call, journey.store.editor
    call("GET /v1/health", query={"ready": "true"})
    call("GET /")
    call("GET /config.json")
    call("GET /assets/{file}", file=next((BUILT / "assets").glob("*.js")).name)
    call("GET /v1/docs")
    call("GET /v1/docs/{asset}", asset="page.css")
    call("GET /v1/openapi.json")
    call("PUT /v1/users/me", {"display_name": "Ann"})
    call("PUT /v1/users/me", {"display_name": "Ed"}, editor)
    call("GET /v1/users/me")
    _go_assessments(journey, taxonomy)
    _go_catalogue(journey)
    _go_plans(journey, taxonomy)
    _go_jobs(journey)
    call("GET /v1/users/me/export")
    call("DELETE /v1/users/me")


def _go_assessments(journey: Journey, taxonomy: Any) -> None:
    call = journey.call
    older, newer = (call("POST /v1/assessments", {"text": CV})["id"] for _ in range(2))
    call("GET /v1/assessments")
    # The latest one comes with the profile.
    call("GET /v1/assessments/{assessment_id}", assessment_id=older)
    call("DELETE /v1/assessments/{assessment_id}", assessment_id=older)
    call("GET /v1/users/me/skills")
    skill_id = next(str(skill.id) for skill in taxonomy.iter_skills() if skill.name == "SQL")
    call("PUT /v1/users/me/skills/{skill_id}", {"verdict": "adjusted", "level": "expert"}, skill_id=skill_id)
    call("GET /v1/users/me/skills/{skill_id}", skill_id=skill_id)
    call("DELETE /v1/users/me/skills/{skill_id}", skill_id=skill_id)
    assert newer != older


def _go_catalogue(journey: Journey) -> None:
    call, editor = journey.call, journey.store.editor
    names = [f"Basketry {uuid4().hex}" for _ in range(4)]
    broader = call("POST /v1/skills", {"name": names[3], "type": "skill"}, editor)
    journey.costs.pop("POST /v1/skills")
    made = [
        call("POST /v1/skills", {"name": name, "type": "skill", "broader_id": broader["id"]}, editor)["id"]
        for name in names[:2]
    ]
    call("GET /v1/skills", query={"query": names[0]})
    call("GET /v1/skills/{skill_id}", skill_id=made[0])
    call("PATCH /v1/skills/{skill_id}", {"name": names[2]}, editor, skill_id=made[0])
    call("POST /v1/skills/{skill_id}/merge", {"into_id": made[1]}, editor, skill_id=made[0])
    for skill_id in (*made, broader["id"]):
        call("DELETE /v1/skills/{skill_id}", None, editor, skill_id=skill_id)


def _go_plans(journey: Journey, taxonomy: Any) -> None:
    call = journey.call
    role_id = next(str(role.id) for role in taxonomy.roles() if role.title == "data analyst")
    call("GET /v1/roles")
    call("GET /v1/roles/nearby")
    call("GET /v1/roles/{role_id}", role_id=role_id)
    call("GET /v1/roles/{role_id}/gap", role_id=role_id)
    plan = call("POST /v1/plans", {"role_id": role_id, "hours_per_week": 6})
    plan_id, step_id = plan["id"], plan["steps"][0]["id"]
    call("GET /v1/plans")
    call("GET /v1/plans/{plan_id}", plan_id=plan_id)
    call("PATCH /v1/plans/{plan_id}/steps/{step_id}", {"status": "done"}, plan_id=plan_id, step_id=step_id)
    call("POST /v1/plans/{plan_id}/replan", {"hours_per_week": 3}, plan_id=plan_id)
    call("GET /v1/plans/{plan_id}/history", plan_id=plan_id)
    call("DELETE /v1/plans/{plan_id}", plan_id=plan_id)


def _go_jobs(journey: Journey) -> None:
    call = journey.call
    announced = {"filename": "cv.pdf", "content_type": "application/pdf", "size": len(PDF)}
    made = call("POST /v1/documents", {**announced, "sha256": hashlib.sha256(PDF).hexdigest()})
    document_id = (made.get("document") or made)["id"]
    call("GET /v1/documents")
    call("GET /v1/documents/{document_id}", document_id=document_id)
    role_id = journey.call("GET /v1/roles")["items"][0]["id"]
    asked = {"kind": "cv_to_plan", "document_id": document_id, "role_id": role_id, "hours_per_week": 6}
    run_id = call("POST /v1/workflows", asked)["id"]
    call("GET /v1/workflows")
    call("GET /v1/workflows/{workflow_id}", workflow_id=run_id)
    call("GET /v1/workflows/{workflow_id}/items", workflow_id=run_id)
    call("POST /v1/workflows/{workflow_id}/cancel", workflow_id=run_id)
    given_up = call("POST /v1/workflows", asked)["id"]
    _give_up(journey.store, RunId(UUID(given_up)))
    call("POST /v1/workflows/{workflow_id}/retry", workflow_id=given_up)
    _extract(journey, DocumentId(UUID(document_id)))
    call("GET /v1/documents/{document_id}/text", document_id=document_id)
    call("DELETE /v1/documents/{document_id}", document_id=document_id)


def _extract(journey: Journey, document_id: DocumentId) -> None:
    """As a worker does with a file that has come."""
    now = datetime.now(UTC)
    with journey.store.uow(None) as uow:
        document = uow.documents.get(journey.store.person.user_id, document_id)
        assert document is not None
        arrived = document.received(now)
        lay_text(arrived, DocumentText(CV, (0,), (), Hidden(), is_truncated=False), journey.objects)
        uow.documents.update(arrived)
        uow.documents.update(arrived.extracted(Reading(1, len(CV), 1.0, 0, ()), now))
        uow.commit()


def _give_up(store: Store, run_id: RunId) -> None:
    """As a worker does that cannot go on."""
    with store.uow(None) as uow:
        claim = uow.workflows.claim(run_id, 60)
        assert claim is not None
        now = datetime.now(UTC)
        dead = claim.run.begun(now).dead_lettered(Failure("x", "y"), now)
        uow.workflows.save(dead, relay_at(dead, now))
        uow.commit()


HEAD = """# What a request costs the database

Written by `tests/database/test_costs_of_routes.py`, which calls every route and counts. A round trip is one request
to the Data API, and one transaction; statements are those that the same use case sends a Postgres directly, without
what its functions do within one. Besides, each process reads the installation's own skills again every half minute.

| Route | Round trips | Statements | Why more than two |
| --- | ---: | ---: | --- |
"""


def _render(round_trips: dict[str, int], statements: dict[str, int]) -> str:
    rows = [
        f"| `{route}` | {count} | {statements[route]} | {REASONS.get(route, '')} |"
        for route, count in round_trips.items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def test_every_route_asks_the_database_what_the_table_says(
    travel: Callable[[Store], dict[str, int]], supabase: Store, postgres: Store, page: Path
):
    document = json.loads((ROOT / "functions" / "docs" / "openapi.json").read_text())
    routes = [f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods]
    round_trips, statements = travel(supabase), travel(postgres)
    assert set(round_trips) == set(statements) == set(routes)
    counted = _render({route: round_trips[route] for route in routes}, statements)
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "COST.md").write_text(counted)
    assert counted == TABLE.read_text(), "supabase/COST.md is not what was counted: build/COST.md is"


def test_more_than_two_round_trips_have_a_reason():
    found = re.findall(r"^\| `(.+?)` \| (\d+) \| \d+ \| (.*) \|$", TABLE.read_text(), re.MULTILINE)
    assert len(found) > 40
    assert {route for route, count, _ in found if int(count) > 2} == set(REASONS)
    assert all(reason for route, _, reason in found if route in REASONS)
