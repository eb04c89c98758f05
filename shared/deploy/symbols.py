"""Shared libraries without what debuggers alone read: names of functions, lines of sources.

Some wheels have more of it than of code. It is overwritten with zeros, which pack to nothing; all else stays where it
is.

https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.sheader.html (read 2026-11-30)
"""

import struct
from collections.abc import Iterator
from pathlib import Path

_ELF_64_LITTLE = b"\x7fELF\x02\x01"
_PROGBITS, _SYMBOLS, _STRINGS = 1, 2, 3
_ALLOCATED = 0x2


def forget_symbols(folder: Path) -> None:
    """Of all libraries in a folder."""
    for path in sorted(folder.rglob("*.so*")):
        library = path.read_bytes()
        if library.startswith(_ELF_64_LITTLE):
            path.write_bytes(without_symbols(library))


def without_symbols(library: bytes) -> bytes:
    """The same library, of the same length, as the loader takes it."""
    changed = bytearray(library)
    loaded = list(_loaded(library))
    for start, size in _of_debuggers(library):
        if all(start + size <= first or last <= start for first, last in loaded):
            changed[start : start + size] = bytes(size)
    return bytes(changed)


def _loaded(library: bytes) -> Iterator[tuple[int, int]]:
    """Where in the file begins and ends what programs have of it as they run, and what tells them so."""
    (segments_at,) = struct.unpack_from("<Q", library, 32)
    each, count = struct.unpack_from("<HH", library, 54)
    for at in range(segments_at, segments_at + each * count, each):
        start, *_, size = struct.unpack_from("<QQQQ", library, at + 8)
        yield start, start + size


def _of_debuggers(library: bytes) -> Iterator[tuple[int, int]]:
    """Where each section begins that is never loaded, and its size; the sections' own names are kept."""
    (sections_at,) = struct.unpack_from("<Q", library, 40)
    each, count, names = struct.unpack_from("<HHH", library, 58)
    for number in range(count):
        kind, flags, _, start, size = struct.unpack_from("<IQQQQ", library, sections_at + each * number + 4)
        if kind in (_PROGBITS, _SYMBOLS, _STRINGS) and not flags & _ALLOCATED and number != names:
            yield start, size
