"""From a file to a plan: upload, S3, SQS, workers; also where a worker dies on the way."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.cli.workflow_client import PDF, announce, completed, follow, send, start_cv_to_plan, upload
from shared.local.checkout import ROOT, node
from shared.local.faults import Fault, Faults, What, When
from shared.local.stack import Stack

pytestmark = pytest.mark.xdist_group("e2e")

SAMPLE = ROOT / "shared" / "local" / "sample" / "cv.pdf"
CV = SAMPLE.read_bytes()
WAIT_S = 300
# The relay is there each minute, here each second.
SWEPT_WITHIN_S = 60
HOURS = 6


def good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text}"
    return answer.json()


def role_id(http: httpx.Client) -> str:
    return str(good(http.get("/v1/roles", params={"query": "data scientist", "limit": 1}))["items"][0]["id"])


def look(_run: object) -> None:
    """Show nobody how far it is."""


def test_a_file_becomes_an_assessment_with_pages_and_a_plan(stack: Stack, new_person):
    http = new_person().introduce().http
    document = upload(http, "cv.pdf", PDF, CV)
    location = start_cv_to_plan(http, document, role_id(http), HOURS)
    run = follow(http, location, look)
    result = completed(run)

    assert [(step["name"], step["state"]) for step in run["steps"]] == [
        (name, "done") for name in ("extract", "assess", "plan", "publish")
    ]
    assert run["progress"] == 1.0
    assessment = good(http.get(run["links"]["assessment"]))
    pages = {evidence["page"] for skill in assessment["skills"] for evidence in skill["evidence"]}
    assert pages == {1, 2}
    plan = good(http.get(run["links"]["plan"]))
    assert plan["assessment_id"] == result["assessment_id"]
    assert plan["steps"]
    read = good(http.get(f"/v1/documents/{document}"))
    assert read["state"] == "extracted"
    assert read["reading"]["page_count"] == 2

    etag = http.get(location).headers["etag"]
    assert http.get(location, headers={"If-None-Match": etag}).status_code == 304
    assert folders(stack, http) == ["documents", "texts"]


def test_a_file_becomes_an_assessment_whose_quotes_stand_in_its_text_until_it_is_erased(stack: Stack, new_person):
    http = new_person().introduce().http
    document = upload(http, "cv.pdf", PDF, CV)
    unread = http.get(f"/v1/documents/{document}/text")
    assert (unread.status_code, unread.json()["code"]) == (404, "text-not-found")
    started = http.post("/v1/workflows", json={"kind": "assess_document", "document_id": document})
    run = follow(http, good(started)["links"]["self"], look)
    assert completed(run).keys() == {"assessment_id"}
    assert [step["name"] for step in run["steps"]] == ["extract", "assess", "publish"]
    assert run["links"]["plan"] is None

    read = good(http.get(f"/v1/documents/{document}/text"))
    assert len(read["pages"]) == 2
    for skill in good(http.get(run["links"]["assessment"]))["skills"]:
        for evidence in skill["evidence"]:
            assert read["text"][evidence["start"] : evidence["end"]] == evidence["quote"]
            assert read["pages"][evidence["page"] - 1] <= evidence["start"]
    somebody = new_person().introduce().http.get(f"/v1/documents/{document}/text")
    assert (somebody.status_code, somebody.json()["code"]) == (404, "document-not-found")

    assert http.delete(f"/v1/documents/{document}").status_code == 204
    assert http.get(f"/v1/documents/{document}/text").json()["code"] == "text-not-found"
    give_up = time.monotonic() + SWEPT_WITHIN_S
    while folders(stack, http) and time.monotonic() < give_up:
        time.sleep(0.2)
    assert folders(stack, http) == []


def folders(stack: Stack, http: httpx.Client) -> list[str]:
    """Of each version of each of the person's objects."""
    listed = stack.aws.client("s3").list_object_versions(Bucket=stack.aws.bucket, Prefix=f"users/{read_owner(http)}/")
    return [version["Key"].split("/")[2] for version in listed.get("Versions", ())]


