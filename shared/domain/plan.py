"""A career plan: ordered steps from a profile to a role, with dates; every change makes a version, and all are kept."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.domain.assessment import Level
from shared.domain.gap import Requirement
from shared.domain.ids import AssessmentId, PlanId, RoleId, SkillId, StepId, UserId
from shared.domain.proposal import Writer
from shared.domain.role import Relation


class StrategyName(StrEnum):
    """What a plan puts first: readiness soon, little money, or the proof that counts most."""

    FASTEST = "fastest"
    CHEAPEST = "cheapest"
    STRONGEST_PROOF = "strongest-proof"


class Route(StrEnum):
    """How a step is walked: a guided course, by oneself, or in paid or voluntary work."""

    COURSE = "course"
    SELF_STUDY = "self-study"
    WORK = "work"


class StepKind(StrEnum):
    """`prove`: the CV names the skill, and nothing shows it yet. `learn`: the level is to be reached."""

    PROVE = "prove"
    LEARN = "learn"


class StepStatus(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """Attributes:
    after: ids of the steps of this plan that come before it, because they are its prerequisites.
    hours: effort, from the table in shared/planning/effort.py.
    gain: points of readiness that finishing it adds, the same whichever steps come before it; in [0, 100]. The gains of
        all open steps sum to what is missing.
    reason: why this step and why here, one sentence.
    proof_wanted: what would count as evidence, one sentence.
    starts_on, ends_on: both included; of a step that is done, the days it was planned for when it was done.
    proof: what the person gave as proof: a link or a sentence; "" without.
    done_on: None until it is done.
    reason_written_by: whose words the reason is in; what it says is the method's.
    """

    id: StepId
    skill_id: SkillId
    skill_name: str
    relation: Relation
    kind: StepKind
    route: Route
    from_level: Level
    to_level: Level
    hours: float
    gain: float
    reason: str
    proof_wanted: str
    after: tuple[StepId, ...]
    starts_on: date
    ends_on: date
    status: StepStatus = StepStatus.TODO
    proof: str = ""
    done_on: date | None = None
    reason_written_by: Writer = Writer.SKILLPATH


@dataclass(frozen=True, slots=True)
class Reduction:
    """A way to meet the deadline after all.

    Attributes:
        text: what to do without or do differently, one sentence.
        hours_saved: of effort; 0 where it asks for more hours a week instead.
        hours_per_week: what it then takes.
        readiness_at_end: what the plan then ends with, in [0, 100].
        left_out: the steps it leaves out.
    """

    text: str
    hours_saved: float
    hours_per_week: float
    readiness_at_end: float
    ends_on: date
    left_out: tuple[StepId, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The deadline cannot be met: by how much, and the two reductions that cost the least readiness."""

    days_late: int
    hours_over: float
    reductions: tuple[Reduction, ...]


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """A plan as a list shows it.

    Attributes:
        hours_per_week: in (0, 80].
        ends_on: the last day of the last step; `start` where there is nothing to do.
        assessment_id: what the profile stood on; None where it stood on the person's word alone.
        readiness_at_start: when the plan was made, in [0, 100].
        readiness_now: with the steps done so far.
        readiness_at_end: with all steps done but those skipped.
        version: 1 for a new one, one more at each change.
    """

    id: PlanId
    user_id: UserId
    role_id: RoleId
    role_title: str
    strategy: StrategyName
    hours_per_week: float
    start: date
    deadline: date | None
    ends_on: date
    assessment_id: AssessmentId | None
    taxonomy_version: str
    readiness_at_start: float
    readiness_now: float
    readiness_at_end: float
    step_count: int
    done_count: int
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class PlanBody:
    """What a plan holds beside its summary.

    Attributes:
        method_version: of shared/planning, which made this version's steps; "1" where a stored plan does not say.
    """

    steps: tuple[Step, ...]
    requirements: tuple[Requirement, ...]
    shortfall: Shortfall | None
    method_version: str = "1"


@dataclass(frozen=True, slots=True)
class Plan:
    """The aggregate."""

    summary: PlanSummary
    body: PlanBody

    @property
    def id(self) -> PlanId:
        return self.summary.id

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.body.steps


class Cause(StrEnum):
    """What made a version of a plan."""

    CREATED = "created"
    STEP_CHANGED = "step changed"
    REPLANNED = "replanned"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference from the version before.

    Attributes:
        what: what it is of: the name of a skill, or of the plan's own, as "hours per week".
        before, after: in words, "" for what was not there.
    """

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of a plan, kept for ever: what changed, why, and the whole plan as it then was.

    Attributes:
        why: one sentence.
        changes: at most 200; none of the first version.
    """

    plan: Plan
    cause: Cause
    why: str
    changes: tuple[Change, ...]
    created_at: datetime
