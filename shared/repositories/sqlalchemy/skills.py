"""What is read of the catalogue and of roles."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    cast,
    exists,
    func,
    literal_column,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects import postgresql

from shared.domain.ids import RoleId, SkillId
from shared.domain.skill import Skill, SkillFilter, SkillSource
from shared.repositories.rows.skills import SKILL_COLUMNS, skill_from_row
from shared.repositories.sqlalchemy.session import SqlSession, columns
from shared.repositories.staged.store import Keyed
from shared.repositories.tables import role_skills, roles, skills


class SqlCatalogue:
    """The part of a store that everybody shares."""

    _session: SqlSession

    def skill(self, skill_id: SkillId) -> Skill | None:
        rows = self._session.rows(columns(skills, SKILL_COLUMNS).where(skills.c.id == str(skill_id)))
        return skill_from_row(rows[0]) if rows else None

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        return self._skills(columns(skills, SKILL_COLUMNS).where(skills.c.name_key == name_key), limit)

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        query = columns(skills, SKILL_COLUMNS)
        if after is not None:
            query = query.where(skills.c.sort_key > after)
        if wanted.type:
            query = query.where(skills.c.type == wanted.type.value)
        if wanted.group:
            query = query.where(self._has_group(wanted.group))
        if terms := wanted.query_terms:
            query = query.where(*self._has_terms(terms))
        return self._skills(query, limit)

    def own_skills(self) -> Sequence[Skill]:
        query = columns(skills, SKILL_COLUMNS).where(skills.c.source == SkillSource.OWN.value)
        return [skill_from_row(row) for row in self._session.rows(query)]

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int:
        left_out = skills.c.id.not_in([str(skill_id) for skill_id in other_than])
        return self._count(skills, taxonomy_version, left_out if other_than else None)

    def count_roles(self, taxonomy_version: str, other_than: Collection[RoleId]) -> int:
        left_out = roles.c.id.not_in([str(role_id) for role_id in other_than])
        return self._count(roles, taxonomy_version, left_out if other_than else None)

    def count_role_skills(self, taxonomy_version: str, other_than: Collection[tuple[RoleId, SkillId]]) -> int:
        key = tuple_(role_skills.c.role_id, role_skills.c.skill_id)
        left_out = key.not_in([(str(role_id), str(skill_id)) for role_id, skill_id in other_than])
        return self._count(role_skills, taxonomy_version, left_out if other_than else None)

    def _count(self, table: Table, taxonomy_version: str, narrowed: ColumnElement[bool] | None) -> int:
        query = select(func.count().label("counted")).select_from(table)
        query = query.where(table.c.taxonomy_version == taxonomy_version)
        if narrowed is not None:
            query = query.where(narrowed)
        counted: int = self._session.rows(query)[0]["counted"]
        return counted

    def _skills(self, query: Select[Any], limit: int) -> list[Keyed]:
        rows = self._session.rows(query.order_by(skills.c.sort_key).limit(limit))
        return [Keyed(row["sort_key"], skill_from_row(row)) for row in rows]

    def _has_group(self, code: str) -> ColumnElement[bool]:
        if self._session.is_postgres:
            return type_coerce(skills.c.groups, postgresql.ARRAY(Text)).contains([code])
        member = func.json_each(type_coerce(skills.c.groups, Text)).table_valued("value")
        return exists(select(1).select_from(member).where(member.c.value == code))

    def _has_terms(self, terms: Sequence[str]) -> list[ColumnElement[bool]]:
        if self._session.is_postgres:
            # Terms are letters and digits alone; quoted, no parser cuts them.
            wanted = " & ".join(f"'{term}':*" for term in terms)
            return [literal_column("search").op("@@")(cast(wanted, postgresql.TSQUERY))]
        return [_begins_a_term(term) for term in terms]


def _begins_a_term(wanted: str) -> ColumnElement[bool]:
    term = func.json_each(type_coerce(skills.c.terms, Text)).table_valued("value")
    return exists(select(1).select_from(term).where(func.substr(term.c.value, 1, len(wanted)) == wanted))
