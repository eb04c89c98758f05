"""Find the skills that a CV shows, by the strategy that is asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.domain.assessment import FindingStrategy
from shared.extraction.document import Block
from shared.extraction.matching import Found, find_evidence

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy


def find_skills(
    text: str,
    blocks: tuple[Block, ...],
    taxonomy: "Taxonomy",
    page_at: Callable[[int], int] | None = None,
    strategy: FindingStrategy = FindingStrategy.HYBRID,  # noqa: ARG001 (one strategy is there so far)
) -> tuple[list[Found], FindingStrategy]:
    """Every mention of a skill in the blocks, as `find_evidence` gives them, and the strategy that found them.

    Args:
        page_at: the page of the file that an offset of the text lies on; None where the text is of no file.
        strategy: what is wanted; what was used is in the answer.
    """
    return find_evidence(text, blocks, taxonomy, page_at), FindingStrategy.EXACT
