"""A person who uses Skillpath: what they told us about themself, and no more."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class User:
    """Attributes:
    display_name: 1..120 characters; shown, never assessed.
    locale: a BCP 47 tag, 2..35 characters.
    version: 1 for a new one, one more at each change.
    """

    id: UserId
    display_name: str
    locale: str
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @classmethod
    def new(cls, user_id: UserId, display_name: str, locale: str, now: datetime) -> "User":
        return cls(user_id, display_name, locale, created_at=now, updated_at=now)

    def changed(self, display_name: str, locale: str, now: datetime) -> "User":
        """The next version, to be stored over this one."""
        return replace(self, display_name=display_name, locale=locale, updated_at=now, version=self.version + 1)
