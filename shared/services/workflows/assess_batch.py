"""A part of a bulk assessment: some lines of the manifest, each assessed into an item.

A bad document is an item with a code, never a failed batch; and where the manifest is gone, so is each of its lines. A
batch stores what it has where its time runs out, or where it fails on the way, and goes on behind that; one in which a
worker died goes on line by line, so that the line that kills workers is found and given up.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.domain.document import Document, DocumentState
from shared.domain.errors import DocumentNotFoundError, DocumentNotUsableError, SkillpathError
from shared.domain.ids import DocumentId
from shared.domain.text import CvText
from shared.domain.workflow import Item, Kind, Run
from shared.services.counts import counts_of
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition
from shared.services.workflows.failures import WORKER_DIED, failure_of, is_final, log_failure
from shared.services.workflows.inputs import document_id_of, existing_manifest
from shared.services.workflows.manifest import INVALID_LINE, Line, cut_lines, read_line
from shared.taxonomy.load import Taxonomy
from shared.telemetry.record import Count
from shared.telemetry.spans import span

# What reading and assessing one document takes at the most.
ITEM_S = 25.0
# A long CV names some hundred skills; each mention is three numbers and a word.
MAX_SKILLS = 300
MAX_MENTIONS = 5
# The third worker that takes up what the first two never came back from: the second had but one line of it.
DEADLY = 3


def assess(attempt: Attempt) -> Outcome:
    """Add the items of as many lines as there is time for."""
    so_far = attempt.run.step.output
    done, is_careful = int(so_far.get("done", 0)), bool(so_far.get("is_careful")) or attempt.has_died_before
    try:
        lines = _lines(attempt)
    except SkillpathError as error:
        if not is_final(error):
            raise
        return _unreadable(attempt.run, done, failure_of(error).code, attempt)
    left = lines[done : done + 1] if is_careful else lines[done:]
    documents = _documents(attempt, left)
    taxonomy = attempt.tools.taxonomy(attempt.uow.skills.list_own)
    items: list[Item] = []
    counts: Counter[Count] = Counter()
    for line in left:
        if items and attempt.seconds_left < ITEM_S:
            break
        try:
            item, counted = _item(attempt, line, documents, taxonomy, is_first=not items)
        except Exception:
            if not items:
                raise
            # It begins the next attempt.
            break
        items.append(item)
        counts += counted
    attempt.uow.workflows.add_items(items)
    done += len(items)
    output = {"done": done, "is_careful": is_careful}
    return Outcome(output, None if done == len(lines) else timedelta(), counts=counts)


def unassess(attempt: Attempt) -> None:
    """The items go."""
    run, values = attempt.run, attempt.run.input
    attempt.uow.workflows.remove_items(run.user_id, run.parent_id or run.id, int(values["first"]), int(values["end"]))


def _unreadable(run: Run, done: int, code: str, attempt: Attempt) -> Outcome:
    """Nobody can say any more what the lines named."""
    first, end = int(run.input["first"]), int(run.input["end"])
    lines = [Line(number, f"line {number + 1}", None) for number in range(first + done, end)]
    attempt.uow.workflows.add_items(_made(run, line, code, {}) for line in lines)
    return Outcome({"done": end - first})


def _lines(attempt: Attempt) -> list[Line]:
    values = attempt.run.input
    manifest = existing_manifest(attempt.run.user_id, document_id_of(attempt.run), attempt.uow)
    data = attempt.tools.objects.read(manifest.key, int(values["start"]), int(values["stop"]))
    return [
        read_line(int(values["first"]) + place, line) for place, (_, line) in enumerate(cut_lines(data, is_end=True))
    ]


def _documents(attempt: Attempt, lines: list[Line]) -> Mapping[DocumentId, Document]:
    wanted = {line.document_id for line in lines if line.document_id is not None}
    found = attempt.uow.documents.get_many(attempt.run.user_id, wanted) if wanted else ()
    return {document.id: document for document in found}


def _item(
    attempt: Attempt,
    line: Line,
    documents: Mapping[DocumentId, Document],
    taxonomy: Taxonomy,
    *,
    is_first: bool,
) -> tuple[Item, Counter[Count]]:
    """What became of a line, and what is counted of it.

    Raises:
        Exception: what another attempt may do without.
    """
    run = attempt.run
    if line.document_id is None:
        return _made(run, line, INVALID_LINE, {}), Counter()
    if is_first and run.claims >= DEADLY:
        # The workers before this one had this line alone.
        return _made(run, line, WORKER_DIED.code, {}), Counter()
    try:
        result, counted = _assess(attempt, documents.get(line.document_id), taxonomy)
        return _made(run, line, "", result), counted
    except Exception as error:
        if not is_final(error):
            log_failure(run, error)
            if not (is_first and attempt.is_last):
                raise
        return _made(run, line, failure_of(error).code, {}), Counter()


def _assess(
    attempt: Attempt, document: Document | None, taxonomy: Taxonomy
) -> tuple[Mapping[str, Any], Counter[Count]]:
    """What a document shows, without its words: skills with their levels, and where in the text and on which pages they
    are shown."""
    # Imported here: what only asks for a workflow has this module too, and reads no CVs.
    from shared.services.assessments import assess_text

    if document is None:
        raise DocumentNotFoundError("the manifest names a document that is not the user's")
    if document.state not in (DocumentState.RECEIVED, DocumentState.EXTRACTED):
        raise DocumentNotUsableError(f"the document is {document.state}")
    data = attempt.tools.objects.read(document.key)
    with span("read file"):
        read = attempt.tools.read_document(data, document.content_type)
    as_of = attempt.run.created_at.date()
    assessed = assess_text(CvText(read.text), taxonomy, as_of, read.page_at, attempt.tools.strategy)
    result = assessed.result
    skills = [
        {
            "skill_id": str(skill.skill_id),
            "level": skill.proficiency.level.value,
            "score": skill.proficiency.score,
            "confidence": skill.proficiency.confidence,
            "evidence": [
                {
                    "start": mention.start,
                    "end": mention.end,
                    "page": mention.page,
                    "found_by": mention.found_by.value,
                }
                for mention in skill.evidence[:MAX_MENTIONS]
            ],
        }
        for skill in result.skills[:MAX_SKILLS]
    ]
    made = {
        "language": assessed.language,
        "text_chars": len(read.text),
        "page_count": read.page_count,
        "quality": read.quality,
        "skill_count": len(result.skills),
        "strategy": assessed.strategy.value,
        "skills": skills,
    }
    return made, counts_of(result)


def _made(run: Run, line: Line, code: str, result: Mapping[str, Any]) -> Item:
    return Item(run.parent_id or run.id, run.user_id, line.number, line.ref, line.document_id, code, result)


DEFINITION = Definition(
    Kind.ASSESS_BATCH,
    (StepDefinition("assess", assess, unassess, timeout_s=120),),
    # As long as the run that it is a part of.
    lasts=timedelta(days=1),
)
