"""What nobody needs any longer, in memory: as public.expire of supabase/migrations."""

from datetime import datetime
from itertools import islice

from shared.domain.document import DocumentState
from shared.domain.ids import RunId
from shared.domain.workflow import RunState
from shared.repositories.abstract import Keep
from shared.repositories.memory_tables import MemoryTables
from shared.repositories.staged.staging import Op

_SETTLED = (RunState.COMPLETED, RunState.COMPENSATED)


def expire(tables: MemoryTables, keep: Keep, limit: int, now: datetime) -> dict[str, int]:
    """As ErasureRepository.expire says."""
    answers = [key for key, row in tables.answers.items() if row.created_at < keep.answers][:limit]
    for key in answers:
        del tables.answers[key]

    held = tables.documents.values()
    uploads = [row for row in held if row.state is DocumentState.EXPECTED and row.updated_at < keep.uploads][:limit]
    for document in uploads:
        tables.apply_document(Op.UPDATE, document.erased(now))

    old = _old_runs(tables, keep)
    items = list(islice((key for key in tables.items if key[0] in old), limit))
    for item in items:
        del tables.items[item]

    in_use = {run.parent_id for run in tables.runs.values()} | {run_id for run_id, _ in tables.items}
    runs = [run_id for run_id in old if run_id not in in_use][:limit]
    for run_id in runs:
        del tables.runs[run_id]
        tables.outbox.pop(run_id, None)

    receipts = [key for key, row in tables.receipts.items() if row.erased_at < keep.receipts][:limit]
    for receipt in receipts:
        del tables.receipts[receipt]
    return {
        "answers": len(answers),
        "uploads": len(uploads),
        "items": len(items),
        "runs": len(runs),
        "receipts": len(receipts),
    }


def _old_runs(tables: MemoryTables, keep: Keep) -> dict[RunId, None]:
    """In the order that they were stored in."""
    settled = {
        run.id
        for run in tables.runs.values()
        if run.state in _SETTLED and not run.is_retried and run.updated_at < keep.runs
    }
    return {
        run.id: None
        for run in tables.runs.values()
        if run.id in settled and (run.parent_id is None or run.parent_id in settled)
    }
