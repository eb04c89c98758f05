"""Train the table.

A text is the sum of the vectors of its pieces and of its pairs of words, each times a weight of its own, to length 1.
Those of pieces begin as what MiniLM makes of each piece by itself, centred and turned so that as few numbers as
possible say as much as possible, those of pairs as nothing; texts of one skill are then drawn together and those of
other skills in the batch apart (InfoNCE: A. van den Oord et al., 2018).
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from shared.semantics.arrays import write_arrays
from shared.semantics.pairs import PiecesAndPairs
from shared.semantics.wordpieces import WordPieces, split_words
from shared.training.minilm import piece_vectors, read_vocabulary
from shared.training.pairs import Pairs

_UNKNOWN = "[UNK]"
# Of whole numbers up to 15 the table packs to three fifths of what those of a full byte take, and ranks as well.
_STEPS = 15
_UNUSED = "[unused"
_WARM_UP_STEPS = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """Attributes:
    pairs: rows that pairs of words share.
    temperature: that likenesses are divided by.
    """

    dimensions: int = 256
    pairs: int = 6_500
    epochs: int = 4
    batch: int = 1024
    learning_rate: float = 2e-3
    temperature: float = 0.05
    seed: int = 0


class _Texts:
    """Texts as runs of rows, one after another."""

    def __init__(self, texts: Sequence[str], cut_up: PiecesAndPairs, unknown: int) -> None:
        cut = [
            [row for rows in cut_up.rows_of([word.norm for word in split_words(text)]) for row in rows] or [unknown]
            for text in texts
        ]
        self._rows = np.array([row for rows in cut for row in rows], dtype=np.int64)
        self._starts = np.zeros(len(cut) + 1, dtype=np.int64)
        np.cumsum([len(rows) for rows in cut], out=self._starts[1:])

    def take(self, chosen: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        first = self._starts[chosen]
        sizes = self._starts[chosen + 1] - first
        begins = np.cumsum(sizes) - sizes
        places = np.arange(int(sizes.sum())) + np.repeat(first - begins, sizes)
        return torch.from_numpy(self._rows[places]), torch.from_numpy(begins)


class _Table(torch.nn.Module):  # type: ignore[misc]  # torch is not installed where types are checked
    def __init__(self, vectors: NDArray[np.float32]) -> None:
        super().__init__()
        self.vectors = torch.nn.Parameter(torch.from_numpy(vectors))
        self.log_weights = torch.nn.Parameter(torch.zeros(len(vectors)))

    def forward(self, rows: torch.Tensor, starts: torch.Tensor) -> torch.Tensor:
        weights = torch.exp(self.log_weights)[rows]
        sums = functional.embedding_bag(rows, self.vectors, starts, mode="sum", per_sample_weights=weights)
        return functional.normalize(sums, dim=-1)


def train_table(pairs: Pairs, out: Path, recipe: Recipe, progress: Callable[[str], None]) -> None:
    """Write the table that `shared.semantics.table` reads."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(mode=True)
    draw = np.random.default_rng(recipe.seed)
    vocabulary = read_vocabulary()
    progress(f"{len(pairs.texts):,} pairs; MiniLM reads {len(vocabulary):,} word pieces")
    of_pieces = _reduced(piece_vectors(len(vocabulary)), recipe.dimensions)
    table = _Table(np.concatenate([of_pieces, np.zeros((recipe.pairs, recipe.dimensions), np.float32)]))
    cut_up = PiecesAndPairs(WordPieces(vocabulary), len(vocabulary), recipe.pairs)
    unknown = vocabulary.index(_UNKNOWN)
    texts, names = _Texts(pairs.texts, cut_up, unknown), _Texts(pairs.names, cut_up, unknown)
    skills = np.array(pairs.skills, dtype=np.int64)
    optimizer = torch.optim.Adam(table.parameters(), lr=recipe.learning_rate)
    per_epoch = len(skills) // recipe.batch
    step = 0
    for epoch in range(recipe.epochs):
        order = draw.permutation(len(skills))
        total = 0.0
        for at in range(per_epoch):
            chosen = order[at * recipe.batch : (at + 1) * recipe.batch]
            for group in optimizer.param_groups:
                group["lr"] = _rate(recipe, step, per_epoch * recipe.epochs)
            loss = _loss(table, texts.take(chosen), names.take(skills[chosen]), skills[chosen], recipe.temperature)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
            step += 1
        progress(f"epoch {epoch + 1} of {recipe.epochs}: loss {total / max(per_epoch, 1):.3f}")
    _write(table, vocabulary, recipe, out)


def _reduced(vectors: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """Centred, to length 1, and turned onto the directions that differ most."""
    centred = vectors.astype(np.float64) - vectors.mean(0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    _, directions = np.linalg.eigh(centred.T @ centred)
    reduced: NDArray[np.float32] = (centred @ directions[:, ::-1][:, :dimensions]).astype(np.float32)
    return reduced


def _rate(recipe: Recipe, step: int, steps: int) -> float:
    return recipe.learning_rate * min(1.0, step / _WARM_UP_STEPS) * (1 - step / max(steps, 1))


def _loss(
    table: _Table,
    texts: tuple[torch.Tensor, torch.Tensor],
    names: tuple[torch.Tensor, torch.Tensor],
    skills: NDArray[np.int64],
    temperature: float,
) -> torch.Tensor:
    """Each text has to find its skill's name among those of the batch, and each name its text."""
    likeness = table(*texts) @ table(*names).T / temperature
    is_same = torch.from_numpy(skills[:, None] == skills[None])
    is_same.fill_diagonal_(False)
    likeness = likeness.masked_fill(is_same, -math.inf)
    right = torch.arange(len(skills))
    both: torch.Tensor = functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)
    return both / 2


def _write(table: _Table, vocabulary: Sequence[str], recipe: Recipe, out: Path) -> None:
    weights = torch.exp(table.log_weights).detach().numpy()
    vectors = table.vectors.detach().numpy() * weights[:, None]
    # Other alphabets and free places of the vocabulary: no English text is cut into them.
    vectors[[not piece.isascii() or piece.startswith(_UNUSED) for piece in vocabulary] + [False] * recipe.pairs] = 0
    scales = np.maximum(np.abs(vectors).max(1), 1e-9) / _STEPS
    arrays: dict[str, NDArray[Any]] = {
        "rows": np.round(vectors / scales[:, None]).astype(np.int8),
        "scales": scales.astype(np.float32),
        "pieces": np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
    }
    made = {name: getattr(recipe, name) for name in ("dimensions", "pairs", "epochs", "batch", "seed")}
    write_arrays(out, arrays, {"language": "en", "recipe": made})
