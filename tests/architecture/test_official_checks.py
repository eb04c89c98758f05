"""`supabase db lint` and `supabase db advisors`, the official CLI's own checks, find nothing in the migrations.

They ask over TCP, and want the extension plpgsql_check: the embedded Postgres has neither.
"""

import getpass
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.local.checkout import ROOT, free_port
from shared.local.processes import gist_of, stop

pytestmark = pytest.mark.xdist_group("official checks")

START_TIMEOUT_S = 60.0
WANTED = (
    "the official checks of supabase/ need a Postgres of version 15 or newer with the extension plpgsql_check "
    "(Debian: apt-get install postgresql postgresql-15-plpgsql-check, with the version that is yours)"
)
# Of an index that no query has used so far: in a database without rows or readers, that is all of them.
IGNORED = {"unused_index"}


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    """A server of this module's own, on a free port of the loopback interface; the URL is its superuser's."""
    programs = _programs()
    if programs is None:
        if "CI" in os.environ:
            pytest.fail(WANTED)
        pytest.skip(WANTED)
    # Not pytest's folder: Postgres refuses to run as root, and who it then runs as must reach it.
    folder = Path(tempfile.mkdtemp(prefix="skillpath-checks-"))
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    shutil.chown(folder, user)
    as_user: dict[str, Any] = {"user": user, "group": user, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"],
            cwd=folder, check=True, capture_output=True, **as_user,
        )  # fmt: skip
        port = free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, "-F",
                 "-c", "listen_addresses=127.0.0.1"],
                cwd=folder, stdout=log, stderr=log, **as_user,
            )  # fmt: skip
        try:
            url = f"postgresql://postgres:unused@127.0.0.1:{port}/postgres?sslmode=disable"
            _wait_for(url, process, folder)
            yield url
        finally:
            # At SIGTERM it would first wait for its clients to leave.
            process.send_signal(signal.SIGINT)
            stop(process)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def migrated_url(server_url: str) -> str:
    """Of its database with every migration applied."""
    _apply(server_url, ROOT / "tests" / "database" / "auth_shim.sql")
    for path in sorted((ROOT / "supabase" / "migrations").glob("*.sql")):
        _apply(server_url, path)
    return server_url


@pytest.fixture
def broken_url(migrated_url: str) -> Iterator[str]:
    """Of a copy in which something is wrong for either check."""
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        connection.execute("create database broken template postgres")
        try:
            url = migrated_url.replace("/postgres?", "/broken?")
            with psycopg.connect(url) as broken:
                broken.execute("alter table public.plans disable row level security")
                broken.execute(
                    "create function public.wrong() returns integer language plpgsql set search_path = ''"
                    " as 'begin return (select no_such_column from public.users); end'"
                )
            yield url
        finally:
            connection.execute("drop database broken with (force)")


def test_db_lint_finds_nothing_in_the_functions(migrated_url: str, supabase_project: Path, official_cli):
    assert _results(official_cli(supabase_project, *_lint(migrated_url))) == []


def test_db_advisors_find_nothing_in_the_schema(migrated_url: str, supabase_project: Path, official_cli):
    results = _results(official_cli(supabase_project, *_advisors(migrated_url)))
    assert [result["detail"] for result in results if result["name"] not in IGNORED] == []


def test_both_would_name_what_is_wrong(broken_url: str, supabase_project: Path, official_cli):
    (linted,) = _results(official_cli(supabase_project, *_lint(broken_url)))
    assert linted["function"] == "public.wrong"
    advised = {result["name"] for result in _results(official_cli(supabase_project, *_advisors(broken_url)))}
    assert {"rls_disabled_in_public", "policy_exists_rls_disabled"} <= advised


def _programs() -> Path | None:
    """The folder of a Postgres server that has plpgsql_check, the newest of them; None without."""
    on_path = shutil.which("pg_config")
    found = [Path(on_path)] if on_path else []
    found += Path("/usr/lib/postgresql").glob("*/bin/pg_config")
    usable: list[tuple[float, Path]] = []
    for pg_config in found:
        told = subprocess.run([pg_config, "--version", "--sharedir"], capture_output=True, text=True, check=True).stdout
        version, sharedir = told.splitlines()
        number = float(version.split()[1].partition("devel")[0])
        programs = pg_config.resolve().parent
        has_check = (Path(sharedir) / "extension" / "plpgsql_check.control").exists()
        if number >= 15 and has_check and (programs / "postgres").exists():
            usable.append((number, programs))
    return max(usable)[1] if usable else None


def _wait_for(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            with psycopg.connect(url, connect_timeout=2) as connection:
                answered = connection.execute("show data_directory").fetchone()
        except psycopg.OperationalError:
            assert process.poll() is None, gist_of(folder / "log")
            assert time.monotonic() < deadline, gist_of(folder / "log")
            time.sleep(0.1)
        else:
            assert answered == (str(folder / "data"),), "this is somebody else's server"
            return


def _apply(url: str, path: Path) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(path.read_text())  # type: ignore[call-overload] # our own files


def _lint(url: str) -> list[str]:
    return ["db", "lint", f"--remote={url}", "--level=warning", "--fail-on=none", "--output-format=json"]


def _advisors(url: str) -> list[str]:
    return ["db", "advisors", f"--remote={url}", "--level=info", "--fail-on=none", "--output-format=json"]


def _results(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done.stdout)["results"]
    return found
