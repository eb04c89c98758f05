"""Train MiniLM further, so that it looks again at what the table of word vectors ranks.

A text comes near to its skill's name in two ways: as a whole, by the mean of its pieces' states, and by those of its
pieces that come nearest to the name, as a sentence names several skills. Both are trained as the table is (InfoNCE),
among skills that the table takes for one another. See `shared.extraction.rerank` for how the two are added.

Products are made in bfloat16, which is three times as fast where a processor knows it.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import torch
from torch.nn import functional

from shared.domain.errors import InvalidInputError
from shared.semantics.table import word_table
from shared.semantics.wordpieces import WordPieces, split_words
from shared.training.batches import Batch, Batches
from shared.training.minilm import BEGIN, END, UNKNOWN, encode, read_vocabulary
from shared.training.pairs import Pairs
from shared.training.shape import HEADS

MAX_PIECES = 48
# How sharply the pieces nearest to a name stand out.
SHARPNESS = 10.0
_WARM_UP_STEPS = 50
_SAVED_EVERY = 50
# The rate falls to nothing over the last part of the steps, so that earlier ones do not depend on how many there are.
_FALLS_OVER = 0.3


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """Attributes:
    pairs: in a step, at most.
    temperature: that likenesses are divided by.
    begins_as: SHA-256 of the encoder that is trained further; "" for MiniLM.
    """

    steps: int = 550
    pairs: int = 128
    learning_rate: float = 8e-5
    temperature: float = 0.05
    seed: int = 0
    begins_as: str = ""


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Attributes:
    means: (n, 384) of length 1: each text as a whole.
    states: (n, longest, 384) of length 1: each piece between begin and end; zeros after the last.
    is_piece: (n, longest).
    """

    means: torch.Tensor
    states: torch.Tensor
    is_piece: torch.Tensor


class TextEncoder:
    """MiniLM over texts that lie one after another, so that nothing is computed for padding but attention."""

    def __init__(self, weights: dict[str, torch.Tensor]) -> None:
        self.weights = weights
        vocabulary = read_vocabulary()
        self._pieces = WordPieces(vocabulary)
        self._begin, self._end, self._unknown = (vocabulary.index(sign) for sign in (BEGIN, END, UNKNOWN))

    def encode(self, texts: Sequence[str]) -> _Encoded:
        cut = [self._cut(text) for text in texts]
        sizes = [len(rows) for rows in cut]
        n, longest = len(cut), max(sizes)
        is_there = torch.arange(longest) < torch.tensor(sizes)[:, None]
        (places,) = torch.nonzero(is_there.ravel(), as_tuple=True)
        visible = is_there[:, None, None]

        def spread(packed: torch.Tensor) -> torch.Tensor:
            flat = packed.new_zeros((n * longest, packed.shape[-1])).index_copy(0, places, packed)
            return flat.view(n, longest, -1)

        def attend(*packed: torch.Tensor) -> torch.Tensor:
            query, key, value = (spread(part).view(n, longest, HEADS, -1).transpose(1, 2) for part in packed)
            scores = (query @ key.transpose(2, 3)) / math.sqrt(query.shape[-1])
            # torch's own attention takes five times as long to go back through, in bfloat16 on a CPU.
            share = scores.masked_fill(~visible, -math.inf).softmax(-1).to(value.dtype)
            return (share @ value).transpose(1, 2).reshape(n * longest, -1)[places]

        rows = torch.tensor([row for own in cut for row in own])
        states = spread(encode(rows, places % longest, self.weights, attend).float())
        is_piece = is_there.clone()
        is_piece[:, 0] = False
        is_piece[torch.arange(n), torch.tensor(sizes) - 1] = False
        return _Encoded(functional.normalize(states.sum(1), dim=-1), functional.normalize(states, dim=-1), is_piece)

    def _cut(self, text: str) -> list[int]:
        rows = self._pieces.rows_of([word.norm for word in split_words(text)])
        inner = [row for own in rows for row in own or (self._unknown,)][: MAX_PIECES - 2]
        return [self._begin, *(inner or [self._unknown]), self._end]


