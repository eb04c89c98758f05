"""The file of compiled patterns in a package: shared/api/patterns.py says what it is for.

Which patterns functions have compiled as they are loaded, this Python says, by loading them; what they compile to, the
Python that Lambda runs.
"""

import os
import subprocess
import sys
from pathlib import Path

from shared.deploy.contents import PackageError, function_names
from shared.deploy.target import Target, interpreter
from shared.local.checkout import ROOT

_LISTEN = """
import marshal, re, sys
from importlib import import_module
compiler, asked = import_module("re._compiler"), set()
compile_anew = compiler.compile
def listen(pattern, flags=0):
    if isinstance(pattern, str | bytes):
        asked.add((pattern, int(flags)))
    return compile_anew(pattern, flags)
compiler.compile = listen
for name in sys.argv[1:]:
    import_module(f"functions.{name}.handler")
sys.stdout.buffer.write(marshal.dumps(sorted(asked, key=repr), 2))
"""
_COMPILE = """
import marshal, sys
from shared.api import patterns
asked = marshal.loads(sys.stdin.buffer.read())
made = {(pattern, flags): patterns.compiled(pattern, flags) for pattern, flags in asked}
sys.stdout.buffer.write(marshal.dumps((patterns.engine(), made), 2))
"""
# They are loaded, and ask nobody anything.
_SETTINGS = {
    "AWS_LAMBDA_FUNCTION_NAME": "patterns",
    "AWS_REGION": "eu-central-1",
    "SUPABASE_URL": "http://127.0.0.1:9",
    "SUPABASE_PUBLISHABLE_KEY": "nobody",
    "SUPABASE_SECRET_KEY": "nobody",
    "SKILLPATH_CURSOR_KEY": "of nobody's cursors",
    "SKILLPATH_BUCKET": "nowhere",
    "SKILLPATH_QUEUE_URL": "http://127.0.0.1:9/nowhere",
}


def write_patterns(path: Path, target: Target) -> None:
    """The same functions give the same bytes.

    Raises:
        PackageError: a function cannot be loaded, or there is no Python of the target's version.
    """
    asked = _run([sys.executable, "-c", _LISTEN, *function_names()], b"")
    path.write_bytes(_run([interpreter(target.python), "-S", "-c", _COMPILE], asked))


def _run(command: list[str], given: bytes) -> bytes:
    environment = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONPATH": str(ROOT), **_SETTINGS}
    done = subprocess.run(command, input=given, env=environment, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - Python
    if done.returncode:
        raise PackageError(
            f"the functions' patterns cannot be compiled: {done.stderr.decode(errors='replace')[-2000:]}"
        )
    return done.stdout
