"""What processes hold and use while they are watched."""

import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import linear_regression
from typing import Any

import psutil

_MB = 1024 * 1024
# As long as caches fill: of words, stems and skills; of connections.
WARM_UP_SHARE = 1 / 3


@dataclass(frozen=True, slots=True)
class Sample:
    """Attributes:
    at_s: since the watch began.
    rss_mb: resident memory of the gateway.
    cpu: of the gateway since the sample before, in cores.
    database_cpu: the same of Postgres.
    """

    at_s: float
    rss_mb: float
    cpu: float
    database_cpu: float


class Processes:
    """The gateway that this process started, and the server of a database."""

    def __init__(self, url: str, data: Path | None) -> None:
        """Args:
        url: of the gateway; this process may have started others.
        data: Postgres's folder; None: it is no Postgres, and counts for nothing.
        """
        wanted = {"shared.local.gateway", url.rpartition(":")[2].strip("/")}
        children = psutil.Process().children(recursive=True)
        (self.gateway,) = (child for child in children if wanted <= {*child.cmdline()})
        self._postmaster = psutil.Process(int((data / "postmaster.pid").read_text().split()[0])) if data else None

    def rss_mb(self) -> float:
        return float(self.gateway.memory_info().rss) / _MB

    def gateway_s(self) -> float:
        """Seconds of CPU since it started."""
        times = self.gateway.cpu_times()
        return float(times.user + times.system)

    def database_s(self) -> float:
        """The same of the server and every connection it has or had."""
        if self._postmaster is None:
            return 0.0
        own = self._postmaster.cpu_times()
        seconds = own.user + own.system + own.children_user + own.children_system
        for backend in self._postmaster.children():
            try:
                times = backend.cpu_times()
            except psutil.NoSuchProcess:
                continue
            seconds += times.user + times.system
        return float(seconds)


class Watch:
    """Takes a sample every few seconds, in a thread of its own, while its block runs."""

    def __init__(self, processes: Processes, every_s: float) -> None:
        self.samples: list[Sample] = []
        self._processes = processes
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        started = before = time.monotonic()
        gateway_s, database_s = self._processes.gateway_s(), self._processes.database_s()
        while not self._stopped.wait(self._every_s):
            try:
                now, gateway, database = time.monotonic(), self._processes.gateway_s(), self._processes.database_s()
                rss_mb = self._processes.rss_mb()
            except psutil.NoSuchProcess:
                return  # what it meant for the run is told by the requests that failed
            took_s = now - before
            self.samples.append(
                Sample(
                    round(now - started, 1),
                    round(rss_mb, 1),
                    round((gateway - gateway_s) / took_s, 2),
                    round((database - database_s) / took_s, 2),
                )
            )
            before, gateway_s, database_s = now, gateway, database


def memory_report(samples: Sequence[Sample]) -> dict[str, Any]:
    """How memory went, and by how much it grows in a minute once it is warm: the slope of a line through what is left
    of the samples; None of fewer than three."""
    warm = [sample for sample in samples if samples and sample.at_s >= samples[-1].at_s * WARM_UP_SHARE]
    slope = None
    if len(warm) >= 3:
        fit = linear_regression([sample.at_s / 60 for sample in warm], [sample.rss_mb for sample in warm])
        slope = round(fit.slope, 3)
    return {
        "peak_rss_mb": max((sample.rss_mb for sample in samples), default=None),
        "growth_mb_per_minute": slope,
        "samples": [asdict(sample) for sample in samples],
    }
