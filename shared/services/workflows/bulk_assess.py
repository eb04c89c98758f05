"""Many documents at once: a manifest is split into batches, each a run of its own, and summed up when all are done.

Where a batch was given up, the run is dead-lettered with what the others made, and a retry begins that batch anew. What
is found in a document is an item of the run, not an assessment of the caller's: they are other people's CVs. How
items are assessed stands in assess_batch.py.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from shared.domain.document import Document
from shared.domain.errors import ManifestRefusedError, PartsGivenUpError
from shared.domain.workflow import Kind, Run, RunState
from shared.services.workflows import assess_batch
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition, nothing_to_undo
from shared.services.workflows.dispatch import GRACE, relay_at
from shared.services.workflows.inputs import document_id_of, existing_manifest, wait_for
from shared.services.workflows.manifest import MAX_LINES, cut_lines

LINES_A_BATCH = 25
# Each is two rows, its own and its message's; a commit holds 500.
BATCHES_A_COMMIT = 150
# To begin one anew is five rows: its items, itself, what is asked of it and its message.
ANEW_A_COMMIT = 90
# Some twice what those batches' lines have.
WINDOW_BYTES = 1024 * 1024
STOP_WAIT = timedelta(seconds=3)
_GIVEN_UP = (RunState.COMPENSATED, RunState.DEAD_LETTERED)


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
    """Once no batch is at work any more, nothing can add an item; and what one of them could not undo goes with all."""
    run, workflows = attempt.run, attempt.uow.workflows
    if _active(workflows.count_parts(run.user_id, run.id)):
        return STOP_WAIT
    dead = workflows.list_parts(run.user_id, run.id, (RunState.DEAD_LETTERED,), None, ANEW_A_COMMIT)
    for part in dead.items:
        workflows.save(part.undone(attempt.now), attempt.now)
    if dead.next_key is not None:
        return timedelta()
    workflows.remove_items(run.user_id, run.id, 0, MAX_LINES + 1)
    return None


def collect(attempt: Attempt) -> Outcome:
    """Wait for the batches; where this is retried, begin those anew that were given up.

    Raises:
        PartsGivenUpError: some were.
    """
    run = attempt.run
    parts = int(run.output("split")["parts"])
    failure, after = run.step.failure, run.step.output.get("anew_after")
    if after is not None or (failure is not None and failure.code == PartsGivenUpError.code):
        return _begin_anew(attempt, parts, after)
    counts = attempt.uow.workflows.count_parts(run.user_id, run.id)
    if not (active := _active(counts)):
        if any(counts.get(state) for state in _GIVEN_UP) and _given_up(attempt, None, 1)[0]:
            raise PartsGivenUpError("some parts were given up")
        return Outcome({"parts": parts})
    # As often as there is something to tell: each part takes a worker some seconds.
    delay = timedelta(seconds=min(30.0, max(2.0, active / 10)))
    return Outcome({"parts": parts, "progress": max(0.0, 1 - active / parts)}, again_after=delay)


def summarise(attempt: Attempt) -> Outcome:
    """How many lines there are, and what became of them."""
    run = attempt.run
    codes = dict(attempt.uow.workflows.count_items(run.user_id, run.id))
    return Outcome({"lines": int(run.output("split")["lines"]), "assessed": codes.pop("", 0), "refused": codes})


def _begin_anew(attempt: Attempt, parts: int, after: str | None) -> Outcome:
    """The next of the batches that were given up, without the items that they may have left."""
    run, workflows = attempt.run, attempt.uow.workflows
    given_up, next_key = _given_up(attempt, after, ANEW_A_COMMIT)
    for part in given_up:
        workflows.remove_items(run.user_id, run.id, int(part.input["first"]), int(part.input["end"]))
        if part.state is RunState.DEAD_LETTERED:
            workflows.save(part.undone(attempt.now), attempt.now)
        workflows.ask_to_retry(run.user_id, part.id, attempt.now + GRACE)
    output: dict[str, Any] = {"parts": parts, "progress": float(run.step.output.get("progress", 0.0))}
    if next_key is not None:
        output["anew_after"] = next_key
    return Outcome(output, timedelta(), [part.id for part in given_up])


def _given_up(attempt: Attempt, after: str | None, limit: int) -> tuple[list[Run], str | None]:
    """Newest first, and the key to go on from; not those from before the run itself was begun anew, which were undone
    with it."""
    run = attempt.run
    page = attempt.uow.workflows.list_parts(run.user_id, run.id, _GIVEN_UP, after, limit)
    given_up = [part for part in page.items if part.input["split_at"] == _split_at(run)]
    return given_up, page.next_key if len(given_up) == len(page.items) else None


def _split_at(run: Run) -> str:
    """What tells the parts of this time from those of before the run was begun anew."""
    began = run.steps[0].started_at
    return began.isoformat() if began is not None else ""


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
    values = {"document_id": str(manifest.id), "split_at": _split_at(run), **batch._asdict()}
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
