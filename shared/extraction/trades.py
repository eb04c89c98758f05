"""The trade that a title names: who worked as a carpenter shows carpentry, a graphic designer graphic design.

English forms alone, and only what a taxonomy has a label for; titles that are said of anybody ("manager", "officer")
name a trade with the words before them at most.
"""

import re

# The end of a title, and what takes its place in the name of the trade.
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ologist", ("ology",)),
    ("ographer", ("ography",)),
    ("scientist", ("science",)),
    ("chemist", ("chemistry",)),
    ("ist", ("ism", "istry", "y", "ics")),
    ("ician", ("ics",)),
    ("accountant", ("accounting",)),
    ("architect", ("architecture",)),
    ("lawyer", ("law",)),
    ("designer", ("design",)),
    ("manager", ("management",)),
    ("lator", ("lation",)),
    ("penter", ("pentry",)),
    ("oiner", ("oinery",)),
    ("eer", ("eering",)),
    ("er", ("ing",)),
    ("sellor", ("selling",)),
)
# These need the words before them: "mechanical engineer", "data scientist".
_ANYBODYS = frozenset(
    "engineer manager designer scientist developer worker trainer planner officer leader reader".split()
)
# Those that only look like the title of a trade: a sewer is a pipe as well.
_NO_TRADE = frozenset(
    "physician optician minister master register center computer order number member sewer logger teamworker".split()
)
_TITLE = re.compile(r"[^\W\d_]{5,}")

MAX_WORDS = 3


def trades_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that the trade of a title may have in a taxonomy, by the folded words of the title."""
    *before, title = words
    if not _TITLE.fullmatch(title) or title in _NO_TRADE or (title in _ANYBODYS and not before):
        return ()
    for ending, replacements in _FORMS:
        if title.endswith(ending):
            stem = title.removesuffix(ending)
            return tuple(" ".join((*before, stem + replacement)) for replacement in replacements)
    return ()
