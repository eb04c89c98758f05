"""The compiled taxonomy, for reading: matching keys in memory, everything else from the file when asked for."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, Protocol
from uuid import UUID
from weakref import finalize

from shared.domain.ids import RoleId, SkillId
from shared.domain.skill import ReuseLevel, SkillSource, SkillType
from shared.semantics.table import word_table
from shared.taxonomy.artefact import blobs_checksum, content_checksum, damaged, open_artefact
from shared.taxonomy.labels import LabelIndex, PackedIndex, unpacked
from shared.taxonomy.model import Candidate, Role, RoleHead, RoleTitle, TaxonomySkill, group_path
from shared.taxonomy.tokens import exact_key, tokenize
from shared.taxonomy.vectors import LANGUAGE, SkillVectors, vectors_path

_KEPT_SKILLS = 2_048
_REUSE_LEVELS: dict[str | None, ReuseLevel | None] = {None: None} | {level.value: level for level in ReuseLevel}


class Labels(Protocol):
    """Which skills a key names; see `shared.taxonomy.labels.LabelIndex`."""

    def candidates(self, key: str) -> tuple[Candidate, ...]: ...

    def keys(self) -> Collection[str]: ...

    def longest(self, first_word: str) -> int: ...

    def longest_of(self, first_word: str, second_word: str) -> int: ...


class _File:
    """The artefact, open for reading by any thread until nobody holds it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = Lock()
        self.close = finalize(self, connection.close)

    def row(self, query: str, key: object) -> tuple[Any, ...] | None:
        try:
            with self._lock:
                row: tuple[Any, ...] | None = self._connection.execute(query, (key,)).fetchone()
                return row
        except sqlite3.Error as error:
            raise damaged(self.path, error) from error

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query).fetchall()
        except sqlite3.Error as error:
            raise damaged(self.path, error) from error

    def checksum(self) -> str:
        try:
            with self._lock:
                return content_checksum(self._connection)
        except sqlite3.Error as error:
            raise damaged(self.path, error) from error


