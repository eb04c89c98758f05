"""What the contract stores: every kind of value, and odd characters wherever people can put them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from shared.domain.assessment import (
    Action,
    AssessedSkill,
    AssessmentResult,
    ConfidencePart,
    Evidence,
    EvidenceKind,
    FoundBy,
    Level,
    Polarity,
    Proficiency,
    Recommendation,
    ScorePart,
    Section,
    SetAside,
)
from shared.domain.document import ContentType, Document
from shared.domain.gap import Requirement, RequirementKind
from shared.domain.ids import AssessmentId, DocumentId, PlanId, RoleId, SkillId, StepId, UserId, new_id
from shared.domain.plan import (
    Cause,
    Change,
    Plan,
    PlanBody,
    PlanSummary,
    PlanVersion,
    Reduction,
    Route,
    Shortfall,
    Step,
    StepKind,
    StepStatus,
    StrategyName,
)
from shared.domain.proposal import Proposal, Writer
from shared.domain.role import Relation
from shared.domain.skill import SkillSource, SkillType
from shared.domain.workflow import Item, Kind, Run

NOW = datetime(2026, 11, 23, 5, 55, 35, 950000, tzinfo=UTC)
ODD = "Led 👩🏽‍💻 a \"team\"\\n of {5}, 100% 'remote';\n\tC++ & C# – naïve עברית \u2028 \x01"


def assessment_result() -> AssessmentResult:
    """Of two skills, one of them unknown."""
    skill_id, other_id = SkillId(uuid4()), SkillId(uuid4())
    quote = "Led 👩🏽‍💻 a \"team\"\\n of {5}, 100% 'remote';\n\tC++ & C# – naïve עברית \u2028 \x01"
    evidence = Evidence(
        quote,
        start=10,
        end=10 + len(quote),
        mention_start=12,
        mention_end=15,
        section=Section.EXPERIENCE,
        kind=EvidenceKind.WORK,
        polarity=Polarity.AFFIRMED,
        entry="Data engineer, Acme, 2019 – 2021",
        period_start=date(2019, 1, 1),
        period_end=date(2021, 12, 1),
        months=36,
        cues=("led",),
        page=2,
        found_by=FoundBy.MEANING,
    )
    undated = Evidence("no C", 0, 4, 3, 4, Section.SKILLS, EvidenceKind.CLAIM, Polarity.NEGATED)
    parts = (ScorePart("kind", 1.0, 0.4, 0.4, "work"), ScorePart("months", 1 / 3, 0.1 + 0.2, 1e-7, "36 months"))
    points = (
        ConfidencePart(EvidenceKind.WORK, 1.5, "1 job of 3 months or more and 1 undated or shorter"),
        ConfidencePart(EvidenceKind.CLAIM, 0.25, ODD),
    )
    return AssessmentResult(
        (
            AssessedSkill(
                skill_id,
                "http://data.europa.eu/esco/skill/1",
                "C++",
                SkillType.KNOWLEDGE,
                SkillSource.ESCO,
                ("skills", "working with computers"),
                Proficiency(Level.PROFICIENT, 0.7000000000000001, 0.0, parts, points),
                36,
                date(2021, 12, 1),
                (evidence,),
            ),
            AssessedSkill(
                other_id,
                "urn:uuid:2",
                "K8s",
                SkillType.SKILL,
                SkillSource.SKILLPATH,
                (),
                Proficiency(Level.UNKNOWN, None, 0.1, ()),
                0,
                None,
                (),
            ),
        ),
        (SetAside(other_id, "C", undated),),
        (
            Recommendation(
                Action.REFRESH, skill_id, "C++", skill_id, "C++", quote, 10, 60, "Use it again.", "It is old.", page=2
            ),
        ),
        (Proposal(skill_id, "C++", quote, 10, 10 + len(quote)),),
    )


def first_version(user_id: UserId) -> PlanVersion:
    """Of a new plan of two steps, the second after the first."""
    learn = _step("C++", StepKind.LEARN, after=())
    prove = _step(ODD, StepKind.PROVE, after=(learn.id,))
    reduction = Reduction("Leave the second step out.", 7.5, 6.0, 70.123456789, date(2027, 1, 31), (prove.id,))
    body = PlanBody(
        (learn, replace(prove, status=StepStatus.DONE, proof=ODD, done_on=date(2026, 11, 24))),
        (Requirement(RequirementKind.LICENCE, "Do you hold one?", "ISCO-08"),),
        Shortfall(12, 0.1 + 0.2, (reduction, reduction)),
        method_version="7",
    )
    summary = PlanSummary(
        PlanId(new_id()),
        user_id,
        RoleId(uuid4()),
        'data "scientist"',
        StrategyName.STRONGEST_PROOF,
        hours_per_week=6.0,
        start=date(2026, 11, 23),
        deadline=date(2027, 6, 1),
        ends_on=date(2027, 6, 13),
        assessment_id=AssessmentId(uuid4()),
        taxonomy_version="esco-1.1.1-en-1a2b3c4d",
        readiness_at_start=100 / 3,
        readiness_now=41.0,
        readiness_at_end=100.0,
        step_count=2,
        done_count=1,
        created_at=NOW,
        updated_at=NOW,
    )
    return PlanVersion(Plan(summary, body), Cause.CREATED, "The plan was made.", (), NOW)


def next_version(version: PlanVersion, *, hours_per_week: float = 8.5) -> PlanVersion:
    """Of the same plan, a minute later, without a deadline."""
    summary = version.plan.summary
    later = version.created_at + timedelta(minutes=1)
    changed = replace(
        summary,
        hours_per_week=hours_per_week,
        deadline=None,
        assessment_id=None,
        updated_at=later,
        version=summary.version + 1,
    )
    body = replace(version.plan.body, shortfall=None)
    changes = (Change("hours per week", str(summary.hours_per_week), str(hours_per_week)), Change(ODD, "", "added"))
    return PlanVersion(Plan(changed, body), Cause.REPLANNED, ODD, changes, later)


def new_document(user_id: UserId, sha256: str = "a" * 64) -> Document:
    """Expected, with a name that nobody can trust."""
    return Document.new(user_id, f"../{ODD}"[:255], ContentType.PDF, 2000, sha256, NOW)


def new_run(user_id: UserId, kind: Kind = Kind.CV_TO_PLAN, parent: Run | None = None) -> Run:
    """Of two steps, begun when it is claimed."""
    values = {
        "document_id": str(uuid4()),
        "words": ODD.replace("\x01", ""),
        "nested": {"numbers": [1, 0.5, None, True]},
    }
    return Run.new(user_id, kind, values, ("extract", "assess"), timedelta(hours=1), NOW, parent and parent.id)


def new_item(run: Run, number: int, code: str = "") -> Item:
    """Of a line of its manifest."""
    result = {} if code else {"skills": [{"score": 0.1 + 0.2, "level": None}]}
    return Item(
        run.id, run.user_id, number, f"#{number} {ODD}", DocumentId(uuid4()) if not code else None, code, result
    )


def _step(name: str, kind: StepKind, after: tuple[StepId, ...]) -> Step:
    return Step(
        StepId(new_id()),
        SkillId(uuid4()),
        name,
        Relation.ESSENTIAL,
        kind,
        Route.SELF_STUDY,
        Level.UNKNOWN,
        Level.ADVANCED_BEGINNER,
        hours=40.0,
        gain=12.300000000000001,
        reason="It comes first.",
        proof_wanted="A repository.",
        after=after,
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 12, 20),
        reason_written_by=Writer.AI,
    )
