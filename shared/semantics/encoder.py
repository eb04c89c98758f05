"""The sentence encoder, for looking again at a ranking: MiniLM trained further on skills, in eight bits.

Optional: it needs onnxruntime, which is not installed with Skillpath (see INSTALL). The model comes with the package
(encoder.onnx; how it was made stands in encoder.md beside it). Its word pieces are those of the table, in its order.
"""

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from shared.domain.errors import ModelUnavailableError, NotConfiguredError
from shared.semantics.table import to_length_1
from shared.semantics.wordpieces import split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.semantics.table import WordTable

INSTALL = "pip install 'skillpath[rerank]'"
ENCODER_PATH = Path(__file__).parent / "encoder.onnx"
MAX_PIECES = 128
DIMENSIONS = 384

_BEGIN, _END, _UNKNOWN = 101, 102, 100
_BATCH = 32


class Encoder:
    """Safe to share between threads.

    Attributes:
        checksum: SHA-256 of the model, hex.
    """

    def __init__(self, table: "WordTable", path: Path = ENCODER_PATH) -> None:
        """Args:
            table: whose word pieces are the encoder's too, in the same order.

        Raises:
            NotConfiguredError: onnxruntime is not installed.
            ModelUnavailableError: the model is absent or damaged.
        """
        if find_spec("onnxruntime") is None:
            raise NotConfiguredError(f"looking again at a ranking needs onnxruntime: {INSTALL}")
        if not path.is_file():
            raise ModelUnavailableError(
                f"{path} is absent: take it from a whole package, or make it as encoder.md says"
            )
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors have no class in common
            raise ModelUnavailableError(f"{path} cannot be read ({error}): make it again") from error
        self.checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        self._table = table

    def states(self, text: str) -> "NDArray[np.float32]":
        """(n_pieces + 2, 384): the state of each word piece in its text, those of its begin and end around them."""
        states: NDArray[np.float32] = self._run([self.rows_of(text)])[0]
        return states

    def names(self, names: Sequence[str]) -> "NDArray[np.float32]":
        """(n_names, 384), of length 1: the mean of each name's states."""
        import numpy as np

        rows = [self.rows_of(name) for name in names]
        # Those of one length together, so that nothing is padded.
        order = sorted(range(len(rows)), key=lambda at: (len(rows[at]), rows[at]))
        means = np.zeros((len(rows), DIMENSIONS), dtype=np.float32)
        for _, same in groupby(order, lambda at: len(rows[at])):
            alike = list(same)
            for at in range(0, len(alike), _BATCH):
                batch = alike[at : at + _BATCH]
                means[batch] = self._run([rows[at] for at in batch]).mean(1)
        return to_length_1(means)

    def rows_of(self, text: str) -> list[int]:
        """A text's word pieces between begin and end."""
        cut = self._table.pieces_of([word.norm for word in split_words(text)])
        inner = [row for rows in cut for row in rows or (_UNKNOWN,)][: MAX_PIECES - 2]
        return [_BEGIN, *(inner or [_UNKNOWN]), _END]

    def _run(self, rows: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        import numpy as np

        (states,) = self._session.run(None, {"rows": np.array(rows, dtype=np.int64)})
        result: NDArray[np.float32] = states
        return result
