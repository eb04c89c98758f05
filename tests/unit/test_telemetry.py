"""Lines, metrics and traces as those who take them expect them: Powertools' keys, CloudWatch's format, X-Ray's."""

import json
import logging
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from uuid import UUID, uuid4

import jsonschema_rs
import pytest
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import Metrics, MetricUnit
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

from shared.local.events import LambdaContext
from shared.telemetry import invocation as invocations
from shared.telemetry.invocation import invocation
from shared.telemetry.lines import JsonLines
from shared.telemetry.metrics import NAMESPACE, document
from shared.telemetry.record import Count, Record, count, mark, note, recorded
from shared.telemetry.spans import span, trace_id, traced
from tests.log_lines import json_lines

ROOT = Path(__file__).parents[2]
CONTEXT = LambdaContext("skillpath-dev-users", 512, "r-1", deadline=15.0, clock=lambda: 0.0)
SAMPLED = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"

# What the specification says of a document, beside what it says in words:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
_NAME = {"type": "string", "pattern": "^(.*)$", "minLength": 1, "maxLength": 255}
EMF = jsonschema_rs.validator_for(
    {
        "type": "object",
        "required": ["_aws"],
        "properties": {
            "_aws": {
                "type": "object",
                "required": ["Timestamp", "CloudWatchMetrics"],
                "properties": {
                    "Timestamp": {"type": "integer"},
                    "CloudWatchMetrics": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["Namespace", "Dimensions", "Metrics"],
                            "properties": {
                                "Namespace": _NAME,
                                "Dimensions": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {"type": "array", "minItems": 0, "maxItems": 9, "items": _NAME},
                                },
                                "Metrics": {
                                    "type": "array",
                                    "maxItems": 100,
                                    "items": {
                                        "type": "object",
                                        "required": ["Name"],
                                        "properties": {"Name": _NAME, "Unit": {"enum": ["Count"]}},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    }
)


@pytest.fixture
def lines():
    with json_lines() as lines:
        yield lines


@pytest.fixture(autouse=True)
def _called_before(monkeypatch):
    monkeypatch.setattr(invocations, "_called", {CONTEXT.function_name})
    for name in ("_X_AMZN_TRACE_ID", "AWS_XRAY_DAEMON_ADDRESS", "AWS_LAMBDA_INITIALIZATION_TYPE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def daemon(monkeypatch):
    """X-Ray's: the segments that it has been sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setblocking(False)
        monkeypatch.setenv("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{listening.getsockname()[1]}")

        def received():
            found = []
            while True:
                try:
                    head, _, body = listening.recv(65536).partition(b"\n")
                except BlockingIOError:
                    return found
                assert json.loads(head) == {"format": "json", "version": 1}
                found.append(json.loads(body))

        yield received


def failing():
    try:
        try:
            int("17 Flamingo Crescent")
        except ValueError:
            return 1 / 0
    except ZeroDivisionError:
        return sys.exc_info()


@pytest.mark.parametrize("error", [None, failing()], ids=["plain", "with an error"])
def test_a_line_says_what_powertools_says_under_the_same_keys(error, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
    record = logging.LogRecord("shared.x", logging.ERROR, __file__, 7, "it %s", ("failed",), error, func="work")
    said = {"service": CONTEXT.function_name, "cold_start": False, "function_request_id": "r-1"}
    theirs = json.loads(
        LambdaPowertoolsFormatter(utc=True, use_rfc3339=True, serialize_stacktrace=False, **said).format(record)
    )
    with invocation(CONTEXT):
        line = JsonLines().format(record)
    ours = json.loads(line)
    assert "\n" not in line
    # All but the words of an error, which can quote anything.
    quoting = theirs.pop("exception", None)
    told = ours.pop("exception", None)
    assert (quoting is None) is (told is None)
    assert {name: ours[name] for name in theirs} == theirs
    assert set(ours) - set(theirs) == {"logger", "request_id"}


def test_an_error_is_told_by_its_places_and_those_behind_it_without_their_words():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), failing())
    line = json.loads(JsonLines().format(record))
    assert line["exception_name"] == "ZeroDivisionError"
    first, second = line["exception"].split("then ")
    assert re.match(r'ValueError at\n  File ".+", line \d+, in failing\n', first)
    assert re.match(r'ZeroDivisionError at\n  File ".+", line \d+, in failing\n', second)
    assert "invalid literal" not in line["exception"]


def test_an_invocation_that_fails_says_so_in_a_line_of_its_own(lines):
    def fail():
        with invocation(CONTEXT):
            raise KeyError("Zebulon")

    with pytest.raises(KeyError):
        fail()
    (line,) = lines()
    assert (line["level"], line["message"], line["exception_name"]) == (
        "ERROR",
        "skillpath-dev-users failed",
        "KeyError",
    )


def test_a_line_is_one_line_and_json_whatever_it_says():
    record = logging.LogRecord("x", logging.INFO, "", 1, 'a "quote"\nand %s\x00\u2028', ("ünï \ud800",), None)
    line = JsonLines().format(record)
    assert line.encode().decode().splitlines() == [line]
    assert json.loads(line)["message"] == 'a "quote"\nand ünï \ud800\x00\u2028'


def test_what_is_noted_is_on_every_line_of_the_invocation_and_on_none_of_the_next(lines):
    log = logging.getLogger("skillpath.x")
    with invocation(CONTEXT):
        note(user="abc")
        log.info("one")
        context = copy_context()
        with ThreadPoolExecutor(1) as threads:
            threads.submit(context.run, log.info, "of another thread").result()
    with invocation(CONTEXT):
        log.info("two")
    log.info("of no invocation")
    assert [line.get("user") for line in lines()] == ["abc", "abc", None, None]
    assert [line.get("service") for line in lines()] == [CONTEXT.function_name] * 3 + [None]


def emf_of(lines):
    return [line for line in lines() if "_aws" in line]


def test_counts_are_a_document_that_cloudwatch_makes_metrics_of(lines):
    with invocation(CONTEXT):
        count(Count.ASSESSMENTS_MADE)
        count(Count.SKILLS_FOUND, 7)
        count(Count.ASSESSMENTS_MADE)
        count(Count.WORKFLOWS_ENDED, outcome="completed")
    plain, ended = emf_of(lines)
    for found in (plain, ended):
        EMF.validate(found)
        (directive,) = found["_aws"]["CloudWatchMetrics"]
        assert directive["Namespace"] == "Skillpath"
        # What a directive names is there, and of the kind that it has to be.
        assert all(isinstance(found[name], str) for names in directive["Dimensions"] for name in names)
        assert all(isinstance(found[metric["Name"]], int) for metric in directive["Metrics"])
    assert (plain["AssessmentsMade"], plain["SkillsFound"], plain["service"]) == (2, 7, CONTEXT.function_name)
    assert plain["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert (ended["WorkflowsEnded"], ended["outcome"]) == (1, "completed")
    assert ended["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"], ["service", "outcome"]]


def test_a_document_is_the_one_that_powertools_makes():
    theirs = Metrics(provider=AmazonCloudWatchEMFProvider(namespace=NAMESPACE, service="s"))
    theirs.add_metric("SkillsFound", MetricUnit.Count, 7)
    made = theirs.serialize_metric_set()
    made["SkillsFound"] = made["SkillsFound"][0]
    assert document("s", {}, {"SkillsFound": 7}, made["_aws"]["Timestamp"]) == made


def test_where_nothing_is_counted_nothing_is_written(lines):
    with invocation(CONTEXT):
        count(Count.SKILLS_UNKNOWN, 0)
    count(Count.SKILLS_UNKNOWN)
    assert lines() == []


def test_what_was_counted_before_a_failure_is_written(lines):
    def fail():
        with invocation(CONTEXT):
            count(Count.SKILLS_FOUND, 3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [found["SkillsFound"] for found in emf_of(lines)] == [3]


def test_the_first_call_of_an_instance_is_a_cold_start_and_no_other_is(lines, monkeypatch):
    monkeypatch.setattr(invocations, "_called", set())
    for _ in range(3):
        with invocation(CONTEXT) as record:
            logging.getLogger("skillpath.x").info("here")
            assert record.fields["request_id"] == "r-1"
    assert [line["cold_start"] for line in lines() if "_aws" not in line] == [True, False, False]
    assert [found["ColdStart"] for found in emf_of(lines)] == [1]


def test_an_instance_that_was_started_ahead_of_time_has_none(lines, monkeypatch):
    monkeypatch.setattr(invocations, "_called", set())
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency")
    with invocation(CONTEXT) as record:
        pass
    assert (record.fields["cold_start"], lines()) == (False, [])


def test_a_mark_is_the_same_for_a_user_and_tells_nothing_of_their_id():
    ann, bob = uuid4(), uuid4()
    assert mark(ann) == mark(UUID(str(ann))) != mark(bob)
    assert re.fullmatch("[0-9a-f]{12}", mark(ann))
    assert mark(ann) not in ann.hex


def test_spans_are_subsegments_of_lambdas_own_each_of_the_one_that_it_stands_in(daemon, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", SAMPLED)
    with invocation(CONTEXT), span("request") as said:
        with span("store admit"):
            pass
        with pytest.raises(ZeroDivisionError), span("extraction"):
            raise ZeroDivisionError
        said["status"] = 200
    store, extraction, request = daemon()
    assert [one["name"] for one in (store, extraction, request)] == ["store admit", "extraction", "request"]
    for one in (store, extraction, request):
        # https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
        assert one["type"] == "subsegment"
        assert one["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
        assert re.fullmatch("[0-9a-f]{16}", one["id"])
        assert re.fullmatch(r"[\w\s_.:/%&#=+\\\-@]{1,200}", one["name"])
        assert one["start_time"] <= one["end_time"]
    assert request["parent_id"] == "53995c3f42cd8ad8"
    assert {store["parent_id"], extraction["parent_id"]} == {request["id"]}
    assert [one["fault"] for one in (store, extraction, request)] == [False, True, False]
    assert request["annotations"] == {"status": 200}


@pytest.mark.parametrize(
    "header",
    [
        "",
        SAMPLED.replace("Sampled=1", "Sampled=0"),
        SAMPLED.replace(";Sampled=1", ""),
        "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
        "nonsense",
        ";;=;",
    ],
)
def test_of_an_invocation_that_is_not_sampled_nothing_is_sent(daemon, monkeypatch, header):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    with invocation(CONTEXT), span("request") as said:
        said["status"] = 200
    with span("of no invocation"):
        pass
    assert daemon() == []


@pytest.mark.parametrize("address", ["", "nowhere", "127.0.0.1:", "127.0.0.1:1", "no such host.invalid:1"])
def test_a_daemon_that_is_not_there_hurts_nobody(address):
    with traced(SAMPLED, address), span("request"):
        pass


def test_every_line_names_its_trace_sampled_or_not(lines, monkeypatch):
    log = logging.getLogger("skillpath.x")
    for header in (SAMPLED, SAMPLED.replace("Sampled=1", "Sampled=0"), "nonsense"):
        monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
        with invocation(CONTEXT):
            log.info("here")
    root = "1-5759e988-bd862e3fe1be46a994272793"
    assert [line.get("xray_trace_id") for line in lines()] == [root, root, None]
    assert trace_id(SAMPLED) == root


def test_records_in_one_another_are_told_apart():
    outer, inner = Record(), Record()
    with recorded(outer):
        with recorded(inner):
            count(Count.COLD_START)
        count(Count.ABSTENTIONS)
    assert (dict(outer.counts), dict(inner.counts)) == ({(Count.ABSTENTIONS, ()): 1}, {(Count.COLD_START, ()): 1})


_AS_IN_LAMBDA = """
import logging, sys
# As the runtime sets it up before it loads a function.
logging.basicConfig(format="[%(levelname)s] %(message)s", stream=sys.stdout)
from shared.local.events import LambdaContext
from shared.telemetry.invocation import invocation
with invocation(LambdaContext("skillpath-dev-users", 512, "r-1", deadline=15.0, clock=lambda: 0.0)):
    logging.getLogger("skillpath.api").info("of ours")
    logging.getLogger("shared.services.x").warning("of ours, too")
    logging.getLogger("httpx").info("GET https://example.org/?name=Ann")
    logging.getLogger("httpx").warning("something is wrong")
"""


def test_in_lambda_all_that_is_logged_is_json_from_the_first_invocation_on():
    environment = {**os.environ, "AWS_LAMBDA_FUNCTION_NAME": "skillpath-dev-users"}
    done = subprocess.run(
        [sys.executable, "-c", _AS_IN_LAMBDA], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line.get("message") for line in lines] == ["of ours", "of ours, too", "something is wrong", None]
    assert lines[-1]["ColdStart"] == 1
    assert done.stderr == ""
