import math
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.assessment import Evidence, EvidenceKind, Level, Polarity, Section
from shared.extraction import weights
from shared.extraction.cues import CUES, CueStrength
from shared.extraction.proficiency import level_of, rate

AS_OF = date(2026, 11, 23)
SECTIONS = {
    EvidenceKind.WORK: Section.EXPERIENCE,
    EvidenceKind.PROJECT: Section.PROJECTS,
    EvidenceKind.CERTIFICATE: Section.CERTIFICATES,
    EvidenceKind.EDUCATION: Section.EDUCATION,
    EvidenceKind.CLAIM: Section.SKILLS,
}


def mention(kind=EvidenceKind.WORK, start=None, end=None, *, entry="", cues=(), polarity=Polarity.AFFIRMED, at=0):
    return Evidence(
        "Python",
        at,
        at + 6,
        at,
        at + 6,
        SECTIONS[kind],
        kind,
        polarity,
        entry,
        period_start=start,
        period_end=end,
        months=None if start is None else (end.year - start.year) * 12 + end.month - start.month + 1,
        cues=tuple(cues),
    )


def job(start, end, *, entry="Analyst, Acme", **given):
    return mention(EvidenceKind.WORK, start, end, entry=entry, **given)


def part(rating, name):
    return next(part for part in rating.proficiency.parts if part.name == name)


def test_a_bare_claim_is_unknown_and_shows_its_parts():
    rating = rate([mention(EvidenceKind.CLAIM)], AS_OF)
    assert (rating.proficiency.level, rating.proficiency.score) == (Level.UNKNOWN, None)
    assert [part.name for part in rating.proficiency.parts] == ["kind", "months", "recency", "wording", "breadth"]
    assert part(rating, "kind").reason == "claimed, but not where it was used"
    assert (rating.months, rating.last_used) == (0, None)


def test_many_claims_are_still_only_a_claim():
    claims = [mention(EvidenceKind.CLAIM, at=place, cues=["expert in", "10 years"]) for place in range(20)]
    assert rate(claims, AS_OF).proficiency.level is Level.UNKNOWN


def test_nothing_rates_as_unknown_with_no_confidence():
    proficiency = rate([], AS_OF).proficiency
    assert (proficiency.level, proficiency.score, proficiency.confidence) == (Level.UNKNOWN, None, 0.0)


def test_one_dated_job_of_three_months_is_scored_and_one_of_two_is_not():
    scored = rate([job(date(2026, 9, 1), date(2026, 11, 1))], AS_OF).proficiency
    short = rate([job(date(2026, 10, 1), date(2026, 11, 1))], AS_OF).proficiency
    assert scored.level is Level.NOVICE
    assert scored.score is not None
    assert short.score is None


def test_a_dated_certificate_is_scored_and_an_undated_one_is_not():
    dated = mention(EvidenceKind.CERTIFICATE, date(2023, 5, 1), date(2023, 5, 1), entry="Tableau Specialist")
    assert rate([dated], AS_OF).proficiency.score is not None
    assert rate([mention(EvidenceKind.CERTIFICATE, entry="Tableau Specialist")], AS_OF).proficiency.score is None


def test_a_course_and_a_claim_together_are_scored_and_either_alone_is_not():
    course = mention(EvidenceKind.EDUCATION, date(2018, 10, 1), date(2022, 6, 1), entry="BSc Data Science")
    claim = mention(EvidenceKind.CLAIM)
    assert rate([course], AS_OF).proficiency.score is None
    assert rate([course, claim], AS_OF).proficiency.score is not None


@pytest.mark.parametrize("polarity", [Polarity.NEGATED, Polarity.HYPOTHETICAL])
def test_mentions_that_are_not_affirmed_change_nothing(polarity):
    counted = job(date(2024, 1, 1), date(2025, 1, 1))
    ignored = job(date(2000, 1, 1), date(2026, 11, 1), entry="Lead, Initech", cues=["led"], polarity=polarity)
    assert rate([counted, ignored], AS_OF) == rate([counted], AS_OF)
    assert rate([ignored], AS_OF) == rate([], AS_OF)


def test_overlapping_months_count_once():
    both = [
        job(date(2020, 1, 1), date(2020, 12, 1)),
        mention(EvidenceKind.PROJECT, date(2020, 7, 1), date(2021, 6, 1), entry="Bus map"),
    ]
    assert rate(both, AS_OF).months == 18


def test_months_after_the_day_of_the_assessment_do_not_count():
    rating = rate([job(date(2026, 1, 1), date(2030, 12, 1))], AS_OF)
    assert (rating.months, rating.last_used) == (11, date(2026, 11, 1))


