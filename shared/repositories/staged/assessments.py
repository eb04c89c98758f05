"""Assessments as a block sees them."""

from dataclasses import dataclass

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.ids import AssessmentId, UserId
from shared.domain.page import Page
from shared.repositories.staged.checks import id_of_cursor, require_limit, with_spare
from shared.repositories.staged.staging import Op, Staging, merge
from shared.repositories.staged.store import People


@dataclass(frozen=True, slots=True)
class StagedAssessments:
    store: People
    staging: Staging

    def get(self, user_id: UserId, assessment_id: AssessmentId) -> Assessment | None:
        if assessment_id in self.staging.assessments:
            staged = self.staging.assessments[assessment_id]
            return staged if staged and staged.summary.user_id == user_id else None
        return None if user_id in self.staging.erased else self.store.assessment(user_id, assessment_id)

    def list_page(self, user_id: UserId, after: str | None, limit: int) -> Page[AssessmentSummary]:
        require_limit(limit)
        cursor = id_of_cursor(after)
        before = AssessmentId(cursor) if cursor else None
        staged = self.staging.assessments
        mine = [item.summary for item in staged.values() if item and item.summary.user_id == user_id]
        is_erased = user_id in self.staging.erased
        rows = merge(
            stored=() if is_erased else self.store.assessments_before(user_id, before, with_spare(limit, staged)),
            is_staged=lambda row: row.id in staged,
            staged=[row for row in mine if before is None or row.id < before],
        )
        rows.sort(key=lambda row: row.id, reverse=True)
        next_key = str(rows[limit - 1].id) if len(rows) > limit else None
        return Page(tuple(rows[:limit]), next_key)

    def add(self, assessment: Assessment) -> None:
        self.staging.stage(Op.INSERT, assessment)
        self.staging.assessments[assessment.id] = assessment

    def delete(self, summary: AssessmentSummary) -> None:
        self.staging.stage(Op.DELETE, summary)
        self.staging.assessments[summary.id] = None
