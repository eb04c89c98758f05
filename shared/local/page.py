"""The page that people use, built from its sources by Node.js."""

import subprocess
from pathlib import Path

from shared.local.checkout import ROOT, LocalStackError, node

SOURCES = ROOT / "functions" / "web" / "page"
BUILT = ROOT / "build" / "web"
# What the bundle has parts of, for a bill of materials.
PACKAGES = BUILT / "packages.json"


def build_page(folder: Path = BUILT) -> None:
    """Build it: the same bytes from the same sources. What is in the folder already is replaced file by file.

    Raises:
        LocalStackError: Node.js or an npm package is missing, or a source is wrong; with what the build says.
    """
    command = [node(), str(SOURCES / "build.mjs"), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own files
    if done.returncode:
        raise LocalStackError(f"the page cannot be built: run `make setup`, or mend it: {done.stderr.strip()[-2000:]}")