def test_a_job_still_to_come_is_an_undated_one():
    rating = rate([job(date(2027, 1, 1), date(2027, 12, 1))], AS_OF)
    assert (rating.months, rating.last_used, rating.proficiency.score) == (0, None, None)


def test_study_counts_half_and_only_outside_of_practice():
    practice = job(date(2020, 1, 1), date(2020, 12, 1))
    study = mention(EvidenceKind.EDUCATION, date(2020, 1, 1), date(2021, 12, 1), entry="BSc")
    rating = rate([practice, study], AS_OF)
    assert rating.months == 12
    assert part(rating, "months").value == round(1 - math.exp(-(12 + 0.5 * 12) / weights.MONTHS_SCALE), 4)
    assert part(rating, "months").reason == "12 months of dated work and projects, and 12 of study at half"


def test_helping_counts_a_quarter_and_only_where_nothing_more_is_said():
    helped = job(date(2017, 1, 1), date(2018, 12, 1), cues=["helped with"])
    did = job(date(2018, 1, 1), date(2018, 12, 1), entry="Clerk, Acme", at=10)
    study = mention(EvidenceKind.EDUCATION, date(2017, 1, 1), date(2017, 12, 1), entry="BSc", at=20)
    assert part(rate([helped], AS_OF), "months").value == pytest.approx(1 - math.exp(-6 / 60), abs=1e-4)
    assert part(rate([helped, did], AS_OF), "months").value == pytest.approx(1 - math.exp(-15 / 60), abs=1e-4)
    assert part(rate([helped, did, study], AS_OF), "months").value == pytest.approx(1 - math.exp(-18 / 60), abs=1e-4)
    assert "12 of which count a quarter" in part(rate([helped, did], AS_OF), "months").reason
    assert rate([helped], AS_OF).months == 24


def test_years_of_helping_make_no_one_proficient():
    helped = job(date(2010, 1, 1), AS_OF, cues=["assisted with"])
    assert rate([helped], AS_OF).proficiency.level is Level.COMPETENT
    did = job(date(2010, 1, 1), AS_OF)
    assert rate([did], AS_OF).proficiency.level is Level.PROFICIENT


def test_a_stated_duration_counts_for_less_than_dates_and_is_capped():
    undated = [mention(EvidenceKind.WORK, entry="A"), mention(EvidenceKind.WORK, entry="B", cues=["40 years"])]
    value = part(rate(undated, AS_OF), "months").value
    assert value == round(1 - math.exp(-weights.STATED_MONTHS_CAP / weights.MONTHS_SCALE), 4)
    assert rate(undated, AS_OF).months == 0
    dated = [job(date(2020, 1, 1), date(2022, 12, 1), cues=["40 years"])]
    assert part(rate(dated, AS_OF), "months").reason == "36 months of dated work and projects"


def test_recency_halves_with_each_half_life():
    assert part(rate([job(date(2020, 1, 1), date(2026, 11, 1))], AS_OF), "recency").value == 1.0
    assert part(rate([job(date(2020, 1, 1), date(2021, 11, 1))], AS_OF), "recency").value == 0.5
    assert part(rate([job(date(2015, 1, 1), date(2016, 11, 1))], AS_OF), "recency").value == 0.25
    assert part(rate([job(date(2015, 1, 1), date(2016, 11, 1))], AS_OF), "recency").reason == (
        "last used in November 2016, 120 months ago"
    )


def test_stronger_words_count_for_more_and_a_weak_word_governs_those_beside_it():
    def wording(*cues):
        return part(rate([job(date(2024, 1, 1), date(2025, 1, 1), cues=cues)], AS_OF), "wording").value

    assert wording("led") > wording("used") > wording() > wording("familiar with")
    assert wording("helped", "designing") == wording("helped")


def test_words_around_a_claim_count_for_less_than_the_same_words_at_work():
    at_work = part(rate([job(date(2024, 1, 1), date(2025, 1, 1), cues=["expert in"])], AS_OF), "wording").value
    claimed = part(rate([mention(EvidenceKind.CLAIM, cues=["expert in"])], AS_OF), "wording").value
    assert claimed < at_work


def test_breadth_counts_separate_entries_and_not_mentions():
    start, end = date(2024, 1, 1), date(2025, 1, 1)
    same = [job(start, end, at=place) for place in range(5)]
    apart = [job(start, end, entry=f"Job {place}", at=place) for place in range(5)]
    assert part(rate(same, AS_OF), "breadth").value == round(1 / 3, 4)
    assert part(rate(apart, AS_OF), "breadth").value == 1.0


