"""One start of one subject: a fresh process, its first request, and as many more as are asked for."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.deployed import COMMAND
from tests.benchmarks.subjects import Subject
from tests.lambda_runtime.runtime_api import RuntimeApi, start_function

ROOT = Path(__file__).parents[2]
# The first requests of a process build what later ones use.
SETTLE = 20


class SubjectFailedError(Exception):
    """A subject did not answer as it should: nothing measured with it would mean anything."""


@dataclass(frozen=True)
class Start:
    """Attributes:
    import_ms: from the start of the process until the runtime asks for an event, Python's own start included.
    first_ms: the first request.
    cold_ms: both.
    cold_cpu_ms: the processor's time that both took, of all threads.
    warm_us: the median of later requests, as the runtime sees it; None where none were made.
    warm_cpu_us: the processor's time that one of them took.
    peak_mb: the most memory that the process ever held.
    """

    import_ms: float
    first_ms: float
    cold_ms: float
    cold_cpu_ms: float
    warm_us: float | None
    warm_cpu_us: float | None
    peak_mb: float


@dataclass(frozen=True)
class Running:
    """A subject that has answered its first request: the times are those of Start."""

    subject: Subject
    api: RuntimeApi
    pid: int
    imported_s: float
    first_s: float
    cold_s: float
    cold_cpu_s: float

    def ask(self, times: int) -> list[float]:
        """What each request took, in seconds, as the runtime sees it."""
        return [_ask(self.api, self.subject) for _ in range(times)]

    def cpu_s(self) -> float:
        """The processor's time so far, of all its threads, by Linux's clock for another process: man 3
        clock_getcpuclockid."""
        return time.clock_gettime((~self.pid << 3) | 2)


@contextmanager
def running(subject: Subject, environment: dict[str, str], packages: Path) -> Iterator[Running]:
    """Start it and ask it once; it ends with the block.

    Args:
        packages: the folder of those that it would be deployed with.

    Raises:
        SubjectFailedError: it answers anything but what it should.
    """
    environment = {
        **environment,
        "SKILLPATH_STRATEGY": subject.strategy,
        "PYTHONPATH": f"{packages}{os.pathsep}{ROOT}",
        # Beside the packages lies what else a zip would hold; our own modules are read from the checkout.
        "LAMBDA_TASK_ROOT": str(packages),
    }
    with RuntimeApi() as api, tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = start_function(api, subject.handler, environment, ROOT, output, COMMAND)
        try:
            api.wait_until_imported()
            imported_s = time.perf_counter() - began
            first_s = _ask(api, subject)
            cold_s = time.perf_counter() - began
            started = Running(subject, api, process.pid, imported_s, first_s, cold_s, 0.0)
            yield replace(started, cold_cpu_s=started.cpu_s())
        except (TimeoutError, SubjectFailedError) as error:
            output.seek(0)
            said = output.read().decode(errors="replace")[-3000:]
            raise SubjectFailedError(f"{subject.name} {error}; it said:\n{said}") from None
        finally:
            process.kill()
            process.wait()


def start(subject: Subject, environment: dict[str, str], packages: Path, warm: int = 0) -> Start:
    """Start it, ask it, end it; the arguments and errors of `running`.

    Args:
        warm: how many requests to time after the first and SETTLE others.
    """
    with running(subject, environment, packages) as one:
        taken: list[float] = []
        warm_cpu_s = 0.0
        if warm:
            one.ask(SETTLE)
            before_s = one.cpu_s()
            taken = one.ask(warm)
            warm_cpu_s = one.cpu_s() - before_s
        return Start(
            one.imported_s * 1e3,
            one.first_s * 1e3,
            one.cold_s * 1e3,
            one.cold_cpu_s * 1e3,
            statistics.median(taken) * 1e6 if taken else None,
            warm_cpu_s / warm * 1e6 if warm else None,
            _peak_mb(one.pid),
        )


def take_turns(
    subjects: Sequence[Subject], environment: dict[str, str], folders: Mapping[str, Path], turns: int, times: int
) -> dict[str, list[float]]:
    """What one more request costs each, by name and turn, in microseconds of the processor's time. All are there at
    once and are asked in turns, a tenth of a second each: a request takes too little to be compared across minutes."""
    found: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    with ExitStack() as stack:
        there = [stack.enter_context(running(one, environment, folders[one.packages])) for one in subjects]
        for one in there:
            one.ask(SETTLE)
        for _ in range(turns):
            for one in there:
                before_s = one.cpu_s()
                one.ask(times)
                found[one.subject.name].append((one.cpu_s() - before_s) / times * 1e6)
    return found


def _ask(api: RuntimeApi, subject: Subject) -> float:
    answer = api.invoke(subject.event)
    status = answer.body.get("statusCode") if isinstance(answer.body, dict) else None
    # A queue's function says which messages failed.
    failed = answer.failed or (isinstance(answer.body, dict) and bool(answer.body.get("batchItemFailures")))
    if failed or status != subject.status:
        raise SubjectFailedError(f"answered {str(answer.body)[:500]}")
    return answer.took_s


def _peak_mb(pid: int) -> float:
    """Its own peak: what `ru_maxrss` says of a child begins with what its parent held as it was started."""
    status = Path(f"/proc/{pid}/status").read_text()
    high_water_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(high_water_kb) * 1024 / 1e6
