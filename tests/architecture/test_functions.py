"""What a function may load and how much of it may be code; that serverless.yml and the apps agree."""

import ast
import importlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from functions.health.handler import ELSEWHERE
from shared.api import VERSION
from shared.settings import Settings

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
EVENTS = {
    name: item["events"] for name, item in yaml.safe_load((ROOT / "serverless.yml").read_text())["functions"].items()
}
# Those that requests reach; queues and the clock call the others.
OF_HTTP = sorted(name for name, events in EVENTS.items() if any("httpApi" in event for event in events))
# What costs a cold start more than it gives before it is needed, or belongs to other rooms.
HEAVY = {
    "boto3", "cryptography", "docx2python", "httpx", "jwt", "postgrest", "psycopg", "pydantic_settings", "pypdf",
    "realtime", "rich", "sqlalchemy", "storage3", "supabase", "supabase_auth", "typer", "uvicorn",
}  # fmt: skip

# They answer for the API itself: whether it is up, what it can do, and the page that calls it.
WITHOUT_A_USE_CASE = {"docs", "health", "web"}

_WHAT_IT_LOADS = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by(name: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _WHAT_IT_LOADS, f"functions.{name}.handler"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(json.loads(done.stdout))


def functions_of_serverless() -> dict[str, list[object]]:
    return {name: [event["httpApi"] for event in events if "httpApi" in event] for name, events in EVENTS.items()}


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_function_loads_nothing_heavy_and_needs_no_setting(name):
    modules = loaded_by(name)
    assert HEAVY & {module.partition(".")[0] for module in modules} == set()


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_function_loads_no_adapter(name):
    adapters = {
        f"shared.{room}.{kind}"
        for room in ("repositories", "unit_of_work")
        for kind in ("fake", "sqlalchemy", "supabase")
    }
    assert loaded_by(name) & {*adapters, "shared.settings"} == set()


@pytest.mark.parametrize("name", OF_HTTP)
def test_a_function_that_requests_reach_loads_nothing_of_aws_to_log_or_to_count(name):
    assert {"aws_lambda_powertools", "aws_xray_sdk", "botocore"} & loaded_by(name) == set()


@pytest.mark.parametrize("name", NAMES)
def test_only_the_assessments_function_loads_what_reads_cvs(name):
    loads_it = any(module.startswith("shared.extraction.") for module in loaded_by(name))
    assert loads_it == (name == "assessments")


@pytest.mark.parametrize("name", OF_HTTP)
def test_serverless_yml_routes_what_the_app_answers(name):
    app = importlib.import_module(f"functions.{name}.handler").app
    answered = {f"{method} {route.path}" for route in app.routes if route.include_in_schema for method in route.methods}
    routed = {event for event in functions_of_serverless()[name] if event != "*"}
    assert routed == answered


@pytest.mark.parametrize("name", sorted({*NAMES} - {*OF_HTTP}))
def test_a_function_that_no_request_reaches_answers_for_each_message_of_its_queue(name):
    assert not hasattr(importlib.import_module(f"functions.{name}.handler"), "app")
    (kind, event) = next(iter(EVENTS[name][0].items()))
    assert kind in ("sqs", "schedule")
    if kind == "sqs":
        assert event["functionResponseType"] == "ReportBatchItemFailures"


def test_the_health_function_takes_what_is_left_and_knows_the_others_routes():
    functions = functions_of_serverless()
    assert [name for name, events in functions.items() if "*" in events] == ["health"]
    others = {str(event) for name, events in functions.items() if name != "health" for event in events}
    assert {f"{method} {path}" for path, methods in ELSEWHERE.items() for method in methods} == others


@pytest.mark.parametrize("name", NAMES)
def test_a_handler_holds_no_rule(name):
    """No try, no loop but over routes, no raise but a path that is not there, and routes of a few lines."""
    tree = ast.parse((ROOT / "functions" / name / "handler.py").read_text())
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        statements = [node for node in ast.walk(function) if isinstance(node, ast.stmt)][1:]
        assert len(statements) <= 6, f"{function.name} is long: what it decides belongs to a service"
        for node in ast.walk(function):
            assert not isinstance(node, ast.Try | ast.For | ast.While | ast.Raise), function.name


@pytest.mark.parametrize("name", NAMES)
def test_a_function_tells_of_each_of_its_invocations(name):
    """Through what makes its handler, or by itself: else it has neither lines of its own nor metrics."""
    tree = ast.parse((ROOT / "functions" / name / "handler.py").read_text())
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert called & {"make_handler", "make_batch_handler", "invocation"}


@pytest.mark.parametrize("name", NAMES)
def test_a_route_calls_one_service_at_most(name):
    tree = ast.parse((ROOT / "functions" / name / "handler.py").read_text())
    services = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("shared.services", "shared.services.workflows")
        for alias in node.names
    }
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        calls = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in services
        ]
        assert len(calls) == (0 if name in WITHOUT_A_USE_CASE else 1), function.name


def test_who_answers_requests_has_no_secret_of_the_service():
    """Nor says where it lies; who has one is woken by a queue, a file or the clock."""
    document = yaml.safe_load((ROOT / "serverless.yml").read_text())
    secrets = {
        alias
        for name in (
            "supabase_secret_key",
            "supabase_secret_key_parameter",
            "openrouter_key",
            "openrouter_key_parameter",
        )
        for alias in _variables(name)
    }
    assert "SUPABASE_SECRET_KEY" in secrets
    held = {name: secrets & {*item.get("environment", {})} for name, item in document["functions"].items()}
    assert secrets & {*document["provider"]["environment"]} == set()
    assert any(held.values())
    for name, item in document["functions"].items():
        if any("httpApi" in event for event in item["events"]):
            assert held[name] == set(), name


def _variables(setting: str) -> list[str]:
    alias = Settings.model_fields[setting].validation_alias
    return [alias] if isinstance(alias, str) else [str(choice) for choice in alias.choices]


def test_the_apis_version_is_the_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_bootstrap_knows_no_framework():
    code = "import sys, shared.bootstrap; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert {"fastapi", "starlette", "mangum", "pydantic"} & set(done.stdout.split()) == set()
