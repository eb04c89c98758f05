"""What people see when not all is well: no network, a slow answer, a service that is down, a session that ended."""

import re
import time
from typing import Any

import jwt
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import check_page
from tests.browser.settled import LASTING
from tests.browser.steps import go_to, is_settled, open_place, sign_in, token_of
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_DARK, PHONE_LIGHT, Windows

pytestmark = pytest.mark.xdist_group("browser")

SESSION = "skillpath.session"
HEADINGS = {"assessment": "Your assessment", "plan": re.compile("^Plan: "), "gap": "Data scientist"}


def heading(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def change_session(page: Page, **changes: object) -> None:
    """Have the browser hold another session than it was given."""
    page.evaluate(
        "([key, changes]) => localStorage.setItem(key, JSON.stringify({...JSON.parse(localStorage[key]), ...changes}))",
        [SESSION, changes],
    )


def test_without_a_network_a_place_says_so_and_shows_itself_once_it_is_back(windows: Windows, settled, signed_in):
    window = windows.open(PHONE_LIGHT, settled.at("assessments"), storage_state=signed_in)
    page = window.page
    is_settled(page)
    before = page.get_by_role("main").inner_text()
    with window.offline():
        expect(page.get_by_text("You are offline.")).to_be_visible()
        assert page.get_by_role("main").inner_text() == before
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans").click()
        told = page.get_by_role("alert").filter(has_text="You seem to be offline")
        expect(told.get_by_role("button", name="Try again")).to_be_visible()
        check_page(page)
    expect(told).to_have_count(0)
    expect(page.get_by_role("heading", level=2, name="Data scientist")).to_be_visible()


def test_a_slow_answer_is_said_to_be_slow_and_shown_when_it_comes(windows: Windows, settled, signed_in):
    window = windows.open(DESKTOP_DARK, None, storage_state=signed_in)
    held: list[Route] = []
    window.page.route("**/v1/roles/nearby*", lambda route: held.append(route))
    window.page.goto(f"/{settled.at('roles')}")
    expect(window.page.get_by_text("Still working. This takes longer than usual.")).to_be_visible()
    check_page(window.page)
    held[0].continue_()
    is_settled(window.page)
    expect(window.page.get_by_role("region", name="Roles near to you").get_by_role("link").first).to_be_visible()


def test_a_service_that_is_down_is_said_to_be_and_tried_again(windows: Windows, settled, signed_in, database):
    window = windows.open(PHONE_DARK, settled.at("about"), storage_state=signed_in)
    page = window.page
    is_settled(page)
    window.expect_trouble("answered 503: GET")
    with database.down():
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Plans").click()
        told = page.get_by_role("alert").filter(has_text="That did not work")
        expect(told).to_be_visible(timeout=60_000)
        check_page(page)
    told.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=2, name="Data scientist")).to_be_visible()


def test_a_page_that_cannot_read_where_its_api_is_says_so_and_starts_when_it_can(windows: Windows):
    window = windows.open(PHONE_LIGHT, None)
    page = window.page
    window.expect_trouble("no answer: GET .*/config.json", "ERR_FAILED")
    page.route("**/config.json", lambda route: route.abort())
    page.goto("/")
    told = page.get_by_role("alert")
    expect(told).to_be_visible()
    check_page(page)
    page.unroute("**/config.json")
    told.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("form", name="Sign up")).to_be_visible()


@pytest.mark.parametrize("place", HEADINGS)
def test_a_link_to_somebodys_own_place_asks_who_is_there_and_then_shows_it(windows: Windows, settled, place: str):
    window = windows.open(DESKTOP_LIGHT, settled.at(place))
    heading(window.page).to_have_text("Sign in to go on")
    check_page(window.page)
    sign_in(window.page, settled.person.email, settled.person.password)
    heading(window.page).to_have_text(HEADINGS[place])
    assert window.page.url.endswith(settled.at(place))


