"""The processes of the gateway and of the workers: what each sees of the environment, and that it ends with us."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from shared.local.aws import SECRET_KEY_PARAMETER, Aws
from shared.local.checkout import ROOT, LocalStackError
from shared.local.faults import VARIABLE as FAULTS_VARIABLE
from shared.local.poller import FED
from shared.local.processes import NotReadyError, gist_of, stop, wait_until_ready
from shared.local.supabase_lite import Report

_ANSWER_TIMEOUT_S = 60.0
# They pass row level security: no function that answers requests has them on Lambda, so none has them here.
_KEYS_OF_NO_FUNCTION = frozenset({"SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workers:
    """How the workers of a stack are run.

    Attributes:
        instances: how many batches of workflows are handled at a time.
        told_s: the longest that an invocation is told to have, from which it reckons how long it keeps a run.
        every_s: how often what has a schedule of a minute is called.
        visibility_s: for how long a message that was handed out is nobody else's; None: as it is deployed.
        faults: the folder that says when workers are to die: see faults.py. None: never.
    """

    instances: int = 2
    told_s: float = 900.0
    every_s: float = 1.0
    visibility_s: int | None = None
    faults: Path | None = None


USUAL = Workers()


def gateway_environment(outside: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """What the gateway's process sees: the settings over what is set outside, less the service's own keys, and less
    what is set for another AWS."""
    seen = {name: value for name, value in outside.items() if not name.startswith("AWS_")} | dict(settings)
    return {name: value for name, value in seen.items() if name not in _KEYS_OF_NO_FUNCTION}


def worker_environment(
    outside: Mapping[str, str], settings: Mapping[str, str], faults: Path | None = None
) -> dict[str, str]:
    """What the workers' processes see: the same, and where the service's key lies."""
    seen = {**gateway_environment(outside, settings), "SUPABASE_SECRET_KEY_PARAMETER": SECRET_KEY_PARAMETER}
    return seen if faults is None else {**seen, FAULTS_VARIABLE: os.fspath(faults)}


@contextmanager
def start_workers(
    settings: Mapping[str, str], aws: Aws, workdir: Path, report: Report = _log.info, workers: Workers = USUAL
) -> Iterator["subprocess.Popen[bytes]"]:
    """The functions that the queues feed and the clock calls, in a process of their own that logs to
    `workdir`/workers.log.

    Raises:
        LocalStackError: it does not start, with the end of its log.
    """
    path = workdir / "workers.log"
    options = [f"--queue={queue.name}={queue.url}" for queue in aws.queues]
    options += [
        f"--instances=workflow_worker={workers.instances}",
        f"--told-s={workers.told_s}",
        f"--every-s={workers.every_s}",
    ]
    with path.open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "shared.local.poller", *options],
            cwd=ROOT,
            env=worker_environment(os.environ, settings, workers.faults),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        try:
            wait_until_ready(process, lambda: FED in path.read_text(errors="replace"), "the poller", report)
        except NotReadyError as error:
            raise LocalStackError(f"the poller {error}; from {path}:\n{gist_of(path)}") from None
        yield process
    finally:
        stop(process)


@contextmanager
def start_gateway(
    settings: Mapping[str, str], workdir: Path, port: int, log: int | None = None, report: Report = _log.info
) -> Iterator[str]:
    """The functions on `port`, in a process of their own; its URL.

    Args:
        log: a file descriptor for its log; None writes `workdir`/gateway.log.
        report: is told when it takes unusually long.

    Raises:
        LocalStackError: it does not start, with the end of its log.
    """
    path = workdir / "gateway.log"
    with path.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "shared.local.gateway", "--port", str(port), "--tied"],
            cwd=ROOT,
            env=gateway_environment(os.environ, settings),
            stdin=subprocess.PIPE,
            stdout=file if log is None else log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        try:
            _wait_for_gateway(process, url, report)
        except NotReadyError as error:
            raise LocalStackError(f"the gateway on port {port} {error}; from {path}:\n{gist_of(path)}") from None
        yield url
    finally:
        stop(process)


def _wait_for_gateway(process: subprocess.Popen[bytes], url: str, report: Report) -> None:
    with httpx.Client(base_url=url, timeout=_ANSWER_TIMEOUT_S, trust_env=False) as client:

        def is_ready() -> bool:
            try:
                client.get("/v1/health")
            except httpx.TransportError:
                return False
            return True

        wait_until_ready(process, is_ready, "the gateway", report)
