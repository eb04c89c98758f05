"""The catalogue as a block sees it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.domain.ids import SkillId
from shared.domain.page import Page
from shared.domain.skill import Skill, SkillFilter, SkillSource, fold_name
from shared.repositories.staged.checks import (
    foreign_cursor,
    is_storable,
    require_limit,
    require_storable,
    with_spare,
)
from shared.repositories.staged.staging import Op, Staging, merge
from shared.repositories.staged.store import Catalogue, Keyed

_GROUP_CODE = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class StagedSkills:
    store: Catalogue
    staging: Staging

    def get(self, skill_id: SkillId) -> Skill | None:
        staged = self.staging.skills
        found = staged[skill_id] if skill_id in staged else self.store.skill(skill_id)
        return found and self.staging.as_seen(found)

    def find_by_name(self, name: str) -> Skill | None:
        name_key = fold_name(name)
        if not is_storable(name_key):
            return None
        if mine := [skill for skill in self._mine() if skill.name_key == name_key]:
            return min(mine, key=lambda skill: skill.sort_key)
        # A stored row may have been given another name by this block: ask for one more than could be hidden.
        staged = self.staging.skills
        rows = self.store.skills_named(name_key, limit=len(staged) + 1)
        return next((self.staging.as_seen(row.skill) for row in rows if row.skill.id not in staged), None)

    def list_page(self, wanted: SkillFilter, after: str | None, limit: int) -> Page[Skill]:
        require_limit(limit)
        if after is not None and not is_storable(after):
            raise foreign_cursor()
        if wanted.group is not None and not _GROUP_CODE.fullmatch(wanted.group):
            return Page(())
        if wanted.query.strip() and not wanted.query_terms:
            return Page(())
        staged = self.staging.skills
        mine = [Keyed(skill.sort_key, skill) for skill in self._mine() if wanted.matches(skill)]
        rows = merge(
            stored=self.store.skills_after(wanted, after, with_spare(limit, staged)),
            is_staged=lambda row: row.skill.id in staged,
            staged=[row for row in mine if after is None or row.key > after],
        )
        rows.sort(key=lambda row: row.key)
        next_key = rows[limit - 1].key if len(rows) > limit else None
        return Page(tuple(self.staging.as_seen(row.skill) for row in rows[:limit]), next_key)

    def count(self, taxonomy_version: str) -> int:
        mine = sum(skill.taxonomy_version == taxonomy_version for skill in self._mine())
        return mine + self.store.count_skills(taxonomy_version, other_than=self.staging.skills.keys())

    def list_own(self) -> Sequence[Skill]:
        rows = merge(
            stored=self.store.own_skills(),
            is_staged=lambda skill: skill.id in self.staging.skills,
            staged=[skill for skill in self._mine() if skill.source is SkillSource.OWN],
        )
        return sorted((self.staging.as_seen(skill) for skill in rows), key=lambda skill: skill.id)

    def add(self, skill: Skill) -> None:
        self._stage(Op.INSERT, skill)

    def update(self, skill: Skill) -> None:
        self._stage(Op.UPDATE, skill)

    def delete(self, skill: Skill) -> None:
        self.staging.stage(Op.DELETE, skill)
        self.staging.skills[skill.id] = None

    def put_many(self, skills: Iterable[Skill]) -> None:
        for skill in skills:
            self._stage(Op.PUT, skill)

    def _stage(self, op: Op, skill: Skill) -> None:
        require_storable((skill.name, skill.description, *skill.alt_labels))
        self.staging.stage(op, skill)
        self.staging.skills[skill.id] = skill

    def _mine(self) -> list[Skill]:
        return [self.staging.as_seen(skill) for skill in self.staging.skills.values() if skill]
