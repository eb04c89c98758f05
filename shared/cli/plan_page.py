"""A career plan as one HTML page that needs nothing else: charts in SVG, text from the CV escaped, no script.

A page for a phone and for paper: the charts place everything in per cent of their width and keep letters at one size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from shared.cli.plan_words import (
    WHAT_COUNTS,
    WHAT_NUMBERS_ARE,
    days,
    gain_text,
    held_text,
    hours_text,
    level_words,
    milestone_text,
    pace_text,
    readiness_text,
    reduction_text,
    route_words,
    step_numbers,
    step_title,
)
from shared.cli.render import Details, plain
from shared.domain.assessment import Level
from shared.domain.gap import RoleGap, SkillGap
from shared.domain.ids import StepId
from shared.domain.plan import Plan, Step
from shared.domain.role import Relation
from shared.planning.milestones import find_milestones
from shared.taxonomy import ATTRIBUTION

SKILLS_PER_CHART = 14
_NAME_CHARS = 34  # what fits beside a weight on a phone of 360 pixels
_STEP_CHARS = 44
_ROW, _STEP_ROW, _HEAD, _FOOT = 40, 34, 22, 6  # pixels
_THINNEST, _THICKEST = 3.0, 13.0  # pixels of a bar: weight 0 and 1
_NARROWEST = 0.8  # per cent, of a step
_MOST_TICKS = 5
_RANKS = {level: rank for rank, level in enumerate(Level)}
_TOP = max(_RANKS.values())


@dataclass(frozen=True, slots=True)
class Bar:
    """One skill of a chart; x in per cent of the width, y and thickness in pixels.

    Attributes:
        counted: how far what the person has counts towards the required level, by narrower and neighbouring skills too.
    """

    name: str
    weight: str
    y: int
    thickness: float
    current: float
    counted: float
    required: float
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Some skills of one relation; `height` in pixels."""

    title: str
    says: str
    height: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Span:
    """One step of the timeline; x and width in per cent, y in pixels."""

    number: int
    title: str
    says: str
    y: int
    x: float
    width: float
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of a scale, x in per cent; `anchor` keeps its text inside the picture."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All steps in time; `deadline` in per cent, None without one."""

    height: int
    spans: Sequence[Span]
    ticks: Sequence[Tick]
    deadline: float | None
    says: str


def render_page(gap: RoleGap, plan: Plan, details: Details, held: Sequence[str] = ()) -> str:
    """The page, whole; the same for the same arguments.

    Args:
        held: headings of the CV's jobs that name this very role.
    """
    numbers = step_numbers(plan.steps)
    return _template().render(
        gap=gap,
        plan=plan,
        summary=plan.summary,
        details=details,
        charts=list(gap_charts(gap)),
        scale=[_tick(100 * rank / _TOP, level.value if rank else "none") for level, rank in _RANKS.items()],
        timeline=make_timeline(plan),
        numbers=numbers,
        before={step.id: _before(step, numbers) for step in plan.steps},
        reductions=[
            (reduction.text, reduction_text(reduction, numbers))
            for reduction in (plan.body.shortfall.reductions if plan.body.shortfall else ())
        ],
        total_hours=sum(step.hours for step in plan.steps),
        days=days,
        attribution=ATTRIBUTION,
        what_numbers_are=WHAT_NUMBERS_ARE,
        what_counts=WHAT_COUNTS,
        readiness=readiness_text(gap),
        held=held_text(held) if held else "",
        milestones=[milestone_text(milestone) for milestone in find_milestones(plan)],
    )


def gap_charts(gap: RoleGap) -> Iterator[Chart]:
    """Every skill of the role once, in charts of at most `SKILLS_PER_CHART`."""
    for relation in Relation:
        skills = [skill for skill in gap.skills if skill.relation is relation]
        for start in range(0, len(skills), SKILLS_PER_CHART):
            shown = skills[start : start + SKILLS_PER_CHART]
            part = f", {start + 1} to {start + len(shown)} of {len(skills)}" if len(skills) > SKILLS_PER_CHART else ""
            there = sum(skill.coverage >= 1 for skill in shown)
            yield Chart(
                f"{relation.value.capitalize()} skills{part}",
                f"Current against required level of {len(shown)} skills, heaviest first; {there} of them are there.",
                _HEAD + _ROW * len(shown) + _FOOT,
                [_bar(skill, row) for row, skill in enumerate(shown)],
            )


