"""What surrounds every app: the request's id, the limit of its body, the last resort for errors, and CORS."""

import re
import uuid
from collections.abc import Callable, Sequence

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.api.problems import internal_error, problem_response
from shared.telemetry.record import note

MAX_BODY_BYTES = 1024 * 1024
REQUEST_ID = "X-Request-Id"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._=+-]{1,128}")


class Edge:
    """Inside CORS, so that what it answers can be read by a page too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whatever happens in it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        note(request_id=request_id)
        received = 0
        answering = False

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MAX_BODY_BYTES:
                raise HTTPException(413)
            return message

        async def send_with_id(message: Message) -> None:
            nonlocal answering
            if message["type"] == "http.response.start":
                answering = True
                own = [(b"x-request-id", request_id.encode()), (b"x-content-type-options", b"nosniff")]
                headers = message["headers"] = [*message["headers"], *own]
                if all(name != b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))  # what is answered is somebody's own
            await send(message)

        try:
            await self._app(scope, receive_within_limit, send_with_id)
        except Exception as error:  # noqa: BLE001 - the last resort: logged whole, answered with a bare 500
            response = internal_error(Request(scope), error)
            if not answering:
                await response(scope, receive, send_with_id)
        # Put there by the router: none of a path that is not there.
        if (route := scope.get("route")) is not None:
            note(route=route.path)


class Cors(CORSMiddleware):
    """Answers for pages of the given origins alone; a refused preflight is a problem too."""

    def __init__(self, app: ASGIApp, origins: Callable[[], Sequence[str]]) -> None:
        # Called at the first request, not at import: the stack of middleware is built then.
        super().__init__(
            app,
            allow_origins=origins(),
            allow_methods=METHODS,
            allow_headers=(
                "Authorization",
                "Content-Type",
                "Idempotency-Key",
                "If-Match",
                "If-None-Match",
                REQUEST_ID,
            ),
            expose_headers=("ETag", "Idempotent-Replayed", "Location", "Retry-After", "WWW-Authenticate", REQUEST_ID),
            max_age=3600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Where no page of another origin may read anything, answers are the same for all that ask."""
        if self.allow_origins or scope["type"] != "http" or scope["method"] == "OPTIONS":
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def preflight_response(self, request_headers: Headers) -> Response:
        """As Starlette's, but that what it refuses is said as everything else is."""
        response = super().preflight_response(request_headers)
        if response.status_code == 200:
            return response
        request = Request({"type": "http", "headers": request_headers.raw})
        kept = {
            name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")
        }
        detail = "pages of this origin may not send that: see SKILLPATH_CORS_ORIGINS"
        return problem_response(request, 400, "cors-refused", detail, headers=kept)


def _request_id(scope: Scope) -> str:
    """The client's, or the gateway's, where it can stand in a header and a log; else one of our own."""
    event = scope.get("aws.event", {})
    for given in (Headers(scope=scope).get(REQUEST_ID), event.get("requestContext", {}).get("requestId")):
        if isinstance(given, str) and _REQUEST_ID.fullmatch(given):
            return given
    return str(uuid.uuid4())
