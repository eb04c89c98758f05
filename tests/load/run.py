"""`make load`: many people at the local gateway, over a Postgres or a Supabase, and what it took.

    python -m tests.load.run --minutes 1

The functions are the real ones behind `shared.local.gateway`: one process with 16 threads, so how many requests it
answers in a second is no figure of Lambda's, where each request has an instance to itself. What carries over is the CPU
of a request by itself, that nothing fails when many come at once, and that memory stays as it is.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import psycopg
from rich.console import Console
from rich.table import Table

from shared.cli.seeding import fill_catalogue
from shared.cli.stack_client import introduce
from shared.cli.terminal import Step, compile_default_taxonomy, for_people
from shared.local.checkout import ROOT, LocalStackError
from shared.local.processes import stop
from shared.local.sql_stack import start_sql_stack
from shared.local.stack import start_stack
from shared.local.supabase_lite import sign_up
from tests.load.alone import measure_alone
from tests.load.watch import Processes, Watch, memory_report

REPORT = ROOT / "build" / "load.json"
_ROLES = 20
_SAMPLE_EVERY_S = 10.0
# Caches fill for minutes: of a shorter run, memory is told and not judged.
_LEAST_MINUTES_JUDGED = 5.0
MOST_GROWTH_MB_PER_MINUTE = 0.5

_TABLE_WIDTH = 130

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Target:
    """A stack that takes requests.

    Attributes:
        sign_up: makes an account; its token.
        settings: what the functions run under.
        data: of Postgres; None where it is none.
    """

    url: str
    sign_up: Callable[[], str]
    settings: Mapping[str, str]
    database_url: str | None
    data: Path | None


@contextmanager
def over_postgres(workdir: Path, say: Say) -> Iterator[Target]:
    """SQLAlchemy on a real server, as the role that the Data API connects as, with the same policies and functions."""
    with start_sql_stack(workdir, say, None) as stack:
        data = Path(stack.database_url.partition("?host=")[2])
        yield Target(stack.url, lambda: stack.sign_up()[1], stack.settings, stack.database_url, data)


@contextmanager
def over_supabase(workdir: Path, say: Say) -> Iterator[Target]:
    """The adapter that is deployed, on Supabase Lite: PostgREST's protocol over Postgres in one WebAssembly thread."""
    with start_stack(workdir, say, keep=False) as stack:

        def new_token() -> str:
            return sign_up(stack.supabase, f"{os.urandom(8).hex()}@skillpath.example", "correct horse battery")[1]

        yield Target(
            stack.url,
            new_token,
            {**stack.settings, "SUPABASE_SECRET_KEY": stack.supabase.secret_key},
            None,
            None,
        )


_STORES = {"postgres": over_postgres, "supabase": over_supabase}


def measure(
    target: Target,
    workdir: Path,
    seconds: float,
    users: int,
    console: Console,
    *,
    has_catalogue: bool = True,
    least_cpu_s: float = 0.5,
) -> dict[str, Any]:
    """The whole report.

    Args:
        has_catalogue: the store's was filled, and searches have to find something there.
        least_cpu_s: for how long each kind of request is measured alone, in seconds of CPU.
    """
    with Step(console, f"Sign up {users} people") as step:
        tokens = [target.sign_up() for _ in range(users + 1)]
        clients = [_client(target, token) for token in tokens]
        for client in clients:
            introduce(client)
        listed = clients[0].get("/v1/roles", params={"limit": _ROLES}).raise_for_status().json()["items"]
        step.done("")
    processes = Processes(target.url, target.data)
    roles = {role["id"]: role["title"] for role in listed}
    given = {"tokens": tokens[:-1], "roles": roles, "has_catalogue": has_catalogue}
    load, memory = _load(target.url, given, workdir, seconds, processes, console)
    with Step(console, "Measure each kind of request alone") as step:
        alone = measure_alone(clients[-1], next(iter(roles)), processes, target.database_url, least_cpu_s)
        step.done("")
    for client in clients:
        client.close()
    cpu = [sample["cpu"] for sample in memory["samples"]]
    database = [sample["database_cpu"] for sample in memory["samples"]]
    return {
        "seconds": seconds,
        "users": users,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "gateway_cores": round(sum(cpu) / len(cpu), 2) if cpu else None,
        "database_cores": round(sum(database) / len(database), 2) if database else None,
        **load,
        "memory": memory,
        "alone": alone,
    }


