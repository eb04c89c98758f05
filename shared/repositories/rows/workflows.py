"""Runs, their messages and items as rows."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from pydantic import TypeAdapter

from shared.domain.ids import DocumentId, RunId, UserId
from shared.domain.workflow import Failure, Item, Kind, Run, RunState, RunStep
from shared.repositories.abstract import Claim
from shared.repositories.rows.values import Row, instant, stamp
from shared.repositories.rows.writes import Write, keys_of
from shared.repositories.staged.entities import Ask, Dispatch, ItemRange
from shared.repositories.staged.staging import Change, Op

RUN_COLUMNS = (
    "id",
    "user_id",
    "kind",
    "state",
    "input",
    "steps",
    "position",
    "parent_id",
    "is_cancelled",
    "is_retried",
    "not_before",
    "deadline",
    "claims",
    "lease_until",
    "failure",
    "result",
    "created_at",
    "updated_at",
    "version",
)
ITEM_COLUMNS = ("user_id", "run_id", "number", "ref", "document_id", "code", "result")

# What was asked for, of whom and when does not change; whether it is cancelled, its owner says, whatever the version.
_FIXED = frozenset({"user_id", "kind", "input", "parent_id", "is_cancelled", "created_at"})


def run_to_row(run: Run) -> Row:
    """All columns; `input`, `steps`, `failure` and `result` as JSON would hold them."""
    return {
        "id": str(run.id),
        "user_id": str(run.user_id),
        "kind": run.kind.value,
        "state": run.state.value,
        "input": dict(run.input),
        "steps": _steps().dump_python(run.steps, mode="json"),
        "position": run.position,
        "parent_id": run.parent_id and str(run.parent_id),
        "is_cancelled": run.is_cancelled,
        "is_retried": run.is_retried,
        "not_before": stamp(run.not_before),
        "deadline": stamp(run.deadline),
        "claims": run.claims,
        "lease_until": run.lease_until and stamp(run.lease_until),
        "failure": run.failure and {"code": run.failure.code, "message": run.failure.message},
        "result": dict(run.result),
        "created_at": stamp(run.created_at),
        "updated_at": stamp(run.updated_at),
        "version": run.version,
    }


def run_update_to_row(run: Run) -> Row:
    """What may change of a run, with its id and its new version."""
    return {name: value for name, value in run_to_row(run).items() if name not in _FIXED}


def run_from_row(row: Row) -> Run:
    """From the columns RUN_COLUMNS."""
    failure = row["failure"]
    return Run(
        RunId(UUID(row["id"])),
        UserId(UUID(row["user_id"])),
        Kind(row["kind"]),
        RunState(row["state"]),
        row["input"],
        _steps().validate_python(row["steps"]),
        row["position"],
        RunId(UUID(row["parent_id"])) if row["parent_id"] else None,
        # SQLite has numbers for them.
        bool(row["is_cancelled"]),
        bool(row["is_retried"]),
        not_before=instant(row["not_before"]),
        deadline=instant(row["deadline"]),
        claims=row["claims"],
        lease_until=instant(row["lease_until"]) if row["lease_until"] else None,
        failure=Failure(failure["code"], failure["message"]) if failure else None,
        result=row["result"],
        created_at=instant(row["created_at"]),
        updated_at=instant(row["updated_at"]),
        version=row["version"],
    )


def claim_from_json(held: Row) -> Claim:
    """From what `claim_run` answers: `run`, a row; `is_cancelled`."""
    return Claim(run_from_row(held["run"]), held["is_cancelled"])


def message_to_row(run_id: RunId, user_id: UserId, relay_at: datetime) -> Row:
    """A row of the outbox, as nobody has sent it yet."""
    return {"user_id": str(user_id), "run_id": str(run_id), "due_at": stamp(relay_at), "sends": 0}


def item_to_row(item: Item) -> Row:
    """All columns; `result` as JSON would hold it."""
    return {
        "user_id": str(item.user_id),
        "run_id": str(item.run_id),
        "number": item.number,
        "ref": item.ref,
        "document_id": item.document_id and str(item.document_id),
        "code": item.code,
        "result": dict(item.result),
    }


def item_from_row(row: Row) -> Item:
    """From the columns ITEM_COLUMNS."""
    return Item(
        RunId(UUID(row["run_id"])),
        UserId(UUID(row["user_id"])),
        row["number"],
        row["ref"],
        DocumentId(UUID(row["document_id"])) if row["document_id"] else None,
        row["code"],
        row["result"],
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What a change of a run writes, with its message, and of its items."""
    match change:
        case (op, Dispatch(run, relay_at)):
            yield Write(op, "workflow_runs", (run_to_row if op is Op.INSERT else run_update_to_row)(run))
            message = message_to_row(run.id, run.user_id, relay_at)
            if run.state.is_over:
                yield Write(Op.FORGET, "outbox", {name: message[name] for name in keys_of("outbox")})
            else:
                yield Write(Op.PUT, "outbox", message)
        case (op, Ask() as ask):
            asked = {"id": str(ask.run_id), "user_id": str(ask.user_id), ask.flag.value: True}
            yield Write(op, "workflow_runs", asked)
            yield Write(Op.PUT, "outbox", message_to_row(ask.run_id, ask.user_id, ask.relay_at))
        case (op, Item() as item):
            yield Write(op, "workflow_items", item_to_row(item))
        case (op, ItemRange(user_id, run_id, first, end)):
            of = {"user_id": str(user_id), "run_id": str(run_id)}
            yield Write(op, "workflow_items", {**of, "first": first, "end": end})


@cache
def _steps() -> TypeAdapter[tuple[RunStep, ...]]:
    return TypeAdapter(tuple[RunStep, ...])
