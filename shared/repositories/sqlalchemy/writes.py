"""The commit of a block as statements of SQL."""

from sqlalchemy import Connection, ForeignKey, Table, and_, delete, select, update
from sqlalchemy import exc as sa_errors
from sqlalchemy.dialects import postgresql, sqlite

from shared.repositories.rows import Batch, Row, constraint_error, put_keys, stale_error
from shared.repositories.staged import Op
from shared.repositories.tables import metadata


def write(connection: Connection, batch: Batch) -> None:
    """Raises: as UnitOfWork.commit says."""
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
            connection.execute(table.insert(), batch.rows)
        case Op.PUT:
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
            keys = put_keys(batch.table)
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
