"""The functions as they are served to people, for tests that come over HTTP or in a browser: what starts them, a
counter that stands before their database, and somebody who signs up."""

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import httpx

from shared.local.aws import start_aws
from shared.local.checkout import ROOT, free_port
from shared.local.children import Workers, start_gateway, start_workers
from shared.local.stack import Stack, function_settings
from shared.local.supabase_lite import LiteStack, sign_up
from shared.taxonomy.compile import compile_taxonomy

# For an answer; it only matters where something hangs.
WAIT_S = 300


class RoundTrips:
    """A server that hands every request on to another and keeps its method and path."""

    def __init__(self, target: str) -> None:
        self.seen: list[str] = []
        self._up = threading.Event()
        self._up.set()
        seen, up = self.seen, self._up
        upstream = httpx.Client(base_url=target, trust_env=False, timeout=WAIT_S)

        class Forward(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self) -> None:
                seen.append(f"{self.command} {self.path.partition('?')[0]}")
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                if not up.is_set():
                    self.close_connection = True
                    return
                headers = [(name, value) for name, value in self.headers.items() if name.lower() != "host"]
                answer = upstream.request(self.command, self.path, headers=headers, content=body)
                self.send_response_only(answer.status_code)
                dropped = ("content-length", "content-encoding", "transfer-encoding", "connection")
                for name, value in answer.headers.items():
                    if name not in dropped:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(answer.content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(answer.content)

            do_GET = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_PATCH = do_DELETE = forward  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                pass

        self._upstream = upstream
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Forward)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The requests that pass while the block runs."""
        before = len(self.seen)
        passed: list[str] = []
        yield passed
        passed += self.seen[before:]

    @contextmanager
    def down(self) -> Iterator[None]:
        """While the block runs, every connection breaks without an answer."""
        self._up.clear()
        try:
            yield
        finally:
            self._up.set()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._upstream.close()


@contextmanager
def serve(
    lite: LiteStack,
    before: RoundTrips,
    workdir: Path,
    origins: Sequence[str] = (),
    others: Mapping[str, str] | None = None,
) -> Iterator[tuple[Stack, "subprocess.Popen[bytes]"]]:
    """Everything around a database, until the block is left; and the process that feeds the workers.

    Args:
        before: what requests pass on their way to the database.
        origins: whose pages may ask as well, beside those that may on anybody's machine and the API's own.
        others: settings of the functions beside the usual ones.
    """
    compile_taxonomy(ROOT / "build" / "taxonomy.sqlite")
    port = free_port()
    settings = function_settings(replace(lite, url=before.url), workdir)
    allowed = [*settings["SKILLPATH_CORS_ORIGINS"].split(","), f"http://127.0.0.1:{port}", *origins]
    settings |= {"SKILLPATH_CORS_ORIGINS": ",".join(allowed), **(others or {})}
    # Workers keep what they take up for half a minute: what one that was killed had is soon another's.
    workers = Workers(told_s=30.0, visibility_s=30, faults=workdir)
    with start_aws(workdir, lite.secret_key, allowed, visibility_s=workers.visibility_s) as aws:
        settings |= aws.environment()
        # They ask the database by themselves: the counter is of what requests cost.
        with (
            start_workers(settings | {"SUPABASE_URL": lite.url}, aws, workdir, workers=workers) as process,
            start_gateway(settings, workdir, port) as url,
        ):
            yield Stack(url, lite, aws, settings), process


class Person:
    """Somebody signed up, and an HTTP client that sends their token."""

    def __init__(self, stack: Stack) -> None:
        self.email = f"{uuid4().hex}@skillpath.example"
        self.password = "correct horse battery"
        self.id, self.token = sign_up(stack.supabase, self.email, self.password)
        self.http = client_with(stack, self.token)

    def introduce(self) -> "Person":
        self.http.put("/v1/users/me", json={"display_name": "Ada", "locale": "en"}).raise_for_status()
        return self


def client_with(stack: Stack, token: str | None) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return httpx.Client(base_url=stack.url, headers=headers, timeout=WAIT_S, trust_env=False)
