"""The commit of a block as statements of SQL."""

from sqlalchemy import Connection, ForeignKey, Table, and_, delete, or_, select, text, tuple_, update
from sqlalchemy import exc as sa_errors
from sqlalchemy.dialects import postgresql, sqlite

from shared.repositories.job_tables import documents, workflow_items, workflow_runs
from shared.repositories.leases import ACTIVE, RETRYABLE
from shared.repositories.rows.batches import Batch
from shared.repositories.rows.constraints import constraint_error, stale_error
from shared.repositories.rows.values import Row
from shared.repositories.rows.writes import keys_of
from shared.repositories.staged.staging import Flag, Op
from shared.repositories.tables import assessments, metadata, users


def write(connection: Connection, batch: Batch) -> None:
    """Raises: as UnitOfWork.commit says."""
    if batch.op is Op.ERASE:
        _erase(connection, batch)
        return
    if batch.op is Op.TRIM:
        _trim(connection, batch)
        return
    table = metadata.tables[batch.table]
    try:
        _write(connection, table, batch)
    except sa_errors.IntegrityError as error:
        if str(error.orig) == "FOREIGN KEY constraint failed":
            # SQLite does not say which.
            raise constraint_error(_broken_reference(connection, table, batch)) from None
        raise


def _write(connection: Connection, table: Table, batch: Batch) -> None:
    match batch.op:
        case Op.INSERT:
            # One statement, however many rows: given beside it, they would be one each.
            connection.execute(table.insert().values(batch.rows))
        case Op.PUT:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
            keys = keys_of(batch.table)
            replaced = {name: insert.excluded[name] for name in batch.rows[0] if name not in keys}
            connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=replaced), batch.rows)
        case Op.UPDATE:
            for row in batch.rows:
                at = (table.c.id == row["id"], table.c.version == row["version"] - 1)
                changed = {name: value for name, value in row.items() if name != "id"}
                _require_hit(connection.execute(update(table).where(*at).values(changed)).rowcount, batch.table)
        case Op.DELETE:
            for row in batch.rows:
                at = tuple(table.c[name] == value for name, value in row.items())
                _require_hit(connection.execute(delete(table).where(*at)).rowcount, batch.table)
        case Op.RETIRE:
            for row in batch.rows:
                connection.execute(delete(table).where(table.c.taxonomy_version != row["taxonomy_version"]))
        case Op.FLAG:
            for row in batch.rows:
                _flag(connection, row)
        case Op.REMOVE:
            items = workflow_items.c
            for row in batch.rows:
                of_run = (items.user_id == row["user_id"], items.run_id == row["run_id"])
                within = (items.number >= row["first"], items.number < row["end"])
                connection.execute(delete(workflow_items).where(*of_run, *within))
        case Op.FORGET:
            named = [and_(*(table.c[name] == value for name, value in row.items())) for row in batch.rows]
            connection.execute(delete(table).where(or_(*named)))


def _flag(connection: Connection, row: Row) -> None:
    (flag,) = (flag for flag in Flag if flag in row)
    states = RETRYABLE if flag is Flag.RETRIED else ACTIVE
    runs = workflow_runs.c
    at = (runs.id == row["id"], runs.user_id == row["user_id"], runs.state.in_(state.value for state in states))
    _require_hit(connection.execute(update(workflow_runs).where(*at).values({flag: True})).rowcount, "workflow_runs")


def _erase(connection: Connection, batch: Batch) -> None:
    for row in batch.rows:
        if connection.dialect.name == "postgresql":
            connection.execute(text("select private.delete_account(cast(:user_id as uuid))"), row)
        else:
            # SQLite keeps no accounts: the profile is where one begins.
            connection.execute(delete(users).where(users.c.id == row["user_id"]))


def _trim(connection: Connection, batch: Batch) -> None:
    for row in batch.rows:
        room = row["at_most"]
        for table in (workflow_items, assessments, documents):
            keys = list(table.primary_key)
            mine = select(*keys).where(table.c.user_id == row["user_id"]).order_by(*keys).limit(room)
            room -= connection.execute(delete(table).where(tuple_(*keys).in_(mine))).rowcount


def _require_hit(rowcount: int, table: str) -> None:
    if rowcount == 0:
        raise stale_error(table)


def _broken_reference(connection: Connection, table: Table, batch: Batch) -> str:
    """The name of the constraint that one of the rows breaks."""
    if batch.op is Op.DELETE:
        # The only reference that neither goes with its row nor is emptied.
        return "skills_merged_into_fkey"
    for constraint in table.foreign_key_constraints:
        if any(not _is_met(connection, constraint.elements, row) for row in batch.rows):
            return str(constraint.name)
    return ""


def _is_met(connection: Connection, keys: list[ForeignKey], row: Row) -> bool:
    wanted = [(key.column, row.get(key.parent.name)) for key in keys]
    if any(value is None for _, value in wanted):
        return True
    query = select(1).where(and_(*(column == value for column, value in wanted)))
    return connection.execute(query).first() is not None
