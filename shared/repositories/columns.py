"""The types of columns, on Postgres and on SQLite, and whose a row is."""

from typing import Any

from sqlalchemy import Column, Date, ForeignKey, MetaData, Text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import JSON, TypeEngine


def id_type() -> TypeEngine[str]:
    """A UUID as text."""
    return Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")


def instant_type() -> TypeEngine[str]:
    """A moment as text, as `stamp` writes it."""
    return Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def list_type() -> TypeEngine[Any]:
    """A list of texts."""
    return JSON().with_variant(postgresql.ARRAY(Text), "postgresql")


def day_type() -> TypeEngine[Any]:
    """A day as text."""
    return Text().with_variant(Date(), "postgresql")


def json_type() -> TypeEngine[Any]:
    """JSON; None is no value, not the value `null`."""
    return JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def owner(*, primary_key: bool = False) -> Column[str]:
    """The column that says whose a row is: it goes with its user."""
    reference = ForeignKey("users.id", ondelete="CASCADE")
    return Column("user_id", id_type(), reference, nullable=False, primary_key=primary_key)


# Named as Postgres names them: SQLite says of a broken reference only that there is one.
metadata = MetaData(
    naming_convention={"fk": "%(table_name)s_%(column_0_name)s_fkey", "ix": "%(table_name)s_%(column_0_name)s"}
)
