"""The names of a taxonomy's skills as the sentence encoder sees them, beside the taxonomy's file.

Only looking again at a ranking needs them, and making them takes ten seconds: they are made when they are first asked
for, and kept. The checksums of the taxonomy and of the encoder stand in the file: with another of either they are made
anew. Where nothing can be written they are made each time.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.domain.errors import ModelUnavailableError
from shared.semantics.arrays import Arrays, write_arrays
from shared.semantics.encoder import Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.load import Taxonomy

# The next number whenever what is written, or how text is cut, changes.
FORMAT = 1
_STEPS = 127


def encoded_path(taxonomy: Path) -> Path:
    """Where the encoded names of the taxonomy in this file are."""
    return taxonomy.with_suffix(".encoded")


def encode_names(taxonomy: "Taxonomy", encoder: Encoder) -> "NDArray[np.float32]":
    """(n_skills, 384), each of length 1 but for rounding, in the order of the skills' indexes."""
    path = encoded_path(taxonomy.path)
    meta = {"format": FORMAT, "taxonomy": taxonomy.checksum, "encoder": encoder.checksum}
    kept = _read(path, meta)
    if kept is None:
        kept = _in_steps(encoder.names([skill.name for skill in taxonomy.iter_skills()]))
        with suppress(OSError):
            _write(path, kept, meta)
    names: NDArray[np.float32] = kept["names"] * kept["scales"][:, None]
    return names


def _read(path: Path, meta: dict[str, object]) -> "dict[str, NDArray[Any]] | None":
    if not path.is_file():
        return None
    try:
        arrays = Arrays.open(path)
        return {"names": arrays["names"], "scales": arrays["scales"]} if arrays.meta == meta else None
    except ModelUnavailableError:
        return None


def _write(path: Path, arrays: "dict[str, NDArray[Any]]", meta: dict[str, object]) -> None:
    """Whole or not at all, whoever else writes it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_arrays(draft, arrays, meta)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _in_steps(vectors: "NDArray[np.float32]") -> "dict[str, NDArray[Any]]":
    import numpy as np

    scales = np.abs(vectors).max(1) / _STEPS
    return {"names": np.round(vectors / scales[:, None]).astype(np.int8), "scales": scales.astype(np.float32)}
