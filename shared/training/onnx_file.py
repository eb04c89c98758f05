"""Write the trained encoder in eight bits, as `shared.semantics.encoder` reads it.

The graph is written out operator by operator, as the encoder is in `minilm`: it is one input, the rows of word pieces
of texts of one length, and one output, their states. Weights are whole numbers, a step for each column of a product
(for each row of the embeddings); what goes into a product is made whole as it comes (onnxruntime's "dynamic
quantisation").
"""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from shared.domain.errors import ModelUnavailableError
from shared.training.shape import EPSILON, HEADS

_OPSET, _FORMAT = 20, 10
_STEPS = 127
_POSITIONS = 128
_LEAST = 1e-12
# How many arrays of numbers are written for the embeddings, and for each layer.
_OF_EMBEDDINGS, _OF_LAYER = 5, 16


def write_onnx(weights: Mapping[str, NDArray[np.float32]], path: Path, recipe: str) -> None:
    """The same weights give the same bytes.

    Args:
        recipe: how they were made, for people who read the file.
    """
    graph = _Graph()
    states = _embed(graph, weights)
    for layer in range(sum(name.endswith("intermediate.dense.bias") for name in weights)):
        states = _layer(graph, weights, f"encoder.layer.{layer}", states)
    graph.add("Identity", [states], "states")
    rows = helper.make_tensor_value_info("rows", TensorProto.INT64, ["texts", "pieces"])
    out = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["texts", "pieces", "numbers"])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "encoder", [rows], [out], graph.constants),
        producer_name="skillpath",
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_FORMAT,
    )
    helper.set_model_props(model, {"recipe": recipe})
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString(deterministic=True))