class Taxonomy:
    """One compiled release of ESCO in one language, with Skillpath's additions.

    Safe to share between threads. Make one with `Taxonomy.load`.

    Attributes:
        version: release, language and the content's checksum, as "esco-1.1.1-en-1a2b3c4d".
        language: ISO 639-1.
        checksum: SHA-256 of the content, hex.
        common_words: those of so many labels that one of them alone says little.
        path: where it was loaded from.
    """

    def __init__(
        self, file: "_File", meta: dict[str, str], exact: Labels, stems: Labels, common_words: frozenset[str]
    ) -> None:
        self.path = file.path
        self.meta = meta
        self.version = meta["version"]
        self.language = meta["language"]
        self.checksum = meta["checksum"]
        self.skill_count = int(meta["skill_count"])
        self.role_count = int(meta["role_count"])
        self._file = file
        self.common_words = common_words
        self._exact = exact
        self._stems = stems
        self._skills: dict[int, TaxonomySkill] = {}
        self._links: dict[int, _Links] = {}
        self._vectors: SkillVectors | None = None
        self._vectors_looked_for = False
        self._vectors_lock = Lock()

    @classmethod
    def load(cls, path: Path) -> "Taxonomy":
        """Load an artefact that `skillpath taxonomy compile` made.

        Raises:
            TaxonomyUnavailableError: absent, damaged, or of another format; the message says how to mend it.
        """
        connection = open_artefact(path)
        try:
            meta = dict(connection.execute("select key, value from meta"))
            blobs = dict(connection.execute("select name, data from blobs"))
            is_whole = blobs_checksum(blobs[name] for name in sorted(blobs)) == meta["blobs_checksum"]
            labels = _index(blobs, "exact"), _index(blobs, "stem")
            common_words = frozenset(blobs["common_words"].decode().split())
            loaded = cls(_File(path, connection), meta, *labels, common_words) if is_whole else None
        except (sqlite3.Error, KeyError, ValueError) as error:
            connection.close()
            raise damaged(path, f"{type(error).__name__}: {error}") from error
        if loaded is None:
            connection.close()
            raise damaged(path, "its labels are not those that were compiled")
        return loaded

    @property
    def base(self) -> "Taxonomy":
        """The compiled one alone, without what `shared.taxonomy.own` adds: what is kept for long is kept by it."""
        return self

    def close(self) -> None:
        """Let go of the file; what is in memory can still be asked."""
        self._file.close()

    def verify(self) -> None:
        """Read the whole content and compare its checksum.

        Raises:
            TaxonomyUnavailableError: it is not what was compiled.
        """
        if self._file.checksum() != self.checksum:
            raise damaged(self.path, "its content is not what was compiled")

    def vectors(self) -> SkillVectors | None:
        """The vectors of its skills, opened when first asked for; None where it has none, as in another language.

        Raises:
            ModelUnavailableError: their file is damaged.
        """
        with self._vectors_lock:
            if not self._vectors_looked_for:
                self._vectors = self._open_vectors()
                self._vectors_looked_for = True
            return self._vectors

    def _open_vectors(self) -> SkillVectors | None:
        path = vectors_path(self.path)
        if self.language != LANGUAGE or not path.is_file():
            return None
        return SkillVectors.open(path, self.checksum, word_table())

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The skills that an exact key names (`tokens.exact_key`), best first."""
        return self._exact.candidates(key)

    def stem_candidates(self, key: str) -> tuple[Candidate, ...]:
        """The skills that a stem key of two words or more names (`tokens.stem_key`), best first."""
        return self._stems.candidates(key)

    def keys(self) -> Collection[str]:
        """Every exact key."""
        return self._exact.keys()

    def longest(self, first_norm: str) -> int:
        """The most words of any exact key that begins with this word; 0 where none does."""
        return self._exact.longest(first_norm)

    def longest_of(self, first_norm: str, second_norm: str) -> int:
        """The most words of any exact key that begins with these two; 0 where none does."""
        return self._exact.longest_of(first_norm, second_norm)

    def longest_stem_of(self, first_stem: str, second_stem: str) -> int:
        """The most words of any stem key that begins with these two; 0 where none does."""
        return self._stems.longest_of(first_stem, second_stem)

    def skill(self, index: int) -> TaxonomySkill:
        """Raises:
        IndexError: no skill has this index.
        """
        skill = self._skills.get(index)
        if skill is None:
            row = self._file.row("select * from skills where idx = ?", index)
            if row is None:
                raise IndexError(f"no skill {index}: there are {self.skill_count}")
            skill = self._skill_of(row)
            if len(self._skills) >= _KEPT_SKILLS:
                self._skills.clear()
            self._skills[index] = skill
        return skill

    def skill_by_id(self, skill_id: SkillId) -> TaxonomySkill | None:
        row = self._file.row("select idx from skills where id = ?", skill_id.bytes)
        return None if row is None else self.skill(row[0])

    def iter_skills(self) -> Iterator[TaxonomySkill]:
        """All skills by index."""
        for row in self._file.rows("select * from skills order by idx"):
            yield self._skill_of(row)

    def reuse_levels(self) -> list[ReuseLevel | None]:
        """(n_skills,): of each skill of the file by index, without reading the rest of it."""
        rows = self._file.rows("select reuse_level from skills order by idx")
        return [_REUSE_LEVELS[reuse_level] for (reuse_level,) in rows]

    def neighbours(self, index: int, limit: int) -> tuple[int, ...]:
        """Up to `limit` skills near this one, nearest first; see `shared.taxonomy.neighbours` for the order."""
        return self._links_of(index).neighbours[: max(limit, 0)]

    def broader(self, index: int) -> tuple[int, ...]:
        """The skills right above a skill; () for most: ESCO sets them under groups."""
        return self._links_of(index).broader

    def narrower(self, index: int) -> tuple[int, ...]:
        """The skills right below a skill, ascending."""
        return self._links_of(index).narrower

    def requires(self, index: int) -> tuple[tuple[int, bool], ...]:
        """What ESCO says is needed for a skill: (skill index, whether essential), essential ones first.

        The default source does not say; see `shared.taxonomy.official` for what ESCO's relations mean.
        """
        return self._links_of(index).requires

    def _links_of(self, index: int) -> "_Links":
        links = self._links.get(index)
        if links is None:
            row = self._file.row("select neighbours, broader, narrower, requires from skills where idx = ?", index)
            links = _NO_LINKS if row is None else _unpacked_links(row)
            if len(self._links) >= _KEPT_SKILLS:
                self._links.clear()
            self._links[index] = links
        return links

    def roles(self) -> Iterator[Role]:
        """All roles, in the order of their URIs."""
        for row in self._file.rows("select * from roles order by idx"):
            yield _role_of(row)

    def role(self, role_id: RoleId) -> Role | None:
        row = self._file.row("select * from roles where id = ?", role_id.bytes)
        return None if row is None else _role_of(row)

    def find_role(self, title: str) -> Role | None:
        """The role with this title, else with this alternative title, whatever its case and punctuation."""
        key = exact_key(token.norm for token in tokenize(title))
        found = "select idx from role_titles where key = ? order by is_alternative, idx limit 1"
        row = self._file.row(f"select * from roles where idx = ({found})", key)  # noqa: S608  # no text but the above
        return None if row is None else _role_of(row)

    def role_heads(self) -> list[RoleHead]:
        """What every role is called, by the role's index."""
        rows = self._file.rows("select id, title, isco_code from roles order by idx")
        return [RoleHead(RoleId(UUID(bytes=id_bytes)), title, isco_code) for id_bytes, title, isco_code in rows]

    def role_skills(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Indexes of the essential and of the optional skills of every role, in the order of `role_heads`."""
        rows = self._file.rows("select essential, optional from roles order by idx")
        return [(unpacked(essential), unpacked(optional)) for essential, optional in rows]

    def role_titles(self) -> list[RoleTitle]:
        """Every title and alternative title of every role, by key."""
        rows = self._file.rows("select * from role_titles order by key, is_alternative, idx")
        return [RoleTitle(key, is_alternative != 0, index, title) for key, is_alternative, index, title in rows]

    def group_label(self, code: str) -> str:
        """The label of a group; the code itself where the source has no label for it."""
        return self._group_labels.get(code, code)

    @cached_property
    def _group_labels(self) -> dict[str, str]:
        return dict(self._file.rows("select code, label from groups"))

    def _skill_of(self, row: tuple[Any, ...]) -> TaxonomySkill:
        index, id_bytes, uri, name, type_, source, reuse_level, alt_labels, description, groups = row[:10]
        paths = [group_path(code) for code in groups.split()]
        return TaxonomySkill(
            index,
            SkillId(UUID(bytes=id_bytes)),
            uri,
            name,
            SkillType(type_),
            SkillSource(source),
            ReuseLevel(reuse_level) if reuse_level else None,
            tuple(json.loads(alt_labels)),
            description,
            tuple(dict.fromkeys(code for path in paths for code in path)),
            tuple(dict.fromkeys(self.group_label(code) for code in paths[0])) if paths else (),
        )


class _Links(NamedTuple):
    neighbours: tuple[int, ...]
    broader: tuple[int, ...]
    narrower: tuple[int, ...]
    requires: tuple[tuple[int, bool], ...]


_NO_LINKS = _Links((), (), (), ())


def _unpacked_links(row: tuple[bytes, ...]) -> _Links:
    neighbours, broader, narrower, requires = map(unpacked, row)
    return _Links(neighbours, broader, narrower, tuple([(needed >> 1, bool(needed & 1)) for needed in requires]))


def _index(blobs: dict[str, bytes], name: str) -> LabelIndex:
    return LabelIndex(PackedIndex(**{field.name: blobs[f"{name}_{field.name}"] for field in fields(PackedIndex)}))


def _role_of(row: tuple[Any, ...]) -> Role:
    _, id_bytes, uri, title, alt_titles, isco_code, description, is_regulated, essential, optional = row
    return Role(
        RoleId(UUID(bytes=id_bytes)),
        uri,
        title,
        tuple(json.loads(alt_titles)),
        isco_code,
        unpacked(essential),
        unpacked(optional),
        description,
        None if is_regulated is None else bool(is_regulated),
    )
