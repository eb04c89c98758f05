"""What nobody needs any longer: on Postgres by the function of supabase/migrations."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Select, Update, delete, exists, or_, select, tuple_, update

from shared.domain.document import DocumentState
from shared.domain.workflow import RunState
from shared.repositories.abstract import Keep
from shared.repositories.job_tables import documents, erasure_receipts, workflow_items, workflow_runs
from shared.repositories.rows.values import stamp
from shared.repositories.sqlalchemy.session import SqlSession
from shared.repositories.tables import answers

_SETTLED = (RunState.COMPLETED.value, RunState.COMPENSATED.value)


class SqlRetention:
    """The part of a store that removes it."""

    _session: SqlSession
    _clock: Callable[[], datetime]

    def expire(self, keep: Keep, limit: int) -> Mapping[str, int]:
        since = {name: stamp(moment) for name, moment in keep._asdict().items()}
        if self._session.is_postgres:
            gone: Mapping[str, int] = self._session.call("expire", {"limit": limit, **since})
            return gone
        with self._session.connect("immediate") as connection:
            counted = _sqlite_expire(connection, since, limit, self._clock())
            connection.commit()
            return counted


def _sqlite_expire(connection: Connection, since: Mapping[str, str], limit: int, now: datetime) -> dict[str, int]:
    """In the transaction of the connection, which must hold the write lock and be committed."""
    old_answers = select(answers.c.user_id, answers.c.key).where(answers.c.created_at < since["answers"])
    expected = (documents.c.state == DocumentState.EXPECTED.value, documents.c.updated_at < since["uploads"])
    erased = {
        "state": DocumentState.ERASED.value,
        "filename": "",
        "sha256": "",
        "updated_at": stamp(now),
        "version": documents.c.version + 1,
    }
    old_runs = _old_runs(since["runs"])
    items = workflow_items.c
    old_items = select(items.user_id, items.run_id, items.number).where(items.run_id.in_(old_runs))
    part = workflow_runs.alias("part")
    bare_runs = old_runs.where(
        ~exists().where(part.c.parent_id == workflow_runs.c.id),
        ~exists().where(items.run_id == workflow_runs.c.id),
    )
    old_receipts = select(erasure_receipts.c.run_id).where(erasure_receipts.c.erased_at < since["receipts"])
    # In this order: a run goes once its items have.
    statements: dict[str, Delete | Update] = {
        "answers": delete(answers).where(tuple_(answers.c.user_id, answers.c.key).in_(old_answers.limit(limit))),
        "uploads": update(documents)
        .where(documents.c.id.in_(select(documents.c.id).where(*expected).limit(limit)))
        .values(erased),
        "items": delete(workflow_items).where(
            tuple_(items.user_id, items.run_id, items.number).in_(old_items.limit(limit))
        ),
        "runs": delete(workflow_runs).where(workflow_runs.c.id.in_(bare_runs.limit(limit))),
        "receipts": delete(erasure_receipts).where(erasure_receipts.c.run_id.in_(old_receipts.limit(limit))),
    }
    return {name: connection.execute(statement).rowcount for name, statement in statements.items()}


def _old_runs(since: str) -> Select[Any]:
    """Ids of those that are not kept, nor a part of one that is."""
    runs, parent = workflow_runs.c, workflow_runs.alias("parent")
    stays = exists().where(
        parent.c.id == runs.parent_id,
        or_(parent.c.state.not_in(_SETTLED), parent.c.is_retried, parent.c.updated_at >= since),
    )
    return select(runs.id).where(runs.state.in_(_SETTLED), ~runs.is_retried, runs.updated_at < since, ~stays)
