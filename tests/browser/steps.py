"""What people do in the page, by the names that they see and hear."""

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.window import Window


def is_settled(page: Page) -> None:
    """Wait until all that a place shows is there."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def open_place(window: Window, address: str) -> None:
    """Open an address as a link from elsewhere does, and wait until all is there."""
    window.page.goto(address)
    is_settled(window.page)


def sign_in(page: Page, email: str, password: str) -> None:
    """Where the page asks who is there."""
    known = page.get_by_role("button", name="I have an account")
    form = page.get_by_role("form", name="Sign in")
    expect(known.or_(form).first).to_be_visible()
    if known.count():
        known.click()
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password", exact=True).fill(password)
    form.get_by_role("button", name="Sign in", exact=True).click()
    expect(form).to_have_count(0)


def sign_up(page: Page, email: str, password: str) -> None:
    """From the start."""
    page.get_by_role("button", name="I am new here").click()
    form = page.get_by_role("form", name="Sign up")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password", exact=True).fill(password)
    form.get_by_role("button", name="Sign up", exact=True).click()
    expect(form).to_have_count(0)


def give(page: Page, file: FilePayload) -> None:
    """Pick a file where a CV is asked for."""
    page.get_by_label("Choose a file").set_input_files(file)


def is_assessed(page: Page) -> None:
    """Wait until a workflow has led on to what it made."""
    page.wait_for_url("**/#/assessments/*")
    is_settled(page)


def go_to(page: Page, name: str) -> None:
    """By the page's own navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
    is_settled(page)


def skill_in(page: Page, name: str) -> Locator:
    """The item of one skill of an assessment, which holds all that is said of it."""
    return page.get_by_role("listitem").filter(has=skill_head(page, name))


def skill_head(page: Page, name: str) -> Locator:
    """The button that opens it; its name goes on with the level."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\s"))


def say(page: Page, skill: str, word: str, reason: str, level: str | None = None) -> None:
    """Confirm, correct or reject a skill that is open."""
    page.get_by_role("button", name=f"{word} {skill}", exact=True).click()
    form = page.get_by_role("form", name=f"{word} {skill}", exact=True)
    if level is not None:
        form.get_by_label("Your level").select_option(level)
    form.get_by_label("Why (if you like)").fill(reason)
    form.get_by_role("button", name="Keep my word").click()
    expect(form).to_have_count(0)


def say_one_has(page: Page, skill: str, level: str) -> None:
    """Of a skill that the assessment does not name."""
    page.get_by_role("button", name=f"I have it: {skill}", exact=True).click()
    form = page.get_by_role("form", name=f"I have it: {skill}", exact=True)
    form.get_by_label("Your level").select_option(level)
    form.get_by_role("button", name="Keep my word").click()
    expect(form).to_have_count(0)


def marked(page: Page) -> str:
    """What is highlighted in the text of the CV, all of it in its order."""
    return "".join(page.get_by_role("region", name="The text of your CV").locator("mark").all_text_contents())


def token_of(page: Page) -> str:
    """What signs the page's requests."""
    token: str = page.evaluate("() => JSON.parse(localStorage.getItem('skillpath.session')).access_token")
    return token


def id_in(page: Page) -> str:
    """Of what the address names."""
    found = re.search(r"#/\w+/([0-9a-f-]{36})", page.url)
    assert found, page.url
    return found[1]
