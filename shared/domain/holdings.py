"""Everything that Skillpath holds of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.assessment import Assessment
from shared.domain.document import Document
from shared.domain.ids import SkillId, UserId
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.user import User
from shared.domain.workflow import Item, Run


@dataclass(frozen=True, slots=True)
class Holdings:
    """Attributes:
    assessments, corrections, plan_versions, answers, documents, workflow_runs: all of them, oldest first.
    workflow_items: all of them, run by run, in the order of their numbers.
    added_skills: ids of catalogue skills that carry this user as the one who added them.
    """

    user: User
    assessments: Sequence[Assessment]
    corrections: Sequence[Correction]
    plan_versions: Sequence[PlanVersion]
    answers: Sequence[Answer]
    added_skills: Sequence[SkillId]
    documents: Sequence[Document]
    workflow_runs: Sequence[Run]
    workflow_items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The receipt of a deletion.

    Attributes:
        removed: how many rows went, by what they were; all 0 where there was nothing.
    """

    user_id: UserId
    erased_at: datetime
    removed: Mapping[str, int]
