"""Changing requests on SQLite, which has no `public.admit`: its steps in one transaction, with the tables alone."""

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import sqlite

from shared.domain.request import WriteRequest
from shared.repositories.limits import ANSWERS_KEPT, take
from shared.repositories.rows.answers import ANSWER_COLUMNS, answer_from_row
from shared.repositories.sqlalchemy.session import columns, fetch
from shared.repositories.sqlalchemy.users import sqlite_profile
from shared.repositories.staged.store import Admission
from shared.repositories.tables import answers, rate_limits, users


def sqlite_admission(connection: Connection, request: WriteRequest, now: datetime) -> Admission:
    """In the transaction of the connection, which must hold the write lock and be committed."""
    user_id = str(request.user_id)
    if connection.execute(select(users.c.id).where(users.c.id == user_id)).first() is None:
        return Admission(has_profile=False)
    # Instants are text of one shape, in UTC: they compare as they follow each other.
    too_old = answers.c.created_at <= (now - ANSWERS_KEPT).isoformat(timespec="microseconds")
    connection.execute(delete(answers).where(answers.c.user_id == user_id, too_old))
    if request.key is not None:
        query = columns(answers, ANSWER_COLUMNS)
        if kept := fetch(connection, query.where(answers.c.user_id == user_id, answers.c.key == request.key)):
            return Admission(True, answer=answer_from_row(kept[0]))
    full_at = connection.execute(select(rate_limits.c.full_at).where(rate_limits.c.user_id == user_id)).scalar()
    taken = take(request.limit, request.cost, datetime.fromisoformat(full_at) if full_at else None, now)
    if taken.retry_after_s is not None:
        return Admission(True, retry_after_s=taken.retry_after_s)
    insert = sqlite.insert(rate_limits).values(user_id=user_id, full_at=taken.full_at.isoformat())
    connection.execute(
        insert.on_conflict_do_update(index_elements=["user_id"], set_={"full_at": insert.excluded.full_at})
    )
    return Admission(True, profile=sqlite_profile(connection, request.user_id) if request.wants_profile else None)
