"""What one step of training the encoder sees: skills that are easily taken for one another, each with a text.

A step depends on the seed and its number alone, so that training can go on from any step and sees the same.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.semantics.table import WordTable, to_length_1
from shared.semantics.wordpieces import split_words
from shared.training.pairs import Pairs

# Of the skills that the table of word vectors finds nearest to one, so many stand beside it, drawn from so many.
BESIDE, _NEAREST = 3, 24
# How often a label stands in a list with others, as in advertisements, and how often such a text is said in full.
_IN_LIST, _IN_WORDS = 0.4, 0.5
_MOST_LISTED = 3
_LABEL_WORDS = 6
_WORDINGS = (
    "Experience with {}.",
    "Experience in {} is a plus.",
    "Knowledge of {} required.",
    "You have experience with {}.",
    "You will be responsible for {}.",
    "Responsible for {} in an international team.",
    "Strong background in {}.",
    "Ability to {}.",
    "Must be able to {} independently.",
    "As part of our team, you will {}.",
    "Proven track record: {}.",
    "Familiarity with {} preferred.",
    "In this role you {} every day.",
    "Main tasks: {}",
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Attributes:
    texts, skills: one pair a place; no skill stands there twice.
    speaks_of: (n, n): whether the text of a row speaks of the skill of a column.
    """

    texts: list[str]
    skills: list[int]
    speaks_of: NDArray[np.bool_]


class Batches:
    """Pairs in an order of their own each epoch, a few at a time, and beside each some of the skills nearest to it."""

    def __init__(self, pairs: Pairs, table: WordTable, size: int, seed: int) -> None:
        """Args:
        size: pairs in a batch, at most.
        """
        self._pairs, self._size, self._seed = pairs, size, seed
        self._seeds = size // (1 + BESIDE)
        cut = [table.rows_of([word.norm for word in split_words(name)]) for name in pairs.names]
        self._vectors = to_length_1(table.sum_runs([[row for rows in name for row in rows] for name in cut]))
        self._of_skill: list[list[int]] = [[] for _ in pairs.names]
        self._skills_of: dict[str, set[int]] = {}
        for at, (text, skill) in enumerate(zip(pairs.texts, pairs.skills, strict=True)):
            self._of_skill[skill].append(at)
            self._skills_of.setdefault(text, set()).add(skill)
        self._labels = [at for at, text in enumerate(pairs.texts) if len(text.split()) <= _LABEL_WORDS]

    def make(self, step: int) -> Batch:
        draw = np.random.default_rng([self._seed, step])
        chosen: dict[int, int] = {}
        seeds = self.seeds_of(step)
        skills = [self._pairs.skills[at] for at in seeds]
        nearest = np.argpartition(-(self._vectors[skills] @ self._vectors.T), _NEAREST, axis=1)[:, :_NEAREST]
        for at, skill, own in zip(seeds, skills, nearest, strict=True):
            chosen.setdefault(skill, at)
            for near in draw.choice(own, BESIDE, replace=False).tolist():
                if self._of_skill[near]:
                    chosen.setdefault(near, int(draw.choice(self._of_skill[near])))
        texts, spoken = [], []
        for at in chosen.values():
            text, speaks_of = self._vary(self._pairs.texts[at], draw)
            texts.append(text)
            spoken.append(speaks_of)
        return Batch(texts, list(chosen), np.array([[skill in own for skill in chosen] for own in spoken]))

    def seeds_of(self, step: int) -> list[int]:
        """The places of the pairs that a step begins with: each once in an epoch."""
        n = len(self._pairs.texts)
        epoch, at = divmod(step * self._seeds, n - n % self._seeds)
        order = np.random.default_rng([self._seed, epoch, 0]).permutation(n)
        seeds: list[int] = order[at : at + self._seeds].tolist()
        return seeds

    def _vary(self, text: str, draw: np.random.Generator) -> tuple[str, set[int]]:
        """A label may come with others in a list and with words around it; which skills the text then speaks of."""
        skills = self._skills_of[text]
        if len(text.split()) > _LABEL_WORDS:
            return text, skills
        if draw.random() < _IN_LIST:
            others = draw.choice(self._labels, int(draw.integers(1, _MOST_LISTED + 1)))
            listed = [text, *(self._pairs.texts[other] for other in others)]
            skills = set().union(*(self._skills_of[one] for one in listed))
            draw.shuffle(listed)
            text = ", ".join(listed[:-1]) + str(draw.choice([" and ", ", ", " or "])) + listed[-1]
        if draw.random() < _IN_WORDS:
            text = str(draw.choice(_WORDINGS)).format(text)
        return text, skills
