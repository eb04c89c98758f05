"""The page on a static host of its own: it works there as the README says, whatever headers that host sends."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.local.stack import Stack
from tests.browser.static_host import advised_headers, put_page, serve_files
from tests.browser.steps import go_to, is_assessed, is_settled, sign_in, sign_up, skill_head
from tests.browser.test_calls import printed, run_curl
from tests.browser.window import DESKTOP_LIGHT, PHONE_DARK, Windows

pytestmark = pytest.mark.xdist_group("browser")

PASSWORD = "correct horse battery"
# As in the page's policy: neither text nor a script of somebody else's becomes code.
INJECT = """
() => {
  const script = document.createElement("script");
  try { script.textContent = "globalThis.isInjected = true"; } catch (error) { return error.name; }
  document.body.append(script);
  return globalThis.isInjected ? "ran" : "did not run";
}
"""


@pytest.fixture(params=["plain host, in a folder", "host with the headers"])
def windows(
    request: pytest.FixtureRequest, browser: Browser, stack: Stack, other_origins: tuple[str, str], tmp_path: Path
) -> Iterator[Windows]:
    """Windows that show the page of such a host: one of the origins that the API was told of."""
    origin, is_plain = other_origins[0], request.param.startswith("plain")
    folder = tmp_path / "people" if is_plain else tmp_path
    folder.mkdir(exist_ok=True)
    put_page(folder, stack)
    hosts = (origin, stack.url, stack.settings["SUPABASE_URL"], stack.aws.url)
    with serve_files(origin, tmp_path, {} if is_plain else advised_headers(stack)):
        opened = Windows(browser, f"{origin}/people/" if is_plain else origin, hosts)
        yield opened
        opened.close()


def make_plan(page: Page) -> None:
    page.get_by_role("region", name="Roles near to you").get_by_role("link").first.click()
    is_settled(page)
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url("**/#/plans/*")
    is_settled(page)


def test_somebody_new_goes_from_signing_up_to_a_plan_they_walk(windows: Windows, stack: Stack, clients):
    window = windows.open(PHONE_DARK)
    page = window.page
    window.expect_trouble(r"answered 404: GET \S+/v1/users/me$")
    sign_up(page, f"{uuid4().hex}@skillpath.example", PASSWORD)
    go_to(page, "CV")
    page.get_by_role("button", name="Try the sample").click()
    is_assessed(page)
    expect(skill_head(page, "SQL")).to_be_visible()
    page.get_by_text("The text of your CV", exact=True).click()
    expect(page.get_by_role("region", name="The text of your CV")).to_contain_text("Northgate")
    go_to(page, "Roles")
    make_plan(page)
    # The second change goes by the version that the answer to the first one names, in a header.
    for name in ("Done: ", "Skipped: "):
        step = page.get_by_role("button", name=re.compile(f"^{name}")).first
        with page.expect_response(lambda answer: answer.request.method == "PATCH") as waiting:
            step.click()
        assert waiting.value.ok
        expect(step).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".plan-says")).to_be_empty()
    page.reload()
    is_settled(page)
    expect(page.get_by_role("button", name="Skipped: ").first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("switch", name="Show the call").click()
    go_to(page, "Plans")
    token = page.evaluate("() => JSON.parse(localStorage.getItem('skillpath.session')).access_token")
    command = printed(page, "GET", "/v1/plans?", "curl")
    assert stack.url in command
    assert run_curl(command, token)["items"] == clients(token).get("/v1/plans").json()["items"]
    go_to(page, "Account")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export my data").click()
    assert download.value.suggested_filename.startswith("skillpath-")


def test_a_link_to_a_place_leads_there_and_a_reload_stays(windows: Windows, stack: Stack, settled):
    window = windows.open(DESKTOP_LIGHT, settled.at("assessment"))
    page = window.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to go on")
    sign_in(page, settled.person.email, settled.person.password)
    for _ in range(2):
        is_settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Your assessment")
        expect(skill_head(page, "SQL")).to_be_visible()
        page.reload()
    page.goto(settled.at("plan"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan: data scientist")
    assert page.get_by_role("link", name="API documentation").get_attribute("href") == f"{stack.url}/v1/docs"


def test_text_becomes_no_script_there_either(windows: Windows):
    window = windows.open(DESKTOP_LIGHT)
    window.expect_trouble("Content Security Policy", "TrustedScript")
    assert window.page.evaluate(INJECT) == "TypeError"
