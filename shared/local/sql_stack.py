"""The functions and workers over a Postgres instead of a Supabase: to measure on a real server, and to look into every
table of it."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import jwt
import psycopg

from shared.domain.ids import UserId
from shared.local.aws import Aws, start_aws
from shared.local.checkout import free_port
from shared.local.children import USUAL, Workers, start_gateway, start_workers
from shared.local.postgres import start_postgres
from shared.local.stack import TOKEN_LIFETIME, taxonomy_path
from shared.local.supabase_lite import Report


@dataclass(frozen=True, slots=True)
class SqlStack:
    """Attributes:
    url: of the API.
    database_url: the superuser's.
    settings: the environment that the functions run under.
    """

    url: str
    aws: Aws
    database_url: str = field(repr=False)
    settings: Mapping[str, str] = field(repr=False)

    def sign_up(self) -> tuple[UserId, str]:
        """A new account without a profile: its id, and a token."""
        user_id = UserId(uuid4())
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute("insert into auth.users (id) values (%s)", (user_id,))
        now = datetime.now(UTC)
        claims = {"sub": str(user_id), "aud": "authenticated", "role": "authenticated"}
        claims_now = {**claims, "iat": now, "exp": now + TOKEN_LIFETIME}
        return user_id, jwt.encode(claims_now, self.settings["SUPABASE_JWT_SECRET"], algorithm="HS256")


@contextmanager
def start_sql_stack(
    workdir: Path, report: Report, workers: Workers | None = USUAL, *, counts_statements: bool = False
) -> Iterator[SqlStack]:
    """Everything, fresh, until the block is left.

    Args:
        workdir: takes the logs.
        workers: None starts none.
        counts_statements: with Postgres's extension pg_stat_statements.
    """
    with ExitStack() as exits:
        database_url = exits.enter_context(start_postgres(counts_statements=counts_statements))
        aws = exits.enter_context(
            # Nobody asks for the key of a Supabase that is not there.
            start_aws(workdir, secrets.token_hex(16), ["http://localhost:8000"], report, visibility_s=_hidden(workers))
        )
        settings = {
            **aws.environment(),
            # As the Data API connects: a role without rights of its own, that takes on the caller's.
            "SKILLPATH_DATABASE_URL": _sqlalchemy_url(database_url),
            "SKILLPATH_STORE": "sql",
            "SKILLPATH_TAXONOMY": os.fspath(taxonomy_path()),
            "SKILLPATH_CURSOR_KEY": secrets.token_hex(16),
            "SKILLPATH_ENV_FILE": "",
            "SUPABASE_JWT_SECRET": secrets.token_urlsafe(48),
        }
        if workers is not None:
            exits.enter_context(start_workers(settings, aws, workdir, report, workers))
        url = exits.enter_context(start_gateway(settings, workdir, free_port(), report=report))
        yield SqlStack(url, aws, database_url, settings)


def _hidden(workers: Workers | None) -> int | None:
    return workers.visibility_s if workers is not None else None


def _sqlalchemy_url(database_url: str) -> str:
    return database_url.replace("postgresql://postgres@", "postgresql+psycopg://authenticator@")
