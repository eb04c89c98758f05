"""The local gateway: HTTP in, API Gateway events to the functions, HTTP out."""

import asyncio
import base64
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.local.checkout import ROOT, LocalStackError
from shared.local.gateway import MAX_BODY_BYTES, Gateway, load_handlers
from shared.local.routes import Function, Router, read_functions

Call = Callable[..., httpx.Response]


def function(name: str, *routes: str, timeout_s: float = 5) -> Function:
    return Function(name, f"functions.{name}.handler", "handler", timeout_s, 512, routes)


def echo(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return {"statusCode": 200, "body": "", "headers": {"x-function": context.function_name}}


def call(handler: Callable[..., object], method: str, url: str, **options: Any) -> httpx.Response:
    """One request through a gateway whose only function takes everything."""
    gateway = Gateway([function("one", "$default")], {"one": handler})

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://here") as client:
            return await client.request(method, url, **options)

    try:
        return asyncio.run(send())
    finally:
        gateway.close()


def event_of(method: str, url: str, **options: Any) -> dict[str, Any]:
    seen: list[dict[str, Any]] = []

    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        seen.append(event)
        return {"statusCode": 204}

    assert call(handler, method, url, **options).status_code == 204
    return seen[0]


def test_the_functions_and_routes_are_those_of_serverless_yml():
    functions = {found.name: found for found in read_functions(ROOT / "serverless.yml")}
    assert functions["assessments"].module == "functions.assessments.handler"
    assert functions["assessments"].timeout_s == 15
    assert "POST /v1/assessments" in functions["assessments"].routes
    assert "$default" in functions["health"].routes


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("GET", "/v1/skills", "GET /v1/skills"),
        ("GET", "/v1/skills/new", "GET /v1/skills/new"),
        ("GET", "/v1/skills/7", "GET /v1/skills/{id}"),
        ("GET", "/v1/skills/7/8", "GET /v1/{rest+}"),
        ("POST", "/v1/skills/7", "ANY /v1/{rest+}"),
        ("GET", "/v1/skills/", "GET /v1/{rest+}"),
        ("GET", "/v1.skills", "$default"),
        ("OPTIONS", "/v2", "$default"),
    ],
)
def test_the_most_specific_route_wins_whatever_the_order_they_are_written_in(method: str, path: str, key: str):
    keys = (
        "$default",
        "ANY /v1/{rest+}",
        "GET /v1/{rest+}",
        "GET /v1/skills/{id}",
        "GET /v1/skills/new",
        "GET /v1/skills",
    )
    for order in (keys, keys[::-1]):
        found = Router([function("one", *order)]).find(method, path)
        assert found is not None
        assert found[0].key == key


def test_a_request_that_no_route_takes_is_answered_as_api_gateway_does():
    gateway = Gateway([function("one", "GET /v1/skills")], {"one": echo})

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://here") as client:
            return await client.get("/v1/other")

    answer = asyncio.run(send())
    gateway.close()
    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


@pytest.mark.parametrize("route", ["GET", "FETCH /v1", "GET v1", 7])
def test_a_route_that_is_none_is_named_with_its_function(tmp_path: Path, route: object):
    file = tmp_path / "serverless.yml"
    file.write_text(f"functions:\n  one:\n    handler: a/b.c\n    events:\n      - httpApi: {route}\n")
    with pytest.raises(LocalStackError, match="function one has the route"):
        read_functions(file)


def test_an_event_has_the_fields_of_payload_format_2():
    event = event_of("GET", "/v1/skills?query=C%2B%2B&type=&type=skill", headers={"X-Odd": "1", "User-Agent": "me"})
    assert event["version"] == "2.0"
    assert event["rawPath"] == "/v1/skills"
    assert event["rawQueryString"] == "query=C%2B%2B&type=&type=skill"
    assert event["queryStringParameters"] == {"query": "C++", "type": ",skill"}
    assert event["headers"]["x-odd"] == "1"
    http = event["requestContext"]["http"]
    assert (http["method"], http["path"], http["userAgent"], http["sourceIp"]) == (
        "GET",
        "/v1/skills",
        "me",
        "127.0.0.1",
    )
    assert event["requestContext"]["requestId"]
    assert "body" not in event


def test_repeated_headers_are_joined_and_cookies_stand_apart():
    event = event_of("GET", "/", headers=[("x-many", "a"), ("X-Many", "b"), ("cookie", "a=1; b=2")])
    assert event["headers"]["x-many"] == "a,b"
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]


