"""Everything held of a person: to take it with them, and to have it gone."""

from datetime import datetime

from shared.domain.errors import AnswerTooLargeError, StaleVersionError, TooMuchAtOnceError, UserNotFoundError
from shared.domain.holdings import Erasure, Holdings
from shared.domain.ids import UserId
from shared.unit_of_work.abstract import UnitOfWork

# About what one answer of Lambda can carry; of the longest CVs, half a gigabyte of memory while it is written.
MAX_EXPORTED = 1_000

# Of what is some kilobytes each, what a database deletes within a second or two.
MAX_ERASED = 20_000

IN_PARTS = (
    "take it in parts: GET /v1/users/me, GET /v1/users/me/skills and /v1/users/me/skills/{skill_id}, "
    "GET /v1/assessments and /v1/assessments/{assessment_id}, GET /v1/plans, /v1/plans/{plan_id} and "
    "/v1/plans/{plan_id}/history, GET /v1/documents, GET /v1/workflows, /v1/workflows/{workflow_id} and "
    "/v1/workflows/{workflow_id}/items"
)
# Of which there can be many; of all else there is little.
_HEAVY = ("assessments", "workflow_items")
_BULKY = ("assessments", "plan_versions", "documents", "workflow_runs", "workflow_items")


def export_holdings(user_id: UserId, uow: UnitOfWork) -> Holdings:
    """All that is held of the user.

    Raises:
        UserNotFoundError: the user has no profile: nothing is held.
        AnswerTooLargeError: there is more than one document can hold.
    """
    with uow:
        counts = uow.users.count_holdings(user_id)
        bulky = sum(counts[name] for name in _BULKY)
        if bulky > MAX_EXPORTED:
            raise AnswerTooLargeError(
                f"you have {bulky:,} assessments, versions of plans, files, workflows and results of them, more than "
                f"one document holds: {IN_PARTS}"
            )
        held = uow.users.holdings(user_id)
    if held is None:
        raise UserNotFoundError("you have no profile, so nothing is held of you: PUT /v1/users/me creates one")
    return held


def erase_holdings(user_id: UserId, uow: UnitOfWork, now: datetime) -> Erasure:
    """Remove everything that is held of the user, for ever. Where nothing is held, that is the receipt.

    Raises:
        TooMuchAtOnceError: there is more than one statement of the database is to take.
        StaleVersionError: the profile was changed at the same moment, twice.
    """
    try:
        return _erase(user_id, uow, now)
    except StaleVersionError:
        # A change or another deletion came between our look and our write: what is there now is to go.
        return _erase(user_id, uow, now)


def _erase(user_id: UserId, uow: UnitOfWork, now: datetime) -> Erasure:
    with uow:
        removed = uow.users.count_holdings(user_id)
        heavy = sum(removed[name] for name in _HEAVY)
        if heavy > MAX_ERASED:
            raise TooMuchAtOnceError(
                f"you have {heavy:,} assessments and results of workflows, more than one request erases: "
                'POST /v1/workflows {"kind": "erase_user"} has all of it gone within minutes'
            )
        user = uow.users.get(user_id)
        if user is not None:
            uow.users.delete(user)
            uow.commit()
    return Erasure(user_id, now, removed)
