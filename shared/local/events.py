"""HTTP to an API Gateway event of payload format 2.0, and a function's answer back to HTTP.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (read 2026-11-23)
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

# Lambda's own limit for what a function answers, as text.
MAX_ANSWER_BYTES = 6 * 1024 * 1024

_TEXT_TYPES = ("application/json", "application/xml", "application/javascript")


class MalformedAnswerError(Exception):
    """A function answered something that is no HTTP response."""


@dataclass(frozen=True, slots=True)
class Request:
    """Attributes:
    path: without percent-encoding, as HTTP APIs hand it on in `rawPath`.
    query: with it.
    headers: names in lower case, in the order received, names repeated.
    """

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    source_ip: str
    protocol: str = "HTTP/1.1"


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out on the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class LambdaContext:
    """What Lambda hands a function beside the event: the fields that exist without a client's own context."""

    function_name: str
    memory_limit_in_mb: int
    aws_request_id: str
    deadline: float = field(repr=False)
    clock: Any = field(repr=False)
    function_version: str = "$LATEST"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:local:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation; never below 0."""
        return max(0, int((self.deadline - self.clock()) * 1000))


def make_event(
    request: Request, route_key: str, variables: Mapping[str, str], request_id: str, now: datetime
) -> dict[str, Any]:
    """The event a function sees for a request."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in request.headers:
        if name == "cookie":
            cookies += [cookie.strip() for cookie in value.split(";")]
        else:
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": headers.get("host", "localhost"),
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": request.protocol,
                "sourceIp": request.source_ip,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": request_id,
            "routeKey": route_key,
            "stage": "$default",
            "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if parameters:
        event["queryStringParameters"] = parameters
    if variables:
        event["pathParameters"] = dict(variables)
    if request.body:
        event |= _body_of(request.body, headers.get("content-type", ""))
    return event


def _body_of(body: bytes, content_type: str) -> dict[str, Any]:
    """As text where type and bytes are text, else in base64: so API Gateway does, forms included."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.startswith("text/") or media_type in _TEXT_TYPES or media_type.endswith(("+json", "+xml")):
        try:
            return {"body": body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def read_answer(answer: object) -> Response:
    """A function's answer as HTTP. One without `statusCode` is a body, sent with 200.

    Raises:
        MalformedAnswerError: it cannot be sent; API Gateway would answer 500.
    """
    if not isinstance(answer, Mapping) or "statusCode" not in answer:
        try:
            body = json.dumps(answer).encode()
        except (TypeError, ValueError) as error:
            raise MalformedAnswerError(f"the answer is not JSON: {error}") from error
        return Response(200, (("content-type", "application/json"),), body)
    try:
        status = int(answer["statusCode"])
    except (TypeError, ValueError) as error:
        raise MalformedAnswerError(f"statusCode is {answer['statusCode']!r}") from error
    if not 200 <= status <= 599:
        raise MalformedAnswerError(f"statusCode is {status}")
    return Response(status, tuple(_headers_of(answer)), _bytes_of(answer))


def _headers_of(answer: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    headers = answer.get("headers") or {}
    cookies = answer.get("cookies") or []
    if not isinstance(headers, Mapping) or not isinstance(cookies, list):
        raise MalformedAnswerError("headers must be an object, and cookies a list")
    typed = False
    for name, value in headers.items():
        typed = typed or str(name).lower() == "content-type"
        # The server says how long the body is, once it is decoded.
        if str(name).lower() != "content-length":
            yield str(name).lower(), str(value)
    if not typed and answer.get("body"):
        yield "content-type", "text/plain; charset=utf-8"
    for cookie in cookies:
        yield "set-cookie", str(cookie)


def _bytes_of(answer: Mapping[str, Any]) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise MalformedAnswerError(f"body is {type(body).__name__}, not a string")
    if len(body.encode()) > MAX_ANSWER_BYTES:
        raise MalformedAnswerError(f"body is larger than the {MAX_ANSWER_BYTES:,} bytes that Lambda hands on")
    if not answer.get("isBase64Encoded"):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise MalformedAnswerError(f"body is not base64: {error}") from error
