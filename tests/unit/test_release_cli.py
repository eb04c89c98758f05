"""`skillpath deploy` and `skillpath rollback` as they are called."""

import pytest
from typer.testing import CliRunner

from shared.cli import app

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch):
    for name in ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_DB_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("command", ["deploy", "rollback"])
def test_without_a_stage_nothing_is_done_and_one_line_says_what_to_give(command):
    done = RUNNER.invoke(app, [command])
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "STAGE=dev" in done.stderr


def test_without_settings_nothing_is_deployed():
    done = RUNNER.invoke(app, ["deploy", "dev", "--set", "snapStart=true"])
    assert done.exit_code == 2
    assert "SUPABASE_DB_URL" in done.stderr


def test_a_setting_has_a_name_and_a_value():
    done = RUNNER.invoke(app, ["deploy", "dev", "--set", "snapStart"])
    assert done.exit_code == 2
    assert "snapStart=true" in done.stderr
