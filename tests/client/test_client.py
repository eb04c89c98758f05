"""The TypeScript client: what the document's types let through, and what really comes back over `fetch`."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest

from shared.local.checkout import ROOT, free_port, node
from shared.local.children import start_gateway
from shared.taxonomy.load import Taxonomy

HERE = Path(__file__).parent
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
SECRET = "a-secret-of-this-test-alone-0123456789"
ORIGIN = "https://app.example.org"

pytestmark = pytest.mark.xdist_group("client")


def tsc(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [node(), os.fspath(TSC), "--pretty", "false", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def run_node(*arguments: str) -> str:
    done = subprocess.run([node(), *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the client as JavaScript, type-checked with --strict on the way."""
    folder = tmp_path_factory.mktemp("client")
    options = ("--project", os.fspath(HERE / "tsconfig.json"), "--strict", "--noEmitOnError", "--outDir", str(folder))
    done = tsc(*options)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture(scope="module")
def url(taxonomy: Taxonomy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The functions behind the local gateway, over a store in memory and the default taxonomy."""
    settings = {
        "SKILLPATH_STORE": "memory",
        "SKILLPATH_TAXONOMY": os.fspath(ROOT / "build" / "taxonomy.sqlite"),
        "SKILLPATH_CORS_ORIGINS": ORIGIN,
        "SUPABASE_JWT_SECRET": SECRET,
        "SUPABASE_URL": "",
    }
    with start_gateway(settings, tmp_path_factory.mktemp("gateway"), free_port()) as address:
        yield address


@pytest.fixture
def token() -> str:
    soon = datetime.now(UTC) + timedelta(minutes=10)
    claims = {"sub": str(uuid4()), "aud": "authenticated", "role": "authenticated", "exp": soon}
    return jwt.encode(claims, SECRET, algorithm="HS256")


def test_the_client_type_checks_and_every_mistake_is_found(compiled: Path):
    # The compiler fails at a line that expects an error and has none: the mistakes are part of what was compiled.
    assert (compiled / "mistakes.js").is_file()
    assert (HERE / "mistakes.ts").read_text().count("@ts-expect-error") >= 8


def test_a_mistake_that_nobody_expects_fails_to_type_check(tmp_path: Path):
    wrong = tmp_path / "wrong.ts"
    wrong.write_text(
        f'import {{ Skillpath }} from "{HERE.as_posix()}/client";\n'
        'void new Skillpath("").send("put", "/v1/users/me", { body: { displayname: "Ada" } });\n'
        'void new Skillpath("").send("get", "/v1/nothing", {});\n'
    )
    project = tmp_path / "tsconfig.json"
    project.write_text(json.dumps({"extends": os.fspath(HERE / "tsconfig.json"), "files": [os.fspath(wrong)]}))
    done = tsc("--project", os.fspath(project), "--noEmit")
    assert done.returncode != 0
    assert {int(line) for line in re.findall(r"wrong\.ts\((\d+),", done.stdout)} == {2, 3}, done.stdout


def test_a_person_goes_from_nothing_to_a_step_that_is_done(compiled: Path, url: str, token: str):
    seen = json.loads(run_node(os.fspath(compiled / "journey.js"), url, token, "data scientist"))
    assert seen["name"] == "Ada"
    assert any("Python" in skill for skill in seen["skills"])
    assert seen["role"] == "data scientist"
    assert seen["same_plan"] is True
    assert seen["steps"] > 1
    assert (seen["first_step"], seen["done_count"], seen["stale"]) == ("done", 1, "stale-version")


def test_a_file_is_announced_and_a_workflow_started_looked_at_and_stopped(
    compiled: Path, url: str, token: str, taxonomy: Taxonomy
):
    role_id = next(str(role.id) for role in taxonomy.roles() if role.title == "data scientist")
    seen = json.loads(run_node(os.fspath(compiled / "workflow.js"), url, token, role_id))
    assert {"key", "Content-Type", "x-amz-checksum-sha256", "policy"} <= set(seen.pop("fields"))
    assert seen == {
        "accepted": 202,
        "is_where_it_says": True,
        "look_again_after_s": 2,
        "steps": ["extract", "assess", "plan", "publish"],
        "is_cancelled": True,
        "retried": "workflow-state",
        "assess": {"kind": "assess_document", "steps": ["extract", "assess", "publish"], "assessment_id": None},
        "text": "text-not-found",
        "listed": [True],
        "items": 0,
        "erased": 204,
        "document": "erased",
    }


def test_a_page_of_a_known_origin_may_send_what_the_client_sends(url: str):
    asks = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, content-type, idempotency-key, if-match, x-request-id",
    }
    script = (
        "const [url, asks] = process.argv.slice(1);"
        'fetch(url, { method: "OPTIONS", headers: JSON.parse(asks) })'
        ".then(a => console.log(JSON.stringify({ status: a.status, ...Object.fromEntries(a.headers) })))"
    )
    answer = json.loads(run_node("-e", script, f"{url}/v1/plans/{uuid4()}/steps/{uuid4()}", json.dumps(asks)))
    assert answer["status"] in (200, 204)
    assert answer["access-control-allow-origin"] == ORIGIN
    assert "PATCH" in answer["access-control-allow-methods"]
    allowed = {name.strip().lower() for name in answer["access-control-allow-headers"].split(",")}
    assert {"authorization", "content-type", "idempotency-key", "if-match"} <= allowed
