"""`skillpath eval-gold`."""

import json
from pathlib import Path

from typer.testing import CliRunner

from shared.cli import app

FOLDER = str(Path(__file__).parent)


def _run(*arguments):
    return CliRunner().invoke(app, ["eval-gold", FOLDER, "--draws", "100", *arguments], env={"COLUMNS": "200"})


def test_it_prints_each_half_as_a_table_and_as_json(taxonomy):
    path = str(taxonomy.path)
    table = _run("--taxonomy", path)
    assert table.exit_code == 0, table.output
    assert "skill precision" in table.output
    assert "held-out" in table.output
    document = json.loads(_run("--taxonomy", path, "--half", "dev", "--json").stdout)
    assert list(document["results"]) == ["dev"]
    assert document["results"]["dev"]["cvs"] == 24


def test_a_half_that_is_none_is_said_in_one_line(taxonomy):
    refused = _run("--taxonomy", str(taxonomy.path), "--half", "all")
    assert refused.exit_code == 2
    assert "choose of dev, dev-2, held-out" in refused.output
