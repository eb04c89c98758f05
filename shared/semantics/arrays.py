"""A file of arrays that is mapped into memory: opening it reads its header and nothing else."""

import hashlib
import json
import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.domain.errors import ModelUnavailableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MAGIC = b"SKPTARR1"
_ALIGNMENT = 64


def write_arrays(path: Path, arrays: "Mapping[str, NDArray[Any]]", meta: Mapping[str, Any]) -> None:
    """Write what `Arrays.open` reads; the same arrays give the same bytes on every machine."""
    import numpy as np

    entries: dict[str, Any] = {}
    body = bytearray()
    for name in sorted(arrays):
        # Little-endian whatever the machine, as nearly all are.
        array = np.ascontiguousarray(arrays[name])
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        body.extend(b"\0" * (-len(body) % _ALIGNMENT))
        entries[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "at": len(body)}
        body.extend(array.tobytes())
    header = {"meta": dict(meta), "arrays": entries, "sha256": hashlib.sha256(body).hexdigest()}
    written = json.dumps(header, sort_keys=True, ensure_ascii=True).encode()
    written += b" " * (-(len(_MAGIC) + 4 + len(written)) % _ALIGNMENT)
    path.write_bytes(_MAGIC + len(written).to_bytes(4, "little") + written + bytes(body))


def as_steps(numbers: "NDArray[Any]") -> "NDArray[np.uint8]":
    """(bytes_of_a_number, n): whole numbers that mostly rise, as the steps from each to the next, one byte of all steps
    after another: it packs to two thirds of what the numbers do."""
    import numpy as np

    little = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
    steps = np.diff(little, prepend=little.dtype.type(0))
    return np.ascontiguousarray(steps.view(np.uint8).reshape(len(steps), steps.itemsize).T)


def from_steps(steps: "NDArray[np.uint8]") -> "NDArray[Any]":
    """The numbers that `as_steps` was given."""
    import numpy as np

    numbers = np.zeros(steps.shape[1], dtype=f"u{len(steps)}")
    for place, of_all in enumerate(steps):
        numbers |= of_all.astype(numbers.dtype) << 8 * place
    return np.cumsum(numbers, dtype=numbers.dtype, out=numbers)


class Arrays(Mapping[str, "NDArray[Any]"]):
    """Arrays that lie in a file. They are read as they are touched, and cannot be written to.

    Attributes:
        meta: what the writer said of them.
        checksum: SHA-256 of the arrays, hex, as the file states it; `verify` checks it.
    """

    def __init__(self, path: Path, data: "mmap.mmap | bytes", header: dict[str, Any], body_at: int) -> None:
        self.path = path
        self.meta: dict[str, Any] = header["meta"]
        self.checksum: str = header["sha256"]
        self._entries: dict[str, Any] = header["arrays"]
        self._data = data
        self._body_at = body_at

    @classmethod
    def open(cls, path: Path) -> "Arrays":
        """Raises:
        ModelUnavailableError: absent, or not such a file.
        """
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            header_at = len(_MAGIC) + 4
            body_at = header_at + int.from_bytes(data[len(_MAGIC) : header_at], "little")
            # Of another kind of file the header is no JSON, or none that says this.
            header = json.loads(data[header_at:body_at]) if data[: len(_MAGIC)] == _MAGIC else {}
            return cls(path, data, header, body_at)
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailableError(f"{path} is no file of vectors ({error!r}): make it again") from error

    def __getitem__(self, name: str) -> "NDArray[Any]":
        import numpy as np

        try:
            entry = self._entries[name]
            count = int(np.prod(entry["shape"], dtype=np.int64))
            flat: NDArray[Any] = np.frombuffer(self._data, entry["dtype"], count, self._body_at + entry["at"])
            return flat.reshape(entry["shape"])
        except (KeyError, ValueError) as error:
            raise ModelUnavailableError(f"{self.path} is damaged ({error}): make it again") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def verify(self) -> None:
        """Read all of it and compare the checksum.

        Raises:
            ModelUnavailableError: it is not what was written.
        """
        if hashlib.sha256(memoryview(self._data)[self._body_at :]).hexdigest() != self.checksum:
            raise ModelUnavailableError(f"{self.path} is damaged: its checksum does not hold; make it again")
