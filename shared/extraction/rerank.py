"""Look at a ranking again with a sentence encoder.

To the best of the ranking come the skills that the encoder finds nearest to the text; all are then ordered by the
ranking's score and two likenesses more:

    whole   the whole text and the skill's name
    pieces  the text's word pieces in their context and the name, those that come nearest counting most
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from shared.extraction.semantic import Ranked, rank_skills

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.semantics.encoder import Encoder
    from shared.taxonomy.vectors import SkillVectors

WHOLE_WEIGHT, PIECES_WEIGHT = 0.7, 0.7
# How many of the ranking and how many that the encoder finds are looked at, and how many are left of them.
DEPTH = 50
# How sharply the pieces nearest to a name stand out, as in training.
SHARPNESS = 10.0


def rerank_skills(
    texts: Sequence[str],
    vectors: "SkillVectors",
    encoder: "Encoder",
    names: "NDArray[np.float32]",
    named: Sequence[Collection[int]],
) -> list[list[Ranked]]:
    """As `rank_skills`, in the order of its score and the encoder's likenesses together; at most `DEPTH` a text.

    Args:
        names: (n_skills, 384): as `shared.taxonomy.encoded` makes them.
    """
    read = [_read(encoder.states(text)) for text in texts]
    also = [_nearest(item, names) for item in read]
    ranked = rank_skills(texts, vectors, named, 2 * DEPTH, also)
    return [_again(item, items, names) for item, items in zip(read, ranked, strict=True)]


class _Read(NamedTuple):
    """Of a text the mean of its states (384,) and those of its word pieces (n_pieces, 384), each of length 1."""

    whole: "NDArray[np.float32]"
    pieces: "NDArray[np.float32]"


def _read(states: "NDArray[np.float32]") -> _Read:
    from shared.semantics.table import to_length_1

    return _Read(to_length_1(states.mean(0)), to_length_1(states[1:-1]))


def _nearest(read: _Read, names: "NDArray[np.float32]") -> list[int]:
    """The skills that the encoder finds nearest, roughly: by the whole and the one piece that comes nearest."""
    import numpy as np

    scores = WHOLE_WEIGHT * (names @ read.whole) + PIECES_WEIGHT * (names @ read.pieces.T).max(1)
    nearest: list[int] = np.argpartition(-scores, min(DEPTH, len(scores)) - 1)[:DEPTH].tolist()
    return nearest


def _again(read: _Read, items: Sequence[Ranked], names: "NDArray[np.float32]") -> list[Ranked]:
    import numpy as np

    of_items = names[[item.skill_index for item in items]]
    each = of_items @ read.pieces.T
    share = np.exp(SHARPNESS * each)
    pieces = (share * each).sum(1) / share.sum(1)
    more = WHOLE_WEIGHT * (of_items @ read.whole) + PIECES_WEIGHT * pieces
    scores = np.array([item.score for item in items], dtype=np.float32) + more
    best = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
    return [items[place]._replace(score=float(scores[place])) for place in best]
