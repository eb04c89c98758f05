"""The model behind CAPACITY.md, and that the document says what it computes."""

import json

import pytest
import yaml

from shared.deploy import capacity
from shared.domain.workflow import Kind
from shared.local.checkout import ROOT
from shared.services.workflows.kinds import DEFINITIONS

INPUTS = {
    "measured": {"cpu_ms": 30, "database_cpu_ms": 3, "wal_bytes": 6000, "answer_bytes": 20000, "peak_rss_mb": 150},
    "assumed": {
        "memory_mb": 1769,
        "database_wait_ms": 20,
        "init_ms": 1000,
        "cold_share": 0.01,
        "log_bytes": 1000,
        "database_bytes": 10000,
        "commits": 2,
        "steps": 4,
    },
    "prices": {
        "lambda_gb_s_x86": 2.0,
        "lambda_gb_s_arm": 1.0,
        "lambda_million_requests": 0.2,
        "http_api_million": 1.0,
        "sqs_million": 0.4,
        "s3_put_thousand": 0.005,
        "s3_get_thousand": 0.0004,
        "logs_gb": 0.5,
        "egress_gb": 0.1,
    },
    "limits": {
        "lambda_concurrency": 1000,
        "http_api_per_s": 10000,
        "deployed_per_s": 500,
        "postgrest_pool": 10,
        "database_cores": 2,
        "disk_mb_per_s": 125,
        "disk_writes_per_s": 3000,
    },
}


def test_the_document_holds_what_its_inputs_give():
    document = capacity.DOCUMENT.read_text()
    assert capacity.tables_of(document) == capacity.tables(capacity.read_inputs())


def test_what_is_taken_from_the_template_is_what_stands_there():
    text = (ROOT / "serverless.yml").read_text()
    inputs = capacity.read_inputs()
    assert inputs["limits"]["deployed_per_s"] == yaml.safe_load(text)["params"]["prod"]["requestsPerSecond"]
    assert inputs["assumed"]["memory_mb"] == yaml.safe_load(text)["functions"]["assessments"]["memorySize"]


def test_a_file_takes_as_many_steps_as_its_workflow_has():
    assert capacity.read_inputs()["assumed"]["steps"] == len(DEFINITIONS[Kind.CV_TO_PLAN].steps)


def test_a_whole_vcpu_takes_what_was_measured_and_half_of_one_twice_as_long():
    assert capacity.duration_ms(INPUTS) == 50
    halved = {**INPUTS, "assumed": {**INPUTS["assumed"], "memory_mb": 1769 / 2}}
    assert capacity.duration_ms(halved) == 80
    more = {**INPUTS, "assumed": {**INPUTS["assumed"], "memory_mb": 1769 * 4}}
    assert capacity.duration_ms(more) == 50, "one thread uses no second vCPU"


def test_compute_is_billed_by_the_gigabyte_second_cold_starts_included():
    assert capacity.gb_seconds(INPUTS) == pytest.approx(1769 / 1024 * 0.060)
    arm, x86 = capacity.dollars_per_million(INPUTS)["Lambda, compute"]
    assert arm == pytest.approx(1769 / 1024 * 60_000)
    assert x86 == 2 * arm


def test_logs_and_data_are_billed_by_the_gigabyte():
    lines = capacity.dollars_per_million(INPUTS)
    assert lines["CloudWatch Logs"] == (pytest.approx(0.5), pytest.approx(0.5))
    assert lines["data out, to people and to the database"][0] == pytest.approx(3.0)


def test_a_file_adds_its_messages_and_its_objects():
    lines = capacity.dollars_per_million_files(INPUTS)
    assert lines == {"SQS": pytest.approx(15 * 0.4), "S3": pytest.approx(10 + 2)}


def test_what_is_scarcest_comes_first():
    order = capacity.order_of_saturation(INPUTS)
    assert order[0] == ("HTTP API as deployed, requests/s", pytest.approx(30_000))
    assert dict(order)["Lambda, instances at once"] == pytest.approx(1000 / 0.050 * 60)
    assert [rate for _, rate in order] == sorted(rate for _, rate in order)


def test_a_use_above_its_limit_is_told_in_bold():
    rows = capacity.tables(INPUTS).splitlines()
    (row,) = (row for row in rows if row.startswith("| HTTP API as deployed") and row.count("|") == 6)
    assert row == "| HTTP API as deployed, requests/s | 500 | 0.167 | 16.7 | **1,667** |"


def test_figures_of_a_load_run_take_the_place_of_those_before(tmp_path):
    inputs, document, report = tmp_path / "capacity.toml", tmp_path / "CAPACITY.md", tmp_path / "load.json"
    inputs.write_text(capacity.INPUTS.read_text())
    document.write_text(capacity.DOCUMENT.read_text())
    alone = {"cpu_ms": 31.5, "database_cpu_ms": 2.25, "wal_bytes": 7001, "answer_bytes": 19000}
    nothing = {**alone, "cpu_ms": 1.25}
    measured = {"alone": {"POST /v1/assessments": alone, "GET /v1/nothing": nothing}, "memory": {"peak_rss_mb": 163.4}}
    report.write_text(json.dumps(measured))
    capacity.renew(report, inputs, document)
    taken = capacity.read_inputs(inputs)
    assert taken["measured"] == {**alone, "cpu_ms": 30.25, "peak_rss_mb": 163.4}
    assert taken["prices"] == capacity.read_inputs()["prices"]
    assert "One assessment takes 30.25 ms of CPU" in document.read_text()
    assert capacity.tables_of(document.read_text()) == capacity.tables(taken)
