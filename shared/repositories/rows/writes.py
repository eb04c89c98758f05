"""One row to write, and by what the row that it is for is found."""

from typing import NamedTuple

from shared.repositories.rows.values import Row
from shared.repositories.staged.staging import Op

_KEYS = {"role_skills": ("role_id", "skill_id"), "outbox": ("user_id", "run_id"), "doomed_objects": ("key",)}


class Write(NamedTuple):
    """One row to write."""

    op: Op
    table: str
    row: Row


def keys_of(table: str) -> tuple[str, ...]:
    """The columns by which a put finds the row that it replaces, and a forgetting the one that goes."""
    return _KEYS.get(table, ("id",))
