"""The tables of the SQL store, and engines to reach them.

On Postgres supabase/migrations make the tables, and bound them more tightly; on SQLite `create_schema` does.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Double,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
)

import shared.repositories.job_tables  # noqa: F401 - its tables are in the metadata too
from shared.repositories.columns import day_type, id_type, instant_type, json_type, list_type, metadata, owner

__all__ = [
    "answers",
    "assessments",
    "corrections",
    "create_schema",
    "make_engine",
    "metadata",
    "plan_versions",
    "plans",
    "rate_limits",
    "role_skills",
    "roles",
    "skills",
    "users",
]

users = Table(
    "users",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("created_at", instant_type(), nullable=False),
    Column("updated_at", instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("length(display_name) between 1 and 120", name="users_display_name_check"),
    CheckConstraint("length(locale) between 2 and 35", name="users_locale_check"),
)

skills = Table(
    "skills",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("uri", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, index=True),
    Column("sort_key", Text, Computed("name_key || char(31) || id", persisted=True), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("reuse_level", Text),
    Column("alt_labels", list_type(), nullable=False),
    Column("description", Text, nullable=False),
    Column("groups", list_type(), nullable=False),
    Column("terms", list_type(), nullable=False),
    Column("taxonomy_version", Text),
    Column("created_by", id_type(), ForeignKey("users.id", ondelete="SET NULL"), index=True),
    Column("broader_id", id_type(), ForeignKey("skills.id", ondelete="SET NULL"), index=True),
    Column("merged_into", id_type(), ForeignKey("skills.id"), index=True),
    Column("created_at", instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("length(name) between 1 and 500", name="skills_name_check"),
)
Index("skills_own_name_key", skills.c.name_key, unique=True, sqlite_where=skills.c.source == "own")

assessments = Table(
    "assessments",
    metadata,
    Column("id", id_type(), primary_key=True),
    owner(),
    Column("created_at", instant_type(), nullable=False),
    Column("as_of", day_type(), nullable=False),
    Column("taxonomy_version", Text, nullable=False),
    Column("method_version", Text, nullable=False),
    Column("input_sha256", Text, nullable=False),
    Column("input_chars", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("skill_count", Integer, nullable=False),
    Column("scored_count", Integer, nullable=False),
    Column("result", json_type(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document_id", id_type()),
    Column("strategy", Text, nullable=False, server_default="exact"),
    Index("assessments_user_id_id", "user_id", "id"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", id_type(), primary_key=True),
    owner(),
    Column("skill_id", id_type(), nullable=False),
    Column("skill_name", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("level", Text),
    Column("machine_level", Text),
    Column("reason", Text, nullable=False),
    Column("created_at", instant_type(), nullable=False),
    CheckConstraint("length(reason) <= 1000", name="corrections_reason_check"),
    Index("corrections_user_id_skill_id", "user_id", "skill_id", "id"),
)

plans = Table(
    "plans",
    metadata,
    Column("id", id_type(), primary_key=True),
    owner(),
    Column("role_id", id_type(), nullable=False),
    Column("role_title", Text, nullable=False),
    Column("strategy", Text, nullable=False),
    Column("hours_per_week", Double, nullable=False),
    Column("starts_on", day_type(), nullable=False),
    Column("deadline", day_type()),
    Column("ends_on", day_type(), nullable=False),
    Column("assessment_id", id_type()),
    Column("taxonomy_version", Text, nullable=False),
    Column("readiness_at_start", Double, nullable=False),
    Column("readiness_now", Double, nullable=False),
    Column("readiness_at_end", Double, nullable=False),
    Column("step_count", Integer, nullable=False),
    Column("done_count", Integer, nullable=False),
    Column("created_at", instant_type(), nullable=False),
    Column("updated_at", instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", json_type(), nullable=False),
    CheckConstraint("hours_per_week > 0 and hours_per_week <= 80", name="plans_hours_per_week_check"),
    UniqueConstraint("user_id", "id"),
)

plan_versions = Table(
    "plan_versions",
    metadata,
    Column("user_id", id_type(), primary_key=True),
    Column("plan_id", id_type(), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("created_at", instant_type(), nullable=False),
    Column("cause", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("changes", json_type(), nullable=False),
    Column("plan", json_type(), nullable=False),
    ForeignKeyConstraint(
        ["user_id", "plan_id"], ["plans.user_id", "plans.id"], name="plan_versions_plan_fkey", ondelete="CASCADE"
    ),
)

roles = Table(
    "roles",
    metadata,
    Column("id", id_type(), primary_key=True),
    Column("uri", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False, index=True),
    Column("alt_titles", list_type(), nullable=False),
    Column("isco_code", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("taxonomy_version", Text, nullable=False),
)

role_skills = Table(
    "role_skills",
    metadata,
    Column("role_id", id_type(), ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", id_type(), ForeignKey("skills.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("relation", Text, nullable=False),
    Column("taxonomy_version", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    owner(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", json_type(), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", instant_type(), nullable=False),
    CheckConstraint("length(key) between 1 and 255", name="answers_key_check"),
)

# On Postgres in the schema `private`, where `public.admit` alone reaches it.
_sqlite_only = MetaData()
rate_limits = Table(
    "rate_limits",
    _sqlite_only,
    Column("user_id", Text, ForeignKey(users.c.id, ondelete="CASCADE"), primary_key=True),
    Column("full_at", Text, nullable=False),
)


def make_engine(url: str) -> Engine:
    """One for a process. SQLite must be a file, for each connection to `:memory:` is a database of its own."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        # No prepared statements: a pooler in transaction mode hands each transaction another connection.
        return create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 2, "prepare_threshold": None})
    if parsed.database in (None, "", ":memory:"):
        raise ValueError("give SQLite a file, as sqlite:///skillpath.sqlite, or use the store `memory`")
    # isolation_level None: sqlite3 begins no transaction of its own, so that `apply` can begin one that locks at once.
    waits_s = float(str(parsed.query.get("timeout", 10)))
    engine = create_engine(parsed, connect_args={"isolation_level": None, "timeout": waits_s})

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own types
        for pragma in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on"):
            connection.execute(f"pragma {pragma}")

    return engine


def create_schema(engine: Engine) -> None:
    """Make the tables of a SQLite file, where they are absent. On Postgres, apply supabase/migrations instead."""
    metadata.create_all(engine)
    _sqlite_only.create_all(engine)
