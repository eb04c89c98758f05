"""Lambda's Runtime API on this machine, and a function behind it that `awslambdaric` runs, as in Lambda itself.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html (read 2026-11-25)
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any, NamedTuple

_INVOCATION = "/2018-06-01/runtime/invocation/"


class Answer(NamedTuple):
    """Attributes:
    failed: whether the function raised, or could not even be imported; `body` then says how.
    took_s: from the moment the runtime was handed the event.
    """

    body: Any
    failed: bool
    took_s: float


class QuietServer(ThreadingHTTPServer):
    """A process that is ended leaves its connections: nothing is said of it."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None: ...


class RuntimeApi:
    """Serves one instance of a function on loopback, from `with` to its end.

    Args:
        trace: the header by which Lambda says whether an invocation is traced; none where it is empty.
    """

    def __init__(self, timeout_s: float = 30.0, trace: str = "") -> None:
        self.timeout_s = timeout_s
        self.trace = trace
        self.is_waiting = threading.Event()  # The runtime has asked for an event: the function is imported.
        self.events: queue.Queue[bytes] = queue.Queue()
        self.answers: queue.Queue[tuple[Any, bool]] = queue.Queue()
        self._server = QuietServer(("127.0.0.1", 0), _Routes)
        self._server.api = self  # type: ignore[attr-defined]

    @property
    def address(self) -> str:
        """For AWS_LAMBDA_RUNTIME_API."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "RuntimeApi":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_until_imported(self) -> None:
        """Raises:
        TimeoutError: the runtime asks for no event.
        """
        if not self.is_waiting.wait(self.timeout_s):
            raise TimeoutError(f"not imported within {self.timeout_s} s")

    def invoke(self, event: object) -> Answer:
        """Hand the function one event.

        Raises:
            TimeoutError: it does not answer.
        """
        said = json.dumps(event).encode()
        started = time.perf_counter()
        self.events.put(said)
        try:
            body, failed = self.answers.get(timeout=self.timeout_s)
        except queue.Empty:
            raise TimeoutError(f"no answer within {self.timeout_s} s") from None
        return Answer(body, failed, time.perf_counter() - started)


class _Routes(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # Head and body in one segment: the second of two would wait for the first one's acknowledgement.

    def do_GET(self) -> None:
        api: RuntimeApi = self.server.api  # type: ignore[attr-defined]
        api.is_waiting.set()
        event = api.events.get()
        self._say(
            200,
            event,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + api.timeout_s) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:local:000000000000:function:benchmark",
                **({"Lambda-Runtime-Trace-Id": api.trace} if api.trace else {}),
            },
        )

    def do_POST(self) -> None:
        api: RuntimeApi = self.server.api  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
        # A function that cannot be imported says so at /runtime/init/error.
        failed = not (self.path.startswith(_INVOCATION) and self.path.endswith("/response"))
        self._say(202, b"", {})
        self.wfile.flush()
        api.answers.put((body, failed))
        if failed:
            api.is_waiting.set()

    def _say(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response_only(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def start_function(
    api: RuntimeApi,
    handler: str,
    environment: Mapping[str, str],
    folder: Path,
    output: IO[bytes],
    command: Sequence[str] = (),
) -> "subprocess.Popen[bytes]":
    """A fresh process of the function, as Lambda's own runtime starts it; whoever started it ends it.

    Args:
        handler: as serverless.yml has it, "functions/skills/handler.handler".
        environment: the function's, and nothing of this process's but PATH.
        folder: what it runs in, and imports from.
        output: takes what it logs; a file, as a pipe that nobody reads fills up.
        command: what comes before `-m awslambdaric`; this Python by default.
    """
    return subprocess.Popen(
        [*(command or (sys.executable,)), "-m", "awslambdaric", handler],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(folder),
            "LAMBDA_TASK_ROOT": str(folder),
            "AWS_LAMBDA_RUNTIME_API": api.address,
            "AWS_LAMBDA_FUNCTION_NAME": "benchmark",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
