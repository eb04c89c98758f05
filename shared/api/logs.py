"""One line for each request: which route, how it was answered, how long it took."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from shared.telemetry.invocation import invocation
from shared.telemetry.spans import span

_log = logging.getLogger("skillpath.access")


def answer_logged(
    answer: Callable[[], dict[str, Any]],
    event: Mapping[str, Any],
    context: Any,  # noqa: ANN401 - Lambda's context
) -> dict[str, Any]:
    """What `answer` returns; its line is written also where it raises, which is 500 to whoever asked.

    The path, the query and the headers stay out: what somebody looks for is theirs. The route, the caller's mark and
    the code of a problem are noted where they become known.
    """
    started = time.perf_counter()
    method = str(event.get("requestContext", {}).get("http", {}).get("method", ""))
    with invocation(context) as record:
        status = 500
        try:
            with span("request") as said:
                answered = answer()
                status = said["status"] = int(answered["statusCode"])
                said["route"] = _route(method, record.fields)
                return answered
        finally:
            route = _route(method, record.fields)
            took = {"status": status, "duration_ms": round((time.perf_counter() - started) * 1000, 1)}
            _log.info("%s %d", route, status, extra={"fields": {"method": method, **took}})


def _route(method: str, fields: Mapping[str, object]) -> str:
    return f"{method} {fields.get('route', '(no route)')}"
