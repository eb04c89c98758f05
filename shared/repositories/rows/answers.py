"""Answers kept for repeats of their requests as rows."""

from collections.abc import Iterator
from uuid import UUID

from shared.domain.ids import UserId
from shared.domain.request import Answer
from shared.repositories.rows.values import Row, instant
from shared.repositories.rows.writes import Write
from shared.repositories.staged.staging import Change

ANSWER_COLUMNS = ("user_id", "key", "fingerprint", "status", "headers", "body", "created_at")


def answer_to_row(answer: Answer) -> Row:
    """All columns; `headers` as pairs, which keep their order in every store."""
    return {
        "user_id": str(answer.user_id),
        "key": answer.key,
        "fingerprint": answer.fingerprint,
        "status": answer.status,
        "headers": [list(header) for header in answer.headers],
        "body": answer.body,
        "created_at": answer.created_at.isoformat(),
    }


def answer_from_row(row: Row) -> Answer:
    """From the columns ANSWER_COLUMNS."""
    return Answer(
        UserId(UUID(row["user_id"])),
        row["key"],
        row["fingerprint"],
        row["status"],
        tuple((name, value) for name, value in row["headers"]),
        row["body"],
        created_at=instant(row["created_at"]),
    )


def to_writes(change: Change) -> Iterator[Write]:
    """What an answer that is kept writes."""
    match change:
        case (op, Answer() as answer):
            yield Write(op, "answers", answer_to_row(answer))
