"""`skillpath assess`, as a person at a terminal meets it: no server, no network."""

import json
from pathlib import Path

import pytest
from fpdf import FPDF
from typer.testing import CliRunner

from shared.cli import app
from shared.local.sample.make_pdf import FOLDER
from shared.taxonomy import ATTRIBUTION

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(monkeypatch, taxonomy):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(ROOT / "build" / "taxonomy.sqlite"))
    return lambda *arguments: CliRunner().invoke(app, ["assess", *(str(argument) for argument in arguments)])


def test_the_sample_pdf_is_assessed_with_its_traps_seen(run, taxonomy):
    result = run(FOLDER / "cv.pdf", "--as-of", "2026-11-23", "--json")
    assert result.exit_code == 0
    body = json.loads(result.stdout)
    assert body["as_of"] == "2026-11-23"
    assert body["taxonomy_version"] == taxonomy.version
    assert body["skill_count"] == len(body["skills"])
    assert (body["language"], body["strategy"]) == ("en", "hybrid")
    assert body["attribution"] == ATTRIBUTION
    skills = {skill["name"]: skill for skill in body["skills"]}
    assert {"Python (computer programming)", "SQL", "PostgreSQL", "JavaScript"} <= skills.keys()
    assert skills["SQL"]["months"] == 75
    assert skills["Microsoft Access"]["last_used"] == "2017-06-01"
    aside = {item["name"]: item["evidence"]["polarity"] for item in body["set_aside"]}
    assert aside["Java (computer programming)"] == "negated"
    assert "Java (computer programming)" not in skills
    assert not any(name.startswith("Go (") for name in skills)


def test_one_may_ask_for_what_is_named_alone(run):
    body = json.loads(run(FOLDER / "cv.txt", "--strategy", "exact", "--json").stdout)
    assert body["strategy"] == "exact"
    assert {item["found_by"] for skill in body["skills"] for item in skill["evidence"]} == {"name"}
    assert run(FOLDER / "cv.txt", "--strategy", "guessing").exit_code == 2


def test_a_person_reads_it_in_eighty_columns(run):
    result = run(FOLDER / "cv.txt", "--as-of", "2026-11-23")
    assert result.exit_code == 0
    assert "What this CV proves" in result.stdout
    assert "As of 23 November 2026" in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "\x1b" not in result.stdout


def test_a_role_shows_only_skills_that_the_taxonomy_lists_for_it(run, taxonomy):
    result = run(FOLDER / "cv.txt", "--role", "Data Analyst", "--json")
    role = json.loads(result.stdout)["role"]
    listed = taxonomy.find_role("data analyst")
    assert role["title"] == listed.title
    assert {skill["name"] for skill in role["essential"]} == {taxonomy.skill(index).name for index in listed.essential}
    assert "Essential:" in run(FOLDER / "cv.txt", "--role", "Data Analyst").stdout


def test_an_unknown_role_names_the_nearest_ones(run):
    result = run(FOLDER / "cv.txt", "--role", "data analist")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert '"data analyst"' in result.stderr
    assert result.stderr.strip().count("\n") == 0


def test_what_cannot_be_assessed_is_said_in_one_line(run, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "cv.odt").touch()
    (tmp_path / "german.txt").write_text("Ich habe das Team geleitet und war für die Planung und das Budget zuständig.")
    for name in ("none.pdf", ".", "empty.txt", "cv.odt", "german.txt"):
        result = run(tmp_path / name)
        assert (result.exit_code, result.stdout) == (2, ""), name
        assert result.stderr.strip().count("\n") == 0
        assert result.stderr.startswith("skillpath: ")


def test_a_text_that_is_too_long_is_cut_and_that_is_said(run, tmp_path):
    (tmp_path / "long.txt").write_text("SQL and more. " * 10_000)
    result = run(tmp_path / "long.txt")
    assert result.exit_code == 0
    assert result.stderr == "skillpath: the text was cut after 100,000 characters\n"


def test_quotes_of_a_file_show_the_page_they_stand_on(run):
    shown = run(FOLDER / "cv.pdf").stdout
    assert "· page 1 ·" in shown
    assert "· page 2 ·" in shown


def test_what_nobody_sees_of_a_file_is_left_out_and_that_is_said(run, tmp_path):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    pdf.cell(text="Led a team and wrote reports in SQL.", new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(255, 255, 255)
    pdf.cell(text="Kubernetes")
    pdf.output(str(tmp_path / "cv.pdf"))
    result = run(tmp_path / "cv.pdf")
    assert result.stderr == "skillpath: 10 characters that nobody sees were left out (white text)\n"
    assert "SQL" in result.stdout
    assert "Kubernetes" not in result.stdout


def test_a_day_to_come_is_refused(run):
    result = run(FOLDER / "cv.txt", "--as-of", "2999-01-01")
    assert result.exit_code == 2
    assert "still to come" in result.stderr
