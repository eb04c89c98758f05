"""One warm instance of a function: a process that is handed events, one at a time, and can be killed at any moment.

`python -m shared.local.instance MODULE ATTRIBUTE` reads one JSON object a line, {"event", "context"}, and answers with
{"answer"} or {"error"}; `Instance` is its other end.
"""

import importlib
import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from shared.local import faults
from shared.local.checkout import ROOT
from shared.local.events import LambdaContext
from shared.local.logs import start_logging

_log = logging.getLogger("skillpath.instance")

# What importing a function may take on a busy machine, before the time of its first invocation counts.
_START_S = 300.0


class InvocationError(Exception):
    """An invocation came to no answer: the function raised, took too long, or its process ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Attributes:
    peak_mb: the most memory that the process held so far, and any that it started.
    """

    answer: object
    peak_mb: float


class Instance:
    """A function's process, started at its first event and anew after each that ended it.

    Args:
        command: of the process, which speaks as this module does.
        log: takes what the function writes, to standard output and to standard error.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._read = b""

    def invoke(self, event: Mapping[str, Any], context: Mapping[str, Any], told_s: float, timeout_s: float) -> Outcome:
        """Hand it an event and wait for its answer; one that takes longer is killed, as Lambda does.

        Args:
            told_s: the time that it is told to have.

        Raises:
            InvocationError: there is no answer.
        """
        process = self._running()
        line = json.dumps({"event": event, "context": {**context, "told_s": told_s}}).encode() + b"\n"
        assert process.stdin is not None  # noqa: S101 - it was asked for
        try:
            process.stdin.write(line)
            process.stdin.flush()
            said = json.loads(self._line(process, timeout_s))
        except TimeoutError:
            self._kill()
            raise InvocationError(f"no answer within {timeout_s:g} s, so it was killed") from None
        except (OSError, EOFError):
            status = self._kill()
            raise InvocationError(f"its process ended with status {status}") from None
        if "error" in said:
            raise InvocationError(said["error"])
        return Outcome(said["answer"], said["peak_mb"])

    def close(self) -> None:
        """End the process; it is idle by then."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._forget()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._forget()
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            self._command,
            cwd=ROOT,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        try:
            self._line(self._process, _START_S)
        except (EOFError, TimeoutError):
            status = self._kill()
            raise InvocationError(f"it does not start: its process ended with status {status}; see the log") from None
        return self._process

    def _line(self, process: "subprocess.Popen[bytes]", timeout_s: float) -> bytes:
        """The next line that the process says.

        Raises:
            EOFError: it ended instead.
            TimeoutError: it says nothing for so long.
        """
        assert process.stdout is not None  # noqa: S101 - it was asked for
        give_up = time.monotonic() + timeout_s
        while b"\n" not in self._read:
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, give_up - time.monotonic()))
            if not ready:
                raise TimeoutError
            chunk = os.read(process.stdout.fileno(), 65536)
            if not chunk:
                raise EOFError
            self._read += chunk
        line, _, self._read = self._read.partition(b"\n")
        return line

    def _kill(self) -> int:
        assert self._process is not None  # noqa: S101 - only what runs is killed
        self._process.kill()
        status = self._process.wait()
        self._forget()
        return status

    def _forget(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    # What it no longer took is of no use to anybody.
                    with suppress(OSError):
                        pipe.close()
        self._process = None
        self._read = b""


def instance_command(module: str, attribute: str) -> list[str]:
    """The command line of an instance of the function whose handler that is."""
    return [sys.executable, "-m", "shared.local.instance", module, attribute]


def peak_mb() -> float:
    """The most memory that this process held so far, or any single one that it started, in MB."""
    import resource

    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(max(peaks) / (1e6 if sys.platform == "darwin" else 1e3), 1)


def main(arguments: Sequence[str]) -> int:
    """Answer events until standard input ends."""
    module, attribute = arguments
    # What the function prints goes to the log; answers have a way of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    start_logging()
    # Before the function is imported, as it may take what it works through from its module.
    look_at = faults.install(Path(folder)) if (folder := os.environ.get(faults.VARIABLE)) else None
    handler = getattr(importlib.import_module(module), attribute)
    _say(answers, {"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        context = _context(asked["context"])
        if look_at is not None:
            look_at(asked["event"])
        try:
            _say(answers, {"answer": handler(asked["event"], context), "peak_mb": peak_mb()})
        except Exception as error:  # noqa: BLE001 - a function may raise anything; Lambda answers for it
            _log.exception("%s failed (request %s)", context.function_name, context.aws_request_id)
            _say(answers, {"error": f"it raised {type(error).__name__}"})
    return 0


def _context(given: Mapping[str, Any]) -> LambdaContext:
    return LambdaContext(
        given["function_name"],
        given["memory_mb"],
        given["request_id"],
        deadline=time.monotonic() + given["told_s"],
        clock=time.monotonic,
    )


def _say(answers: Any, said: Mapping[str, Any]) -> None:  # noqa: ANN401 - a text stream
    answers.write(json.dumps(said) + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
