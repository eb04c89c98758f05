"""From an uploaded CV to a career plan: read its text, assess it, plan the way to a role, say where both are."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from shared.domain.assessment import AssessmentResult
from shared.domain.document import Document, DocumentState, Reading
from shared.domain.document_text import DocumentText, Hidden, RejectionCode
from shared.domain.errors import ObjectNotFoundError
from shared.domain.ids import AssessmentId, PlanId, RoleId, StepId
from shared.domain.plan import Step, StrategyName
from shared.domain.proposal import Proposal
from shared.domain.text import CvText
from shared.domain.workflow import Kind
from shared.gateways.llm.port import NullModel
from shared.gateways.resilience.deadline import Deadline
from shared.planning.plan import PlanRequest
from shared.services.counts import counts_of
from shared.services.plans import stage_plan
from shared.services.workflows.definitions import Attempt, Definition, Outcome, StepDefinition, nothing_to_undo
from shared.services.workflows.inputs import document_id_of, existing_cv, wait_for
from shared.telemetry.spans import span

JSON = "application/json"
# What assessing, planning and storing take on a busy day.
WITHOUT_MODEL_S = 20.0
# What is so of the bytes, whoever reads them and when.
_OF_THE_BYTES = frozenset(RejectionCode) - {RejectionCode.TOO_SLOW, RejectionCode.TOO_MUCH_MEMORY}


def extract(attempt: Attempt) -> Outcome:
    """Lay the text beside the file, for the next step, and say of the document what reading it said."""
    document = _document(attempt)
    if (waiting := wait_for(document, attempt)) is not None:
        return waiting
    read = _read(attempt, document)
    laid = json.dumps({"text": read.text, "pages": read.pages}).encode()
    attempt.tools.objects.write(document.text_key, laid, JSON)
    if document.state is not DocumentState.RECEIVED:
        # Another workflow read it before, and may be undone by itself.
        return Outcome({"is_first": False})
    reading = Reading(read.page_count, len(read.text), read.quality, read.hidden.total, read.flags)
    attempt.uow.documents.update(document.extracted(reading, attempt.now))
    return Outcome({"is_first": True})


def unextract(attempt: Attempt) -> None:
    """The text goes, and the document is as it was received where this run was the first to read it; or rejected where
    its bytes are why the run failed."""
    document = _found(attempt)
    if document is None:
        # Its objects go with it.
        return
    attempt.tools.objects.delete(document.text_key)
    failure = attempt.run.failure
    if document.state is DocumentState.RECEIVED and failure is not None and failure.code in _OF_THE_BYTES:
        attempt.tools.objects.delete(document.key)
        attempt.uow.documents.update(document.rejected(failure.code, attempt.now))
    elif attempt.run.output("extract").get("is_first") and document.state is DocumentState.EXTRACTED:
        attempt.uow.documents.update(document.unread(attempt.now))


def assess(attempt: Attempt) -> Outcome:
    """Assess the text as of the day that the workflow was started, whenever this comes to be done."""
    # Imported here: what only asks for a workflow has this module too, and reads no CVs.
    from shared.services.assessments import stage_assessment
    from shared.services.wording import propose

    run, uow, tools = attempt.run, attempt.uow, attempt.tools
    read = _text(attempt, _document(attempt))
    taxonomy = tools.taxonomy(uow.skills.list_own)

    def proposals(result: AssessmentResult) -> tuple[Proposal, ...]:
        # Of what the person may have a model take, nothing is asked where there is none.
        if isinstance(tools.model, NullModel):
            return ()
        budget = tools.budget_of(run.user_id)
        return propose(read.text, result, taxonomy, tools.model, _for_a_model(attempt), budget)

    made = stage_assessment(
        run.user_id,
        CvText(read.text),
        uow,
        taxonomy,
        as_of=run.created_at.date(),
        now=attempt.now,
        pages=read.page_at,
        propose=proposals,
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


def plan(attempt: Attempt) -> Outcome:
    """Plan the way from the profile, which has the assessment by now, to the role."""
    from shared.services.wording import reword

    run, uow, tools = attempt.run, attempt.uow, attempt.tools
    taxonomy = tools.taxonomy(uow.skills.list_own)

    def sentences(steps: Sequence[Step]) -> Mapping[StepId, str]:
        if isinstance(tools.model, NullModel):
            return {}
        return reword(steps, tools.model, _for_a_model(attempt), tools.budget_of(run.user_id))

    role_id = RoleId(UUID(run.input["role_id"]))
    deadline = run.input["deadline"]
    request = PlanRequest(
        StrategyName(run.input["strategy"]),
        float(run.input["hours_per_week"]),
        date.fromisoformat(run.input["start"]),
        None if deadline is None else date.fromisoformat(deadline),
    )
    made = stage_plan(run.user_id, role_id, request, uow, taxonomy, attempt.now, sentences)
    return Outcome({"plan_id": str(made.id)})


def unplan(attempt: Attempt) -> None:
    """The plan goes, in whatever version its owner has it by now."""
    made = attempt.run.output("plan").get("plan_id")
    if made is None:
        return
    found = attempt.uow.plans.get(attempt.run.user_id, PlanId(UUID(made)))
    if found is not None:
        attempt.uow.plans.delete(found.summary)


def publish(attempt: Attempt) -> Outcome:
    """Where the results are; the text is needed no more."""
    run = attempt.run
    if (document := _found(attempt)) is not None:
        attempt.tools.objects.delete(document.text_key)
    return Outcome({**run.output("assess"), **run.output("plan")})


def _for_a_model(attempt: Attempt) -> Deadline:
    """Of the step's time, what a language model may have: the step is done without it too."""
    return Deadline.after(attempt.seconds_left - WITHOUT_MODEL_S)


def _document(attempt: Attempt) -> Document:
    return existing_cv(attempt.run.user_id, document_id_of(attempt.run), attempt.uow)


def _found(attempt: Attempt) -> Document | None:
    return attempt.uow.documents.get(attempt.run.user_id, document_id_of(attempt.run))


def _read(attempt: Attempt, document: Document) -> DocumentText:
    data = attempt.tools.objects.read(document.key)
    with span("read file"):
        return attempt.tools.read_document(data, document.content_type)


def _text(attempt: Attempt, document: Document) -> DocumentText:
    """What `extract` laid down; read again where another workflow of the same document took it away."""
    try:
        laid = json.loads(attempt.tools.objects.read(document.text_key))
    except ObjectNotFoundError:
        return _read(attempt, document)
    return DocumentText(laid["text"], tuple(laid["pages"]), (), Hidden(), is_truncated=False)


DEFINITION = Definition(
    Kind.CV_TO_PLAN,
    (
        StepDefinition("extract", extract, unextract, timeout_s=60),
        StepDefinition("assess", assess, unassess, timeout_s=60),
        StepDefinition("plan", plan, unplan, timeout_s=60),
        StepDefinition("publish", publish, nothing_to_undo),
    ),
    lasts=timedelta(hours=1),
)
