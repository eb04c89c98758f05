"""What somebody leaves behind: nothing of them in logs, metrics and queues as they use it, and nothing at all once they
are erased. On a Postgres, every table of which can be looked into, with the log lines that Lambda would have.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from psycopg import sql

from shared.cli.stack_client import find_role_id, introduce
from shared.cli.workflow_client import PDF, announce, completed, follow, send, start_cv_to_plan, upload
from shared.local.checkout import ROOT
from shared.local.children import start_workers
from shared.local.logs import VARIABLE as LOG_VARIABLE
from shared.local.sql_stack import SqlStack, start_sql_stack
from shared.taxonomy.compile import compile_taxonomy
from shared.telemetry.record import mark

pytestmark = pytest.mark.xdist_group("traces")

WAIT_S = 300
# Whose CV it is, in the words by which anybody could tell.
CANARY = ("Zebulon", "Quackenbush", "zq.canary@mailbox.example", "7700 900123", "Flamingo Crescent", "WG9 4ZZ")
CV = """Zebulon Quackenbush
17 Flamingo Crescent, Wigglesworth WG9 4ZZ
zq.canary@mailbox.example | +44 7700 900123

Experience
Data engineer, Acme, Jan 2019 - present
- Built and ran data pipelines in Python and PostgreSQL
"""


@pytest.fixture(scope="module")
def workdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("traces")


@pytest.fixture(scope="module")
def stack(workdir: Path) -> Iterator[SqlStack]:
    """The functions over a Postgres, without workers: what is in the queues stays there to be looked at."""
    compile_taxonomy(ROOT / "build" / "taxonomy.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(LOG_VARIABLE, "json")
        with start_sql_stack(workdir, print, None) as started:
            yield started


@pytest.fixture
def workers(stack: SqlStack, workdir: Path) -> Callable[[], Any]:
    @contextmanager
    def start() -> Iterator[None]:
        with start_workers(stack.settings, stack.aws, workdir):
            yield

    return start


@pytest.fixture
def person(stack: SqlStack) -> Iterator[tuple[UUID, httpx.Client]]:
    user_id, token = stack.sign_up()
    with httpx.Client(
        base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=WAIT_S, trust_env=False
    ) as http:
        introduce(http)
        yield user_id, http


def queued(stack: SqlStack) -> list[str]:
    """The bodies of all messages that wait, dead letters too; they stay."""
    sqs = stack.aws.client("sqs")
    bodies = {}
    for url in (address for queue in stack.aws.queues for address in (queue.url, queue.dead_url)):
        for _ in range(3):
            answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
            bodies |= {message["MessageId"]: message["Body"] for message in answer.get("Messages", ())}
    return list(bodies.values())


def found(words: tuple[str, ...], text: str) -> list[str]:
    return [word for word in words if word.lower() in text.lower()]


def lines_of(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def counted(lines: list[dict[str, Any]]) -> set[str]:
    """The names of metrics, and what else their documents say."""
    return {str(part) for line in lines if "_aws" in line for item in line.items() for part in item}


def look(_run: object) -> None:
    """Show nobody how far it is."""


def rows_with(stack: SqlStack, words: tuple[str, ...]) -> dict[str, list[str]]:
    """Of every table of every schema that is ours, the rows that hold one of the words."""
    hits: dict[str, list[str]] = {}
    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        assert ("public", "workflow_runs") in tables
        assert ("private", "rate_limits") in tables
        for schema, table in tables:
            query = sql.SQL("select row_to_json(t)::text from {} t").format(sql.Identifier(schema, table))
            rows = [row for (row,) in connection.execute(query)]
            if holding := [row for row in rows if found(words, row)]:
                hits[f"{schema}.{table}"] = holding
    return hits


def objects_with(stack: SqlStack, words: tuple[str, ...]) -> list[str]:
    """The keys of every version of every object that holds one of the words, in its key or in its bytes."""
    s3 = stack.aws.client("s3")
    page = s3.list_object_versions(Bucket=stack.aws.bucket)
    assert not page["IsTruncated"]
    hits = [marker["Key"] for marker in page.get("DeleteMarkers", ()) if found(words, marker["Key"])]
    for version in page.get("Versions", ()):
        got = s3.get_object(Bucket=stack.aws.bucket, Key=version["Key"], VersionId=version["VersionId"])
        if found(words, version["Key"] + got["Body"].read().decode("utf-8", "replace")):
            hits.append(version["Key"])
    return hits


def test_nothing_of_a_person_is_in_a_log_or_a_queue(stack: SqlStack, workers, person, workdir: Path):
    """Not where all goes well, and not where it goes wrong: a file that is none, a form of the wrong person."""
    user_id, http = person
    good = announce(http, "Zebulon Quackenbush.txt", "text/plain", CV.encode())
    send(good["upload"], "Zebulon Quackenbush.txt", "text/plain", CV.encode())
    damaged = b"%PDF-1.7\n" + CV.encode() + b"\n%%EOF\n"
    bad = upload(http, "Zebulon Quackenbush.pdf", PDF, damaged)
    role_id = find_role_id(http)
    runs = [start_cv_to_plan(http, document, role_id, 6) for document in (good["document"]["id"], bad)]
    # What the API refuses is logged too, and says why.
    assert http.post("/v1/assessments", json={"text": CV, "zq.canary@mailbox.example": 1}).status_code == 422
    assert http.get("/v1/documents", params={"cursor": "Zebulon"}).status_code == 400

    messages = queued(stack)
    assert any("run_id" in body for body in messages)
    assert any("ObjectCreated" in body for body in messages)
    with workers():
        completed(follow(http, runs[0], look))
        failed = follow(http, runs[1], look)
    # They themselves may read it.
    assert found(CANARY, http.get(f"/v1/documents/{good['document']['id']}/text").json()["text"]) == [*CANARY]
    assert failed["state"] == "compensated"
    assert found(CANARY, json.dumps(failed)) == []

    logs = {path.name: path.read_text(errors="replace") for path in workdir.glob("*.log")}
    assert {"gateway.log", "workers.log", "aws.log"} <= set(logs)
    assert "POST /v1/documents" in logs["gateway.log"]
    assert "workflow_worker" in logs["workers.log"]
    # The database writes down what it refuses, with the rows.
    logs["postgres"] = (Path(stack.database_url.partition("host=")[2]) / "log").read_text(errors="replace")
    logs["queues"] = "\n".join([*messages, *queued(stack)])
    assert {name: found(CANARY, text) for name, text in logs.items()} == {name: [] for name in logs}
    # Nor by their id, by which their rows are found; a mark tells that lines are of one user.
    lines = {name: lines_of(logs[name]) for name in ("gateway.log", "workers.log")}
    ids = (str(user_id), user_id.hex)
    assert {name: found(ids, logs[name]) for name in lines} == {name: [] for name in lines}
    assert {line["user"] for line in lines["gateway.log"] if "user" in line} == {mark(user_id)}
    assert {"AssessmentsMade", "SkillsFound", "WorkflowsEnded", "completed", "compensated"} <= counted(
        lines["workers.log"]
    )
    assert "ColdStart" in counted(lines["gateway.log"])


def test_after_an_erasure_no_table_no_version_of_an_object_and_no_message_holds_anything(
    stack: SqlStack, workers, person
):
    user_id, http = person
    # Of nobody else's CV.
    cv, words = CV.replace("Quackenbush", "Birdwhistle"), (str(user_id), user_id.hex, "Birdwhistle")
    with workers():
        document = upload(http, "Zebulon Birdwhistle.txt", "text/plain", cv.encode())
        run = follow(http, start_cv_to_plan(http, document, find_role_id(http), 6), look)
        result = completed(run)
        skill = http.get(f"/v1/assessments/{result['assessment_id']}").json()["skills"][0]["skill_id"]
        correction = {"verdict": "adjusted", "level": "expert", "reason": "Zebulon Birdwhistle says so"}
        assert http.put(f"/v1/users/me/skills/{skill}", json=correction).is_success
        # A second version of what is there, as a person who posts a form twice makes it.
        stack.aws.client("s3").put_object(
            Bucket=stack.aws.bucket, Key=f"users/{user_id}/documents/{document}", Body=b"x"
        )
        before = rows_with(stack, words)
        assert {"public.users", "public.documents", "public.assessments", "public.plans"} <= set(before)
        assert {key.split("/")[2] for key in objects_with(stack, words)} == {"documents", "texts"}

        erasure = http.post("/v1/workflows", json={"kind": "erase_user"})
        assert erasure.status_code == 202
        receipt = follow(http, erasure.headers["location"], look)
        # Where to look for objects once more is named by the account's id, until the relay has been there: each minute,
        # here each second.
        give_up = time.monotonic() + WAIT_S
        while rows_with(stack, words) and time.monotonic() < give_up:
            time.sleep(0.2)

    assert receipt["state"] == "completed"
    assert receipt["removed"]["plans"] == 1
    assert receipt["removed"]["objects"] == 3
    assert rows_with(stack, words) == {}
    assert objects_with(stack, words) == []
    assert found(words, "\n".join(queued(stack))) == []
    # The receipt stays, and is its owner's alone.
    assert http.get(erasure.headers["location"]).json()["removed"] == receipt["removed"]
    _, other = stack.sign_up()
    answer = httpx.get(
        stack.url + erasure.headers["location"], headers={"Authorization": f"Bearer {other}"}, trust_env=False
    )
    assert answer.status_code == 404
