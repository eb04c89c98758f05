"""What a person sees of an assessment."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError
from rich.console import Console

from shared.cli.render import Details, bar, duration, excerpt, plain, print_assessment, render_assessment
from shared.cli.role import RoleCoverage, WantedSkill, print_role
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
    Proficiency,
    Recommendation,
    Section,
    SetAside,
)
from shared.domain.ids import SkillId
from shared.domain.proposal import Proposal
from shared.domain.skill import SkillSource, SkillType

AS_OF = date(2026, 11, 23)
DETAILS = Details(AS_OF, "esco-1.1.1-en-1a2b3c4d", "1", "ab" * 32, 4321, "en")


def evidence(quote: str, mention: str, *, kind=EvidenceKind.WORK, polarity=Polarity.AFFIRMED, entry="") -> Evidence:
    at = 100 + quote.index(mention)
    return Evidence(
        quote, 100, 100 + len(quote), at, at + len(mention), Section.EXPERIENCE, kind, polarity, entry=entry
    )


def skill(
    name: str, score: float | None, level: Level, proof: Sequence[Evidence], *, months=0, last=None, group=("a",)
):
    return AssessedSkill(
        SkillId(UUID(int=1)), "urn:x", name, SkillType.SKILL, SkillSource.ESCO, group,
        Proficiency(level, score, 0.54, ()), months, last, tuple(proof),
    )  # fmt: skip


SQL = skill(
    "SQL", 0.82, Level.PROFICIENT,
    [evidence("Built reports in SQL", "SQL", entry="Analyst, Acme, 2019 - 2021"), evidence("SQL", "SQL")],
    months=75, last=date(2026, 11, 1), group=("knowledge", "computing", "software"),
)  # fmt: skip
R = skill("R", None, Level.UNKNOWN, [evidence("Skills: R, Go", "R", kind=EvidenceKind.CLAIM)])
JAVA = SetAside(SkillId(UUID(int=2)), "Java", evidence("No experience with Java", "Java", polarity=Polarity.NEGATED))
ADVICE = [
    Recommendation(action, SkillId(UUID(int=3)), "R", SkillId(UUID(int=3)), "R", "R", 0, 1, f"{action} it", "Because.")
    for action in Action
]
RESULT = AssessmentResult((SQL, R), (JAVA,), tuple(ADVICE))


def shown(
    result: AssessmentResult = RESULT, *, width: int = 80, details: Details = DETAILS, colour: bool = False
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    render_assessment(console, result, details)
    return out.getvalue()


def test_a_skill_is_shown_with_level_months_last_use_and_proof():
    text = shown()
    assert "Computing" in text
    assert "■■■■■■■■··" in text
    assert "proficient" in text
    assert "6 y 3 mo" in text
    assert "now" in text
    assert "“Built reports in SQL”" in text
    assert "work · confidence 54% · 1 more mention · Analyst, Acme, 2019 - 2021" in text


def test_unknown_is_shown_as_such_with_its_reason_and_no_bar():
    unknown = shown().partition("Level unknown")[2]
    assert "Named, and nothing in the CV shows it in use" in unknown
    assert "R " in unknown
    assert "■" not in unknown


def test_what_was_not_counted_and_what_to_do_next_are_shown():
    text = shown()
    assert "Java: the CV says no" in text
    titles = ["Prove what the CV names", "Refresh what has lain idle", "Learn what lies next"]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)


def test_the_end_names_versions_hash_and_source():
    text = shown()
    assert "Method 1 (exact), taxonomy esco-1.1.1-en-1a2b3c4d" in text
    assert "Method 1 (hybrid), taxonomy" in shown(details=replace(DETAILS, strategy=FindingStrategy.HYBRID))
    assert f"Input SHA-256 {'ab' * 32}\n" in text
    assert "ESCO classification of the European Commission" in text


def by_meaning(found: Evidence) -> Evidence:
    return replace(found, found_by=FoundBy.MEANING)


def test_what_was_found_by_meaning_is_marked_and_what_that_is_is_said_once():
    proven = replace(SQL, evidence=tuple(by_meaning(item) for item in SQL.evidence))
    claimed = replace(R, evidence=tuple(by_meaning(item) for item in R.evidence))
    aside = replace(JAVA, evidence=by_meaning(JAVA.evidence))
    text = " ".join(shown(AssessmentResult((proven, claimed), (aside,), ())).split())
    assert "by meaning · work · confidence 54%" in text
    assert "Said, and nothing in the CV shows it in use R “Skills: R, Go” · by meaning" in text
    assert "“No experience with Java” · by meaning" in text
    assert text.count("By meaning: the words do not name the skill but come near to it") == 1


def test_what_was_found_by_name_is_not_marked():
    assert "by meaning" not in shown().casefold()


def test_a_skill_that_is_named_once_is_named_whatever_else_comes_near_to_it():
    both = replace(R, evidence=(*R.evidence, by_meaning(R.evidence[0])))
    text = shown(AssessmentResult((both,), (), ()))
    assert "Named, and nothing in the CV shows it in use" in text
    assert "meaning" not in text


@pytest.mark.parametrize("width", [80, 120, 200])
def test_no_line_is_wider_than_the_terminal_or_a_page(width):
    long = skill(
        "a very long name of a skill " * 5, 0.5, Level.ADVANCED_BEGINNER, [evidence("word " * 90 + "SQL", "SQL")]
    )
    text = shown(AssessmentResult((long, *RESULT.skills), RESULT.set_aside, RESULT.recommendations), width=width)
    assert max(len(line) for line in text.splitlines()) <= min(width, 120)


def test_a_pipe_gets_no_colour_codes():
    assert "\x1b" not in shown()
    assert "\x1b" in shown(colour=True)


def test_markup_and_terminal_controls_in_a_cv_are_shown_or_dropped_never_obeyed():
    sly = "[bold]Acme[/] \x1b[2J\x9b31m\u202e[link=x]SQL\r\n[/red]"
    result = AssessmentResult((skill("[red]SQL", 0.5, Level.COMPETENT, [evidence(sly, "SQL", entry=sly)]),), (), ())
    text = shown(result)
    assert "[red]SQL" in text
    assert "“[bold]Acme[/] [2J31m[link=x]SQL [/red]”" in text
    assert not any(char in text for char in "\x1b\x9b\u202e\r")


def test_plain_text_is_one_line():
    assert plain(" a\t b\n\u2028c\x00\u200b ") == "a b c"


def test_a_long_quote_is_cut_around_the_mention():
    quote = excerpt(evidence("before " * 40 + "SQL" + " after" * 40, "SQL"), 50).plain
    assert quote.startswith("“…before")
    assert " SQL after" in quote
    assert quote.endswith("…”")
    assert len(quote) <= 50


def test_a_short_quote_is_whole_and_its_mention_marked():
    text = excerpt(evidence("Built it in SQL, twice", "SQL"), 50)
    assert text.plain == "“Built it in SQL, twice”"
    assert [text.plain[span.start : span.end] for span in text.spans] == ["SQL"]


def test_durations_and_bars():
    assert [duration(months) for months in (0, 5, 12, 75)] == ["-", "5 mo", "1 y", "6 y 3 mo"]
    assert bar(0.0) == "·" * 10
    assert bar(1.0) == "■" * 10


def test_an_assessment_as_json_looks_the_same():
    body = json.loads(TypeAdapter(AssessmentResult).dump_json(RESULT))
    body |= json.loads(TypeAdapter(Details).dump_json(DETAILS)) | {"id": "x", "created_at": "y"}
    out = io.StringIO()
    print_assessment(body, Console(file=out, width=80, color_system=None))
    assert out.getvalue() == shown()


def test_what_a_model_proposes_is_labelled_and_stands_apart():
    hostile = Proposal(SQL.skill_id, "data \x1b[2Jmining", "mined [bold]data[/bold]", 3, 20)
    text = shown(replace(RESULT, proposals=(hostile,)))
    assert "Proposed by AI: yours to confirm, without a level, counted nowhere" in text
    assert "data [2Jmining" in text
    assert "“mined [bold]data[/bold]”" in text
    assert "Proposed by AI" not in shown()


def test_an_assessment_of_before_there_were_proposals_is_shown():
    body = TypeAdapter(AssessmentResult).dump_python(RESULT, mode="json") | asdict(DETAILS)
    del body["proposals"]
    out = io.StringIO()
    print_assessment(body, Console(file=out, width=80, color_system=None))
    assert out.getvalue() == shown()


def test_what_is_no_assessment_is_refused():
    with pytest.raises(ValidationError):
        print_assessment({"title": "not found"}, Console(file=io.StringIO()))


def test_a_role_is_shown_as_proven_named_and_missing():
    coverage = RoleCoverage(
        "data analyst", "urn:x",
        (WantedSkill("SQL", "u", Level.PROFICIENT, 0.8), WantedSkill("R", "u", Level.UNKNOWN, None),
         WantedSkill("Go", "u", None, None)),
        (),
    )  # fmt: skip
    out = io.StringIO()
    print_role(Console(file=out, width=80, color_system=None), coverage)
    text = out.getvalue()
    assert "Essential: 1 of 3 proven" in text
    assert "✓ SQL" in text
    assert "? R" in text
    assert "✗ Go" in text
    assert "Optional" not in text
