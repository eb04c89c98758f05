"""How long pieces of work take beside one another in one process, and how much memory they hold."""

from collections.abc import Callable
from dataclasses import dataclass

_WARM_UP = 3


@dataclass(frozen=True)
class Timing:
    """Of one piece of work over all runs, in milliseconds of CPU time but for the last.

    Attributes:
        low, high: the 10th and the 90th percentile.
    """

    name: str
    median_ms: float
    low_ms: float
    high_ms: float
    per_second: float
    wall_median_ms: float


def time_in_turn(work: dict[str, Callable[[], object]], runs: int) -> list[Timing]:
    """All of them in turn, run by run, so that what else the machine does meets all alike."""
    import time
    from statistics import median, quantiles

    cpu: dict[str, list[float]] = {name: [] for name in work}
    wall: dict[str, list[float]] = {name: [] for name in work}
    for run in range(-_WARM_UP, runs):
        for name, once in work.items():
            wall_started, cpu_started = time.perf_counter_ns(), time.process_time_ns()
            once()
            cpu_ended, wall_ended = time.process_time_ns(), time.perf_counter_ns()
            if run >= 0:
                cpu[name].append((cpu_ended - cpu_started) / 1e6)
                wall[name].append((wall_ended - wall_started) / 1e6)
    timings = []
    for name, spent in cpu.items():
        deciles = quantiles(spent, n=10)
        middle = median(spent)
        figures = (middle, deciles[0], deciles[-1], 1000 / middle if middle else 0.0, median(wall[name]))
        timings.append(Timing(name, *(round(figure, 3) for figure in figures)))
    return timings


def peak_mb(work: Callable[[], object]) -> float:
    """The most memory that one run holds, in MB (tracemalloc)."""
    import tracemalloc

    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def peak_of_process_mb() -> float | None:
    """The most memory the process held so far, yardsticks included; None where the system does not say."""
    import sys

    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)
