"""`skillpath taxonomy` and `skillpath skills`, as a person at a terminal meets them."""

import json

import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.taxonomy import ATTRIBUTION


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_without_a_taxonomy_one_line_says_how_to_make_one(run, tmp_path):
    for command in (["skills", "python"], ["taxonomy", "info"]):
        result = run(*command, "--taxonomy", tmp_path / "none.sqlite")
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert "skillpath taxonomy compile" in result.stderr


def test_the_place_of_the_taxonomy_can_stand_in_the_environment(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(tmp_path / "elsewhere.sqlite"))
    assert "elsewhere.sqlite" in run("skills", "python").stderr


def test_a_file_that_is_not_esco_is_refused_in_one_line(run, tmp_path):
    (tmp_path / "notes.zip").write_text("not a zip")
    for arguments in (["--from", tmp_path / "notes.zip"], ["--from", tmp_path / "a.zip", tmp_path / "notes.zip"]):
        result = run("taxonomy", "compile", *arguments, "--out", tmp_path / "out.sqlite")
        assert result.exit_code == 2
        assert result.stderr.strip().count("\n") == 0
        assert ".zip" in result.stderr
    assert not (tmp_path / "out.sqlite").exists()


def test_compile_says_where_nothing_has_changed(run, taxonomy):
    result = run("taxonomy", "compile", "--out", taxonomy.path)
    assert result.exit_code == 0
    assert "is up to date" in result.stdout
    assert taxonomy.version in result.stdout


def test_info_shows_what_was_read_and_checks_it(run, taxonomy):
    result = run("taxonomy", "info", "--taxonomy", taxonomy.path)
    assert result.exit_code == 0
    assert taxonomy.version in result.stdout
    assert taxonomy.checksum in result.stdout
    assert "its checksum holds" in result.stdout
    assert ATTRIBUTION in result.stdout


def test_skills_are_found_and_shown(run, taxonomy):
    result = run("skills", "kubernetes", "--taxonomy", taxonomy.path)
    assert result.exit_code == 0
    assert "Kubernetes" in result.stdout
    assert "urn:skillpath:skill:kubernetes" in result.stdout


def test_a_narrow_terminal_cuts_no_address(run, taxonomy, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    result = run("skills", "welding", "--limit", "1", "--taxonomy", taxonomy.path)
    assert "http://data.europa.eu/esco/skill/2fcd95a4-1f9a-41cf-95a9-4701bde476b4\n" in result.stdout


def test_skills_are_found_for_a_program_too(run, taxonomy):
    result = run("skills", "javascript", "--json", "--limit", "1", "--taxonomy", taxonomy.path)
    [skill] = json.loads(result.stdout)
    assert (skill["name"], skill["type"], skill["way"]) == ("JavaScript", "knowledge", "exact")
    assert skill["uri"].startswith("http://data.europa.eu/esco/skill/")


def test_nothing_found_is_said_with_advice_and_exit_status_1(run, taxonomy):
    result = run("skills", "zzzxyqq", "--taxonomy", taxonomy.path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Try fewer words" in result.stderr
    result = run("skills", "zzzxyqq", "--json", "--taxonomy", taxonomy.path)
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
