"""What the table learns from: pairs of a text and the skill it speaks of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.evaluation.files import read_labelled
from shared.taxonomy.official import read_official

# A full stop or semicolon, then space: enough for ESCO's descriptions.
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")
_LEAST_CHARS = 9


@dataclass(frozen=True, slots=True)
class Pairs:
    """Attributes:
    names: preferred labels; a skill is its place here.
    texts, skills: one pair a place.
    """

    names: tuple[str, ...]
    texts: list[str]
    skills: list[int]


def read_pairs(esco: Sequence[Path], examples: Iterable[Path]) -> Pairs:
    """(alternative label, skill) and (sentence of its description, skill) for all skills of ESCO's official download;
    (sentence, skill) of labelled examples.

    Args:
        examples: files as `shared.evaluation.files` reads them; labels that ESCO lacks are left out. Never those that
            results are measured on.

    Raises:
        UnreadableFileError: a file is absent or of another format.
    """
    source = read_official(esco)
    skills = [source.skills[uri] for uri in sorted(source.skills)]
    place = {skill.name: at for at, skill in enumerate(skills)}
    pairs = Pairs(tuple(place), [], [])
    for at, skill in enumerate(skills):
        for text in (*skill.alt_labels, *_sentences(skill.description)):
            pairs.texts.append(text)
            pairs.skills.append(at)
    for path in examples:
        for item in read_labelled(path):
            for label in item.labels:
                if label in place:
                    pairs.texts.append(item.text)
                    pairs.skills.append(place[label])
    return pairs


def _sentences(text: str) -> list[str]:
    return [sentence for part in _SENTENCE_END.split(text) if len(sentence := part.strip()) >= _LEAST_CHARS]
