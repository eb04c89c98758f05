"""Who is measured, and what each is asked."""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from shared.local.events import Request, make_event

SECRET = "a secret of the benchmark's own, of more than 32 bytes"
USER = "0193a3f0-1111-7000-8000-000000000001"
_CV = json.dumps(
    {"text": "Data engineer, Acme, Jan 2019 - present\n- Built and ran data pipelines in Python and PostgreSQL\n"}
).encode()
_DOCUMENT = json.dumps(
    {
        "filename": "cv.pdf",
        "content_type": "application/pdf",
        "size": 1000,
        "sha256": hashlib.sha256(b"a CV").hexdigest(),
    }
).encode()
_NEW_SKILL = b'{"name": "Quilting", "alt_labels": ["patchwork"], "description": "Sewing layers of cloth together."}'


@dataclass(frozen=True)
class Subject:
    """Attributes:
    name: in the table.
    handler: as serverless.yml has it.
    event: what it is asked, first and ever after.
    packages: of PACKAGES.
    status: what it must answer; None of one that answers no HTTP, and must only not fail.
    is_warmed: whether it is measured warm, too.
    strategy: by which an assessment finds skills.
    """

    name: str
    handler: str
    event: object
    packages: str
    status: int | None = 200
    is_warmed: bool = True
    strategy: str = "hybrid"


def http_event(method: str, path: str, body: bytes = b"", *, signed_in: bool = True) -> dict[str, Any]:
    """As an HTTP API sends it; a token is good for an hour."""
    headers = [("accept", "application/json"), ("user-agent", "benchmark"), ("host", "api.example.org")]
    if signed_in:
        headers.append(("authorization", f"Bearer {_token()}"))
    if body:
        headers.append(("content-type", "application/json"))
    place, _, query = path.partition("?")
    request = Request(method, place, query, tuple(headers), body, "192.0.2.1")
    return make_event(request, f"{method} {place}", {}, "benchmark", datetime.now(UTC))


def environment(store_url: str, taxonomy: str) -> dict[str, str]:
    """What every subject is given, whether it uses it or not."""
    return {
        "SUPABASE_URL": store_url,
        "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_benchmark",
        "SUPABASE_SECRET_KEY": "sb_secret_benchmark",
        "SUPABASE_JWT_SECRET": SECRET,
        "SKILLPATH_CURSOR_KEY": "a key of the benchmark's own",
        "SKILLPATH_TAXONOMY": taxonomy,
        "SKILLPATH_BUCKET": "benchmark",
        "SKILLPATH_QUEUE_URL": "http://127.0.0.1:9/000000000000/benchmark",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "benchmark",
        "AWS_SECRET_ACCESS_KEY": "benchmark",
    }


def _token() -> str:
    claims = {
        "sub": USER,
        "aud": "authenticated",
        "role": "authenticated",
        "exp": int(time.time()) + 3600,
        "app_metadata": {"skillpath_role": "editor"},
    }
    return jwt.encode(claims, SECRET, "HS256")


PEERS = "tests/benchmarks/peers"
# What each would have in its zip.
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "bare": (),
    "postgrest": ("pydantic", "postgrest", "pyjwt[crypto]"),
    "powertools": ("aws-lambda-powertools", "pydantic", "postgrest", "pyjwt[crypto]"),
    "fastapi": ("fastapi", "mangum"),
    "textbook": ("fastapi", "mangum", "supabase", "pyjwt[crypto]"),
    "ours": (
        "fastapi", "mangum", "postgrest", "pydantic-settings", "pyjwt[crypto]", "itsdangerous", "tenacity",
        "pystemmer", "rapidfuzz", "numpy", "aws-lambda-powertools", "boto3",
    ),
}  # fmt: skip


def pairs() -> list[Subject]:
    """Those that are compared, on the same requests where they have them."""
    lists = http_event("GET", "/v1/skills?limit=20")
    adds = http_event("POST", "/v1/skills", _NEW_SKILL)
    hello = http_event("GET", "/v1/health", signed_in=False)
    found = [
        Subject("bare handler", f"{PEERS}/bare.handler", hello, "bare"),
        Subject("FastAPI floor", f"{PEERS}/fastapi_floor.handler", hello, "fastapi"),
        Subject("health (ours)", "functions/health/handler.handler", hello, "ours"),
    ]
    for name, handler, packages in (
        ("bare + pydantic + postgrest", f"{PEERS}/bare_postgrest.handler", "postgrest"),
        ("Powertools + postgrest", f"{PEERS}/powertools_postgrest.handler", "powertools"),
        ("textbook", f"{PEERS}/textbook.handler", "textbook"),
        ("skills (ours)", "functions/skills/handler.handler", "ours"),
    ):
        found.append(Subject(f"{name}, GET", handler, lists, packages))
        found.append(Subject(f"{name}, POST", handler, adds, packages, status=201))
    assess = http_event("POST", "/v1/assessments", _CV)
    handler = "functions/assessments/handler.handler"
    found.append(Subject("assessments by name (ours), POST", handler, assess, "ours", 201, strategy="exact"))
    found.append(Subject("assessments (ours), POST", handler, assess, "ours", 201))
    return found


def others() -> list[Subject]:
    """Every other function, each with a request that does the least of what it is for; cold alone."""
    asked: dict[str, tuple[object, int | None]] = {
        "docs": (http_event("GET", "/v1/openapi.json", signed_in=False), 200),
        "web": (http_event("GET", "/config.json", signed_in=False), 200),
        "users": (http_event("GET", "/v1/users/me"), 200),
        "roles": (http_event("GET", "/v1/roles?query=developer"), 200),
        "plans": (http_event("GET", "/v1/plans"), 200),
        "documents": (http_event("GET", "/v1/documents"), 200),
        "documents, a form to upload with": (http_event("POST", "/v1/documents", _DOCUMENT), 201),
        "workflows": (http_event("GET", "/v1/workflows"), 200),
        "document_received": (_message('{"Event": "s3:TestEvent"}'), None),
        "workflow_worker": (_message(json.dumps({"run_id": USER})), None),
        "outbox_relay": ({}, None),
    }
    return [
        Subject(name, f"functions/{name.partition(',')[0]}/handler.handler", event, "ours", status, is_warmed=False)
        for name, (event, status) in asked.items()
    ]


def _message(body: str) -> dict[str, Any]:
    sent = {"messageId": "benchmark", "receiptHandle": "benchmark", "attributes": {}, "eventSource": "aws:sqs"}
    return {"Records": [{**sent, "body": body}]}
