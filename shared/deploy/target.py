"""What packages are built for: a version of Python and a processor, and the interpreter that compiles for it."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.deploy.contents import PackageError
from shared.local.checkout import ROOT

# Lambda runs on Amazon Linux 2023, whose glibc is 2.34: https://docs.aws.amazon.com/linux/al2023/ (read 2026-11-25)
_PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}
ARCHITECTURES = tuple(_PLATFORMS)
_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])"


@dataclass(frozen=True, slots=True)
class Target:
    """Attributes:
    architecture: as Lambda calls it.
    python: as "3.13".
    """

    architecture: str
    python: str

    @property
    def platform(self) -> str:
        """As uv calls it."""
        return _PLATFORMS[self.architecture]


def deployed() -> Target:
    """What serverless.yml says, its parameters' defaults included."""
    content = yaml.safe_load((ROOT / "serverless.yml").read_text())
    architecture = content["params"]["default"]["architecture"]
    return Target(architecture, str(content["provider"]["runtime"]).removeprefix("python"))


def this_machine() -> Target:
    """This interpreter and this processor, so that what is built runs here."""
    is_arm = platform.machine().lower() in ("aarch64", "arm64")
    return Target("arm64" if is_arm else "x86_64", f"{sys.version_info.major}.{sys.version_info.minor}")


@cache
def interpreter(version: str) -> str:
    """A Python of this minor version: only that one writes byte-code that Lambda's can read.

    Raises:
        PackageError: there is none.
    """
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [sys.executable, shutil.which(f"python{version}"), *sorted(map(str, pyenv.glob(f"{version}.*/bin/python")))]
    managed = subprocess.run(  # noqa: S603 - our own uv
        [uv(), "python", "find", "--no-python-downloads", version], capture_output=True, text=True, check=False
    )
    for path in (*found, managed.stdout.strip()):
        if path and _version_of(path) == version:
            return path
    raise PackageError(
        f"Python {version} is what Lambda runs, and there is none on the PATH, in pyenv or known to uv: "
        f"install it, for example with `uv python install {version}` or `pyenv install {version}`"
    )


def uv() -> str:
    """The path of uv.

    Raises:
        PackageError: it is not installed.
    """
    beside = Path(sys.executable).with_name("uv")
    path = str(beside) if beside.is_file() else shutil.which("uv")
    if path is None:
        raise PackageError("uv is not installed: run `make setup`")
    return path


def _version_of(path: str) -> str | None:
    # pyenv's stand-ins for versions that it does not run start, and fail.
    done = subprocess.run([path, "-c", _VERSION], capture_output=True, text=True, check=False)  # noqa: S603 - a Python
    return done.stdout.strip() if done.returncode == 0 else None
