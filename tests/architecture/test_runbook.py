"""That whoever is woken by an alarm finds what CONTRIBUTING tells them: every alarm, every command, every field."""

import json
import re
import subprocess
from pathlib import Path

import botocore.session
import pytest
import yaml
from botocore import xform_name
from typer.main import get_command

from shared.cli import app
from shared.telemetry.metrics import NAMESPACE
from shared.telemetry.record import Count

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
RUNBOOK = CONTRIBUTING.partition("## When an alarm rings")[2].partition("\n## ")[0]

# What shared/deploy/template draws, without the framework around it.
_DRAW = """
const settings = JSON.parse(require("fs").readFileSync(0));
const resolveConfigurationProperty = async (path) => path.reduce((found, name) => found?.[name], settings);
Promise.all(["alarms", "dashboard"].map((name) =>
  require(`./shared/deploy/template/${name}.js`)({ resolveConfigurationProperty })
)).then((drawn) => console.log(JSON.stringify(Object.assign({}, ...drawn.map((part) => part.Resources)))));
"""


@pytest.fixture(scope="module")
def drawn():
    settings = yaml.safe_load((ROOT / "serverless.yml").read_text())
    settings["provider"]["stage"] = "prod"
    done = subprocess.run(
        ["node", "-e", _DRAW], cwd=ROOT, input=json.dumps(settings), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_every_alarm_is_in_the_runbook(drawn):
    functions = yaml.safe_load((ROOT / "serverless.yml").read_text())["functions"]
    names = "|".join("".join(part.capitalize() for part in name.split("_")) for name in functions)
    alarms = [name for name, made in drawn.items() if made["Type"] == "AWS::CloudWatch::Alarm"]
    # One row is for those of all functions.
    rows = {re.sub(rf"^({names})(Errors|Throttles|Slow)$", r"…\2", name) for name in alarms}
    assert {"…Errors", "…Slow", "WorkflowsDie"} <= rows
    first_cells = "\n".join(re.findall(r"^\| ([^|]+) \|", RUNBOOK.partition("| Alarm |")[2], re.MULTILINE))
    told = {name.replace("`", "") for name in re.findall(r"…?`\w+`", first_cells)}
    assert told == rows


def test_alarms_and_the_dashboard_look_at_metrics_that_are_written(drawn):
    asked = set(re.findall(rf'"Namespace": "{NAMESPACE}", "MetricName": "(\w+)"', json.dumps(drawn)))
    asked |= set(re.findall(rf'\[\\*"{NAMESPACE}\\*", ?\\*"(\w+)\\*"', json.dumps(drawn)))
    assert {"WorkflowsEnded", "BreakerOpened", "AssessmentsMade"} <= asked <= {count.value for count in Count}


def test_every_command_of_the_runbook_is_there():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", RUNBOOK)) - targets == set()
    commands = get_command(app).commands
    for line in re.findall(r"`skillpath ([a-z][^`]*)`", RUNBOOK):
        group, name, *rest = line.split()
        command = commands[group]
        if name == "…":
            continue
        options = {option for parameter in command.commands[name].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, line
    for service, operation, rest in re.findall(r"`aws (\S+) (\S+) ([^`]+)`", RUNBOOK):
        model = botocore.session.get_session().get_service_model(service)
        named = {xform_name(name, "-"): name for name in model.operation_names}
        members = {xform_name(name, "-") for name in model.operation_model(named[operation]).input_shape.members}
        assert {option[2:] for option in re.findall(r"--[a-z-]+", rest)} <= members, operation


def test_queries_of_the_runbook_ask_for_fields_that_lines_have():
    """In the code that writes them: keywords of `note`, keys of `fields`, and what every line has."""
    code = "".join(
        path.read_text()
        for room in ("api", "gateways", "services", "telemetry")
        for path in ROOT.glob(f"shared/{room}/**/*.py")
    )
    written = (
        set(re.findall(r'"(\w+)":', code)) | set(re.findall(r"\b(\w+)=", code)) | set(re.findall(r'\["(\w+)"\]', code))
    )
    queries = [query.replace("\\|", "|") for query in re.findall(r"`((?:fields|filter) [^`]+)`", RUNBOOK)]
    assert len(queries) >= 8
    words = {
        word
        for query in queries
        for word in re.findall(r"(?<![@\w/\"])[a-z_]+\b(?!\()", re.sub(r'"[^"]*"|/[^/]*/', "", query))
    }
    language = {"fields", "filter", "sort", "limit", "stats", "by", "desc", "and", "or", "in", "like"}
    assert words - language - written == set()
