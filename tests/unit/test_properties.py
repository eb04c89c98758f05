"""What holds for every text, from the text to the assessment."""

import os
import re
import subprocess
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.assessment import Evidence, FindingStrategy, Level, Polarity, Recommendation
from shared.domain.errors import InvalidTextError, UnsupportedLanguageError
from shared.domain.text import CvText
from shared.services.assessments import assess_text

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "shared" / "local" / "sample" / "cv.txt").read_text(encoding="utf-8")
NAME = SAMPLE.splitlines()[0]
AS_OF = date(2026, 11, 23)

# The taxonomy is the same for all examples; a first example may compile it.
over_examples = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def without_places(value):
    """The same, less the offsets, which every insertion shifts."""
    if isinstance(value, tuple):
        return tuple(without_places(item) for item in value)
    if is_dataclass(value):
        dropped = (
            ("start", "end", "mention_start", "mention_end") if isinstance(value, Evidence | Recommendation) else ()
        )
        return {
            field.name: without_places(getattr(value, field.name))
            for field in fields(value)
            if field.name not in dropped
        }
    return value


def assess(text, taxonomy, strategy=FindingStrategy.EXACT):
    """By name, as that takes a tenth of the time; tests/unit/test_finding.py has what is found by meaning."""
    return assess_text(CvText(text), taxonomy, AS_OF, strategy=strategy)[0]


def names_by_meaning(text, taxonomy):
    return {skill.name for skill in assess(text, taxonomy, FindingStrategy.HYBRID).skills}


@pytest.fixture(scope="session")
def expected(taxonomy):
    return without_places(assess(SAMPLE, taxonomy))


def test_the_sample_shows_skills_of_every_sort(taxonomy):
    assert NAME == "Robin Ashdown"
    result = assess(SAMPLE, taxonomy)
    levels = {skill.proficiency.level for skill in result.skills}
    assert {Level.UNKNOWN, Level.COMPETENT, Level.PROFICIENT} <= levels
    assert "SQL" in {skill.name for skill in result.skills if skill.proficiency.score is not None}
    assert result.set_aside
    assert {recommendation.action for recommendation in result.recommendations} == {"prove", "refresh", "learn"}


# Names.

GIVEN = "Ann José Wei Olumide Fatima Siobhán Ruby Swift Java Salt Python Scala Chef Perl Julia Dart Go Rust".split()
FAMILY = "O'Neil Müller-Lüdenscheidt Nguyễn Okafor Al-Fayed Smith Swift Salt Java Ruby Access Excel Cook".split()
NAMES = st.one_of(
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join),
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(lambda names: " ".join(names).upper()),
    st.tuples(st.sampled_from(GIVEN), st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join),
)


@given(NAMES)
@settings(over_examples, max_examples=40)
def test_swapping_the_persons_name_changes_nothing(taxonomy, expected, name):
    handle = re.sub(r"[^a-z ]", "", name.lower()).split()
    swapped = (
        SAMPLE.replace(NAME, name).replace("robin.ashdown", ".".join(handle)).replace("robin-ashdown", "-".join(handle))
    )
    assert without_places(assess(swapped, taxonomy)) == expected


# Quotes, and any text at all.

LINES = [line for line in SAMPLE.splitlines() if line]
FRAGMENTS = st.lists(
    st.one_of(
        st.sampled_from(LINES), st.text(max_size=60), st.sampled_from(["", "SKILLS", "2019 - 2021", "• Python", "\t|"])
    ),
    max_size=30,
)
ANY_TEXT = st.one_of(
    st.text(max_size=300),
    st.tuples(FRAGMENTS, st.sampled_from(["\n", "\r\n", "\n\n", " ", "\u2028", ", "])).map(
        lambda parts: parts[1].join(parts[0])
    ),
)