def _bar(skill: SkillGap, row: int) -> Bar:
    required, current = (100 * _RANKS[level] / _TOP for level in (skill.required, skill.current))
    name = plain(skill.name)
    weight = f"{skill.weight:.2f}"
    says = (
        f"{name}: required {skill.required.value}, current {level_words(skill.current)}, "
        f"{skill.coverage:.0%} covered, weight {weight}"
    )
    thickness = round(_THINNEST + (_THICKEST - _THINNEST) * min(1.0, skill.weight), 1)
    counted = round(skill.coverage * required, 2)
    return Bar(
        _cut(name, _NAME_CHARS), weight, _HEAD + _ROW * row, thickness, round(current, 2), counted, required, says
    )


def make_timeline(plan: Plan) -> Timeline:
    """The steps from the plan's first day to its last, or to its deadline where that is later."""
    summary = plan.summary
    last = max(summary.ends_on, summary.deadline or summary.ends_on)
    all_days = (last - summary.start).days + 1

    def place(day: date) -> float:
        return round(min(100.0, max(0.0, 100 * (day - summary.start).days / all_days)), 2)

    spans = []
    for row, step in enumerate(plan.steps):
        end = place(step.ends_on + timedelta(days=1))
        x = min(place(step.starts_on), 100 - _NARROWEST)
        title = step_title(step)
        says = f"Step {row + 1}, {days(step.starts_on, step.ends_on)}, {hours_text(step.hours)}: {title}"
        y = _HEAD + _STEP_ROW * row
        is_optional = step.relation is Relation.OPTIONAL
        name = _cut(plain(step.skill_name), _STEP_CHARS)
        spans.append(Span(row + 1, name, says, y, x, max(round(end - x, 2), _NARROWEST), is_optional))
    says = f"{len(spans)} steps between {summary.start} and {summary.ends_on}"
    says += f"; the deadline is {summary.deadline}." if summary.deadline else "."
    height = _HEAD + _STEP_ROW * len(spans) + _FOOT
    deadline = place(summary.deadline + timedelta(days=1)) if summary.deadline else None
    return Timeline(height, spans, list(_date_ticks(summary.start, all_days)), deadline, says)


def _date_ticks(start: date, all_days: int) -> Iterator[Tick]:
    """Up to five days, evenly apart, from the first to the last."""
    count = min(_MOST_TICKS, all_days)
    for number in range(count):
        part = number / (count - 1) if count > 1 else 0.0
        day = start + timedelta(days=round(part * (all_days - 1)))
        yield _tick(round(100 * part, 2), f"{day:%b %Y}" if all_days > 180 else f"{day.day} {day:%b}")


def _tick(x: float, text: str) -> Tick:
    anchor = "start" if x <= 0 else "end" if x >= 100 else "middle"
    return Tick(x, text, anchor)


def _before(step: Step, numbers: Mapping[StepId, int]) -> Sequence[int]:
    return sorted(numbers[step_id] for step_id in step.after if step_id in numbers)


def _cut(text: str, most_chars: int) -> str:
    return text if len(text) <= most_chars else text[: most_chars - 1].rstrip() + "…"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "gain": gain_text, "hours": hours_text, "level": level_words, "long_date": _long_date,
        "pace": pace_text, "route": route_words, "step_title": step_title,
    }  # fmt: skip
    return environment.get_template("plan_page.html.j2")


def _shown(value: object) -> object:
    """Nobody's text comes in with controls or marks of direction; escaping comes after this."""
    return plain(value) if isinstance(value, str) else value


def _long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