def read_owner(http: httpx.Client) -> str:
    return str(good(http.get("/v1/users/me"))["id"])


def test_the_same_file_twice_is_one_document_and_is_not_uploaded_again(stack: Stack, new_person):
    http = new_person().introduce().http
    first = upload(http, "cv.pdf", PDF, CV)
    completed(follow(http, start_cv_to_plan(http, first, role_id(http), HOURS), look))
    assert upload(http, "again.pdf", PDF, CV) == first
    assert len(good(http.get("/v1/documents"))["items"]) == 1
    # Another workflow of the same file is a plan of its own.
    completed(follow(http, start_cv_to_plan(http, first, role_id(http), HOURS), look))
    assert len(good(http.get("/v1/plans"))["items"]) == 2
    assert good(http.get(f"/v1/documents/{first}"))["state"] == "extracted"


def test_a_file_that_is_not_what_was_announced_is_rejected_and_gives_the_workflow_its_reason(stack: Stack, new_person):
    http = new_person().introduce().http
    data = b"PK\x03\x04 no PDF at all"
    made = announce(http, "cv.pdf", PDF, data)
    document = made["document"]["id"]
    # Whoever starts it first waits for the file.
    location = start_cv_to_plan(http, document, role_id(http), HOURS)
    send(made["upload"], "cv.pdf", PDF, data)
    run = follow(http, location, look)
    assert run["state"] == "compensated"
    assert run["failure"]["code"] == "document-not-usable"
    assert run["result"] is None
    rejected = good(http.get(f"/v1/documents/{document}"))
    assert (rejected["state"], rejected["rejection"]) == ("rejected", "wrong-type")
    assert good(http.get("/v1/plans"))["items"] == []


@pytest.mark.parametrize("when", list(When), ids=["before its commit", "after its commit"])
def test_a_run_whose_worker_is_killed_in_the_middle_of_a_step_still_completes_once(
    stack: Stack, new_person, when: When
):
    http = new_person().introduce().http
    faults = Faults(stack.aws.workdir)
    document = upload(http, "cv.pdf", PDF, CV + f"% {when}\n".encode())
    faults.plan({document: Fault("assess", when)})
    run = follow(http, start_cv_to_plan(http, document, role_id(http), HOURS), look)
    result = completed(run)

    of_run = [entry for entry in faults.entries() if entry.document_id == document]
    (killed,) = [entry for entry in of_run if entry.what is What.KILLED]
    assert killed.step == "assess"
    took_up = {entry.pid for entry in of_run if entry.what is What.CLAIMED}
    assert took_up - {killed.pid}, "nobody else took it up"
    claims = [entry.step for entry in of_run if entry.what is What.CLAIMED]
    assert claims.count("assess") == (2 if when is When.BEFORE_COMMIT else 1)
    assert [item["id"] for item in good(http.get("/v1/assessments"))["items"]] == [result["assessment_id"]]
    assert [item["id"] for item in good(http.get("/v1/plans"))["items"]] == [result["plan_id"]]


def test_the_upload_that_the_readme_shows_a_front_end_works_as_it_stands(stack: Stack, new_person, tmp_path: Path):
    person = new_person().introduce()
    shown = (ROOT / "README.md").read_text().partition("```js\n")[2].partition("```")[0]
    given = {"api": stack.url, "token": person.token, "role_id": role_id(person.http)}
    script = tmp_path / "example.mjs"
    script.write_text(
        'import { readFileSync } from "node:fs";\nimport { File } from "node:buffer";\n'
        + "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
        + f'const file = new File([readFileSync({json.dumps(str(SAMPLE))})], "cv.pdf", {{ type: "{PDF}" }});\n'
        + shown
        + "\nconsole.log(JSON.stringify(run));\n"
    )
    done = subprocess.run([node(), script], capture_output=True, text=True, timeout=WAIT_S, check=False)
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)
    assert run["state"] == "completed"
    assert good(person.http.get(run["links"]["plan"]))["steps"]
