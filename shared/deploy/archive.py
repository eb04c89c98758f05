"""Zips of which the same files make the same bytes: sorted, without times, with one mode for all.

Every file is compressed once, into a zip of all; that of a function takes its part of it as it is.
"""

import copy
import stat
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

# The first that a zip can tell.
_DATE = (1980, 1, 1, 0, 0, 0)
# Lambda runs a function as another user than the one that owns its files.
_MODE = stat.S_IFREG | 0o644
_UNIX = 3
# Bytes of a part of a file that may be packed in another way than the next.
_PART_BYTES = 2**18
_LEVEL = 9
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
            data = files[name].read_bytes()
            packed = _packed(data)
            entry.CRC, entry.file_size, entry.compress_size = zlib.crc32(data), len(data), len(packed)
            entry.header_offset = archive.start_dir
            _append(archive, entry, entry.FileHeader(zip64=False) + packed)


def _packed(data: bytes) -> bytes:
    """What unpacks to it, as short as zlib makes it: numbers pack best where no repeats are looked for, text where they
    are."""
    whole = _deflated(data, zlib.Z_DEFAULT_STRATEGY, is_last=True)
    if len(data) <= _PART_BYTES:
        return whole
    parts = []
    for at in range(0, len(data), _PART_BYTES):
        part, is_last = data[at : at + _PART_BYTES], at + _PART_BYTES >= len(data)
        ways = (_deflated(part, way, is_last=is_last) for way in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY))
        parts.append(min(ways, key=len))
    return min(whole, b"".join(parts), key=len)


def _deflated(data: bytes, strategy: int, *, is_last: bool) -> bytes:
    """Of a part that is not the last one, so that the next can follow."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)


def _append(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, written: bytes) -> None:
    """Add an entry with what stands before it, as it is."""
    archive.fp.write(written)  # type: ignore[union-attr]  # it is open until the block ends
    archive.start_dir += len(written)
    archive.filelist.append(entry)


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
            _append(archive, taken, header + stored.read(rest))
            unpacked_bytes += entry.file_size
    return unpacked_bytes
