"""Find skills by what somebody types: the words themselves, beginnings of words, or something spelt alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import TaxonomySkill
from shared.taxonomy.tokens import exact_key, tokenize

_LEAST_LIKENESS = 80.0
_FUZZY_POOL = 200


class Way(StrEnum):
    """How a query found a skill, best first."""

    EXACT = "exact"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Match:
    """A skill, and the label of it that the query found; "" where an alias of Skillpath's found it."""

    skill: TaxonomySkill
    label: str
    way: Way


def search(taxonomy: Taxonomy, query: str, limit: int) -> list[Match]:
    """Skills with a label that is the query, then those with a label whose words it begins, then those spelt alike.

    Within prefix matches shorter labels come first; within fuzzy ones the more alike. Each skill once, at its best.
    """
    words = [token.norm for token in tokenize(query)]
    if not words:
        return []
    found: dict[int, Match] = {}
    for key, way in _keys(taxonomy, words):
        for candidate in taxonomy.candidates(key):
            if candidate.skill_index not in found:
                skill = taxonomy.skill(candidate.skill_index)
                found[candidate.skill_index] = Match(skill, _label_of(skill, key), way)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _keys(taxonomy: Taxonomy, words: list[str]) -> Iterator[tuple[str, Way]]:
    query = exact_key(words)
    yield query, Way.EXACT
    for key in sorted(_with_prefixes(taxonomy.keys(), words), key=lambda key: (len(key), key)):
        yield key, Way.PREFIX
    from rapidfuzz import fuzz, process

    alike = process.extract(
        query, list(taxonomy.keys()), scorer=fuzz.ratio, limit=_FUZZY_POOL, score_cutoff=_LEAST_LIKENESS
    )
    for key, _, _ in alike:
        yield key, Way.FUZZY


def _with_prefixes(keys: Iterable[str], words: list[str]) -> list[str]:
    beginnings = [f" {word}" for word in words]
    return [key for key in keys if all(beginning in f" {key}" for beginning in beginnings)]


def _label_of(skill: TaxonomySkill, key: str) -> str:
    for label in (skill.name, *skill.alt_labels):
        if exact_key(token.norm for token in tokenize(label)) == key:
            return label
    return ""