def read_onnx(path: Path) -> dict[str, NDArray[np.float32]]:
    """The weights of a file that `write_onnx` wrote, up to the rounding of its steps.

    What it adds up stays added up: the kind of a token is within its position.

    Raises:
        ModelUnavailableError: absent, or another model.
    """
    try:
        constants = [numpy_helper.to_array(item) for item in onnx.load(path).graph.initializer]
        numbers = [constant for constant in constants if constant.dtype != np.int64]
        kept = iter(numbers)
        weights = {"embeddings.word_embeddings.weight": next(kept) * next(kept)}
        places = weights["embeddings.position_embeddings.weight"] = next(kept)
        weights["embeddings.token_type_embeddings.weight"] = np.zeros((1, places.shape[1]), np.float32)
        weights |= _read_norm(kept, "embeddings.LayerNorm")
        for layer in range((len(numbers) - _OF_EMBEDDINGS) // _OF_LAYER):
            weights |= _read_layer(kept, f"encoder.layer.{layer}")
    except Exception as error:  # those of protobuf have no types that are known here
        raise ModelUnavailableError(f"{path} is no encoder of ours ({error!r})") from error
    return {name: np.array(value, np.float32) for name, value in weights.items()}


def _read_layer(kept: Iterator[NDArray[Any]], at: str) -> dict[str, NDArray[np.float32]]:
    matrix, bias = _read_linear(kept)
    weights = {}
    factors = (math.sqrt(matrix.shape[1] // HEADS), 1.0, 1.0)
    for part, factor, own, of_own in zip(
        ("query", "key", "value"), factors, np.split(matrix, 3), np.split(bias, 3), strict=True
    ):
        weights[f"{at}.attention.self.{part}.weight"] = own * factor
        weights[f"{at}.attention.self.{part}.bias"] = of_own * factor
    for name, norm in (("attention.output", True), ("intermediate", False), ("output", True)):
        weights[f"{at}.{name}.dense.weight"], weights[f"{at}.{name}.dense.bias"] = _read_linear(kept)
        if norm:
            weights |= _read_norm(kept, f"{at}.{name}.LayerNorm")
    return weights


def _read_linear(kept: Iterator[NDArray[Any]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A matrix of (out, in), and what is added."""
    matrix = next(kept) * next(kept)
    return np.ascontiguousarray(matrix.T), next(kept)


def _read_norm(kept: Iterator[NDArray[Any]], name: str) -> dict[str, NDArray[np.float32]]:
    return {f"{name}.{part}": next(kept) for part in ("weight", "bias")}


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, operator: str, inputs: list[str], *outputs: str, **attributes: int | float | list[int]) -> str:
        """The name of its first output."""
        names = list(outputs) or [f"{operator}_{len(self.nodes)}"]
        node = helper.make_node(operator, inputs, names)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self.nodes.append(node)
        return names[0]

    def constant(self, array: NDArray[Any]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def _embed(graph: _Graph, weights: Mapping[str, NDArray[np.float32]]) -> str:
    words, steps = _in_steps(weights["embeddings.word_embeddings.weight"], axis=1)
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    whole = graph.add("Cast", [graph.add("Gather", [graph.constant(words), "rows"])], to=TensorProto.FLOAT)
    scaled = graph.add("Mul", [whole, graph.add("Gather", [graph.constant(steps), "rows"])])
    length = graph.add("Shape", ["rows"], start=1, end=2)
    first, axis = graph.constant(np.array([0], np.int64)), graph.constant(np.array([0], np.int64))
    taken = graph.add("Slice", [graph.constant(places[:_POSITIONS]), first, length, axis])
    return _norm(graph, weights, "embeddings.LayerNorm", graph.add("Add", [scaled, taken]))


def _layer(graph: _Graph, weights: Mapping[str, NDArray[np.float32]], at: str, states: str) -> str:
    # Queries, keys and values in one product; what scores are divided by is in the queries already.
    width = weights[f"{at}.attention.self.query.bias"].shape[0]
    factors = (1 / math.sqrt(width // HEADS), 1.0, 1.0)
    parts = [f"{at}.attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([weights[f"{part}.weight"] * f for part, f in zip(parts, factors, strict=True)])
    bias = np.concatenate([weights[f"{part}.bias"] * f for part, f in zip(parts, factors, strict=True)])
    all_three = _linear(graph, matrix.astype(np.float32), bias.astype(np.float32), states)
    names = [f"{at}.{part}" for part in ("query", "key", "value")]
    graph.add("Split", [all_three], *names, axis=-1, num_outputs=3)
    in_heads = graph.constant(np.array([0, 0, HEADS, width // HEADS], np.int64))
    query, key, value = (
        graph.add("Transpose", [graph.add("Reshape", [name, in_heads])], perm=order)
        for name, order in zip(names, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True)
    )
    share = graph.add("Softmax", [graph.add("MatMul", [query, key])], axis=-1)
    seen = graph.add("Transpose", [graph.add("MatMul", [share, value])], perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", [seen, graph.constant(np.array([0, 0, width], np.int64))])
    states = _add_and_norm(graph, weights, f"{at}.attention.output", joined, states)
    inner = _linear(graph, weights[f"{at}.intermediate.dense.weight"], weights[f"{at}.intermediate.dense.bias"], states)
    return _add_and_norm(graph, weights, f"{at}.output", graph.add("Gelu", [inner]), states)


def _add_and_norm(graph: _Graph, weights: Mapping[str, NDArray[np.float32]], at: str, given: str, states: str) -> str:
    dense = _linear(graph, weights[f"{at}.dense.weight"], weights[f"{at}.dense.bias"], given)
    return _norm(graph, weights, f"{at}.LayerNorm", graph.add("Add", [dense, states]))


def _norm(graph: _Graph, weights: Mapping[str, NDArray[np.float32]], name: str, states: str) -> str:
    own = [graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias")]
    return graph.add("LayerNormalization", [states, *own], axis=-1, epsilon=EPSILON)


def _linear(graph: _Graph, matrix: NDArray[np.float32], bias: NDArray[np.float32], states: str) -> str:
    """The product with a matrix of (out, in), in whole numbers."""
    whole, steps = _in_steps(matrix.T, axis=0)
    at = len(graph.nodes)
    names = [f"whole_{at}", f"step_{at}", f"zero_{at}"]
    graph.add("DynamicQuantizeLinear", [states], *names)
    product = graph.add("MatMulInteger", [names[0], graph.constant(whole), names[2]])
    step = graph.add("Mul", [names[1], graph.constant(steps.ravel())])
    scaled = graph.add("Mul", [graph.add("Cast", [product], to=TensorProto.FLOAT), step])
    return graph.add("Add", [scaled, graph.constant(bias)])


def _in_steps(matrix: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    steps = np.maximum(np.abs(matrix).max(axis, keepdims=True), _LEAST) / _STEPS
    return np.round(matrix / steps).astype(np.int8), steps.astype(np.float32)
