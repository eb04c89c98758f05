"""What `skillpath demo` asks of files and long jobs, and what it shows of them."""

import hashlib
import json
from typing import Any

import httpx
import pytest
import respx

from shared.cli.workflow_client import completed, describe, follow, start_cv_to_plan, upload
from shared.local.checkout import LocalStackError

API = "http://api.test"
FORM = {"url": "http://files.test/bucket", "fields": {"key": "users/a/documents/b", "policy": "p"}}


def step(name: str, state: str = "waiting", attempts: int = 0) -> dict[str, Any]:
    return {"name": name, "state": state, "attempts": attempts}


def run(state: str, progress: float, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"id": "1", "state": state, "progress": progress, "steps": steps, "failure": None, "result": {}}


@pytest.fixture
def client():
    with httpx.Client(base_url=API, headers={"Authorization": "Bearer of-the-person"}) as made:
        yield made


@respx.mock
def test_a_file_is_announced_with_its_checksum_and_put_where_the_answer_says_without_the_token(client):
    answer = {"document": {"id": "b"}, "upload": FORM}
    announced = respx.post(f"{API}/v1/documents").respond(201, json=answer)
    stored = respx.post(FORM["url"]).respond(204)
    assert upload(client, "cv.pdf", "application/pdf", b"%PDF-") == "b"
    assert json.loads(announced.calls.last.request.content) == {
        "filename": "cv.pdf",
        "content_type": "application/pdf",
        "size": 5,
        "sha256": hashlib.sha256(b"%PDF-").hexdigest(),
    }
    sent = stored.calls.last.request
    assert "authorization" not in sent.headers
    body = sent.content
    assert body.index(b'name="key"') < body.index(b'name="policy"') < body.index(b'name="file"') < body.index(b"%PDF-")


@respx.mock
def test_a_file_that_is_there_already_is_not_sent_again(client):
    respx.post(f"{API}/v1/documents").respond(200, json={"document": {"id": "b"}, "upload": None})
    assert upload(client, "cv.pdf", "application/pdf", b"%PDF-") == "b"


@respx.mock
def test_a_workflow_is_asked_for_as_often_as_its_answers_say_until_it_is_over(client):
    respx.post(f"{API}/v1/workflows").respond(202, headers={"location": "/v1/workflows/1"})
    answers = [run("queued", 0.0, step("a")), run("running", 0.5, step("a")), run("completed", 1.0, step("a", "done"))]
    respx.get(f"{API}/v1/workflows/1").mock(
        side_effect=[httpx.Response(200, json=body, headers={"retry-after": "3"}) for body in answers]
    )
    shown: list[str] = []
    paused: list[float] = []
    location = start_cv_to_plan(client, "b", "role", 6)
    over = follow(client, location, lambda body: shown.append(body["state"]), paused.append)
    assert over == json.loads(json.dumps(answers[-1]))
    assert shown == ["queued", "running", "completed"]
    assert paused == [3.0, 3.0]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (run("queued", 0.0, step("extract"), step("assess")), "■ 0 % queued: extract"),
        (run("running", 0.5, step("extract", "done"), step("assess", attempts=2)), "■ 50 % running: assess, attempt 3"),
        (run("completed", 1.0, step("extract", "done")), "■ 100 % completed"),
    ],
    ids=["begun", "tried before", "over"],
)
def test_how_far_it_is_stands_in_a_few_words(body, text):
    shown = describe(body)
    assert shown.lstrip("■·").strip() == text.lstrip("■ ")
    assert len(shown) - len(shown.lstrip("■·")) == 10


def test_one_that_was_not_completed_says_why():
    body = run("compensated", 0.0, step("extract", "failed")) | {"failure": {"code": "x", "message": "it is encrypted"}}
    with pytest.raises(LocalStackError, match="the workflow 1 is compensated: it is encrypted"):
        completed(body)
