"""Which modules a function needs, read from what its code imports, without running any of it."""

import ast
import sys
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.local.checkout import ROOT

_OURS = ("functions", "shared")
# The composition root imports, inside its functions, every adapter there is: which of them a function needs is
# declared (package.toml), as no import tells.
_CHOOSES = "shared.bootstrap"


class Needed(NamedTuple):
    """Attributes:
    modules: ours, dotted, with the packages that they lie in.
    others: names at the top of what is imported besides, the standard library's left out.
    """

    modules: frozenset[str]
    others: frozenset[str]


def needed_by(roots: Iterable[str], without: Collection[str] = ()) -> Needed:
    """What these modules import, at their top and when they are called, and so on.

    Args:
        without: names at which to stop, ours or others': what is never reached in a deployment.
    """
    modules: set[str] = set()
    others: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in without or name in modules:
            continue
        if name.split(".")[0] not in _OURS:
            top = name.split(".")[0]
            if top not in without and top not in sys.stdlib_module_names:
                others.add(top)
            continue
        modules.add(name)
        waiting += _parents(name)
        waiting += _imported_by(name)
    return Needed(frozenset(modules), frozenset(others))


def path_of(module: str) -> Path:
    """The file of a module of ours."""
    folder = ROOT.joinpath(*module.split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def _parents(module: str) -> Iterator[str]:
    parts = module.split(".")
    for end in range(1, len(parts)):
        yield ".".join(parts[:end])


@cache
def _imported_by(module: str) -> tuple[str, ...]:
    tree = ast.parse(path_of(module).read_text())
    chooses = module == _CHOOSES or module.startswith(f"{_CHOOSES}.")
    return tuple(name for node in _import_statements(tree, within_functions=not chooses) for name in _names(node))


def _import_statements(node: ast.AST, *, within_functions: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """All but those for the type checker alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        elif within_functions or not isinstance(child, ast.FunctionDef):
            yield from _import_statements(child, within_functions=within_functions)


def _names(statement: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        yield from (alias.name for alias in statement.names)
        return
    package = statement.module or ""
    yield package
    if package.split(".")[0] in _OURS:
        # A name taken from a package of ours may be a module of it.
        yield from (name for alias in statement.names if path_of(name := f"{package}.{alias.name}").is_file())
