"""The text of a page from its words: rows in reading order, cells apart by a tab, words whole that a line end broke."""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from shared.extraction.files.columns import in_reading_order
from shared.extraction.files.pdf_words import Word
from shared.extraction.files.segments import Segment, to_segments

# Gaps that differ by less, in ems, are those of a justified line, not of cells.
_EVEN_GAPS = 0.1
# A step down of more than this many usual steps is a new paragraph.
_PARAGRAPH = 1.6
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " ", "\u202f": " ",
    "\u2007": " ", "\u2011": "-", "\u2010": "-", "\u200b": "", "\ufeff": "", "\u2060": "",
    # Where Adobe's fonts, and Liberation, have their ligatures.
    "\uf001": "fi", "\uf002": "fl",
}  # fmt: skip
# What Symbol and Wingdings have at the places where Word's lists take their bullets; other private signs are icons.
_PRIVATE_BULLETS = "\uf0b7\uf0a7\uf076\uf0d8\uf0fc\uf0a8\uf06e"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_CONTROLS = re.compile("[\\0-\\x08\\x0b-\\x1f\\x7f\\ud800-\\udfff]")
_SIGNS = str.maketrans(_LIGATURES | dict.fromkeys(_PRIVATE_BULLETS, "•"))
_SPACES = re.compile(r" {2,}")
_BROKEN = re.compile(r"([^\W\d_]{2,})([-\u00ad])\n([a-zà-ÿ]{2,})([^\s]*)[ \t]?")
# First parts that keep their hyphen, as in "self-managed".
_KEEPS_HYPHEN = frozenset(
    "self well full part long short high low cross multi non real data end front back time user client customer open "
    "cloud test event team project product state decision award fast hands on off so in out up".split()
)


def page_text(words: Iterable[Word]) -> str:
    """The words that are seen, as text; those that stand on their side come last."""
    seen = [word for word in words if not word.hidden]
    turned = (to_segments(word for word in seen if word.turn == turn) for turn in (0, 1, 3, 2))
    parts = (_flow_text(flow) for segments in turned for flow in in_reading_order(segments))
    return mend_line_ends(clean("\n\n".join(parts)))


def clean(text: str) -> str:
    """Characters as people type them: no ligatures, no signs that only one font knows, no control characters."""
    text = _PRIVATE.sub("", unicodedata.normalize("NFC", text.translate(_SIGNS)))
    lines = (_SPACES.sub(" ", line).strip(" ").rstrip() for line in _CONTROLS.sub(" ", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def mend_line_ends(text: str) -> str:
    """Put words together that a hyphen at a line's end broke; the hyphen stays where it belongs to the word.

    It does where the text has the word with its hyphen elsewhere, or where its first part is one that commonly keeps
    it, unless the text has the word without.
    """
    known = {word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}

    def whole(match: re.Match[str]) -> str:
        first, hyphen, second, rest = match.groups()
        joined, kept = first + second, f"{first}-{second}"
        keeps = hyphen == "-" and (
            kept.lower() in known or (first.lower() in _KEEPS_HYPHEN and joined.lower() not in known)
        )
        return f"{kept if keeps else joined}{rest}\n"

    return _BROKEN.sub(whole, text).replace("\u00ad", "").strip("\n")


def _flow_text(rows: Sequence[Sequence[Segment]]) -> str:
    steps = [above[0].y - below[0].y for above, below in pairwise(rows)]
    usual = statistics.median_low(steps) if steps else 0.0
    lines = [_row_text(rows[0])]
    for step, row in zip(steps, rows[1:], strict=True):
        if step > _PARAGRAPH * max(usual, row[0].size):
            lines.append("")
        lines.append(_row_text(row))
    return "\n".join(lines)


def _row_text(row: Sequence[Segment]) -> str:
    gaps = [(after.x0 - before.x1) / max(after.size, 1.0) for before, after in pairwise(row)]
    is_justified = len(gaps) >= 3 and max(gaps) - min(gaps) < _EVEN_GAPS
    return (" " if is_justified else "\t").join(segment.text for segment in row)
