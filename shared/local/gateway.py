"""API Gateway on this machine: HTTP in, the functions' own `handler` objects called with events, HTTP out.

What is served, and by which function, stands in serverless.yml alone. `python -m shared.local.gateway` runs it.
"""

import argparse
import asyncio
import importlib
import logging
import sys
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TextIO

import uvicorn

from shared.local.checkout import ROOT, LocalStackError
from shared.local.events import LambdaContext, MalformedAnswerError, Request, Response, make_event, read_answer
from shared.local.logs import start_logging
from shared.local.routes import Function, Router, read_functions

# API Gateway's own limits for HTTP APIs.
MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_INTEGRATION_S = 30.0

Handler = Callable[[dict[str, Any], LambdaContext], object]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = logging.getLogger("skillpath.gateway")


class _BodyTooLargeError(Exception):
    pass


class _ClientGoneError(Exception):
    pass


class Gateway:
    """An ASGI application without a framework.

    Args:
        functions: what to serve, each under its own routes.
        handlers: the callable of each function, by name.
        timeout_s: the longest any function may take; its own timeout counts where that is shorter.
    """

    def __init__(
        self, functions: Sequence[Function], handlers: Mapping[str, Handler], timeout_s: float = MAX_INTEGRATION_S
    ) -> None:
        self._router = Router(functions)
        self._handlers = handlers
        self._timeout_s = timeout_s
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="function")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request."""
        if scope["type"] != "http":
            raise LocalStackError(f"this gateway serves HTTP, not {scope['type']}")
        started = time.perf_counter()
        request_id = str(uuid.uuid4())
        try:
            request = _request_of(scope, await _read_body(receive))
        except _ClientGoneError:
            return
        except _BodyTooLargeError:
            response = _message(413, "Request Entity Too Large")
        else:
            response = await self._respond(request, request_id)
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": [
                    *((name.encode(), value.encode("latin-1", "replace")) for name, value in response.headers),
                    (b"content-length", str(len(response.body)).encode()),
                    (b"apigw-requestid", request_id.encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": response.body})
        took_ms = (time.perf_counter() - started) * 1000
        _log.info("%s %s %d %.0f ms", scope["method"], scope["raw_path"].decode("latin-1"), response.status, took_ms)

    def close(self) -> None:
        """Let go of the threads; those still in a function end with it."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _respond(self, request: Request, request_id: str) -> Response:
        found = self._router.find(request.method, request.path)
        if found is None:
            return _message(404, "Not Found")
        route, variables = found
        function = route.function
        event = make_event(request, route.key, variables, request_id, datetime.now(UTC))
        limit_s = min(function.timeout_s, self._timeout_s)
        context = LambdaContext(
            function.name, function.memory_mb, request_id, deadline=time.monotonic() + limit_s, clock=time.monotonic
        )
        call = asyncio.get_running_loop().run_in_executor(self._threads, self._handlers[function.name], event, context)
        done, _ = await asyncio.wait({call}, timeout=limit_s)
        if not done:
            call.cancel()
            _log.error("%s: no answer within %g s (request %s)", function.name, limit_s, request_id)
            return _message(503, "Service Unavailable")
        try:
            return read_answer(call.result())
        except MalformedAnswerError as error:
            _log.error("%s: %s (request %s)", function.name, error, request_id)
        except Exception:  # noqa: BLE001 - a function may raise anything; API Gateway answers for it
            _log.exception("%s failed (request %s)", function.name, request_id)
        return _message(500, "Internal Server Error")


def load_handlers(functions: Sequence[Function]) -> dict[str, Handler]:
    """Import every function, as Lambda does when it starts one.

    Raises:
        LocalStackError: a module cannot be imported, or has no such handler.
    """
    handlers: dict[str, Handler] = {}
    for function in functions:
        try:
            handlers[function.name] = getattr(importlib.import_module(function.module), function.attribute)
        except Exception as error:  # whatever its code does
            message = f"function {function.name}: {function.module}.{function.attribute} cannot be loaded: {error!r}"
            raise LocalStackError(message) from error
    return handlers


def _request_of(scope: Scope, body: bytes) -> Request:
    client = scope.get("client")
    return Request(
        scope["method"],
        scope["path"],
        scope["query_string"].decode("latin-1"),
        tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]),
        body,
        client[0] if client else "127.0.0.1",
        f"HTTP/{scope['http_version']}",
    )


async def _read_body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY_BYTES:
            raise _BodyTooLargeError
        if not message.get("more_body"):
            return b"".join(chunks)


def _message(status: int, text: str) -> Response:
    return Response(status, (("content-type", "application/json"),), f'{{"message":"{text}"}}'.encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or until standard input ends where `--tied` is given."""
    parser = argparse.ArgumentParser(description="The functions of serverless.yml behind a local API Gateway.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tied", action="store_true", help="stop when standard input ends")
    options = parser.parse_args(arguments)
    start_logging()
    try:
        functions = read_functions(ROOT / "serverless.yml")
        gateway = Gateway(functions, load_handlers(functions))
    except LocalStackError as error:
        _log.error("the functions cannot be served: %s", error, exc_info=error.__cause__)
        return 1
    server = uvicorn.Server(
        uvicorn.Config(
            gateway,
            host="127.0.0.1",
            port=options.port,
            access_log=False,
            http="h11",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
            ws="none",
        )
    )
    if options.tied:
        threading.Thread(target=_stop_at_end_of, args=(sys.stdin, server), daemon=True).start()
    server.run()
    gateway.close()
    return 0


def _stop_at_end_of(stream: TextIO, server: uvicorn.Server) -> None:
    stream.read()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
