"""What Skillpath adds to ESCO: skills it lacks (extension.csv), names people write (aliases.csv), and sentences as
advertisements have them (phrases.csv, sentences.csv)."""

import ast
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shared.domain.skill import SkillType

_FOLDER = Path(__file__).parent
EXTENSION_FILE = _FOLDER / "extension.csv"
ALIASES_FILE = _FOLDER / "aliases.csv"
SENTENCES_FILES = (_FOLDER / "phrases.csv", _FOLDER / "sentences.csv")
EXTENSION_URI = "urn:skillpath:skill:"


@dataclass(frozen=True, slots=True)
class ExtensionSkill:
    """A skill that ESCO 1.1.1 has no label for.

    Attributes:
        broader: URI of the ESCO skill above it, or code of its group.
    """

    slug: str
    name: str
    alt_labels: tuple[str, ...]
    type: SkillType
    broader: str
    description: str

    @property
    def uri(self) -> str:
        return EXTENSION_URI + self.slug


@dataclass(frozen=True, slots=True)
class Alias:
    """A name people write for the skill whose preferred label (or URI) is `target`; language "*" is any."""

    alias: str
    target: str
    language: str


def read_extension(path: Path = EXTENSION_FILE) -> list[ExtensionSkill]:
    """The table of additions, in its order."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            ExtensionSkill(
                row["slug"],
                row["name"],
                tuple(filter(None, row["aliases"].split("|"))),
                SkillType(row["type"]),
                row["broader"],
                row["description"],
            )
            for row in csv.DictReader(file)
        ]


def read_aliases(path: Path = ALIASES_FILE) -> list[Alias]:
    """The table of aliases, in its order."""
    with path.open(newline="", encoding="utf-8") as file:
        return [Alias(row["alias"], row["target"], row["language"]) for row in csv.DictReader(file)]


def read_sentences(paths: Iterable[Path] = SENTENCES_FILES) -> dict[str, list[str]]:
    """Sentences and phrases, in English, by the preferred label of each skill that they speak of."""
    sentences: dict[str, list[str]] = {}
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for label in ast.literal_eval(row["skills"]):
                    sentences.setdefault(label, []).append(row["sentence"])
    return sentences
