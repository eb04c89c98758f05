"""What a person asks of workflows: to start one, look at it, stop it, try it again, and read what came of its items."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.domain.errors import StaleVersionError, WorkflowNotFoundError, WorkflowStateError
from shared.domain.ids import DocumentId, RoleId, RunId, UserId
from shared.domain.page import MAX_PAGE, Page
from shared.domain.plan import StrategyName
from shared.domain.workflow import Item, Kind, Receipt, Run, RunState
from shared.gateways.queue import Wake, WorkQueue
from shared.planning.plan import PlanRequest
from shared.services.plans import require_bounds
from shared.services.subjects import existing_role
from shared.services.workflows.dispatch import GRACE, relay_at, send_wakes, wakes_of
from shared.services.workflows.inputs import existing_cv, existing_manifest
from shared.services.workflows.kinds import DEFINITIONS
from shared.taxonomy.load import Taxonomy
from shared.unit_of_work.abstract import UnitOfWork


@dataclass(frozen=True, slots=True)
class CvToPlan:
    """Attributes:
    request: what is asked of the plan.
    """

    document_id: DocumentId
    role_id: RoleId
    request: PlanRequest


@dataclass(frozen=True, slots=True)
class AssessDocument:
    """Attributes:
    document_id: of the CV.
    """

    document_id: DocumentId


@dataclass(frozen=True, slots=True)
class BulkAssess:
    """Attributes:
    document_id: of the manifest.
    """

    document_id: DocumentId


@dataclass(frozen=True, slots=True)
class EraseUser:
    """Of whoever asks for it."""


Order = CvToPlan | AssessDocument | BulkAssess | EraseUser


def start_workflow(
    user_id: UserId, order: Order, uow: UnitOfWork, taxonomy: Taxonomy, queue: WorkQueue, now: datetime
) -> Run:
    """Store a run with its message, and have a worker take it up. An erasure that goes on already is answered instead
    of a second one.

    Args:
        taxonomy: the compiled one, for its roles.
        now: with its time zone.

    Raises:
        InvalidInputError: hours or a day of the plan are out of bounds.
        RoleNotFoundError: the taxonomy has none with that id.
        DocumentNotFoundError: there is none of this user's with that id.
        DocumentNotUsableError: it was rejected or erased, or is of another kind than the workflow reads.
        UserNotFoundError: the user has no profile yet.
    """
    with uow:
        kind, values = _checked(user_id, order, uow, taxonomy, now)
        if kind is Kind.ERASE_USER and (found := _erasure(user_id, uow)) is not None:
            uow.commit(found)
            return found
        definition = DEFINITIONS[kind]
        run = Run.new(user_id, kind, values, definition.step_names, definition.lasts, now)
        uow.workflows.add(run, relay_at(run, now))
        uow.commit(run)
    send_wakes(queue, wakes_of(run, now))
    return run


def get_workflow(user_id: UserId, run_id: RunId, uow: UnitOfWork) -> Run | Receipt:
    """The run; of one that erased its owner, the receipt.

    Raises:
        WorkflowNotFoundError: there is none of this user's with that id.
    """
    with uow:
        found = uow.workflows.get(user_id, run_id) or uow.erasures.get_receipt(user_id, run_id)
    if found is None:
        raise _not_found(run_id)
    return found


def list_workflows(user_id: UserId, after: str | None, limit: int, uow: UnitOfWork) -> Page[Run]:
    """The user's runs, newest first: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.workflows.list_page(user_id, after, limit)


def cancel_workflow(user_id: UserId, run_id: RunId, uow: UnitOfWork, queue: WorkQueue, now: datetime) -> Run:
    """Have the run stop before its next step, and undo what it did.

    Raises:
        WorkflowNotFoundError: there is none of this user's with that id.
        WorkflowStateError: it is over, has done what cannot be undone, or is a part of another.
    """
    with uow:
        run = _existing(user_id, run_id, uow)
        if run.state.is_over:
            raise WorkflowStateError(f"the workflow is {run.state} already: there is nothing to cancel")
        if run.parent_id is not None:
            raise WorkflowStateError(f"the workflow is a part of {run.parent_id}: cancel that")
        # Whoever has taken it up may be in the middle of its first step.
        begun = replace(run, state=RunState.RUNNING) if run.claims else run
        if not DEFINITIONS[run.kind].can_undo(begun):
            raise WorkflowStateError("what the workflow has begun cannot be undone: it goes on to its end")
        if run.is_cancelled:
            uow.commit(run)
            return run
        uow.workflows.ask_to_cancel(user_id, run_id, now + GRACE)
        return _ask(replace(run, is_cancelled=True), "is over by now", uow, queue)


