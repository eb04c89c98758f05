"""The page that people use: what is served of it, and what browsers are told to hold it to."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import functions.web.files
from functions.web.files import page_headers
from functions.web.handler import app, handler
from shared import bootstrap
from shared.api.front_end import FrontEnd, get_front_end
from shared.local.events import Request, make_event, read_answer
from tests.functions.conftest import FRONT_END
from tests.functions.context import CONTEXT

pytestmark = pytest.mark.usefixtures("page")


def get(path, **headers):
    """As it goes over the wire: the bytes, decoded from what Lambda hands on."""
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    event = make_event(Request("GET", path, "", lines, b"", "127.0.0.1"), "$default", {}, "r1", datetime.now(UTC))
    answer = read_answer(handler(event, CONTEXT))
    return answer.status, dict(answer.headers), answer.body


def policy_of(policy):
    parts = [part.strip().partition(" ") for part in policy.split(";")]
    return {name: values.split() for name, _, values in parts}


def loaded_by(page: Path) -> list[str]:
    return re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', (page / "index.html").read_text())


def test_the_page_is_asked_for_again_and_a_copy_that_still_holds_is_not_sent_again(page):
    status, headers, body = get("/")
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "text/html; charset=utf-8", "no-cache")
    assert body == (page / "index.html").read_bytes()
    status, again, nothing = get("/", if_none_match=headers["etag"])
    assert (status, nothing) == (304, b"")
    assert again["content-security-policy"] == headers["content-security-policy"]


def test_the_page_speaks_to_this_api_to_supabase_and_to_where_uploads_go_and_to_nobody_else():
    _, headers, _ = get("/")
    policy = policy_of(headers["content-security-policy"])
    assert policy["connect-src"] == ["'self'", "https://project.supabase.co", "https://files.example.org"]
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]


def test_text_can_be_made_neither_markup_nor_script():
    policy = policy_of(page_headers(FRONT_END)["Content-Security-Policy"])
    assert policy["require-trusted-types-for"] == ["'script'"]
    assert policy["trusted-types"] == ["'none'"]


def test_what_the_page_itself_says_of_its_policy_holds_on_any_host_and_is_no_stricter_than_the_header(page):
    said = policy_of(re.search(r'Content-Security-Policy" content="([^"]+)"', (page / "index.html").read_text())[1])
    header = policy_of(page_headers(FRONT_END)["Content-Security-Policy"])
    # What a tag cannot say, and what nobody knows before the page is served.
    assert header.pop("frame-ancestors") == ["'none'"]
    assert (said.pop("connect-src"), header.pop("connect-src")[0]) == (["*"], "'self'")
    assert said == header


def test_where_files_lie_in_memory_no_page_is_let_go_to_anybody_for_it():
    headers = page_headers(FrontEnd("http://127.0.0.1:54321", "k", None))
    assert policy_of(headers["Content-Security-Policy"])["connect-src"] == ["'self'", "http://127.0.0.1:54321"]


def test_all_that_the_page_loads_is_there_for_ever_under_its_name_and_is_held_to_what_was_built(page):
    names = loaded_by(page)
    assert len(names) >= 3
    for name in names:
        status, headers, body = get(f"/{name}")
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert headers["x-content-type-options"] == "nosniff"
        assert body == (page / name).read_bytes()


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".js", "text/javascript; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
        (".svg", "image/svg+xml"),
        (".txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_asset_has_its_type(page, suffix, media_type):
    name = next((page / "assets").glob(f"*{suffix}")).name
    assert get(f"/assets/{name}")[1]["content-type"] == media_type


def test_the_script_goes_out_compressed_where_that_is_taken(page):
    name = next((page / "assets").glob("main-*.js")).name
    _, _, plain = get(f"/assets/{name}")
    _, headers, packed = get(f"/assets/{name}", accept_encoding="gzip, deflate, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) / 2


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "packages.json",
        "main.js",
        "..",
        "../index.html",
        "..%2findex.html",
        "..%2f..%2fpyproject.toml",
        "/etc/passwd",
        "main-XXXXXXXX.js",
        "*",
        "main-*.js",
        "icon.svg\x00",
    ],
)
def test_no_other_file_can_be_reached(name):
    status, headers, body = get(f"/assets/{name}")
    assert (status, headers["content-type"]) == (404, "application/problem+json")
    assert json.loads(body)["code"] == "not-found"
    assert headers["cache-control"] == "no-store"


def test_where_the_page_is_not_built_the_answer_says_how_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(functions.web.files, "FOLDER", tmp_path / "nothing")
    status, headers, body = get("/")
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert "make setup" in json.loads(body)["detail"]
    assert get("/assets/main.js")[0] == 404


def test_a_page_that_is_built_anew_is_served_at_once(page, tmp_path, monkeypatch):
    monkeypatch.setattr(functions.web.files, "FOLDER", tmp_path)
    for text in ("one", "two"):
        (tmp_path / "new").write_text(text)
        (tmp_path / "new").replace(tmp_path / "index.html")
        assert get("/")[2] == text.encode()


def test_a_front_end_is_told_where_it_signs_in_and_nothing_secret(monkeypatch):
    monkeypatch.setenv("SUPABASE_URL", "https://abc.supabase.co/")
    monkeypatch.setenv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_invented")
    for name in ("SUPABASE_SECRET_KEY", "SKILLPATH_CURSOR_KEY", "OPENROUTER_API_KEY", "SUPABASE_JWT_SECRET"):
        monkeypatch.setenv(name, "swordfish-swordfish")
    bootstrap.reset()
    app.dependency_overrides.pop(get_front_end)
    status, headers, body = get("/config.json")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert json.loads(body) == {
        "apiUrl": "",
        "supabaseUrl": "https://abc.supabase.co",
        "supabaseKey": "sb_publishable_invented",
    }
    assert "swordfish" not in body.decode() + str(headers) + str(get("/"))


@pytest.mark.parametrize("path", ["/", "/config.json"])
def test_a_secret_key_in_the_place_of_the_publishable_one_is_told_to_nobody(path, monkeypatch):
    monkeypatch.setenv("SUPABASE_URL", "https://abc.supabase.co")
    monkeypatch.setenv("SUPABASE_PUBLISHABLE_KEY", "sb_secret_" + "invented")
    bootstrap.reset()
    app.dependency_overrides.pop(get_front_end)
    status, headers, body = get(path)
    assert (status, json.loads(body)["code"]) == (503, "not-configured")
    assert "SUPABASE_PUBLISHABLE_KEY" in json.loads(body)["detail"]
    assert "sb_secret" not in body.decode() + str(headers)
