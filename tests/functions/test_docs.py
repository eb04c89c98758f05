"""The page that shows the API, and what it loads."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime

import pytest

import functions.docs.files
from functions.docs.files import PAGE_POLICY, Asset
from functions.docs.handler import handler
from shared.local.checkout import ROOT
from shared.local.events import Request, make_event, read_answer
from tests.functions.context import CONTEXT

GZIP = {"accept-encoding": "gzip, deflate, br"}


def get(path, **headers):
    """As it goes over the wire: the bytes, decoded from what Lambda hands on."""
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    event = make_event(Request("GET", path, "", lines, b"", "127.0.0.1"), "$default", {}, "r1", datetime.now(UTC))
    answer = read_answer(handler(event, CONTEXT))
    return answer.status, dict(answer.headers), answer.body


def test_the_page_loads_only_what_this_function_serves_and_holds_no_script_or_style():
    status, headers, body = get("/v1/docs")
    page = body.decode()
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["content-security-policy"] == PAGE_POLICY
    assert "unsafe" not in PAGE_POLICY
    loaded = re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', page)
    assert {f"docs/{asset}" for asset in Asset} == set(loaded)
    assert "://" not in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", page)
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page


@pytest.mark.parametrize("asset", Asset)
def test_what_the_page_loads_is_there_with_its_type_and_may_be_kept(asset):
    status, headers, body = get(f"/v1/docs/{asset}")
    types = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "png": "image/png"}
    assert (status, headers["content-type"]) == (200, types[asset.rpartition(".")[2]])
    assert headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r"public, max-age=\d{5,}", headers["cache-control"])
    assert body
    own = ROOT / "functions" / "docs" / "page" / asset
    source = own if own.is_file() else ROOT / "node_modules" / "swagger-ui-dist" / asset
    assert body == source.read_bytes()


def test_a_large_file_goes_out_compressed_where_that_is_taken_and_fits_into_lambdas_answer():
    path = f"/v1/docs/{Asset.SWAGGER_UI_JS}"
    _, plain_headers, plain = get(path)
    _, headers, packed = get(path, accept_encoding="gzip, deflate, br")
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"] == plain_headers["content-type"]
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 3
    assert headers["etag"] != plain_headers["etag"]
    assert "Accept-Encoding" in headers["vary"]
    assert "Accept-Encoding" in plain_headers["vary"]
    assert "content-encoding" not in plain_headers


@pytest.mark.parametrize("refusing", ["", "br", "gzip;q=0", "gzip; q=0.0, br", "identity", "xgzip"])
def test_nothing_is_compressed_for_those_who_do_not_take_it(refusing):
    _, headers, _ = get("/v1/openapi.json", accept_encoding=refusing)
    assert "content-encoding" not in headers


@pytest.mark.parametrize("taking", ["gzip", "br, GZIP", "gzip;q=0.5", "deflate, gzip; q=1.0"])
def test_it_is_compressed_for_those_who_take_it(taking):
    _, headers, _ = get("/v1/openapi.json", accept_encoding=taking)
    assert headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/v1/docs", "/v1/openapi.json", f"/v1/docs/{Asset.SWAGGER_UI_CSS}"])
def test_a_copy_that_still_holds_is_not_sent_again(path):
    _, first, body = get(path, accept_encoding="gzip")
    status, again, nothing = get(path, accept_encoding="gzip", if_none_match=f'"other", W/{first["etag"]}')
    assert (status, nothing) == (304, b"")
    assert body
    assert (again["etag"], again["cache-control"]) == (first["etag"], first["cache-control"])
    assert get(path, accept_encoding="gzip", if_none_match='"other"')[0] == 200


@pytest.mark.parametrize(
    "name",
    [
        "package.json",
        "index.html",
        "swagger-ui.js",
        "..",
        "../../package.json",
        "../handler.py",
        "..%2f..%2fpyproject.toml",
        "page/page.js",
        "/etc/passwd",
        "swagger-ui.css\x00",
        "SWAGGER-UI.CSS",
    ],
)
def test_no_other_file_can_be_reached(name):
    status, headers, body = get(f"/v1/docs/{name}")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(body)["code"] == "not-found"


@pytest.mark.parametrize("path", ["/v1/docs", f"/v1/docs/{Asset.SWAGGER_UI_JS}"])
def test_where_swagger_ui_is_not_installed_the_answer_says_how_it_is(path, tmp_path, monkeypatch):
    monkeypatch.setattr(functions.docs.files, "SWAGGER_UI", tmp_path / "nothing")
    status, headers, body = get(path)
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert "npm ci" in json.loads(body)["detail"]
    assert headers["cache-control"] == "no-store"
    assert get("/v1/openapi.json")[0] == 200


def test_the_document_is_the_committed_one_and_is_asked_for_again():
    status, headers, body = get("/v1/openapi.json")
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "application/json", "no-cache")
    assert body == (ROOT / "functions" / "docs" / "openapi.json").read_bytes()


def test_what_is_binary_leaves_the_function_in_base64_and_text_as_it_is():
    def raw(path, **headers):
        request = Request("GET", path, "", tuple(headers.items()), b"", "127.0.0.1")
        return handler(make_event(request, "$default", {}, "r1", datetime.now(UTC)), CONTEXT)

    favicon = raw(f"/v1/docs/{Asset.FAVICON}")
    assert favicon["isBase64Encoded"]
    assert base64.b64decode(favicon["body"]).startswith(b"\x89PNG")
    assert not raw(f"/v1/docs/{Asset.SWAGGER_UI_CSS}")["isBase64Encoded"]
    assert raw(f"/v1/docs/{Asset.SWAGGER_UI_CSS}", **GZIP)["isBase64Encoded"]
