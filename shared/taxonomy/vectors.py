"""The vectors of a taxonomy's skills, beside its file: written by the compiler, mapped into memory for reading.

A skill's vector is twice its name's plus the mean of its labels', its description's and three times the mean of
sentences that speak of it, each to length 1. The pieces of all labels are kept too, so that the labels of a few skills
can be compared one by one, and what the names are made of letter by letter. The checksums of the taxonomy and of the
table stand in the file: with another of either it is of no use.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.semantics.arrays import Arrays, as_steps, from_steps, write_arrays
from shared.semantics.ngrams import NgramIndex, make_index
from shared.semantics.table import WordTable, mean_runs, to_length_1
from shared.semantics.wordpieces import split_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The table is trained on English alone.
LANGUAGE = "en"
# The next number whenever what is written, or how text is cut and counted, changes.
FORMAT = 5
_NAME_WEIGHT, _SENTENCES_WEIGHT = 2.0, 3.0
# Of whole numbers up to 15 the file packs to two thirds of what those of a full byte take, and ranks as well.
_STEPS = 15
_COARSE_DIMENSIONS = 48
# Of a label without a piece: divides zeros.
_LEAST_LENGTH = 1e-6


def vectors_path(taxonomy: Path) -> Path:
    """Where the vectors of the taxonomy in this file are."""
    return taxonomy.with_suffix(".vectors")


def write_vectors(
    path: Path,
    labels: Sequence[Sequence[str]],
    descriptions: Sequence[str],
    sentences: Sequence[Sequence[str]],
    table: WordTable,
    checksum: str,
) -> None:
    """Write the vectors of all skills.

    Args:
        labels: of each skill by index, its name first; the labels after it may repeat it.
        descriptions: "" where there is none.
        sentences: of each skill those that speak of it; () where there are none.
        checksum: of the taxonomy.
    """
    import numpy as np

    flat = [label for own in labels for label in own]
    sizes = [len(own) for own in labels]
    skill_starts = np.zeros(len(labels) + 1, dtype=np.int64)
    np.cumsum(sizes, out=skill_starts[1:])
    pieces, piece_starts = _pieces(flat, table)
    sums = table.sum_pieces(pieces, piece_starts)
    label_vectors = to_length_1(sums)
    names = label_vectors[skill_starts[:-1]]
    described = to_length_1(table.sum_pieces(*_pieces(descriptions, table)))
    of_sentences = to_length_1(table.sum_pieces(*_pieces([text for own in sentences for text in own], table)))
    spoken = _SENTENCES_WEIGHT * mean_runs(of_sentences, [len(own) for own in sentences])
    skills = to_length_1(_NAME_WEIGHT * names + mean_runs(label_vectors, sizes) + described + spoken)
    directions = _directions(skills)
    coarse = _in_steps("coarse", skills @ directions)
    # Turned, so that a product with it reads both in order.
    coarse["coarse"] = coarse["coarse"].T
    arrays: dict[str, NDArray[Any]] = {
        **_in_steps("skills", skills),
        "directions": directions,
        **coarse,
        "label_pieces": pieces.astype(np.uint16),
        "label_lengths": np.maximum(np.linalg.norm(sums, axis=1), _LEAST_LENGTH).astype(np.float32),
        "label_starts": as_steps(piece_starts.astype(np.uint32)),
        "label_of_skill": as_steps(skill_starts.astype(np.uint32)),
        **make_index([own[0] for own in labels]),
    }
    write_arrays(path, arrays, _meta(checksum, table))


def _meta(checksum: str, table: WordTable) -> dict[str, object]:
    return {"format": FORMAT, "taxonomy": checksum, "table": table.checksum}


def _directions(skills: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """(dimensions, n): those along which the skills are longest."""
    import numpy as np

    _, directions = np.linalg.eigh((skills.T @ skills).astype(np.float64))
    longest: NDArray[np.float32] = directions[:, ::-1][:, :_COARSE_DIMENSIONS].astype(np.float32)
    return np.ascontiguousarray(longest)


def _in_steps(name: str, vectors: "NDArray[np.float32]") -> "dict[str, NDArray[Any]]":
    """Whole numbers, and what each row of them is to be multiplied with."""
    import numpy as np

    scales = np.maximum(np.abs(vectors).max(1), _LEAST_LENGTH) / _STEPS
    return {
        name: np.round(vectors / scales[:, None]).astype(np.int8),
        f"{name}_scales": scales.astype(np.float32),
    }


def _pieces(texts: Sequence[str], table: WordTable) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """The rows of all texts' pieces, and where each text's begin."""
    import numpy as np

    cut = [[row for rows in table.rows_of([word.norm for word in split_words(text)]) for row in rows] for text in texts]
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum([len(rows) for rows in cut], out=starts[1:])
    return np.array([row for rows in cut for row in rows], dtype=np.int64), starts


class SkillVectors:
    """Safe to share between threads. Make one with `SkillVectors.open`.

    Attributes:
            names: likeness of a text to each skill's name, letter by letter.
    """

    def __init__(self, arrays: Arrays, table: WordTable) -> None:
        self.table = table
        self._skills, self._skill_scales = arrays["skills"], arrays["skills_scales"]
        self._directions = arrays["directions"]
        self._coarse = arrays["coarse"] * arrays["coarse_scales"]
        self._label_pieces = arrays["label_pieces"]
        self._label_starts = from_steps(arrays["label_starts"])
        self._label_lengths = arrays["label_lengths"]
        self._label_of_skill = from_steps(arrays["label_of_skill"])
        self.names = NgramIndex(arrays, len(self._skills))

    @classmethod
    def open(cls, path: Path, checksum: str, table: WordTable) -> "SkillVectors | None":
        """None where there are none for this taxonomy and this table.

        Raises:
            ModelUnavailableError: the file is damaged.
        """
        if not path.is_file():
            return None
        arrays = Arrays.open(path)
        if arrays.meta != _meta(checksum, table):
            return None
        return cls(arrays, table)

    def __len__(self) -> int:
        """How many skills have one: those of the taxonomy's file, by index."""
        return len(self._skills)

    def take(self, indexes: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """(n_indexes, dimensions): the vectors of these skills, each of about length 1."""
        vectors: NDArray[np.float32] = self._skills[indexes] * self._skill_scales[indexes, None]
        return vectors

    def compare_all(self, vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
        """(n_vectors, n_skills): roughly the likeness to each skill, by the directions that tell most of them apart."""
        likeness: NDArray[np.float32] = (vectors @ self._directions) @ self._coarse
        return likeness

    def compare(self, vectors: "NDArray[np.float32]", indexes: "NDArray[np.int64]") -> "NDArray[np.float32]":
        """(n_indexes, n_vectors): the likeness of each of these skills to each vector."""
        import numpy as np

        skills = self._skills[indexes].astype(np.float32)
        likeness: NDArray[np.float32] = (skills @ vectors.T) * self._skill_scales[indexes, None]
        return likeness

    def compare_labels(
        self, sums: "NDArray[np.float32]", runs: "NDArray[np.int64]", indexes: "NDArray[np.int64]"
    ) -> "NDArray[np.float32]":
        """(n_indexes, n_runs): the product of each run of words with the nearest label of each of these skills.

        A label is the sum of its pieces and a run the sum of its words, so a product of both is a sum of products of a
        piece and a word: far fewer numbers than the vectors of all labels and runs.

        Args:
            sums: (n_sums, dimensions): of the words of a text up to some of them.
            runs: (n_runs, 2): the rows of `sums` that a run is the difference of, the lesser first.
        """
        import numpy as np

        first = self._label_of_skill[indexes].astype(np.int64)
        sizes = self._label_of_skill[indexes + 1].astype(np.int64) - first
        labels = _ranges(first, sizes)
        piece_first = self._label_starts[labels].astype(np.int64)
        piece_sizes = self._label_starts[labels + 1].astype(np.int64) - piece_first
        rows, at = _distinct(self._label_pieces[_ranges(piece_first, piece_sizes)])
        # Rows are pieces and columns words: rows are copied whole, and added up many columns at a time.
        products = np.zeros((len(labels), len(sums)), dtype=np.float32)
        has_pieces = piece_sizes > 0
        if len(at):
            begins = (np.cumsum(piece_sizes) - piece_sizes)[has_pieces]
            products[has_pieces] = np.add.reduceat(self.table.compare(rows, sums)[at], begins, axis=0)
        products /= self._label_lengths[labels][:, None]
        of_runs = products[:, runs[:, 1]] - products[:, runs[:, 0]]
        nearest: NDArray[np.float32] = np.maximum.reduceat(of_runs, np.cumsum(sizes) - sizes, axis=0)
        return nearest


def _distinct(rows: "NDArray[np.uint16]") -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """As `numpy.unique(rows, return_inverse=True)`, without sorting."""
    import numpy as np

    place = np.zeros(int(rows.max()) + 1 if len(rows) else 0, dtype=np.int64)
    place[rows] = 1
    (distinct,) = np.nonzero(place)
    place[distinct] = np.arange(len(distinct))
    return distinct, place[rows]


def _ranges(starts: "NDArray[np.int64]", sizes: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """The numbers of all ranges, one after another, without a loop in Python."""
    import numpy as np

    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    numbers: NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - sizes), sizes)
    return numbers