@given(ANY_TEXT)
@over_examples
def test_any_text_is_assessed_and_every_quote_stands_at_its_offsets(taxonomy, value):
    try:
        text = CvText(value)
        result = assess_text(text, taxonomy, AS_OF).result
    except (InvalidTextError, UnsupportedLanguageError):
        return
    affirmed = [evidence for skill in result.skills for evidence in skill.evidence]
    aside = [item.evidence for item in result.set_aside]
    for evidence in affirmed + aside:
        assert value[evidence.start : evidence.end] == evidence.quote
        assert evidence.start <= evidence.mention_start < evidence.mention_end <= evidence.end
    for recommendation in result.recommendations:
        assert value[recommendation.start : recommendation.end] == recommendation.quote
        assert recommendation.text
        assert recommendation.reason
    assert all(evidence.polarity is Polarity.AFFIRMED for evidence in affirmed)
    assert all(evidence.polarity is not Polarity.AFFIRMED for evidence in aside)
    for skill in result.skills:
        assert skill.evidence
        assert (skill.proficiency.score is None) == (skill.proficiency.level is Level.UNKNOWN)


@given(ANY_TEXT)
@settings(over_examples, max_examples=25)
def test_the_same_text_gives_the_same_result(taxonomy, value):
    try:
        first = assess(value, taxonomy)
    except (InvalidTextError, UnsupportedLanguageError):
        return
    assert assess(value, taxonomy) == first


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_endings_change_no_score(taxonomy, ending):
    scores = {skill.name: skill.proficiency.score for skill in assess(SAMPLE, taxonomy).skills}
    others = {skill.name: skill.proficiency.score for skill in assess(SAMPLE.replace("\n", ending), taxonomy).skills}
    assert others == scores


# Negation.

ABSENT = st.sampled_from(
    ["machine translation", "project commissioning", "accounting", "data warehouse", "supply chain management"]
)
REFUSALS = st.sampled_from(["No experience with {}.", "I have never worked with {}.", "I want to learn {}."])


@given(st.lists(st.tuples(REFUSALS, ABSENT), min_size=1, max_size=3))
@settings(over_examples, max_examples=30)
def test_a_negated_or_wished_for_skill_never_counts(taxonomy, expected, refusals):
    said = " ".join(refusal.format(name) for refusal, name in refusals)
    text = SAMPLE.replace("\nLANGUAGES\n", f"\nALSO\n{said}\n\nLANGUAGES\n")
    assert text != SAMPLE
    assert without_places(assess(text, taxonomy).skills) == expected["skills"]
    assert names_by_meaning(text, taxonomy) == names_by_meaning(SAMPLE, taxonomy)
    alone = assess(f"SUMMARY\n{said}\n", taxonomy)
    assert alone.skills == ()
    assert {item.name for item in alone.set_aside} == {name for _, name in refusals}


# Months.

MONTHS = st.dates(date(1990, 1, 1), AS_OF)


@given(MONTHS, MONTHS, MONTHS)
@over_examples
def test_a_job_that_lasted_longer_never_scores_lower(taxonomy, first, second, third):
    start, end, later = sorted([first, second, third])

    def score(begin, finish):
        dates = f"{begin:%m/%Y} - {finish:%m/%Y}"
        text = f"EXPERIENCE\n\nAnalyst, Acme Ltd\n{dates}\n- Built the reports of the group in SQL.\n"
        (sql,) = (skill for skill in assess(text, taxonomy).skills if skill.name == "SQL")
        assert sql.months == (finish.year - begin.year) * 12 + finish.month - begin.month + 1
        return sql.proficiency.score or 0.0, sql.proficiency.confidence

    assert score(start, later) >= score(start, end)
    assert score(start, later) >= score(end, later)


def test_a_result_does_not_depend_on_the_order_of_sets(taxonomy):
    program = (
        "import hashlib, sys; from datetime import date; from pathlib import Path;"
        "from shared.domain.text import CvText; from shared.services.assessments import assess_text;"
        "from shared.taxonomy.load import Taxonomy;"
        "text = CvText(Path(sys.argv[1]).read_text(encoding='utf-8'));"
        "result = assess_text(text, Taxonomy.load(Path(sys.argv[2])), date(2026, 11, 23));"
        "print(hashlib.sha256(repr(result).encode()).hexdigest())"
    )
    sample = str(ROOT / "shared" / "local" / "sample" / "cv.txt")

    def digest(seed):
        command = [sys.executable, "-c", program, sample, str(taxonomy.path)]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True).stdout

    first = digest("1")
    assert len(first.strip()) == 64
    assert digest("2") == first