def tidy_up(database_url: str) -> None:
    """What autovacuum does after so many rows came at once: else the first readers do it."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        connection.execute("checkpoint")


def faults_of(report: Mapping[str, Any]) -> list[str]:
    """Why the run is no good; none where it is."""
    faults = list(report["errors"])
    faults += [f"{route} was never answered" for route in report["alone"] if _unanswered(route, report["routes"])]
    if not report["memory"]["samples"]:
        faults.append("the gateway's memory was never read")
    growth = report["memory"]["growth_mb_per_minute"]
    is_judged = report["seconds"] >= _LEAST_MINUTES_JUDGED * 60
    if is_judged and (growth is None or growth > MOST_GROWTH_MB_PER_MINUTE):
        faults.append(f"memory grows by {growth} MB a minute once warm; {MOST_GROWTH_MB_PER_MINUTE:g} at most is flat")
    return faults


def _unanswered(route: str, routes: Mapping[str, Mapping[str, float]]) -> bool:
    return route != "GET /v1/nothing" and not routes.get(route, {}).get("requests")


def _client(target: Target, token: str) -> httpx.Client:
    return httpx.Client(base_url=target.url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)


def _load(
    url: str,
    given: Mapping[str, Any],
    workdir: Path,
    seconds: float,
    processes: Processes,
    console: Console,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Locust counted, and how memory went meanwhile."""
    users = len(given["tokens"])
    path = workdir / "load.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(given))
    last = ""
    watch = Watch(processes, min(_SAMPLE_EVERY_S, seconds / 5))
    with (
        Step(console, f"Load it for {seconds / 60:g} min with {users} people at once") as step,
        _locust(url, path, users, seconds, workdir) as process,
        watch,
    ):
        started = told = time.monotonic()
        assert process.stdout is not None
        for last in process.stdout:
            now = time.monotonic()
            if now - told >= (1 if console.is_terminal else _SAMPLE_EVERY_S):
                told = now
                step.update(_progress(json.loads(last), now - started, seconds, processes.rss_mb()))
        if process.wait() not in (0, 1):  # 1: requests have failed, which it told
            log = (workdir / "locust.log").read_text(errors="replace")
            raise LocalStackError(f"locust ended with status {process.returncode}:\n{log[-2000:]}")
        report: dict[str, Any] = json.loads(last)
        step.done(f"{report['total']['requests']:,} requests")
    return report, memory_report(watch.samples)


def _progress(so_far: Mapping[str, Any], at_s: float, seconds: float, rss_mb: float) -> str:
    figures = so_far.get("total", so_far)
    return (
        f"{at_s:.0f} of {seconds:.0f} s: {figures['requests']:,} requests, {figures['failures']} errors,"
        f" p95 {figures['p95_ms']:.0f} ms, gateway {rss_mb:.0f} MB"
    )


@contextmanager
def _locust(url: str, given: Path, users: int, seconds: float, workdir: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "locust", "-f", os.fspath(ROOT / "tests" / "load" / "locustfile.py")]
    command += ["--headless", "--only-summary", "--reset-stats", "--host", url, "--users", str(users)]
    command += ["--spawn-rate", str(users), "--run-time", f"{round(seconds)}s", "--stop-timeout", "60"]
    with (workdir / "locust.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "SKILLPATH_LOAD": os.fspath(given), "PYTHONPATH": os.fspath(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    with process:  # which closes its pipe
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            stop(process)


def _print(report: Mapping[str, Any], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for name in (
        "",
        "requests",
        "errors",
        "per s",
        "p50 ms",
        "p95 ms",
        "p99 ms",
        "CPU ms alone",
        "Postgres ms",
        "WAL B",
    ):
        table.add_column(name, justify="right" if name else "left")
    rows = {route: report["routes"].get(route) for route in (*report["routes"], *report["alone"])}
    for route, found in {**rows, "all": report["total"]}.items():
        alone = report["alone"].get(route, {})
        counted = ["", "", "", "", "", ""]
        if found:
            counted = [f"{found['requests']:,}", str(found["failures"]), f"{found['per_second']:.1f}"]
            counted += [f"{found[f'p{percent}_ms']:,.0f}" for percent in (50, 95, 99)]
        costs = [f"{alone[name]:,}" if name in alone else "" for name in ("cpu_ms", "database_cpu_ms", "wal_bytes")]
        table.add_row(route, *counted, *costs)
    console.print(table)
    memory = report["memory"]
    console.print(
        f"gateway: {report['gateway_cores']} cores, {memory['peak_rss_mb']} MB at most,"
        f" {memory['growth_mb_per_minute']} MB a minute once warm; Postgres: {report['database_cores']} cores"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 1 where anything failed, or memory grows."""
    parser = argparse.ArgumentParser(description="Put the local gateway under load.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--users", type=int, default=8, help="people at once")
    parser.add_argument("--store", choices=_STORES, default="postgres")
    options = parser.parse_args(arguments)
    # What one person may change in a minute is no bound to a machine.
    os.environ["SKILLPATH_WRITES_PER_MINUTE"] = "999999"
    with for_people(Console(stderr=True, highlight=False)) as (console, say), TemporaryDirectory() as folder:
        compile_default_taxonomy(console)
        with (
            Step(console, "Start the store and the functions") as step,
            _STORES[options.store](Path(folder), say) as target,
        ):
            step.done(f"{options.store}, {target.url}")
            fill_catalogue(console, target.settings)
            if target.database_url:
                tidy_up(target.database_url)
            report = measure(target, Path(folder), options.minutes * 60, options.users, console)
    report = {"store": options.store, **report}
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    _print(report, Console(highlight=False, width=_TABLE_WIDTH))
    faults = faults_of(report)
    for fault in faults:
        console.print(f"[red]✗[/] {fault}", soft_wrap=True)
    console.print(f"Written to {REPORT.relative_to(ROOT)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
