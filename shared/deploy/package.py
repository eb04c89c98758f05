"""One zip for each function, what is in it, and whether it is still what the code says."""

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.api import patterns
from shared.deploy.archive import write_archive, write_part
from shared.deploy.authorities import write_authorities
from shared.deploy.bill import write_bill
from shared.deploy.contents import TABLE, TAXONOMY, Contents, PackageError, contents_of, function_names
from shared.deploy.lock import read_lock
from shared.deploy.patterns import write_patterns
from shared.deploy.site import Installed, cached_name, compile_all, install
from shared.deploy.target import Target
from shared.local.checkout import ROOT
from shared.local.page import SOURCES, build_page
from shared.repositories.supabase.tls import AUTHORITIES
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.vectors import vectors_path

FOLDER = ROOT / "build" / "package"
# Installed once for as long as the lock stays.
SITES = ROOT / "build" / "package-sites"
# Lambda's own limit of what a function may unpack to.
MAX_UNPACKED_BYTES = 250 * 2**20
_MANIFEST = "manifest.json"
# The function whose files are built, and what they are built from beside its sources.
PAGE = "web"
_PAGE_IS_FROM = ("package-lock.json", "shared/local/sample/cv.txt")
# What reads the authorities, and the patterns; who imports it has them.
_READER = "shared/repositories/supabase/tls.py"
_PATTERN_READER = "shared/api/patterns.py"


@dataclass(frozen=True, slots=True)
class Package:
    """Attributes:
    file: its name in the folder.
    largest: names and unpacked bytes of what is largest in it, the largest first.
    """

    function: str
    file: str
    sha256: str
    zipped_bytes: int
    unpacked_bytes: int
    budget_bytes: int
    largest: tuple[tuple[str, int], ...]

    @property
    def is_too_large(self) -> bool:
        return self.zipped_bytes > self.budget_bytes or self.unpacked_bytes > MAX_UNPACKED_BYTES


def build(
    target: Target,
    folder: Path = FOLDER,
    functions: Sequence[str] | None = None,
    told: Callable[[Package], None] = lambda _: None,
    sites: Path = SITES,
) -> tuple[Package, ...]:
    """Build the packages of all functions, or of some, with the manifest that says what they were built from.

    Args:
        told: of each package as it is done.

    Raises:
        PackageError: something that they need is not there.
        LocalStackError: the page cannot be built.
    """
    names = functions or function_names()
    if PAGE in names:
        build_page()
    all_contents = [contents_of(name) for name in names]
    if not (ROOT / TAXONOMY).is_file() and any(TAXONOMY in contents.files for contents in all_contents):
        raise PackageError(f"{TAXONOMY} is not there: run `skillpath taxonomy compile`, from the release to deploy")
    _check_vectors(all_contents)
    for missing in {file for contents in all_contents for file in contents.files if not (ROOT / file).is_file()}:
        raise PackageError(f"{missing} is not there: run `make setup`")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    built_from = source_hash(target, all_contents)
    site = install({name for contents in all_contents for name in contents.packages}, target, sites)
    with tempfile.TemporaryDirectory() as staged:
        own = _stage(Path(staged).resolve() / "own", all_contents, target)
        files_by_function = {contents.function: _files(contents, own, site, target) for contents in all_contents}
        authorities = _stage_authorities(Path(staged) / AUTHORITIES, site)
        compiled = Path(staged) / patterns.FILE
        write_patterns(compiled, target)
        for contents in all_contents:
            read = {_READER: authorities, _PATTERN_READER: {patterns.FILE: compiled}}
            for reader in read.keys() & {*contents.files}:
                files_by_function[contents.function] |= read[reader]
        whole = Path(staged) / "whole.zip"
        write_archive(whole, {name: path for files in files_by_function.values() for name, path in files.items()})
        packages = []
        for contents in all_contents:
            write_bill(folder / f"{contents.function}.cdx.json", contents, _others(contents, site), target)
            packages.append(_write(contents, files_by_function[contents.function], whole, folder))
            told(packages[-1])
    said = {**asdict(target), "sources": built_from, "packages": [asdict(package) for package in packages]}
    (folder / _MANIFEST).write_text(json.dumps(said, indent=1) + "\n")
    return tuple(packages)


