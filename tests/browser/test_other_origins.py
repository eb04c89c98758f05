"""Pages of other origins: one that SKILLPATH_CORS_ORIGINS names works with the API, any other reads nothing of it."""

import re
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.browser.static_host import serving
from tests.browser.window import DESKTOP_LIGHT, Window, Windows

pytestmark = pytest.mark.xdist_group("browser")

# As a front end of somebody else's asks: signed, with a body, and reading what the answer's headers say.
ASK = """
async ([url, token]) => {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Idempotency-Key": "once" };
  const body = JSON.stringify({ text: "Experience\\n\\nEngineer, Acme, 2019 - 2022\\n- Built pipelines in Python\\n" });
  const made = await fetch(`${url}/v1/assessments`, { method: "POST", headers, body });
  const read = await fetch(url + made.headers.get("Location"), { headers });
  return { status: made.status, assessment: await read.json() };
}
"""


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title><link rel=icon href=data:,>")

    def log_message(self, *_: object) -> None:
        pass


def open_at(windows: Windows, origin: str) -> Window:
    window = windows.open(DESKTOP_LIGHT, None)
    window.expect_trouble(f"asked another host: GET {re.escape(origin)}/$")
    window.page.goto(origin)
    return window


def test_a_page_of_an_origin_that_is_listed_asks_the_api_and_reads_its_answers(
    windows: Windows, stack, other_origins: tuple[str, str], new_person
):
    with serving(other_origins[0], _Empty):
        window = open_at(windows, other_origins[0])
        answer: dict[str, Any] = window.page.evaluate(ASK, [stack.url, new_person().token])
    assert answer["status"] == 201
    assert "Python (computer programming)" in [skill["name"] for skill in answer["assessment"]["skills"]]


def test_a_page_of_any_other_origin_reads_nothing(windows: Windows, stack, other_origins: tuple[str, str], new_person):
    with serving(other_origins[1], _Empty):
        window = open_at(windows, other_origins[1])
        window.expect_trouble("blocked by CORS policy", "net::ERR_FAILED")
        asked = "([url]) => fetch(`${url}/v1/health`).then(() => 'read', (error) => error.name)"
        assert window.page.evaluate(asked, [stack.url]) == "TypeError"
        signed = "([url, token]) => fetch(`${url}/v1/users/me`, {headers: {Authorization: token}})"
        told = window.page.evaluate(
            f"(given) => ({signed})(given).then(() => 'read', (error) => error.name)",
            [stack.url, f"Bearer {new_person().token}"],
        )
        assert told == "TypeError"
