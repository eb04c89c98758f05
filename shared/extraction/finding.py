"""Find the skills that a CV shows, by the strategy that is asked for.

`exact` shows every mention by name. `hybrid` asks of each mention, by name or by meaning, how likely a careful reader
is to agree that its words show the skill (meaning.py), and leaves out what is not sure enough. By meaning, words show
one skill at the most, the likeliest, and none where they name one.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from shared.domain.assessment import FindingStrategy, Polarity
from shared.extraction.document import Block
from shared.extraction.matching import MAX_PER_SKILL, Found, Reading, find_evidence, read_mentions

if TYPE_CHECKING:
    from shared.extraction.meaning import Weighed
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.vectors import SkillVectors

# The least likelihood of a mention that is shown. What a text names outright is on record in its words, and a person
# sees at once why it is there; of what it only means, more is asked.
SURE_BY_NAME, SURE_BY_MEANING = 0.5, 0.8


def find_skills(
    text: str,
    blocks: tuple[Block, ...],
    taxonomy: "Taxonomy",
    page_at: Callable[[int], int] | None = None,
    strategy: FindingStrategy = FindingStrategy.HYBRID,
) -> tuple[list[Found], FindingStrategy]:
    """The mentions of the skills that are shown, affirmed or not, in text order, and the strategy that found them.

    Args:
        page_at: the page of the file that an offset of the text lies on; None where the text is of no file.
        strategy: what is wanted; `exact` is used where the taxonomy has no vectors, as in other languages, or numpy is
            not installed.

    Raises:
        ModelUnavailableError: a file of vectors or weights is damaged.
    """
    if strategy is FindingStrategy.HYBRID and find_spec("numpy") and (vectors := taxonomy.vectors()) is not None:
        reading = read_mentions(text, blocks, taxonomy, page_at)
        return _sure(text, reading, taxonomy, vectors, page_at), FindingStrategy.HYBRID
    return find_evidence(text, blocks, taxonomy, page_at), FindingStrategy.EXACT


def _sure(
    text: str,
    reading: Reading,
    taxonomy: "Taxonomy",
    vectors: "SkillVectors",
    page_at: Callable[[int], int] | None,
) -> list[Found]:
    # Imported here, as it loads numpy.
    from shared.extraction.meaning import found_of, likelihood_network, weigh

    weighed = weigh(reading, taxonomy, vectors, likelihood_network())
    by_name = [item for item in weighed if item.hit.found and item.likelihood >= SURE_BY_NAME]
    found = [item for item in reading.found if item.evidence.polarity is not Polarity.AFFIRMED]
    found += [found_of(item.hit, text, reading, page_at) for item in (*by_name, *_by_meaning(weighed, by_name))]
    return sorted(found, key=lambda item: (item.evidence.mention_start, item.evidence.mention_end, item.skill_index))


def _by_meaning(weighed: "Sequence[Weighed]", by_name: "Sequence[Weighed]") -> "Iterator[Weighed]":
    """The sure ones on words that nothing likelier stands on, at most so many of a skill as are kept by name."""
    taken = [(item.hit.start, item.hit.end) for item in by_name]
    sure = [item for item in weighed if not item.hit.found and item.likelihood >= SURE_BY_MEANING]
    count: dict[int, int] = {}
    for item in sorted(sure, key=lambda item: -item.likelihood):
        start, end = item.hit.start, item.hit.end
        if not any(start < other_end and other_start < end for other_start, other_end in taken):
            taken.append((start, end))
            count[item.hit.skill_index] = count.get(item.hit.skill_index, 0) + 1
            if count[item.hit.skill_index] <= MAX_PER_SKILL:
                yield item
