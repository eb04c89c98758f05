"""What is read of one person: on Postgres by the functions of supabase/migrations, where there is one."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.holdings import Holdings
from shared.domain.ids import AssessmentId, PlanId, SkillId, UserId
from shared.domain.plan import Plan, PlanSummary, PlanVersion
from shared.domain.profile import Correction, Profile
from shared.domain.user import User
from shared.repositories.job_tables import documents, workflow_items, workflow_runs
from shared.repositories.rows.answers import ANSWER_COLUMNS
from shared.repositories.rows.assessments import (
    ASSESSMENT_COLUMNS,
    SUMMARY_COLUMNS,
    assessment_from_row,
    summary_from_row,
)
from shared.repositories.rows.corrections import CORRECTION_COLUMNS, correction_from_row
from shared.repositories.rows.documents import DOCUMENT_COLUMNS
from shared.repositories.rows.holdings import holdings_from_json
from shared.repositories.rows.plans import (
    PLAN_COLUMNS,
    PLAN_SUMMARY_COLUMNS,
    PLAN_VERSION_COLUMNS,
    plan_from_row,
    plan_summary_from_row,
    plan_version_from_row,
)
from shared.repositories.rows.profiles import profile_from_json
from shared.repositories.rows.users import USER_COLUMNS, user_from_row
from shared.repositories.rows.workflows import ITEM_COLUMNS, RUN_COLUMNS
from shared.repositories.sqlalchemy.session import SqlSession, columns, fetch
from shared.repositories.tables import answers, assessments, corrections, plan_versions, plans, skills, users

_COUNTED = {
    "profile": users.c.id,
    "assessments": assessments.c.user_id,
    "corrections": corrections.c.user_id,
    "plans": plans.c.user_id,
    "plan_versions": plan_versions.c.user_id,
    "answers": answers.c.user_id,
    "documents": documents.c.user_id,
    "workflow_runs": workflow_runs.c.user_id,
    "workflow_items": workflow_items.c.user_id,
}


class SqlPeople:
    """The part of a store that is one person's."""

    _session: SqlSession

    def user(self, user_id: UserId) -> User | None:
        rows = self._session.rows(columns(users, USER_COLUMNS).where(users.c.id == str(user_id)))
        return user_from_row(rows[0]) if rows else None

    def profile(self, user_id: UserId) -> Profile | None:
        if self._session.is_postgres:
            held = self._session.call("read_profile_of", user_id)
            return profile_from_json(held) if held else None
        with self._session.connect() as connection:
            return sqlite_profile(connection, user_id)

    def holdings(self, user_id: UserId) -> Holdings | None:
        if self._session.is_postgres:
            held = self._session.call("read_holdings")
            found = holdings_from_json(held) if held else None
            return found if found and found.user.id == user_id else None
        with self._session.connect() as connection:
            return _sqlite_holdings(connection, user_id)

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        counts = [
            select(func.count()).where(owner == str(user_id)).scalar_subquery().label(name)
            for name, owner in _COUNTED.items()
        ]
        return self._session.rows(select(*counts))[0]

    def corrections(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        query = owned(corrections, CORRECTION_COLUMNS, user_id).where(corrections.c.skill_id == str(skill_id))
        rows = self._session.rows(query.order_by(corrections.c.id.desc()).limit(limit))
        return [correction_from_row(row) for row in rows]

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        query = owned(assessments, ASSESSMENT_COLUMNS, user_id)
        rows = self._session.rows(query.where(assessments.c.id == str(assessment_id)))
        return assessment_from_row(rows[0]) if rows else None

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        query = newest(assessments, SUMMARY_COLUMNS, user_id, before, limit)
        return [summary_from_row(row) for row in self._session.rows(query)]

    def plan(self, user_id: UserId, plan_id: PlanId) -> Plan | None:
        query = owned(plans, PLAN_COLUMNS, user_id)
        rows = self._session.rows(query.where(plans.c.id == str(plan_id)))
        return plan_from_row(rows[0]) if rows else None

    def plans_before(self, user_id: UserId, before: PlanId | None, limit: int) -> Sequence[PlanSummary]:
        query = newest(plans, PLAN_SUMMARY_COLUMNS, user_id, before, limit)
        return [plan_summary_from_row(row) for row in self._session.rows(query)]

    def plan_versions_before(
        self, user_id: UserId, plan_id: PlanId, before: int | None, limit: int
    ) -> Sequence[PlanVersion]:
        query = owned(plan_versions, PLAN_VERSION_COLUMNS, user_id).where(plan_versions.c.plan_id == str(plan_id))
        if before is not None:
            query = query.where(plan_versions.c.version < before)
        rows = self._session.rows(query.order_by(plan_versions.c.version.desc()).limit(limit))
        return [plan_version_from_row(row) for row in rows]


def sqlite_profile(connection: Connection, user_id: UserId) -> Profile | None:
    """In the transaction of the connection."""
    found = fetch(connection, columns(users, USER_COLUMNS).where(users.c.id == str(user_id)))
    if not found:
        return None
    last_id = func.max(corrections.c.id).label("id")
    latest = select(last_id).where(corrections.c.user_id == str(user_id)).group_by(corrections.c.skill_id)
    made = fetch(connection, newest(assessments, ASSESSMENT_COLUMNS, user_id, None, 1))
    said = fetch(connection, columns(corrections, CORRECTION_COLUMNS).where(corrections.c.id.in_(latest)))
    return profile_from_json({"user": found[0], "assessment": made[0] if made else None, "corrections": said})


def _sqlite_holdings(connection: Connection, user_id: UserId) -> Holdings | None:
    found = fetch(connection, columns(users, USER_COLUMNS).where(users.c.id == str(user_id)))
    if not found:
        return None
    added = select(skills.c.id).where(skills.c.created_by == str(user_id)).order_by(skills.c.id)
    made = plan_versions.c
    queries = {
        "assessments": owned(assessments, ASSESSMENT_COLUMNS, user_id).order_by(assessments.c.id),
        "corrections": owned(corrections, CORRECTION_COLUMNS, user_id).order_by(corrections.c.id),
        "plan_versions": owned(plan_versions, PLAN_VERSION_COLUMNS, user_id).order_by(
            made.created_at, made.plan_id, made.version
        ),
        "answers": owned(answers, ANSWER_COLUMNS, user_id).order_by(answers.c.created_at, answers.c.key),
        "documents": owned(documents, DOCUMENT_COLUMNS, user_id).order_by(documents.c.id),
        "workflow_runs": owned(workflow_runs, RUN_COLUMNS, user_id).order_by(workflow_runs.c.id),
        "workflow_items": owned(workflow_items, ITEM_COLUMNS, user_id).order_by(
            workflow_items.c.run_id, workflow_items.c.number
        ),
    }
    held: dict[str, Any] = {name: fetch(connection, query) for name, query in queries.items()}
    added_skills = [row["id"] for row in fetch(connection, added)]
    return holdings_from_json({"user": found[0], "added_skills": added_skills, **held})


def owned(table: Table, names: Sequence[str], user_id: UserId) -> Select[Any]:
    """A query of these columns of the user's rows."""
    return columns(table, names).where(table.c.user_id == str(user_id))


def newest(table: Table, names: Sequence[str], user_id: UserId, before: object, limit: int) -> Select[Any]:
    """Likewise, by id from the last down: those before the id `before`, where there is one."""
    query = owned(table, names, user_id)
    if before is not None:
        query = query.where(table.c.id < str(before))
    # In the order of the indexes that are made for it: see supabase/migrations/20261125000007_costs.sql.
    return query.order_by(table.c.id.desc().nulls_last()).limit(limit)
