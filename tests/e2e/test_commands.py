"""`skillpath demo` and `skillpath dev`, as a person starts them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.local.checkout import ROOT, free_port
from shared.local.supabase_lite import is_running

pytestmark = pytest.mark.xdist_group("commands")

# Minutes for what takes seconds: they only matter where something hangs.
START_S = 900
STOP_S = 120

SKILLPATH = [sys.executable, "-c", "from shared.cli import app; app()"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def demo(data: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*SKILLPATH, "demo", "--data", data], cwd=ROOT, capture_output=True, text=True, timeout=START_S, check=False
    )


@pytest.fixture
def dev(data: Path, demo, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str, int]]:
    """The process, what it said until it was ready, and its port."""
    port = free_port()
    output = tmp_path / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*SKILLPATH, "dev", "--data", data, "--port", str(port)],
            cwd=ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    give_up = time.monotonic() + START_S
    while "Ctrl-C stops it" not in output.read_text():
        assert process.poll() is None, output.read_text()
        assert time.monotonic() < give_up, output.read_text()
        time.sleep(0.1)
    yield process, output.read_text(), port
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_S)


def test_the_demo_shows_skills_with_their_proof_and_stops_what_it_started(demo, data: Path):
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert re.search(r"✓ Fill the catalogue .* [\d,]+ skills, .* written", demo.stdout)
    document = re.search(r"✓ Upload cv\.pdf .* /v1/documents/\S+", demo.stdout)
    progress = [demo.stdout.find(text) for text in ("queued: extract", "100 % completed", "What this CV proves")]
    assert document
    assert document.start() < progress[0] < progress[1] < progress[2]
    assert "/v1/workflows/" in demo.stdout
    assert "page 1" in demo.stdout
    assert re.search(r"Python.*(expert|proficient|competent)", demo.stdout)
    assert "“" in demo.stdout
    assert "What to do next" in demo.stdout
    nearby = demo.stdout.partition("The roles nearest to this CV")[2].partition("The way to data scientist")[0]
    assert len(re.findall(r"(?m)^[■·]{10} +\d+ % \S", nearby)) == 5
    first_steps = demo.stdout.partition("The way to data scientist")[2]
    assert re.search(r"From \d+ % readiness to 100 %", first_steps)
    assert re.search(r"(?m)^1\. (Learn|Prove) \S", first_steps)
    assert "is stopped again" in demo.stdout
    assert not is_running(data)
    (url,) = set(re.findall(r"http://127\.0\.0\.1:\d+", demo.stdout))
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_the_lines_that_dev_prints_work_when_pasted_and_ctrl_c_ends_it_all(dev, data: Path):
    process, output, port = dev
    # What the demo filled in is not filled in again.
    assert re.search(r"✓ Fill the catalogue .*: everything is there already", output)
    lines = re.findall(r"(?m)^curl .+$", output)
    answers = [
        subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=STOP_S, check=True).stdout
        for line in lines
    ]
    skills, made, listed, plan = (httpx.Response(200, text=answer).json() for answer in answers)
    assert len(skills["items"]) == 3
    assert any("Python" in skill["name"] for skill in made["skills"])
    assert made["id"] in [item["id"] for item in listed["items"]]
    assert plan["role_title"] == "data scientist"
    assert plan["assessment_id"] == made["id"]
    assert plan["steps"]

    second = subprocess.run(
        [*SKILLPATH, "dev", "--data", data, "--port", str(free_port())],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )
    assert second.returncode == 2
    assert "already running" in second.stderr

    process.send_signal(signal.SIGINT)
    assert process.wait(STOP_S) == 0
    assert not is_running(data)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}", trust_env=False)


def test_the_demo_of_crashes_kills_a_worker_at_every_step_and_loses_nothing():
    done = subprocess.run(
        [*SKILLPATH, "demo-chaos"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=2 * START_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(
        r"(?m)^(extract|assess|plan|publish) +(before|after) its commit +(\S.*?) {2,}.* completed *$", done.stdout
    )
    assert len(rows) == len({(step, when) for step, when, _ in rows}) == 8
    healed = {how for _, _, how in rows}
    assert healed <= {
        "SQS handed its message out again",
        "the relay sent its message from the outbox",
        "nothing was left to do",
    }
    assert "8 workers killed, 8 runs completed: nothing lost, nothing done twice" in done.stdout


def test_many_documents_are_assessed_once_each_on_a_real_postgres():
    done = subprocess.run(
        [*SKILLPATH, "bench", "workflow", "--items", "60", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["result"] == {"lines": 60, "assessed": 60, "refused": {}}
    assert report["lost"] == report["duplicates"] == report["without_result"] == report["messages_left"] == 0
    assert 0 < report["transactions_per_item"] < report["statements_per_item"]
    assert report["worker_peak_mb"] > 50


def test_the_gateway_stops_when_the_process_that_started_it_is_gone():
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "shared.local.gateway", "--port", str(port), "--tied"], cwd=ROOT, stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    try:
        give_up = time.monotonic() + START_S
        while not port_answers(port):
            assert process.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.05)
        # As the system does for a process that was killed.
        process.stdin.close()
        assert process.wait(STOP_S) == 0
    finally:
        process.kill()
        process.wait()
    assert not port_answers(port)


def port_answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=STOP_S, trust_env=False).is_success
    except httpx.ConnectError:
        return False
