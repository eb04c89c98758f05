"""An HTTP function: its app, and the handler that Lambda calls."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import Depends, FastAPI, routing
from fastapi.dependencies import utils
from mangum import Mangum
from mangum.types import LambdaContext, LambdaEvent
from starlette.middleware import Middleware

from shared.api import VERSION
from shared.api.compression import compressed
from shared.api.dependencies import get_caller
from shared.api.edge import Cors, Edge
from shared.api.inline import InlineRoute, own_event_loop
from shared.api.lean import IN_LAMBDA
from shared.api.logs import answer_logged
from shared.api.problems import MEDIA_TYPE, Problem, install_problems
from shared.api.providers import Providers
from shared.gateways.resilience.deadline import Deadline, within
from shared.taxonomy import ATTRIBUTION
from shared.unit_of_work.abstract import UnitOfWork

if IN_LAMBDA:
    # Read anew for each route that depends on the same: the caller, the store, the answer under a key.
    utils.get_typed_signature = cache(utils.get_typed_signature)
    # It reads a route's source to say in a message, which nobody is told here, in which line it begins.
    routing._extract_endpoint_context = lambda func: {}  # noqa: ARG005, SLF001

_DESCRIPTIONS = {
    400: "The request cannot be read, or its cursor is not of this list.",
    401: "Nobody is signed in.",
    403: "The caller may not do this.",
    404: "There is none, or it is somebody else's.",
    409: "It contradicts what is stored.",
    413: "Too long.",
    422: "A value cannot be used.",
    429: "Too many requests of this user: `Retry-After` says when to come back.",
    503: "Something that this needs does not answer.",
}


class SkillpathApp(FastAPI):
    """FastAPI, with problems documented as what they are sent as."""

    def openapi(self) -> dict[str, Any]:
        """The document; it is not served, to spare every cold start its routes."""
        document = super().openapi()
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"] = dict(filter(None, map(_as_sent, operation["responses"].items())))
        for name in ("HTTPValidationError", "ValidationError"):
            document.get("components", {}).get("schemas", {}).pop(name, None)
        return document


def _as_sent(item: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]] | None:
    """A response as it goes out; None for FastAPI's own way of saying that an id is not a UUID, which is 404 here."""
    status, response = item
    content = response.get("content", {})
    schema = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    if schema == "HTTPValidationError":
        return None
    if schema == "Problem":
        content[MEDIA_TYPE] = content.pop("application/json")
    return status, response


def make_app(name: str, providers: Providers, *, public: bool = False) -> SkillpathApp:
    """An app without routes, that answers every error as a problem.

    Args:
        name: of the function.
        providers: asked at each request for what its routes depend on; nothing of it is called here.
        public: whether its routes answer anybody, or signed-in users alone.
    """
    app = SkillpathApp(
        title=f"Skillpath {name}",
        version=VERSION,
        description=f"Which skills a CV proves, how well, and in which words.\n\n{ATTRIBUTION}",
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[] if public else [Depends(get_caller)],
        responses=documented(*(() if public else (401, 503))),
        middleware=[Middleware(Cors, origins=providers.cors_origins), Middleware(Edge)],
        # To whoever listens it tells queries, and the values that it refuses.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.router.route_class = InlineRoute
    app.state.providers = providers
    install_problems(app)
    return app


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses`: the problems that it can answer with."""
    return {status: {"model": Problem, "description": _DESCRIPTIONS[status]} for status in statuses}


class Handler:
    """What Lambda calls: an API Gateway event in, its answer out.

    Mangum takes the thread's event loop, and there is none in a thread other than the first, after `asyncio.run()`, and
    from Python 3.14 on unless somebody made it.
    """

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        with own_event_loop():
            self._mangum = Mangum(
                app, lifespan="off", text_mime_types=["text/", "application/json", "application/problem+json"]
            )

    def __call__(self, event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
        """Answer one event."""
        # Mangum reads a port out of these and fails where there is none; nothing here asks for it.
        headers = {
            name: value
            for name, value in (event.get("headers") or {}).items()
            if name.lower() not in ("host", "x-forwarded-port")
        }
        with within(Deadline.of_lambda(context)), own_event_loop():
            return answer_logged(lambda: self._answer({**event, "headers": headers}, context), event, context)

    def _answer(self, event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
        return compressed(self._mangum(event, context), event["headers"].get("accept-encoding", ""))


def make_handler(app: FastAPI, used: Callable[[UnitOfWork], object] | None = None) -> Handler:
    """The `handler` of a function's module.

    In Lambda what signed-in requests need is loaded now: as an instance starts, a function has the processor to itself;
    at a request it has a share by its memory, at 512 MB less than a third.

    Args:
        used: what the routes take of a unit of work; None of an app that answers anybody.
    """
    if IN_LAMBDA and used is not None:
        app.state.providers.prepare(used)
    return Handler(app)
