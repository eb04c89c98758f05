"""Every error as RFC 9457 problem details, `application/problem+json`; the one place where errors get a status."""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from shared.domain import errors
from shared.telemetry.record import note

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
# A hostile body can be wrong in a hundred thousand places, under names as long as it likes.
MAX_FIELDS = 20
MAX_POINTER_CHARS = 200

# The most specific class of an error that stands here decides.
STATUS_BY_ERROR: dict[type[errors.SkillpathError], int] = {
    errors.InvalidInputError: 422,
    errors.TextTooLongError: 413,
    errors.InvalidCursorError: 400,
    errors.AnswerTooLargeError: 413,
    errors.NotFoundError: 404,
    errors.ConflictError: 409,
    errors.NotAuthenticatedError: 401,
    errors.NotAllowedError: 403,
    errors.RateLimitedError: 429,
    errors.UnavailableError: 503,
}

# What the framework raises by itself: code, and what to do.
_FRAMEWORK_PROBLEMS = {
    400: ("invalid-json", "the body is not JSON that can be read: check its syntax and its encoding, UTF-8"),
    404: ("not-found", "there is nothing at this path: check it, and that an id in it is a UUID"),
    405: ("method-not-allowed", "this path does not answer that method: the Allow header names those it does"),
    413: ("body-too-large", "the body is larger than 1 MiB: send less"),
}

_log = logging.getLogger("skillpath.api")


class ProblemField(BaseModel):
    """One field that cannot be used: in the body (`pointer`) or in the query (`parameter`)."""

    pointer: Annotated[str | None, Field(description="JSON Pointer into the body.", examples=["#/display_name"])] = None
    parameter: Annotated[str | None, Field(description="Name of a query parameter.", examples=["limit"])] = None
    detail: Annotated[str, Field(examples=["Field required"])]


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it. Branch on `code`; show `detail`."""

    type: Annotated[str, Field(examples=["urn:skillpath:problem:skill-not-found"])]
    title: Annotated[str, Field(examples=["Skill not found"])]
    status: Annotated[int, Field(examples=[404])]
    detail: Annotated[str, Field(description="What was wrong, and what to do next.")]
    code: Annotated[str, Field(description="Stable.", examples=["skill-not-found"])]
    instance: Annotated[str | None, Field(description="Names this request, as its logs do.")] = None
    errors: Annotated[list[ProblemField] | None, Field(description="With `invalid-request`: each field.")] = None


def problem_response(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    fields: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer. `detail` and `fields` are for strangers: of the input they hold no more than the names of fields."""
    note(code=code)
    body: dict[str, Any] = {
        "type": f"urn:skillpath:problem:{code}",
        "title": code.replace("-", " ").capitalize(),
        "status": status,
        "detail": detail,
        "code": code,
    }
    if request_id := _request_id(request):
        body["instance"] = f"urn:skillpath:request:{request_id}"
    if fields:
        body["errors"] = fields
    # Half a surrogate pair, as a field's name can hold, has no UTF-8; its escape is JSON all the same.
    content = json.dumps(body, ensure_ascii=False).encode(errors="backslashreplace")
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install_problems(app: FastAPI) -> None:
    """Have the app answer every error it raises, and every one of the framework's, with a problem."""
    app.add_exception_handler(errors.SkillpathError, _answer_own_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_framework_error)


def status_of(error: errors.SkillpathError) -> int:
    """500 for one that the table has no class of."""
    return next((STATUS_BY_ERROR[cls] for cls in type(error).__mro__ if cls in STATUS_BY_ERROR), 500)


def internal_error(request: Request, error: Exception) -> Response:
    """Log an unforeseen error whole, and say nothing of it to the outside."""
    if isinstance(error, ValidationError | ResponseValidationError):
        # The text of these quotes the values that were refused, which may be of somebody's CV.
        found = [(".".join(map(str, item["loc"])), item["type"]) for item in error.errors()]
        frames = "".join(traceback.format_tb(error.__traceback__))
        _log.error("request %s failed: %s at %s\n%s", _request_id(request), type(error).__name__, found, frames)
    else:
        _log.error("request %s failed", _request_id(request), exc_info=error)
    detail = "something went wrong here: try again, and if it stays, tell us the request's id"
    return problem_response(request, 500, "internal-error", detail)


def _request_id(request: Request) -> str | None:
    found: str | None = request.scope.get("state", {}).get("request_id")
    return found


async def _answer_own_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, errors.SkillpathError) or (status := status_of(error)) == 500:
        return internal_error(request, error)
    headers: dict[str, str] = {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, errors.RateLimitedError):
        headers["Retry-After"] = str(error.retry_after_s)
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_S)
        _log.error("request %s: %s: %s", _request_id(request), error.code, error)
    return problem_response(request, status, error.code, str(error), headers=headers)


async def _answer_invalid_request(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if any(item["type"] == "json_invalid" for item in found):
        return problem_response(request, 400, *_FRAMEWORK_PROBLEMS[400])
    if any(item["loc"][0] == "path" for item in found):
        # What cannot be an id names nothing.
        return problem_response(request, 404, *_FRAMEWORK_PROBLEMS[404])
    detail = "the request does not have the form it should: `errors` names each field"
    body = error.body if isinstance(error, RequestValidationError) else None
    fields = [_field(item, body) for item in found[:MAX_FIELDS]]
    return problem_response(request, 422, "invalid-request", detail, fields=fields)


def _field(item: Mapping[str, Any], body: object) -> dict[str, str]:
    """Where and why, without the value, which Pydantic's messages leave out too but for that of a union's kind."""
    place, *path = item["loc"]
    detail = str(item["msg"])
    if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
        path.append(str(item["ctx"]["discriminator"]).strip("'"))
        tags = item["ctx"].get("expected_tags")
        detail = f"Input should be {tags}" if tags else "Field required"
    if place == "body":
        path = _without_kinds(path, body)
        pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
        return {"pointer": f"#{pointer}"[:MAX_POINTER_CHARS], "detail": detail}
    return {"parameter": ".".join(map(str, path))[:MAX_POINTER_CHARS], "detail": detail}


def _without_kinds(path: list[Any], body: object) -> list[Any]:
    """The way to a value of the body. Pydantic puts the kind of a union's member in it, which is no field there."""
    kept = []
    for place, part in enumerate(path):
        is_last = place == len(path) - 1
        if isinstance(body, Mapping) and part not in body and not is_last and part in body.values():
            continue
        kept.append(part)
        if isinstance(body, Mapping):
            body = body.get(part)
        else:
            body = body[part] if isinstance(body, list) and isinstance(part, int) and part < len(body) else None
    return kept


async def _answer_framework_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return internal_error(request, error)
    phrase = HTTPStatus(error.status_code).phrase
    code, detail = _FRAMEWORK_PROBLEMS.get(error.status_code, (phrase.lower().replace(" ", "-"), phrase))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed_methods(request))
    return problem_response(request, error.status_code, code, detail, headers=headers)


def _allowed_methods(request: Request) -> list[str]:
    """Of all routes at the path: Starlette's own answer names those of the first alone."""
    methods: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            methods |= route.methods
    return sorted(methods)
