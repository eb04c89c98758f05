"""Where the local stack finds the repository it runs from, and the programs that it needs."""

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "local"
LITE = ROOT / "node_modules" / "@supabase" / "lite"
OLDEST_NODE = 20


class LocalStackError(Exception):
    """The local stack cannot start or go on: what was wrong, and how to mend it."""


def is_checkout() -> bool:
    """Whether this runs from a checkout of the repository, rather than from an installed wheel."""
    return (ROOT / "serverless.yml").is_file()


def require_checkout() -> None:
    """Refuse what cannot work elsewhere.

    Raises:
        LocalStackError: this runs from an installed wheel.
    """
    if not is_checkout():
        raise LocalStackError(
            "the local stack needs a checkout of Skillpath: clone its repository, then `make demo` there"
        )


def node() -> str:
    """The path of a Node.js that is new enough.

    Raises:
        LocalStackError: none is on the PATH, or an older one.
    """
    path = shutil.which("node")
    if path is None:
        raise LocalStackError(f"node is not on the PATH: install Node.js {OLDEST_NODE} or newer")
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - found on the PATH
    found = re.match(r"v(\d+)", version)
    if found is None or int(found[1]) < OLDEST_NODE:
        raise LocalStackError(f"{path} is {version or 'no Node.js'}: install Node.js {OLDEST_NODE} or newer")
    return path


def lite_version() -> str:
    """The version of Supabase Lite that `npm ci` installed.

    Raises:
        LocalStackError: it is not installed.
    """
    try:
        return str(json.loads((LITE / "package.json").read_text())["version"])
    except FileNotFoundError:
        raise LocalStackError("Supabase Lite is not installed: run `make setup`, or `npm ci`") from None


def lite_command(*arguments: str, serves: bool = False) -> list[str]:
    """The command line of Supabase Lite.

    Args:
        serves: with what lite_front.mjs adds: pages sign people in, and it interrupts itself when its standard input
            ends, so that it never outlives the process that holds the pipe.
    """
    lite_version()
    options = ["--import", (Path(__file__).parent / "lite_front.mjs").as_uri()] if serves else []
    return [node(), *options, os.fspath(LITE / "dist" / "cli" / "index.js"), *arguments]


def free_port() -> int:
    """A TCP port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
