"""A skill of the catalogue: one of ESCO's, one of Skillpath's additions, or one that an editor added."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import SkillId, UserId, new_id


class SkillType(StrEnum):
    """ESCO's two: what one can do, and what one knows."""

    SKILL = "skill"
    KNOWLEDGE = "knowledge"


class ReuseLevel(StrEnum):
    """How widely a skill applies, after ESCO's skill reusability levels."""

    TRANSVERSAL = "transversal"
    CROSS_SECTOR = "cross-sector"
    SECTOR_SPECIFIC = "sector-specific"
    OCCUPATION_SPECIFIC = "occupation-specific"


class SkillSource(StrEnum):
    """`skillpath`: tools and names that people write and ESCO lacks (see shared/taxonomy/extension.csv)."""

    ESCO = "esco"
    SKILLPATH = "skillpath"
    OWN = "own"


_WORD = re.compile(r"[^\W_]+|[+#]")
_SIGNS = {"+": "plus", "#": "sharp"}


def fold_name(name: str) -> str:
    """The key two names share when only case, width, accents written apart, or spaces differ."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def search_terms(*labels: str) -> tuple[str, ...]:
    """The distinct words of labels as search compares them: folded, without accents, `+` and `#` as words.

    >>> search_terms("C++ développeur")
    ('c', 'plus', 'developpeur')
    """
    terms: dict[str, None] = {}
    for label in labels:
        decomposed = unicodedata.normalize("NFKD", label).casefold()
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
        for word in _WORD.findall(plain):
            terms[_SIGNS.get(word, word)] = None
    return tuple(terms)


@dataclass(frozen=True, slots=True)
class Skill:
    """Attributes:
    uri: ESCO's URI; `urn:uuid:…` for skills that are not ESCO's.
    name: the preferred label, to the letter (1..500 characters; a few of ESCO's end in a space).
    alt_labels: other names, without the preferred one.
    groups: codes of the groups it stands in and of those above them, as ("S", "S5", "S5.1").
    taxonomy_version: the compiled taxonomy it came from; None for own skills.
    broader_id: of an own skill, the skill right above it.
    merged_into: of an own skill, the skill that stands for it since they were merged: its labels name that one now.
    """

    id: SkillId
    uri: str
    source: SkillSource
    name: str
    type: SkillType
    created_at: datetime
    reuse_level: ReuseLevel | None = None
    alt_labels: tuple[str, ...] = ()
    description: str = ""
    groups: tuple[str, ...] = ()
    taxonomy_version: str | None = None
    created_by: UserId | None = None
    broader_id: SkillId | None = None
    merged_into: SkillId | None = None
    version: int = 1

    @classmethod
    def own(
        cls,
        name: str,
        type: SkillType,
        alt_labels: tuple[str, ...],
        description: str,
        editor: UserId,
        now: datetime,
        *,
        broader: "Skill | None" = None,
    ) -> "Skill":
        """A new skill of this installation's own, added by a catalogue editor."""
        skill_id = SkillId(new_id())
        return cls(
            skill_id,
            f"urn:uuid:{skill_id}",
            SkillSource.OWN,
            name,
            type,
            created_at=now,
            alt_labels=alt_labels,
            description=description,
            groups=broader.groups if broader else (),
            created_by=editor,
            broader_id=broader.id if broader else None,
        )

    @property
    def name_key(self) -> str:
        return fold_name(self.name)

    @property
    def sort_key(self) -> str:
        """Unique, and in the order of names: what lists are paged by."""
        return f"{self.name_key}\x1f{self.id}"

    @property
    def terms(self) -> tuple[str, ...]:
        return search_terms(self.name, *self.alt_labels)


@dataclass(frozen=True, slots=True)
class SkillFilter:
    """Which skills a list holds.

    Attributes:
        query: every word of it must begin a word of one of the skill's labels; "" is all skills.
        group: a group code; skills in it or below it.
    """

    query: str = ""
    type: SkillType | None = None
    group: str | None = None

    @property
    def query_terms(self) -> tuple[str, ...]:
        return search_terms(self.query)

    def matches(self, skill: Skill) -> bool:
        return (
            (self.type is None or skill.type is self.type)
            and (self.group is None or self.group in skill.groups)
            and all(any(term.startswith(wanted) for term in skill.terms) for wanted in self.query_terms)
        )
