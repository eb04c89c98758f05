"""An assessment for a person at a terminal.

Whatever comes out of a CV or a taxonomy is printed as it stands: never read as markup, and without the control
characters by which a file could steer a terminal.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from shared.domain.assessment import (
    Action,
    AssessedSkill,
    AssessmentResult,
    Evidence,
    EvidenceKind,
    FindingStrategy,
    FoundBy,
    Level,
    Polarity,
    Recommendation,
    SetAside,
)
from shared.domain.proposal import Proposal
from shared.taxonomy import ATTRIBUTION

MAX_WIDTH = 120
_BAR_CELLS = 10

_LEVEL_STYLE = {
    Level.UNKNOWN: "dim",
    Level.NOVICE: "yellow",
    Level.ADVANCED_BEGINNER: "yellow",
    Level.COMPETENT: "cyan",
    Level.PROFICIENT: "green",
    Level.EXPERT: "bold green",
}
_KIND_WORDS = {
    EvidenceKind.WORK: "work",
    EvidenceKind.PROJECT: "project",
    EvidenceKind.CERTIFICATE: "certificate",
    EvidenceKind.EDUCATION: "education",
    EvidenceKind.CLAIM: "named in the CV",
}
# Beside words that do not name their skill, and below what that is.
_BY_MEANING = "by meaning"
_WHAT_THAT_IS = "the words do not name the skill but come near to it; a careful reader would very likely agree"
_ACTION_TITLES = {
    Action.PROVE: "Prove what the CV names",
    Action.REFRESH: "Refresh what has lain idle",
    Action.LEARN: "Learn what lies next",
}
_POLARITY_WORDS = {Polarity.NEGATED: "the CV says no", Polarity.HYPOTHETICAL: "a wish, a plan, or still being learnt"}


@dataclass(frozen=True, slots=True)
class Details:
    """What an assessment was made from, and by which versions: with these the result can be had again."""

    as_of: date
    taxonomy_version: str
    method_version: str
    input_sha256: str
    input_chars: int
    language: str
    strategy: FindingStrategy = FindingStrategy.EXACT


def print_assessment(assessment: Mapping[str, object], console: Console) -> None:
    """Show an assessment as the API returns it.

    Raises:
        pydantic.ValidationError: it has not the API's shape.
    """
    details = TypeAdapter(Details).validate_python({name: assessment.get(name) for name in Details.__slots__})
    parts = ("skills", "set_aside", "recommendations", "proposals")
    result = TypeAdapter(AssessmentResult).validate_python(
        {name: assessment[name] for name in parts if name in assessment}
    )
    render_assessment(console, result, details)


def render_assessment(console: Console, result: AssessmentResult, details: Details) -> None:
    """Show skills by group with their proof, then what has no level, what was not counted, and what to do next."""
    width = min(console.width, MAX_WIDTH)
    scored = [skill for skill in result.skills if skill.proficiency.score is not None]
    unscored = [skill for skill in result.skills if skill.proficiency.score is None]
    console.print(_headline(result, len(scored), details), width=width)
    for group, skills in _by_group(scored):
        console.print()
        console.print(Text(group, style="bold"), width=width)
        for skill in skills:
            console.print(_scored_skill(skill, details.as_of, width), width=width)
    if unscored:
        print_title(console, "Level unknown: too little evidence for a score", width)
        for part in _unscored_skills(unscored, width):
            console.print(part, width=width)
    if result.set_aside:
        print_title(console, "Seen and not counted", width)
        for aside in result.set_aside:
            console.print(_aside(aside, width), width=width)
    _print_recommendations(console, result.recommendations, width)
    _print_proposals(console, result.proposals, width)
    if any(map(_is_meant, _shown_evidence(result))):
        console.print()
        console.print(Text(f"{_BY_MEANING.capitalize()}: {_WHAT_THAT_IS}.", style="dim"), width=width)
    console.print()
    console.print(footer(details), width=width)


def plain(text: str) -> str:
    """One line of the text's own characters: no controls, no invisible or direction marks, single spaces."""
    visible = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in visible if unicodedata.category(char)[0] != "C").split())


