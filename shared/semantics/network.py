"""A small network of one hidden layer: many numbers in, a probability out. By numpy alone.

    p = 1 / (1 + exp(-(max(0, z W1 + b1) w2 + b2))),   z = clip((x - mean) / spread, -5, 5)

The weights lie in a file of arrays, a byte each but for the few that are one a column.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.semantics.arrays import Arrays, write_arrays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT = 1
_STEPS = 127
_MOST_SPREADS = 5.0


class Network:
    """Safe to share between threads. Make one with `Network.open`.

    Attributes:
        names: of what goes in, in order.
    """

    def __init__(self, arrays: "Mapping[str, NDArray[Any]]", names: tuple[str, ...]) -> None:
        import numpy as np

        self.names = names
        self._mean, self._spread = arrays["mean"], arrays["spread"]
        self._first = arrays["first"].astype(np.float32) * arrays["first_steps"]
        self._first_bias, self._last, self._last_bias = arrays["first_bias"], arrays["last"], arrays["last_bias"]

    @classmethod
    def open(cls, path: Path) -> "Network":
        """Raises:
        ModelUnavailableError: absent, or no such file.
        """
        arrays = Arrays.open(path)
        return cls(arrays, tuple(arrays.meta["names"]))

    def standardise(self, rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """(n, n_in): as the network was taught to see them."""
        import numpy as np

        standard: NDArray[np.float32] = np.clip((rows - self._mean) / self._spread, -_MOST_SPREADS, _MOST_SPREADS)
        return standard

    def probabilities(self, rows: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """(n,): in (0, 1), of each row of (n, n_in)."""
        import numpy as np

        hidden = np.maximum(self.standardise(rows) @ self._first + self._first_bias, 0)
        probabilities: NDArray[np.float32] = 1 / (1 + np.exp(-(hidden @ self._last + self._last_bias)))
        return probabilities


def write_network(
    path: Path,
    names: tuple[str, ...],
    spread_of: "tuple[NDArray[np.float32], NDArray[np.float32]]",
    first: "tuple[NDArray[np.float32], NDArray[np.float32]]",
    last: "tuple[NDArray[np.float32], float]",
) -> None:
    """Write what `Network.open` reads.

    Args:
        spread_of: (n_in,) each: what is taken from the numbers that go in, and what they are then divided by.
        first: (n_in, n_hidden) and (n_hidden,): weights and biases.
        last: (n_hidden,) and one number.
    """
    import numpy as np

    steps = np.maximum(np.abs(first[0]).max(0), 1e-9) / _STEPS
    arrays: dict[str, NDArray[Any]] = {
        "mean": spread_of[0].astype(np.float32),
        "spread": spread_of[1].astype(np.float32),
        "first": np.round(first[0] / steps).astype(np.int8),
        "first_steps": steps.astype(np.float32),
        "first_bias": first[1].astype(np.float32),
        "last": last[0].astype(np.float32),
        "last_bias": np.array([last[1]], dtype=np.float32),
    }
    write_arrays(path, arrays, {"format": FORMAT, "names": list(names)})
