"""requirements.txt, as uv exports it: what is pinned, with its hashes, and what asks for what."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.local.checkout import ROOT

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*(?===)")


@dataclass(frozen=True, slots=True)
class Lock:
    """Attributes:
    pins: by name the lines that pin it, one for each set of markers, with markers and hashes.
    asked_by: by name what it asks for.
    """

    pins: Mapping[str, tuple[str, ...]]
    asked_by: Mapping[str, Set[str]]

    def with_requirements(self, names: Iterable[str], without: Set[str]) -> frozenset[str]:
        """These, what they ask for, and so on; nothing of `without`."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found and name not in without:
                found.add(name)
                waiting += self.asked_by.get(name, ())
        return frozenset(found)

    def text_of(self, names: Iterable[str]) -> str:
        """The part of the lock that pins these."""
        return "".join(pin for name in sorted(names) for pin in self.pins[name])


@cache
def read_lock(path: Path = ROOT / "requirements.txt") -> Lock:
    """Read one; a comment after each pin says what asks for it."""
    pins: defaultdict[str, list[str]] = defaultdict(list)
    asked_by: defaultdict[str, set[str]] = defaultdict(set)
    name = ""
    for line in path.read_text().splitlines():
        if found := _NAME.match(line):
            name = found[0]
            pins[name].append("")
        if not line.lstrip().startswith("#"):
            pins[name][-1] += f"{line}\n"
        elif asker := line.strip().removeprefix("#").strip().removeprefix("via").strip():
            asked_by[asker].add(name)
    return Lock({key: tuple(lines) for key, lines in pins.items()}, asked_by)
