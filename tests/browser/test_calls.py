""" "Show the call": what it prints is run as it stands, in a shell and in a page, and gives the page's own answer."""

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from shared.cli.stack_client import checked, find_role_id
from shared.local.aws import BUCKET
from tests.browser.axe import check_page
from tests.browser.files import PLAIN, payload
from tests.browser.steps import give, is_assessed, is_settled, say, skill_head, token_of
from tests.browser.window import DESKTOP_LIGHT, PATIENCE_MS, PHONE_LIGHT, Windows

pytestmark = pytest.mark.xdist_group("browser")


def printed(page: Page, method: str, path: str, language: str) -> str:
    """The code of the newest call of a method and a path."""
    drawer = page.get_by_role("complementary", name="Calls this page made")
    drawer.get_by_role("button", name=language, exact=True).click()
    item: Locator = drawer.get_by_role("listitem").filter(has_text=f"{method} {path}").first
    if not item.locator("pre").count():
        item.locator("summary").click()
    return item.locator("pre").inner_text()


def run_curl(command: str, token: str, folder: Path | None = None) -> Any:
    """In a shell, as somebody pastes it; None where the answer has no body."""
    done = subprocess.run(
        ["bash", "-c", command.replace("curl", "curl --silent --show-error --fail-with-body", 1)],
        env={"PATH": os.environ["PATH"], "TOKEN": token},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return json.loads(done.stdout) if done.stdout else None


def run_fetch(page: Page, code: str, token: str) -> Any:
    """In the page, as somebody pastes it into a module."""
    return page.evaluate(f"async (TOKEN) => {{ {code}\nreturn data; }}", token)


def test_what_is_shown_of_a_reading_call_gives_the_same_answer(windows: Windows, settled, signed_in):
    window = windows.open(DESKTOP_LIGHT, settled.at("about"), storage_state=signed_in)
    page = window.page
    page.get_by_role("switch", name="Show the call").click()
    page.goto(f"/{settled.at('roles')}")
    is_settled(page)
    token = token_of(page)
    answer = checked(settled.person.http.get("/v1/roles/nearby", params={"limit": 10})).json()
    by_curl = run_curl(printed(page, "GET", "/v1/roles/nearby", "curl"), token)
    by_fetch = run_fetch(page, printed(page, "GET", "/v1/roles/nearby", "fetch"), token)
    assert by_curl["items"] == by_fetch["items"] == answer["items"]
    assert token not in page.get_by_role("complementary").inner_text()


def test_what_is_shown_of_a_changing_call_is_answered_as_the_page_was(enter, cv: str):
    window, person = enter(PHONE_LIGHT)
    page = window.page
    assessment = checked(person.http.post("/v1/assessments", json={"text": cv})).json()["id"]
    page.goto(f"/#/assessments/{assessment}")
    skill_head(page, "SQL").click()
    say(page, "SQL", "Confirm", "It's \"mine\", $HOME `id` \\ and 'yours'")
    expect(page.get_by_text("Being kept…")).to_have_count(0)
    role_id = find_role_id(person.http)
    page.goto(f"/#/roles/{role_id}")
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url("**/#/plans/*")
    is_settled(page)
    page.get_by_role("switch", name="Show the call").click()
    token = token_of(page)
    path = "/v1/users/me/skills/"
    said = person.http.get("/v1/users/me/export").json()["corrections"][0]["reason"]
    for answer in (
        run_curl(printed(page, "PUT", path, "curl"), token),
        run_fetch(page, printed(page, "PUT", path, "fetch"), token),
    ):
        assert answer["correction"]["reason"] == said
    # Under the key that the page sent there is one plan, however often it is asked for.
    made = [
        run_curl(printed(page, "POST", "/v1/plans", "curl"), token),
        run_fetch(page, printed(page, "POST", "/v1/plans", "fetch"), token),
    ]
    assert {one["id"] for one in made} == {one["id"] for one in person.http.get("/v1/plans").json()["items"]}


@pytest.mark.parametrize("language", ["curl", "fetch"])
def test_the_form_that_is_shown_of_an_upload_takes_the_file(enter, stack, tmp_path: Path, cv: str, language: str):
    """What the page itself sends is cut off: the bytes come by what is shown, or not at all."""
    window, person = enter(DESKTOP_LIGHT)
    page = window.page
    page.get_by_role("switch", name="Show the call").click()
    window.expect_trouble("no answer: POST", "ERR_FAILED")
    page.route(f"{stack.aws.url}/**", lambda route: route.abort())
    name = """it's a "sample" CV.txt"""
    (tmp_path / name).write_text(cv)
    give(page, payload(cv.encode(), name, PLAIN))
    cut = page.get_by_role("alert").filter(has_text="The upload was cut off")
    expect(cut).to_be_visible()
    page.unroute(f"{stack.aws.url}/**")

    code = printed(page, "POST", f"/{BUCKET}", language)
    assert "Authorization" not in code
    if language == "curl":
        assert run_curl(code, "", tmp_path) is None
    else:
        put = f"async ([text, name]) => {{ const file = new File([text], name); {code}\nreturn response.status; }}"
        assert page.evaluate(put, [cv, name]) == 204
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    until = time.monotonic() + PATIENCE_MS / 1000
    while person.http.get("/v1/documents").json()["items"][0]["state"] != "received":
        assert time.monotonic() < until
        time.sleep(0.1)
    cut.get_by_role("button", name="Try again").click()
    is_assessed(page)
    expect(skill_head(page, "SQL")).to_be_visible()
    # The bytes were there already.
    assert not [url for url in posts if url.startswith(stack.aws.url)]


def test_calls_are_shown_until_they_are_hidden_and_stay_shown_after_a_reload(windows: Windows, settled, signed_in):
    window = windows.open(PHONE_LIGHT, settled.at("plans"), storage_state=signed_in)
    page = window.page
    switch = page.get_by_role("switch", name="Show the call")
    switch.click()
    drawer = page.get_by_role("complementary", name="Calls this page made")
    expect(drawer).to_be_visible()
    check_page(page)
    page.reload()
    is_settled(page)
    expect(switch).to_be_checked()
    drawer.get_by_role("button", name="Clear").click()
    expect(drawer.get_by_text("None yet.")).to_be_visible()
    drawer.get_by_role("button", name="Hide").click()
    expect(drawer).to_have_count(0)
    expect(switch).not_to_be_checked()
