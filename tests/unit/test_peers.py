"""Packages that find skills, measured beside ours in processes of their own; flashtext stands for all of them."""

import json
import sys

import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.domain.errors import NotConfiguredError
from shared.evaluation.finders import make_finder
from shared.evaluation.peers import INSTALL, PeerFinder, start_peers, time_sentences, write_names

TEXT = "Java and Python (computer programming), and no rust."


@pytest.fixture(scope="module")
def written(tiny_taxonomy, tmp_path_factory):
    folder = tmp_path_factory.mktemp("peers")
    write_names(tiny_taxonomy, folder / "names.json")
    return folder / "names.json", folder


def _start(name, written):
    return PeerFinder(name, sys.executable, *written)


class Counted:
    """Answers as a process does, and keeps what it was asked."""

    start_ms = start_cpu_ms = 1.0
    peak_mb = 2.0

    def __init__(self, name, ms):
        self.name, self.ms, self.asked = name, ms, []

    def ask(self, **question):
        self.asked.append(question)
        return {"wall_ms": self.ms * len(question["each"]), "cpu_ms": 2 * self.ms * len(question["each"])}


def test_a_strategy_of_ours_finds_the_same_in_a_process_of_its_own(written, tiny_taxonomy):
    here = make_finder("exact", tiny_taxonomy)
    there = _start("exact", written)
    texts = [TEXT, ""]
    assert any(here.find(texts))
    assert there.find(texts) == here.find(texts)
    assert there.rank(texts, 1) == here.rank(texts, 1)
    assert there.mark(TEXT) == here.mark(TEXT)
    there.close()


def test_flashtext_is_asked_for_the_labels_of_the_taxonomy(written, tiny_taxonomy):
    skill = next(tiny_taxonomy.iter_skills())
    text = f"we need {skill.name} here"
    there = _start("flashtext", written)
    assert there.find([text, "nothing"]) == [[skill.name], []]
    assert there.mark(text) == [(8, 8 + len(skill.name))]
    assert there.peak_mb is None or there.peak_mb > 1
    assert there.start_cpu_ms > 0
    there.close()


def test_what_is_not_installed_is_named_with_the_reason_and_the_rest_goes_on(written):
    started, absent = start_peers(["exact", "ssg-sea"], sys.executable, sys.executable, *written)
    assert [finder.name for finder in started] == ["exact"]
    assert "No module named" in absent["ssg-sea"]
    for finder in started:
        finder.close()


def test_a_python_that_is_none_is_said_to_be_none(written):
    _, absent = start_peers(["flashtext"], sys.executable, "/nowhere/python", *written)
    assert "/nowhere/python" in absent["flashtext"]


def test_a_process_that_has_ended_is_not_waited_for(written):
    finder = _start("exact", written)
    finder._process.kill()
    finder._process.wait()
    with pytest.raises(NotConfiguredError, match="exact"):
        finder.find([TEXT])
    finder.close()


def test_sentences_are_timed_in_turn_and_none_is_read_twice():
    finders = [Counted("exact", 1.0), Counted("hybrid", 3.0)]
    costs = time_sentences(finders, ["a", "b", "c", "d", "e"], rounds=2)
    assert [(cost.name, cost.ms, cost.cpu_ms) for cost in costs] == [("exact", 1.0, 2.0), ("hybrid", 3.0, 6.0)]
    for finder in finders:
        assert [question["each"] for question in finder.asked] == [["a", "b"], ["c", "d"]]
    assert {question["do"] for question in finders[0].asked} == {"find"}
    assert {question["do"] for question in finders[1].asked} == {"rank"}


def test_the_command_prints_and_keeps_figures_and_says_how_to_install_what_is_absent(
    tiny_taxonomy, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    skill = next(tiny_taxonomy.iter_skills())
    benchmark = tmp_path / "b.csv"
    benchmark.write_text(f"sentence,label\nwe use {skill.name},{skill.name}\nwe sing,LABEL NOT PRESENT\n")
    arguments = ["--only", "exact", "--only", "flashtext", "--only", "ssg-sea", "--draws", "100", "--rounds", "1"]
    done = CliRunner().invoke(
        app,
        ["eval-peers", str(benchmark), *arguments, "--taxonomy", str(tiny_taxonomy.path)],
        env={"COLUMNS": "200"},
    )
    assert done.exit_code == 0, done.output
    assert INSTALL in done.output
    document = json.loads((tmp_path / "build" / "peers" / "peers.json").read_text())
    assert list(document["absent"]) == ["ssg-sea"]
    recall = {result["strategy"]: result["measures"]["recall"]["value"] for result in document["results"]}
    assert recall["flashtext"] == 100
    assert [cost["name"] for cost in document["costs"]] == ["exact", "flashtext"]
    assert all(cost["cpu_ms"] > 0 for cost in document["costs"])


def test_a_name_that_is_none_is_said_to_be_none(tmp_path):
    refused = CliRunner().invoke(app, ["eval-peers", str(tmp_path / "b.csv"), "--only", "magic"])
    assert refused.exit_code == 2
    assert "magic" in refused.output
