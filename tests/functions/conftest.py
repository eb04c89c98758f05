"""The functions' own handlers, called with API Gateway events, over a store in memory."""

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import jwt
import pytest

from shared import bootstrap
from shared.api.dependencies import get_text_reader, get_uow, get_upload_signer
from shared.api.front_end import FrontEnd, get_front_end
from shared.api.taxonomy import get_base_taxonomy, get_taxonomy
from shared.gateways.memory_object_store import MemoryObjectStore
from shared.repositories.fake import MemoryRepository
from shared.unit_of_work.fake import FakeUnitOfWork
from tests.functions.context import CONTEXT

SECRET = "a-secret-of-this-test-alone-0123456789"
ORIGIN = "https://app.example.org"
FRONT_END = FrontEnd("https://project.supabase.co", "sb_publishable_invented", "https://files.example.org/bucket")
_MODULES = {
    path.parent.name: importlib.import_module(f"functions.{path.parent.name}.handler")
    for path in sorted((Path(__file__).parents[2] / "functions").glob("*/handler.py"))
}
# Those that requests reach; queues and the clock call the others.
FUNCTIONS = {name: module for name, module in _MODULES.items() if hasattr(module, "app")}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """Of a problem, once it is one in every respect."""
        problem = self.json
        assert self.headers["content-type"] == "application/problem+json"
        assert problem["status"] == self.status
        assert problem["type"] == f"urn:skillpath:problem:{problem['code']}"
        assert problem["instance"] == f"urn:skillpath:request:{self.headers['x-request-id']}"
        assert problem["title"]
        assert problem["detail"]
        return problem["code"]


def make_event(
    method: str, path: str, body: str | None, headers: Mapping[str, str], query: Mapping[str, Any]
) -> dict[str, Any]:
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "headers": {"host": "api.example.org", **headers},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "$default",
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    return event if body is None else {**event, "body": body}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (
        "SUPABASE_URL", "SKILLPATH_BUCKET", "SKILLPATH_CURSOR_KEY", "SKILLPATH_DATABASE_URL", "SKILLPATH_QUEUE_URL"
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SKILLPATH_STORE", "memory")
    monkeypatch.setenv("SUPABASE_JWT_SECRET", SECRET)
    monkeypatch.setenv("SKILLPATH_CORS_ORIGINS", ORIGIN)
    bootstrap.reset()
    for module in FUNCTIONS.values():
        module.app.middleware_stack = None  # made at the first request, with the origins there are then
    yield
    bootstrap.reset()


@pytest.fixture
def store() -> MemoryRepository:
    return MemoryRepository()


@pytest.fixture
def objects() -> MemoryObjectStore:
    return MemoryObjectStore()


@pytest.fixture(autouse=True)
def _fakes(store, objects, tiny_taxonomy) -> Iterator[None]:
    for module in FUNCTIONS.values():
        module.app.dependency_overrides = {
            get_uow: lambda: FakeUnitOfWork(store),
            get_upload_signer: lambda: objects,
            get_front_end: lambda: FRONT_END,
            get_text_reader: lambda: objects,
            get_base_taxonomy: lambda: tiny_taxonomy,
            get_taxonomy: lambda: tiny_taxonomy,
        }
    yield
    for module in FUNCTIONS.values():
        module.app.dependency_overrides = {}


@pytest.fixture
def token() -> Callable[..., str]:
    """Makes a token as Supabase Lite does."""

    def make(user_id: UUID | None = None, *, editor: bool = False, **claims: object) -> str:
        now = datetime.now(UTC)
        payload = {
            "sub": str(user_id or uuid4()),
            "aud": "authenticated",
            "role": "authenticated",
            "iat": now,
            "exp": now + timedelta(hours=1),
            **({"app_metadata": {"skillpath_role": "editor"}} if editor else {}),
            **claims,
        }
        return jwt.encode(payload, SECRET, algorithm="HS256")

    return make


@pytest.fixture
def call() -> Callable[..., Answer]:
    """Calls a function: `call("skills", "GET", "/v1/skills", token=…, query={"limit": 2})`."""

    def run(
        function: str,
        method: str,
        path: str,
        *,
        token: str | None = None,
        json_body: Any = None,
        body: str | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = dict(headers or {})
        if json_body is not None:
            body = json.dumps(json_body)
        if body is not None:
            sent.setdefault("content-type", "application/json")
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        event = make_event(method, path, body, sent, query or {})
        answer = FUNCTIONS[function].handler(event, CONTEXT)
        assert not answer.get("isBase64Encoded"), "text went out as base64"
        return Answer(answer["statusCode"], answer.get("headers", {}), answer.get("body", ""))

    return run


@pytest.fixture
def ann() -> UUID:
    return uuid4()


@pytest.fixture
def anns(token, ann) -> str:
    """Ann's token."""
    return token(ann)


@pytest.fixture
def editors(call, token) -> str:
    """The token of a catalogue editor, who has a profile."""
    made = token(uuid4(), editor=True)
    assert call("users", "PUT", "/v1/users/me", token=made, json_body={"display_name": "Ed"}).status == 201
    return made
