"""What every function does around its routes: problems, request ids, CORS, and calls from any thread."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from functions.users.handler import app
from shared.api.dependencies import get_uow
from shared.domain.errors import SkillpathError
from tests.functions.context import CONTEXT

ORIGIN = "https://app.example.org"
ME = "/v1/users/me"


@pytest.fixture
def broken():
    """Has the store raise what is given."""

    def arrange(error):
        def fail():
            raise error

        app.dependency_overrides[get_uow] = fail

    return arrange


def test_an_unforeseen_error_is_a_bare_500_and_logged_whole(call, anns, broken, caplog):
    broken(ZeroDivisionError("the inside of it"))
    answer = call("users", "GET", ME, token=anns, headers={"origin": ORIGIN, "x-request-id": "abc-1"})
    assert (answer.status, answer.code) == (500, "internal-error")
    assert "inside" not in answer.body
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "abc-1" in caplog.text
    assert "ZeroDivisionError: the inside of it" in caplog.text
    assert anns not in caplog.text


def test_an_own_error_without_a_status_is_500(call, anns, broken):
    broken(SkillpathError("of no kind"))
    answer = call("users", "GET", ME, token=anns)
    assert (answer.status, answer.code) == (500, "internal-error")


def test_an_answer_that_does_not_fit_its_shape_is_500_and_its_values_stay_out_of_the_log(call, anns, broken, caplog):
    class Odd:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        @property
        def users(self):
            return self

        def get(self, _):
            return {"display_name": "quoted from a CV"}

    app.dependency_overrides[get_uow] = Odd
    answer = call("users", "GET", ME, token=anns)
    assert (answer.status, answer.code) == (500, "internal-error")
    assert "response.id" in caplog.text
    assert "quoted" not in caplog.text


@pytest.mark.parametrize("body", ["{", "", "[1,]", '{"display_name": "Ann"', "NaN x", "[" * 100_000, "{'a': 1}"])
def test_a_body_that_is_no_json_is_told_apart_from_one_of_the_wrong_form(call, anns, body):
    answer = call("users", "PUT", ME, token=anns, body=body)
    assert (answer.status, answer.code) == ((422, "invalid-request") if body == "" else (400, "invalid-json"))


def test_json_nested_deep_is_refused(call, anns):
    deep = "[" * 900 + "]" * 900
    answer = call("users", "PUT", ME, token=anns, body=f'{{"display_name": {deep}}}')
    assert answer.status in (400, 422)


def test_bytes_that_are_no_utf8_are_400(anns):
    from functions.users.handler import handler

    event = {
        "version": "2.0",
        "rawPath": ME,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "authorization": f"Bearer {anns}"},
        "requestContext": {"http": {"method": "PUT", "path": ME, "sourceIp": "127.0.0.1"}, "requestId": "r"},
        "body": "/////w==",
        "isBase64Encoded": True,
    }
    answer = handler(event, CONTEXT)
    assert answer["statusCode"] == 400
    assert json.loads(answer["body"])["code"] == "invalid-json"


def test_a_body_without_its_content_type_is_not_taken_for_json(call, anns):
    sent = {"content-type": "text/plain"}
    assert call("users", "PUT", ME, token=anns, body='{"display_name": "Ann"}', headers=sent).status == 422


def test_a_refused_value_is_never_sent_back(call, anns):
    answer = call("users", "PUT", ME, token=anns, json_body={"display_name": {"secret": "swordfish"}})
    assert answer.status == 422
    assert "swordfish" not in answer.body


def test_a_body_wrong_in_very_many_places_gets_a_short_answer(call, anns):
    body = {"x" * 9_000: 1, **{f"k{number}": 1 for number in range(50_000)}}
    answer = call("users", "PUT", ME, token=anns, json_body=body)
    assert (answer.status, answer.code) == (422, "invalid-request")
    assert len(answer.body) < 5_000


@pytest.mark.parametrize(("name", "value"), [("host", "[::1]:8000"), ("Host", "a:b:c"), ("x-forwarded-port", "abc")])
def test_a_header_that_names_no_port_breaks_nothing(call, name, value):
    assert call("health", "GET", "/v1/health", headers={name: value}).status == 200


def test_answers_are_kept_by_no_cache(call, anns):
    assert call("users", "GET", ME, token=anns).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("given", ["abc-123", "A_1.2=", "x" * 128])
def test_a_request_id_is_taken_over(call, given):
    assert call("health", "GET", "/v1/health", headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "a\r\nset-cookie: b", "é"])
def test_a_request_id_that_is_none_gives_way_to_the_gateways(call, given):
    answer = call("health", "GET", "/v1/health", headers={"x-request-id": given})
    assert answer.headers["x-request-id"] == "JKJaXmPLvHcESHA="


@pytest.mark.parametrize("function", ["health", "users", "skills", "assessments"])
def test_a_preflight_is_answered_for_a_known_origin(call, function):
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "authorization,content-type",
    }
    answer = call(function, "OPTIONS", "/v1/users/me", headers=asked)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "DELETE" in answer.headers["access-control-allow-methods"]


def test_a_preflight_of_another_origin_is_refused_as_a_problem(call):
    asked = {"origin": "https://evil.example", "access-control-request-method": "PUT"}
    answer = call("health", "OPTIONS", ME, headers=asked)
    assert answer.status == 400
    assert answer.json["code"] == "cors-refused"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("function", "method", "path", "status"),
    [("users", "GET", ME, 401), ("health", "GET", "/nope", 404), ("users", "POST", ME, 405)],
)
def test_errors_can_be_read_by_a_page_of_a_known_origin_alone(call, function, method, path, status):
    answer = call(function, method, path, headers={"origin": ORIGIN})
    assert answer.status == status
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert {"Location", "X-Request-Id", "Retry-After"} <= set(
        answer.headers["access-control-expose-headers"].split(", ")
    )
    other = call(function, method, path, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_an_authorization_header_of_another_kind_is_401(call):
    for value in ("Basic abc", "Bearer", "Bearer ", "bearer  ", "Token x", "é"):
        answer = call("users", "GET", ME, headers={"authorization": value})
        assert (answer.status, answer.code) == (401, "not-authenticated"), value


def test_a_token_that_does_not_hold_is_401_and_not_repeated(call):
    forged = jwt.encode({"sub": "x", "role": "authenticated"}, "another-secret-of-32-characters-x", algorithm="HS256")
    answer = call("users", "GET", ME, token=forged)
    assert (answer.status, answer.code) == (401, "not-authenticated")
    assert forged not in answer.body


def test_a_function_answers_after_asyncio_run_and_leaves_no_loop_behind(call):
    async def nothing():
        return None

    asyncio.run(nothing())
    assert call("health", "GET", "/v1/health").status == 200


def test_a_function_answers_from_many_threads_at_once(call, anns, token):
    call("users", "PUT", ME, token=anns, json_body={"display_name": "Ann"})
    gate = threading.Barrier(8)

    def ask(_):
        gate.wait()
        return [call("users", "GET", ME, token=anns).status for _ in range(5)]

    with ThreadPoolExecutor(8) as threads:
        assert {status for statuses in threads.map(ask, range(8)) for status in statuses} == {200}
