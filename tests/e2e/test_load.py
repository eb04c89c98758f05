"""`make load` in short: nothing fails, and everything is counted. How fast it is, is no matter here."""

import json
from pathlib import Path

import pytest
from rich.console import Console

from shared.local.checkout import ROOT
from shared.taxonomy.compile import compile_taxonomy
from tests.load import run
from tests.load.texts import CvMaker
from tests.load.watch import Sample, memory_report

pytestmark = pytest.mark.xdist_group("load")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory):
    compile_taxonomy(ROOT / "build" / "taxonomy.sqlite")
    folder = tmp_path_factory.mktemp("load")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKILLPATH_WRITES_PER_MINUTE", "999999")
        with run.over_postgres(folder, print) as target:
            console = Console(stderr=True)
            return run.measure(target, folder, 20, 3, console, has_catalogue=False, least_cpu_s=0.02)


def test_nothing_fails_where_several_people_do_everything_at_once(report):
    assert run.faults_of(report) == []
    assert report["total"]["requests"] == sum(route["requests"] for route in report["routes"].values()) > 0
    assert report["total"]["failures"] == 0


def test_each_kind_of_request_is_measured_alone(report):
    assert all(cost["requests"] > 0 and cost["cpu_ms"] > 0 for cost in report["alone"].values())
    # A change is written to Postgres's log, and what is only asked for is not.
    assert report["alone"]["POST /v1/assessments"]["wal_bytes"] > 1000
    assert report["alone"]["GET /v1/nothing"]["wal_bytes"] == 0


def test_memory_and_cpu_are_read_all_along(report):
    samples = report["memory"]["samples"]
    assert len(samples) >= 3
    assert all(sample["rss_mb"] > 20 for sample in samples)
    assert report["gateway_cores"] > 0


def test_the_report_is_json(report):
    assert json.loads(json.dumps(report)) == report


def test_a_run_with_errors_or_without_an_answer_is_no_good(report):
    assert run.faults_of({**report, "errors": ["1 x GET /v1/skills: answered 500"]}) != []
    assert run.faults_of({**report, "routes": {}}) != []


@pytest.mark.parametrize(("growth", "is_good"), [(None, False), (0.4, True), (0.6, False), (-1.0, True)])
def test_memory_that_grows_through_a_long_run_is_an_error(report, growth, is_good):
    memory = {**report["memory"], "growth_mb_per_minute": growth}
    assert (run.faults_of({**report, "seconds": 600, "memory": memory}) == []) is is_good


def test_growth_is_the_slope_once_it_is_warm():
    warming = [Sample(at_s, 100 + at_s, 1.0, 0.1) for at_s in range(0, 190, 10)]
    warm = [Sample(at_s, 300 + at_s / 60, 1.0, 0.1) for at_s in range(200, 610, 10)]
    assert memory_report([*warming, *warm])["growth_mb_per_minute"] == 1.0
    assert memory_report(warm[:2])["growth_mb_per_minute"] is None


def test_no_two_cvs_are_alike_and_the_same_seed_makes_the_same_ones():
    one, other = CvMaker(7), CvMaker(7)
    made = [one.make() for _ in range(50)]
    assert len(set(made)) == len(made)
    assert made == [other.make() for _ in range(50)]
    assert not set(made) & {path.read_text() for path in Path(ROOT / "tests" / "gold" / "cvs").glob("*.txt")}
