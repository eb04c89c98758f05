"""People as rows."""

from collections.abc import Iterator
from uuid import UUID

from shared.domain.ids import UserId
from shared.domain.user import User
from shared.repositories.rows.values import Row, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change, Op

USER_COLUMNS = ("id", "display_name", "locale", "created_at", "updated_at", "version")


def user_to_row(user: User) -> Row:
    """As JSON would hold it: ids and instants are text."""
    return {
        "id": str(user.id),
        "display_name": user.display_name,
        "locale": user.locale,
        "created_at": user.created_at.isoformat(),
        "updated_at": user.updated_at.isoformat(),
        "version": user.version,
    }


def user_from_row(row: Row) -> User:
    """From the columns USER_COLUMNS."""
    return User(
        UserId(UUID(row["id"])),
        row["display_name"],
        row["locale"],
        created_at=instant(row["created_at"]),
        updated_at=instant(row["updated_at"]),
        version=row["version"],
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What a change of a person writes."""
    match change:
        case (Op.UPDATE, User() as user):
            row = user_to_row(user)
            del row["created_at"]
            yield Write(Op.UPDATE, "users", row)
        case (Op.DELETE, User() as user):
            yield Write(Op.DELETE, "users", {"id": str(user.id), "version": user.version})
        case (op, User() as user):
            yield Write(op, "users", user_to_row(user))
