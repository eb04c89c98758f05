"""What a function loads as it starts in Lambda: how many modules, in how much of the time that FastAPI alone takes.

The table is import_budget.toml beside this file. A function that comes to need more is given more there, where that can
be seen; one that loads what it must not is mended.
"""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
BUDGET = tomllib.loads((Path(__file__).parent / "import_budget.toml").read_text())
NAMES = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
# Whoever shares this machine takes of its caches, too: the least of some tries is what the import itself takes.
TRIES = 8

# click is hidden, as no zip has it: with it, httpx loads a command line and what draws one.
_IMPORT = """
import json, sys, time
sys.modules["click"] = None
began = time.process_time()
for name in sys.argv[1:]:
    __import__(name)
took = time.process_time() - began
print(json.dumps([took, sorted(name for name, module in sys.modules.items() if module is not None)]))
"""


class Imported(NamedTuple):
    """Attributes:
    cpu_s: of the processor.
    """

    cpu_s: float
    modules: frozenset[str]

    @property
    def packages(self) -> set[str]:
        return {module.partition(".")[0] for module in self.modules}


def importing(*modules: str) -> Imported:
    """In a process of its own, which believes to be in Lambda."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, *modules],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "AWS_LAMBDA_FUNCTION_NAME": "test",
            "SUPABASE_URL": "https://abc.supabase.co",
            "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_test",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    took, names = json.loads(done.stdout.splitlines()[-1])
    return Imported(took, frozenset(names))


def handler_of(name: str) -> str:
    return f"functions.{name}.handler"


def forbidden(name: str, found: Imported) -> set[str]:
    allowed = set(BUDGET["functions"][name].get("may_load", ()))
    return (found.packages & {*BUDGET["forbidden"]}) - allowed


def not_spared(name: str, found: Imported) -> set[str]:
    spares = BUDGET["functions"][name].get("spares", ())
    return found.modules & {f"shared.domain.{module}" for module in spares}


@pytest.fixture(scope="module")
def fastapi_s() -> float:
    """What `import fastapi` takes, in the same units of this machine at this hour."""
    return min(importing("fastapi").cpu_s for _ in range(TRIES // 2))


def test_every_function_has_a_budget():
    assert sorted(BUDGET["functions"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_function_loads_no_more_than_its_budget_and_nothing_forbidden(name, fastapi_s):
    budget = BUDGET["functions"][name]
    found = importing(handler_of(name))
    assert forbidden(name, found) == set()
    assert not_spared(name, found) == set()
    assert len(found.modules) <= budget["modules"], "raise the budget, if it needs them all"
    least_s = found.cpu_s
    for _ in range(TRIES):
        if least_s <= budget["ratio"] * fastapi_s:
            break
        least_s = min(least_s, importing(handler_of(name)).cpu_s)
    assert least_s <= budget["ratio"] * fastapi_s


@pytest.mark.parametrize("package", ["boto3", "sqlalchemy", "supabase", "numpy", "pypdf", "rapidfuzz", "lxml"])
def test_a_forbidden_package_is_noticed(package):
    assert package in forbidden("health", importing(handler_of("health"), package))


@pytest.mark.parametrize("module", ["plan", "assessment", "workflow"])
def test_a_module_of_the_domain_that_a_function_spares_is_noticed(module):
    path = f"shared.domain.{module}"
    assert path in not_spared("skills", importing(handler_of("skills"), path))


@pytest.mark.parametrize("package", ["boto3", "sqlalchemy", "supabase"])
def test_what_is_loaded_beside_a_function_is_more_than_its_budget(package):
    found = importing(handler_of("health"), package)
    assert len(found.modules) > BUDGET["functions"]["health"]["modules"]


def test_a_budget_leaves_no_room_for_another_library():
    """Half of what boto3 brings along is more than a function has left."""
    for name in ("health", "skills", "outbox_relay"):
        found = importing(handler_of(name))
        assert BUDGET["functions"][name]["modules"] - len(found.modules) < 40, "lower the budget"
