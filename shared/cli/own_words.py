"""What a CV says that no skill of the taxonomy catches: that somebody did this very work, by its title."""

import re
from datetime import date

from shared.domain.assessment import EvidenceKind
from shared.extraction.segmentation import segment
from shared.taxonomy.model import Role
from shared.taxonomy.tokens import exact_key, tokenize

_PARTS = re.compile(r"[,|/;()–—•·]|\s-\s|\sat\s")


def entries_naming(role: Role, text: str, as_of: date) -> list[str]:
    """Headings of the dated jobs of a CV that name a role by one of its titles, to the letter, in their order.

    A longer title is another role: "sous chef" names no chef.
    """
    titles = {_key(title) for title in (role.title, *role.alt_titles)}
    entries = [
        block.entry
        for block in segment(text, as_of)
        if block.kind is EvidenceKind.WORK and block.entry is not None and block.entry.period is not None
    ]
    return list(
        dict.fromkeys(
            entry.heading for entry in entries if any(_key(part) in titles for part in _PARTS.split(entry.heading))
        )
    )


def _key(title: str) -> str:
    return exact_key(token.norm for token in tokenize(title))
