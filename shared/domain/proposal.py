"""What a language model adds beside what the method found: always marked as its own, and never a score."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.ids import SkillId


class Writer(StrEnum):
    """Whose words they are: the method's, or a language model's."""

    SKILLPATH = "skillpath"
    AI = "ai"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A skill that matching missed, as a language model reads the text: for the person to confirm or to leave.

    It has no level, no score and no confidence, and counts for nothing until the person says that they have the skill.

    Attributes:
        skill_id, name: of the taxonomy.
        quote: the words it rests on: `text[start:end]`, to the letter.
        start, end: offsets in Unicode code points into the given text.
    """

    skill_id: SkillId
    name: str
    quote: str
    start: int
    end: int
    written_by: Writer = Writer.AI
