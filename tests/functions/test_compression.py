"""Answers go out compressed to whoever takes that, and say that they come in two forms."""

import base64
import gzip
import hashlib
import json

import pytest

from shared.api.compression import SMALLEST_COMPRESSED, takes_gzip
from tests.functions.conftest import FUNCTIONS, ORIGIN, make_event
from tests.functions.context import CONTEXT

CV = """Experience
Data analyst, Acme, Jan 2019 - present
- Built reports in SQL and Python
- Led statistics for three teams
"""
ASSESSMENTS = "/v1/assessments"
ANNOUNCED = {
    "filename": "cv.pdf",
    "content_type": "application/pdf",
    "size": 1000,
    "sha256": hashlib.sha256(b"a CV").hexdigest(),
}


@pytest.fixture
def raw(call, token, ann):
    """Calls a function as Ann, and gives back just what it answers."""
    anns = token(ann)
    assert call("users", "PUT", "/v1/users/me", token=anns, json_body={"display_name": "Ann"}).status == 201

    def run(function, method, path, body=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"authorization": f"Bearer {anns}", "content-type": "application/json"}
        event = make_event(method, path, None if body is None else json.dumps(body), sent, {})
        return FUNCTIONS[function].handler(event, CONTEXT)

    return run


@pytest.fixture
def assessed(raw):
    """The path of an assessment, and it as it goes out uncompressed."""
    made = raw("assessments", "POST", ASSESSMENTS, {"text": CV})
    assert made["statusCode"] == 201, made["body"]
    assert len(made["body"]) >= SMALLEST_COMPRESSED
    return made["headers"]["location"], made["body"]


def unpacked(answer):
    """The text of a compressed answer, whose headers say what it is."""
    packed = base64.b64decode(answer["body"])
    assert answer["isBase64Encoded"]
    assert answer["headers"]["content-encoding"] == "gzip"
    assert answer["headers"]["content-length"] == str(len(packed))
    assert answer["headers"]["content-type"] == "application/json"
    return gzip.decompress(packed).decode()


def is_as_it_was(answer):
    return not answer["isBase64Encoded"] and "content-encoding" not in answer["headers"]


def test_who_takes_gzip_gets_the_same_in_fewer_bytes(raw, assessed):
    path, plain = assessed
    answer = raw("assessments", "GET", path, accept_encoding="br, gzip")
    assert answer["statusCode"] == 200
    assert unpacked(answer) == plain
    assert int(answer["headers"]["content-length"]) < len(plain) / 2
    assert answer["headers"]["cache-control"] == "no-store"


@pytest.mark.parametrize("header", ["", "identity", "br", "gzip;q=0"])
def test_who_takes_none_gets_it_as_it_is_and_is_told_that_there_are_two_forms(raw, assessed, header):
    path, plain = assessed
    answer = raw("assessments", "GET", path, accept_encoding=header)
    assert is_as_it_was(answer)
    assert answer["body"] == plain
    assert "Accept-Encoding" in answer["headers"]["vary"]


def test_an_answer_to_a_page_varies_by_its_origin_too(raw, assessed):
    answer = raw("assessments", "GET", assessed[0], accept_encoding="gzip", origin=ORIGIN)
    assert {name.strip() for name in answer["headers"]["vary"].split(",")} == {"Origin", "Accept-Encoding"}


def test_a_stored_answer_is_compressed_for_whoever_takes_that_and_for_nobody_else(raw):
    asked = ("assessments", "POST", ASSESSMENTS, {"text": CV})
    first = raw(*asked, idempotency_key="k1", accept_encoding="gzip")
    plain = raw(*asked, idempotency_key="k1")
    again = raw(*asked, idempotency_key="k1", accept_encoding="gzip")
    assert unpacked(first) == plain["body"] == unpacked(again)
    assert is_as_it_was(plain)
    assert "idempotent-replayed" not in first["headers"]
    assert plain["headers"]["idempotent-replayed"] == again["headers"]["idempotent-replayed"] == "true"
    assert plain["headers"]["location"] == first["headers"]["location"] == again["headers"]["location"]