def test_confidence_says_how_much_there_is_and_not_how_good_it_is():
    old = [job(date(2000, 1, 1), date(2001, 1, 1), entry=f"Job {place}", cues=["helped"]) for place in range(4)]
    new = [job(date(2014, 1, 1), date(2026, 11, 1), cues=["led"])]
    assert rate(old, AS_OF).proficiency.confidence > rate(new, AS_OF).proficiency.confidence
    assert (rate(old, AS_OF).proficiency.score or 0) < (rate(new, AS_OF).proficiency.score or 0)


def test_each_kind_of_evidence_says_how_many_points_it_adds_to_the_confidence():
    mentions = [
        job(date(2019, 1, 1), date(2020, 1, 1), entry="A"),
        mention(entry="A"),
        job(date(2021, 1, 1), date(2021, 6, 1), entry="B"),
        job(date(2021, 7, 1), date(2021, 8, 1), entry="C"),
        mention(EvidenceKind.PROJECT, entry="Bus map"),
        mention(EvidenceKind.CERTIFICATE, date(2023, 5, 1), date(2023, 5, 1), entry="Specialist"),
        mention(EvidenceKind.CERTIFICATE, entry="Associate"),
        mention(EvidenceKind.EDUCATION, date(2018, 10, 1), date(2022, 6, 1), entry="BSc"),
        mention(EvidenceKind.CLAIM, at=1),
        mention(EvidenceKind.CLAIM, at=2, entry="Tools"),
    ]
    proficiency = rate(mentions, AS_OF).proficiency
    assert [(part.kind, part.points, part.reason) for part in proficiency.confidence_parts] == [
        (EvidenceKind.WORK, 2.5, "2 jobs of 3 months or more and 1 undated or shorter"),
        (EvidenceKind.PROJECT, 0.5, "1 project, undated or shorter"),
        (EvidenceKind.CERTIFICATE, 1.5, "1 certificate with a date and 1 undated"),
        (EvidenceKind.EDUCATION, 0.75, "1 course of 3 months or more"),
        (EvidenceKind.CLAIM, 0.25, "claimed, which counts once, however often"),
    ]
    assert proficiency.confidence == round(1 - 0.5 ** (5.5 / 2), 4)


def test_evidence_is_ordered_strongest_first():
    claim = mention(EvidenceKind.CLAIM, at=0)
    old = job(date(2010, 1, 1), date(2011, 1, 1), entry="Old", at=10)
    plain = job(date(2020, 1, 1), date(2022, 1, 1), entry="New", at=20)
    led = job(date(2020, 1, 1), date(2022, 1, 1), entry="New", at=30, cues=["led"])
    course = mention(EvidenceKind.EDUCATION, at=40)
    assert rate([claim, old, plain, course, led], AS_OF).evidence == (led, plain, old, course, claim)


