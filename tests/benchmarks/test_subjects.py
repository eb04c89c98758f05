"""What the benchmark rests on: that every subject does what it is timed at, in what Lambda would give it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.taxonomy.load import Taxonomy
from tests.benchmarks.deployed import add_our_own, make_folder
from tests.benchmarks.report import WARM, verdicts
from tests.benchmarks.starts import ROOT, Start, SubjectFailedError, start, take_turns
from tests.benchmarks.store_stub import StoreStub
from tests.benchmarks.subjects import PACKAGES, Subject, environment, others, pairs

SUBJECTS = [*pairs(), *others()]


@pytest.fixture(scope="module")
def store() -> Iterator[StoreStub]:
    with StoreStub() as stub:
        yield stub


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    made = {name: make_folder(tmp_path_factory.mktemp(name), wanted) for name, wanted in PACKAGES.items()}
    add_our_own(made["ours"])
    return made


@pytest.fixture
def given(store: StoreStub, taxonomy: Taxonomy) -> dict[str, str]:
    return environment(store.url, str(ROOT / "build" / "taxonomy.sqlite"))


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_every_subject_answers_through_lambdas_runtime_with_the_packages_of_its_zip(subject, folders, given):
    started = start(subject, given, folders[subject.packages])
    assert 0 < started.first_ms < started.cold_ms
    assert started.peak_mb > 0


def test_a_subject_that_answers_something_else_is_no_measurement(folders, given):
    health = next(subject for subject in SUBJECTS if subject.name == "health (ours)")
    with pytest.raises(SubjectFailedError, match="answered"):
        start(Subject("another", health.handler, health.event, health.packages, status=204), given, folders["ours"])


def test_a_package_that_a_zip_would_not_hold_is_not_there(folders, given):
    health = next(subject for subject in SUBJECTS if subject.name == "health (ours)")
    with pytest.raises(SubjectFailedError, match="No module named 'pydantic'"):
        start(health, given, folders["bare"])


def test_those_that_are_compared_take_turns(folders, given):
    compared = [subject for subject in SUBJECTS if subject.name in WARM]
    taken = take_turns(compared, given, folders, turns=2, times=1)
    assert list(taken) == list(WARM)
    assert all(len(cpu_us) == 2 and min(cpu_us) > 0 for cpu_us in taken.values())


def test_a_target_is_met_or_missed():
    def taking(cpu_ms: float) -> list[Start]:
        return [Start(1, 1, 2, cpu_ms, warm_us=None, warm_cpu_us=None, peak_mb=200.0)]

    measured = {subject.name: taking(100) for subject in SUBJECTS}
    measured |= {"textbook, GET": taking(200), "assessments (ours), POST": taking(150)}
    turns = dict(zip(WARM, ([10.0, 20.0], [100.0, 200.0], [150.0, 300.0]), strict=True))
    said = [verdict.line.split()[0] for verdict in verdicts(measured, turns)]
    assert said == ["met", "met", "missed", "met", "met", "met", "met", "missed"]
