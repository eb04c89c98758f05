"""Many documents at once: a manifest is split into batches, each a run of its own, and summed up when all are over.

What is found in a document is an item of the run, not an assessment of the caller's: they are other people's CVs. How
items are assessed stands in assess_batch.py.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import NamedTuple

from shared.domain.document import Document
from shared.domain.errors import ManifestRefusedError
from shared.domain.workflow import Kind, Run, RunState
from shared.services.workflows import assess_batch
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition, nothing_to_undo
from shared.services.workflows.dispatch import relay_at
from shared.services.workflows.inputs import document_id_of, existing_manifest, wait_for
from shared.services.workflows.manifest import MAX_LINES, cut_lines

LINES_A_BATCH = 25
# Each is two rows, its own and its message's; a commit holds 500.
BATCHES_A_COMMIT = 150
# Some twice what those batches' lines have.
WINDOW_BYTES = 1024 * 1024
STOP_WAIT = timedelta(seconds=3)


class _Batch(NamedTuple):
    """Lines [first, end) of the manifest, which are its bytes [start, stop)."""

    first: int
    end: int
    start: int
    stop: int


def split(attempt: Attempt) -> Outcome:
    """Add the next batches, until all are there."""
    run = attempt.run
    manifest = existing_manifest(run.user_id, document_id_of(run), attempt.uow)
    if (waiting := wait_for(manifest, attempt)) is not None:
        return waiting
    so_far = run.step.output
    line, start, parts = (int(so_far.get(name, 0)) for name in ("lines", "byte", "parts"))
    data = attempt.tools.objects.read(manifest.key, start, min(start + WINDOW_BYTES, manifest.size))
    is_end = start + len(data) >= manifest.size
    batches = list(_batches(data, line, start, is_end=is_end))
    if not batches and not is_end:
        raise ManifestRefusedError("a line of the manifest is too long")
    is_all = is_end and len(batches) <= BATCHES_A_COMMIT
    batches = batches[:BATCHES_A_COMMIT]
    if batches:
        line, start, parts = batches[-1].end, batches[-1].stop, parts + len(batches)
    if line > MAX_LINES:
        raise ManifestRefusedError(f"the manifest has more than {MAX_LINES:,} lines")
    if is_all and not line:
        raise ManifestRefusedError("the manifest has no lines")
    children = [_child(run, manifest, batch, attempt) for batch in batches]
    for child in children:
        attempt.uow.workflows.add(child, relay_at(child, attempt.now))
    output = {"lines": line, "byte": start, "parts": parts, "progress": min(1.0, start / manifest.size)}
    return Outcome(output, None if is_all else timedelta(), [child.id for child in children])


def unsplit(attempt: Attempt) -> timedelta | None:
    """Once no batch is at work any more, nothing can add an item."""
    run, workflows = attempt.run, attempt.uow.workflows
    if _active(workflows.count_parts(run.user_id, run.id)):
        return STOP_WAIT
    workflows.remove_items(run.user_id, run.id, 0, MAX_LINES + 1)
    return None


def collect(attempt: Attempt) -> Outcome:
    """Wait for the batches."""
    run = attempt.run
    counts = attempt.uow.workflows.count_parts(run.user_id, run.id)
    parts = int(run.output("split")["parts"])
    if not (active := _active(counts)):
        return Outcome({"parts": parts})
    # As often as there is something to tell: each part takes a worker some seconds.
    delay = timedelta(seconds=min(30.0, max(2.0, active / 10)))
    return Outcome({"parts": parts, "progress": max(0.0, 1 - active / parts)}, again_after=delay)


def summarise(attempt: Attempt) -> Outcome:
    """How many lines there are, and what became of them."""
    run = attempt.run
    codes = dict(attempt.uow.workflows.count_items(run.user_id, run.id))
    lines = int(run.output("split")["lines"])
    missing = lines - sum(codes.values())
    return Outcome({"lines": lines, "assessed": codes.pop("", 0), "refused": codes, "missing": missing})


def _batches(data: bytes, line: int, start: int, *, is_end: bool) -> Iterator[_Batch]:
    """Of whole batches alone where more follows: what is left over is read again with what follows."""
    first, begun, after = line, 0, 0
    for after, _ in cut_lines(data, is_end=is_end):
        line += 1
        if line - first == LINES_A_BATCH:
            yield _Batch(first, line, start + begun, start + after)
            first, begun = line, after
    if is_end and line > first:
        yield _Batch(first, line, start + begun, start + after)


def _child(run: Run, manifest: Document, batch: _Batch, attempt: Attempt) -> Run:
    values = {"document_id": str(manifest.id), **batch._asdict()}
    return Run.new(
        run.user_id,
        Kind.ASSESS_BATCH,
        values,
        assess_batch.DEFINITION.step_names,
        run.deadline - attempt.now,
        attempt.now,
        parent_id=run.id,
    )


def _active(counts: Mapping[RunState, int]) -> int:
    return sum(count for state, count in counts.items() if not state.is_over)


DEFINITION = Definition(
    Kind.BULK_ASSESS,
    (
        StepDefinition("split", split, unsplit, timeout_s=60),
        StepDefinition("collect", collect, nothing_to_undo, weight=20),
        StepDefinition("summarise", summarise, nothing_to_undo),
    ),
    lasts=timedelta(days=1),
)
