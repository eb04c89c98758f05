"""Texts that a language model wrote: each is marked and is shown as text, and without a model there is no mark."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from shared.cli.stack_client import checked, find_role_id
from shared.cli.workflow_client import completed, follow, start_cv_to_plan, upload
from tests.browser.axe import check_page
from tests.browser.files import ATTACKS, PLAIN, payload
from tests.browser.model import Model
from tests.browser.steps import give, is_assessed, is_settled, open_place, say_one_has, skill_head
from tests.browser.window import DESKTOP_LIGHT, PHONE_DARK, Look, Windows

pytestmark = pytest.mark.xdist_group("browser")

MARK = "written by AI"
PROPOSED = "coach employees"
QUOTE = "helped <b>four</b> colleagues to grow <img src=x onerror=alert('quote')>"
CV = f"""Robin Ashdown
robin@example.org

Experience

Data analyst, Acme, Jan 2019 - Dec 2025
- Built data pipelines in Python and SQL
- At Acme I {QUOTE}
"""
MADE = "main img, main b, main script, main svg[onload]"


def marks(page: Page) -> Any:
    return page.get_by_role("main").get_by_text(MARK, exact=True)


def planned(http: Any, text: str) -> tuple[str, Mapping[str, Any]]:
    """The id of the assessment and the plan that one workflow makes of a text."""
    document_id = upload(http, "cv.txt", PLAIN, text.encode())
    result = completed(follow(http, start_cv_to_plan(http, document_id, find_role_id(http), 6), lambda _: None))
    return str(result["assessment_id"]), checked(http.get(f"/v1/plans/{result['plan_id']}")).json()


@pytest.mark.parametrize("look", [PHONE_DARK, DESKTOP_LIGHT], ids=lambda look: look.name)
def test_what_a_model_would_add_is_marked_and_counts_once_a_person_says_so(enter, model: Model, look: Look):
    window, person = enter(look)
    page = window.page
    proposed = [(PROPOSED, QUOTE), ("telepathy", QUOTE), (PROPOSED, "words that are not in the CV")]
    with model.saying(proposed, str):
        give(page, payload(CV.encode(), "cv.txt", PLAIN))
        is_assessed(page)
    region = page.get_by_role("region", name="What a language model would add")
    (item,) = region.get_by_role("listitem").all()
    expect(item.get_by_role("heading")).to_have_text(f"{PROPOSED} {MARK}")
    expect(item).to_contain_text(QUOTE)
    assert page.locator(MADE).count() == 0
    # One at its heading, one at what it proposes; no skill that the method found has any.
    expect(marks(page)).to_have_count(2)
    expect(skill_head(page, PROPOSED)).to_have_count(0)
    check_page(page)
    assert person.http.get("/v1/users/me/skills").json()["items"][0]["name"] != PROPOSED
    say_one_has(page, PROPOSED, "competent")
    expect(item).to_contain_text("You say: competent")
    expect(page.get_by_text("Being kept…")).to_have_count(0)
    held = {one["name"]: one for one in person.http.get("/v1/users/me/skills").json()["items"]}
    assert held[PROPOSED]["level"] == "competent"
    # What names the person is not among what the model was sent.
    sent = json.dumps(model.asked)
    assert "four" in sent
    assert "Ashdown" not in sent
    assert "robin@example.org" not in sent


def test_a_reason_that_a_model_worded_is_marked_until_the_method_words_it_again(enter, model: Model):
    window, person = enter(DESKTOP_LIGHT)
    page = window.page

    def word(reason: str) -> str:
        # Markup makes a sentence useless: those steps keep the method's words.
        return f"<b>In short</b>: {reason}" if "Python" in reason else f"In short: {reason}"

    with model.saying([], word):
        _, plan = planned(person.http, CV)
    worded = [step for step in plan["steps"] if step["reason_written_by"] == "ai"]
    assert worded
    open_place(window, f"#/plans/{plan['id']}")
    # One more says what the mark means.
    expect(marks(page)).to_have_count(len(worded) + 1)
    for step in plan["steps"]:
        shown = page.locator(f"#step-{step['id']}")
        expect(shown).to_contain_text(step["reason"])
        expect(shown.get_by_text(MARK, exact=True)).to_have_count(1 if step in worded else 0)
    expect(page.get_by_text("worded by a language model")).to_be_visible()
    assert page.locator(MADE).count() == 0
    check_page(page)

    page.get_by_text("Make it again").click()
    page.get_by_role("form", name="Make the plan again").get_by_label("Hours a week").fill("12")
    page.get_by_role("button", name="Make the plan again").click()
    expect(page.get_by_role("status").filter(has_text="The plan was made again.")).to_be_visible()
    expect(marks(page)).to_have_count(0)


def test_markup_in_a_reason_that_a_model_worded_is_shown_as_text(windows: Windows, settled, signed_in):
    """As if what checks its sentences let one through."""

    def hostile(route: Route) -> None:
        answer = route.fetch()
        plan = answer.json()
        for step, attack in zip(plan["steps"], ATTACKS, strict=False):
            step |= {"reason": attack, "reason_written_by": "ai"}
        route.fulfill(response=answer, body=json.dumps(plan))

    window = windows.open(PHONE_DARK, None, storage_state=signed_in)
    page = window.page
    page.route(f"**/v1/plans/{settled.plan_id}", hostile)
    open_place(window, settled.at("plan"))
    for attack in ATTACKS:
        reason = page.get_by_role("main").get_by_role("paragraph").filter(has_text=attack)
        expect(reason.get_by_text(MARK, exact=True)).to_be_visible()
    expect(marks(page)).to_have_count(len(ATTACKS) + 1)
    assert page.locator(MADE).count() == 0


def test_without_a_model_nothing_is_marked(windows: Windows, settled, signed_in):
    for place in ("assessment", "plan", "gap", "plans"):
        window = windows.open(DESKTOP_LIGHT, settled.at(place), storage_state=signed_in)
        is_settled(window.page)
        expect(marks(window.page)).to_have_count(0)
        expect(window.page.get_by_text("worded by a language model")).to_have_count(0)
