"""What is measured, each text for itself, so that texts can be drawn again for an interval.

Sources:
    RP@k and MRR over the texts that have a label: J.-J. Decorte et al., "Design of Negative Sampling Strategies for
        Distantly Supervised Skill Extraction", RecSys in HR 2022, and "Extreme Multi-Label Skill Extraction Training
        using Large Language Models", 2023. RP@k is the number of right ones among the first k over the least of k and
        the number of right ones there are.
    Intervals: the percentile bootstrap of B. Efron, Annals of Statistics 7(1), 1979, over texts.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RP_AT = (1, 5, 10)
_SEED = 7


@dataclass(frozen=True, slots=True)
class Measure:
    """In percent, with its 95 % interval."""

    value: float
    low: float
    high: float


def reciprocal_rank(ranked: Sequence[str], right: Collection[str]) -> float:
    """One over the place of the first right one; 0 where none is there."""
    return next((1 / place for place, label in enumerate(ranked, start=1) if label in right), 0.0)


def r_precision(ranked: Sequence[str], right: Collection[str], k: int) -> float:
    """RP@k, in [0, 1].

    >>> r_precision(["a", "x", "b"], {"a", "b", "c"}, 1), r_precision(["a", "x", "b"], {"a", "b"}, 3)
    (1.0, 1.0)
    """
    return sum(label in right for label in ranked[:k]) / min(k, len(right))


def overlapping(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> int:
    """How many of the spans share a character with any of the others."""
    return sum(any(start < end2 and start2 < end for start2, end2 in others) for start, end in spans)


def measure_mean(values: Sequence[float], draws: int) -> Measure:
    """Of values in [0, 1], one a text."""
    import numpy as np

    return _with_interval(np.array(values, dtype=np.float64)[:, None], lambda sums, n: sums[..., 0] / n, draws)


def measure_sets(counts: Sequence[tuple[int, int, int]], draws: int) -> dict[str, Measure]:
    """Precision, recall and F1 over all texts together.

    Args:
        counts: of each text how many were found and right, found, and there to find.
    """
    return measure_spans([(right, found, right, there) for right, found, there in counts], draws)


def measure_spans(counts: Sequence[tuple[int, int, int, int]], draws: int) -> dict[str, Measure]:
    """Precision, recall and F1 over all texts together, where several findings may meet one thing to find.

    Args:
        counts: of each text the findings that are right, all findings, what was met, and what was there to meet.
    """
    import numpy as np

    table = np.array(counts, dtype=np.float64).reshape(-1, 4)

    def precision(sums: "NDArray[np.float64]", _n: int) -> "NDArray[np.float64]":
        return sums[..., 0] / np.maximum(sums[..., 1], 1)

    def recall(sums: "NDArray[np.float64]", _n: int) -> "NDArray[np.float64]":
        return sums[..., 2] / np.maximum(sums[..., 3], 1)

    def f1(sums: "NDArray[np.float64]", n: int) -> "NDArray[np.float64]":
        both = precision(sums, n), recall(sums, n)
        return 2 * both[0] * both[1] / np.maximum(both[0] + both[1], 1e-9)

    of = {"precision": precision, "recall": recall, "F1": f1}
    return {name: _with_interval(table, ratio, draws) for name, ratio in of.items()}


def _with_interval(
    table: "NDArray[np.float64]",
    measure: "Callable[[NDArray[np.float64], int], NDArray[np.float64]]",
    draws: int,
) -> Measure:
    """Of a table with a row for each text and a measure of its columns' sums."""
    import numpy as np

    n = len(table)
    if n == 0:
        return Measure(0.0, 0.0, 0.0)
    value = float(measure(table.sum(0), n))
    # How often each text is drawn, rather than which: a sum is then one product.
    drawn = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=draws)
    low, high = np.percentile(measure(drawn @ table, n), [2.5, 97.5])
    return Measure(round(100 * value, 2), round(100 * float(low), 2), round(100 * float(high), 2))
