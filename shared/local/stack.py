"""The whole local stack: the Supabase API, AWS's stand-in, the functions behind the gateway, those that queues feed,
and the settings that join them."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt

from shared.domain.ids import UserId
from shared.local.aws import Aws, start_aws
from shared.local.checkout import BUILD, ROOT, LocalStackError, free_port, port_is_free
from shared.local.children import USUAL, Workers, start_gateway, start_workers
from shared.local.supabase_lite import LiteStack, Report, is_running, sign_in, sign_up, start_lite

BROWSER_PORTS = (3000, 5173, 8000, 8080)
TOKEN_LIFETIME = timedelta(hours=1)
DEMO_EMAIL = "demo@skillpath.example"
_RUNNING = "running.json"


@dataclass(frozen=True, slots=True)
class Stack:
    """Attributes:
    url: of the API.
    supabase: what the API keeps its data in.
    aws: where files lie and workers are told what to do.
    settings: the environment that the functions run under.
    """

    url: str
    supabase: LiteStack
    aws: Aws
    settings: Mapping[str, str] = field(repr=False)


def given_supabase(environment: Mapping[str, str]) -> LiteStack | None:
    """The Supabase that the environment names, as `supabase start` or a hosted project gives it; None: start Lite.

    Raises:
        LocalStackError: only a part of it is set.
    """
    values = {
        "SUPABASE_URL": environment.get("SUPABASE_URL"),
        "SUPABASE_PUBLISHABLE_KEY": environment.get("SUPABASE_PUBLISHABLE_KEY") or environment.get("SUPABASE_ANON_KEY"),
        "SUPABASE_SECRET_KEY": environment.get("SUPABASE_SECRET_KEY") or environment.get("SUPABASE_SERVICE_ROLE_KEY"),
    }
    missing = [name for name, value in values.items() if not value]
    if len(missing) == len(values):
        return None
    url, publishable_key, secret_key = (value or "" for value in values.values())
    if missing:
        raise LocalStackError(
            f"{', '.join(missing)} is not set: set SUPABASE_URL and both keys to use that Supabase, "
            "or none of them to start Supabase Lite"
        )
    return LiteStack(url.rstrip("/"), publishable_key, secret_key, environment.get("SUPABASE_JWT_SECRET", ""))


@contextmanager
def start_supabase(workdir: Path, report: Report, *, keep: bool = True) -> Iterator[LiteStack]:
    """The Supabase that the environment names, or Lite with `workdir`'s data."""
    given = given_supabase(os.environ)
    if given is not None:
        report(f"using the Supabase at {given.url}, which SUPABASE_URL names")
        yield given
        return
    with start_lite(workdir, keep=keep, report=report) as stack:
        yield stack


@contextmanager
def start_stack(
    workdir: Path,
    report: Report,
    *,
    port: int | None = None,
    keep: bool = True,
    log: int | None = None,
    workers: Workers = USUAL,
) -> Iterator[Stack]:
    """Everything, until the block is left.

    Args:
        log: a file descriptor for the gateway's log; None writes `workdir`/gateway.log.
    """
    # Where another stack has both the folder and the port, starting this one names the folder.
    if port is not None and not port_is_free(port) and not is_running(workdir):
        raise LocalStackError(f"port {port} is taken: stop what listens there, or choose another with --port")
    with ExitStack() as exits:
        supabase = exits.enter_context(start_supabase(workdir, report, keep=keep))
        settings = function_settings(supabase, workdir)
        port = port or free_port()
        # The page of the API itself is of no other origin to it, and of one to where files lie.
        own = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1")]
        origins = [*own, *filter(None, settings["SKILLPATH_CORS_ORIGINS"].split(","))]
        aws = exits.enter_context(
            start_aws(workdir, supabase.secret_key, origins, report, keep=keep, visibility_s=workers.visibility_s)
        )
        settings |= aws.environment()
        exits.enter_context(start_workers(settings, aws, workdir, report, workers))
        url = exits.enter_context(start_gateway(settings, workdir, port, log, report))
        exits.enter_context(_told(settings, workdir))
        yield Stack(url, supabase, aws, settings)


def running_settings(workdir: Path) -> Mapping[str, str] | None:
    """The settings of the stack that runs with this folder; None where none does."""
    path = workdir / _RUNNING
    return dict(json.loads(path.read_text())) if path.exists() else None


@contextmanager
def _told(settings: Mapping[str, str], workdir: Path) -> Iterator[None]:
    """Other commands of the same person find the settings in the folder while the block runs."""
    path = workdir / _RUNNING
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(dict(settings), file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def function_settings(supabase: LiteStack, workdir: Path) -> dict[str, str]:
    """What the functions need beside AWS; what the environment sets already stays as it is."""
    origins = [f"http://{host}:{port}" for port in BROWSER_PORTS for host in ("localhost", "127.0.0.1")]
    return {
        **supabase.environment(),
        "SKILLPATH_STORE": "supabase",
        "SKILLPATH_TAXONOMY": os.fspath(taxonomy_path()),
        "SKILLPATH_CORS_ORIGINS": os.environ.get("SKILLPATH_CORS_ORIGINS", ",".join(origins)),
        "SKILLPATH_CURSOR_KEY": os.environ.get("SKILLPATH_CURSOR_KEY") or _secret(workdir / "cursor.key"),
    }


def demo_user(supabase: LiteStack, workdir: Path) -> tuple[UserId, str]:
    """The id and a fresh token of the demo user, who is signed up on first use."""
    password = _secret(workdir / "demo.password")
    try:
        return sign_in(supabase, DEMO_EMAIL, password)
    except LocalStackError:
        return sign_up(supabase, DEMO_EMAIL, password)


def editor_token(supabase: LiteStack, user_id: UserId) -> str | None:
    """A token for the same user as catalogue editor; None where no local secret is there to sign it with.

    On a hosted project an administrator sets `app_metadata.skillpath_role` instead.
    """
    if not supabase.jwt_secret:
        return None
    now = datetime.now(UTC)
    claims = {
        "sub": str(user_id),
        "aud": "authenticated",
        "role": "authenticated",
        "app_metadata": {"skillpath_role": "editor"},
        "iat": now,
        "exp": now + TOKEN_LIFETIME,
    }
    return jwt.encode(claims, supabase.jwt_secret, algorithm="HS256")


def default_workdir(name: str = "stack") -> Path:
    """Where the local stack keeps its data between starts."""
    return BUILD / name


def taxonomy_path() -> Path:
    """Where the compiled taxonomy is, or will be."""
    return Path(os.environ.get("SKILLPATH_TAXONOMY") or ROOT / "build" / "taxonomy.sqlite").resolve()


def _secret(path: Path) -> str:
    """A random secret of this folder, made on first use and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text()
