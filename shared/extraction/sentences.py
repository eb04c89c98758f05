"""Sentences, lines and list items of a block: what is quoted as proof, and what a mention cannot reach beyond."""

import re
from typing import NamedTuple

MAX_QUOTE_CHARS = 300

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_BULLET = re.compile(r"\s*(?:[-–—*•·▪●◦‣○■□➢➤✓✔»>+\uf0b7\uf0a7]+|o|\(?\d{1,2}[.)])\s+")
# A line that goes on below: it is long, and ends in a word that cannot end, or the next one begins in lower case.
_WRAPPED_CHARS = 30
_GOES_ON = re.compile(
    r"(?:,|/|&|\b(?:and|or|of|with|the|in|for|to|a|an|using|on|by|from|at|und|oder|mit|der|die|et|ou|de|des|y|con"
    r"|los))\Z"
)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'’”)\]]*(?=\s)")
_ENDED = re.compile(r"[.!?…][\"'’”)\]]*\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|inc|ltd|corp|co|vs|approx|incl|dr|mr|mrs|ms|prof|sr|jr|st|no|dept|univ|dipl|bzw|z\.b|ca|usw"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
    r"|(?<!\w)\w|(?:\w\.)+\w{1,4})\Z",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """`text[start:end]`, without space at either end."""

    start: int
    end: int


def split_sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences and list items of `text[start:end]`, in order; a line wrapped by the layout goes on below.

    Every line break that is not a wrap ends a sentence: CVs leave out full stops.
    """
    return [sentence for paragraph in _paragraphs(text, start, end) for sentence in _sentences(text, paragraph)]


def clip_quote(text: str, sentence: Span, mention_start: int, mention_end: int) -> Span:
    """The sentence, or the part of it around the mention where it is longer than `MAX_QUOTE_CHARS`, cut between
    words."""
    start, end = sentence
    if end - start <= MAX_QUOTE_CHARS:
        return sentence
    room = max(0, MAX_QUOTE_CHARS - (mention_end - mention_start))
    start = max(start, min(mention_start - room // 2, end - MAX_QUOTE_CHARS))
    end = min(end, max(start + MAX_QUOTE_CHARS, mention_end))
    if start > sentence.start:
        start = next((at for at in range(start, mention_start) if text[at - 1].isspace()), mention_start)
    if end < sentence.end:
        end = next((at for at in range(end, mention_end, -1) if text[at : at + 1].isspace()), mention_end)
    return _stripped(text, start, end)


def _paragraphs(text: str, start: int, end: int) -> list[Span]:
    paragraphs: list[Span] = []
    reach = start  # where the next line has to begin to go on with the one before
    last = Span(start, start)
    for match in _LINE.finditer(text, start, end):
        bullet = _BULLET.match(text, match.start(), match.end())
        line = _stripped(text, bullet.end() if bullet else match.start(), match.end())
        if line.start >= line.end:
            continue
        follows = text.count("\n", reach, match.start()) <= 1 and paragraphs
        if follows and not bullet and _goes_on(text, last, line):
            paragraphs[-1] = Span(paragraphs[-1].start, line.end)
        else:
            paragraphs.append(line)
        last = line
        reach = match.end()
    return paragraphs


def _goes_on(text: str, last: Span, line: Span) -> bool:
    if last.end - last.start < _WRAPPED_CHARS:
        return False
    if _ENDED.search(text, last.start, last.end) and _has_no_capitals(text, last) and _has_no_capitals(text, line):
        return False
    return text[line.start].islower() or _GOES_ON.search(text[max(last.start, last.end - 12) : last.end]) is not None


def _sentences(text: str, paragraph: Span) -> list[Span]:
    sentences = []
    start, end = paragraph
    has_no_capitals = _has_no_capitals(text, paragraph)
    for match in _SENTENCE_END.finditer(text, start, end):
        if not has_no_capitals and text[match.end() : match.end() + 3].lstrip()[:1].islower():
            continue
        if match[0] == "." and _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start()]):
            continue
        sentences.append(_stripped(text, start, match.end()))
        start = match.end()
    if start < end:
        sentences.append(_stripped(text, start, end))
    return [sentence for sentence in sentences if sentence.start < sentence.end]


def _has_no_capitals(text: str, span: Span) -> bool:
    """Whether it is typed in small letters alone, where one behind a full stop does not go on with the sentence."""
    return text[span.start : span.end].islower()


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
