"""One OpenAPI document for the whole API, out of those of its functions, with what no single route says: tags, the
headers of every answer, problems by status, and an example of every body."""

import copy
import importlib
import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute

from shared.api import VERSION
from shared.api.app import SkillpathApp
from shared.api.once import REPLAYED
from shared.api.problems import MEDIA_TYPE
from shared.local.checkout import ROOT, LocalStackError, node
from shared.local.examples import example_of, problem_example
from shared.local.routes import read_functions
from shared.taxonomy import ATTRIBUTION

DOCUMENT = ROOT / "functions" / "docs" / "openapi.json"
TYPES = ROOT / "functions" / "docs" / "openapi.d.ts"

_GENERATOR = ROOT / "node_modules" / "openapi-typescript" / "bin" / "cli.js"

_DESCRIPTION = f"""\
Which skills a CV proves, how well, and in which words; how far that is from a role; and the plan that leads there.

- **Sign in** with Supabase Auth and send its access token: `Authorization: Bearer <token>`.
- **Errors** are problem details (RFC 9457): branch on `code`, show `detail`. What is somebody else's is 404.
- **Lists** come in pages: send `next_cursor` as `cursor`, with the same filters, until it is null.
- **Repeats**: a POST or PATCH with an `Idempotency-Key` takes effect once, however often it is sent.
- **Edits** of a plan take its `ETag` in `If-Match`; where it changed meanwhile, the answer is 409 `stale-version`.
- **Limits**: 429 says in `Retry-After` when to come back.
- **Compression**: answers from about 1 kB on come as gzip to whoever sends `Accept-Encoding: gzip`, as browsers do.
- **Support**: every answer has an `X-Request-Id`; send your own to find it in the logs.

{ATTRIBUTION}"""

