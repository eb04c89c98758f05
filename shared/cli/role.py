"""Which skills of a role an assessment proves, and which it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from shared.cli.render import MAX_WIDTH, bar, plain
from shared.domain.assessment import AssessedSkill, AssessmentResult, Level
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import Role


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill of the role; `level` is None where the CV does not name it at all."""

    name: str
    uri: str
    level: Level | None
    score: float | None


@dataclass(frozen=True, slots=True)
class RoleCoverage:
    """A role's skills beside an assessment's: exactly those that the taxonomy lists, the best proven ones first."""

    title: str
    uri: str
    essential: tuple[WantedSkill, ...]
    optional: tuple[WantedSkill, ...]


def role_coverage(role: Role, result: AssessmentResult, taxonomy: Taxonomy) -> RoleCoverage:
    """What of a role is proven, only named, or missing."""
    assessed = {skill.skill_id: skill for skill in result.skills}

    def wanted(indexes: tuple[int, ...]) -> tuple[WantedSkill, ...]:
        skills = [taxonomy.skill(index) for index in indexes]
        found = [_wanted(skill.name, skill.uri, assessed.get(skill.id)) for skill in skills]
        return tuple(sorted(found, key=lambda item: (-(item.score or 0.0), item.level is None, item.name.casefold())))

    return RoleCoverage(role.title, role.uri, wanted(role.essential), wanted(role.optional))


def print_role(console: Console, coverage: RoleCoverage) -> None:
    """Show the coverage: proven with a level, named without one, missing."""
    width = min(console.width, MAX_WIDTH)
    console.print()
    console.print(Rule(Text(f"Role: {plain(coverage.title)}", style="bold"), align="left", style="dim"), width=width)
    _print_skills(console, "Essential", coverage.essential, width)
    _print_skills(console, "Optional", coverage.optional, width)
    if not coverage.essential and not coverage.optional:
        console.print("  The taxonomy lists no skills for this role.", width=width)


def _print_skills(console: Console, kind: str, skills: Sequence[WantedSkill], width: int) -> None:
    if not skills:
        return
    proven = [skill for skill in skills if skill.score is not None]
    named = [skill for skill in skills if skill.score is None and skill.level is not None]
    missing = [skill for skill in skills if skill.level is None]
    heading = f"{kind}: {len(proven)} of {len(skills)} proven"
    console.print(Text(heading, style="bold"), width=width)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(width=width - 34, overflow="fold")
    table.add_column(width=10, no_wrap=True)
    table.add_column(width=17, no_wrap=True)
    for skill in proven:
        table.add_row(
            Text("✓", "green"),
            Text(plain(skill.name)),
            Text(bar(skill.score or 0.0), "green"),
            Text(skill.level.value if skill.level else ""),
        )
    for skill in named:
        table.add_row(Text("?", "yellow"), Text(plain(skill.name)), "", Text("unknown", "dim"))
    for skill in missing:
        table.add_row(Text("✗", "red"), Text(plain(skill.name)), "", Text("not in the CV", "dim"))
    console.print(Padding(table, (0, 0, 0, 2)), width=width)


def _wanted(name: str, uri: str, skill: AssessedSkill | None) -> WantedSkill:
    if skill is None:
        return WantedSkill(name, uri, None, None)
    return WantedSkill(name, uri, skill.proficiency.level, skill.proficiency.score)
