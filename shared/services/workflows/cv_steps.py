"""The steps of whatever begins with an uploaded CV: read its text, assess it, say in the end where the results are."""

from uuid import UUID

from shared.domain.assessment import AssessmentResult
from shared.domain.document import Document, DocumentState, Reading
from shared.domain.document_text import DocumentText, RejectionCode
from shared.domain.errors import ObjectNotFoundError
from shared.domain.ids import AssessmentId
from shared.domain.proposal import Proposal
from shared.domain.text import CvText
from shared.gateways.llm.port import NullModel
from shared.gateways.resilience.deadline import Deadline
from shared.services.counts import counts_of
from shared.services.laid_texts import laid_text, lay_text
from shared.services.workflows.definitions import Attempt, Outcome, StepDefinition, nothing_to_undo
from shared.services.workflows.inputs import document_id_of, existing_cv, wait_for
from shared.telemetry.spans import span

# What assessing, planning and storing take on a busy day.
WITHOUT_MODEL_S = 20.0
# What is so of the bytes, whoever reads them and when.
_OF_THE_BYTES = frozenset(RejectionCode) - {RejectionCode.TOO_SLOW, RejectionCode.TOO_MUCH_MEMORY}


def extract(attempt: Attempt) -> Outcome:
    """Lay the text beside the file, where it stays as long as that, and say of the document what reading it said."""
    document = _document(attempt)
    if (waiting := wait_for(document, attempt)) is not None:
        return waiting
    read = _read(attempt, document)
    lay_text(document, read, attempt.tools.objects)
    reading = Reading(read.page_count, len(read.text), read.quality, read.hidden.total, read.flags)
    # Each reading raises the version, so that a run that is undone can tell whether another has read it since.
    after = document.extracted(reading, attempt.now)
    attempt.uow.documents.update(after)
    return Outcome({"is_first": document.state is DocumentState.RECEIVED, "version": after.version})


def unextract(attempt: Attempt) -> None:
    """Where this run alone read it, the text goes, and the document is as it was received; or rejected where its bytes
    are why the run failed. The text of a document that another run read, before or since, stays."""
    document = _found(attempt)
    if document is None:
        # Its objects go with it.
        return
    if document.state is DocumentState.EXTRACTED and not _alone_read(document, attempt):
        return
    attempt.tools.objects.delete(document.text_key)
    failure = attempt.run.failure
    if document.state is DocumentState.RECEIVED and failure is not None and failure.code in _OF_THE_BYTES:
        attempt.tools.objects.delete(document.key)
        attempt.uow.documents.update(document.rejected(failure.code, attempt.now))
    elif document.state is DocumentState.EXTRACTED:
        attempt.uow.documents.update(document.unread(attempt.now))


def assess(attempt: Attempt) -> Outcome:
    """Assess the text as of the day that the workflow was started, whenever this comes to be done."""
    # Imported here: what only asks for a workflow has this module too, and reads no CVs.
    from shared.services.assessments import stage_assessment
    from shared.services.wording import propose

    run, uow, tools = attempt.run, attempt.uow, attempt.tools
    document = _document(attempt)
    read = _text(attempt, document)
    taxonomy = tools.taxonomy(uow.skills.list_own)

    def proposals(result: AssessmentResult) -> tuple[Proposal, ...]:
        # Of what the person may have a model take, nothing is asked where there is none.
        if isinstance(tools.model, NullModel):
            return ()
        budget = tools.budget_of(run.user_id)
        return propose(read.text, result, taxonomy, tools.model, time_for_a_model(attempt), budget)

    made = stage_assessment(
        run.user_id,
        CvText(read.text),
        uow,
        taxonomy,
        as_of=run.created_at.date(),
        now=attempt.now,
        pages=read.page_at,
        document_id=document.id,
        propose=proposals,
        strategy=tools.strategy,
    )
    return Outcome({"assessment_id": str(made.assessment.id)}, counts=counts_of(made.assessment.result))


def unassess(attempt: Attempt) -> None:
    """The assessment goes, where its owner has not deleted it."""
    made = attempt.run.output("assess").get("assessment_id")
    if made is None:
        return
    found = attempt.uow.assessments.get(attempt.run.user_id, AssessmentId(UUID(made)))
    if found is not None:
        attempt.uow.assessments.delete(found.summary)


def publishing(*names: str) -> StepDefinition:
    """The last step, which says where the results are: what the steps of these names made."""

    def publish(attempt: Attempt) -> Outcome:
        return Outcome({key: value for name in names for key, value in attempt.run.output(name).items()})

    return StepDefinition("publish", publish, nothing_to_undo)


def time_for_a_model(attempt: Attempt) -> Deadline:
    """Of the step's time, what a language model may have: the step is done without it too."""
    return Deadline.after(attempt.seconds_left - WITHOUT_MODEL_S)


def _document(attempt: Attempt) -> Document:
    return existing_cv(attempt.run.user_id, document_id_of(attempt.run), attempt.uow)


def _found(attempt: Attempt) -> Document | None:
    return attempt.uow.documents.get(attempt.run.user_id, document_id_of(attempt.run))


def _alone_read(document: Document, attempt: Attempt) -> bool:
    said = attempt.run.output("extract")
    # A run of before readings were told apart does not say at which version it read.
    return bool(said.get("is_first")) and said.get("version", document.version) == document.version


def _read(attempt: Attempt, document: Document) -> DocumentText:
    data = attempt.tools.objects.read(document.key)
    with span("read file"):
        return attempt.tools.read_document(data, document.content_type)


def _text(attempt: Attempt, document: Document) -> DocumentText:
    """What `extract` laid down; read and laid down again where a workflow that was undone meanwhile took it away."""
    try:
        return laid_text(document, attempt.tools.objects)
    except ObjectNotFoundError:
        read = _read(attempt, document)
        lay_text(document, read, attempt.tools.objects)
        return read


EXTRACT = StepDefinition("extract", extract, unextract, timeout_s=60)
ASSESS = StepDefinition("assess", assess, unassess, timeout_s=60)
