"""Packages as Lambda has them: unpacked in an empty folder, and run there by its runtime, which lies beside."""

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import files
from pathlib import Path
from typing import Any

import jwt

from shared.local.events import Request
from shared.local.events import make_event as make_http_event
from tests.lambda_runtime.runtime_api import Answer, RuntimeApi, start_function

SECRET = "a-secret-of-these-tests-alone-0123456789"
# Nobody listens there.
NOWHERE = "http://127.0.0.1:9"
# The interpreter itself and not that of a virtual environment; `-S` leaves out whatever is installed with it, too.
_PYTHON = (f"{sys.base_prefix}/bin/python{sys.version_info.major}.{sys.version_info.minor}", "-S", "-s")
_RUNTIME = ("awslambdaric", "simplejson", "snapshot-restore-py")


@dataclass(frozen=True)
class Unpacked:
    """Attributes:
    folder: what Lambda has at /var/task.
    runtime: what lies beside, as Lambda's own runtime does.
    """

    function: str
    folder: Path
    runtime: Path

    def names(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()}

    def answers(self, *events: object, **environment: str) -> tuple[list[Answer], set[str]]:
        """What a fresh instance answers, and all modules that it imported."""
        written = self.folder.parent / f"{self.function}.log"
        environment = {**_ENVIRONMENT, "PYTHONPATH": self._path(), **environment}
        command = (*_PYTHON, "-X", "importtime")
        handler = f"functions/{self.function}/handler.handler"
        with RuntimeApi() as api, written.open("wb") as output:
            process = start_function(api, handler, environment, self.folder, output, command)
            try:
                answers = [api.invoke(event) for event in events]
            finally:
                process.kill()
                process.wait()
        lines = written.read_text().splitlines()
        return answers, {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}

    def run(self, code: str, *arguments: str) -> str:
        """What a script prints that has the package and nothing else."""
        done = subprocess.run(
            [*_PYTHON, "-c", code, *arguments],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "LAMBDA_TASK_ROOT": str(self.folder),
                **_ENVIRONMENT,
                "PYTHONPATH": self._path(),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _path(self) -> str:
        return f"{self.folder}{os.pathsep}{self.runtime}"


_ENVIRONMENT = {
    "SUPABASE_URL": NOWHERE,
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_invented",
    "SUPABASE_JWT_SECRET": SECRET,
    "SKILLPATH_CURSOR_KEY": "a-key-of-these-tests-alone",
    "SKILLPATH_TAXONOMY": "build/taxonomy.sqlite",
    "SKILLPATH_BUCKET": "files",
    "SKILLPATH_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/000000000000/work",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


def unpack(archive: Path, folder: Path, runtime: Path) -> Unpacked:
    """Unpack one into an empty folder."""
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder / archive.stem)
    return Unpacked(archive.stem, folder / archive.stem, runtime)


def copy_runtime(folder: Path) -> Path:
    """Lambda's runtime, in a folder of its own."""
    for name in _RUNTIME:
        for file in files(name) or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file.locate(), folder / file)
    return folder


def http_event(
    method: str, path: str, query: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What API Gateway sends, of a caller who is signed in."""
    now = int(time.time())
    claims = {"sub": "0193a3f0-1111-7000-8000-000000000001", "aud": "authenticated", "role": "authenticated"}
    claims |= {"iss": f"{NOWHERE}/auth/v1", "iat": now, "exp": now + 600}
    sent = {
        "host": "api.example.org",
        "authorization": f"Bearer {jwt.encode(claims, SECRET)}",
        "content-type": "application/json",
        **(headers or {}),
    }
    request = Request(method, path, query, tuple(sent.items()), body, "127.0.0.1")
    return make_http_event(request, "$default", {}, "JKJaXmPLvHcESHA=", datetime.now(UTC))
