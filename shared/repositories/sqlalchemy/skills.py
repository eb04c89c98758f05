"""A store in SQL: Postgres, or a file of SQLite (see tables.py).

Reads are short transactions and so is the commit: a block holds no lock and no connection while it thinks.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    Text,
    cast,
    delete,
    exists,
    func,
    literal_column,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy import exc as sa_errors
from sqlalchemy.dialects import postgresql, sqlite

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.caller import Caller
from shared.domain.errors import NotAllowedError, StoreUnavailableError
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.skill import Skill, SkillFilter
from shared.domain.user import User
from shared.repositories.rows import (
    SKILL_COLUMNS,
    SUMMARY_COLUMNS,
    USER_COLUMNS,
    Batch,
    Row,
    assessment_from_row,
    constraint_error,
    skill_from_row,
    stale_error,
    summary_from_row,
    to_batches,
    user_from_row,
)
from shared.repositories.staged import Change, Keyed, Op
from shared.repositories.tables import assessments, metadata, skills, users

_STATEMENT_TIMEOUT_MS = 8000


# How SQLite names what Postgres names by its constraint.
_SQLITE_CONSTRAINTS = {
    "UNIQUE constraint failed: users.id": "users_pkey",
    "UNIQUE constraint failed: skills.id": "skills_pkey",
    "UNIQUE constraint failed: skills.uri": "skills_uri_key",
    "UNIQUE constraint failed: skills.sort_key": "skills_sort_key_key",
    "UNIQUE constraint failed: skills.name_key": "skills_own_name_key",
    "UNIQUE constraint failed: assessments.id": "assessments_pkey",
    "FOREIGN KEY constraint failed": "assessments_user_id_fkey",
}


class SqlAlchemyRepository:
    """What one caller may see and do.

    On Postgres each transaction takes on the role and the claims of the caller (None: the service's), as the Data API
    does, so that row level security holds here too. SQLite has none; there the queries alone keep users apart.
    """

    def __init__(self, engine: Engine, caller: Caller | None) -> None:
        self._engine = engine
        self._postgres = engine.dialect.name == "postgresql"
        claims: dict[str, Any] = {"role": "service_role"}
        if caller:
            claims = {"role": "authenticated", "sub": str(caller.user_id)}
            if caller.is_editor:
                claims["app_metadata"] = {"skillpath_role": "editor"}
        self._session = {
            "role": claims["role"],
            "claims": json.dumps(claims),
            "timeout": str(_STATEMENT_TIMEOUT_MS),
        }

    def user(self, user_id: UserId) -> User | None:
        rows = self._rows(_columns(users, USER_COLUMNS).where(users.c.id == str(user_id)))
        return user_from_row(rows[0]) if rows else None

    def skill(self, skill_id: SkillId) -> Skill | None:
        rows = self._rows(_columns(skills, SKILL_COLUMNS).where(skills.c.id == str(skill_id)))
        return skill_from_row(rows[0]) if rows else None

    def skills_named(self, name_key: str, limit: int) -> Sequence[Keyed]:
        return self._skills(_columns(skills, SKILL_COLUMNS).where(skills.c.name_key == name_key), limit)

    def skills_after(self, wanted: SkillFilter, after: str | None, limit: int) -> Sequence[Keyed]:
        query = _columns(skills, SKILL_COLUMNS)
        if after is not None:
            query = query.where(skills.c.sort_key > after)
        if wanted.type:
            query = query.where(skills.c.type == wanted.type.value)
        if wanted.group:
            query = query.where(self._has_group(wanted.group))
        if terms := wanted.query_terms:
            query = query.where(*self._has_terms(terms))
        return self._skills(query, limit)

    def count_skills(self, taxonomy_version: str, other_than: Collection[SkillId]) -> int:
        query = select(func.count().label("counted")).select_from(skills)
        query = query.where(skills.c.taxonomy_version == taxonomy_version)
        if other_than:
            query = query.where(skills.c.id.not_in([str(skill_id) for skill_id in other_than]))
        counted: int = self._rows(query)[0]["counted"]
        return counted

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        query = _columns(assessments, (*SUMMARY_COLUMNS, "result"))
        rows = self._rows(query.where(assessments.c.id == str(assessment_id), assessments.c.user_id == str(user_id)))
        return assessment_from_row(rows[0]) if rows else None

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        query = _columns(assessments, SUMMARY_COLUMNS).where(assessments.c.user_id == str(user_id))
        if before is not None:
            query = query.where(assessments.c.id < str(before))
        return [summary_from_row(row) for row in self._rows(query.order_by(assessments.c.id.desc()).limit(limit))]

    def apply(self, changes: Sequence[Change]) -> None:
        with self._connect(writes=True) as connection:
            for batch in to_batches(changes):
                _apply(connection, batch)
            connection.commit()

    def ping(self) -> None:
        with _translated(), self._engine.connect() as connection:
            connection.execute(text("select 1"))

    def _skills(self, query: Select[Any], limit: int) -> list[Keyed]:
        rows = self._rows(query.order_by(skills.c.sort_key).limit(limit))
        return [Keyed(row["sort_key"], skill_from_row(row)) for row in rows]

    def _rows(self, query: Select[Any]) -> list[Row]:
        with self._connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def _connect(self, *, writes: bool = False) -> Iterator[Connection]:
        with _translated(), self._engine.connect() as connection:
            if self._postgres:
                connection.execute(
                    text(
                        "select set_config('request.jwt.claims', :claims, true), set_config('role', :role, true),"
                        " set_config('statement_timeout', :timeout, true)"
                    ),
                    self._session,
                )
            elif writes:
                # Lock before the first read: two that upgrade a read lock would both be told that they are too late.
                connection.exec_driver_sql("begin immediate")
            yield connection

    def _has_group(self, code: str) -> ColumnElement[bool]:
        if self._postgres:
            return type_coerce(skills.c.groups, postgresql.ARRAY(Text)).contains([code])
        member = func.json_each(type_coerce(skills.c.groups, Text)).table_valued("value")
        return exists(select(1).select_from(member).where(member.c.value == code))

    def _has_terms(self, terms: Sequence[str]) -> list[ColumnElement[bool]]:
        if self._postgres:
            # Terms are letters and digits alone; quoted, no parser cuts them.
            wanted = " & ".join(f"'{term}':*" for term in terms)
            return [literal_column("search").op("@@")(cast(wanted, postgresql.TSQUERY))]
        return [self._begins_a_term(term) for term in terms]

    @staticmethod
    def _begins_a_term(wanted: str) -> ColumnElement[bool]:
        term = func.json_each(type_coerce(skills.c.terms, Text)).table_valued("value")
        return exists(select(1).select_from(term).where(func.substr(term.c.value, 1, len(wanted)) == wanted))


def _columns(table: Table, names: Sequence[str]) -> Select[Any]:
    return select(*(table.c[name] for name in names))


def _apply(connection: Connection, batch: Batch) -> None:
    table = metadata.tables[batch.table]
    match batch.op:
        case Op.INSERT:
            connection.execute(table.insert(), batch.rows)
        case Op.PUT:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
            replaced = {name: insert.excluded[name] for name in batch.rows[0] if name != "id"}
            connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=replaced), batch.rows)
        case Op.UPDATE:
            for row in batch.rows:
                at = (table.c.id == row["id"], table.c.version == row["version"] - 1)
                changed = {name: value for name, value in row.items() if name != "id"}
                _require_hit(connection.execute(update(table).where(*at).values(changed)).rowcount, batch.table)
        case Op.DELETE:
            for row in batch.rows:
                at = tuple(table.c[name] == value for name, value in row.items())
                _require_hit(connection.execute(delete(table).where(*at)).rowcount, batch.table)


def _require_hit(rowcount: int, table: str) -> None:
    if rowcount == 0:
        raise stale_error(table)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the database as the domain's. What it said stays out of messages: it can quote rows."""
    try:
        yield
    except sa_errors.IntegrityError as error:
        raise constraint_error(_constraint(error)) from None
    except sa_errors.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "42501":
            raise NotAllowedError("the store does not allow this account to do that") from None
        raise StoreUnavailableError(
            f"the store did not answer as it should ({type(error.orig).__name__}): try again"
        ) from None
    except sa_errors.TimeoutError:
        raise StoreUnavailableError("no connection to the store came free in time: try again") from None


def _constraint(error: sa_errors.IntegrityError) -> str:
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return diagnostics.constraint_name or ""
    message = str(error.orig)
    if found := re.fullmatch(r"CHECK constraint failed: (\w+)", message):
        return found[1]
    return _SQLITE_CONSTRAINTS.get(message, "")
