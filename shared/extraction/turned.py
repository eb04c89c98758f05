"""Labels that a text says with a noun for their verb: "rent collection" and "collection of rents" of "collect rent".

ESCO's skills are verbs with an object, and CVs are written in nouns. The noun is formed from the label's own verb
("installation", "cleaning", "treatment"), never by the bare verb: "room service" does not service rooms, nor is a
"training plan" a plan to train.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.domain.skill import SkillType
from shared.extraction.word_forms import DEEDS, is_deed_on
from shared.taxonomy.model import Candidate, LabelKind
from shared.taxonomy.tokens import DETERMINERS, exact_key, stem, tokenize

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

_MOST_THINGS = 3
_NO_THING = frozenset("of and or in on for to with at by from as the a an is are was were be".split())

# The last token, key and candidates of a label, by its first token.
Turned = Mapping[int, tuple[int, str, tuple[Candidate, ...]]]


def find_turned(words: Sequence[str], taxonomy: "Taxonomy") -> Turned:
    """The labels so said in words that follow one another, the longest of each deed."""
    found: dict[int, tuple[int, str, tuple[Candidate, ...]]] = {}
    for at, word in enumerate(words):
        if not word.endswith(DEEDS) or len(word) < 6:
            continue
        if at + 2 < len(words) and words[at + 1] == "of":
            first = at + 3 if words[at + 2] in DETERMINERS["en"] else at + 2
            for last in range(min(first + _MOST_THINGS, len(words)) - 1, first - 1, -1):
                if match := _match(word, words[first : last + 1], taxonomy):
                    found[at] = last, *match
                    break
        for first in range(max(0, at - _MOST_THINGS), at):
            if match := _match(word, words[first:at], taxonomy):
                found.setdefault(first, (at, *match))
                break
    return found


def _match(deed: str, things: Sequence[str], taxonomy: "Taxonomy") -> tuple[str, tuple[Candidate, ...]] | None:
    if not things or not _NO_THING.isdisjoint(things):
        return None
    candidates = taxonomy.stem_candidates(" ".join(stem(word, "en") for word in (deed, *things)))
    if not candidates or candidates[0].kind is LabelKind.SHORT:
        return None
    skill = taxonomy.skill(candidates[0].skill_index)
    if skill.type is not SkillType.SKILL:
        return None
    for name in (skill.name, *skill.alt_labels):
        label = [token.norm for token in tokenize(name) if token.norm not in DETERMINERS["en"]]
        if is_deed_on(deed, list(things), label):
            return exact_key(label), candidates
    return None
