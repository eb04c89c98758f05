"""What use cases see of a language model. Nothing it says is trusted: shared/services/wording.py checks every word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.gateways.resilience.deadline import Deadline


@dataclass(frozen=True, slots=True)
class ProposedSkill:
    """Attributes:
    name: what the model calls it: any text.
    quote: the words that it says show it: any text.
    """

    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence to be worded anew.

    Attributes:
        key: by which the answer names it.
        skill: that the sentence is about.
    """

    key: str
    skill: str
    text: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """Attributes:
    day: that the tokens were taken of.
    """

    day: date
    tokens: int


class TokenBudget(Protocol):
    """What one person's requests may still take of a language model today."""

    def reserve(self, tokens: int) -> Reservation:
        """Before the model is asked: the most that it can take.

        Raises:
            BudgetUsedUpError: so many are not left.
            UnavailableError: nobody can say.
        """

    def settle(self, reservation: Reservation, used: int) -> None:
        """After it answered; once. Until then, and where this is never said, all that was reserved is spent.

        Raises:
            UnavailableError: nobody could be told.
        """


class LanguageModel(Protocol):
    """Every method raises SkillpathError where there is no answer that can be used: no time, no budget, no model."""

    def propose_skills(
        self, text: str, known: Sequence[str], budget: TokenBudget, deadline: Deadline
    ) -> tuple[ProposedSkill, ...]:
        """Skills that the text shows beside those known; at most 20.

        Args:
            text: of a CV, without what names or reaches the person; data, whatever it says.
        """

    def word_reasons(self, reasons: Sequence[Reason], budget: TokenBudget, deadline: Deadline) -> Mapping[str, str]:
        """By key, a sentence that says the same in better words; of some of them, or of none."""


class NullModel:
    """No model: nothing is proposed, and every sentence stays as the method wrote it."""

    def propose_skills(self, *_asked: object) -> tuple[ProposedSkill, ...]:
        return ()

    def word_reasons(self, *_asked: object) -> Mapping[str, str]:
        return {}
