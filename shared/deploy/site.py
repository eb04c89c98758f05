"""Packages of others for Lambda, installed and compiled once for all functions, and which file is whose."""

import csv
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path, PurePosixPath

from shared.deploy.contents import PackageError, read_table
from shared.deploy.lock import read_lock
from shared.deploy.symbols import forget_symbols
from shared.deploy.target import Target, interpreter, uv

# Where Lambda unpacks a function: what tracebacks name.
TASK_ROOT = "/var/task"
# The next number whenever packages are made ready in another way.
_FORMAT = 2
# For compilers and type checkers.
_NEVER_READ = {".c", ".cc", ".cpp", ".h", ".hpp", ".pxd", ".pxi", ".pyi", ".pyx", ".typed"}
# Who reads them: scanners for known weaknesses, opentelemetry, which finds itself by an entry point, and whoever asks
# under which licence each package is.
_KEPT_ABOUT = ("METADATA", "entry_points.txt", "licenses/*", "LICENSE*", "LICENCE*", "COPYING*", "NOTICE*", "AUTHORS*")


@dataclass(frozen=True, slots=True)
class Installed:
    """One package of others.

    Attributes:
        files: by where they belong in a package, where they are.
    """

    name: str
    version: str
    about: Distribution
    files: Mapping[str, Path]

    def files_for(self, services: Set[str]) -> Mapping[str, Path]:
        """Its files, with the descriptions of these services of AWS alone, and what holds for all of them."""
        return {
            name: path for name, path in self.files.items() if (found := _service(name)) is None or found in services
        }


def install(packages: Iterable[str], target: Target, folder: Path) -> Mapping[str, Installed]:
    """Install what the lock pins, compiled for the target; by name. Those that are not for it are left out.

    Args:
        folder: keeps what was installed, for the next time that the same is asked for.

    Raises:
        PackageError: the index does not have them for the target, or there is no such Python.
    """
    pins = read_lock().text_of(packages)
    key = hashlib.sha256(f"{_FORMAT} {target} {_interpreter_version(target)}\n{pins}".encode()).hexdigest()[:16]
    site = folder / key
    if not site.is_dir():
        draft = folder / f"{key}.{os.getpid()}"
        draft.mkdir(parents=True)
        try:
            _fetch(pins, target, draft)
            forget_symbols(draft)
            compile_all(draft, target, "-b")
            for name in {*read_table()["without"]["docstrings"]} & {path.name for path in draft.iterdir()}:
                compile_all(draft, target, "-b", "-f", "-o", "2", within=name)
            draft.rename(site)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    found = (_installed(site, about) for about in sorted(site.glob("*.dist-info")))
    return {package.name: package for package in found}


def compile_all(folder: Path, target: Target, *options: str, within: str = "") -> None:
    """Write the byte-code of all modules, beside them in __pycache__, so that Lambda's Python never compiles or checks.

    The same modules give the same bytes: hashes in place of times, one process, and no random order of sets.

    Args:
        options: `-b` writes it in the modules' own place, `-f` anew, `-o 2` without docstrings and assertions.
        within: a part of the folder, where not all of it is to be compiled.
    """
    command = [interpreter(target.python), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    done = subprocess.run(  # noqa: S603 - a Python and a module of its own
        [*command, *options, "-s", str(folder), "-p", TASK_ROOT, str(folder / within)],
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PackageError(f"{folder} does not compile with Python {target.python}: {done.stdout}{done.stderr}")


def cached_name(module: str, target: Target) -> str:
    """Where the byte-code of a module's file is, as `a/__pycache__/b.cpython-313.pyc`."""
    path = PurePosixPath(module)
    return str(path.parent / "__pycache__" / f"{path.stem}.cpython-{target.python.replace('.', '')}.pyc")


def _interpreter_version(target: Target) -> str:
    done = subprocess.run(  # noqa: S603 - a Python
        [interpreter(target.python), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _fetch(pins: str, target: Target, site: Path) -> None:
    requirements = site / "requirements.txt"
    requirements.write_text(pins)
    command = [uv(), "pip", "install", "--quiet", "--target", str(site), "--no-deps", "--require-hashes"]
    command += ["--only-binary", ":all:", "--link-mode", "copy", "--python", interpreter(target.python)]
    command += ["--python-platform", target.platform, "--python-version", target.python, "-r", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own uv
    if done.returncode:
        raise PackageError(f"uv could not install what requirements.txt pins for {target.platform}:\n{done.stderr}")
    requirements.unlink()


def _installed(site: Path, about: Path) -> Installed:
    distribution = PathDistribution(about)
    name = about.name.removesuffix(".dist-info").rpartition("-")[0].lower().replace("_", "-").replace(".", "-")
    with (about / "RECORD").open(newline="") as rows:
        recorded = [row[0] for row in csv.reader(rows)]
    # Without its sources: a tenth to a fifth less to fetch for a cold start; a traceback still has names and lines.
    read = [f"{path}c" if path.endswith(".py") else path for path in recorded if _is_read(path, about.name)]
    files = {path: site / path for path in read}
    return Installed(name, distribution.version, distribution, files)


def _service(path: str) -> str | None:
    parts = PurePosixPath(path).parts
    return parts[2] if parts[:2] == ("botocore", "data") and len(parts) > 3 else None


def _is_read(path: str, about: str) -> bool:
    without: Mapping[str, Sequence[str]] = read_table()["without"]
    if path.startswith(f"{about}/"):
        return any(fnmatch(path.removeprefix(f"{about}/"), kept) for kept in _KEPT_ABOUT)
    parts = PurePosixPath(path).parts
    # Commands, which uv lists one level up, and byte-code of another Python.
    if parts[0] in ("..", "bin") or "__pycache__" in parts or PurePosixPath(path).suffix in _NEVER_READ:
        return False
    return not any(fnmatch(path, pattern) for pattern in without["files"])
