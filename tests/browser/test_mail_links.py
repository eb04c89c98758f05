"""Links in mails, which Supabase Lite does not send: what the page makes of each way that one comes back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import check_page
from tests.browser.mails import EXPIRED_LINK, Mails
from tests.browser.steps import go_to, is_settled
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PHONE_LIGHT, Look, Window
from tests.served import Person

pytestmark = pytest.mark.xdist_group("browser")

Opened = tuple[Window, Mails, Person]
SESSION = "skillpath.session"


@pytest.fixture
def opened(windows, stack, new_person) -> Callable[..., Opened]:
    """Opens the page of somebody who is not signed in, with what sends mails behind it."""

    def open_page(look: Look, place: str = "#/") -> Opened:
        person = new_person()
        window = windows.open(look, None)
        mails = Mails.before(window.page, stack, person)
        window.page.goto(place)
        is_settled(window.page)
        return window, mails, person

    return open_page


def follow_link(page: Page, address: str) -> None:
    """As from a mail: the page is loaded anew."""
    page.goto("about:blank")
    page.goto(address)
    is_settled(page)


def mail_is_awaited(page: Page, email: str) -> Locator:
    told = page.get_by_role("status").filter(has_text="Look into your mailbox")
    expect(told).to_contain_text(email)
    return told


def sign_up_for_a_mail(page: Page, person: Person) -> None:
    page.get_by_role("button", name="I am new here").click()
    form = page.get_by_role("form", name="Sign up")
    form.get_by_label("E-mail address").fill(person.email)
    form.get_by_label("Password", exact=True).fill(person.password)
    form.get_by_role("button", name="Sign up", exact=True).click()
    mail_is_awaited(page, person.email)


def forget_password(page: Page, email: str) -> None:
    if page.get_by_role("button", name="I have an account").get_attribute("aria-pressed") != "true":
        page.get_by_role("button", name="I have an account").click()
    page.get_by_role("button", name="Forgot your password?").click()
    form = page.get_by_role("form", name="Send me a link")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_role("button", name="Send me a link").click()
    mail_is_awaited(page, email)


def refused(page: Page) -> Locator:
    told = page.get_by_role("alert").filter(has_text="That link does not work")
    expect(told).to_be_visible()
    check_page(page)
    return told


def choose_password(page: Page) -> None:
    dialog = page.get_by_role("dialog", name="Choose a new password")
    field = dialog.get_by_label("New password", exact=True)
    expect(field).to_be_focused()
    check_page(page)
    field.fill("short")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog.get_by_role("alert")).to_contain_text("at least 8 characters")
    field.fill("a new horse battery")
    dialog.get_by_role("button", name="Keep it").click()
    expect(dialog.get_by_role("status")).to_contain_text("It is kept")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_have_count(0)


def test_whoever_confirms_their_address_is_signed_in(opened):
    window, mails, person = opened(PHONE_LIGHT)
    page = window.page
    sign_up_for_a_mail(page, person)
    check_page(page)
    follow_link(page, "?code=5a1f-of-a-mail")
    told = page.get_by_role("status").filter(has_text="Your address is confirmed")
    expect(told).to_contain_text(person.email)
    assert mails.asked("/token?grant_type=pkce")[0]["auth_code"] == "5a1f-of-a-mail"
    # The code is of no more use, and in no history.
    assert "code=" not in page.url
    told.get_by_role("button", name="Close").click()
    go_to(page, "Assessments")
    expect(page.get_by_text("No assessment yet")).to_be_visible()
    page.reload()
    is_settled(page)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_a_link_for_a_new_password_leads_to_its_form_also_after_a_reload(opened):
    window, mails, person = opened(DESKTOP_LIGHT)
    page = window.page
    forget_password(page, person.email)
    follow_link(page, "?code=of-a-mail")
    expect(page.get_by_role("dialog", name="Choose a new password")).to_contain_text(person.email)
    page.reload()
    choose_password(page)
    assert mails.asked("/user")[-1]["password"] == "a new horse battery"
    page.reload()
    is_settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    "address",
    [EXPIRED_LINK, EXPIRED_LINK.partition("#")[0], f"#{EXPIRED_LINK.partition('#')[2]}"],
    ids=["in both", "in the query", "behind the hash"],
)
def test_a_link_that_is_too_old_says_so_and_what_to_do(opened, address: str):
    window, _, person = opened(PHONE_LIGHT, address)
    page = window.page
    told = refused(page)
    expect(told).to_contain_text("too old, or it was used already")
    assert "error" not in page.url
    # What it advises is at hand: signing in comes first, and the forgotten password under it.
    forget_password(page, person.email)
    told.get_by_role("button", name="Close").click()
    page.reload()
    is_settled(page)
    expect(told).to_have_count(0)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?code=asked-for-elsewhere", "only in the browser that you asked for it in"),
        ("#access_token=x&refresh_token=y&expires_in=3600&token_type=bearer&type=invite", "cannot be used here"),
        ("?error=server_error&error_code=unexpected_failure&error_description=Call+0900", "cannot be used here"),
        ("?token_hash=pkce_5a1f&type=sms", "cannot be used here"),
    ],
    ids=["a code of another browser", "a session", "another failure", "a token of no mail"],
)
def test_a_link_that_cannot_be_used_says_why_and_signs_nobody_in(opened, address: str, words: str):
    window, mails, _ = opened(DESKTOP_DARK, address)
    page = window.page
    expect(refused(page)).to_contain_text(words)
    expect(page.get_by_text("0900")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    assert page.evaluate(f"() => localStorage.getItem('{SESSION}')") is None
    assert mails.asked("/verify") == []


@pytest.mark.parametrize(
    ("refusal", "words"), [("flow_state_expired", "too old"), ("bad_code_verifier", "only the newest one")]
)
def test_a_code_that_is_refused_says_why(opened, refusal: str, words: str):
    window, mails, person = opened(PHONE_LIGHT)
    page = window.page
    sign_up_for_a_mail(page, person)
    window.expect_trouble(r"answered 40\d: POST \S+/token")
    mails.refusal = refusal
    follow_link(page, "?code=of-a-mail")
    expect(refused(page)).to_contain_text(words)


def test_a_link_that_is_followed_without_a_network_works_after_a_reload(opened):
    window, mails, person = opened(PHONE_LIGHT)
    page = window.page
    sign_up_for_a_mail(page, person)
    window.expect_trouble("no answer: POST", "ERR_FAILED", "Failed to fetch")
    mails.refusal = "away"
    follow_link(page, "?code=of-a-mail")
    expect(refused(page)).to_contain_text("Reload this page in a moment")
    mails.refusal = None
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Your address is confirmed")).to_be_visible()


def test_a_token_of_a_link_is_handed_in_by_a_press_and_by_nothing_else(opened):
    window, mails, person = opened(DESKTOP_LIGHT, "?token_hash=pkce_5a1f&type=email")
    page = window.page
    dialog = page.get_by_role("dialog", name="You followed a link of ours")
    expect(dialog).to_be_visible()
    check_page(page)
    assert mails.asked("/verify") == []
    dialog.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("status").filter(has_text="Your address is confirmed")).to_contain_text(person.email)
    (asked,) = mails.asked("/verify")
    assert (asked["token_hash"], asked["type"]) == ("pkce_5a1f", "email")


@pytest.mark.parametrize("kind", ["recovery", "invite"])
def test_a_token_for_a_new_password_leads_to_its_form(opened, kind: str):
    window, _, _ = opened(PHONE_LIGHT, f"?token_hash=pkce_5a1f&type={kind}")
    window.page.get_by_role("dialog").get_by_role("button", name="Go on").click()
    choose_password(window.page)


def test_a_token_that_is_used_up_says_so(opened):
    window, mails, _ = opened(PHONE_LIGHT, "?token_hash=pkce_5a1f&type=recovery")
    window.expect_trouble(r"answered 403: POST \S+/verify")
    mails.refusal = "otp_expired"
    window.page.get_by_role("dialog").get_by_role("button", name="Go on").click()
    expect(refused(window.page)).to_contain_text("Forgot your password?")
    expect(window.page.get_by_role("dialog")).to_have_count(0)


def test_whoever_has_not_confirmed_their_address_has_the_link_sent_again(opened):
    window, mails, person = opened(DESKTOP_LIGHT, "#/plans")
    page = window.page
    window.expect_trouble(r"answered 4\d\d: POST \S+/auth/v1/")
    mails.refusal = "email_not_confirmed"
    form = page.get_by_role("form", name="Sign in")
    form.get_by_label("E-mail address").fill(person.email)
    form.get_by_label("Password", exact=True).fill(person.password)
    form.get_by_role("button", name="Sign in", exact=True).click()
    expect(form.get_by_role("alert")).to_contain_text("Follow the link in the mail")
    mails.refusal = None
    form.get_by_role("button", name="Send the link again").click()
    mail_is_awaited(page, person.email)
    mails.refusal = "over_email_send_rate_limit"
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("alert")).to_contain_text("Wait a minute")
    mails.refusal = None
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("It was sent again.")).to_be_visible()
    check_page(page)
    assert [body["email"] for body in mails.asked("/resend")] == [person.email] * 3
