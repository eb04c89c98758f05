"""What is held of somebody, as a block sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.assessment import Assessment, AssessmentSummary
from shared.domain.document import Document
from shared.domain.holdings import Holdings
from shared.domain.ids import UserId
from shared.domain.plan import PlanSummary, PlanVersion
from shared.domain.profile import Correction
from shared.domain.user import User
from shared.repositories.staged.entities import Account, Dispatch
from shared.repositories.staged.profiles import corrections_of
from shared.repositories.staged.staging import Change, Op, Staging, merge
from shared.repositories.staged.store import HOLDINGS, Store


@dataclass(frozen=True, slots=True)
class StagedHoldings:
    store: Store
    staging: Staging

    def all_of(self, user_id: UserId) -> Holdings | None:
        staging = self.staging
        stored = None if user_id in staging.erased else self.store.people.holdings(user_id)
        user = staging.users.get(user_id, stored.user if stored else None)
        if user is None:
            return None
        held = stored or Holdings(user, (), (), (), (), (), (), (), ())
        assessments = merge(
            stored=held.assessments,
            is_staged=lambda item: item.id in staging.assessments,
            staged=[item for item in staging.assessments.values() if item and item.summary.user_id == user_id],
        )
        versions = [item for kept in staging.plan_versions.values() for item in kept]
        deleted_plans = {plan_id for plan_id, plan in staging.plans.items() if plan is None}
        added_skills = merge(
            stored=held.added_skills,
            is_staged=lambda skill_id: skill_id in staging.skills,
            staged=[skill.id for skill in staging.skills.values() if skill and skill.created_by == user_id],
        )
        return Holdings(
            user,
            assessments=sorted(assessments, key=lambda item: item.id),
            corrections=sorted([*held.corrections, *corrections_of(user_id, staging)], key=lambda item: item.id),
            plan_versions=sorted(
                merge(
                    stored=held.plan_versions,
                    is_staged=lambda item: item.plan.id in deleted_plans,
                    staged=[item for item in versions if item.plan.summary.user_id == user_id],
                ),
                key=lambda item: (item.created_at, item.plan.id, item.plan.summary.version),
            ),
            answers=held.answers,
            added_skills=sorted(added_skills),
            documents=sorted(
                merge(
                    stored=held.documents,
                    is_staged=lambda item: item.id in staging.documents,
                    staged=[item for item in staging.documents.values() if item.user_id == user_id],
                ),
                key=lambda item: item.id,
            ),
            workflow_runs=sorted(
                merge(
                    stored=[staging.as_asked(run) for run in held.workflow_runs],
                    is_staged=lambda run: run.id in staging.runs,
                    staged=[staging.as_asked(run) for run in staging.runs.values() if run.user_id == user_id],
                ),
                key=lambda run: run.id,
            ),
            workflow_items=sorted(
                merge(
                    stored=held.workflow_items,
                    is_staged=lambda item: any(removed.holds(item) for removed in staging.removed),
                    staged=[item for item in staging.items.values() if item.user_id == user_id],
                ),
                key=lambda item: (item.run_id, item.number),
            ),
        )

    def count(self, user_id: UserId) -> Mapping[str, int]:
        is_erased = user_id in self.staging.erased
        counts = dict.fromkeys(HOLDINGS, 0) if is_erased else dict(self.store.people.count_holdings(user_id))
        for change in self._since_erased(user_id):
            match change:
                case (Op.INSERT, User(id=owner)) if owner == user_id:
                    counts["profile"] += 1
                case (Op.INSERT, Assessment() as made) if made.summary.user_id == user_id:
                    counts["assessments"] += 1
                case (Op.INSERT, Correction(user_id=owner)) if owner == user_id:
                    counts["corrections"] += 1
                case (_, PlanVersion() as version) if version.plan.summary.user_id == user_id:
                    counts["plans"] += change.op is Op.INSERT
                    counts["plan_versions"] += 1
                case (Op.DELETE, PlanSummary(user_id=owner, version=version_count)) if owner == user_id:
                    counts["plans"] -= 1
                    counts["plan_versions"] -= version_count
                case (Op.DELETE, AssessmentSummary(user_id=owner)) if owner == user_id:
                    counts["assessments"] -= 1
                case (Op.INSERT, Document(user_id=owner)) if owner == user_id:
                    counts["documents"] += 1
                case (Op.INSERT, Dispatch(run)) if run.user_id == user_id:
                    counts["workflow_runs"] += 1
        counts["workflow_items"] += sum(item.user_id == user_id for item in self.staging.items.values())
        if not is_erased:
            counts["workflow_items"] -= self._count_removed(user_id)
        return counts

    def _count_removed(self, user_id: UserId) -> int:
        """How many of the items that the store holds the block removed."""
        removed = [range_ for range_ in self.staging.removed if range_.user_id == user_id]
        gone = 0
        for run_id in {range_.run_id for range_ in removed}:
            of_run = [range_ for range_ in removed if range_.run_id == run_id]
            gone += sum(self.store.workflows.count_items(user_id, run_id, []).values())
            gone -= sum(self.store.workflows.count_items(user_id, run_id, of_run).values())
        return gone

    def _since_erased(self, user_id: UserId) -> Sequence[Change]:
        """The block's changes after the last that erased this user; all of them where none did."""
        changes = self.staging.changes
        ends = [
            number
            for number, (op, entity) in enumerate(changes, 1)
            if (op is Op.DELETE and isinstance(entity, User) and entity.id == user_id) or entity == Account(user_id)
        ]
        return changes[max(ends, default=0) :]
