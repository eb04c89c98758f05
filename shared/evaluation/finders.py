"""The ways of finding skills that are measured, each by the name that it has everywhere else."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from shared.domain.assessment import EvidenceKind, FindingStrategy, Section
from shared.domain.errors import InvalidInputError
from shared.domain.skill import SkillSource
from shared.evaluation.evaluate import AS_OF, Finder
from shared.extraction.document import Block
from shared.extraction.finding import find_skills
from shared.extraction.rerank import rerank_skills
from shared.extraction.segmentation import segment
from shared.extraction.semantic import Ranked, rank_skills
from shared.semantics.encoder import Encoder
from shared.semantics.wordpieces import split_words
from shared.taxonomy.encoded import encode_names

if TYPE_CHECKING:
    from shared.semantics.ngrams import NgramIndex
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.vectors import SkillVectors


class ExactFinder:
    """What an assessment finds by this strategy, in a sentence as if it stood in a job of a CV."""

    name = "exact"
    _strategy = FindingStrategy.EXACT

    def __init__(self, taxonomy: "Taxonomy") -> None:
        self._taxonomy = taxonomy
        self._names = _esco_names(taxonomy)

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        """In the order of the text, and nothing after that."""
        return [labels[:top] for labels in self.find(texts)]

    def find(self, texts: Sequence[str]) -> list[list[str]]:
        return [[self._names[index] for index in self._found(text) if index in self._names] for text in texts]

    def mark(self, text: str) -> list[tuple[int, int]]:
        found, _ = find_skills(text, segment(text, AS_OF), self._taxonomy, strategy=self._strategy)
        return sorted({(item.evidence.mention_start, item.evidence.mention_end) for item in found})

    def named(self, text: str) -> list[int]:
        """Indexes of the skills that are named, each once, whether the sentence affirms or denies them."""
        return self._indexes(text, FindingStrategy.EXACT)

    def _found(self, text: str) -> list[int]:
        return self._indexes(text, self._strategy)

    def _indexes(self, text: str, strategy: FindingStrategy) -> list[int]:
        block = Block(0, len(text), Section.EXPERIENCE, EvidenceKind.WORK)
        found, _ = find_skills(text, (block,), self._taxonomy, strategy=strategy) if text else ([], strategy)
        return list(dict.fromkeys(item.skill_index for item in found))


class HybridFinder(ExactFinder):
    """Ranks all skills by score, those that a text names ahead."""

    name = "hybrid"
    _strategy = FindingStrategy.HYBRID

    def __init__(self, taxonomy: "Taxonomy", vectors: "SkillVectors") -> None:
        super().__init__(taxonomy)
        self._vectors = vectors

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        ranked = rank_skills(texts, self._vectors, [self.named(text) for text in texts])
        return [self._known(items)[:top] for items in ranked]

    def _known(self, items: Sequence[Ranked]) -> list[str]:
        return [self._names[item.skill_index] for item in items if item.skill_index in self._names]


class RerankFinder(HybridFinder):
    """The same, looked at again with a sentence encoder."""

    name = "rerank"

    def __init__(self, taxonomy: "Taxonomy", vectors: "SkillVectors") -> None:
        super().__init__(taxonomy, vectors)
        self._encoder = Encoder(vectors.table)
        self._encoded = encode_names(taxonomy, self._encoder)

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        named = [self.named(text) for text in texts]
        ranked = rerank_skills(texts, self._vectors, self._encoder, self._encoded, named)
        return [self._known(items)[:top] for items in ranked]


class LettersFinder:
    """A yardstick: likeness letter by letter alone. It says of no skill that it is there."""

    name = "letters"

    def __init__(self, taxonomy: "Taxonomy", names: "NgramIndex") -> None:
        self._names = _esco_names(taxonomy)
        self._index = names

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        rankings = []
        for text in texts:
            order = (-self._index.likeness(split_words(text))).argsort(kind="stable")
            rankings.append([self._names[index] for index in order.tolist() if index in self._names][:top])
        return rankings

    def find(self, texts: Sequence[str]) -> list[list[str]]:
        return [[] for _ in texts]

    def mark(self, text: str) -> list[tuple[int, int]]:  # noqa: ARG002  # of the port
        return []


def make_finder(name: str, taxonomy: "Taxonomy") -> Finder:
    """Raises:
    InvalidInputError: there is no such way, or this taxonomy has no vectors, which it needs.
    NotConfiguredError: it needs what is not installed.
    ModelUnavailableError: it needs a model that is not there.
    """
    makers: dict[str, Callable[[], Finder]] = {
        "exact": lambda: ExactFinder(taxonomy),
        "letters": lambda: LettersFinder(taxonomy, _vectors(taxonomy).names),
        "hybrid": lambda: HybridFinder(taxonomy, _vectors(taxonomy)),
        "rerank": lambda: RerankFinder(taxonomy, _vectors(taxonomy)),
    }
    if name not in makers:
        raise InvalidInputError(f"there is no strategy {name!r}: choose of {', '.join(makers)}")
    return makers[name]()


def _vectors(taxonomy: "Taxonomy") -> "SkillVectors":
    vectors = taxonomy.vectors()
    if vectors is None:
        raise InvalidInputError(
            f"{taxonomy.path} has no vectors beside it: compile ESCO in English with `skillpath taxonomy compile`"
        )
    return vectors


def _esco_names(taxonomy: "Taxonomy") -> dict[int, str]:
    """Without our own additions, which no benchmark knows."""
    return {skill.index: skill.name for skill in taxonomy.iter_skills() if skill.source is SkillSource.ESCO}
