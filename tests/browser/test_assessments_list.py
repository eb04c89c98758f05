"""The list of assessments: what each of them was read from."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from shared.cli.stack_client import checked
from shared.cli.workflow_client import PDF, completed, follow, upload
from tests.browser.axe import check_page
from tests.browser.files import PLAIN
from tests.browser.steps import go_to, is_settled
from tests.browser.window import PHONE_LIGHT

pytestmark = pytest.mark.xdist_group("browser")


def assessed(http: httpx.Client, name: str, content_type: str, data: bytes) -> tuple[str, str]:
    """The ids of a file and of the assessment that was read from it."""
    document_id = upload(http, name, content_type, data)
    body = {"kind": "assess_document", "document_id": document_id}
    location = checked(http.post("/v1/workflows", json=body)).headers["location"]
    return document_id, str(completed(follow(http, location, lambda _: None))["assessment_id"])


def item(page: Page, assessment_id: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.locator(f"a[href$='{assessment_id}']"))


def test_each_assessment_names_the_file_that_it_was_read_from(enter, sample: Path, cv: str):
    window, person = enter(PHONE_LIGHT)
    page, http = window.page, person.http
    _, kept = assessed(http, "cv.pdf", PDF, (sample / "cv.pdf").read_bytes())
    erased_file, erased = assessed(http, "old.txt", PLAIN, cv.encode())
    checked(http.delete(f"/v1/documents/{erased_file}"))
    pasted = checked(http.post("/v1/assessments", json={"text": cv})).json()["id"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    go_to(page, "Assessments")
    is_settled(page)
    for assessment_id, source in ((kept, "cv.pdf"), (erased, "A file that was erased"), (pasted, "Pasted text")):
        expect(item(page, assessment_id).get_by_text(re.compile(rf"^{re.escape(source)} · "))).to_be_visible()
    assert asked.count("/v1/documents") == 1
    check_page(page)
