"""Regular expressions that were compiled as the package was built: compiling those of extraction anew takes longer than
all else that it loads, at every cold start.

Python keeps compiled code of modules, and none of patterns. What is kept here is what its own compiler made of each,
and goes to the engine, which checks it; a pattern that is not there, or for another version of the engine, is compiled
as ever.
"""

import marshal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

# In a package: shared/deploy/patterns.py writes it.
FILE = "patterns.bin"

_compiler: Any = import_module("re._compiler")


def engine() -> tuple[object, ...]:
    """What compiled patterns are good for."""
    return (*sys.version_info[:2], sys.byteorder, _compiler.MAGIC, _compiler._sre.CODESIZE)  # noqa: SLF001 - no other name


def compiled(pattern: str | bytes, flags: int) -> tuple[object, ...]:
    """What `make` takes: as Python's compiler has it, code aside, which is bytes."""
    taken: list[tuple[Any, ...]] = []
    sre = _compiler._sre  # noqa: SLF001 - no other name

    class Listener:
        CODESIZE, MAXREPEAT, MAXGROUPS = sre.CODESIZE, sre.MAXREPEAT, sre.MAXGROUPS

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the engine's
            return getattr(sre, name)

        def compile(self, *arguments: Any) -> Any:  # noqa: ANN401 - the engine's
            taken.append(arguments)
            return sre.compile(*arguments)

    _compiler._sre = Listener()  # noqa: SLF001
    try:
        _compiler.compile(pattern, flags)
    finally:
        _compiler._sre = sre  # noqa: SLF001
    _, all_flags, code, groups, group_index, index_group = taken[0]
    width = sre.CODESIZE
    packed = b"".join(one.to_bytes(width, sys.byteorder) for one in code)
    return int(all_flags), packed, groups, dict(group_index), index_group


def make(pattern: str | bytes, kept: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a pattern of either kind
    """The pattern; RuntimeError where the engine takes it for no code of its own."""
    flags, packed, groups, group_index, index_group = kept
    code = memoryview(packed).cast("I").tolist()
    return _compiler._sre.compile(pattern, flags, code, groups, group_index, index_group)  # noqa: SLF001


def use_compiled(folder: str | None) -> None:
    """From now on, have patterns that are in the folder's file not compiled.

    Args:
        folder: of the package; None: there is none.
    """
    path = Path(folder or "/nowhere") / FILE
    if not path.is_file():
        return
    made_for, patterns = marshal.loads(path.read_bytes())  # noqa: S302 - ours, as the byte-code beside it
    if made_for != engine():
        return
    compile_anew = _compiler.compile

    def compile_or_take(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 - of `re`
        kept = patterns.get((pattern, int(flags))) if isinstance(pattern, str | bytes) else None
        try:
            return compile_anew(pattern, flags) if kept is None else make(pattern, kept)
        except RuntimeError:
            # Of another patch of Python, whose engine has grown stricter: slower, and no function that never starts.
            return compile_anew(pattern, flags)

    _compiler.compile = compile_or_take
