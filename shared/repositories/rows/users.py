"""People as rows."""

from uuid import UUID

from shared.domain.ids import UserId
from shared.domain.user import User
from shared.repositories.rows.values import Row, instant

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
