"""From the text of each page to a document's text, and how well it came out."""

import re
from dataclasses import dataclass

from shared.domain.document_text import DocumentText, Hidden, QualityPart, RejectionCode
from shared.domain.errors import DocumentRefusedError
from shared.domain.text import MAX_TEXT_CHARS

MAX_PAGES = 50
_CONTROLS = re.compile("[\\0-\\x08\\x0b-\\x1f\\x7f\\ud800-\\udfff]")
_SEPARATOR = "\n\n"
_UNKNOWN = "\ufffd"
# Of each page: fewer are its number, and a picture has the rest; or there is nothing.
_FEWEST_LETTERS = 8
_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęėįųūőű")
# Of running text in any language with vowels nearly all words have one; of names of tools some have none.
_FEWEST_WORDLIKE = 0.8
_LONGEST_WORD = 40
# English and its neighbours write one token of ten with one letter ("a", "I", "&").
_MOST_SINGLE = 0.2


@dataclass(frozen=True, slots=True)
class Pages:
    """Attributes:
    texts: of each page, in order.
    scanned: pages that are a picture of a page.
    unread: pages left out because the text was long enough by then.
    """

    texts: list[str]
    hidden: Hidden
    scanned: int = 0
    unread: int = 0


def to_document_text(pages: Pages) -> DocumentText:
    """Raises:
    DocumentRefusedError: there is no text to speak of.
    """
    texts = [_CONTROLS.sub(" ", text) for text in pages.texts]
    _require_text(texts, pages)
    joined, starts = "", []
    for number, text in enumerate(texts):
        joined += _SEPARATOR if number and joined and text else ""
        starts.append(len(joined))
        joined += text
    starts += [len(joined)] * pages.unread
    whole = joined[:MAX_TEXT_CHARS]
    parts = tuple(_quality(whole, texts))
    offsets = tuple(min(start, len(whole)) for start in starts)
    return DocumentText(whole, offsets, parts, pages.hidden, is_truncated=len(joined) > len(whole) or pages.unread > 0)


def _require_text(texts: list[str], pages: Pages) -> None:
    letters = sum(char.isalpha() for text in texts for char in text)
    unknown = sum(text.count(_UNKNOWN) for text in texts)
    if letters >= _FEWEST_LETTERS * len(texts) and letters > unknown:
        return
    if letters and not pages.scanned and not unknown and not pages.hidden.total and len(texts) == 1:
        # A short text is a text.
        return
    if unknown > letters:
        what = "its fonts do not say which letters they draw"
    elif pages.hidden.total:
        what = "all its text is hidden: none of it is drawn where a person can see it"
    elif pages.scanned:
        what = "it holds pictures of pages"
    else:
        what = "there is none in it"
    raise DocumentRefusedError(
        RejectionCode.NO_TEXT,
        f"no text can be read from the file: {what}; run text recognition (OCR) on it and send what that yields as "
        ".docx or .txt",
    )


def _quality(text: str, texts: list[str]) -> list[QualityPart]:
    """What is amiss takes its share of 1; a page of clean prose has 1 in all four.

    The thresholds are stated judgements: on the sample CV as text, PDF and Word all parts are 1.
    """
    signs = sum(not char.isspace() for char in text)
    odd = sum(char == _UNKNOWN or "\ue000" <= char <= "\uf8ff" for char in text)
    tokens = _TOKEN.findall(text)
    words = _WORD.findall(text)
    wordlike = sum(_is_wordlike(word) for word in words) / len(words) if words else 1.0
    single = sum(len(token) == 1 and token.isalpha() for token in tokens) / len(tokens) if tokens else 0.0
    run_together = sum(len(token) > _LONGEST_WORD and token.isalpha() for token in tokens)
    spacing = 1.0 - max(0.0, single - _MOST_SINGLE) / (1 - _MOST_SINGLE) - run_together / max(len(tokens), 1)
    filled = sum(any(char.isalnum() for char in page) for page in texts)
    return [
        QualityPart("characters", _share(1 - 4 * odd / max(signs, 1)), f"{odd} of {signs} characters are not known"),
        QualityPart("words", _share(wordlike / _FEWEST_WORDLIKE), f"{wordlike:.0%} of the words look like words"),
        QualityPart("spacing", _share(spacing), f"{single:.0%} of the words are single letters"),
        QualityPart("pages", filled / len(texts), f"{filled} of {len(texts)} pages hold text"),
    ]


def _is_wordlike(word: str) -> bool:
    """A vowel, or capitals as of "SQL", or a script that has no such vowels."""
    lower = word.lower()
    return len(word) <= _LONGEST_WORD and (
        any(char in _VOWELS for char in lower) or (word.isupper() and len(word) <= 6) or not lower.isascii()
    )


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
