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

from shared.cli.plan_words import (
    WHAT_COUNTS,
    WHAT_NUMBERS_ARE,
    day_text,
    days,
    gain_text,
    held_text,
    hours_text,
    listing,
    milestone_text,
    pace_text,
    readiness_text,
    reduction_text,
    route_words,
    step_numbers,
    step_title,
)
from shared.cli.render import MAX_WIDTH, Details, bar, footer, plain, print_title
from shared.domain.assessment import Level
from shared.domain.gap import Requirement, RoleGap, SkillGap, Standing
from shared.domain.ids import StepId
from shared.domain.plan import Plan, Reduction, Shortfall, Step
from shared.domain.proposal import Writer
from shared.domain.role import Relation
from shared.planning.milestones import find_milestones

# Columns from which a skill's figures stand beside its name, and from which a bar does too; widths of these columns.
_TABLE, _WIDE = 68, 98
_BAR, _LEVELS, _WEIGHT = 11, 31, 11
IN_FULL = 10  # steps of the roadmap that are told at length unless all are asked for


def render_plan(
    console: Console, gap: RoleGap, plan: Plan, details: Details, held: Sequence[str] = (), *, every: bool = False
) -> None:
    """Show the plan; nothing is wider than the terminal, or than a page where the terminal is wider.

    Args:
        held: headings of the CV's jobs that name this very role.
        every: whether optional skills stand one by one and every step in full; else they are summed up.
    """
    width = min(console.width, MAX_WIDTH)
    console.print(_headline(gap, plan), width=width)
    console.print()
    for part in _readiness(gap):
        console.print(part, width=width)
    for text in (*([held_text(held)] if held else ()), WHAT_COUNTS):
        console.print()
        console.print(_indented(Text(plain(text))), width=width)
    _print_transfers(console, gap.transfers, width)
    _print_gap(console, gap.skills, width, every=every)
    _print_questions(console, plan.body.requirements, width)
    _print_roadmap(console, plan, width, every=every)
    if plan.body.shortfall is not None and plan.summary.deadline is not None:
        _print_shortfall(console, plan.body.shortfall, plan.summary.deadline, plan.steps, width)
    console.print()
    console.print(Text(WHAT_NUMBERS_ARE, style="dim"), width=width)
    console.print(footer(details), width=width)


def _headline(gap: RoleGap, plan: Plan) -> RenderableType:
    summary = plan.summary
    text = Text.assemble((readiness_text(gap), "bold"))
    if plan.steps:
        hours = sum(step.hours for step in plan.steps)
        steps = f"{len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}"
        text.append(f". {steps}, {hours_text(hours)} in all, bring you to ")
        text.append(f"{summary.readiness_at_end:.0f} %", "bold")
        text.append(f" by {day_text(summary.ends_on)}, at {pace_text(summary.hours_per_week)} ({summary.strategy}).")
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


def _print_gap(console: Console, skills: Sequence[SkillGap], width: int, *, every: bool) -> None:
    lacking = [skill for skill in skills if skill.coverage < 1]
    print_title(console, f"The gap: {len(lacking)} of {len(skills)} skills", width)
    if not lacking:
        console.print(_indented(Text("None: every skill of the role is there.")), width=width)
    for relation, of_kind in groupby(lacking, key=lambda skill: skill.relation):
        console.print(Text(f"{relation.value.capitalize()} skills", "bold"), width=width)
        if relation is Relation.OPTIONAL and not every:
            console.print(_indented(Text(_summed_up(list(of_kind)))), width=width)
            continue
        by_note: defaultdict[str, list[SkillGap]] = defaultdict(list)
        for skill in of_kind:
            by_note[skill.note].append(skill)
        # What the same is said of stands under one heading; the heaviest group first.
        for note, alike in by_note.items():
            console.print(_indented(Text(plain(note), "dim")), width=width)
            for skill in alike:
                console.print(_indented(_row(skill, _mark(skill), width - 2)), width=width)