def is_fresh(target: Target, folder: Path = FOLDER) -> bool:
    """Whether the packages are there, whole, for this target, and the code has not changed since they were built."""
    try:
        said = json.loads((folder / _MANIFEST).read_text())
        sums = {package["file"]: package["sha256"] for package in said["packages"]}
        if any(_sha256(folder / file) != expected for file, expected in sums.items()):
            return False
    except (OSError, ValueError):
        return False
    names = function_names()
    return set(sums) == {f"{name}.zip" for name in names} and said["sources"] == source_hash(
        target, [contents_of(name) for name in names]
    )


def source_hash(target: Target, all_contents: Iterable[Contents]) -> str:
    """SHA-256, hex, over all that decides what is in the packages."""
    digest = hashlib.sha256(f"{target}\n".encode())
    all_contents = list(all_contents)
    digest.update(read_lock().text_of({name for contents in all_contents for name in contents.packages}).encode())
    files = {ROOT / file for contents in all_contents for file in contents.files}
    if any(contents.function == PAGE for contents in all_contents):
        files |= {ROOT / file for file in _PAGE_IS_FROM} | {path for path in SOURCES.rglob("*") if path.is_file()}
    for path in sorted(files | {TABLE, *TABLE.parent.glob("*.py")}):
        digest.update(f"\n{path.relative_to(ROOT)} {_sha256(path) if path.is_file() else ''}".encode())
    return digest.hexdigest()


def _check_vectors(all_contents: Iterable[Contents]) -> None:
    """Functions pass over vectors that are not of their taxonomy and their table, and find by name alone."""
    expected = vectors_path(ROOT / TAXONOMY)
    if any(ROOT / file == expected for contents in all_contents for file in contents.files):
        with closing(Taxonomy.load(ROOT / TAXONOMY)) as taxonomy:
            if taxonomy.vectors() is None:
                raise PackageError(f"{expected.name} is not there, or of another taxonomy: compile it again")


def _stage(folder: Path, all_contents: Iterable[Contents], target: Target) -> Mapping[str, Path]:
    """All files of ours, and their byte-code, by where they belong in a package."""
    files = {file for contents in all_contents for file in contents.files}
    for file in files:
        if file.endswith(".py"):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, folder / file)
    compile_all(folder, target)
    return {file: ROOT / file for file in files} | {
        cached_name(file, target): folder / cached_name(file, target) for file in files if file.endswith(".py")
    }


def _stage_authorities(folder: Path, site: Mapping[str, Installed]) -> Mapping[str, Path]:
    """Those that the lock pins, by where they belong in a package."""
    bundle = site["certifi"].files["certifi/cacert.pem"].read_text()
    return {f"{AUTHORITIES}/{name}": path for name, path in write_authorities(folder, bundle).items()}


def _files(
    contents: Contents, own: Mapping[str, Path], site: Mapping[str, Installed], target: Target
) -> dict[str, Path]:
    """By where it belongs in the package, where each file is."""
    files = {file: own[file] for file in contents.files}
    files |= {name: own[name] for file in contents.files if (name := cached_name(file, target)) in own}
    for package in _others(contents, site):
        files |= package.files_for(contents.services)
    return files


def _others(contents: Contents, site: Mapping[str, Installed]) -> list[Installed]:
    return [site[name] for name in contents.packages if name in site]


def _write(contents: Contents, files: Mapping[str, Path], whole: Path, folder: Path) -> Package:
    path = folder / f"{contents.function}.zip"
    unpacked_bytes = write_part(path, whole, files)
    sizes: Counter[str] = Counter()
    for name, file in files.items():
        sizes[name if name == TAXONOMY else name.split("/")[0]] += file.stat().st_size
    return Package(
        contents.function,
        path.name,
        _sha256(path),
        path.stat().st_size,
        unpacked_bytes,
        round(contents.megabytes * 1e6),
        tuple(sizes.most_common(3)),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
