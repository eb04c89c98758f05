"""What is read of one person."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.ids import AssessmentId, SkillId, UserId
from shared.domain.profile import Correction, Profile
from shared.domain.user import User
from shared.repositories.rows.assessments import (
    ASSESSMENT_COLUMNS,
    SUMMARY_COLUMNS,
    assessment_from_row,
    summary_from_row,
)
from shared.repositories.rows.corrections import CORRECTION_COLUMNS, correction_from_row
from shared.repositories.rows.profiles import profile_from_json
from shared.repositories.rows.users import USER_COLUMNS, user_from_row
from shared.repositories.staged.store import HOLDINGS
from shared.repositories.supabase.api import DataApi, unexpected

if TYPE_CHECKING:
    from shared.domain.holdings import Holdings


class SupabasePeople:
    """The part of a store that is one person's."""

    def __init__(self, api: DataApi) -> None:
        self._api = api

    def user(self, user_id: UserId) -> User | None:
        rows = self._api.rows(self._api.select("users", USER_COLUMNS).eq("id", user_id))
        return user_from_row(rows[0]) if rows else None

    def profile(self, user_id: UserId) -> Profile | None:
        held = self._api.call_for_object("read_profile_of", {"of": str(user_id)})
        return profile_from_json(held) if held else None

    def holdings(self, user_id: UserId) -> "Holdings | None":
        # With every entity that there is, of which most requests need none.
        from shared.repositories.rows.holdings import holdings_from_json

        held = self._api.call_for_object("read_holdings")
        found = holdings_from_json(held) if held else None
        return found if found and found.user.id == user_id else None

    def count_holdings(self, user_id: UserId) -> Mapping[str, int]:
        match self._api.call("count_holdings_of", {"of": str(user_id)}):
            case dict() as counted if counted.keys() >= set(HOLDINGS):
                return {name: int(counted[name]) for name in HOLDINGS}
        raise unexpected()

    def corrections(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        request = self._api.select("corrections", CORRECTION_COLUMNS).eq("user_id", user_id).eq("skill_id", skill_id)
        return [correction_from_row(row) for row in self._api.rows(request.order("id", desc=True).limit(limit))]

    def assessment(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        rows = self._api.owned("assessments", ASSESSMENT_COLUMNS, user_id, assessment_id)
        return assessment_from_row(rows[0]) if rows else None

    def assessments_before(
        self, user_id: UserId, before: AssessmentId | None, limit: int
    ) -> Sequence[AssessmentSummary]:
        rows = self._api.newest("assessments", SUMMARY_COLUMNS, user_id, before, limit)
        return [summary_from_row(row) for row in rows]