def _summed_up(skills: Sequence[SkillGap]) -> str:
    named = ", ".join(plain(skill.name) for skill in skills[:3])
    begun = sum(skill.coverage > 0 for skill in skills)
    there = f"; {begun} there in part" if begun else ""
    heaviest = f"{named} and {len(skills) - 3} more" if len(skills) > 3 else named
    return f"{len(skills)} that some employers ask for{there}: {heaviest}. --all lists them."


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


def _print_roadmap(console: Console, plan: Plan, width: int, *, every: bool) -> None:
    print_title(console, f"Your roadmap: {len(plan.steps)} step{'' if len(plan.steps) == 1 else 's'}", width)
    if not plan.steps:
        console.print(
            _indented(Text("Nothing is left to learn for this role. Answer the questions, and apply.")), width=width
        )
    numbers = step_numbers(plan.steps)
    milestones = find_milestones(plan)
    for milestone in milestones:
        console.print(_listed("⚑", Text(milestone_text(milestone), "green")), width=width)
    shown = 0
    for is_folded, steps in groupby(plan.steps, key=lambda step: not every and step.relation is Relation.OPTIONAL):
        if is_folded:
            console.print(_folded(list(steps), numbers), width=width)
            continue
        for step in steps:
            shown += 1
            console.print(_step(step, numbers, in_full=every or shown <= IN_FULL), width=width)
    if not every and len(plan.steps) > IN_FULL:
        console.print(
            _indented(Text("--all tells every step in full; --html makes a page of them.", "dim")), width=width
        )


def _folded(steps: Sequence[Step], numbers: Mapping[StepId, int]) -> RenderableType:
    """A run of optional steps in two lines."""
    first, last = numbers[steps[0].id], numbers[steps[-1].id]
    names = ", ".join(plain(step.skill_name) for step in steps[:3])
    more = f" and {len(steps) - 3} more" if len(steps) > 3 else ""
    figures = (days(steps[0].starts_on, steps[-1].ends_on), hours_text(sum(step.hours for step in steps)),
               gain_text(sum(step.gain for step in steps)))  # fmt: skip
    title = Text(f"Optional: {names}{more}")
    mark = f"{first}." if first == last else f"{first}-{last}."
    return _listed(mark, Group(title, Text(" · ".join(figures), "cyan")))


def _step(step: Step, numbers: Mapping[StepId, int], *, in_full: bool) -> RenderableType:
    title = Text.assemble(
        (step_title(step), "bold"), "" if step.relation is Relation.ESSENTIAL else (" (optional)", "dim")
    )
    when = (days(step.starts_on, step.ends_on), hours_text(step.hours), route_words(step), gain_text(step.gain))
    lines: list[Text] = [title, Text(" · ".join(when), "cyan")]
    if in_full:
        worded = (" (worded by AI)", "dim") if step.reason_written_by is Writer.AI else ""
        lines += [Text.assemble(plain(step.reason), worded), Text(f"Proof: {plain(step.proof_wanted)}")]
    before = sorted(numbers[step_id] for step_id in step.after if step_id in numbers)
    if before:
        lines.append(Text(f"After step{'' if len(before) == 1 else 's'} {listing(before)}", "dim"))
    return _listed(f"{numbers[step.id]}.", Group(*lines))


def _print_shortfall(console: Console, shortfall: Shortfall, deadline: date, steps: Sequence[Step], width: int) -> None:
    print_title(console, "The deadline is too early", width)
    late = f"{shortfall.days_late:,} day{'' if shortfall.days_late == 1 else 's'}"
    text = f"The last step ends {late} after {day_text(deadline)}: {hours_text(shortfall.hours_over)} too many. "
    text += "The role is not out of reach: it takes more time, more hours a week, or fewer skills at first."
    console.print(_indented(Text(text)), width=width)
    if not shortfall.reductions:
        return
    console.print(_indented(Text("Either of these, at the least loss of readiness:")), width=width)
    for number, reduction in enumerate(shortfall.reductions, 1):
        console.print(_listed(f"{number}.", _reduction(reduction, step_numbers(steps))), width=width)


def _reduction(reduction: Reduction, numbers: Mapping[StepId, int]) -> RenderableType:
    return Group(Text(plain(reduction.text)), Text(reduction_text(reduction, numbers), "dim"))


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
