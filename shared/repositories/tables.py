"""The tables of the SQL store, and engines to reach them.

On Postgres supabase/migrations make the tables, and bound them more tightly; on SQLite `create_schema` does.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import JSON, TypeEngine


def _id_type() -> TypeEngine[str]:
    return Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def _instant_type() -> TypeEngine[str]:
    return Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def _list_type() -> TypeEngine[Any]:
    return JSON().with_variant(postgresql.ARRAY(Text), "postgresql")


metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", _id_type(), primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("created_at", _instant_type(), nullable=False),
    Column("updated_at", _instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("length(display_name) between 1 and 120", name="users_display_name_check"),
    CheckConstraint("length(locale) between 2 and 35", name="users_locale_check"),
)

skills = Table(
    "skills",
    metadata,
    Column("id", _id_type(), primary_key=True),
    Column("uri", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, index=True),
    Column("sort_key", Text, Computed("name_key || char(31) || id", persisted=True), nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("reuse_level", Text),
    Column("alt_labels", _list_type(), nullable=False),
    Column("description", Text, nullable=False),
    Column("groups", _list_type(), nullable=False),
    Column("terms", _list_type(), nullable=False),
    Column("taxonomy_version", Text),
    Column("created_by", _id_type()),
    Column("created_at", _instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("length(name) between 1 and 500", name="skills_name_check"),
)
Index("skills_own_name_key", skills.c.name_key, unique=True, sqlite_where=skills.c.source == "own")

assessments = Table(
    "assessments",
    metadata,
    Column("id", _id_type(), primary_key=True),
    Column("user_id", _id_type(), ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", _instant_type(), nullable=False),
    Column("as_of", Text().with_variant(Date(), "postgresql"), nullable=False),
    Column("taxonomy_version", Text, nullable=False),
    Column("method_version", Text, nullable=False),
    Column("input_sha256", Text, nullable=False),
    Column("input_chars", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("skill_count", Integer, nullable=False),
    Column("scored_count", Integer, nullable=False),
    Column("result", JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    Column("version", Integer, nullable=False),
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