def train_encoder(
    pairs: Pairs,
    begin: Mapping[str, torch.Tensor],
    kept: Path,
    recipe: EncoderRecipe,
    progress: Callable[[str], None],
) -> dict[str, torch.Tensor]:
    """The weights after training.

    Args:
        begin: what they begin as.
        kept: a folder where training is kept every 50 steps, and from which it goes on.

    Raises:
        InvalidInputError: another recipe is kept there.
    """
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    torch.use_deterministic_algorithms(mode=True)
    weights = {name: value.clone().requires_grad_() for name, value in begin.items() if _is_used(name)}
    optimizer = torch.optim.AdamW(weights.values(), lr=recipe.learning_rate, weight_decay=0.01)
    first = _resume(kept, recipe, weights, optimizer)
    batches = Batches(pairs, word_table(), recipe.pairs, recipe.seed)
    encoder = TextEncoder(weights)
    progress(f"{len(pairs.texts):,} pairs; from step {first:,} to {recipe.steps:,}")
    total, started = 0.0, perf_counter()
    for step in range(first, recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = _rate(recipe, step)
        loss = _loss(encoder, batches.make(step), pairs.names, recipe.temperature)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        optimizer.step()
        total += loss.item()
        if (step + 1) % _SAVED_EVERY == 0 or step + 1 == recipe.steps:
            _save(kept, step + 1, recipe, weights, optimizer)
            since = (step % _SAVED_EVERY) + 1
            progress(f"step {step + 1:,}: loss {total / since:.3f}, {perf_counter() - started:.0f} s")
            total = 0.0
    return {name: value.detach() for name, value in weights.items()}


def _is_used(name: str) -> bool:
    return not name.startswith("pooler.") and not name.endswith("position_ids")


def _rate(recipe: EncoderRecipe, step: int) -> float:
    left = (recipe.steps - step) / max(recipe.steps * _FALLS_OVER, 1)
    return recipe.learning_rate * min(1.0, (step + 1) / _WARM_UP_STEPS, left)


def _loss(encoder: TextEncoder, batch: Batch, names: Sequence[str], temperature: float) -> torch.Tensor:
    """Each text has to find its skill's name among those of the batch, and each name its text, in both ways."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        texts = encoder.encode(batch.texts)
        of_names = encoder.encode([names[skill] for skill in batch.skills]).means
    is_same = torch.from_numpy(batch.speaks_of).clone().fill_diagonal_(False)
    right = torch.arange(len(batch.skills))
    losses = []
    for likeness in (texts.means @ of_names.T, nearest_pieces(texts, of_names)):
        masked = (likeness / temperature).masked_fill(is_same, -math.inf)
        losses += [functional.cross_entropy(masked, right), functional.cross_entropy(masked.T, right)]
    return torch.stack(losses).mean()


def nearest_pieces(texts: _Encoded, names: torch.Tensor) -> torch.Tensor:
    """(n_texts, n_names): the likeness of a text's pieces to a name, those that come nearest counting most."""
    each = texts.states @ names.T
    share = (SHARPNESS * each).masked_fill(~texts.is_piece[..., None], -math.inf).softmax(1)
    likeness: torch.Tensor = (share * each).sum(1)
    return likeness


def _save(
    kept: Path, step: int, recipe: EncoderRecipe, weights: dict[str, torch.Tensor], optimizer: torch.optim.AdamW
) -> None:
    kept.mkdir(parents=True, exist_ok=True)
    state: dict[str, Any] = {"step": step, "recipe": asdict(recipe), "optimizer": optimizer.state_dict()}
    state["weights"] = {name: value.detach() for name, value in weights.items()}
    torch.save(state, kept / "draft")
    (kept / "draft").replace(kept / "training.pt")


def _resume(kept: Path, recipe: EncoderRecipe, weights: dict[str, torch.Tensor], optimizer: torch.optim.AdamW) -> int:
    path = kept / "training.pt"
    if not path.exists():
        return 0
    state = torch.load(path)
    before = EncoderRecipe(**state["recipe"])
    # Until the rate falls, how many steps there are to be changes nothing.
    fell = state["step"] > (1 - _FALLS_OVER) * min(before.steps, recipe.steps)
    if replace(before, steps=recipe.steps) != recipe or (fell and before != recipe):
        raise InvalidInputError(f"{path} was made with {before}: remove it, or train with that")
    with torch.no_grad():
        for name, value in weights.items():
            value.copy_(state["weights"][name])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])
