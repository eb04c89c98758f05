"""What was measured, as a table, and beside what it should be."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.starts import Start

Measured = Mapping[str, Sequence[Start]]
# Of one function, without the child process that a worker reads files in, which has a limit of its own.
MAX_PEAK_MB = 160.0
# Whose requests are compared: what Python and the runtime take alone, the least that FastAPI can be, and ours.
WARM = ("bare handler", "FastAPI floor", "health (ours)")


@dataclass(frozen=True)
class Verdict:
    """Attributes:
    most: what the target allows.
    """

    target: str
    value: float
    most: float
    unit: str = ""

    @property
    def line(self) -> str:
        met = "met" if self.value <= self.most else "missed"
        return f"{met:>6}  {self.target}: {self.value:.2f}{self.unit} (at most {self.most:g}{self.unit})"


def table(measured: Measured) -> str:
    """Medians with half of the spread between the quartiles; times of the processor beside those of the clock."""
    width = max(map(len, measured))
    head = f"{'':{width}}  starts  import ms  first ms        cold ms    cold CPU ms      warm µs  warm CPU µs  peak MB"
    lines = [head]
    for name, starts in measured.items():
        imported, first = (_median(starts, field) for field in ("import_ms", "first_ms"))
        cells = [f"{len(starts):6}", f"{imported:9.0f}", f"{first:8.1f}"]
        cells += [f"{_spread(starts, 'cold_ms'):>13}", f"{_spread(starts, 'cold_cpu_ms'):>13}"]
        if starts[0].warm_us is None:
            cells += [" " * 11] * 2
        else:
            cells += [f"{_median(starts, 'warm_us'):11.0f}", f"{_median(starts, 'warm_cpu_us'):11.0f}"]
        cells.append(f"{max(one.peak_mb for one in starts):7.0f}")
        lines.append(f"{name:{width}}  " + "  ".join(cells))
    return "\n".join(lines)


def verdicts(measured: Measured, turns: Mapping[str, Sequence[float]]) -> list[Verdict]:
    """Medians over the rounds of what each round gives, as what else runs then meets all alike; of the processor's
    time: a start takes little else.

    Args:
        turns: what one more request costs each of WARM, in each turn.
    """

    def rounds(name: str) -> list[float]:
        return [one.cold_cpu_ms for one in measured[name]]

    def added(more: Sequence[float], less: Sequence[float]) -> list[float]:
        return [a - b for a, b in zip(more, less, strict=True)]

    def times(mine: Sequence[float], others: Sequence[float]) -> float:
        return statistics.median(a / b for a, b in zip(mine, others, strict=True))

    found = []
    for method in ("GET", "POST"):
        mine = rounds(f"skills (ours), {method}")
        for peer, most in (("textbook", 0.60), ("bare + pydantic + postgrest", 1.7)):
            value = times(mine, rounds(f"{peer}, {method}"))
            found.append(Verdict(f"cold start of skills beside {peer}, {method}", value, most))
    by_name, both_ways = rounds("assessments by name (ours), POST"), rounds("assessments (ours), POST")
    more_ms = statistics.median(added(by_name, rounds("skills (ours), POST")))
    found.append(Verdict("what assessing by name adds to a cold start", more_ms, 100.0, " ms"))
    more_ms = statistics.median(added(both_ways, by_name))
    found.append(Verdict("what finding by meaning adds to that", more_ms, 100.0, " ms"))
    bare, floor, health = (turns[name] for name in WARM)
    found.append(Verdict("warm overhead beside the FastAPI floor", times(added(health, bare), added(floor, bare)), 1.6))
    ours = [name for name, starts in measured.items() if "(ours)" in name or starts[0].warm_us is None]
    heaviest = max(ours, key=lambda name: max(one.peak_mb for one in measured[name]))
    peak = max(one.peak_mb for one in measured[heaviest])
    found.append(Verdict(f"most memory of a function, {heaviest}", peak, MAX_PEAK_MB, " MB"))
    return found


def _median(starts: Sequence[Start], field: str) -> float:
    return statistics.median(getattr(one, field) for one in starts)


def _spread(starts: Sequence[Start], field: str) -> str:
    values = [getattr(one, field) for one in starts]
    low, _, high = statistics.quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return f"{statistics.median(values):.0f} ± {(high - low) / 2:.0f}"
