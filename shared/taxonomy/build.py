"""Put a source and Skillpath's additions together, and write them down."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from typing import Protocol

from shared.domain.skill import SkillSource, SkillType, fold_name
from shared.taxonomy.additions import Alias, ExtensionSkill
from shared.taxonomy.artefact import APPLICATION_ID, FORMAT, SCHEMA, blobs_checksum, content_checksum
from shared.taxonomy.labels import Label, LabelIndex, PackedIndex, common_words, pack_labels, packed, short_label
from shared.taxonomy.model import LabelKind, uuid_of
from shared.taxonomy.neighbours import Surroundings, rank_neighbours
from shared.taxonomy.sources import Source, SourceRole, SourceSkill
from shared.taxonomy.tokens import exact_key, stem, tokenize


class Progress(Protocol):
    """Told what is being done and how far it is; `total` is 0 where it is not known beforehand."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


class Build:
    """The content of one artefact.

    Attributes:
        skills: ESCO's by URI, then the additions in their file's order; a skill's index is its place here.
        roles: by URI.
        counts: what the report shows, by name.
        notes: what was left out of the additions.
    """

    def __init__(self, source: Source, extension: Sequence[ExtensionSkill], aliases: Sequence[Alias]) -> None:
        self.source = source
        self.roles = [source.roles[uri] for uri in sorted(source.roles)]
        self.notes: list[str] = []
        esco = [source.skills[uri] for uri in sorted(source.skills)]
        added = self._missing_from(esco, extension)
        self.skills = esco + added
        self.index = {skill.uri: index for index, skill in enumerate(self.skills)}
        self.labels = self._labels(self._resolve(aliases))
        types = Counter(skill.type for skill in self.skills)
        self.counts = {
            "skills": len(self.skills),
            "of them skills": types[SkillType.SKILL],
            "of them knowledge": types[SkillType.KNOWLEDGE],
            "labels": sum(1 + len(skill.alt_labels) for skill in self.skills),
            "groups": len(source.groups),
            "skills in a group": sum(bool(skill.group_codes) for skill in self.skills),
            "roles": len(self.roles),
            "essential skills of roles": sum(len(role.essential) for role in self.roles),
            "optional skills of roles": sum(len(role.optional) for role in self.roles),
            "relations between skills": len(source.relations),
            "additions kept": len(added),
            "additions that ESCO has": len(extension) - len(added),
            "aliases used": sum(label.kind is LabelKind.ALIAS for label in self.labels),
        }

    def _missing_from(self, esco: Sequence[SourceSkill], extension: Sequence[ExtensionSkill]) -> list[SourceSkill]:
        known = {fold_name(label) for skill in esco for label in (skill.name, *skill.alt_labels)}
        known |= {fold_name(short) for skill in esco if (short := short_label(skill.name))}
        return [
            self._as_skill(addition)
            for addition in extension
            if known.isdisjoint((fold_name(addition.name), fold_name(short_label(addition.name) or addition.name)))
        ]

    def _as_skill(self, addition: ExtensionSkill) -> SourceSkill:
        above = self.source.skills.get(addition.broader)
        groups: tuple[str, ...] = (addition.broader,) if addition.broader in self.source.groups else ()
        return SourceSkill(
            addition.uri,
            addition.name,
            addition.type,
            addition.alt_labels,
            description=addition.description,
            group_codes=above.group_codes if above else groups,
            broader=(above.uri,) if above else (),
        )

    def _resolve(self, aliases: Sequence[Alias]) -> list[tuple[str, int]]:
        """The skill of each alias: by URI, by name, or by a label that another release has as the name."""
        by_label: dict[str, int] = {}
        for index, skill in enumerate(self.skills):
            by_label.setdefault(fold_name(skill.name), index)
        for index, skill in enumerate(self.skills):
            for label in skill.alt_labels:
                by_label.setdefault(fold_name(label), index)
        spoken = [alias for alias in aliases if alias.language in ("*", self.source.language)]
        found = [
            (alias.alias, index)
            for alias in spoken
            for index in (self.index.get(alias.target, by_label.get(fold_name(alias.target))),)
            if index is not None
        ]
        if dropped := len(spoken) - len(found):
            self.notes.append(f"{dropped} aliases were left out: this release has no skill of that name")
        return found

    def _labels(self, aliases: Sequence[tuple[str, int]]) -> list[Label]:
        labels: list[Label] = []
        for index, skill in enumerate(self.skills):
            labels.append(Label(skill.name, index, LabelKind.PREFERRED, skill.name))
            if short := short_label(skill.name):
                labels.append(Label(short, index, LabelKind.SHORT, skill.name))
            labels += (Label(text, index, LabelKind.ALTERNATIVE, skill.name) for text in skill.alt_labels)
        labels += (Label(text, index, LabelKind.ALIAS, self.skills[index].name) for text, index in aliases)
        return labels

    def labels_by_skill(self) -> list[list[str]]:
        """Of each skill all that names it, its name first."""
        labels: list[list[str]] = [[] for _ in self.skills]
        for label in self.labels:
            labels[label.skill_index].append(label.text)
        return labels

    def write(self, connection: sqlite3.Connection, progress: Progress) -> dict[str, str]:
        """Write the content; what is returned is for `meta`."""
        total = len(self.labels)
        exact, stems = pack_labels(
            self.labels, self.source.language, lambda done: progress("Cutting labels into words", done, total)
        )
        blobs = {
            f"{name}_{field.name}": getattr(index, field.name)
            for name, index in (("exact", exact), ("stem", stems))
            for field in fields(PackedIndex)
        }
        blobs["common_words"] = "\n".join(sorted(common_words(LabelIndex(exact).keys()))).encode()
        progress("Finding neighbours", 0, 0)
        broader = [[self.index[uri] for uri in skill.broader if uri in self.index] for skill in self.skills]
        neighbours = self._neighbours(broader)
        progress("Writing", 0, 0)
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {FORMAT}")
        connection.executescript(SCHEMA)
        connection.executemany("insert into blobs values (?, ?)", blobs.items())
        connection.executemany("insert into groups values (?, ?)", sorted(self.source.groups.items()))
        connection.executemany(
            "insert into skills values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _skill_row(index, skill, links)
                for index, (skill, *links) in enumerate(
                    zip(self.skills, neighbours, broader, _inverted(broader), self._required(), strict=True)
                )
            ),
        )
        connection.executemany(
            "insert into roles values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._role_row(index, role) for index, role in enumerate(self.roles)),
        )
        connection.executemany("insert into role_titles values (?, ?, ?, ?)", self._role_titles())
        checksum = content_checksum(connection)
        return {
            "version": f"esco-{self.source.release}-{self.source.language}-{checksum[:8]}",
            "release": self.source.release,
            "language": self.source.language,
            "checksum": checksum,
            "blobs_checksum": blobs_checksum(blobs[name] for name in sorted(blobs)),
            "skill_count": str(len(self.skills)),
            "role_count": str(len(self.roles)),
        }

    def _required(self) -> list[list[int]]:
        """For each skill what is needed for it, essential first, packed as the artefact has it."""
        required: list[dict[int, bool]] = [{} for _ in self.skills]
        for uri, needed_uri, essential in self.source.relations:
            index, needed = self.index[uri], self.index[needed_uri]
            if index != needed:
                required[index][needed] = essential or required[index].get(needed, False)
        return [
            [
                needed << 1 | essential
                for needed, essential in sorted(found.items(), key=lambda item: (not item[1], item[0]))
            ]
            for found in required
        ]

    def _neighbours(self, broader: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
        role_skills = [sorted(self.index[uri] for uri in role.essential) for role in self.roles]
        roles_of: list[list[int]] = [[] for _ in self.skills]
        for role, members in enumerate(role_skills):
            for index in members:
                roles_of[index].append(role)
        language = self.source.language
        surroundings = []
        for index, skill in enumerate(self.skills):
            # An addition has no roles of its own yet: it keeps the company of the skill above it.
            above = tuple(broader[index])
            of_whom = above[0] if above and _is_addition(skill) else index
            words = frozenset(stem(token.norm, language) for token in tokenize(skill.name))
            surroundings.append(Surroundings(tuple(roles_of[of_whom]), skill.group_codes, above, words))
        relations = [(self.index[one], self.index[other], essential) for one, other, essential in self.source.relations]
        return rank_neighbours(surroundings, role_skills, relations)

    def _role_row(self, index: int, role: SourceRole) -> tuple[object, ...]:
        return (
            index,
            uuid_of(role.uri).bytes,
            role.uri,
            role.title,
            _json(role.alt_titles),
            role.isco_code,
            role.description,
            role.is_regulated,
            packed(sorted(self.index[uri] for uri in role.essential)),
            packed(sorted(self.index[uri] for uri in role.optional)),
        )

    def _role_titles(self) -> list[tuple[str, bool, int, str]]:
        """Every title by its key: a title leads before an alternative one, then the lower index."""
        titles: dict[tuple[str, bool, int], str] = {}
        for index, role in enumerate(self.roles):
            for title in (role.title, *role.alt_titles):
                if key := _key(title):
                    titles.setdefault((key, title != role.title, index), title)
        return [(*found, title) for found, title in sorted(titles.items())]


def _key(label: str) -> str:
    return exact_key(token.norm for token in tokenize(label))


def _is_addition(skill: SourceSkill) -> bool:
    return skill.uri.startswith("urn:skillpath:")


def _inverted(links: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each skill those that name it, ascending."""
    inverted: list[list[int]] = [[] for _ in links]
    for index, named in enumerate(links):
        for other in named:
            inverted[other].append(index)
    return inverted


def _skill_row(index: int, skill: SourceSkill, links: Sequence[Sequence[int]]) -> tuple[object, ...]:
    return (
        index,
        uuid_of(skill.uri).bytes,
        skill.uri,
        skill.name,
        skill.type.value,
        (SkillSource.SKILLPATH if _is_addition(skill) else SkillSource.ESCO).value,
        skill.reuse_level.value if skill.reuse_level else None,
        _json(skill.alt_labels),
        skill.description,
        " ".join(_by_prominence(skill)),
        *map(packed, links),
    )


def _by_prominence(skill: SourceSkill) -> list[str]:
    """Its lowest groups, the one to show first: of its own pillar, and specific rather than a remainder (".0")."""
    pillars = "KLSTA" if skill.type is SkillType.KNOWLEDGE else "SLKTA"

    def rank(code: str) -> tuple[object, ...]:
        return pillars.find(code[0]), code.endswith(".0"), [int(part) for part in code[1:].split(".") if part.isdigit()]

    return sorted(skill.group_codes, key=rank)


def _json(texts: Sequence[str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
