"""A network is taught by verdicts, and what is shown is counted by them."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.domain.assessment import FindingStrategy
from shared.domain.errors import InvalidInputError
from shared.evaluation.evaluate import AS_OF
from shared.evaluation.judged import JudgedCv, evaluate_judged, read_judged
from shared.extraction.matching import find_evidence
from shared.extraction.meaning import FEATURES
from shared.extraction.segmentation import segment
from shared.semantics.network import Network
from shared.training.likelihood import Recipe, Rows, describe_judged, require_vectors, train_likelihood

TEXT = """Experience

Fitter, Brown Ltd
2019 - 2024
- Used JavaScript for reports
- Arc welding of pipes

Skills
Python, JavaScript, teamwork
"""
RECIPE = Recipe(networks=2, hidden=8, epochs=40, batch=16, dropped_in=0, dropped=0)


def _named(taxonomy):
    return find_evidence(TEXT, segment(TEXT, AS_OF), taxonomy)


def _judged(taxonomy, verdicts):
    """The first mentions of as many skills."""
    found = list({item.skill_index: item for item in reversed(_named(taxonomy))}.values())
    assert len(found) >= len(verdicts)
    return JudgedCv(
        "fitter",
        TEXT,
        tuple(
            (item.evidence.mention_start, item.evidence.mention_end, taxonomy.skill(item.skill_index).uri, verdict)
            for item, verdict in zip(found, verdicts, strict=False)
        ),
    )


def test_it_learns_what_tells_right_from_wrong_and_the_same_twice(tmp_path):
    random = np.random.default_rng(0)
    described = random.standard_normal((400, len(FEATURES) + 4)).astype(np.float32)
    verdicts = ["y" if row[2] > 0 else "n" for row in described]
    rows = Rows(described, verdicts)
    for name in ("one.bin", "two.bin"):
        train_likelihood(rows, tmp_path / name, RECIPE)
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()
    likelihoods = Network.open(tmp_path / "one.bin").probabilities(described)
    assert np.mean((likelihoods > 0.5) == (described[:, 2] > 0)) > 0.9


def test_a_judged_mention_is_described_once_and_one_that_is_not_judged_is_left_out(taxonomy):
    rows = describe_judged([_judged(taxonomy, ["y", "p"])], taxonomy, require_vectors(taxonomy))
    assert sorted(rows.verdicts) == ["p", "y"]
    assert rows.described[:, 0].tolist() == [1, 1]


def test_without_vectors_there_is_nothing_to_describe(taxonomy, monkeypatch):
    monkeypatch.setattr(type(taxonomy), "vectors", lambda _: None)
    with pytest.raises(InvalidInputError, match="has no vectors"):
        require_vectors(taxonomy)


def test_a_skill_is_right_where_one_of_its_mentions_is_and_unjudged_where_none_was_judged(taxonomy):
    skills = list(dict.fromkeys(item.skill_index for item in _named(taxonomy)))
    javascript = next(n for n in skills if taxonomy.skill(n).name == "JavaScript")
    mentions = [item for item in _named(taxonomy) if item.skill_index == javascript]
    assert len(mentions) == 2
    uri = taxonomy.skill(javascript).uri
    verdicts = [(item.evidence.mention_start, item.evidence.mention_end, uri) for item in mentions]
    cv = JudgedCv("fitter", TEXT, ((*verdicts[0], "n"), (*verdicts[1], "y")))
    result = evaluate_judged([cv], taxonomy, FindingStrategy.EXACT, 100)["all"]
    assert (result.right, result.wrong, result.between, result.unjudged) == (1, 0, 0, len(skills) - 1)
    assert result.precision.value == 100


def test_the_commands_read_a_file_of_verdicts(taxonomy, tmp_path):
    cv = _judged(taxonomy, ["y", "n", "p", "y"])
    path, out = tmp_path / "judged.jsonl", tmp_path / "likelihood.bin"
    path.write_text(json.dumps({"name": cv.name, "text": cv.text, "verdicts": cv.verdicts}) + "\n", encoding="utf-8")
    assert read_judged(path) == [cv]
    given = ["--taxonomy", str(taxonomy.path)]
    table = CliRunner().invoke(app, ["eval-judged", str(path), "--draws", "100", *given], env={"COLUMNS": "200"})
    assert table.exit_code == 0, table.output
    assert "hybrid, by meaning" in table.output
    document = json.loads(CliRunner().invoke(app, ["eval-judged", str(path), "--json", *given]).stdout)
    exact = document["results"]["exact"]["all"]
    assert (exact["right"], exact["wrong"], exact["between"]) == (2, 1, 1)
    trained = CliRunner().invoke(app, ["model", "train-likelihood", str(path), "--out", str(out), *given])
    assert trained.exit_code == 0, trained.output
    assert Network.open(out).names == FEATURES
