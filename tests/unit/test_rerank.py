"""Looking at a ranking again; with a made-up encoder where the real one would take long."""

import hashlib
import importlib.util
import re

import numpy as np
import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.domain.errors import ModelUnavailableError, NotConfiguredError
from shared.extraction.rerank import DEPTH, rerank_skills
from shared.extraction.semantic import rank_skills
from shared.semantics.encoder import ENCODER_PATH, Encoder
from shared.semantics.table import word_table
from shared.taxonomy.encoded import encode_names, encoded_path

TEXT = "Managed the budget of a hospital ward"
MAX_ENCODER_BYTES = 25_000_000


@pytest.fixture(scope="module")
def encoder():
    return Encoder(word_table())


class Near:
    """Finds every text near to one name, and far from all others."""

    def states(self, text):
        return np.array([[0.6, 0.8], [1, 0], [0.6, 0.8]], np.float32)

    def names_near(self, index, n):
        names = np.tile(np.array([0, 1], np.float32), (n, 1))
        names[index] = [1, 0]
        return names


class Counted:
    """Encodes a name as its length, and counts how often it is asked."""

    def __init__(self, checksum):
        self.checksum = checksum
        self.asked = 0

    def names(self, names):
        self.asked += 1
        return np.array([[len(name), 1] for name in names], np.float32)


def test_what_the_encoder_finds_near_goes_first_though_the_ranking_lacks_it(taxonomy):
    vectors = taxonomy.vectors()
    ranked = rank_skills([TEXT], vectors, [()], DEPTH)[0]
    indexes = {item.skill_index for item in ranked}
    last = ranked[-1].skill_index
    lacking = next(index for index in range(taxonomy.skill_count) if index not in indexes)
    for wanted in (last, lacking):
        near = Near()
        (again,) = rerank_skills([TEXT], vectors, near, 3 * near.names_near(wanted, taxonomy.skill_count), [()])
        assert again[0].skill_index == wanted
        assert len(again) == DEPTH
        assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)


def test_a_text_without_a_word_ranks_nothing(taxonomy):
    near = Near()
    assert rerank_skills([" "], taxonomy.vectors(), near, near.names_near(0, taxonomy.skill_count), [()]) == [[]]


def test_a_name_alone_and_among_others_is_nearly_the_same_and_of_length_1(encoder):
    names = ["manage budgets", "care for patients", "JavaScript", "perform cleaning duties"]
    together = encoder.names(names)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for name, vector in zip(names, together, strict=True):
        assert encoder.names([name])[0] @ vector > 0.97


def test_a_text_has_a_state_for_each_piece_and_for_begin_and_end_and_a_long_one_is_cut(encoder):
    assert encoder.states("manage budgets").shape == (4, 384)
    assert encoder.states("").shape == (3, 384)
    assert encoder.states("manage budgets " * 500).shape == (128, 384)


def test_texts_of_one_meaning_are_near_and_others_are_not(encoder):
    nurse, care, code = encoder.names(["looks after the sick", "care for patients", "write software"])
    assert nurse @ care > nurse @ code


def test_names_are_encoded_once_for_each_taxonomy_and_encoder(tiny_taxonomy):
    encoded_path(tiny_taxonomy.path).unlink(missing_ok=True)
    one, other = Counted("1"), Counted("2")
    first = encode_names(tiny_taxonomy, one)
    assert first.shape == (tiny_taxonomy.skill_count, 2)
    np.testing.assert_allclose(first[:, 0], [len(skill.name) for skill in tiny_taxonomy.iter_skills()], rtol=0.01)
    np.testing.assert_array_equal(encode_names(tiny_taxonomy, one), first)
    assert one.asked == 1
    encode_names(tiny_taxonomy, other)
    assert other.asked == 1
    encoded_path(tiny_taxonomy.path).write_bytes(b"nonsense")
    np.testing.assert_array_equal(encode_names(tiny_taxonomy, one), first)
    assert one.asked == 2
    encoded_path(tiny_taxonomy.path).unlink()


def test_where_nothing_can_be_written_names_are_encoded_all_the_same(tiny_taxonomy):
    path = encoded_path(tiny_taxonomy.path)
    path.unlink(missing_ok=True)
    path.mkdir()
    try:
        assert len(encode_names(tiny_taxonomy, Counted("1"))) == tiny_taxonomy.skill_count
        assert [left.name for left in path.parent.glob(f".{path.name}.*")] == []
    finally:
        path.rmdir()


def test_without_onnxruntime_it_says_what_to_install(monkeypatch, taxonomy):
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "shared.semantics.encoder.find_spec", lambda name: None if name == "onnxruntime" else find(name)
    )
    with pytest.raises(NotConfiguredError, match=re.escape("pip install 'skillpath[rerank]'")):
        Encoder(word_table())
    done = CliRunner().invoke(app, ["rank", "--strategy", "rerank", "--taxonomy", str(taxonomy.path)], input=TEXT)
    assert done.exit_code == 2
    assert "pip install 'skillpath[rerank]'" in done.output


def test_an_encoder_that_is_absent_or_damaged_is_refused(tmp_path):
    with pytest.raises(ModelUnavailableError, match="is absent"):
        Encoder(word_table(), tmp_path / "encoder.onnx")
    (tmp_path / "encoder.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelUnavailableError, match="cannot be read"):
        Encoder(word_table(), tmp_path / "encoder.onnx")


def test_the_encoder_of_the_package_is_small_enough_and_the_one_that_is_described():
    assert ENCODER_PATH.stat().st_size < MAX_ENCODER_BYTES
    written = re.search(r"SHA-256 `([0-9a-f]{64})`", ENCODER_PATH.with_suffix(".md").read_text(encoding="utf-8"))
    assert written is not None
    assert written[1] == hashlib.sha256(ENCODER_PATH.read_bytes()).hexdigest()
