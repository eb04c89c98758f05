"""What a subject may import: the packages that it asks for and what those ask for, as a zip of it would hold.

This virtual environment holds far more, and libraries load what they find: httpx a command line, FastAPI what renders
forms. A subject runs without it, on links to the packages that it would be deployed with.
"""

import compileall
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

from shared.api import patterns
from shared.deploy.authorities import write_authorities
from shared.deploy.patterns import write_patterns
from shared.deploy.target import this_machine
from shared.repositories.supabase.tls import AUTHORITIES

# Python itself without the packages installed beside it.
COMMAND = (sys.executable, "-S")
# Lambda's own runtime, which is there for everybody.
RUNTIME = "awslambdaric"


def make_folder(folder: Path, requirements: Iterable[str]) -> Path:
    """Make it anew, with byte-code for all that it holds."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for found in _closure([*requirements, RUNTIME]).values():
        for place in _units(found):
            _put(Path(str(found.locate_file(place))), folder / place)
    compileall.compile_dir(folder, quiet=2, maxlevels=0)
    return folder


def add_our_own(folder: Path) -> None:
    """What our own packages have besides."""
    write_authorities(folder / AUTHORITIES, (folder / "certifi" / "cacert.pem").read_text())
    write_patterns(folder / patterns.FILE, this_machine())


def _closure(requirements: Iterable[str]) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    seen: set[str] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        wanted = waiting.pop()
        for extra in ("", *wanted.extras):
            key = f"{wanted.name.lower()}[{extra}]"
            if key in seen:
                continue
            seen.add(key)
            found[wanted.name.lower()] = here = distribution(wanted.name)
            for line in here.requires or ():
                needed = Requirement(line)
                if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                    waiting.append(needed)
    return found


def _units(found: Distribution) -> Iterator[str]:
    """Modules and whole packages; of a package that several distributions share, the parts of this one."""
    files = [file.parts for file in found.files or () if file.parts[0] != ".."]
    whole = {parts[0] for parts in files if parts[1:] in (("__init__.py",), ("METADATA",))}
    yield from {
        parts[0] if parts[0] in whole or len(parts) == 1 else "/".join(parts[:2])
        for parts in files
        if "__pycache__" not in parts
    }


def _put(source: Path, target: Path) -> None:
    if target.exists() or not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        compileall.compile_dir(source, quiet=2)
        target.symlink_to(source)
    else:
        shutil.copy2(source, target)
