"""What the encoder is trained on, and how it is written; torch, which trains it, is not installed with Skillpath."""

import math
from importlib.util import find_spec

import numpy as np
import pytest
from typer.testing import CliRunner

from shared.cli import app
from shared.domain.errors import ModelUnavailableError
from shared.evaluation.files import read_labelled
from shared.semantics.encoder import Encoder
from shared.semantics.table import word_table
from shared.taxonomy.additions import SENTENCES_FILES, read_sentences
from shared.training.batches import BESIDE, Batches
from shared.training.onnx_file import read_onnx, write_onnx
from shared.training.pairs import Pairs

WIDTH, INNER, LAYERS, HEADS = 24, 48, 2, 12


@pytest.fixture(scope="module")
def pairs(taxonomy):
    names = tuple(skill.name for skill in taxonomy.iter_skills())[:300]
    texts = [f"one who can {name}" for name in names] + [f"{name} again" for name in names]
    return Pairs(names, texts, [*range(300), *range(300)])


@pytest.fixture(scope="module")
def weights():
    draw = np.random.default_rng(0)

    def some(*shape):
        return draw.normal(0, 0.3, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": some(30_522, WIDTH),
        "embeddings.position_embeddings.weight": some(128, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH) + 1,
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            made[f"{at}.attention.{part}.weight"] = some(WIDTH, WIDTH)
            made[f"{at}.attention.{part}.bias"] = some(WIDTH)
        made[f"{at}.intermediate.dense.weight"], made[f"{at}.intermediate.dense.bias"] = some(INNER, WIDTH), some(INNER)
        made[f"{at}.output.dense.weight"], made[f"{at}.output.dense.bias"] = some(WIDTH, INNER), some(WIDTH)
        for part in ("attention.output", "output"):
            made[f"{at}.{part}.LayerNorm.weight"] = some(WIDTH) + 1
            made[f"{at}.{part}.LayerNorm.bias"] = some(WIDTH)
    return made


def test_a_step_sees_each_skill_once_with_a_text_that_speaks_of_it(pairs):
    batch = Batches(pairs, word_table(), 32, seed=0).make(3)
    assert 32 // (1 + BESIDE) < len(batch.skills) <= 32
    assert len(set(batch.skills)) == len(batch.skills) == len(batch.texts)
    assert batch.speaks_of.diagonal().all()
    for text, speaks_of in zip(batch.texts, batch.speaks_of, strict=True):
        named = {skill for skill in batch.skills if pairs.names[skill] in text}
        assert {skill for skill, says in zip(batch.skills, speaks_of, strict=True) if says} <= named


def test_a_step_is_the_same_whatever_went_before_it(pairs):
    one, other = (Batches(pairs, word_table(), 32, seed=0) for _ in range(2))
    for step in range(3):
        one.make(step)
    assert one.make(3).texts == other.make(3).texts
    assert one.make(4).texts != other.make(3).texts
    assert Batches(pairs, word_table(), 32, seed=1).make(3).texts != other.make(3).texts


def test_an_epoch_begins_with_each_pair_once(pairs):
    batches = Batches(pairs, word_table(), 32, seed=0)
    per_epoch = len(pairs.texts) // (32 // (1 + BESIDE))
    for epoch in range(2):
        seen = [at for step in range(per_epoch) for at in batches.seeds_of(epoch * per_epoch + step)]
        assert len(seen) == len(set(seen)) == len(pairs.texts)


@pytest.mark.parametrize(("at", "least"), [(0, 400), (1, 14_000)], ids=["phrases", "sentences"])
def test_sentences_of_advertisements_speak_of_skills_of_esco(official_taxonomy, at, least):
    path = SENTENCES_FILES[at]
    names = {skill.name for skill in official_taxonomy.iter_skills()}
    sentences = read_labelled(path)
    assert len(sentences) > least
    assert {label for sentence in sentences for label in sentence.labels} <= names
    assert all(sentence.labels for sentence in sentences)
    spoken = read_sentences([path])
    assert sum(map(len, spoken.values())) >= len(sentences)
    assert sentences[0].text in spoken[sentences[0].labels[0]]


def test_the_same_weights_are_the_same_bytes(weights, tmp_path):
    for name in ("1.onnx", "2.onnx"):
        write_onnx(dict(reversed(weights.items())) if name == "2.onnx" else weights, tmp_path / name, "none")
    assert (tmp_path / "1.onnx").read_bytes() == (tmp_path / "2.onnx").read_bytes()


def test_what_was_written_can_be_trained_further(weights, tmp_path):
    write_onnx(weights, tmp_path / "1.onnx", "none")
    read = read_onnx(tmp_path / "1.onnx")
    for name, value in read.items():
        if "token_type" not in name and "position" not in name:
            np.testing.assert_allclose(value, weights[name], atol=0.02)
    write_onnx(read, tmp_path / "2.onnx", "none")
    first, second = (Encoder(word_table(), tmp_path / f"{n}.onnx").states("manage the budget") for n in (1, 2))
    np.testing.assert_allclose(first, second, atol=1e-4)
    (tmp_path / "3.onnx").write_bytes(b"nonsense")
    with pytest.raises(ModelUnavailableError, match="no encoder of ours"):
        read_onnx(tmp_path / "3.onnx")


def test_what_is_written_computes_what_bert_does_but_for_rounding(weights, tmp_path):
    write_onnx(weights, tmp_path / "tiny.onnx", "none")
    encoder = Encoder(word_table(), tmp_path / "tiny.onnx")
    states = encoder.states("manage the budget of a hospital ward")
    expected = _bert(encoder.rows_of("manage the budget of a hospital ward"), weights)
    cosines = (states * expected).sum(1) / np.linalg.norm(states, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > 0.99


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_training_without_torch_says_what_to_install(tmp_path):
    arguments = ["--from", str(tmp_path / "x.zip"), "--out", str(tmp_path / "e.onnx")]
    done = CliRunner().invoke(app, ["model", "train-encoder", *arguments])
    assert done.exit_code == 2
    assert "pip install torch==2.13.0" in done.output


def _bert(rows, weights):
    """(n_pieces, width): the states of one text, in the words of the paper."""

    def linear(states, name):
        return states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(states, name):
        centred = states - states.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def gelu(states):
        return 0.5 * states * (1 + np.vectorize(math.erf)(states / math.sqrt(2)))

    def in_heads(states):
        return states.reshape(len(rows), HEADS, -1).transpose(1, 0, 2)

    states = weights["embeddings.word_embeddings.weight"][rows]
    states = states + weights["embeddings.position_embeddings.weight"][: len(rows)]
    states = norm(states + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            in_heads(linear(states, f"{at}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        scores = np.exp(query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH // HEADS))
        seen = (scores / scores.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(len(rows), -1)
        states = norm(linear(seen, f"{at}.attention.output.dense") + states, f"{at}.attention.output.LayerNorm")
        inner = gelu(linear(states, f"{at}.intermediate.dense"))
        states = norm(linear(inner, f"{at}.output.dense") + states, f"{at}.output.LayerNorm")
    return states
