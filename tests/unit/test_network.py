"""The small network: what it says is its formula, and a damaged file is named."""

import numpy as np
import pytest

from shared.domain.errors import ModelUnavailableError
from shared.semantics.network import Network, write_network

MEAN, SPREAD = np.float32([1, 0]), np.float32([2, 1])
FIRST, FIRST_BIAS = np.float32([[1, -1, 0.5], [2, 0.25, -1]]), np.float32([0.1, 0, -0.2])
LAST, LAST_BIAS = np.float32([1, -2, 0.5]), 0.3


@pytest.fixture
def path(tmp_path):
    written = tmp_path / "network.bin"
    write_network(written, ("one", "other"), (MEAN, SPREAD), (FIRST, FIRST_BIAS), (LAST, LAST_BIAS))
    return written


def test_it_says_what_its_formula_says_within_what_a_byte_a_weight_leaves(path):
    rows = np.float32([[0, 0], [3, -1], [100, -100]])
    network = Network.open(path)
    standard = np.clip((rows - MEAN) / SPREAD, -5, 5)
    expected = 1 / (1 + np.exp(-(np.maximum(standard @ FIRST + FIRST_BIAS, 0) @ LAST + LAST_BIAS)))
    assert network.names == ("one", "other")
    assert network.probabilities(rows) == pytest.approx(expected, abs=0.01)
    assert network.standardise(rows)[2].tolist() == [5, -5]


def test_what_is_no_network_is_named(tmp_path, path):
    with pytest.raises(ModelUnavailableError, match="absent"):
        Network.open(tmp_path / "absent.bin")
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ModelUnavailableError, match=r"network\.bin"):
        Network.open(path)
