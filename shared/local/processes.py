"""Child processes that end with us: each stops when its standard input ends, and is stopped by its id."""

import subprocess
from pathlib import Path

STOP_TIMEOUT_S = 8.0


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