@pytest.mark.parametrize(
    ("years", "places", "cues", "level"),
    [
        (0.5, 1, (), Level.NOVICE),
        (1, 1, (), Level.ADVANCED_BEGINNER),
        (2, 1, (), Level.COMPETENT),
        (4, 2, ("led",), Level.PROFICIENT),
        (7, 3, ("led",), Level.PROFICIENT),
        (9, 3, ("led",), Level.EXPERT),
        (20, 1, (), Level.PROFICIENT),
    ],
)
def test_levels_stand_where_the_table_says_they_do(years, places, cues, level):
    months = round(years * 12)
    first = AS_OF.year * 12 + AS_OF.month - months
    start = date(first // 12, first % 12 + 1, 1)
    evidence = [job(start, date(2026, 11, 1), entry=f"Job {place}", cues=cues) for place in range(places)]
    assert rate(evidence, AS_OF).months == months
    assert rate(evidence, AS_OF).proficiency.level is level


def test_the_weights_sum_to_one_and_every_table_is_whole():
    assert math.isclose(sum(weights.WEIGHTS.values()), 1.0)
    assert set(weights.KIND_VALUES) == set(weights.POINTS) == set(EvidenceKind)
    for table in (weights.WORDING_IN_PRACTICE, weights.WORDING_ELSEWHERE):
        assert set(table) == {None, *CueStrength}
        assert all(0 <= value <= 1 for value in table.values())
    assert all(0 <= value <= 1 for value in weights.KIND_VALUES.values())
    assert weights.LEVELS[-1][0] == 0.0
    assert all(higher > lower for (higher, _), (lower, _) in pairwise(weights.LEVELS))
    assert {level for _, level in weights.LEVELS} == set(Level) - {Level.UNKNOWN}


def test_a_full_score_is_one_and_an_expert():
    assert level_of(1.0) is Level.EXPERT
    assert level_of(0.0) is Level.NOVICE
    assert level_of(None) is Level.UNKNOWN


# Properties, over any evidence.

MONTHS = st.dates(date(1960, 1, 1), date(2028, 12, 31)).map(lambda day: day.replace(day=1))
PERIODS = st.tuples(MONTHS, MONTHS).map(sorted)
AFFIRMED = st.just(Polarity.AFFIRMED)
CUE_LISTS = st.lists(st.sampled_from(["5 years", "18 months", *sorted(CUES)]), max_size=3)


@st.composite
def evidence(draw, polarity=AFFIRMED):
    start, end = draw(st.one_of(st.just([None, None]), PERIODS))
    return mention(
        draw(st.sampled_from(EvidenceKind)),
        start,
        end,
        entry=draw(st.sampled_from(["", "A", "B", "C", "D"])),
        cues=draw(CUE_LISTS),
        polarity=draw(polarity),
        at=draw(st.integers(0, 1000)),
    )


def not_lower(after, before):
    was, now = before.proficiency, after.proficiency
    assert now.confidence >= was.confidence
    for earlier, later in zip(was.parts, now.parts, strict=True):
        assert later.value >= earlier.value, later.name
    if was.score is not None:
        assert now.score is not None
        assert now.score >= was.score


@given(st.lists(evidence(st.sampled_from(Polarity)), max_size=8))
def test_a_score_is_the_sum_of_its_parts_and_given_exactly_when_the_level_is_known(mentions):
    proficiency = rate(mentions, AS_OF).proficiency
    assert (proficiency.score is None) == (proficiency.level is Level.UNKNOWN)
    assert math.isclose(sum(part.weight for part in proficiency.parts), 1.0)
    for part in proficiency.parts:
        assert 0 <= part.value <= 1
        assert math.isclose(part.contribution, part.weight * part.value, abs_tol=1e-4)
        assert part.reason
    if proficiency.score is not None:
        assert 0 <= proficiency.score <= 1
        assert math.isclose(proficiency.score, sum(part.contribution for part in proficiency.parts), abs_tol=1e-9)
    points = sum(part.points for part in proficiency.confidence_parts)
    assert proficiency.confidence == round(1 - 0.5 ** (points / weights.CONFIDENCE_HALF_POINTS), weights.DECIMALS)
    assert all(part.points > 0 and part.reason for part in proficiency.confidence_parts)


@given(st.lists(evidence(), max_size=6), st.randoms())
def test_the_order_of_the_evidence_changes_no_number(mentions, random):
    shuffled = mentions.copy()
    random.shuffle(shuffled)
    first, second = rate(mentions, AS_OF), rate(shuffled, AS_OF)
    assert first.proficiency.score == second.proficiency.score
    assert (first.months, first.last_used) == (second.months, second.last_used)
    assert [part.value for part in first.proficiency.parts] == [part.value for part in second.proficiency.parts]


@given(st.lists(evidence(), max_size=6), evidence())
def test_one_more_affirmed_mention_never_lowers_anything(mentions, more):
    not_lower(rate([*mentions, more], AS_OF), rate(mentions, AS_OF))


@given(st.lists(evidence(), max_size=5), evidence(), PERIODS)
def test_more_months_never_lower_anything(mentions, given_one, period):
    start, end = period
    undated = mention(given_one.kind, entry=given_one.entry, cues=given_one.cues, at=given_one.start)
    dated = mention(given_one.kind, start, end, entry=given_one.entry, cues=given_one.cues, at=given_one.start)
    if given_one.period_start is not None and given_one.period_end is not None:
        start, end = min(start, given_one.period_start), max(end, given_one.period_end)
        longer = mention(given_one.kind, start, end, entry=given_one.entry, cues=given_one.cues, at=given_one.start)
        not_lower(rate([*mentions, longer], AS_OF), rate([*mentions, given_one], AS_OF))
    not_lower(rate([*mentions, dated], AS_OF), rate([*mentions, undated], AS_OF))


@given(st.lists(evidence(), max_size=5), evidence(), MONTHS)
def test_a_later_end_never_lowers_anything(mentions, given_one, later):
    if given_one.period_start is None or given_one.period_end is None:
        return
    end = max(later, given_one.period_end)
    changed = mention(
        given_one.kind, given_one.period_start, end, entry=given_one.entry, cues=given_one.cues, at=given_one.start
    )
    not_lower(rate([*mentions, changed], AS_OF), rate([*mentions, given_one], AS_OF))


@given(st.lists(evidence(), max_size=5), evidence(), st.sampled_from([("familiar with", "used"), ("used", "led")]))
def test_a_stronger_word_never_lowers_anything(mentions, given_one, words):
    weaker, stronger = (
        mention(
            given_one.kind,
            given_one.period_start,
            given_one.period_end,
            entry=given_one.entry,
            cues=[word, *given_one.cues],
            at=given_one.start,
        )
        for word in words
    )
    not_lower(rate([*mentions, stronger], AS_OF), rate([*mentions, weaker], AS_OF))
