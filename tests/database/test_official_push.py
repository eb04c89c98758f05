"""`supabase db push`, as one deploys: the official CLI makes of the migrations what Postgres alone makes of them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import psycopg

from shared.local.checkout import ROOT

DATABASE = "pushed"
MADE = {
    "relations": "select relname, relkind::text, relrowsecurity, relforcerowsecurity from pg_class"
    " where relnamespace in ('public'::regnamespace, 'private'::regnamespace) order by 1",
    "policies": "select tablename, policyname, cmd, roles::text, qual, with_check from pg_policies order by 1, 2",
    "functions": "select proname, prosrc, prosecdef from pg_proc"
    " where pronamespace in ('public'::regnamespace, 'private'::regnamespace) order by 1",
    "rights": "select table_name, grantee, privilege_type from information_schema.role_table_grants"
    " where table_schema in ('public', 'private') order by 1, 2, 3",
    "rights on columns": "select table_name, column_name, grantee, privilege_type"
    " from information_schema.column_privileges"
    " where table_schema in ('public', 'private') order by 1, 2, 3, 4",
}


@contextmanager
def tcp_to(path: Path) -> Iterator[int]:
    """A port that leads to a Unix socket, for a client that knows no sockets but TCP's."""

    class Relay(BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as server:
                server.connect(str(path))
                back = Thread(target=copy, args=(server, self.request), daemon=True)
                back.start()
                copy(self.request, server)
                back.join()

    def copy(source: socket.socket, target: socket.socket) -> None:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)

    class Server(ThreadingTCPServer):
        # Nothing waits for the threads of a client that was given up on.
        daemon_threads = True

    with Server(("127.0.0.1", 0), Relay) as relay:
        Thread(target=relay.serve_forever, daemon=True).start()
        try:
            yield relay.server_address[1]
        finally:
            relay.shutdown()


def what_is_there(url: str) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        return {name: connection.execute(query).fetchall() for name, query in MADE.items()}  # type: ignore[call-overload] # ours


def test_the_official_cli_pushes_the_migrations_once_and_makes_the_same_of_them(
    postgres_url: str, supabase_project: Path, official_cli
):
    def push(port: int) -> str:
        url = f"postgresql://postgres:unused@127.0.0.1:{port}/{DATABASE}?sslmode=disable"
        done = official_cli(supabase_project, "db", "push", f"--remote={url}", "--yes")
        return done.stdout + done.stderr

    pushed_url = postgres_url.replace("@/postgres?", f"@/{DATABASE}?")
    folder = Path(parse_qs(urlsplit(postgres_url).query)["host"][0])
    # The roles belong to the whole server, which has them already.
    shim = (ROOT / "tests" / "database" / "auth_shim.sql").read_text().partition("create schema auth;")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {DATABASE} template template0")  # type: ignore[call-overload] # our own word
        try:
            with psycopg.connect(pushed_url, autocommit=True) as pushed:
                pushed.execute(shim[1] + shim[2])  # type: ignore[call-overload] # our own file
            with tcp_to(folder / ".s.PGSQL.5432") as port:
                said = push(port)
                assert said.count("Applying migration") == len(list((ROOT / "supabase" / "migrations").glob("*.sql")))
                assert "up to date" in push(port)
            found = what_is_there(pushed_url)
            assert found["policies"]
            assert found == what_is_there(postgres_url)
        finally:
            connection.execute(f"drop database {DATABASE} with (force)")  # type: ignore[call-overload]
