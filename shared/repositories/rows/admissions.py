"""What the database answers of a changing request: JSON made of rows, read by the mappers of those rows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.domain.request import WriteRequest
from shared.repositories.rows.answers import answer_from_row
from shared.repositories.staged.store import Admission

if TYPE_CHECKING:
    from shared.domain.profile import Profile


def admission_to_json(request: WriteRequest) -> dict[str, Any]:
    """What `admit` is asked. It takes no cost above the whole limit."""
    return {
        "cost": min(request.cost, request.limit.burst),
        "burst": request.limit.burst,
        "per_minute": request.limit.per_minute,
        "key": request.key,
        "wants_profile": request.wants_profile,
    }


def admission_from_json(request: WriteRequest, said: Mapping[str, Any]) -> Admission:
    """From what `admit` answers: `user`, `answer`, `retry_after_s`, `profile`; the answer without its owner and key."""
    answer = said["answer"]
    return Admission(
        said["user"],
        answer_from_row({**answer, "user_id": str(request.user_id), "key": request.key}) if answer else None,
        said["retry_after_s"],
        _profile(said["profile"]) if said["profile"] else None,
    )


def _profile(held: Mapping[str, Any]) -> "Profile":
    # Few requests want one.
    from shared.repositories.rows.profiles import profile_from_json

    return profile_from_json(held)
