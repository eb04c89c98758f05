"""Profiles and their corrections as a block sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.assessment import Assessment
from shared.domain.ids import SkillId, UserId
from shared.domain.profile import Correction, Profile
from shared.repositories.staged.assessments import StagedAssessments
from shared.repositories.staged.checks import require_limit, require_storable
from shared.repositories.staged.staging import Op, Staging
from shared.repositories.staged.store import People, Prefetched


@dataclass(frozen=True, slots=True)
class StagedProfiles:
    store: People
    staging: Staging
    prefetched: Prefetched = field(default_factory=Prefetched)

    def get(self, user_id: UserId) -> Profile | None:
        staging = self.staging
        stored = None
        if user_id not in staging.erased:
            stored = self.prefetched.take(user_id) or self.store.profile(user_id)
        user = staging.users.get(user_id, stored.user if stored else None)
        if user is None:
            return None
        corrections = dict(stored.corrections) if stored else {}
        for correction in corrections_of(user_id, staging):
            known = corrections.get(correction.skill_id)
            if known is None or known.id < correction.id:
                corrections[correction.skill_id] = correction
        return Profile(user, self._latest_assessment(user_id, stored), corrections)

    def _latest_assessment(self, user_id: UserId, stored: Profile | None) -> Assessment | None:
        latest = stored and stored.assessment
        staged = self.staging.assessments
        if latest and latest.id in staged and staged[latest.id] is None:
            assessments = StagedAssessments(self.store, self.staging)
            newest = assessments.list_page(user_id, None, 1).items
            return assessments.get(user_id, newest[0].id) if newest else None
        made = [item for item in staged.values() if item and item.summary.user_id == user_id]
        return max([latest, *made] if latest else made, key=lambda item: item.id, default=None)


@dataclass(frozen=True, slots=True)
class StagedCorrections:
    store: People
    staging: Staging

    def add(self, correction: Correction) -> None:
        require_storable((correction.reason, correction.skill_name))
        self.staging.stage(Op.INSERT, correction)
        self.staging.corrections[correction.id] = correction

    def log(self, user_id: UserId, skill_id: SkillId, limit: int) -> Sequence[Correction]:
        require_limit(limit)
        is_erased = user_id in self.staging.erased
        stored = () if is_erased else self.store.corrections(user_id, skill_id, limit)
        mine = [item for item in corrections_of(user_id, self.staging) if item.skill_id == skill_id]
        return sorted([*stored, *mine], key=lambda item: item.id, reverse=True)[:limit]


def corrections_of(user_id: UserId, staging: Staging) -> list[Correction]:
    """Those that the block made."""
    return [item for item in staging.corrections.values() if item.user_id == user_id]
