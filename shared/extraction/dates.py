"""When something was: the date ranges that people write in CVs, as months.

Conventions, each chosen so that a period is not longer than what is written:
- A year alone as a start counts from its July, as an end until its June: "2019 - 2021" is 24 months, the difference of
  the years, where January to December would claim 36. A single year is 6 months, April to September.
- A season is its three full months, winter its December; a quarter or half is its own months.
- An end after `as_of` is cut to it. No period: a start after `as_of`, an end before the start, a year before 1940,
  "until 2019" (no start), "expected 2024" (not yet true).
- Numbers with three parts are day first ("03/04/2019" is April), unless that cannot be.
"""

import re
from dataclasses import dataclass
from datetime import date

from shared.extraction.date_points import Point, Precision, one_of, points_of
from shared.extraction.date_words import PRESENT_PHRASES, SINCE, UNTIL, VERSIONED
from shared.extraction.document import Period

# Further than this into a line a date is part of a sentence, not the date of an entry.
_WINDOW = 400
_DIGIT = re.compile(r"\d")
_JOIN = re.compile(
    rf"\s{{0,9}}(?:[-–—−~→]{{1,3}}|\.{{2,3}}|(?<!\w)(?:{one_of(UNTIL)})(?!\w)){{1,1}}\s{{0,9}}", re.IGNORECASE
)
_JOIN_PRESENT = re.compile(
    rf"(?:\s{{0,9}}[-–—−~→]{{1,3}}|\s{{0,9}}\.{{2,3}}|\s{{1,9}}(?:{one_of(UNTIL)})(?!\w)|\s{{1,9}}(?=ongoing|onwards))"
    rf"\s{{0,9}}(?:(?:{one_of(UNTIL)})\s{{1,3}})?(?:{one_of(PRESENT_PHRASES)}|onwards)(?![^\W_])",
    re.IGNORECASE,
)
# "2015–    Professor": a column of dates in which one has no end.
_OPEN_END = re.compile(r"\s?[-–—](?:\t|\s{2,9})(?=[^\W\d])")
_BEFORE_SINCE = re.compile(rf"(?<!\w)(?:{one_of(SINCE)})\s{{1,3}}(?:the\s)?$", re.IGNORECASE)
_BEFORE_UNTIL = re.compile(
    r"(?<!\w)(?:until|till|up to|bis|jusqu['’]en|hasta|fino al|tot|até|do)\s{1,3}$", re.IGNORECASE
)
_BEFORE_START = re.compile(r"(?<!\w)(?:from|von|vom|de|du|dal?|van|from the|between)\s{1,3}$", re.IGNORECASE)
_NOT_YET = re.compile(
    r"(?<!\w)(?:expected|anticipated|graduating|due|planned|voraussichtlich|geplant|prévue?|previsto|prevista|expires?|"
    r"expiry|valid (?:un)?til|gültig bis)\b[^\d]{0,25}$",
    re.IGNORECASE,
)
_BEFORE_DIGIT = re.compile(r"[-–—−/]\d")
_AFTER_DIGIT = re.compile(r"\d\s?[-–—−/]\s?$")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?\s{0,2}$")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Where a line says when: `line[start:end]`.

    Attributes:
        period: None where what is written gives none (see the conventions above).
        is_range: two ends, or one and "present"; else a single date.
    """

    start: int
    end: int
    period: Period | None
    is_range: bool


def find_dates(line: str, as_of: date, *, lone_years: bool = False) -> DateSpan | None:
    """The first date range of a line, or else its first single date; None where it has neither.

    Args:
        lone_years: a year alone counts wherever it begins or ends the line; without, only in brackets, as the whole
            line, or set apart by a comma, a dash, a bar or a gap.
    """
    window = line[:_WINDOW]
    if not _DIGIT.search(window):
        return None
    points = points_of(window, as_of)
    single: DateSpan | None = None
    for position, point in enumerate(points):
        following = points[position + 1] if position + 1 < len(points) else None
        if _AFTER_DIGIT.search(window[: point.start]):
            continue
        if span := _range_from(window, point, following, as_of):
            return span
        if single is None and not point.weak and point.precision is not Precision.NO_YEAR:
            single = _single(window, point, as_of, lone_years=lone_years)
    return single


def _range_from(line: str, point: Point, following: Point | None, as_of: date) -> DateSpan | None:
    start = _with_lead(line, point.start)
    if _is_version(line, point):
        return None
    if point.until_year is not None:
        period = _period(_first(point, as_of), date(point.until_year, 6, 1), as_of)
        return DateSpan(start, point.end, period, is_range=True)
    if ongoing := _JOIN_PRESENT.match(line, point.end):
        if point.precision is Precision.NO_YEAR:
            return None
        return DateSpan(start, ongoing.end(), _period(_first(point, as_of), as_of, as_of), is_range=True)
    if (
        point.precision is not Precision.NO_YEAR
        and not line[: point.start].strip(" \t\xa0-*•·–")
        and (open_end := _OPEN_END.match(line, point.end))
    ):
        return DateSpan(start, open_end.end(), _period(_first(point, as_of), as_of, as_of), is_range=True)
    if following is not None:
        join = _JOIN.fullmatch(line, point.end, following.start)
        if join and not following.until_year and following.precision is not Precision.NO_YEAR:
            if point.precision is Precision.NO_YEAR:
                if following.precision is not Precision.MONTH:
                    return None
                year = following.year if point.month <= following.month else following.year - 1
                first = date(year, point.month, 1)
            else:
                first = _first(point, as_of)
            if point.precision is following.precision is Precision.YEAR and point.year == following.year:
                return DateSpan(start, following.end, _year_alone(point.year, as_of), is_range=True)
            return DateSpan(start, following.end, _period(first, _last(following), as_of), is_range=True)
    if point.precision is not Precision.NO_YEAR and (since := _BEFORE_SINCE.search(line[: point.start])):
        return DateSpan(since.start(), point.end, _period(_first(point, as_of), as_of, as_of), is_range=True)
    return None


def _single(line: str, point: Point, as_of: date, *, lone_years: bool) -> DateSpan | None:
    before, after = line[: point.start], line[point.end :]
    if _BEFORE_DIGIT.match(after):
        return None
    if point.precision is Precision.YEAR and not _is_set_apart(line, point, lone_years=lone_years):
        return None
    if (
        _NOT_YET.search(before[-60:])
        or _BEFORE_UNTIL.search(before)
        or re.match(r"\W{0,3}(?:expected|anticipated)", after)
    ):
        return DateSpan(point.start, point.end, None, is_range=False)
    if point.precision is Precision.YEAR:
        period = _year_alone(point.year, as_of)
    else:
        period = _period(_first(point, as_of), _last(point), as_of)
    return DateSpan(point.start, point.end, period, is_range=False)


def _first(point: Point, as_of: date) -> date:
    if point.precision is Precision.YEAR:
        return date(point.year, min(7, as_of.month) if point.year == as_of.year else 7, 1)
    return date(point.year, point.month, 1)


def _last(point: Point) -> date:
    return date(point.year, 6 if point.precision is Precision.YEAR else point.last_month, 1)


def _year_alone(year: int, as_of: date) -> Period | None:
    return _period(date(year, min(4, as_of.month) if year == as_of.year else 4, 1), date(year, 9, 1), as_of)


def _period(start: date, end: date, as_of: date) -> Period | None:
    today = as_of.replace(day=1)
    end = min(end.replace(day=1), today)
    if start.year == end.year and start > end and start.month == 7 and end.month == 6:
        return None
    return Period(start, end) if start <= end else None


def _is_version(line: str, point: Point) -> bool:
    if point.precision is not Precision.YEAR:
        return False
    word = _WORD_BEFORE.search(line[max(0, point.start - 30) : point.start])
    return word is not None and word[1].casefold() in VERSIONED


def _is_set_apart(line: str, point: Point, *, lone_years: bool) -> bool:
    if _is_version(line, point):
        return False
    before, after = line[: point.start], line[point.end :]
    if before.rstrip().endswith(("(", "[")) and after.lstrip().startswith((")", "]")):
        return True
    head, tail = before.strip(" \t\xa0-*•·–"), after.strip(" \t\xa0.:;")
    if not head and not tail:
        return True
    apart_before = (
        not head
        or before.rstrip(" ").endswith((",", "|", "-", "–", "—", "·", "•", "\t", ";", ":", "/"))
        or before.endswith("  ")
    )
    apart_after = not tail or bool(re.match(r"\s{0,3}[,|–—·•:;]|\t|\s\s|\s-\s", after))
    if apart_before and apart_after:
        return True
    if not lone_years:
        return False
    return (not head and bool(re.match(r"\s[^\W\d_a-z]", after))) or (not tail and bool(head))


def _with_lead(line: str, start: int) -> int:
    """Where the range begins with its "from", if it has one."""
    lead = _BEFORE_START.search(line[max(0, start - 20) : start])
    return start - len(lead[0]) if lead else start
