"""The whole way of somebody who has never been here: from signing up to taking everything back."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from shared.cli.stack_client import checked
from tests.browser.axe import check_page
from tests.browser.steps import (
    go_to,
    id_in,
    is_assessed,
    is_settled,
    marked,
    say,
    sign_in,
    sign_up,
    skill_head,
    skill_in,
    token_of,
)
from tests.browser.window import DESKTOP_DARK, PHONE_LIGHT, Look, Windows

pytestmark = pytest.mark.xdist_group("browser")

PASSWORD = "correct horse battery"
CONFIRMED, CORRECTED, REJECTED = "SQL", "Python (computer programming)", "Tableau (software)"
REASON = "I know it best: <b>really</b>."


def quoted(text: str, skill: Mapping[str, Any]) -> str:
    """What proves a skill, each code point once, in the order of the text."""
    proving = {at for one in skill["evidence"] for at in range(one["start"], one["end"])}
    return "".join(text[at] for at in sorted(proving))


def named(assessment: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    (found,) = [skill for skill in assessment["skills"] if skill["name"] == name]
    return found


@pytest.mark.parametrize("look", [PHONE_LIGHT, DESKTOP_DARK], ids=lambda look: look.name)
def test_somebody_new_goes_from_a_cv_to_a_plan_and_takes_everything_back(
    windows: Windows, clients, look: Look, tmp_path: Path
):
    window = windows.open(look)
    page = window.page
    # A page asks whether there is a profile, and puts one where there is none.
    window.expect_trouble(r"answered 404: GET \S+/v1/users/me$")
    email = f"{uuid4().hex}@skillpath.example"
    sign_up(page, email, PASSWORD)
    go_to(page, "CV")
    page.get_by_role("button", name="Try the sample").click()
    is_assessed(page)
    http = clients(token_of(page))
    assessment_id = id_in(page)
    assessment = checked(http.get(f"/v1/assessments/{assessment_id}")).json()
    see_proof(page, look, http, assessment)
    correct_skills(page)
    pick_role(page)
    follow_plan(page)
    export = take_along(page, tmp_path)
    assert [one["summary"]["id"] for one in export["assessments"]] == [assessment_id]
    assert [len(one["versions"]) for one in export["plans"]] == [3]
    assert {one["reason"] for one in export["corrections"]} == {REASON}
    delete_account(page)
    assert http.get("/v1/users/me").status_code == 404
    page.get_by_role("link", name="To the start").click()
    sign_in(page, email, PASSWORD)
    go_to(page, "Assessments")
    expect(page.get_by_text("No assessment yet")).to_be_visible()


def see_proof(page: Page, look: Look, http: httpx.Client, assessment: Mapping[str, Any]) -> None:
    """Pointing at a skill, or moving to it, highlights its quotes in the text, and nothing else."""
    text = checked(http.get(f"/v1/documents/{assessment['document_id']}/text")).json()["text"]
    if look.is_phone:
        page.get_by_text("The text of your CV", exact=True).click()
    head = skill_head(page, CONFIRMED)
    head.focus()
    expect(page.locator("mark").first).to_be_visible()
    assert marked(page) == quoted(text, named(assessment, CONFIRMED))
    if not look.is_phone:
        skill_head(page, CORRECTED).hover()
        expect(page.locator("mark").first).to_be_visible()
        assert marked(page) == quoted(text, named(assessment, CORRECTED))
        page.get_by_role("heading", level=1).hover()
        assert marked(page) == quoted(text, named(assessment, CONFIRMED))


def correct_skills(page: Page) -> None:
    """One skill confirmed, one corrected, one rejected: said at once, and still so after a reload."""
    for skill, word, level in (
        (CONFIRMED, "Confirm", None),
        (CORRECTED, "Correct", "expert"),
        (REJECTED, "Reject", None),
    ):
        skill_head(page, skill).click()
        say(page, skill, word, REASON, level)
        expect(skill_in(page, skill).get_by_text(f"“{REASON}”")).to_be_visible()
    expect(page.get_by_text("Being kept…")).to_have_count(0)
    check_page(page)
    page.reload()
    is_settled(page)
    expect(skill_in(page, CONFIRMED)).to_contain_text("you confirmed it")
    expect(skill_in(page, CORRECTED)).to_contain_text("expert")
    expect(skill_in(page, REJECTED)).to_contain_text("not yours, you say")


def pick_role(page: Page) -> None:
    """One of those nearby, then another by typing; Back leads to where one was."""
    go_to(page, "Roles")
    nearby = page.get_by_role("region", name="Roles near to you").get_by_role("link").first
    title = nearby.inner_text()
    nearby.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title, ignore_case=True)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Roles")
    field = page.get_by_role("combobox", name="Find a role")
    field.press_sequentially("data sientist")
    expect(page.get_by_role("option", name="data scientist").first).to_be_visible()
    check_page(page)
    page.get_by_role("option", name="data scientist").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data scientist")
    is_settled(page)
    expect(page.get_by_role("region", name="Essential skills").get_by_role("listitem").first).to_be_visible()


def follow_plan(page: Page) -> None:
    """Make it, tick its first step, make it anew with more hours; its history tells all three."""
    form = page.get_by_role("form", name="Plan the way there")
    form.get_by_label("Hours a week").fill("6")
    form.get_by_role("button", name="Make the plan").click()
    page.wait_for_url("**/#/plans/*")
    is_settled(page)
    done = page.get_by_role("button", name=re.compile("^Done: ")).first
    done.click()
    expect(done).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Being kept…")).to_have_count(0)
    page.get_by_text("Make it again").click()
    again = page.get_by_role("form", name="Make the plan again")
    again.get_by_label("Hours a week").fill("12")
    again.get_by_role("button", name="Make the plan again").click()
    expect(page.get_by_role("status").filter(has_text="The plan was made again.")).to_be_visible()
    page.get_by_text("History of this plan").click()
    expect(page.locator("main")).to_contain_text("hours per week: was 6, is 12")
    check_page(page)
    page.reload()
    is_settled(page)
    expect(done).to_have_attribute("aria-pressed", "true")


def take_along(page: Page, folder: Path) -> Any:
    """The downloaded file, read."""
    go_to(page, "Account")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export my data").click()
    waiting.value.save_as(folder / "export.json")
    return json.loads((folder / "export.json").read_text())


def delete_account(page: Page) -> None:
    """A receipt says what is gone, and what remains elsewhere."""
    page.get_by_role("button", name="Delete everything", exact=True).click()
    form = page.get_by_role("form", name="Delete everything")
    check_page(page)
    form.get_by_label("Type “delete” to go on").fill("delete")
    form.get_by_role("button", name="Delete everything for ever").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is deleted")
    check_page(page)
    expect(page.get_by_role("row", name="plan versions")).to_contain_text("3")
    expect(page.get_by_text("the account you sign in with")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)


def test_whoever_deletes_the_account_as_well_cannot_sign_in_any_more(enter):
    window, person = enter(DESKTOP_DARK, "#/account")
    page = window.page
    # The account is gone before its session is signed out.
    window.expect_trouble(r"answered 40\d: POST \S+/auth/v1/(logout|token)")
    page.get_by_role("button", name="Delete everything", exact=True).click()
    form = page.get_by_role("form", name="Delete everything")
    form.get_by_label("Type “delete” to go on").fill("delete")
    form.get_by_label("Also delete the account that I sign in with").check()
    form.get_by_role("button", name="Delete everything for ever").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is deleted")
    page.get_by_role("link", name="To the start").click()
    page.get_by_role("button", name="I have an account").click()
    form = page.get_by_role("form", name="Sign in")
    form.get_by_label("E-mail address").fill(person.email)
    form.get_by_label("Password", exact=True).fill(person.password)
    form.get_by_role("button", name="Sign in", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("is not right")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
