"""Whoever reloads or leaves the page loses nothing that they have just said."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from shared.cli.stack_client import checked, find_role_id
from tests.browser.steps import is_settled, say, skill_head, skill_in
from tests.browser.window import DESKTOP_LIGHT, PATIENCE_MS
from tests.served import Person

pytestmark = pytest.mark.xdist_group("browser")

STEPS, SKILLS = "**/v1/plans/*/steps/*", "**/v1/users/me/skills/*"


@contextmanager
def held(page: Page, pattern: str) -> Iterator[list[Route]]:
    """The first request of the block goes out as the block is left, and later ones at once."""
    routes: list[Route] = []

    def take(route: Route) -> None:
        if routes:
            route.continue_()
        else:
            routes.append(route)

    page.context.route(pattern, take)
    yield routes
    assert routes
    routes[0].continue_()


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while not holds():
        assert time.monotonic() < until
        page.wait_for_timeout(100)


def planned(page: Page, person: Person, cv: str) -> Callable[[], int]:
    """Opens a plan that somebody has; how many of its steps are done, as the API says."""
    checked(person.http.post("/v1/assessments", json={"text": cv}))
    body = {"role_id": find_role_id(person.http), "hours_per_week": 6}
    plan_id = checked(person.http.post("/v1/plans", json=body)).json()["id"]
    page.goto(f"/#/plans/{plan_id}")
    is_settled(page)
    return lambda: int(checked(person.http.get(f"/v1/plans/{plan_id}")).json()["done_count"])


def test_a_step_that_is_ticked_just_before_a_reload_is_done_after_it(enter, cv: str):
    window, person = enter(DESKTOP_LIGHT)
    page = window.page
    done_count = planned(page, person, cv)
    done = page.get_by_role("button", name=re.compile("^Done: ")).first
    with held(page, STEPS):
        with page.expect_request(STEPS):
            done.click()
        page.reload()
    wait_until(page, lambda: done_count() == 1)
    page.reload()
    is_settled(page)
    expect(done).to_have_attribute("aria-pressed", "true")


def test_a_skill_that_is_confirmed_just_before_a_reload_is_confirmed_after_it(enter, cv: str):
    window, person = enter(DESKTOP_LIGHT)
    page = window.page
    assessment_id = checked(person.http.post("/v1/assessments", json={"text": cv})).json()["id"]
    page.goto(f"/#/assessments/{assessment_id}")
    skill_head(page, "SQL").click()
    with held(page, SKILLS):
        with page.expect_request(SKILLS):
            say(page, "SQL", "Confirm", "I know it best.")
        page.reload()
    wait_until(page, lambda: bool(person.http.get("/v1/users/me/export").json()["corrections"]))
    page.reload()
    is_settled(page)
    expect(skill_in(page, "SQL")).to_contain_text("you confirmed it")


def test_whoever_leaves_while_a_tick_waits_for_another_is_asked_first(enter, cv: str):
    window, person = enter(DESKTOP_LIGHT)
    page = window.page
    done_count = planned(page, person, cv)
    ticks = page.get_by_role("button", name=re.compile("^Done: "))
    window.expect_trouble("^dialog: ")
    with held(page, STEPS):
        with page.expect_request(STEPS):
            ticks.nth(0).click()
        ticks.nth(1).click()
        with page.expect_event("dialog") as asked:
            page.evaluate("() => void setTimeout(() => location.reload())")
        assert asked.value.type == "beforeunload"
    # Whoever stays has both.
    wait_until(page, lambda: done_count() == 2)
    for tick in (ticks.nth(0), ticks.nth(1)):
        expect(tick).to_have_attribute("aria-pressed", "true")
