"""The page on a host that serves files and nothing else, put there as the README says."""

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from shared.local.checkout import ROOT
from shared.local.page import BUILT
from shared.local.stack import Stack

README = (ROOT / "README.md").read_text()


@contextmanager
def serving(origin: str, handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[None]:
    """Answers of a handler on that port while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(origin).port or 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def put_page(folder: Path, stack: Stack) -> None:
    """Copy what the README names, and write the configuration that it shows, for this stack."""
    shutil.copytree(BUILT / "assets", folder / "assets")
    shutil.copy(BUILT / "index.html", folder)
    shown = re.search(r'^\{"apiUrl": .*\}$', README, re.MULTILINE)
    assert shown
    ours = {
        "apiUrl": stack.url,
        "supabaseUrl": stack.settings["SUPABASE_URL"],
        "supabaseKey": stack.supabase.publishable_key,
    }
    (folder / "config.json").write_text(json.dumps({name: ours[name] for name in json.loads(shown[0])}))


def advised_headers(stack: Stack) -> Mapping[str, str]:
    """Those that the README has such a host send."""
    advice = re.search(r"have the host send (.*?) as `curl", README, re.DOTALL)
    assert advice
    sent = httpx.get(stack.url, trust_env=False).headers
    headers = {name: sent[name] for name in re.findall(r"`([\w-]+)`", advice[1])}
    policy = headers["Content-Security-Policy"].replace("connect-src 'self'", f"connect-src 'self' {stack.url}")
    return {**headers, "Content-Security-Policy": policy}


@contextmanager
def serve_files(origin: str, folder: Path, headers: Mapping[str, str]) -> Iterator[None]:
    """What lies in a folder, at that origin, while the block runs."""

    class Files(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with serving(origin, partial(Files, directory=folder)):
        yield
