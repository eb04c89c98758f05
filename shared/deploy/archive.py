"""Zips of which the same files make the same bytes: sorted, without times, with one mode for all.

Every file is compressed once, into a zip of all; that of a function takes its part of it as it is.
"""

import copy
import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

# The first that a zip can tell.
_DATE = (1980, 1, 1, 0, 0, 0)
# Lambda runs a function as another user than the one that owns its files.
_MODE = stat.S_IFREG | 0o644
_UNIX = 3
# Before an entry's name; the lengths of the name and of what follows it are the last four bytes.
_HEADER_BYTES = 30


def write_archive(path: Path, files: Mapping[str, Path]) -> None:
    """Write one anew.

    Args:
        files: by the name in the zip, where each is.
    """
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            archive.writestr(entry, files[name].read_bytes())


def write_part(path: Path, whole: Path, names: Iterable[str]) -> int:
    """Write a zip of some of another's entries, and say how large they are unpacked, in bytes."""
    unpacked_bytes = 0
    with zipfile.ZipFile(whole) as source, whole.open("rb") as stored, zipfile.ZipFile(path, "w") as archive:
        for name in sorted(names):
            entry = source.getinfo(name)
            stored.seek(entry.header_offset)
            header = stored.read(_HEADER_BYTES)
            rest = sum(int.from_bytes(header[at : at + 2], "little") for at in (26, 28)) + entry.compress_size
            taken = copy.copy(entry)
            taken.header_offset = archive.start_dir
            archive.fp.write(header + stored.read(rest))  # type: ignore[union-attr]  # it is open until the block ends
            archive.start_dir += _HEADER_BYTES + rest
            archive.filelist.append(taken)
            unpacked_bytes += entry.file_size
    return unpacked_bytes