_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-Id": {
        "description": "Names this request in the logs: the one sent, or a new one.",
        "schema": {"type": "string"},
        "required": True,
    },
    "Location": {"description": "Where what was made is.", "schema": {"type": "string"}, "required": True},
    "ETag": {
        "description": "The version of what is answered, for `If-Match` or `If-None-Match`.",
        "schema": {"type": "string"},
        "required": True,
    },
    REPLAYED: {
        "description": "`true` where this is the stored answer to an earlier request with the same `Idempotency-Key`.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "minimum": 1},
        "required": True,
    },
    "WWW-Authenticate": {
        "description": "How to sign in.",
        "schema": {"type": "string", "enum": ["Bearer"]},
        "required": True,
    },
}
_DONE = {"201": "Made.", "202": "Taken up: it goes on by itself.", "204": "Done; there is nothing to say."}
# What `If-Match` guards is answered with its version.
_VERSIONED = ("#/components/schemas/PlanOut", "#/components/schemas/SkillOut")
_HEADERS_BY_STATUS = {
    "202": ("Location", "ETag", "Retry-After"),
    "401": ("WWW-Authenticate",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
}

_REQUEST_ID: dict[str, Any] = {
    "name": "X-Request-Id",
    "in": "header",
    "required": False,
    "description": "A name of your own for this request, up to 128 of `A-Z a-z 0-9 . _ = + -`; another is replaced.",
    "schema": {"type": "string"},
    "example": "checkout-42",
}


class ClashError(Exception):
    """Two functions say different things under one name: rename one of them."""


def load_apps() -> dict[str, SkillpathApp]:
    """The app of every function of serverless.yml, in its order."""
    return {
        function.name: importlib.import_module(function.module).app
        for function in read_functions(ROOT / "serverless.yml")
    }


def merge(apps: Mapping[str, SkillpathApp]) -> dict[str, Any]:
    """The document of all functions.

    Raises:
        ClashError: two functions have one path and method, one operation's name, or one component's name for different
            things.
    """
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "Skillpath",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [],
        "paths": {},
        "components": {"schemas": {}, "responses": {}, "parameters": {}, "headers": {}, "securitySchemes": {}},
    }
    components = document["components"]
    for name, header in _HEADERS.items():
        components["headers"][_key(name)] = header
    components["parameters"][_key(_REQUEST_ID["name"])] = _REQUEST_ID
    for name, app in apps.items():
        part = copy.deepcopy(app.openapi())
        document["tags"].append({"name": name})
        for kind, named in part.get("components", {}).items():
            _unite(components[kind], named, f"components/{kind}")
        names = {
            (route.path_format, method): route.name
            for route in app.routes
            if isinstance(route, APIRoute) and route.include_in_schema
            for method in route.methods or ()
        }
        for path, item in part["paths"].items():
            for method, operation in item.items():
                operation["tags"] = [name]
                operation["operationId"] = f"{name}_{names[path, method.upper()]}"
            _unite(document["paths"].setdefault(path, {}), item, f"paths{path}")
    _require_one_name_each(document)
    for method, _, operation in operations(document):
        _complete(method, operation, components)
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["responses"] = dict(sorted(components["responses"].items()))
    return document


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each as method, in capitals, path and operation."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def render(document: Mapping[str, Any]) -> str:
    """As it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def make_types(document: Path, target: Path) -> None:
    """Write the TypeScript types of a document.

    Raises:
        LocalStackError: Node.js or openapi-typescript is missing, or the document is not one that it reads.
    """
    if not _GENERATOR.is_file():
        raise LocalStackError("openapi-typescript is not installed: run `make setup`, or `npm ci`")
    # What has a default may be left out of a request.
    command = [node(), str(_GENERATOR), str(document), "--default-non-nullable=false", "--output", str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own files
    if done.returncode:
        raise LocalStackError(f"openapi-typescript failed: {done.stderr.strip()}")


def _unite(target: dict[str, Any], added: Mapping[str, Any], where: str) -> None:
    for name, value in added.items():
        if target.setdefault(name, value) != value:
            raise ClashError(f"{where}/{name} means two things in two functions: rename one of them")


def _require_one_name_each(document: Mapping[str, Any]) -> None:
    found: dict[str, str] = {}
    for method, path, operation in operations(document):
        route = f"{method} {path}"
        if (other := found.setdefault(operation["operationId"], route)) != route:
            raise ClashError(f"{other} and {route} are both named {operation['operationId']}: rename one of them")


def _complete(method: str, operation: dict[str, Any], components: dict[str, Any]) -> None:
    """Say of an operation what follows from its parts."""
    schemas = components["schemas"]
    headers = [_shared(item, components["parameters"]) for item in operation.get("parameters", [])]
    operation["parameters"] = [*headers, {"$ref": f"#/components/parameters/{_key(_REQUEST_ID['name'])}"}]
    repeatable = any(item.get("$ref", "").endswith("/IdempotencyKey") for item in headers)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = example_of(content["schema"], schemas, asked=True)
    for status, response in operation["responses"].items():
        response["description"] = _DONE.get(status, "Done.") if _is_unsaid(response) else response["description"]
        named = ["X-Request-Id", *_HEADERS_BY_STATUS.get(status, ())]
        content = response.get("content", {}).get("application/json")
        if content is not None:
            content["example"] = example_of(content["schema"], schemas)
            if method == "POST" and status == "201":
                named.append("Location")
        if _is_versioned(status, response, operation):
            named.append("ETag")
        if repeatable and status.startswith("2"):
            named.append(REPLAYED)
        response["headers"] = {
            **response.get("headers", {}),
            **{name: {"$ref": f"#/components/headers/{_key(name)}"} for name in named},
        }
        if MEDIA_TYPE in response.get("content", {}):
            response["content"][MEDIA_TYPE]["example"] = problem_example(int(status))
            operation["responses"][status] = _shared_problem(status, response, components["responses"])


def _is_unsaid(response: Mapping[str, Any]) -> bool:
    """Whether FastAPI put words of its own for want of better ones."""
    return bool(response["description"] == "Successful Response")


def _is_versioned(status: str, response: Mapping[str, Any], operation: Mapping[str, Any]) -> bool:
    if "304" in operation["responses"]:
        return status in ("200", "304")
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    return status.startswith("2") and schema.get("$ref") in _VERSIONED


def _shared(parameter: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """A header that several operations take is said once."""
    if parameter["in"] != "header":
        return parameter
    parameter["name"] = "-".join(word.capitalize() for word in parameter["name"].split("-"))
    key = _key(parameter["name"])
    return {"$ref": f"#/components/parameters/{key}"} if shared.setdefault(key, parameter) == parameter else parameter


def _shared_problem(status: str, response: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """The same problem of many operations is said once; one with words of its own stays where it is."""
    key = f"Problem{status}"
    return {"$ref": f"#/components/responses/{key}"} if shared.setdefault(key, response) == response else response


def _key(header: str) -> str:
    return header.replace("-", "")
