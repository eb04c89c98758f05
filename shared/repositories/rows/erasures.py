"""What is left of what was erased as rows, and what is erased at the database."""

from collections.abc import Iterator
from uuid import UUID

from shared.domain.ids import RunId
from shared.domain.workflow import Receipt
from shared.repositories.rows.values import Row, instant, stamp
from shared.repositories.rows.writes import Write
from shared.repositories.staged.entities import Account, DoomedObject, Trim
from shared.repositories.staged.staging import Change

RECEIPT_COLUMNS = ("run_id", "owner_sha256", "erased_at", "removed")


def receipt_to_row(receipt: Receipt) -> Row:
    """All columns."""
    return {
        "run_id": str(receipt.run_id),
        "owner_sha256": receipt.owner_sha256,
        "erased_at": stamp(receipt.erased_at),
        "removed": dict(receipt.removed),
    }


def receipt_from_row(row: Row) -> Receipt:
    """From the columns RECEIPT_COLUMNS."""
    return Receipt(RunId(UUID(row["run_id"])), row["owner_sha256"], instant(row["erased_at"]), row["removed"])


def to_writes(change: Change) -> Iterator[Write]:
    """What an erasure writes."""
    match change:
        case (op, Account(user_id)):
            yield Write(op, "accounts", {"user_id": str(user_id)})
        case (op, Trim(user_id, at_most)):
            yield Write(op, "accounts", {"user_id": str(user_id), "at_most": at_most})
        case (op, Receipt() as receipt):
            yield Write(op, "erasure_receipts", receipt_to_row(receipt))
        case (op, DoomedObject(key)):
            yield Write(op, "doomed_objects", {"key": key})
