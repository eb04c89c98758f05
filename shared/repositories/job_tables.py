"""The tables of documents and of workflows, and of what is left where they were erased."""

from sqlalchemy import (
    DDL,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy.schema import ExecutableDDLElement

from shared.repositories.columns import id_type, instant_type, json_type, metadata, owner


def _of_run(name: str) -> ForeignKeyConstraint:
    """What says which run of its owner's a row is of: it goes with it."""
    return ForeignKeyConstraint(
        ["user_id", "run_id"], ["workflow_runs.user_id", "workflow_runs.id"], name=name, ondelete="CASCADE"
    )


documents = Table(
    "documents",
    metadata,
    Column("id", id_type(), primary_key=True),
    owner(),
    Column("filename", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("rejection", Text),
    Column("reading", json_type()),
    Column("created_at", instant_type(), nullable=False),
    Column("updated_at", instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("state = 'erased' or length(filename) between 1 and 255", name="documents_filename_check"),
    CheckConstraint("size between 1 and 10485760", name="documents_size_check"),
    CheckConstraint(
        "state = 'erased' or length(sha256) = 64 and sha256 not glob '*[^0-9a-f]*'", name="documents_sha256_check"
    ),
    Index("documents_user_id_id", "user_id", "id"),
)
Index(
    "documents_usable_sha256_key",
    documents.c.user_id,
    documents.c.sha256,
    unique=True,
    sqlite_where=documents.c.state.in_(("expected", "received", "extracted")),
)

workflow_runs = Table(
    "workflow_runs",
    metadata,
    Column("id", id_type(), primary_key=True),
    owner(),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("input", json_type(), nullable=False),
    Column("steps", json_type(), nullable=False),
    Column("position", Integer, nullable=False),
    Column("parent_id", id_type()),
    Column("is_cancelled", Boolean, nullable=False),
    Column("is_retried", Boolean, nullable=False),
    Column("not_before", instant_type(), nullable=False),
    Column("deadline", instant_type(), nullable=False),
    Column("claims", Integer, nullable=False),
    Column("lease_until", instant_type()),
    Column("failure", json_type()),
    Column("result", json_type(), nullable=False),
    Column("created_at", instant_type(), nullable=False),
    Column("updated_at", instant_type(), nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("user_id", "id"),
    ForeignKeyConstraint(
        ["user_id", "parent_id"],
        ["workflow_runs.user_id", "workflow_runs.id"],
        name="workflow_runs_parent_fkey",
        ondelete="CASCADE",
    ),
    Index("workflow_runs_user_id_parent_id", "user_id", "parent_id", "state"),
)
Index("workflow_runs_dead", workflow_runs.c.id, sqlite_where=workflow_runs.c.state == "dead-lettered")

outbox = Table(
    "outbox",
    metadata,
    Column("user_id", id_type(), primary_key=True),
    Column("run_id", id_type(), primary_key=True),
    Column("due_at", instant_type(), nullable=False),
    Column("sends", Integer, nullable=False),
    _of_run("outbox_run_fkey"),
    Index("outbox_due_at", "due_at", "run_id"),
)

workflow_items = Table(
    "workflow_items",
    metadata,
    Column("user_id", id_type(), primary_key=True),
    Column("run_id", id_type(), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ref", Text, nullable=False),
    Column("document_id", id_type()),
    Column("code", Text, nullable=False),
    Column("result", json_type(), nullable=False),
    CheckConstraint("number >= 0", name="workflow_items_number_check"),
    CheckConstraint("length(ref) between 1 and 200", name="workflow_items_ref_check"),
    _of_run("workflow_items_run_fkey"),
)

erasure_receipts = Table(
    "erasure_receipts",
    metadata,
    Column("run_id", id_type(), primary_key=True),
    Column("owner_sha256", Text, nullable=False, index=True),
    Column("erased_at", instant_type(), nullable=False),
    Column("removed", json_type(), nullable=False),
)

doomed_objects = Table(
    "doomed_objects",
    metadata,
    Column("key", Text, primary_key=True),
    Column("doomed_at", instant_type(), nullable=False),
)
# As the triggers of supabase/migrations, once all tables are there.
_DOOM = (
    "begin insert or ignore into doomed_objects (key, doomed_at)"
    " select 'users/' || old.user_id || '/' || folder || '/' || old.id, datetime('now')"
    " from (select 'documents' as folder union all select 'texts'); end"
)


def _on_sqlite(statement: str) -> ExecutableDDLElement:
    made: ExecutableDDLElement = DDL(statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call] # theirs
    return made


for _event in (
    "documents_doom_erased after update of state on documents for each row when new.state = 'erased'",
    "documents_doom_deleted after delete on documents for each row",
):
    _trigger = f"create trigger if not exists {_event} {_DOOM}"
    event.listen(metadata, "after_create", _on_sqlite(_trigger))
