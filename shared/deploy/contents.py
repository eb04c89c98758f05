"""What each function's package holds: its own modules and files, and packages of others with the lock's pins."""

import tomllib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import yaml

from shared.deploy.imports import Needed, needed_by, path_of
from shared.deploy.lock import read_lock
from shared.local.checkout import ROOT, LocalStackError
from shared.taxonomy.artefact import open_artefact
from shared.taxonomy.vectors import LANGUAGE, vectors_path

TABLE = Path(__file__).parent / "package.toml"
# Where the functions look for it: SKILLPATH_TAXONOMY of serverless.yml.
TAXONOMY = "build/taxonomy.sqlite"
# The use of who also finds skills by what a sentence means: numpy, the table, the network and the skills' vectors.
MEANING = "meaning"


class PackageError(LocalStackError):
    """A package cannot be made: what was wrong, and how to mend it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Attributes:
    files: ours, as they lie in the checkout and in the package, sorted.
    packages: of others, by their names in requirements.txt, sorted; some may not be for the platform.
    services: of AWS, whose descriptions botocore needs.
    megabytes: what its zip may have.
    """

    function: str
    files: tuple[str, ...]
    packages: tuple[str, ...]
    services: frozenset[str]
    megabytes: float


def function_names() -> tuple[str, ...]:
    """Those of serverless.yml, in its order."""
    return tuple(yaml.safe_load((ROOT / "serverless.yml").read_text())["functions"])


def contents_of(function: str) -> Contents:
    """What the package of a function holds.

    Raises:
        PackageError: package.toml has no line for it, or it imports what requirements.txt does not pin.
    """
    needed = needed_for(function)
    table = read_table()
    declared = table["functions"][function]
    files = {path_of(module).relative_to(ROOT).as_posix() for module in needed.modules}
    files |= {file for named in declared.get("files", ()) for file in _files_of(named)}
    if "taxonomy" in declared["uses"]:
        files.add(TAXONOMY)
    if MEANING in declared["uses"]:
        files |= {*table["only"][MEANING]["files"]}
        if (vectors := _vectors_file()) is not None:
            files.add(vectors)
    names = {_package_of(name) for name in needed.others}
    packages = read_lock().with_requirements(names, {*table["without"]["packages"]})
    services = frozenset(name for use in declared["uses"] for name in table["services"].get(use, ()))
    return Contents(function, tuple(sorted(files)), tuple(sorted(packages)), services, declared["megabytes"])


@cache
def needed_for(function: str) -> Needed:
    """The modules of a function's package.

    Raises:
        PackageError: package.toml has no line for it.
    """
    table = read_table()
    if function not in table["functions"]:
        raise PackageError(f"{TABLE.name} says nothing of the function {function}: add a line for it")
    declared = table["functions"][function]
    roots = [f"functions.{function}.handler"]
    roots += [module for use in declared["uses"] for module in table["provided"][use]]
    unused = table["only"].keys() - {*declared["uses"]}
    without = {module for use in unused for module in table["only"][use]["modules"]}
    return needed_by(roots, without | {*declared.get("without", ())})


@cache
def read_table() -> Mapping[str, Any]:
    """package.toml."""
    return tomllib.loads(TABLE.read_text())


def _vectors_file() -> str | None:
    """Where the vectors of the taxonomy are that is packaged; None of one in a language that has none."""
    path = ROOT / TAXONOMY
    if path.is_file():
        with closing(open_artefact(path)) as connection:
            ((language,),) = connection.execute("select value from meta where key = 'language'")
        if language != LANGUAGE:
            return None
    return vectors_path(path).relative_to(ROOT).as_posix()


def _files_of(named: str) -> list[str]:
    """Those that a name or a pattern stands for; itself where there is none, so that whoever needs it says so."""
    return [path.relative_to(ROOT).as_posix() for path in ROOT.glob(named)] or [named]


def _package_of(module: str) -> str:
    """The name in the lock of the package that has a module."""
    for name in _packages_by_module().get(module, ()):
        normal = name.lower().replace("_", "-").replace(".", "-")
        if normal in read_lock().pins:
            return normal
    raise PackageError(f"requirements.txt pins nothing that has the module {module}: run `make setup`, or pin it")


@cache
def _packages_by_module() -> Mapping[str, list[str]]:
    return packages_distributions()
