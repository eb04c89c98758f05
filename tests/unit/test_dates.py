"""Date ranges as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.extraction.dates import find_dates

AS_OF = date(2026, 11, 23)
NOW = (2026, 11)


def months(line: str, *, lone_years: bool = False):
    """First and last month of what a line says; "no period" where it says when but not how long; None for no date."""
    found = find_dates(line, AS_OF, lone_years=lone_years)
    if found is None:
        return None
    if found.period is None:
        return "no period"
    return (found.period.start.year, found.period.start.month), (found.period.end.year, found.period.end.month)


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("Jan 2019 - Present", (2019, 1), NOW),
        ("01/2019 – 03/2021", (2019, 1), (2021, 3)),
        ("2015–      Professor of Sociology, University of Vienna", (2015, 7), NOW),
        ("March 2020 until now", (2020, 3), NOW),
        ("2018/09 - 2020/02", (2018, 9), (2020, 2)),
        ("Sept. '19 – Dec. '21", (2019, 9), (2021, 12)),
        ("Sept. ’19 – Dec. ’21", (2019, 9), (2021, 12)),
        ("09/19 - 12/21", (2019, 9), (2021, 12)),
        ("Jan 19 - Mar 21", (2019, 1), (2021, 3)),
        ("2019-03 – 2021-04", (2019, 3), (2021, 4)),
        ("Q1 2020 - Q3 2021", (2020, 1), (2021, 9)),
        ("H1 2020", (2020, 1), (2020, 6)),
        ("Summer 2019", (2019, 6), (2019, 8)),
        ("from June 2015 to July 2017", (2015, 6), (2017, 7)),
        ("15.03.2019 - 20.06.2021", (2019, 3), (2021, 6)),
        ("2019/03/01 - 2020/04/01", (2019, 3), (2020, 4)),
        ("June 15, 2015 - July 1, 2017", (2015, 6), (2017, 7)),
        ("1st March 2019 - 2nd April 2020", (2019, 3), (2020, 4)),
        ("Jan – Mar 2019", (2019, 1), (2019, 3)),
        ("Nov – Feb 2019", (2018, 11), (2019, 2)),
        ("Jan. 2019–Dec. 2019", (2019, 1), (2019, 12)),
        ("01/2019-present", (2019, 1), NOW),
        ("January 2019 ~ ongoing", (2019, 1), NOW),
        ("January\xa02019\xa0—\xa0current", (2019, 1), NOW),
        ("May 2019 − June 2020", (2019, 5), (2020, 6)),
        ("05.2019 – heute", (2019, 5), NOW),
        ("seit 03/2018", (2018, 3), NOW),
        ("März 2018 bis Dezember 2020", (2018, 3), (2020, 12)),
        ("mai 2019 à présent", (2019, 5), NOW),
        ("janvier 2019 – août 2020", (2019, 1), (2020, 8)),
        ("enero de 2019 – actualidad", (2019, 1), NOW),
        ("marzo 2019 - oggi", (2019, 3), NOW),
        ("mei 2019 - heden", (2019, 5), NOW),
        ("maio de 2019 - atual", (2019, 5), NOW),
        ("Data analyst, Acme, Jan 2019 to Mar 2021, London", (2019, 1), (2021, 3)),
    ],
)
def test_a_range_is_read_however_it_is_written(line, start, end):
    assert months(line) == (start, end)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("2019 - 2021", 24),
        ("2019-2021", 24),
        ("2019-21", 24),
        ("2018/19", 12),
        ("3 years (2019-2022)", 36),
        ("2019", 6),
        ("(2017)", 6),
        ("2019 – 2019", 6),
    ],
)
def test_years_without_months_never_claim_more_than_their_difference(line, count):
    found = find_dates(line, AS_OF)
    assert found
    assert found.period
    assert found.period.months == count


def test_years_to_the_present_begin_in_the_middle_of_the_first():
    assert months("since 2018") == ((2018, 7), NOW)
    assert months("2019 to date") == ((2019, 7), NOW)


def test_a_year_that_has_only_begun_still_counts():
    found = find_dates("2026 - present", date(2026, 2, 10))
    assert found
    assert found.period
    assert found.period.months == 1


@pytest.mark.parametrize(
    "line",
    [
        "+44 20 7946 2019",
        "ISO 9001:2015",
        "Windows 2019",
        "SQL Server 2019-2021",
        "$2019-2021",
        "€ 2019 - 2021",
        "2000 customers",
        "version 2019.1",
        "tel 2019-2021-33",
        "In 2019 we did",
        "May",
        "may use 2019 parts",
        "13/2019",
        "1999 AB Amsterdam",
        "order 120192020",
        "",
    ],
)
def test_other_numbers_are_not_dates(line):
    assert months(line) is None


@pytest.mark.parametrize(
    "line",
    ["2027 - 2029", "2021 - 2019", "Jan 2030", "until 2019, Acme", "expected June 2026", "graduating in May 2026"],
)
def test_a_time_that_cannot_be_or_is_not_yet_gives_no_period(line):
    assert months(line, lone_years=True) in ("no period", None)
    assert months(line) != ((2019, 7), NOW)


def test_years_before_1940_are_not_dates():
    assert months("1900 - 1910") is None


def test_an_end_to_come_is_cut_to_the_day_of_the_assessment():
    assert months("Jan 2024 - Dec 2028") == ((2024, 1), NOW)


def test_a_lone_year_at_an_edge_counts_where_such_years_are_usual():
    assert months("BSc Maths 2014") is None
    assert months("BSc Maths 2014", lone_years=True) == ((2014, 4), (2014, 9))


def test_the_span_is_where_the_line_says_when():
    line = "Analyst, Acme (from Jan 2019 to Mar 2021)"
    found = find_dates(line, AS_OF)
    assert found
    assert line[found.start : found.end] == "from Jan 2019 to Mar 2021"
    assert found.is_range


@given(st.text(alphabet="0123456789-–/., 'JanMayto\t()Q2019", max_size=200))
def test_no_line_raises_and_no_period_is_impossible(line):
    found = find_dates(line, AS_OF, lone_years=True)
    if found:
        assert 0 <= found.start < found.end <= len(line)
        if found.period:
            assert date(1940, 1, 1) <= found.period.start <= found.period.end <= AS_OF


@given(st.integers(1945, 2026), st.integers(1, 12), st.integers(0, 400))
def test_a_range_of_months_is_counted_to_the_month(year, month, length):
    end_year, end_month = divmod(year * 12 + month - 1 + length, 12)
    if date(end_year, end_month + 1, 1) > AS_OF:
        return
    found = find_dates(f"{month:02d}/{year} - {end_month + 1:02d}/{end_year}", AS_OF)
    assert found
    assert found.period
    assert found.period.months == length + 1
