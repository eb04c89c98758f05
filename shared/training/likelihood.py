"""Teach the network of shared/extraction/meaning.py by readers' verdicts on mentions of CVs. By numpy alone.

What they found to be between counts as half a no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.domain.errors import InvalidInputError
from shared.domain.text import CvText
from shared.evaluation.evaluate import AS_OF
from shared.evaluation.judged import BETWEEN, RIGHT, WRONG, JudgedCv
from shared.extraction.matching import read_mentions
from shared.extraction.meaning import FEATURES, describe, find_hits
from shared.extraction.segmentation import segment
from shared.semantics.network import write_network

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.vectors import SkillVectors

_WEIGHTS = {RIGHT: 1.0, WRONG: 1.0, BETWEEN: 0.5}
_FLOAT_32 = np.dtype(np.float32)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Attributes:
    networks: taught from different seeds, and then made one: their logits' mean.
    hidden: of each.
    dropped_in, dropped: share of what goes in, and of what is hidden, that a step does without.
    """

    networks: int = 3
    hidden: int = 64
    epochs: int = 20
    batch: int = 128
    rate: float = 2e-3
    decay: float = 0.1
    dropped_in: float = 0.2
    dropped: float = 0.6
    seed: int = 0


class Rows(NamedTuple):
    """Attributes:
    described: (n, n_in): as `describe` says.
    verdicts: of each row.
    """

    described: NDArray[np.float32]
    verdicts: list[str]


def require_vectors(taxonomy: "Taxonomy") -> "SkillVectors":
    """Raises:
    InvalidInputError: it has none, as in another language.
    """
    vectors = taxonomy.vectors()
    if vectors is None:
        raise InvalidInputError(f"{taxonomy.path} has no vectors: compile it anew, from ESCO's English files")
    return vectors


def describe_judged(cvs: Sequence[JudgedCv], taxonomy: "Taxonomy", vectors: "SkillVectors") -> Rows:
    """What is judged and still found: mentions by meaning are known by their skill and sentence, those by name by their
    place too."""
    described: list[NDArray[np.float32]] = []
    verdicts: list[str] = []
    for cv in cvs:
        text = CvText(cv.text).value
        reading = read_mentions(text, segment(text, AS_OF), taxonomy)
        hits, read = find_hits(reading, vectors)
        if not hits:
            continue
        spans = [sentence for sentence, _ in reading.sentences]
        judged: dict[tuple[str, int | None, int | None], str] = {}
        for start, end, uri, verdict in cv.verdicts:
            judged[uri, start, end] = verdict
            at = next((n for n, span in enumerate(spans) if span.start <= start < span.end), None)
            judged.setdefault((uri, at, None), verdict)
        wanted, said = [], []
        for row, hit in enumerate(hits):
            uri = taxonomy.skill(hit.skill_index).uri
            given = judged.get((uri, hit.start, hit.end) if hit.found else (uri, hit.sentence, None))
            if given is not None:
                wanted.append(row)
                said.append(given)
        rows = describe(hits, read, reading, taxonomy, vectors)
        described.append(rows[wanted])
        verdicts += said
    return Rows(np.concatenate(described), verdicts)


class _Layers(NamedTuple):
    first: NDArray[np.float32]
    first_bias: NDArray[np.float32]
    last: NDArray[np.float32]
    last_bias: NDArray[np.float32]


def train_likelihood(rows: Rows, out: Path, recipe: Recipe) -> None:
    """Teach the network and write it."""
    described = rows.described
    mean, spread = described.mean(0), described.std(0)
    # Vectors are left as they are: that each dimension spreads by itself says nothing.
    mean[len(FEATURES) :], spread[len(FEATURES) :] = 0, 1
    spread = np.maximum(spread, 1e-6)
    standard = np.clip((described - mean) / spread, -5, 5).astype(np.float32)
    right = np.array([verdict == RIGHT for verdict in rows.verdicts], dtype=np.float32)
    weights = np.array([_WEIGHTS[verdict] for verdict in rows.verdicts], dtype=np.float32)
    nets = [_train(standard, right, weights, recipe, recipe.seed + number) for number in range(recipe.networks)]
    write_network(
        out,
        FEATURES,
        (mean, spread),
        (np.concatenate([net.first for net in nets], axis=1), np.concatenate([net.first_bias for net in nets])),
        (
            (np.concatenate([net.last for net in nets]) / len(nets)).astype(np.float32),
            float(np.mean([net.last_bias[0] for net in nets])),
        ),
    )


def _train(
    rows: NDArray[np.float32], right: NDArray[np.float32], weights: NDArray[np.float32], recipe: Recipe, seed: int
) -> _Layers:
    """By Adam with decoupled decay, at a rate that falls to nothing; cross-entropy."""
    random = np.random.default_rng(seed)
    n, n_in = rows.shape
    layers = _Layers(
        (random.standard_normal((n_in, recipe.hidden)) / np.sqrt(n_in)).astype(np.float32),
        np.zeros(recipe.hidden, dtype=np.float32),
        (random.standard_normal(recipe.hidden) / np.sqrt(recipe.hidden)).astype(np.float32),
        np.zeros(1, dtype=np.float32),
    )
    means = [np.zeros_like(layer) for layer in layers]
    squares = [np.zeros_like(layer) for layer in layers]
    batches = n // recipe.batch
    steps = recipe.epochs * batches
    for step in range(steps):
        if step % batches == 0:
            order = random.permutation(n)
        at = step % batches * recipe.batch
        chosen = order[at : at + recipe.batch]
        seen = rows[chosen] * _kept(random, (recipe.batch, n_in), recipe.dropped_in)
        hidden = seen @ layers.first + layers.first_bias
        kept = _kept(random, hidden.shape, recipe.dropped) * (hidden > 0)
        active = hidden * kept
        sure = 1 / (1 + np.exp(-(active @ layers.last + layers.last_bias)))
        slope = (sure - right[chosen]) * weights[chosen] / recipe.batch
        slope_hidden = np.outer(slope, layers.last) * kept
        slopes = (seen.T @ slope_hidden, slope_hidden.sum(0), active.T @ slope, slope.sum(keepdims=True))
        rate = recipe.rate * (1 - step / steps)
        for layer, own, square, change in zip(layers, means, squares, slopes, strict=True):
            own += 0.1 * (change - own)
            square += 0.001 * (change * change - square)
            moved = (own / (1 - 0.9 ** (step + 1))) / (np.sqrt(square / (1 - 0.999 ** (step + 1))) + 1e-8)
            decayed = recipe.decay * layer if layer is layers.first or layer is layers.last else 0.0
            layer -= (rate * (moved + decayed)).astype(_FLOAT_32)
    return layers


def _kept(random: np.random.Generator, shape: tuple[int, ...], dropped: float) -> NDArray[np.float32]:
    return (random.random(shape, dtype=np.float32) >= dropped).astype(np.float32) / np.float32(1 - dropped)
