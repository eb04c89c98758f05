"""What a source of ESCO gives, whichever it is."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy.model import group_path

ESCO_SKILL = "http://data.europa.eu/esco/skill/"


@dataclass(slots=True)
class SourceSkill:
    """Attributes:
    group_codes: codes of the lowest groups it stands in.
    broader: URIs of the skills right above it.
    """

    uri: str
    name: str
    type: SkillType
    alt_labels: tuple[str, ...] = ()
    reuse_level: ReuseLevel | None = None
    description: str = ""
    group_codes: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()


@dataclass(slots=True)
class SourceRole:
    """Attributes:
    essential, optional: URIs of skills.
    is_regulated: None where the source does not say.
    """

    uri: str
    title: str
    alt_titles: tuple[str, ...] = ()
    isco_code: str = ""
    essential: set[str] = field(default_factory=set)
    optional: set[str] = field(default_factory=set)
    description: str = ""
    is_regulated: bool | None = None


@dataclass(frozen=True, slots=True)
class FileRead:
    """One file of a source, as the report shows it."""

    name: str
    rows: int


@dataclass(slots=True)
class Source:
    """ESCO as read.

    Attributes:
        groups: label of each group by its code.
        relations: (skill URI, URI of a skill that is needed for it, whether essential).
        notes: what the reader should know of what was not there or was left out.
    """

    release: str
    language: str
    skills: dict[str, SourceSkill] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    roles: dict[str, SourceRole] = field(default_factory=dict)
    relations: list[tuple[str, str, bool]] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def without_repeats(labels: Iterable[str], name: str) -> tuple[str, ...]:
    """Labels that are not empty, each once, without the name itself."""
    return tuple(dict.fromkeys(label for label in labels if label and label != name))


def lowest(codes: Iterable[str]) -> tuple[str, ...]:
    """Codes that are not above another of them, in their order."""
    given = tuple(dict.fromkeys(codes))
    above = {ancestor for code in given for ancestor in group_path(code)[:-1]}
    return tuple(code for code in given if code not in above)


@contextmanager
def long_csv_fields() -> Iterator[None]:
    """Fields of any length while inside: the csv module's limit of 128 KiB is one of the whole process."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)