def test_a_plan_has_one_tag_in_both_forms_which_an_edit_takes_and_is_not_sent_again(raw, assessed, tiny_taxonomy):
    role = next(role for role in tiny_taxonomy.roles() if role.title == "data analyst")
    made = raw("plans", "POST", "/v1/plans", {"role_id": str(role.id), "hours_per_week": 6}, accept_encoding="gzip")
    plan = json.loads(unpacked(made))
    tag, path = made["headers"]["etag"], made["headers"]["location"]
    assert raw("plans", "GET", path)["headers"]["etag"] == tag
    known = raw("plans", "GET", path, accept_encoding="gzip", if_none_match=tag)
    assert (known["statusCode"], known["body"]) == (304, "")
    assert is_as_it_was(known)
    step = f"{path}/steps/{plan['steps'][0]['id']}"
    changed = raw("plans", "PATCH", step, {"status": "doing"}, accept_encoding="gzip", if_match=tag)
    assert changed["statusCode"] == 200
    gone = raw("plans", "DELETE", path, accept_encoding="gzip")
    assert (gone["statusCode"], gone["body"]) == (204, "")
    assert is_as_it_was(gone)


def test_what_is_small_goes_out_as_it_is(raw):
    answer = raw("users", "GET", "/v1/users/me", accept_encoding="gzip")
    assert answer["statusCode"] == 200
    assert is_as_it_was(answer)
    assert "accept-encoding" not in answer["headers"].get("vary", "").lower()


def test_a_method_that_a_route_has_not_is_answered_as_ever(raw, assessed):
    answer = raw("assessments", "HEAD", assessed[0], accept_encoding="gzip")
    assert answer["statusCode"] == 405
    assert is_as_it_was(answer)


def test_a_long_list_of_what_is_wrong_is_compressed_too(raw):
    body = {"text": CV, **{f"{number} {'x' * 50}": number for number in range(40)}}
    answer = raw("assessments", "POST", ASSESSMENTS, body, accept_encoding="gzip")
    assert answer["statusCode"] == 422
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(gzip.decompress(base64.b64decode(answer["body"])))["code"] == "invalid-request"


def test_a_form_to_upload_with_is_a_secret_beside_a_name_of_the_callers_and_is_not_compressed(raw):
    announced = {**ANNOUNCED, "filename": "x" * 255}
    made = raw("documents", "POST", "/v1/documents", announced, accept_encoding="gzip", idempotency_key="k1")
    again = raw("documents", "POST", "/v1/documents", announced, accept_encoding="gzip", idempotency_key="k1")
    for answer in (made, again):
        assert json.loads(answer["body"])["upload"]["fields"]
        assert len(answer["body"]) >= SMALLEST_COMPRESSED
        assert is_as_it_was(answer)
        assert answer["headers"]["cache-control"] == "no-store, no-transform"
    assert made["statusCode"] == again["statusCode"] == 201


@pytest.mark.parametrize(
    "path",
    ["/v1/docs/swagger-ui.css", "/v1/docs/swagger-ui-bundle.js", "/v1/openapi.json", "/v1/docs/favicon-32x32.png"],
)
def test_a_file_is_compressed_once(raw, path):
    plain = raw("docs", "GET", path)
    answer = raw("docs", "GET", path, accept_encoding="gzip")
    content = base64.b64decode(answer["body"])
    if path.endswith(".png"):
        assert "content-encoding" not in answer["headers"]
        assert answer["body"] == plain["body"]
    else:
        assert gzip.decompress(content).decode() == plain["body"]


@pytest.mark.parametrize("header", ["gzip", "GZIP", "deflate, gzip;q=1.0", "*", "br;q=1, gzip;q=0.1", "x-gzip"])
def test_who_takes_gzip_is_told_by_the_header(header):
    assert takes_gzip(header)


@pytest.mark.parametrize("header", ["", "br", "gzip;q=0", "gzip; q=0.000, *", "identity", "*;q=0"])
def test_who_does_not_take_gzip_gets_none(header):
    assert not takes_gzip(header)
