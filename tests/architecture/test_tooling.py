"""Files that tools read: the official CLI accepts the configuration, and the locks name no host."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from shared.local.checkout import ROOT
from shared.local.routes import Router, read_functions
from shared.local.workers import read_workers

# The keys of Supabase Lite that the official CLI does not know.
KEYS_OF_LITE = {"db.driver", "db.url"}


def warnings_of(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if re.match(r"WARN|ERROR", line)]


def unknown_keys(warning: str) -> set[str]:
    found = re.search(r"does not recognize and ignores: (.+?)\. ", warning)
    assert found, warning
    return set(found[1].split(", "))


def test_the_official_supabase_cli_accepts_the_configuration(supabase_project: Path, official_cli):
    (warning,) = warnings_of(official_cli(supabase_project, "services"))
    assert unknown_keys(warning) == KEYS_OF_LITE


def test_the_official_supabase_cli_would_name_a_key_that_is_wrong(supabase_project: Path, official_cli):
    config = supabase_project / "supabase" / "config.toml"
    config.write_text(config.read_text().replace("max_rows =", "max_row ="))
    (warning,) = warnings_of(official_cli(supabase_project, "services"))
    assert unknown_keys(warning) == {*KEYS_OF_LITE, "api.max_row"}


def test_every_function_folder_is_served_and_every_served_function_has_one():
    served = {function.module for function in read_functions(ROOT / "serverless.yml")}
    served |= {worker.function.module for worker in read_workers(ROOT / "serverless.yml")}
    folders = {f"functions.{path.parent.name}.handler" for path in (ROOT / "functions").glob("*/handler.py")}
    assert served == folders


def test_no_two_functions_claim_one_route():
    keys = [route.key for route in Router(read_functions(ROOT / "serverless.yml")).routes]
    assert len(keys) == len(set(keys))


def test_the_lock_of_python_packages_names_no_host_and_hashes_everything():
    text = (ROOT / "requirements.txt").read_text()
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_the_lock_of_npm_packages_names_no_registry_and_hashes_everything():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert packages.pop("")
    assert packages
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if "integrity" not in package]


@pytest.mark.xdist_group("tooling")
def test_tests_of_one_group_stay_on_one_worker(request: pytest.FixtureRequest):
    # pytest-xdist tells a group by the end of its tests' ids, and says nothing where it cannot.
    by_group = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@tooling") == by_group


def test_make_help_lists_every_target():
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text())
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert targets == re.findall(r"(?m)^ +make ([a-z-]+)", done.stdout)
