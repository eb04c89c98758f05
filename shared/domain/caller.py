"""Who is asking, as their verified token says."""

from dataclasses import dataclass, field

from shared.domain.ids import UserId


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in user.

    Attributes:
        user_id: the token's `sub`.
        is_editor: may add to the skill catalogue (`app_metadata.skillpath_role` is `editor`).
        token: the token itself, sent on to the store so that its row level security applies.
    """

    user_id: UserId
    is_editor: bool = False
    token: str = field(default="", repr=False)
