"""A request is answered in the thread that it was handed over in."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from fastapi import FastAPI

from shared.api.app import make_handler
from shared.api.inline import InlineRoute, own_event_loop
from shared.local.events import LambdaContext, Request, make_event


def the_loop() -> asyncio.AbstractEventLoop:
    with own_event_loop():
        return asyncio.get_event_loop()


def test_a_route_that_blocks_runs_in_the_thread_of_its_call_and_not_in_a_pool():
    app = FastAPI()
    app.router.route_class = InlineRoute

    @app.get("/where")
    def show_where() -> str:
        return threading.current_thread().name

    handler = make_handler(app)
    asked = Request("GET", "/where", "", (), b"", "192.0.2.1")
    event = make_event(asked, "GET /where", {}, "a-request", datetime.now(UTC))
    context = LambdaContext("test", 512, "a-request", deadline=10.0, clock=lambda: 0.0)
    with ThreadPoolExecutor(1, thread_name_prefix="caller") as threads:
        answer = threads.submit(handler, event, context).result()
    assert json.loads(answer["body"]) == "caller_0"


def test_a_thread_keeps_its_event_loop_from_call_to_call_and_shares_it_with_no_other():
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(the_loop).result()
        assert threads.submit(the_loop).result() is other
    assert the_loop() is the_loop()
    assert the_loop() is not other


def test_an_event_loop_is_closed_when_its_thread_ends():
    with ThreadPoolExecutor(1) as threads:
        loop = threads.submit(the_loop).result()
    assert loop.is_closed()


def test_outside_of_a_call_a_thread_has_no_event_loop():
    seen: list[object] = []

    def look() -> None:
        the_loop()
        try:
            seen.append(asyncio.get_event_loop())
        except RuntimeError:
            seen.append(None)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [None]
