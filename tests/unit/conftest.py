"""A taxonomy of a few dozen skills, made in memory with the index that the compiler writes."""

from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

import pytest

from shared.domain.ids import SkillId
from shared.domain.skill import SkillSource, SkillType
from shared.settings import Settings, get_settings
from shared.taxonomy.labels import Label, LabelIndex, common_words, pack_labels, short_label
from shared.taxonomy.model import Candidate, LabelKind, TaxonomySkill

# Preferred label; alternative labels; "language" for a natural language, "skill" for what one does.
_SKILLS = """
Python (computer programming);Python 3
Java (computer programming)
JavaScript
C++
C#
R
C
Go (computer programming)
Swift (computer programming)
Rust
Ruby (computer programming)
Scratch (computer programming)
Eclipse (integrated development environment software)
Spark
Chef (tools for software configuration management)
Salt (tools for software configuration management)
Puppet (tools for software configuration management)
SQL
SAP
Oracle
React
Express
Microsoft Access;Access
Microsoft Excel;Excel
Microsoft Word;Word
Microsoft Teams;Teams
Microsoft Outlook;Outlook
database
algorithms
accounting;bookkeeping
communication
project management
machine learning
kubernetes
manage a team;skill
lead a team;skill
teach mathematics;skill
manage budgets;manage budget;skill
work in textile manufacturing teams;work in team;skill
think creatively;design;skill
scaffolding components;tie
cosmetics;made up
human resource management;HR
manage staff;management team, manage staffs;skill
collect rents;skill
install windows;skill
service rooms;skill
baking
glass design
German;language
Polish;language
English;language
"""


@dataclass(eq=False)
class SmallTaxonomy:
    """The part of `Taxonomy` that matching uses."""

    language: str = "en"
    skills: list[TaxonomySkill] = field(default_factory=list)

    def __post_init__(self) -> None:
        labels = []
        for index, line in enumerate(_SKILLS.strip().splitlines()):
            name, *rest = line.split(";")
            alternatives = tuple(label for label in rest if label not in ("language", "skill"))
            self.skills.append(
                TaxonomySkill(
                    index,
                    SkillId(uuid5(NAMESPACE_URL, name)),
                    f"urn:test:{index}",
                    name,
                    SkillType.SKILL if "skill" in rest else SkillType.KNOWLEDGE,
                    SkillSource.ESCO,
                    None,
                    alternatives,
                    "",
                    ("L", "L1") if "language" in rest else ("S",),
                    (),
                )
            )
            labels.append(Label(name, index, LabelKind.PREFERRED, name))
            if short := short_label(name):
                labels.append(Label(short, index, LabelKind.SHORT, name))
            labels += [Label(label, index, LabelKind.ALTERNATIVE, name) for label in alternatives]
        exact, stems = pack_labels(labels, self.language, lambda done: None)
        self._exact, self._stems = LabelIndex(exact), LabelIndex(stems)
        self.common_words = common_words(self._exact.keys())

    @property
    def base(self) -> "SmallTaxonomy":
        return self

    def skill(self, index: int) -> TaxonomySkill:
        return self.skills[index]

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        return self._exact.candidates(key)

    def stem_candidates(self, key: str) -> tuple[Candidate, ...]:
        return self._stems.candidates(key)

    def longest(self, first_norm: str) -> int:
        return self._exact.longest(first_norm)

    def longest_of(self, first_norm: str, second_norm: str) -> int:
        return self._exact.longest_of(first_norm, second_norm)

    def longest_stem_of(self, first_stem: str, second_stem: str) -> int:
        return self._stems.longest_of(first_stem, second_stem)


@pytest.fixture(scope="session")
def small_taxonomy() -> SmallTaxonomy:
    return SmallTaxonomy()


@pytest.fixture
def without_settings(monkeypatch):
    """An environment in which nothing of ours is set, and settings that are read from it anew."""
    for setting in Settings.model_fields.values():
        alias = setting.validation_alias
        for name in [alias] if isinstance(alias, str) else alias.choices:
            monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()
