"""Supabase Lite, started for one folder: the REST, RPC and Auth APIs over the migrations of this repository."""

import fcntl
import hashlib
import json
import logging
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from shared.domain.ids import UserId
from shared.local.checkout import BUILD, ROOT, LocalStackError, free_port, lite_command, lite_version, port_is_free
from shared.local.processes import NotReadyError, gist, stop, wait_until_ready

KEPT_TEMPLATES = 2

# For one request, on a machine that is busy: passwords are hashed slowly on purpose.
_ANSWER_TIMEOUT_S = 60.0

_KEY_NAMES = ("SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY", "SUPABASE_JWT_SECRET")

_log = logging.getLogger(__name__)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LiteStack:
    """A Supabase API that answers, and its keys."""

    url: str
    publishable_key: str
    secret_key: str = field(repr=False)
    jwt_secret: str = field(repr=False)

    def environment(self) -> dict[str, str]:
        """The settings that make the functions use it."""
        return {
            "SUPABASE_URL": self.url,
            "SUPABASE_PUBLISHABLE_KEY": self.publishable_key,
            "SUPABASE_SECRET_KEY": self.secret_key,
            "SUPABASE_JWT_SECRET": self.jwt_secret,
        }


@contextmanager
def start_lite(
    workdir: Path,
    *,
    port: int | None = None,
    keep: bool = False,
    report: Report = _log.info,
    project: Path = ROOT / "supabase",
) -> Iterator[LiteStack]:
    """Serve `workdir`'s own database until the block is left.

    Args:
        workdir: holds the data, the keys (`.env`, for the owner alone), the log and a copy of `supabase/`.
        port: of the loopback interface; None takes a free one.
        keep: go on with the data of an earlier start, and leave them for a later one. Else the data are fresh, and
            gone afterwards.
        report: is told, in a sentence, what takes long or is lost.
        project: the folder with config.toml, seed.sql and the migrations.

    Raises:
        LocalStackError: something is not installed, another process uses `workdir` or `port`, or Lite does not start.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    with _locked(workdir / "lock", wait=False):
        if port is not None and not port_is_free(port):
            raise LocalStackError(f"port {port} is taken: stop what listens there, or choose another")
        keys = _keys(workdir / ".env")
        try:
            process, url = _start(workdir, project, keys, port, keep, report)
            try:
                yield LiteStack(url, *(keys[name] for name in _KEY_NAMES))
            finally:
                stop(process)
        finally:
            if not keep:
                shutil.rmtree(_data(workdir), ignore_errors=True)


def sign_up(stack: LiteStack, email: str, password: str) -> tuple[UserId, str]:
    """A new user: their id and an access token. (supabase-py's `sign_up` cannot read Lite's answer.)

    Raises:
        LocalStackError: refused, with the API's reason.
    """
    return _session(stack, "/auth/v1/signup", email, password)


def sign_in(stack: LiteStack, email: str, password: str) -> tuple[UserId, str]:
    """As `sign_up`, for a user who is there already."""
    return _session(stack, "/auth/v1/token?grant_type=password", email, password)


def is_running(workdir: Path) -> bool:
    """Whether a process serves this folder now."""
    if not (workdir / "lock").exists():
        return False
    try:
        with _locked(workdir / "lock", wait=False):
            return False
    except LocalStackError:
        return True


def _session(stack: LiteStack, path: str, email: str, password: str) -> tuple[UserId, str]:
    answer = httpx.post(
        stack.url + path,
        json={"email": email, "password": password},
        headers={"apikey": stack.publishable_key},
        timeout=_ANSWER_TIMEOUT_S,
        trust_env=False,
    )
    if answer.status_code != httpx.codes.OK:
        raise LocalStackError(f"{path} of {stack.url} answered {answer.status_code}: {answer.text[:300]}")
    body = answer.json()
    return UserId(UUID(body["user"]["id"])), str(body["access_token"])


def _data(workdir: Path) -> Path:
    return workdir / "supabase" / ".temp" / "data"


def _start(
    workdir: Path, project: Path, keys: dict[str, str], port: int | None, keep: bool, report: Report
) -> tuple[subprocess.Popen[bytes], str]:
    for attempt in range(3):
        chosen = port or free_port()
        _prepare(workdir, project, keys, chosen, keep=keep or attempt > 0, report=report)
        process = _serve(workdir, keys)
        url = f"http://127.0.0.1:{chosen}"
        try:
            _wait_until_ready(process, url, keys, report)
        except NotReadyError as error:
            stop(process)
            what = str(error)
        except BaseException:
            stop(process)
            raise
        else:
            return process, url
        log = (workdir / "lite.log").read_text(errors="replace")
        if port is not None or "EADDRINUSE" not in log:
            break
    raise LocalStackError(f"Supabase Lite on port {chosen} {what}; from {workdir / 'lite.log'}:\n{gist(log)}")


def _prepare(workdir: Path, project: Path, keys: dict[str, str], port: int, *, keep: bool, report: Report) -> None:
    """Put config, migrations and data in place. The data are those of a template, migrated once per checkout."""
    wanted = _migrations(project)
    applied_file = workdir / "applied.json"
    applied = json.loads(applied_file.read_text()) if keep and applied_file.exists() else None
    pending = applied is not None and applied != wanted and applied == dict(list(wanted.items())[: len(applied)])
    if applied is not None and applied != wanted and not pending:
        report("the migrations that made this local database have changed: its data are dropped and made anew")
    _copy_project(project, workdir, port)
    if applied is None or not (_data(workdir) / "PG_VERSION").exists() or (applied != wanted and not pending):
        applied_file.unlink(missing_ok=True)
        shutil.rmtree(_data(workdir), ignore_errors=True)
        _copy_template(project, _data(workdir), report)
    elif pending:
        report("applying the new migrations to the local database")
        _run_lite(workdir, keys, "migration", "up")
    applied_file.write_text(json.dumps(wanted, indent=1))


def _copy_project(project: Path, workdir: Path, port: int) -> None:
    supabase = workdir / "supabase"
    shutil.rmtree(supabase / "migrations", ignore_errors=True)
    shutil.copytree(project / "migrations", supabase / "migrations")
    shutil.copy(project / "seed.sql", supabase / "seed.sql")
    config = (project / "config.toml").read_text()
    changed, count = re.subn(r"(?m)^(\[api\]\n(?:(?!\[).*\n)*?port = )\d+$", rf"\g<1>{port}", config)
    if count != 1:
        raise LocalStackError(f"{project / 'config.toml'} has no `port` under [api]: add one, as `port = 54321`")
    (supabase / "config.toml").write_text(changed)


def _copy_template(project: Path, target: Path, report: Report) -> None:
    """Copy a database with every migration applied; making one takes seconds, so it is kept under build/."""
    digest = hashlib.sha256(lite_version().encode())
    for path in (*sorted((project / "migrations").glob("*.sql")), project / "seed.sql", project / "config.toml"):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    folder = BUILD / "template"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / digest.hexdigest()[:16]
    with _locked(folder / "lock", wait=True):
        if not template.exists():
            report("preparing a database with the migrations applied (once)")
            kept = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
            for old in (*kept[:-KEPT_TEMPLATES], *folder.glob("making")):
                shutil.rmtree(old, ignore_errors=True)
            making = folder / "making"
            making.mkdir()
            try:
                _copy_project(project, making, free_port())
                _run_lite(making, _new_keys(), "db", "reset", "--hard")
                _data(making).rename(template)
            finally:
                shutil.rmtree(making, ignore_errors=True)
        shutil.copytree(template, target)


def _migrations(project: Path) -> dict[str, str]:
    """The SHA-256 of each migration, in order."""
    files = sorted((project / "migrations").glob("*.sql"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _new_keys() -> dict[str, str]:
    def key(prefix: str) -> str:
        return f"{prefix}_{secrets.token_hex(11)}_{secrets.token_hex(4)}"

    return dict(zip(_KEY_NAMES, (key("sb_publishable"), key("sb_secret"), secrets.token_urlsafe(48)), strict=True))


def _keys(path: Path) -> dict[str, str]:
    """The keys of a folder, made on first use."""
    if path.exists():
        kept = dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)
        if all(kept.get(name) for name in _KEY_NAMES):
            return {name: kept[name] for name in _KEY_NAMES}
        path.unlink()
    keys = _new_keys()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in keys.items())
    return keys


def _environment(workdir: Path, keys: dict[str, str]) -> dict[str, str]:
    # Lite makes a folder `.lite` in the home folder, which is nobody's here and need not be writable.
    return {**os.environ, **keys, "HOME": os.fspath(workdir), "LITE_TELEMETRY": "0", "NO_COLOR": "1"}


def _run_lite(workdir: Path, keys: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        lite_command(*arguments),
        cwd=workdir,
        env=_environment(workdir, keys),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LocalStackError(f"`lite {' '.join(arguments)}` failed:\n{gist(done.stdout)}")


def _serve(workdir: Path, keys: dict[str, str]) -> subprocess.Popen[bytes]:
    # The log shows the keys, so it is for the owner alone.
    log = os.open(workdir / "lite.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - our own command
            lite_command("start", "--host", "127.0.0.1", "--no-admin", serves=True),
            cwd=workdir,
            env=_environment(workdir, keys),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            # Ctrl-C is ours to handle: Lite stops after the functions that use it.
            start_new_session=True,
        )
    finally:
        os.close(log)


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, keys: dict[str, str], report: Report) -> None:
    """Until the server with these very keys answers a real request.

    Raises:
        NotReadyError: it does not come to that.
    """
    headers = {"apikey": keys["SUPABASE_SECRET_KEY"], "Authorization": f"Bearer {keys['SUPABASE_SECRET_KEY']}"}
    with httpx.Client(base_url=url, headers=headers, timeout=_ANSWER_TIMEOUT_S, trust_env=False) as client:

        def is_ready() -> bool:
            try:
                return client.get("/rest/v1/skills", params={"limit": 1}).is_success
            except httpx.TransportError:
                return False

        wait_until_ready(process, is_ready, "Supabase Lite", report)


@contextmanager
def _locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold a lock that the system gives back when this process ends, however it ends."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise LocalStackError(
                f"a local stack is already running in {path.parent}: stop it, or choose another folder with --data"
            ) from None
        yield
