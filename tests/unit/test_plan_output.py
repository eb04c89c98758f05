"""What a person sees of a career plan: at a terminal, in a pipe, and as a page that they keep."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from uuid import UUID
from xml.etree import ElementTree

import pytest
from rich.console import Console

from shared.cli.plan_page import SKILLS_PER_CHART, gap_charts, make_timeline, render_page
from shared.cli.plan_text import render_plan
from shared.cli.plan_words import days, hours_text, pace_text, route_words, step_title
from shared.cli.render import Details
from shared.domain.assessment import Level, ScorePart
from shared.domain.gap import Readiness, Requirement, RequirementKind, RoleGap, SkillGap, Standing, Via
from shared.domain.ids import PlanId, RoleId, SkillId, StepId, UserId
from shared.domain.plan import (
    Plan,
    PlanBody,
    PlanSummary,
    Reduction,
    Route,
    Shortfall,
    Step,
    StepKind,
    StrategyName,
)
from shared.domain.proposal import Writer
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel, SkillType
from shared.taxonomy import ATTRIBUTION

DETAILS = Details(date(2026, 11, 23), "esco-1.1.1-en-1a2b3c4d", "1", "ab" * 32, 4321, "en")
START = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOTHING = "Your CV does not name it, and you have not said that you have it."
HOSTILE = (
    '<script>alert("1")</script>\u202e\x1b[2J\x00 "\'&</title></svg><img src=x onerror=y>{{ 7*7 }} [bold]' + "x" * 500
)


def skill(
    name: str, coverage: float, *, number=1, relation=Relation.ESSENTIAL, current=Level.UNKNOWN, weight=0.8,
    standing=Standing.MISSING, note=NOTHING, quote="", via=None,
) -> SkillGap:  # fmt: skip
    return SkillGap(
        SkillId(UUID(int=number)), name, SkillType.SKILL, ReuseLevel.CROSS_SECTOR, relation, Level.COMPETENT, current,
        3, coverage, weight, (), standing, via, note, quote, None,
    )  # fmt: skip


def step(number: int, name: str, *, after=(), relation=Relation.ESSENTIAL, kind=StepKind.LEARN) -> Step:
    starts_on = START + timedelta(days=7 * (number - 1))
    return Step(
        StepId(UUID(int=number)), SkillId(UUID(int=number)), name, relation, kind, Route.COURSE, Level.UNKNOWN,
        Level.COMPETENT, 40, 2.5, f"Reason {number}.", f"A link to {number}.",
        tuple(StepId(UUID(int=n)) for n in after), starts_on, starts_on + timedelta(days=6),
    )  # fmt: skip


def gap_of(*skills: SkillGap, role="data scientist") -> RoleGap:
    readiness = Readiness(
        41.25,
        (ScorePart("essential skills", 0.5, 0.75, 0.375, "half is there"),
         ScorePart("optional skills", 0.15, 0.25, 0.0375, "little is there")),
    )  # fmt: skip
    question = Requirement(RequirementKind.DEGREE, "Do you hold a degree?", "ISCO-08 skill level 4")
    return RoleGap(RoleId(UUID(int=9)), role, "esco-1.1.1-en-1a2b3c4d", "1", readiness, skills, (question,))


def plan_of(*steps: Step, gap: RoleGap, shortfall=None, deadline=None) -> Plan:
    summary = PlanSummary(
        PlanId(UUID(int=7)), UserId(UUID(int=8)), gap.role_id, gap.role_title, StrategyName.FASTEST, 6, START, deadline,
        steps[-1].ends_on if steps else START, None, gap.taxonomy_version, gap.readiness.score, gap.readiness.score,
        93.4, len(steps), 0, NOW, NOW,
    )  # fmt: skip
    return Plan(summary, PlanBody(steps, gap.requirements, shortfall))


SQL = skill(
    "SQL", 1.0, current=Level.PROFICIENT, standing=Standing.CV, note="Your CV shows it as proficient.",
    quote="Built the stock reporting of 48 stores in SQL", number=1,
)  # fmt: skip
DATABASES = skill(
    "databases", 0.5, standing=Standing.NARROWER, via=Via(SQL.skill_id, "SQL", Level.PROFICIENT),
    note="Counted in part through SQL.", number=2,
)  # fmt: skip
MINING = skill("data mining", 0.0, number=3)
LATEX = skill("LaTeX", 0.0, number=4, relation=Relation.OPTIONAL, weight=0.2)
GAP = gap_of(SQL, DATABASES, MINING, LATEX)
STEPS = (step(1, "databases"), step(2, "data mining", after=(1,)), step(3, "LaTeX", relation=Relation.OPTIONAL))
LATE = Shortfall(
    12, 34.5,
    (Reduction("Leave out what the role only may need.", 40, 6, 88.0, date(2026, 12, 6), (STEPS[2].id,)),
     Reduction("Give it 9 hours a week.", 0, 9, 93.4, date(2026, 12, 4), ())),
)  # fmt: skip
PLAN = plan_of(*STEPS, gap=GAP, shortfall=LATE, deadline=date(2026, 12, 1))


def shown(
    gap: RoleGap = GAP, plan: Plan = PLAN, *, width: int = 80, colour: bool = False, every: bool = True, held=()
) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None)
    render_plan(console, gap, plan, DETAILS, held, every=every)
    return out.getvalue()


def flat(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


class _Page(HTMLParser):
    """Every element with its attributes, what text stands outside styles, and whether all that was opened is closed."""

    _VOID = frozenset({"meta", "br", "img", "link", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in self._VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" not in self._open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def test_the_terminal_shows_readiness_transfers_gap_questions_and_roadmap_in_this_order():
    text = shown()
    titles = ["data scientist", "What transfers: 2", "The gap: 3 of 4", "What no CV can show", "Your roadmap: 3 steps"]
    assert [text.index(title) for title in titles] == sorted(text.index(title) for title in titles)
    assert "Your CV shows 41 % of what this role asks for" in flat(text)
    assert "Only what your CV names" in flat(text)
    assert "93 % by 13 Dec 2026" in flat(text)
    assert "essential skills: 37.5 of 75.0 points" in text
    assert "“Built the stock reporting of 48 stores in SQL”" in text
    assert "Do you hold a degree?" in text
    assert ATTRIBUTION in flat(text)
    assert "no promise of a job" in flat(text)


def test_each_skill_of_the_gap_says_required_current_weight_and_whose_word_it_is():
    gap = shown().partition("The gap")[2].partition("What no CV")[0]
    assert "SQL" not in gap.replace("Counted in part through SQL.", "")
    assert "needs competent" in gap
    assert "needs competent, 50% there" in gap
    assert "weight 0.80" in gap
    assert gap.index("Essential skills") < gap.index("data mining") < gap.index("Optional skills") < gap.index("LaTeX")
    assert NOTHING in flat(gap)
    known = skill("SQL", 0.33, current=Level.NOVICE, standing=Standing.STATED, note="You said so.")
    alone = gap_of(known)
    for width in (40, 80, 120):
        assert "novice → competent" in flat(shown(alone, plan_of(gap=alone), width=width))


def test_each_step_says_when_how_long_why_what_proves_it_and_what_comes_before():
    second = shown().partition("Your roadmap")[2].partition("2. ")[2].partition("3. ")[0]
    for part in ("Learn data mining, up to competent", "30 Nov - 6 Dec 2026", "40 h", "+2.5 points", "Reason 2.",
                 "Proof: A link to 2.", "After step 1"):  # fmt: skip
        assert part in second


def test_whose_words_a_reason_is_in_is_said_where_they_are_not_the_method_s():
    worded = replace(STEPS[0], reason="It opens the rest.", reason_written_by=Writer.AI)
    plan = plan_of(worded, *STEPS[1:], gap=GAP)
    assert "It opens the rest. (worded by AI)" in flat(shown(plan=plan))
    assert render_page(GAP, plan, DETAILS).count("(worded by AI)") == 1
    assert "worded by AI" not in shown() + render_page(GAP, PLAN, DETAILS)


def test_optional_skills_and_steps_are_summed_up_unless_all_are_asked_for():
    short, long = flat(shown(every=False)), flat(shown(every=True))
    assert "1 that some employers ask for: LaTeX. --all lists them." in short
    assert "3. Optional: LaTeX 7 - 13 Dec 2026 · 40 h · +2.5 points" in short
    assert "Proof: A link to 2." in short
    assert "Proof: A link to 3." not in short
    assert "Proof: A link to 3." in long
    assert "--all" not in long


def test_steps_beyond_the_first_ten_are_told_in_two_lines():
    many = plan_of(*(step(number, f"skill {number}") for number in range(1, 15)), gap=GAP)
    text = flat(shown(plan=many, every=False))
    assert "Reason 10." in text
    assert "Reason 11." not in text
    assert "14. Learn skill 14, up to competent" in text
    assert "⚑ the first 10 steps: 31 Jan 2027, after 400 h, 66 % ready" in text
    assert "⚑ readiness passes 50 %" in text


def test_who_did_this_very_work_is_told_that_readiness_is_likely_too_low():
    held = ["Data scientist, Acme, 2019 - 2023"]
    assert "“Data scientist, Acme, 2019 - 2023”" in flat(shown(held=held))
    page = _Page(render_page(GAP, PLAN, DETAILS, held)).text
    assert held[0] in page
    assert "likely too low" in page
    assert "likely too low" not in shown()


def test_a_missed_deadline_says_by_how_much_and_offers_its_reductions():
    late = flat(shown().partition("The deadline is too early")[2])
    assert "12 days after 1 Dec 2026: 34.5 h too many" in late
    assert "Leave out what the role only may need." in late
    assert "ends 6 Dec 2026 at 88 % readiness · saves 40 h · 6 h a week · without step 3" in late
    assert "9 h a week" in late
    assert "too early" not in shown(plan=plan_of(*STEPS, gap=GAP))


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_or_a_page(width):
    long = skill("a very long name of a skill " * 5, 0.4, number=5, note="word " * 60, quote="quote " * 200)
    gap = gap_of(SQL, long, *(GAP.skills[1:]))
    text = shown(gap, plan_of(step(1, "a very long name " * 9), *STEPS[1:], gap=gap, shortfall=LATE, deadline=START),
                 width=width)  # fmt: skip
    assert max(len(line) for line in text.splitlines()) <= min(width, 120)


def test_a_pipe_gets_no_colour_codes_and_nothing_of_a_cv_steers_a_terminal():
    gap = gap_of(skill(HOSTILE, 0.5, note=HOSTILE, quote=HOSTILE), role=HOSTILE)
    text = shown(gap, plan_of(step(1, HOSTILE), gap=gap))
    assert not any(char in text for char in "\x1b\u202e\x00")
    assert "[bold]" in text
    assert "\x1b" in shown(colour=True)


def test_nothing_left_to_learn_is_said_so():
    gap = gap_of(SQL)
    assert "nothing left to learn" in flat(shown(gap, plan_of(gap=gap)))
    assert "nothing left to learn" in _Page(render_page(gap, plan_of(gap=gap), DETAILS)).text


def test_periods_hours_and_titles_read_as_people_write_them():
    assert days(date(2026, 11, 24), date(2026, 11, 24)) == "24 Nov 2026"
    assert days(date(2026, 11, 2), date(2026, 11, 24)) == "2 - 24 Nov 2026"
    assert days(date(2026, 11, 24), date(2026, 12, 6)) == "24 Nov - 6 Dec 2026"
    assert days(date(2026, 12, 24), date(2027, 1, 6)) == "24 Dec 2026 - 6 Jan 2027"
    hours = [hours_text(hours) for hours in (2.5, 6, 37.5, 40.0, 1234.5)]
    assert hours == ["2.5 h", "6 h", "37.5 h", "40 h", "1,234 h"]
    assert [pace_text(hours) for hours in (6.0, 16.5, 0.25)] == ["6 h a week", "16.5 h a week", "0.25 h a week"]
    assert step_title(replace(STEPS[0], kind=StepKind.PROVE)) == "Prove databases at competent level"
    assert step_title(replace(STEPS[0], from_level=Level.NOVICE)) == "Deepen databases: novice to competent"


def test_nobody_is_sent_on_a_course_to_prove_what_they_know():
    claim = replace(STEPS[0], kind=StepKind.PROVE)
    assert route_words(STEPS[0]) == "a guided course"
    assert route_words(claim) == "a test or a certificate"
    assert route_words(replace(claim, route=Route.WORK)) == "in paid or voluntary work"


def test_optional_steps_have_their_own_colour_in_the_timeline():
    page = render_page(GAP, PLAN, DETAILS)
    drawn = re.findall(r'<rect class="([^"]*)" x=', page[page.index("The steps in time") :])
    optional = [one.relation is Relation.OPTIONAL for one in PLAN.steps]
    assert any(optional)
    assert drawn == ["step maybe" if is_optional else "step" for is_optional in optional]


def test_the_page_holds_every_skill_step_question_quote_and_the_attribution():
    page = _Page(render_page(GAP, PLAN, DETAILS)).text
    for gap in GAP.skills:
        assert gap.name in page
        assert gap.note in page
    for number, planned in enumerate(STEPS, 1):
        assert f"{number}. {step_title(planned)}" in page
        assert planned.reason in page
        assert planned.proof_wanted in page
    for part in (SQL.quote, "Do you hold a degree?", ATTRIBUTION, "no promise of a job", "12 days",
                 "41 % of what this role asks for", "37.5 of 75.0", "Give it 9 hours a week."):  # fmt: skip
        assert part in page, part


def test_the_page_asks_for_nothing_from_outside_and_runs_nothing():
    html = render_page(GAP, PLAN, DETAILS)
    page = _Page(html)
    assert not {tag for tag, _ in page.elements} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "base",
        "form",
    }
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")], tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html
    assert "@import" not in html
    assert ("meta", "default-src 'none'; style-src 'unsafe-inline'") in [
        (tag, attributes.get("content")) for tag, attributes in page.elements if "http-equiv" in attributes
    ]


def test_a_reader_of_the_screen_finds_titles_descriptions_labels_and_a_table():
    page = _Page(render_page(GAP, PLAN, DETAILS))
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [
        attributes["aria-labelledby"].split() for _, attributes in page.elements if "aria-labelledby" in attributes
    ]
    assert {name for names in named for name in names} <= set(ids)
    pictures = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert all({"aria-labelledby", "aria-label", "aria-hidden"} & attributes.keys() for attributes in pictures)
    assert ("html", {"lang": "en"}) in page.elements
    tags = [tag for tag, _ in page.elements]
    assert tags.count("desc") == len(list(gap_charts(GAP))) + 1
    assert tags.count("tr") == len(GAP.skills) + 1
    links = {attributes["href"][1:] for tag, attributes in page.elements if tag == "a"}
    assert links == {"step-1"}
    assert links <= set(ids)


def test_a_hostile_cv_changes_nothing_of_the_page_but_its_words():
    tame = render_page(GAP, PLAN, DETAILS)
    skills = [replace(item, name=HOSTILE, note=HOSTILE, quote=HOSTILE if item.quote else "") for item in GAP.skills]
    gap = replace(gap_of(*skills, role=HOSTILE), requirements=(replace(GAP.requirements[0], question=HOSTILE),))
    steps = [replace(item, skill_name=HOSTILE, reason=HOSTILE, proof_wanted=HOSTILE) for item in STEPS]
    late = replace(LATE, reductions=tuple(replace(item, text=HOSTILE) for item in LATE.reductions))
    html = render_page(gap, plan_of(*steps, gap=gap, shortfall=late, deadline=PLAN.summary.deadline), DETAILS)
    page = _Page(html)
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in _Page(tame).elements]
    assert [list(names) for _, names in page.elements] == [list(names) for _, names in _Page(tame).elements]
    assert not any(char in html for char in "\x1b\u202e\x00")
    assert '<script>alert("1")</script>' in page.text
    assert "{{ 7*7 }}" in page.text
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        ElementTree.fromstring(svg)  # noqa: S314 - our own


def test_the_charts_show_each_skill_once_with_its_levels_and_weight():
    many = gap_of(
        *(replace(MINING, skill_id=SkillId(UUID(int=100 + n)), name=f"skill {n}") for n in range(30)), SQL, LATEX
    )
    charts = list(gap_charts(many))
    assert [len(chart.bars) for chart in charts] == [SKILLS_PER_CHART, SKILLS_PER_CHART, 3, 1]
    names = [bar.name for chart in charts for bar in chart.bars]
    assert names == [*(f"skill {n}" for n in range(30)), "SQL", "LaTeX"]
    sql, latex = charts[2].bars[-1], charts[3].bars[0]
    assert (sql.required, sql.current, sql.counted, sql.weight) == (60.0, 80.0, 60.0, "0.80")
    assert (latex.required, latex.current, latex.counted, latex.weight) == (60.0, 0.0, 0.0, "0.20")
    assert latex.thickness < sql.thickness


def test_the_timeline_keeps_every_step_and_the_deadline_inside_the_picture():
    for deadline in (None, START, date(2026, 12, 1), date(2029, 1, 1)):
        timeline = make_timeline(plan_of(*STEPS, gap=GAP, deadline=deadline))
        assert [span.number for span in timeline.spans] == [1, 2, 3]
        assert all(span.x >= 0 and span.width > 0 and span.x + span.width <= 100.01 for span in timeline.spans)
        assert [span.x for span in timeline.spans] == sorted(span.x for span in timeline.spans)
        assert (timeline.deadline is None) == (deadline is None)
        assert timeline.deadline is None or 0 <= timeline.deadline <= 100
        assert next(tick.x for tick in timeline.ticks) == 0


def test_the_same_plan_makes_the_same_page():
    assert render_page(GAP, PLAN, DETAILS) == render_page(GAP, PLAN, DETAILS)
