"""The words and figures of a career plan, alike at a terminal and on a page."""

from collections.abc import Mapping, Sequence
from datetime import date

from shared.cli.render import plain
from shared.domain.assessment import Level
from shared.domain.gap import RoleGap
from shared.domain.ids import StepId
from shared.domain.plan import Reduction, Route, Step, StepKind
from shared.planning.milestones import Milestone

WHAT_NUMBERS_ARE = (
    "Readiness compares your CV with what ESCO lists for the role; weights, levels and hours come from stated tables. "
    "They are estimates to choose and order steps by: no measurement of you, no promise of a job, and no ground to "
    "judge anybody by."
)
WHAT_COUNTS = (
    "Only what your CV names in the words of ESCO counts. If you have a skill that stands here as not named, write it "
    "into your CV with where and when you used it, or state your level of it with PUT /v1/users/me/skills/{skill_id}."
)
_ROUTE_WORDS: Mapping[Route, str] = {
    Route.COURSE: "a guided course",
    Route.SELF_STUDY: "by yourself",
    Route.WORK: "in paid or voluntary work",
}
_MOST_NUMBERS = 12  # of steps left out, beyond which those that stay are named


def level_words(level: Level) -> str:
    """A level beside the one a role asks for; "none" where nobody can say."""
    return "none shown" if level is Level.UNKNOWN else level.value


def days(starts_on: date, ends_on: date) -> str:
    """Both ends of a period, as "24 Nov - 6 Dec 2026"."""
    if starts_on == ends_on:
        return day_text(ends_on)
    if starts_on.year != ends_on.year:
        return f"{day_text(starts_on)} - {day_text(ends_on)}"
    first = f"{starts_on.day}" if starts_on.month == ends_on.month else f"{starts_on.day} {starts_on:%b}"
    return f"{first} - {day_text(ends_on)}"


def hours_text(hours: float) -> str:
    """As "1,200 h", "37.5 h" or "6 h": effort is estimated in halves, which no longer matter from a hundred on."""
    return f"{hours:,.0f} h" if hours >= 100 else f"{round(2 * hours) / 2:g} h"


def pace_text(hours_per_week: float) -> str:
    """As "16.5 h a week": as it was given."""
    return f"{hours_per_week:g} h a week"


def step_title(step: Step) -> str:
    """What a step does, as "Learn SQL: novice to competent"."""
    name = plain(step.skill_name)
    if step.kind is StepKind.PROVE:
        return f"Prove {name} at {step.to_level.value} level"
    if step.from_level is Level.UNKNOWN:
        return f"Learn {name}, up to {step.to_level.value}"
    return f"Deepen {name}: {step.from_level.value} to {step.to_level.value}"


def route_words(step: Step) -> str:
    """How a step is walked: nobody takes a course to prove what they know."""
    if step.kind is StepKind.PROVE and step.route is Route.COURSE:
        return "a test or a certificate"
    return _ROUTE_WORDS[step.route]


def held_text(held: Sequence[str]) -> str:
    """That the CV names the very role as a job, and what that does not do."""
    quoted = " and ".join(f"“{heading}”" for heading in held[:2])
    return (
        f"You have done this very work: {quoted}. Most of what is missing below you may well have; the title alone "
        "does not show which, so readiness leaves it out and is likely too low."
    )


def readiness_text(gap: RoleGap) -> str:
    """What a readiness is a share of, as "Your CV shows 41 % of what this role asks for"."""
    score = gap.readiness.score
    shown = "less than 1 %" if 0 < score < 0.5 else f"{score:.0f} %"
    return f"Your CV shows {shown} of what this role asks for" if score else "Your CV shows no skill of this role yet"


def milestone_text(milestone: Milestone) -> str:
    """As "the first 10 steps: 3 Mar 2027, after 120 h, 18 % ready"."""
    reached = f"{day_text(milestone.on)}, after {hours_text(milestone.hours)}"
    return f"{milestone.what}: {reached}, {milestone.readiness:.0f} % ready"


def step_numbers(steps: Sequence[Step]) -> dict[StepId, int]:
    """The place of each step in its plan, from 1."""
    return {step.id: number for number, step in enumerate(steps, 1)}


def day_text(day: date) -> str:
    """As "24 Nov 2026"."""
    return f"{day.day} {day:%b %Y}"


def gain_text(gain: float) -> str:
    """Points of readiness, as "+2.4 points"."""
    return f"+{gain:.1f} points"


def reduction_text(reduction: Reduction, numbers: Mapping[StepId, int]) -> str:
    """What a reduction takes and leaves, in figures."""
    words = [f"ends {day_text(reduction.ends_on)} at {reduction.readiness_at_end:.0f} % readiness"]
    words += [f"saves {hours_text(reduction.hours_saved)}"] if reduction.hours_saved else []
    words += [pace_text(reduction.hours_per_week)]
    left_out = sorted(numbers[step_id] for step_id in reduction.left_out if step_id in numbers)
    kept = sorted(set(numbers.values()) - set(left_out))
    if left_out and len(kept) < len(left_out) > _MOST_NUMBERS:
        words += [f"keeps step{'' if len(kept) == 1 else 's'} {listing(kept)}" if kept else "keeps no step"]
    elif left_out:
        words += [f"without step{'' if len(left_out) == 1 else 's'} {listing(left_out)}"]
    return " · ".join(words)


def listing(numbers: Sequence[int]) -> str:
    """As "1, 3 - 6, 9": runs of three or more are drawn together."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words: list[str] = []
    for run in runs:
        words += [f"{run[0]} - {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return ", ".join(words)