def retry_workflow(user_id: UserId, run_id: RunId, uow: UnitOfWork, queue: WorkQueue, now: datetime) -> Run:
    """Have a run that failed go on: from where it was dead-lettered, or from its first step where all was undone. Parts
    of it that were given up are begun anew.

    Raises:
        WorkflowNotFoundError: there is none of this user's with that id.
        WorkflowStateError: it goes on or was completed; or it is a part of another, which is what can be retried.
    """
    with uow:
        run = _existing(user_id, run_id, uow)
        if run.state not in (RunState.COMPENSATED, RunState.DEAD_LETTERED):
            raise WorkflowStateError(f"the workflow is {run.state}: only one that was given up can be retried")
        if run.parent_id is not None:
            raise WorkflowStateError(f"the workflow is a part of {run.parent_id}: retry that")
        if run.is_retried:
            uow.commit(run)
            return run
        uow.workflows.ask_to_retry(user_id, run_id, now + GRACE)
        return _ask(replace(run, is_retried=True), "was changed meanwhile", uow, queue)


def list_items(user_id: UserId, run_id: RunId, after: str | None, limit: int, uow: UnitOfWork) -> Page[Item]:
    """What came of the lines of a bulk assessment so far, in the order of the manifest.

    Raises:
        WorkflowNotFoundError: there is none of this user's with that id.
    """
    with uow:
        page = uow.workflows.list_items(user_id, run_id, after, limit)
        if not page.items:
            _existing(user_id, run_id, uow)
    return page


def progress_of(run: Run) -> float:
    """How much of the run is done, in [0, 1]."""
    return DEFINITIONS[run.kind].progress(run)


def _checked(
    user_id: UserId, order: Order, uow: UnitOfWork, taxonomy: Taxonomy, now: datetime
) -> tuple[Kind, Mapping[str, Any]]:
    """The kind, and the input as it is stored."""
    match order:
        case CvToPlan(document_id, role_id, request):
            require_bounds(request, now.date())
            existing_role(role_id, taxonomy)
            existing_cv(user_id, document_id, uow)
            return Kind.CV_TO_PLAN, {
                "document_id": str(document_id),
                "role_id": str(role_id),
                "strategy": StrategyName(request.strategy).value,
                "hours_per_week": request.hours_per_week,
                "start": request.start.isoformat(),
                "deadline": request.deadline.isoformat() if request.deadline else None,
            }
        case AssessDocument(document_id):
            existing_cv(user_id, document_id, uow)
            return Kind.ASSESS_DOCUMENT, {"document_id": str(document_id)}
        case BulkAssess(document_id):
            existing_manifest(user_id, document_id, uow)
            return Kind.BULK_ASSESS, {"document_id": str(document_id)}
        case EraseUser():
            return Kind.ERASE_USER, {}


def _erasure(user_id: UserId, uow: UnitOfWork) -> Run | None:
    """One of the newest runs that erases the user and is not over."""
    page = uow.workflows.list_page(user_id, None, MAX_PAGE)
    return next((run for run in page.items if run.kind is Kind.ERASE_USER and not run.state.is_over), None)


def _existing(user_id: UserId, run_id: RunId, uow: UnitOfWork) -> Run:
    run = uow.workflows.get(user_id, run_id)
    if run is None:
        raise _not_found(run_id)
    return run


def _ask(asked: Run, otherwise: str, uow: UnitOfWork, queue: WorkQueue) -> Run:
    """Commit what was asked of the run, and have a worker take it up.

    Args:
        otherwise: why it could not be asked.
    """
    try:
        uow.commit(asked)
    except StaleVersionError:
        raise WorkflowStateError(f"the workflow {otherwise}: look at it again") from None
    send_wakes(queue, (Wake(asked.id),))
    return asked


def _not_found(run_id: RunId) -> WorkflowNotFoundError:
    return WorkflowNotFoundError(f"you have no workflow {run_id}: GET /v1/workflows lists yours")
