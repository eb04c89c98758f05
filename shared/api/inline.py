"""A request is answered in the thread that it was handed over in.

A handler's call has its thread and its event loop to itself: in Lambda it is the only one, and the local gateway gives
each call a thread. So a route may block, as the store's client does, and keeps nobody waiting; while handing it to a
pool of threads, as FastAPI does with every `def`, takes longer than all that FastAPI does besides.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from fastapi.routing import APIRoute


class InlineRoute(APIRoute):
    """One that FastAPI calls as it calls an `async def`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **settings: Any) -> None:  # noqa: ANN401 - APIRoute's own
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _in_place(endpoint), **settings)


def _in_place(endpoint: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    @wraps(endpoint)
    async def answer(*args: Any, **values: Any) -> Any:  # noqa: ANN401 - the endpoint's own
        return endpoint(*args, **values)

    return answer


class _Loop:
    """Closed when its thread ends."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


class _Threads(threading.local):
    """One loop for each thread, as making one opens three files."""

    def __init__(self) -> None:
        self.kept = _Loop()


_threads = _Threads()


@contextmanager
def own_event_loop() -> Iterator[None]:
    """Have `asyncio.get_event_loop()` find a loop in this block, in whichever thread."""
    asyncio.set_event_loop(_threads.kept.loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