def excerpt(evidence: Evidence, most_chars: int) -> Text:
    """The quote in its quotation marks, cut around the mention where it is long; the mention stands out."""
    before = plain(evidence.quote[: evidence.mention_start - evidence.start])
    named = plain(evidence.quote[evidence.mention_start - evidence.start : evidence.mention_end - evidence.start])
    after = plain(evidence.quote[evidence.mention_end - evidence.start :])
    gap_before = evidence.quote[: evidence.mention_start - evidence.start][-1:].isspace()
    gap_after = evidence.quote[evidence.mention_end - evidence.start :][:1].isspace()
    room = max(most_chars - len(named) - 6, 10)
    head = min(len(before), max(room // 2, room - len(after)))
    tail = min(len(after), room - head)
    text = Text("“")
    if head < len(before):
        kept = before[len(before) - head :]
        text.append("…" + (kept.partition(" ")[2] or kept))
    else:
        text.append(before)
    text.append(" " if gap_before and before else "")
    text.append(named, style="bold underline")
    text.append(" " if gap_after and after else "")
    if tail < len(after):
        kept = after[:tail]
        text.append((kept.rpartition(" ")[0] or kept) + "…")
    else:
        text.append(after)
    return text.append("”")


def _shown_evidence(result: AssessmentResult) -> Iterator[Evidence]:
    for skill in result.skills:
        yield from skill.evidence[:1]
    yield from (aside.evidence for aside in result.set_aside)


def _is_meant(evidence: Evidence) -> bool:
    return evidence.found_by is FoundBy.MEANING


def _marked(evidence: Evidence, most_chars: int) -> Text:
    """The excerpt, and where the skill is not named in it, a word that says so."""
    if not _is_meant(evidence):
        return excerpt(evidence, most_chars)
    return excerpt(evidence, most_chars - len(_BY_MEANING) - 3).append(f" · {_BY_MEANING}", style="dim")


def duration(months: int) -> str:
    """As "6 y 3 mo"; "-" for none."""
    years, rest = divmod(months, 12)
    return " ".join(part for part in (f"{years} y" if years else "", f"{rest} mo" if rest else "") if part) or "-"


def bar(score: float) -> str:
    """A score in [0, 1] as ten cells."""
    filled = round(score * _BAR_CELLS)
    return "■" * filled + "·" * (_BAR_CELLS - filled)


def _headline(result: AssessmentResult, scored: int, details: Details) -> RenderableType:
    text = Text()
    count = len(result.skills)
    text.append(f"{count} skill{'' if count == 1 else 's'}", style="bold")
    text.append(f" found, {scored} with a level. As of {details.as_of:%d %B %Y}.")
    return Panel(text, title="What this CV proves", title_align="left", box=box.ROUNDED, border_style="green")


def _by_group(skills: Sequence[AssessedSkill]) -> Iterable[tuple[str, list[AssessedSkill]]]:
    """Groups in the order of their best skill."""
    groups: defaultdict[str, list[AssessedSkill]] = defaultdict(list)
    for skill in skills:
        groups[_group_name(skill.group)].append(skill)
    return groups.items()


def _group_name(group: tuple[str, ...]) -> str:
    """The second level, which is broad enough to gather skills: "information and communication technologies"."""
    if not group:
        return "Other skills and tools"
    name = plain(group[min(1, len(group) - 1)])
    return name[:1].upper() + name[1:]


def _scored_skill(skill: AssessedSkill, as_of: date, width: int) -> RenderableType:
    proficiency = skill.proficiency
    style = _LEVEL_STYLE[proficiency.level]
    line = Table.grid(padding=(0, 1))
    line.add_column(width=width - 51, overflow="fold")
    line.add_column(width=_BAR_CELLS, no_wrap=True)
    line.add_column(width=17, no_wrap=True)
    line.add_column(width=9, no_wrap=True, justify="right")
    line.add_column(width=8, no_wrap=True, justify="right")
    line.add_row(
        Text(plain(skill.name), style="bold"),
        Text(bar(proficiency.score or 0.0), style=style),
        Text(proficiency.level.value, style=style),
        Text(duration(skill.months)),
        Text(_last_used(skill.last_used, as_of)),
    )
    return Padding(Group(line, *_proof(skill, width)), (0, 0, 0, 2), expand=False)


def _proof(skill: AssessedSkill, width: int) -> Iterable[RenderableType]:
    if not skill.evidence:
        return
    best = skill.evidence[0]
    yield Padding(excerpt(best, width - 8), (0, 0, 0, 2), expand=False)
    more = len(skill.evidence) - 1
    words = [_BY_MEANING] if _is_meant(best) else []
    words += [_kind_words(best), f"confidence {skill.proficiency.confidence:.0%}"]
    words += [f"{more} more mention{'s' if more > 1 else ''}"] if more else []
    words += [f"page {best.page}"] if best.page is not None else []
    where = plain(best.entry)
    source = Text(" · ".join(words) + (f" · {where}" if where else ""), style="dim")
    source.truncate(width - 6, overflow="ellipsis")
    yield Padding(source, (0, 0, 0, 2), expand=False)


def _kind_words(evidence: Evidence) -> str:
    is_said = evidence.kind is EvidenceKind.CLAIM and _is_meant(evidence)
    return "said in the CV" if is_said else _KIND_WORDS[evidence.kind]


def _last_used(last: date | None, as_of: date) -> str:
    if last is None:
        return "undated"
    return "now" if (last.year, last.month) == (as_of.year, as_of.month) else f"{last:%b %Y}"


def why_unknown(skill: AssessedSkill) -> str:
    """Why a skill has no score, in the words of what its evidence is."""
    kinds = {evidence.kind for evidence in skill.evidence}
    if kinds <= {EvidenceKind.CLAIM}:
        said = "said" if skill.evidence and all(map(_is_meant, skill.evidence)) else "named"
        return f"{said}, and nothing in the CV shows it in use"
    found = ", ".join(_KIND_WORDS[kind] for kind in EvidenceKind if kind in kinds and kind is not EvidenceKind.CLAIM)
    return f"only {found}" + (f", {duration(skill.months)}" if skill.months else "")


def _unscored_skills(skills: Sequence[AssessedSkill], width: int) -> Iterable[RenderableType]:
    by_reason: defaultdict[str, list[AssessedSkill]] = defaultdict(list)
    for skill in skills:
        by_reason[why_unknown(skill)].append(skill)
    for reason, alike in by_reason.items():
        yield Text(reason[:1].upper() + reason[1:], style="dim")
        rows = Table.grid(padding=(0, 1))
        rows.add_column(width=width * 2 // 5, overflow="fold")
        rows.add_column(overflow="fold")
        for skill in alike:
            quote = _marked(skill.evidence[0], width * 3 // 5 - 2) if skill.evidence else Text()
            rows.add_row(Text(plain(skill.name), style="bold"), quote)
        yield Padding(rows, (0, 0, 0, 2), expand=False)


def _aside(aside: SetAside, width: int) -> RenderableType:
    why = _POLARITY_WORDS.get(aside.evidence.polarity, aside.evidence.polarity.value)
    text = Text.assemble((plain(aside.name), "bold"), f": {why}")
    return Padding(
        Group(text, Padding(_marked(aside.evidence, width - 8), (0, 0, 0, 2), expand=False)), (0, 0, 0, 2), expand=False
    )


def _print_recommendations(console: Console, recommendations: Sequence[Recommendation], width: int) -> None:
    if not recommendations:
        return
    print_title(console, "What to do next", width)
    for action in Action:
        chosen = [item for item in recommendations if item.action is action]
        if not chosen:
            continue
        console.print(Text(_ACTION_TITLES[action], style="bold"), width=width)
        for item in chosen:
            grid = Table.grid(padding=(0, 1))
            grid.add_column(width=1)
            grid.add_column(overflow="fold")
            grid.add_row("•", Group(Text(plain(item.text)), Text(plain(item.reason), style="dim")))
            console.print(Padding(grid, (0, 0, 0, 2), expand=False), width=width)


def _print_proposals(console: Console, proposals: Sequence[Proposal], width: int) -> None:
    if not proposals:
        return
    print_title(console, "Proposed by AI: yours to confirm, without a level, counted nowhere", width)
    for item in proposals:
        text = Text.assemble((plain(item.name), "bold"), f"\n“{plain(item.quote)}”")
        console.print(Padding(text, (0, 0, 0, 2), expand=False), width=width)


def print_title(console: Console, title: str, width: int) -> None:
    """Begin a part: a line of air, then its title in a rule."""
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"), width=width)


def footer(details: Details) -> RenderableType:
    """What it was made from and by which versions, and whose data it stands on."""
    method = f"Method {plain(details.method_version)} ({details.strategy})"
    read = f"language {plain(details.language)}, {details.input_chars:,} characters"
    versions = f"{method}, taxonomy {plain(details.taxonomy_version)}"
    lines = (f"{versions}, {read}", f"Input SHA-256 {plain(details.input_sha256)}", ATTRIBUTION)
    return Text("\n".join(lines), style="dim", overflow="fold")
