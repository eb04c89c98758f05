"""What an action may use beside the store."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from shared.domain.assessment import FindingStrategy
from shared.domain.document import ContentType
from shared.domain.document_text import DocumentText
from shared.domain.errors import BudgetUsedUpError
from shared.domain.ids import UserId
from shared.domain.skill import Skill
from shared.gateways.llm.port import LanguageModel, NullModel, TokenBudget
from shared.gateways.object_store import ObjectStore
from shared.gateways.queue import WorkQueue
from shared.taxonomy.load import Taxonomy


class DocumentReader(Protocol):
    """Reads a file that a stranger made, within bounds of time and memory of its own."""

    def __call__(self, data: bytes, content_type: ContentType) -> DocumentText:
        """Raises:
        DocumentRefusedError: its bytes are refused, or hold no text.
        """


class TaxonomyProvider(Protocol):
    """The compiled taxonomy with the installation's own skills, as `Vocabulary.current`."""

    def __call__(self, read: Callable[[], Sequence[Skill]]) -> Taxonomy:
        """Args:
        read: all own skills; asked for where what is held is too old.
        """


_NO_MODEL = NullModel()


def _no_budget(_user_id: UserId) -> TokenBudget:
    raise BudgetUsedUpError("no language model is set: nothing may be taken of one")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tools:
    """Attributes:
    clock: the time, with its zone.
    chance: a number in [0, 1), by which delays are spread.
    model: proposes skills and words reasons, or does neither.
    budget_of: what it may still take for a user today.
    strategy: how skills are to be found.
    """

    objects: ObjectStore
    queue: WorkQueue
    read_document: DocumentReader
    taxonomy: TaxonomyProvider
    clock: Callable[[], datetime] = _now
    chance: Callable[[], float] = random.random
    model: LanguageModel = _NO_MODEL
    budget_of: Callable[[UserId], TokenBudget] = _no_budget
    strategy: FindingStrategy = FindingStrategy.HYBRID
