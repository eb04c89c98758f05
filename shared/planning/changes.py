"""What is different between two versions of a plan, in words."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from shared.domain.ids import SkillId
from shared.domain.plan import Change, Plan, Step, StepStatus
from shared.planning.notes import day_name

MAX_CHANGES = 200

STATUS_WORDS: Mapping[StepStatus, str] = MappingProxyType(
    {
        StepStatus.TODO: "to do",
        StepStatus.DOING: "under way",
        StepStatus.DONE: "done",
        StepStatus.SKIPPED: "skipped",
    }
)
_GONE_COVERED = "not needed any more: your profile covers it"
_GONE_UNASKED = "not needed any more: the role does not ask for it now"


def find_changes(before: Plan, after: Plan, covered: Collection[SkillId] = ()) -> tuple[Change, ...]:
    """The plan's own first, then steps that went, came and changed, in their order: at most MAX_CHANGES.

    Args:
        covered: skills of the role that the profile covers now.
    """
    found = (*_of_plan(before, after), *_of_steps(before, after, covered))
    return tuple(islice((change for change in found if change.before != change.after), MAX_CHANGES))


def why_replanned(before: Plan, after: Plan, covered: Collection[SkillId]) -> str:
    """What replanning did, in one sentence."""
    old, new = {step.id for step in before.steps}, {step.id for step in after.steps}
    gone = [step for step in before.steps if step.id not in new]
    by_profile = sum(step.skill_id in covered for step in gone)
    parts = [
        f"{count} {what}"
        for count, what in (
            (after.summary.done_count, "done and kept"),
            (by_profile, "dropped, as your profile covers them now"),
            (len(gone) - by_profile, "dropped, as the role does not ask for them now"),
            (len(new - old), "new"),
            (sum(step.status is StepStatus.SKIPPED for step in after.steps), "still skipped"),
        )
        if count
    ]
    told = f": of its steps {', '.join(parts)}" if parts else ", with the same steps"
    return f"Planned anew from {day_name(after.summary.start)}{told}."


def _of_plan(before: Plan, after: Plan) -> Iterator[Change]:
    old, new = before.summary, after.summary
    yield Change("role", old.role_title, new.role_title)
    yield Change("strategy", old.strategy, new.strategy)
    yield Change("method", before.body.method_version, after.body.method_version)
    yield Change("hours per week", f"{old.hours_per_week:g}", f"{new.hours_per_week:g}")
    yield Change("start", day_name(old.start), day_name(new.start))
    yield Change(
        "deadline",
        day_name(old.deadline) if old.deadline else "none",
        day_name(new.deadline) if new.deadline else "none",
    )
    yield Change("last day", day_name(old.ends_on), day_name(new.ends_on))
    yield Change("readiness now", f"{old.readiness_now:.1f}", f"{new.readiness_now:.1f}")
    yield Change("readiness at the end", f"{old.readiness_at_end:.1f}", f"{new.readiness_at_end:.1f}")


def _of_steps(before: Plan, after: Plan, covered: Collection[SkillId]) -> Iterator[Change]:
    old, new = {step.id: step for step in before.steps}, {step.id: step for step in after.steps}
    for step in before.steps:
        if step.id not in new:
            yield Change(step.skill_name, _told(step), _GONE_COVERED if step.skill_id in covered else _GONE_UNASKED)
    for step in after.steps:
        was = old.get(step.id)
        yield Change(step.skill_name, "" if was is None else _told(was), _told(step))
        yield Change(f"proof of {step.skill_name}", "" if was is None else was.proof, step.proof)


def _told(step: Step) -> str:
    """As "to do, 25 hours, 1 December 2026 to 30 December 2026"."""
    if step.status is StepStatus.SKIPPED:
        return STATUS_WORDS[step.status]
    if step.done_on is not None:
        return f"{STATUS_WORDS[step.status]} on {day_name(step.done_on)}"
    return f"{STATUS_WORDS[step.status]}, {step.hours:g} hours, {day_name(step.starts_on)} to {day_name(step.ends_on)}"
