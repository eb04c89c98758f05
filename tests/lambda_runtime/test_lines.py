"""What a function writes where Lambda's own runtime runs it: nothing but JSON, and traces where they are sampled."""

import json
import socket
from pathlib import Path

import pytest

from tests.functions.conftest import make_event
from tests.lambda_runtime.runtime_api import RuntimeApi, start_function

ROOT = Path(__file__).parents[2]
SAMPLED = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:1"


@pytest.fixture
def daemon():
    """X-Ray's: its socket."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        yield listening


@pytest.fixture
def run(tmp_path, daemon):
    """Hand the events to a fresh instance of a function: what it wrote, line by line, and what it answered."""

    def run(handler, *events, trace="", **environment):
        written = tmp_path / "log"
        environment = {
            "SKILLPATH_STORE": "memory",
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{daemon.getsockname()[1]}",
            **environment,
        }
        with RuntimeApi(trace=trace) as api, written.open("wb") as output:
            process = start_function(api, handler, environment, ROOT, output)
            try:
                answers = [api.invoke(event) for event in events]
            finally:
                process.kill()
                process.wait()
        lines = written.read_text().splitlines()
        if any(answer.failed for answer in answers):
            lines = [line for line in lines if line.startswith("{")]
        return [json.loads(line) for line in lines], answers

    return run


@pytest.mark.parametrize("form", ["Text", "JSON"])
def test_whatever_form_lambda_logs_in_each_line_is_ours(run, form):
    events = [make_event("GET", path, None, {}, {"query": "Zebulon"}) for path in ("/v1/health", "/v1/Zebulon")]
    lines, answers = run("functions/health/handler.handler", *events, AWS_LAMBDA_LOG_FORMAT=form)
    assert [answer.body["statusCode"] for answer in answers] == [200, 404]
    first, cold, second = lines
    assert (first["message"], first["cold_start"], first["service"]) == ("GET /v1/health 200", True, "benchmark")
    assert (cold["ColdStart"], cold["service"]) == (1, "benchmark")
    assert (second["message"], second["cold_start"]) == ("GET (no route) 404", False)
    assert "Zebulon" not in json.dumps(lines)


def test_a_queues_function_too(run):
    record = {"messageId": "m-1", "body": "no run", "eventSource": "aws:sqs", "attributes": {}}
    lines, (answer,) = run("functions/workflow_worker/handler.handler", {"Records": [record]})
    assert answer.body == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    why, message, cold = lines
    assert (why["level"], why["message"]) == ("ERROR", "message m-1 comes again: invalid-input")
    assert (message["outcome"], message["message_id"]) == ("comes again", "m-1")
    assert cold["ColdStart"] == 1


def received(daemon):
    found = []
    while True:
        try:
            found.append(json.loads(daemon.recv(65536).partition(b"\n")[2]))
        except BlockingIOError:
            return found


def test_a_sampled_request_is_a_span_of_lambdas_own_segment(run, daemon):
    lines, _ = run("functions/health/handler.handler", make_event("GET", "/v1/health", None, {}, {}), trace=SAMPLED)
    (request,) = received(daemon)
    assert (request["trace_id"], request["parent_id"]) == ("1-5759e988-bd862e3fe1be46a994272793", "53995c3f42cd8ad8")
    assert request["annotations"] == {"status": 200, "route": "GET /v1/health"}
    assert lines[0]["xray_trace_id"] == request["trace_id"]


@pytest.mark.parametrize("trace", ["", SAMPLED.replace("Sampled=1", "Sampled=0")])
def test_any_other_is_none(run, daemon, trace):
    run("functions/health/handler.handler", make_event("GET", "/v1/health", None, {}, {}), trace=trace)
    assert received(daemon) == []


def test_what_breaks_altogether_loses_neither_its_line_nor_its_metrics(run):
    """An event that API Gateway never sends; the runtime adds the error in a form of its own."""
    event = make_event("GET", "/v1/health", None, {}, {})
    del event["requestContext"]["http"]["sourceIp"]
    (line, why, cold), (answer,) = run("functions/health/handler.handler", event)
    assert (answer.failed, line["status"], why["exception_name"], cold["ColdStart"]) == (True, 500, "KeyError", 1)
