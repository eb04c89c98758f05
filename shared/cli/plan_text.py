"""A career plan for a person at a terminal: readiness, what transfers, the gap, the questions and the roadmap."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from shared.cli.render import MAX_WIDTH, Details, bar, footer, plain, print_title
from shared.domain.assessment import Level
from shared.domain.gap import Requirement, RoleGap, SkillGap, Standing
from shared.domain.ids import StepId
from shared.domain.plan import Plan, Reduction, Route, Shortfall, Step, StepKind
from shared.domain.role import Relation

WHAT_NUMBERS_ARE = (
    "Readiness compares your CV with what ESCO lists for the role; weights, levels and hours come from stated tables. "
    "They are estimates to choose and order steps by: no measurement of you, no promise of a job, and no ground to "
    "judge anybody by."
)
ROUTE_WORDS: Mapping[Route, str] = {
    Route.COURSE: "a guided course",
    Route.SELF_STUDY: "by yourself",
    Route.WORK: "in paid or voluntary work",
}
# Columns from which a skill's figures stand beside its name, and from which a bar does too; widths of these columns.
_TABLE, _WIDE = 68, 98
_BAR, _LEVELS, _WEIGHT = 11, 31, 11


def render_plan(console: Console, gap: RoleGap, plan: Plan, details: Details) -> None:
    """Show the whole plan; nothing is wider than the terminal, or than a page where the terminal is wider."""
    width = min(console.width, MAX_WIDTH)
    console.print(_headline(gap, plan), width=width)
    console.print()
    for part in _readiness(gap):
        console.print(part, width=width)
    _print_transfers(console, gap.transfers, width)
    _print_gap(console, gap.skills, width)
    _print_questions(console, plan.body.requirements, width)
    _print_roadmap(console, plan, width)
    if plan.body.shortfall is not None and plan.summary.deadline is not None:
        _print_shortfall(console, plan.body.shortfall, plan.summary.deadline, plan.steps, width)
    console.print()
    console.print(Text(WHAT_NUMBERS_ARE, style="dim"), width=width)
    console.print(footer(details), width=width)


def level_words(level: Level) -> str:
    """A level beside the one a role asks for; "none" where nobody can say."""
    return "none shown" if level is Level.UNKNOWN else level.value


def days(starts_on: date, ends_on: date) -> str:
    """Both ends of a period, as "24 Nov - 6 Dec 2026"."""
    if starts_on == ends_on:
        return _day(ends_on)
    if starts_on.year != ends_on.year:
        return f"{_day(starts_on)} - {_day(ends_on)}"
    first = f"{starts_on.day}" if starts_on.month == ends_on.month else f"{starts_on.day} {starts_on:%b}"
    return f"{first} - {_day(ends_on)}"


def hours_text(hours: float) -> str:
    """As "1,200 h", "12 h" or "2.5 h"."""
    return f"{hours:,.0f} h" if hours >= 10 or hours == int(hours) else f"{hours:.1f} h"


def step_title(step: Step) -> str:
    """What a step does, as "Learn SQL: novice to competent"."""
    name = plain(step.skill_name)
    if step.kind is StepKind.PROVE:
        return f"Prove {name}, as {step.to_level.value}"
    if step.from_level is Level.UNKNOWN:
        return f"Learn {name}, up to {step.to_level.value}"
    return f"Deepen {name}: {step.from_level.value} to {step.to_level.value}"


def step_numbers(steps: Sequence[Step]) -> dict[StepId, int]:
    """The place of each step in its plan, from 1."""
    return {step.id: number for number, step in enumerate(steps, 1)}


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _headline(gap: RoleGap, plan: Plan) -> RenderableType:
    summary = plan.summary
    text = Text.assemble("You are ", (f"{gap.readiness.score:.0f} % ready", "bold"), " for this role")
    if plan.steps:
        hours = sum(step.hours for step in plan.steps)
        steps = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
        text.append(f". {steps}, {hours_text(hours)} in all, bring you to ")
        text.append(f"{summary.readiness_at_end:.0f} %", "bold")
        text.append(
            f" by {_day(summary.ends_on)}, at {hours_text(summary.hours_per_week)} a week ({summary.strategy})."
        )
    else:
        text.append(", and there is nothing left to learn for it.")
    return Panel(text, title=Text(plain(gap.role_title)), title_align="left", box=box.ROUNDED, border_style="green")


def _readiness(gap: RoleGap) -> Iterable[RenderableType]:
    for part in gap.readiness.parts:
        points, most = 100 * part.contribution, 100 * part.weight
        text = Text.assemble(
            (bar(part.value), "cyan"),
            f" {plain(part.name)}: {points:.1f} of {most:.1f} points",
            (f" · {part.reason}", "dim"),
        )
        yield _indented(text)


def _print_transfers(console: Console, skills: Sequence[SkillGap], width: int) -> None:
    print_title(console, f"What transfers: {len(skills)}", width)
    if not skills:
        console.print(
            _indented(Text("Nothing yet: no skill of your CV counts for this role, not even in part.")), width=width
        )
    for skill in skills:
        console.print(_row(skill, Text("✓" if skill.coverage >= 1 else "◐", "green"), width), width=width)
        console.print(_indented(Text(plain(skill.note), "dim"), 4), width=width)
        if skill.quote:
            console.print(_indented(_quoted(skill.quote, 2 * width), 4), width=width)


def _print_gap(console: Console, skills: Sequence[SkillGap], width: int) -> None:
    lacking = [skill for skill in skills if skill.coverage < 1]
    print_title(console, f"The gap: {len(lacking)} of {len(skills)} skills", width)
    if not lacking:
        console.print(_indented(Text("None: every skill of the role is there.")), width=width)
    for relation, of_kind in groupby(lacking, key=lambda skill: skill.relation):
        console.print(Text(f"{relation.value.capitalize()} skills", "bold"), width=width)
        by_note: defaultdict[str, list[SkillGap]] = defaultdict(list)
        for skill in of_kind:
            by_note[skill.note].append(skill)
        # What the same is said of stands under one heading; the heaviest group first.
        for note, alike in by_note.items():
            console.print(_indented(Text(plain(note), "dim")), width=width)
            for skill in alike:
                console.print(_indented(_row(skill, _mark(skill), width - 2)), width=width)


def _mark(skill: SkillGap) -> Text:
    if skill.coverage:
        return Text("◐", "yellow")
    return Text("?", "yellow") if skill.standing is Standing.UNPROVEN else Text("✗", "red")


def _row(skill: SkillGap, mark: Text, width: int) -> RenderableType:
    levels = f"needs {skill.required.value}"
    if skill.coverage >= 1:
        levels = skill.current.value if skill.current is not Level.UNKNOWN else "covered"
    elif skill.current is not Level.UNKNOWN:
        levels = f"{skill.current.value} → {skill.required.value}"
    weight = f"weight {skill.weight:.2f}"
    covered = f", {skill.coverage:.0%} there" if 0 < skill.coverage < 1 else ""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    if width < _TABLE:
        grid.add_column(overflow="fold", ratio=1)
        grid.add_row(mark, Group(Text(plain(skill.name), "bold"), Text(f"{levels}{covered} · {weight}", "dim")))
        return _indented(grid)
    bar_width = _BAR if width >= _WIDE else 0
    grid.add_column(width=width - bar_width - _LEVELS - _WEIGHT - 6, overflow="fold")
    if bar_width:
        grid.add_column(width=bar_width - 1, no_wrap=True)
    grid.add_column(width=_LEVELS, overflow="fold")
    grid.add_column(width=_WEIGHT, no_wrap=True, justify="right")
    cells = [Text(bar(skill.coverage), "green" if skill.coverage >= 1 else "yellow")] if bar_width else []
    grid.add_row(mark, Text(plain(skill.name), "bold"), *cells, Text(levels + covered), Text(weight, "dim"))
    return _indented(grid)


def _print_questions(console: Console, requirements: Sequence[Requirement], width: int) -> None:
    if not requirements:
        return
    print_title(console, "What no CV can show: answer these yourself", width)
    for requirement in requirements:
        text = Text.assemble(
            plain(requirement.question), (f" ({requirement.kind}; {plain(requirement.source)})", "dim")
        )
        console.print(_listed("?", text), width=width)


def _print_roadmap(console: Console, plan: Plan, width: int) -> None:
    print_title(console, f"Your roadmap: {len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}", width)
    if not plan.steps:
        console.print(
            _indented(Text("Nothing is left to learn for this role. Answer the questions, and apply.")), width=width
        )
    numbers = step_numbers(plan.steps)
    for step in plan.steps:
        console.print(_step(step, numbers), width=width)


def _step(step: Step, numbers: Mapping[StepId, int]) -> RenderableType:
    title = Text.assemble(
        (step_title(step), "bold"), "" if step.relation is Relation.ESSENTIAL else (" (optional)", "dim")
    )
    when = (days(step.starts_on, step.ends_on), hours_text(step.hours), ROUTE_WORDS[step.route], gain_text(step.gain))
    lines: list[Text] = [
        title,
        Text(" · ".join(when), "cyan"),
        Text(plain(step.reason)),
        Text(f"Proof: {plain(step.proof_wanted)}"),
    ]
    before = sorted(numbers[step_id] for step_id in step.after if step_id in numbers)
    if before:
        lines.append(Text(f"After step{'' if len(before) == 1 else 's'} {_listing(before)}", "dim"))
    return _listed(f"{numbers[step.id]}.", Group(*lines))


def gain_text(gain: float) -> str:
    """Points of readiness, as "+2.4 points"."""
    return f"+{gain:.1f} points"


def _print_shortfall(console: Console, shortfall: Shortfall, deadline: date, steps: Sequence[Step], width: int) -> None:
    print_title(console, "The deadline is too early", width)
    late = f"{shortfall.days_late:,} day{'' if shortfall.days_late == 1 else 's'}"
    text = f"The last step ends {late} after {_day(deadline)}: {hours_text(shortfall.hours_over)} too many."
    console.print(_indented(Text(text)), width=width)
    if not shortfall.reductions:
        return
    console.print(_indented(Text("What would meet it, at the least loss:")), width=width)
    for number, reduction in enumerate(shortfall.reductions, 1):
        console.print(_listed(f"{number}.", _reduction(reduction, step_numbers(steps))), width=width)


def _reduction(reduction: Reduction, numbers: Mapping[StepId, int]) -> RenderableType:
    return Group(Text(plain(reduction.text)), Text(reduction_text(reduction, numbers), "dim"))


def reduction_text(reduction: Reduction, numbers: Mapping[StepId, int]) -> str:
    """What a reduction takes and leaves, in figures."""
    words = [f"ends {_day(reduction.ends_on)} at {reduction.readiness_at_end:.0f} % readiness"]
    words += [f"saves {hours_text(reduction.hours_saved)}"] if reduction.hours_saved else []
    words += [f"{hours_text(reduction.hours_per_week)} a week"]
    left_out = sorted(numbers[step_id] for step_id in reduction.left_out if step_id in numbers)
    words += [f"without step{'' if len(left_out) == 1 else 's'} {_listing(left_out)}"] if left_out else []
    return " · ".join(words)


def _listing(numbers: Sequence[int]) -> str:
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


def _quoted(quote: str, most_chars: int) -> Text:
    text = plain(quote)
    return Text(f"“{text if len(text) <= most_chars else text[: most_chars - 1].rstrip() + '…'}”")


def _listed(mark: str, body: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=max(2, len(mark)), justify="right")
    grid.add_column(overflow="fold", ratio=1)
    grid.add_row(mark, body)
    return grid


def _indented(body: RenderableType, by: int = 2) -> RenderableType:
    return Padding(body, (0, 0, 0, by), expand=False)
