"""The changes of a block as rows to write, like ones together."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from shared.repositories.rows.values import Row
from shared.repositories.rows.writes import Write, keys_of
from shared.repositories.staged.staging import Change, Op


class Batch(NamedTuple):
    """Rows of one table, with the same columns, to be written in one go."""

    op: Op
    table: str
    rows: list[Row]


def to_batches(changes: Sequence[Change]) -> list[Batch]:
    """Consecutive writes of one kind together, in their order; a put of a row that the batch has begins a new one."""
    batches: list[Batch] = []
    put: set[tuple[str, ...]] = set()
    for _, alike in groupby(changes, key=lambda change: (change.op, _kind_of(change))):
        for op, table, row in _together(list(alike)):
            key = tuple(row[name] for name in keys_of(table)) if op is Op.PUT else ()
            last = batches[-1] if batches else None
            if last is None or (last.op, last.table) != (op, table) or key in put:
                last = Batch(op, table, [])
                batches.append(last)
                put.clear()
            last.rows.append(row)
            if key:
                put.add(key)
    return batches


def _together(changes: Sequence[Change]) -> Iterator[Write]:
    """Writes of changes of one kind, in their order; but of runs all rows first, and then all their messages."""
    if _kind_of(changes[0]) != "Dispatch":
        for change in changes:
            yield from _to_writes(change)
        return
    writes = [write for change in changes for write in _to_writes(change)]
    yield from writes[::2]
    yield from writes[1::2]


def _to_writes(change: Change) -> Iterator[Write]:
    """By the name of its class, so that nothing is loaded of what is not written."""
    match _kind_of(change):
        case "User":
            from shared.repositories.rows.users import to_writes
        case "Skill":
            from shared.repositories.rows.skills import to_writes
        case "Assessment" | "AssessmentSummary":
            from shared.repositories.rows.assessments import to_writes
        case "Correction":
            from shared.repositories.rows.corrections import to_writes
        case "PlanVersion" | "PlanSummary":
            from shared.repositories.rows.plans import to_writes
        case "RoleRecord" | "RoleSkill" | "Edition":
            from shared.repositories.rows.roles import to_writes
        case "Answer":
            from shared.repositories.rows.answers import to_writes
        case "Document":
            from shared.repositories.rows.documents import to_writes
        case "Dispatch" | "Ask" | "Item" | "ItemRange":
            from shared.repositories.rows.workflows import to_writes
        case "Account" | "Trim" | "Receipt" | "DoomedObject":
            from shared.repositories.rows.erasures import to_writes
        case kind:
            raise TypeError(f"{kind} has no rows")
    return to_writes(change)


def _kind_of(change: Change) -> str:
    return type(change.entity).__name__
