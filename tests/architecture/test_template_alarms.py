"""Whatever can go wrong in a deployment is watched, and whoever is told sees it on one page."""

import json
from typing import Any

import pytest

from shared.domain.workflow import RunState
from shared.telemetry.metrics import NAMESPACE
from shared.telemetry.record import Count
from tests.architecture.template import Template, texts

# Where the template is packaged once.
pytestmark = pytest.mark.xdist_group("template")


def test_every_alarm_tells_somebody(template: Template):
    for alarm in template.of_type("CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]
        assert alarm["AlarmDescription"]
    assert [*template.of_type("SNS::Topic")] == ["Alarms"]


def _watched(template: Template) -> set[tuple[str, str, str]]:
    """Metric, statistic and what it is of, of every alarm on one metric."""
    found = set()
    for alarm in template.of_type("CloudWatch::Alarm").values():
        for dimension in alarm.get("Dimensions", ()):
            statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
            found.add((alarm["MetricName"], statistic, json.dumps(dimension["Value"])))
    return found


def test_every_function_and_every_queue_is_watched(template: Template):
    watched = _watched(template)
    for function in template.functions().values():
        name = json.dumps(function["FunctionName"])
        assert {("Errors", "Sum", name), ("Throttles", "Sum", name), ("Duration", "p99", name)} <= watched
    for queue, properties in template.of_type("SQS::Queue").items():
        name = json.dumps({"Fn::GetAtt": [queue, "QueueName"]})
        metric = (
            "ApproximateAgeOfOldestMessage" if "RedrivePolicy" in properties else "ApproximateNumberOfMessagesVisible"
        )
        assert (metric, "Maximum", name) in watched
    assert ("5xx", "Sum", json.dumps({"Ref": "HttpApi"})) in watched


def test_dead_lettered_workflows_and_open_breakers_are_watched_as_the_functions_count_them(template: Template):
    alarms = template.of_type("CloudWatch::Alarm")
    worker = template.functions()["workflow_worker"]["FunctionName"]
    died = alarms["WorkflowsDie"]
    assert (died["Namespace"], died["MetricName"]) == (NAMESPACE, Count.WORKFLOWS_ENDED.value)
    assert {item["Name"]: item["Value"] for item in died["Dimensions"]} == {
        "service": worker,
        "outcome": RunState.DEAD_LETTERED.value,
    }
    *counted, total = alarms["BreakerOpens"]["Metrics"]
    metrics = [item["MetricStat"]["Metric"] for item in counted]
    assert {(metric["Namespace"], metric["MetricName"]) for metric in metrics} == {
        (NAMESPACE, Count.BREAKER_OPENED.value)
    }
    services = {metric["Dimensions"][0]["Value"] for metric in metrics}
    outside = {"SKILLPATH_BUCKET", "SKILLPATH_QUEUE_URL"}
    assert services == {
        function["FunctionName"]
        for function in template.functions().values()
        if outside & {*function["Environment"]["Variables"]}
    }
    assert total["Expression"] == f"SUM([{', '.join(item['Id'] for item in counted)}])"


def test_the_dashboard_shows_every_function_queue_and_count(template: Template):
    (dashboard,) = template.of_type("CloudWatch::Dashboard").values()
    separator, pieces = dashboard["DashboardBody"]["Fn::Join"]
    body = separator.join(piece if isinstance(piece, str) else "known-later" for piece in pieces)
    shown = {text for widget in json.loads(body)["widgets"] for text in texts(widget["properties"]["metrics"])}
    assert {function["FunctionName"] for function in template.functions().values()} <= shown
    assert {*template.of_type("SQS::Queue")} <= shown
    assert {count.value for count in Count} <= shown
    assert {state.value for state in RunState if state.is_over} <= shown
    referred = {name for piece in pieces if isinstance(piece, dict) for name in _names(piece)}
    assert referred <= {*template.content["Resources"], "AWS::Region"}


def _names(piece: dict[str, Any]) -> list[str]:
    return [piece["Ref"]] if "Ref" in piece else [piece["Fn::GetAtt"][0]]
