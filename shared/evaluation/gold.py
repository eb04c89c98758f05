"""The gold set: whole CVs with what a careful person reads in them, as tests/gold/README.md describes.

A folder holds `halves.json` (the name of each half with the names of its CVs) and `cvs/NAME.txt` with `cvs/NAME.json`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.domain.assessment import Level
from shared.domain.errors import InvalidInputError, UnreadableFileError


@dataclass(frozen=True, slots=True)
class GoldSkill:
    """A thing that the CV shows.

    Attributes:
        uris: of the skills of ESCO that name it; the best first.
        label: of the best.
        level: what the text supports; `unknown` where it only claims.
        spans: start and end of the words that show it.
    """

    label: str
    uris: tuple[str, ...]
    level: Level
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Trap:
    """Words that must show nothing, or not the skills of `uris`.

    Attributes:
        kind: why, in a word: denied, wish, others, boilerplate, pastime, wording.
        uris: () for any skill.
    """

    kind: str
    start: int
    end: int
    uris: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldCv:
    """Attributes:
    names: how the text names the person.
    also: skills that may be found and need not be.
    """

    name: str
    trade: str
    text: str
    names: tuple[str, ...]
    skills: tuple[GoldSkill, ...]
    also: frozenset[str]
    traps: tuple[Trap, ...]


def read_halves(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The names of the CVs of each half.

    Raises:
        UnreadableFileError: absent, or no gold set.
    """
    return {half: tuple(names) for half, names in _json(folder / "halves.json").items()}


def read_gold(folder: Path, half: str | None = None) -> list[GoldCv]:
    """The CVs of one half, or of both, by name.

    Raises:
        InvalidInputError: there is no such half.
        UnreadableFileError: absent, or no gold set.
    """
    halves = read_halves(folder)
    if half is not None and half not in halves:
        raise InvalidInputError(f"there is no half {half!r}: choose of {', '.join(halves)}")
    names = halves[half] if half is not None else [name for names in halves.values() for name in names]
    return [_read_cv(folder / "cvs" / f"{name}.txt") for name in sorted(names)]


def _read_cv(path: Path) -> GoldCv:
    document = _json(path.with_suffix(".json"))
    try:
        # Offsets count every character, so no line end may be translated.
        text = path.read_bytes().decode("utf-8")
        return GoldCv(
            path.stem,
            document["trade"],
            text,
            tuple(document["names"]),
            tuple(_skill(item) for item in document["skills"]),
            frozenset(_uris(document["also"])),
            tuple(
                Trap(item["kind"], item["start"], item["end"], frozenset(_uris(item["not"])))
                for item in document["traps"]
            ),
        )
    except (OSError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise UnreadableFileError(f"{path} is no CV of a gold set: {error!r}") from error


def _skill(item: Mapping[str, Any]) -> GoldSkill:
    spans = tuple((span["start"], span["end"]) for span in item["spans"])
    return GoldSkill(item["label"], (item["uri"], *_uris(item["or"])), Level(item["level"]), spans)


def _uris(items: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(item["uri"] for item in items)


def _json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise UnreadableFileError(f"{path} holds no JSON object")
    return document
