"""A CV on its way: files of each kind, a network that is cut, files that will not do, and workers that are away."""

import time
from base64 import b64encode

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import check_page
from tests.browser.files import DOCX, HOSTILE_NAME, PDF, PLAIN, docx_of, empty_pdf, large_pdf, locked_pdf, payload
from tests.browser.steps import give, go_to, is_assessed, skill_head
from tests.browser.window import DESKTOP_DARK, DESKTOP_LIGHT, PATIENCE_MS, PHONE_LIGHT

pytestmark = pytest.mark.xdist_group("browser")

# Of bytes a second: a large file is on its way for some seconds.
SLOW = 400_000


def slow_down(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW},
    )


def drop(page: Page, data: bytes, name: str, content_type: str, times: int = 1) -> None:
    """Let a file fall where one is asked for; its bytes are `data`, so many times."""
    dropped = page.evaluate_handle(
        """([data, times, name, type]) => {
          const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
          const all = new DataTransfer();
          all.items.add(new File(Array(times).fill(bytes), name, { type }));
          return all;
        }""",
        [b64encode(data).decode(), times, name, content_type],
    )
    zone = page.get_by_role("region", name="Upload a file")
    zone.dispatch_event("dragover", {"dataTransfer": dropped})
    zone.dispatch_event("drop", {"dataTransfer": dropped})


def test_a_pdf_becomes_an_assessment_with_its_pages_and_back_leads_to_where_it_was_given(enter, sample):
    window, _ = enter(DESKTOP_LIGHT)
    page = window.page
    give(page, payload((sample / "cv.pdf").read_bytes()))
    is_assessed(page)
    skill_head(page, "SQL").focus()
    text = page.get_by_role("region", name="The text of your CV")
    expect(text.get_by_role("region", name="Page 2")).to_be_attached()
    expect(text.locator("mark").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your CV")


def test_a_word_file_that_is_dropped_becomes_an_assessment(enter, sample):
    window, _ = enter(DESKTOP_DARK)
    page = window.page
    drop(page, docx_of((sample / "cv.txt").read_text()), "cv.docx", DOCX)
    is_assessed(page)
    expect(skill_head(page, "SQL")).to_be_visible()


def test_an_upload_that_the_network_cuts_off_says_so_and_goes_on_once_it_is_back(enter, sample):
    window, person = enter(PHONE_LIGHT)
    page = window.page
    slow_down(page)
    give(page, payload(large_pdf((sample / "cv.txt").read_text())))
    page.wait_for_function("() => document.querySelector('progress')?.value > 0.1")
    with window.offline():
        cut = page.get_by_role("alert").filter(has_text="The upload was cut off")
        expect(cut).to_be_visible()
        expect(cut).to_contain_text("cv.pdf")
        expect(page.get_by_text("You are offline.")).to_be_visible()
    cut.get_by_role("button", name="Try again").click()
    is_assessed(page)
    assert len(person.http.get("/v1/documents").json()["items"]) == 1


@pytest.mark.parametrize(
    ("name", "content_type", "words"),
    [
        ("locked.pdf", PDF, "locked with a password"),
        ("scanned.pdf", PDF, "pictures of pages, and no text"),
        ("damaged.docx", DOCX, "not what its name says"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    enter, sample, workers_stopped, name: str, content_type: str, words: str
):
    made = {
        "locked.pdf": lambda: locked_pdf((sample / "cv.pdf").read_bytes()),
        "scanned.pdf": empty_pdf,
        "damaged.docx": lambda: b"this is no Word file",
    }
    window, _ = enter(DESKTOP_DARK)
    page = window.page
    with workers_stopped():
        give(page, payload(made[name](), name, content_type))
        page.wait_for_url("**/#/runs/*")
    expect(page.get_by_role("alert")).to_contain_text(words)
    check_page(page)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.get_by_role("link", name="Use another file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your CV")


def test_a_file_that_is_refused_before_its_reading_is_asked_for_says_why_where_it_was_given(enter):
    window, person = enter(PHONE_LIGHT)
    page = window.page

    def once_refused(route: Route) -> None:
        until = time.monotonic() + PATIENCE_MS / 1000
        while person.http.get("/v1/documents").json()["items"][0]["state"] != "rejected":
            assert time.monotonic() < until
            time.sleep(0.1)
        route.continue_()

    window.expect_trouble("answered 409: POST .*/v1/workflows")
    page.route("**/v1/workflows", once_refused)
    give(page, payload(b"this is no Word file", "damaged.docx", DOCX))
    expect(page.get_by_role("alert")).to_contain_text("not what its name says")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(page.get_by_label("Choose a file")).to_be_attached()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cv.doc", b"x", "Save it as .docx or as PDF"),
        ("empty.pdf", b"", "The file is empty"),
        (HOSTILE_NAME.replace("txt", "exe"), b"x", "This kind of file cannot be read"),
    ],
    ids=["old Word", "empty", "another kind"],
)
def test_what_can_be_seen_to_be_wrong_is_said_before_anything_is_sent(
    windows, settled, signed_in, name: str, data: bytes, words: str
):
    window = windows.open(PHONE_LIGHT, settled.at("upload"), storage_state=signed_in)
    asked: list[str] = []
    window.page.get_by_label("Choose a file").wait_for(state="attached")
    window.context.on("request", lambda request: asked.append(request.method))
    give(window.page, payload(data, name, PLAIN))
    expect(window.page.get_by_role("alert")).to_contain_text(words)
    drop(window.page, b"x" * 2**20, "huge.pdf", PDF, times=11)
    expect(window.page.get_by_role("alert")).to_contain_text("10 MB (10 MiB) is the most")
    assert "POST" not in asked


def test_pasted_text_becomes_an_assessment_and_survives_a_reload_before(enter, sample):
    window, _ = enter(DESKTOP_LIGHT)
    page = window.page
    field = page.get_by_label("Or paste the text of your CV")
    field.fill((sample / "cv.txt").read_text())
    page.reload()
    expect(field).to_have_value((sample / "cv.txt").read_text())
    page.get_by_role("button", name="Use this text").click()
    is_assessed(page)
    expect(skill_head(page, "SQL")).to_be_visible()


def test_a_run_that_nobody_takes_up_waits_is_stopped_and_completes_when_it_is_tried_again(
    enter, sample, workers_stopped
):
    window, _ = enter(DESKTOP_LIGHT)
    page = window.page
    with workers_stopped():
        give(page, payload((sample / "cv.txt").read_bytes(), "cv.txt", PLAIN))
        waits = page.get_by_role("heading", name="Waiting for its turn")
        expect(waits).to_be_visible()
        check_page(page)
        steps = page.get_by_role("region", name="Progress").get_by_role("listitem")
        expect(steps.filter(has_text="waiting")).to_have_count(3)
        page.reload()
        expect(waits).to_be_visible()
        go_to(page, "Assessments")
        page.get_by_role("link", name="Waiting for its turn").click()
        page.get_by_role("button", name="Stop it").click()
        expect(page.get_by_role("heading", name="Stopping before the next step")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="You stopped it.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    is_assessed(page)
    expect(skill_head(page, "SQL")).to_be_visible()
