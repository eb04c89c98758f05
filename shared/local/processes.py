"""Child processes that end with us: each stops when its standard input ends, and is stopped by its id."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

# Seconds are usual; a machine with much else to do was seen to take a hundred times as long.
READY_TIMEOUT_S = 600.0
STOP_TIMEOUT_S = 30.0
# From then on a person is told that it is still awaited.
SLOW_S = 20.0

_PAUSE_S = 0.05


class NotReadyError(Exception):
    """A child cannot be used; the message is what comes after its name: "ended with status 1"."""


def wait_until_ready(
    process: "subprocess.Popen[bytes]",
    is_ready: Callable[[], bool],
    name: str,
    report: Callable[[str], None],
    timeout_s: float = READY_TIMEOUT_S,
) -> None:
    """Wait for a child that was started to be of use.

    Args:
        is_ready: asks it once; asked again and again while it says no.
        report: is told, in a sentence, when it takes unusually long.

    Raises:
        NotReadyError: it has ended, or was not ready in time.
    """
    started = time.monotonic()
    is_told = False
    while True:
        # Before it is asked: another's server may answer in its place, and waiting for it is in vain.
        if process.poll() is not None:
            raise NotReadyError(f"ended with status {process.returncode}")
        if is_ready():
            return
        waited_s = time.monotonic() - started
        if waited_s >= timeout_s:
            raise NotReadyError(f"was not ready within {timeout_s:g} s")
        if waited_s >= SLOW_S and not is_told:
            is_told = True
            report(f"{name} runs and is not ready yet after {waited_s:.0f} s; it is given {timeout_s:g} s")
        time.sleep(_PAUSE_S)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a child: ask through its standard input, then terminate, then kill."""
    if process.stdin is not None:
        process.stdin.close()
    for insist in (process.terminate, process.kill):
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            insist()
    process.wait()


def gist(log: str, lines: int = 8) -> str:
    """The beginning and the end of a log."""
    found = [line[:300] for line in log.splitlines() if line.strip()]
    if len(found) > 2 * lines:
        found[lines:-lines] = ["…"]
    return "\n".join(found)


def gist_of(path: Path) -> str:
    """The same of a file."""
    return gist(path.read_text(errors="replace"))