def test_path_variables_and_the_path_come_without_percent_encoding():
    seen: list[dict[str, Any]] = []

    def handler(event: dict[str, Any], context: Any) -> None:
        seen.append(event)

    gateway = Gateway([function("one", "GET /v1/skills/{skill_id}")], {"one": handler})

    async def send() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://here") as client:
            await client.get("/v1/skills/a%20b")

    asyncio.run(send())
    gateway.close()
    assert seen[0]["pathParameters"] == {"skill_id": "a b"}
    assert seen[0]["rawPath"] == "/v1/skills/a b"


def test_text_bodies_stay_text_and_others_are_base64():
    text = event_of(
        "POST", "/", content='{"a": "é"}'.encode(), headers={"content-type": "application/json; charset=utf-8"}
    )
    assert (text["body"], text["isBase64Encoded"]) == ('{"a": "é"}', False)
    for content, kind in (
        (b"\xff\xfe", "application/json"),
        (b"%PDF", "application/pdf"),
        (b"a=1", "application/x-www-form-urlencoded"),
    ):
        event = event_of("POST", "/", content=content, headers={"content-type": kind})
        assert event["isBase64Encoded"]
        assert base64.b64decode(event["body"]) == content


def test_a_body_over_ten_megabytes_is_413_and_reaches_no_function():
    called = threading.Event()

    def handler(event: dict[str, Any], context: Any) -> None:
        called.set()

    answer = call(handler, "POST", "/", content=b"x" * (MAX_BODY_BYTES + 1))
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Entity Too Large"})
    assert not called.is_set()


def test_status_headers_cookies_and_body_come_back():
    def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
        headers = {"Content-Type": "application/problem+json", "Content-Length": "999", "X-One": "1"}
        return {"statusCode": 409, "headers": headers, "cookies": ["a=1; Path=/", "b=2"], "body": '{"code":"é"}'}

    answer = call(handler, "GET", "/")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers.get_list("set-cookie") == ["a=1; Path=/", "b=2"]
    assert answer.json() == {"code": "é"}


def test_a_base64_answer_is_sent_as_its_bytes():
    body = bytes(range(256))
    answer = call(
        lambda event, context: {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(body).decode()},
        "GET",
        "/",
    )
    assert answer.content == body


def test_an_answer_without_a_status_is_sent_as_json_with_200():
    answer = call(lambda event, context: {"hello": "world"}, "GET", "/")
    assert (answer.status_code, answer.json(), answer.headers["content-type"]) == (
        200,
        {"hello": "world"},
        "application/json",
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"statusCode": "many"},
        {"statusCode": 99},
        {"statusCode": 200, "body": {"not": "text"}},
        {"statusCode": 200, "body": "not base64!", "isBase64Encoded": True},
        {"statusCode": 200, "headers": ["a"]},
        {"statusCode": 200, "body": "é" * (3 * 1024 * 1024 + 1)},
        {1, 2},
    ],
)
def test_a_malformed_answer_is_a_bare_500(answer: object, caplog: pytest.LogCaptureFixture):
    sent = call(lambda event, context: answer, "GET", "/")
    assert (sent.status_code, sent.json()) == (500, {"message": "Internal Server Error"})
    assert "one: " in caplog.text


def test_what_a_function_raises_is_logged_whole_and_answered_bare(caplog: pytest.LogCaptureFixture):
    def handler(event: dict[str, Any], context: Any) -> None:
        raise TimeoutError("the secret reason")

    answer = call(handler, "GET", "/")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})
    assert "the secret reason" in caplog.text
    assert "Traceback" in caplog.text


def test_a_function_over_its_time_is_503_and_sees_its_time_run_out():
    left_ms: list[int] = []
    release = threading.Event()

    def handler(event: dict[str, Any], context: Any) -> None:
        left_ms.append(context.get_remaining_time_in_millis())
        release.wait(5)
        left_ms.append(context.get_remaining_time_in_millis())

    gateway = Gateway([function("slow", "$default", timeout_s=0.1)], {"slow": handler})

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(gateway), base_url="http://here") as client:
            return await client.get("/")

    answer = asyncio.run(send())
    release.set()
    gateway.close()
    assert (answer.status_code, answer.json()) == (503, {"message": "Service Unavailable"})
    give_up = time.monotonic() + 5
    while len(left_ms) < 2 and time.monotonic() < give_up:
        time.sleep(0.01)
    assert 0 < left_ms[0] <= 100
    assert left_ms[1] == 0


def test_each_request_is_logged_by_method_path_and_status_without_query_or_body(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO, "skillpath.gateway")
    call(echo, "POST", "/v1/a%0Ab?token=secret-query", content=b"secret-body")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "skillpath.gateway"]
    assert line.startswith("POST /v1/a%0Ab 200 ")
    assert "secret" not in line


def test_a_handler_that_cannot_be_imported_is_named():
    with pytest.raises(LocalStackError, match=r"function none: functions\.none\.handler\.handler cannot be loaded"):
        load_handlers([function("none", "$default")])
