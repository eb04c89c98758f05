"""What people do in the page, by the names that they see and hear."""

from playwright.sync_api import Page, expect

from tests.browser.window import Window
from tests.served import Person


def is_settled(page: Page) -> None:
    """Wait until all that a place shows is there."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def open_place(window: Window, address: str) -> None:
    """Open an address as a link from elsewhere does, and wait until all is there."""
    window.page.goto(f"/{address}")
    is_settled(window.page)


def sign_in(page: Page, person: Person) -> None:
    """Where the page asks who is there."""
    form = page.get_by_role("form", name="Sign in")
    form.get_by_label("E-mail address").fill(person.email)
    form.get_by_label("Password", exact=True).fill(person.password)
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
