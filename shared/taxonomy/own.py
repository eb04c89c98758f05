"""An installation's own skills, beside those of the compiled taxonomy.

What an editor adds is found in CVs without a deployment: each process reads the own skills again when what it has is
older than MAX_AGE_S, so that an edit holds everywhere within a minute.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from threading import Lock

from shared.domain.ids import SkillId
from shared.domain.skill import Skill
from shared.taxonomy.labels import Label, LabelIndex, pack_labels, short_label
from shared.taxonomy.load import Labels, Taxonomy
from shared.taxonomy.model import Candidate, LabelKind, TaxonomySkill, group_path
from shared.taxonomy.sources import lowest, without_repeats
from shared.taxonomy.vectors import SkillVectors

MAX_AGE_S = 30.0


class Vocabulary:
    """The taxonomy with the own skills as they were at most MAX_AGE_S ago. Safe to share between threads.

    Args:
        base: the compiled taxonomy.
        clock: seconds that only go up, as `time.monotonic`.
    """

    def __init__(self, base: Taxonomy, clock: Callable[[], float]) -> None:
        self.base = base
        self._clock = clock
        self._lock = Lock()
        self._held: tuple[Taxonomy, float] | None = None

    def current(self, read: Callable[[], Sequence[Skill]]) -> Taxonomy:
        """The base alone where there are no own skills; the same object as before where nothing changed.

        Args:
            read: all own skills, merged ones too. Called by one thread at a time, and only where what is held is too
                old. What it raises is raised here, and the next call reads again.
        """
        held = self._held
        if held is None or self._clock() - held[1] >= MAX_AGE_S:
            with self._lock:
                held = self._held
                if held is None or self._clock() - held[1] >= MAX_AGE_S:
                    started = self._clock()
                    held = self._with(read()), started
                    self._held = held
        return held[0]

    def _with(self, own: Sequence[Skill]) -> Taxonomy:
        if not own:
            return self.base
        version = own_version(self.base, own)
        if self._held is not None and self._held[0].version == version:
            return self._held[0]
        return ExtendedTaxonomy(self.base, own)


class OwnCandidate(Candidate):
    """A skill that a key may name by what an editor called it. Those of the compiled taxonomy come before."""

    __slots__ = ()


class ExtendedTaxonomy(Taxonomy):
    """A compiled taxonomy and own skills, which take the indexes from the base's `skill_count` on, in order of age.

    A merged skill has no index: its labels name the skill that it was merged into, and its id finds that one. Roles,
    neighbours and what skills require are the base's. It reads the base's file, and closes it where the base does.
    """

    def __init__(self, base: Taxonomy, own: Sequence[Skill]) -> None:
        """Args:
        base: compiled, not extended.
        own: with source OWN.
        """
        by_id = {skill.id: skill for skill in sorted(own, key=lambda skill: skill.id)}
        standing = [skill for skill in by_id.values() if _stands_for(skill, by_id, base) == skill.id]
        self._own_index = {skill.id: base.skill_count + place for place, skill in enumerate(standing)}
        self._base = base
        self._merged: dict[SkillId, int] = {}
        gained: dict[int, list[str]] = defaultdict(list)  # labels of merged skills, by the skill that stands for them
        for skill in by_id.values():
            if skill.id not in self._own_index:
                index = self._index_of(_stands_for(skill, by_id, base))
                self._merged[skill.id] = index
                gained[index] += (skill.name, *skill.alt_labels)
        self._above = {
            self._own_index[skill.id]: above
            for skill in standing
            if skill.broader_id is not None and (above := self._index_of(skill.broader_id)) >= 0
        }
        self._below: dict[int, list[int]] = defaultdict(list)
        for index, above in self._above.items():
            self._below[above].append(index)
        self._changed = {
            index: _with_labels(base.skill(index), labels)
            for index, labels in gained.items()
            if index < base.skill_count
        }
        for skill in standing:
            index = self._own_index[skill.id]
            self._changed[index] = _with_labels(self._own_skill(index, skill), gained.get(index, ()))
        exact, stems = pack_labels(list(self._labels(gained)), base.language, lambda _done: None)
        meta = base.meta | {
            "version": own_version(base, own),
            "skill_count": str(base.skill_count + len(standing)),
        }
        super().__init__(
            base._file,  # noqa: SLF001  # one file, open once
            meta,
            _Both(base._exact, LabelIndex(exact)),  # noqa: SLF001  # its own class
            _Both(base._stems, LabelIndex(stems)),  # noqa: SLF001
            base.common_words,
        )

    @property
    def base(self) -> Taxonomy:
        return self._base

    def vectors(self) -> SkillVectors | None:
        return self._base.vectors()

    def skill(self, index: int) -> TaxonomySkill:
        return self._changed.get(index) or self._base.skill(index)

    def skill_by_id(self, skill_id: SkillId) -> TaxonomySkill | None:
        index = self._own_index.get(skill_id, self._merged.get(skill_id))
        if index is not None:
            return self.skill(index)
        found = self._base.skill_by_id(skill_id)
        return None if found is None else self.skill(found.index)

    def iter_skills(self) -> Iterator[TaxonomySkill]:
        for skill in self._base.iter_skills():
            yield self._changed.get(skill.index, skill)
        for index in self._own_index.values():
            yield self._changed[index]

    def broader(self, index: int) -> tuple[int, ...]:
        above = self._above.get(index)
        return self._base.broader(index) if above is None else (above,)

    def narrower(self, index: int) -> tuple[int, ...]:
        return (*self._base.narrower(index), *self._below.get(index, ()))

    def group_label(self, code: str) -> str:
        return self._base.group_label(code)

    def _index_of(self, skill_id: SkillId) -> int:
        """-1 where there is no such skill."""
        index = self._own_index.get(skill_id, self._merged.get(skill_id))
        if index is None:
            found = self._base.skill_by_id(skill_id)
            index = -1 if found is None else found.index
        return index

    def _own_skill(self, index: int, skill: Skill) -> TaxonomySkill:
        codes = skill.groups
        if not codes and (above := self._above.get(index)) is not None and above < self._base.skill_count:
            codes = self._base.skill(above).group_codes
        paths = [group_path(code) for code in lowest(filter(None, codes))]
        return TaxonomySkill(
            index,
            skill.id,
            skill.uri,
            skill.name,
            skill.type,
            skill.source,
            skill.reuse_level,
            without_repeats(skill.alt_labels, skill.name),
            skill.description,
            tuple(dict.fromkeys(code for path in paths for code in path)),
            tuple(dict.fromkeys(self._base.group_label(code) for code in paths[0])) if paths else (),
        )

    def _labels(self, gained: dict[int, list[str]]) -> Iterator[Label]:
        for index in self._own_index.values():
            skill = self._changed[index]
            yield Label(skill.name, index, LabelKind.PREFERRED, skill.name)
            if short := short_label(skill.name):
                yield Label(short, index, LabelKind.SHORT, skill.name)
            for text in skill.alt_labels:
                yield Label(text, index, LabelKind.ALTERNATIVE, skill.name)
        for index, texts in gained.items():
            if index < self._base.skill_count:
                for text in texts:
                    yield Label(text, index, LabelKind.ALIAS, self._changed[index].name)


class _Both:
    """Two indexes as one: the first one's candidates lead."""

    def __init__(self, first: Labels, second: Labels) -> None:
        self._first = first
        self._second = second

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        first, second = self._first.candidates(key), self._second.candidates(key)
        if not second:
            return first
        known = {candidate.skill_index for candidate in first}
        return (*first, *(OwnCandidate(*candidate) for candidate in second if candidate.skill_index not in known))

    def keys(self) -> Collection[str]:
        return {*self._first.keys(), *self._second.keys()}

    def longest(self, first_word: str) -> int:
        return max(self._first.longest(first_word), self._second.longest(first_word))

    def longest_of(self, first_word: str, second_word: str) -> int:
        return max(self._first.longest_of(first_word, second_word), self._second.longest_of(first_word, second_word))


def own_version(base: Taxonomy, own: Sequence[Skill]) -> str:
    """The base's version and a checksum of all that is said of the own skills, whatever order they come in."""
    said = sorted(
        [
            str(skill.id), skill.uri, skill.name, skill.type, skill.reuse_level, skill.alt_labels, skill.description,
            skill.groups, str(skill.broader_id), str(skill.merged_into),
        ]
        for skill in own
    )  # fmt: skip
    return f"{base.version}+own-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]}"


def _stands_for(skill: Skill, own: dict[SkillId, Skill], base: Taxonomy) -> SkillId:
    """The id of the skill that stands for this one: its own, where it is not merged or into nothing that is known."""
    seen = {skill.id}
    current = skill
    while (target := current.merged_into) is not None and target not in seen:
        if target not in own:
            return target if base.skill_by_id(target) is not None else skill.id
        seen.add(target)
        current = own[target]
    return current.id if current.merged_into is None else skill.id


def _with_labels(skill: TaxonomySkill, labels: Sequence[str]) -> TaxonomySkill:
    return replace(skill, alt_labels=without_repeats((*skill.alt_labels, *labels), skill.name)) if labels else skill