def test_a_wrong_password_is_said_to_be_wrong(windows: Windows, settled):
    window = windows.open(PHONE_LIGHT, settled.at("plans"))
    window.expect_trouble(r"answered 400: POST \S+/auth/v1/token")
    form = window.page.get_by_role("form", name="Sign in")
    form.get_by_label("E-mail address").fill(settled.person.email)
    form.get_by_label("Password", exact=True).fill("not the password")
    form.get_by_role("button", name="Sign in", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("is not right")
    expect(form.locator("[aria-invalid=true]")).to_be_visible()


def test_a_session_that_cannot_be_renewed_is_asked_for_in_place_and_loses_nothing(enter):
    window, person = enter(DESKTOP_DARK, "#/account")
    page = window.page
    name = page.get_by_label("Your name")
    name.fill("Grace Hopper")
    window.expect_trouble(r"answered 40\d: POST \S+/auth/v1/token", "AuthApiError")
    change_session(page, expires_at=1, refresh_token="gone")
    page.get_by_role("button", name="Keep the name").click()
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    check_page(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password", exact=True).fill(person.password)
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(name).to_have_value("Grace Hopper")
    page.get_by_role("button", name="Keep the name").click()
    expect(page.get_by_text("It is kept.")).to_be_visible()
    assert person.http.get("/v1/users/me").json()["display_name"] == "Grace Hopper"


def test_a_session_that_ended_while_the_page_was_away_asks_and_leads_to_the_same_place(enter):
    window, person = enter(PHONE_LIGHT, "#/plans")
    page = window.page
    window.expect_trouble(r"answered 40\d: POST \S+/auth/v1/token", "AuthApiError")
    change_session(page, expires_at=1, refresh_token="gone")
    page.reload()
    heading(page).to_have_text("Sign in to go on")
    sign_in(page, person.email, person.password)
    heading(page).to_have_text("Your plans")


def test_a_token_that_ran_out_is_renewed_without_anybody_noticing(enter, stack):
    window, _ = enter(DESKTOP_LIGHT, "#/plans")
    page = window.page
    claims = jwt.decode(token_of(page), options={"verify_signature": False})
    stale = jwt.encode({**claims, "exp": int(time.time()) - 600}, stack.supabase.jwt_secret, "HS256")
    change_session(page, access_token=stale)
    window.expect_trouble("answered 401: GET .*/v1/")
    page.reload()
    is_settled(page)
    heading(page).to_have_text("Your plans")
    assert token_of(page) != stale


def test_signing_out_shows_nothing_of_anybody_any_more(enter):
    window, person = enter(DESKTOP_LIGHT, "#/account")
    page = window.page
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text(person.email)).to_have_count(0)
    assert page.evaluate(f"() => localStorage.getItem('{SESSION}')") is None


@pytest.mark.parametrize("place", LASTING)
def test_a_reload_loses_nothing_of_a_place(windows: Windows, settled, signed_in, place: str):
    window = windows.open(DESKTOP_LIGHT, None, storage_state=signed_in)
    open_place(window, settled.at(place))
    page = window.page
    page.wait_for_load_state("networkidle")
    url, before = page.url, page.get_by_role("main").inner_text()
    page.reload()
    expect(page.get_by_role("main")).to_have_text(before, use_inner_text=True)
    assert page.url == url


def test_back_leads_through_every_place_with_its_title_and_the_focus_on_its_heading(
    windows: Windows, settled, signed_in
):
    window = windows.open(DESKTOP_LIGHT, settled.at("assessments"), storage_state=signed_in)
    page = window.page
    is_settled(page)
    been = [page.title()]
    for name in ("Roles", "Plans", "CV", "Account"):
        go_to(page, name)
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        assert page.title() not in been
        been.append(page.title())
    for title in been[-2::-1]:
        page.go_back()
        expect(page).to_have_title(title)
        expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_a_theme_that_is_chosen_stays_and_the_systems_own_is_followed_otherwise(windows: Windows):
    window = windows.open(DESKTOP_LIGHT)
    page = window.page
    background = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Theme: auto").click()
    assert page.evaluate(background) == light
    page.get_by_role("button", name="Theme: light").click()
    dark = page.evaluate(background)
    assert dark != light
    page.reload()
    is_settled(page)
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="Theme: dark").click()
    assert page.evaluate(background) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) == dark


def test_an_address_that_names_nothing_says_so(windows: Windows, settled, signed_in):
    window = windows.open(PHONE_DARK, "#/nowhere/at/all", storage_state=signed_in)
    heading(window.page).to_have_text("There is nothing here")
    window.page.get_by_role("link", name="To the start").click()
    expect(window.page.get_by_role("link", name="Give your CV")).to_be_visible()
