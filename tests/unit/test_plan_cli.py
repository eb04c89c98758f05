"""`skillpath plan`, as a person at a terminal meets it: no server, no network."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.planning import METHOD_VERSION
from shared.taxonomy import ATTRIBUTION

START = f"{datetime.now(UTC).date():%Y-%m-%d}"  # plans begin about now
CV = "Analyst, Acme, 2019 - 2023\n- Designed reports in SQL for the board\n- Built the reporting of stores in SQL\n"


@pytest.fixture
def run(monkeypatch, tiny_taxonomy, tmp_path):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("SKILLPATH_TAXONOMY", str(tiny_taxonomy.path))
    (tmp_path / "cv.txt").write_text(CV)

    def invoke(*arguments: object, role: str = "data analyst", hours: object = 6):
        fixed = ["plan", tmp_path / "cv.txt", "--role", role, "--hours", hours, "--as-of", "2026-01-05"]
        return CliRunner().invoke(app, [str(argument) for argument in (*fixed, *arguments)])

    return invoke


def test_a_plan_leads_from_the_cv_to_the_role_with_dates_in_order(run):
    result = run("--json", "--start", START)
    assert result.exit_code == 0, result.stderr
    body = json.loads(result.stdout)
    assert body["as_of"] == "2026-01-05"
    assert body["attribution"] == ATTRIBUTION
    skills = {skill["name"]: skill for skill in body["gap"]["skills"]}
    assert set(skills) == {"SQL", "statistics", "cleanse data"}
    assert skills["SQL"]["coverage"] > 0
    assert "in SQL" in skills["SQL"]["quote"]
    plan = body["plan"]
    assert plan["method_version"] == body["gap"]["method_version"] == METHOD_VERSION
    lacking = {name for name, skill in skills.items() if skill["coverage"] < 1}
    assert {step["skill_name"] for step in plan["steps"]} == lacking
    assert plan["start"] == START
    assert plan["readiness_at_end"] == pytest.approx(100)
    starts = [step["starts_on"] for step in plan["steps"]]
    assert starts == sorted(starts)
    assert plan["ends_on"] == plan["steps"][-1]["ends_on"]
    assert not {"id", "user_id"} & plan.keys()


def test_the_same_cv_gives_the_same_gap_and_steps(run):
    first, second = (json.loads(run("--json", "--start", START).stdout) for _ in range(2))
    assert first["gap"] == second["gap"]
    named = [[(step["skill_name"], step["starts_on"], step["hours"]) for step in body["plan"]["steps"]]
             for body in (first, second)]  # fmt: skip
    assert named[0] == named[1]


def test_a_person_reads_it_in_eighty_columns_without_colour_codes(run):
    result = run()
    assert result.exit_code == 0, result.stderr
    for title in ("data analyst", "What transfers", "The gap", "Your roadmap"):
        assert title in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "\x1b" not in result.stdout


def test_the_page_is_written_beside_what_is_printed(run, tmp_path):
    result = run("--html", tmp_path / "plan.html", "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["plan"]["role_title"] == "data analyst"
    assert "plan.html" in result.stderr
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Career plan: data analyst" in page


def test_a_deadline_that_cannot_be_met_says_so(run):
    result = run("--start", START, "--deadline", START, hours=1)
    assert result.exit_code == 0, result.stderr
    assert "The deadline is too early" in result.stdout


def test_the_strategy_changes_how_steps_are_walked(run):
    routes = {}
    for strategy in ("fastest", "cheapest", "strongest-proof"):
        body = json.loads(run("--json", "--strategy", strategy).stdout)
        assert body["plan"]["strategy"] == strategy
        routes[strategy] = {step["route"] for step in body["plan"]["steps"]}
    assert routes["fastest"] != routes["cheapest"]


def test_an_unknown_role_names_the_nearest_ones(run):
    result = run(role="data analist")
    assert (result.exit_code, result.stdout) == (2, "")
    assert '"data analyst"' in result.stderr
    assert result.stderr.strip().count("\n") == 0
    assert run(role="qqqq").exit_code == 2


def test_what_cannot_be_planned_is_said_in_one_line(run, tmp_path):
    wrong = [
        (("--start", START, "--deadline", "2020-01-01"), 6),
        (("--as-of", "2999-01-01"), 6),
        ((), 0),
        ((), -3),
        ((), "nan"),
        ((), 200),
        (("--html", tmp_path / "none" / "plan.html"), 6),
    ]
    for arguments, hours in wrong:
        result = run(*arguments, hours=hours)
        assert (result.exit_code, result.stdout) == (2, ""), arguments
        assert result.stderr.startswith("skillpath: ")
        assert result.stderr.strip().count("\n") == 0


def test_a_job_of_the_roles_own_title_is_quoted_and_a_longer_title_is_another_role(run, tmp_path):
    says = "You have done this very work"
    (tmp_path / "cv.txt").write_text(
        "Experience\nData analyst, Acme, 2019 - 2023\n- Built the reporting of stores in SQL\n"
    )
    result = run()
    assert "“Data analyst, Acme, 2019 - 2023”" in " ".join(result.stdout.split())
    assert says in result.stdout
    (tmp_path / "cv.txt").write_text(
        "Experience\nLead data analyst manager, Acme, 2019 - 2023\n- Built reports in SQL\n"
    )
    assert says not in run().stdout
