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
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from shared.extraction.date_words import MONTH_NAMES, PRESENT_PHRASES, SEASONS, SINCE, UNTIL, VERSIONED
from shared.extraction.document import Period

EARLIEST_YEAR = 1940
_LATEST_YEAR = 2100
# Further than this into a line a date is part of a sentence, not the date of an entry.
_WINDOW = 400


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _one_of(phrases: tuple[str, ...] | list[str]) -> str:
    both = {phrase for given in phrases for phrase in (given, _plain(given))}
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(both, key=lambda p: (-len(p), p)))


_MONTHS = {
    _plain(name): number for number, names in enumerate(MONTH_NAMES.strip().splitlines(), 1) for name in names.split()
}
_SEASON_MONTHS = {_plain(name): month for name, month in SEASONS.items()}

_MONTH = _one_of([name for names in MONTH_NAMES.strip().splitlines() for name in names.split()])
_YEAR = r"(?:19|20)\d\d"
_POINT = re.compile(
    rf"""
    (?<![^\W_]) (?:
      (?P<iso_y>{_YEAR}) (?P<iso_s>[-./]) (?P<iso_m>\d\d) (?: (?P=iso_s) (?P<iso_d>\d\d) )?
    | (?P<first>\d\d?) (?P<dmy_s>[-./]) \s? (?P<second>\d\d?) (?P=dmy_s) \s? (?P<dmy_y>{_YEAR})
    | (?P<my_m>\d\d?) \s? [-./] \s? (?P<my_y>{_YEAR})
    | (?: \d\d? (?:st|nd|rd|th|\.|º|er)? \s{{0,2}} (?:de\s)? )? (?P<name>{_MONTH}) (?![^\W\d_])
        (?: \.? (?:\s{{0,2}} | \s?[-/,.]\s?) (?: \d\d? (?:st|nd|rd|th)? ,? \s )? (?:de[l]?\s|of\s)? (?P<name_y>{_YEAR})
          | \.? \s? ['’‘] \s? (?P<name_yy>\d\d)
          | \.? [\s-] (?P<name_short>\d\d) (?! [\d,.] | \s\d )
          | \.? (?= \s* (?:[-–—−~]|to\b) ) )
    | (?P<season>{_one_of(list(SEASONS))}) \s{{1,2}} (?:of\s)? (?P<season_y>{_YEAR})
    | (?P<part>[QH][1-4]) [\s/,-]{{0,2}} (?P<part_y>{_YEAR})
    | (?P<rpart_y>{_YEAR}) [\s/-]? (?P<rpart>[QH][1-4])
    | (?P<span_y>{_YEAR}) \s? [-–—−/] \s? ['’]? (?P<span_yy>\d\d)
    | (?P<short_m>\d\d?) / (?P<short_y>\d\d)
    | ['’‘] (?P<apostrophe>\d\d)
    | (?P<year>{_YEAR})
    ) (?![^\W_])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_JOIN = re.compile(
    rf"\s{{0,9}}(?:[-–—−~→]{{1,3}}|\.{{2,3}}|(?<!\w)(?:{_one_of(UNTIL)})(?!\w)){{1,1}}\s{{0,9}}", re.IGNORECASE
)
_JOIN_PRESENT = re.compile(
    rf"(?:\s{{0,9}}[-–—−~→]{{1,3}}|\s{{0,9}}\.{{2,3}}|\s{{1,9}}(?:{_one_of(UNTIL)})(?!\w)|\s{{1,9}}(?=ongoing|onwards))"
    rf"\s{{0,9}}(?:(?:{_one_of(UNTIL)})\s{{1,3}})?(?:{_one_of(PRESENT_PHRASES)}|onwards)(?![^\W_])",
    re.IGNORECASE,
)
# "2015–    Professor": a column of dates in which one has no end.
_OPEN_END = re.compile(r"\s?[-–—](?:\t|\s{2,9})(?=[^\W\d])")
_BEFORE_SINCE = re.compile(rf"(?<!\w)(?:{_one_of(SINCE)})\s{{1,3}}(?:the\s)?$", re.IGNORECASE)
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


class _Precision(IntEnum):
    NO_YEAR = 0  # "Jan" in "Jan - Mar 2019"
    YEAR = 1
    MONTH = 2


@dataclass(frozen=True, slots=True)
class _Point:
    """One written date. `last_month` differs from `month` for a quarter or season; weak ones count in a range alone."""

    start: int
    end: int
    year: int
    month: int
    last_month: int
    precision: _Precision
    weak: bool = False
    until_year: int | None = None  # "2019-21", "2018/19"


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
    points = _points(window, as_of)
    single: DateSpan | None = None
    for position, point in enumerate(points):
        following = points[position + 1] if position + 1 < len(points) else None
        if _AFTER_DIGIT.search(window[: point.start]):
            continue
        if span := _range_from(window, point, following, as_of):
            return span
        if single is None and not point.weak and point.precision is not _Precision.NO_YEAR:
            single = _single(window, point, as_of, lone_years=lone_years)
    return single


def _range_from(line: str, point: _Point, following: _Point | None, as_of: date) -> DateSpan | None:
    start = _with_lead(line, point.start)
    if _is_version(line, point):
        return None
    if point.until_year is not None:
        period = _period(_first(point, as_of), date(point.until_year, 6, 1), as_of)
        return DateSpan(start, point.end, period, is_range=True)
    if ongoing := _JOIN_PRESENT.match(line, point.end):
        if point.precision is _Precision.NO_YEAR:
            return None
        return DateSpan(start, ongoing.end(), _period(_first(point, as_of), as_of, as_of), is_range=True)
    if (
        point.precision is not _Precision.NO_YEAR
        and not line[: point.start].strip(" \t\xa0-*•·–")
        and (open_end := _OPEN_END.match(line, point.end))
    ):
        return DateSpan(start, open_end.end(), _period(_first(point, as_of), as_of, as_of), is_range=True)
    if following is not None:
        join = _JOIN.fullmatch(line, point.end, following.start)
        if join and not following.until_year and following.precision is not _Precision.NO_YEAR:
            if point.precision is _Precision.NO_YEAR:
                if following.precision is not _Precision.MONTH:
                    return None
                year = following.year if point.month <= following.month else following.year - 1
                first = date(year, point.month, 1)
            else:
                first = _first(point, as_of)
            if point.precision is following.precision is _Precision.YEAR and point.year == following.year:
                return DateSpan(start, following.end, _year_alone(point.year, as_of), is_range=True)
            return DateSpan(start, following.end, _period(first, _last(following), as_of), is_range=True)
    if point.precision is not _Precision.NO_YEAR and (since := _BEFORE_SINCE.search(line[: point.start])):
        return DateSpan(since.start(), point.end, _period(_first(point, as_of), as_of, as_of), is_range=True)
    return None


def _single(line: str, point: _Point, as_of: date, *, lone_years: bool) -> DateSpan | None:
    before, after = line[: point.start], line[point.end :]
    if _BEFORE_DIGIT.match(after):
        return None
    if point.precision is _Precision.YEAR and not _is_set_apart(line, point, lone_years=lone_years):
        return None
    if (
        _NOT_YET.search(before[-60:])
        or _BEFORE_UNTIL.search(before)
        or re.match(r"\W{0,3}(?:expected|anticipated)", after)
    ):
        return DateSpan(point.start, point.end, None, is_range=False)
    if point.precision is _Precision.YEAR:
        period = _year_alone(point.year, as_of)
    else:
        period = _period(_first(point, as_of), _last(point), as_of)
    return DateSpan(point.start, point.end, period, is_range=False)


@lru_cache(maxsize=64)  # a line is looked at more than once, from the lines near it
def _points(line: str, as_of: date) -> tuple[_Point, ...]:
    points = (_point(match, as_of) for match in _POINT.finditer(line))
    return tuple(point for point in points if point and _stands_alone(line, point))


def _point(match: re.Match[str], as_of: date) -> _Point | None:
    group = match.group
    weak = False
    until_year = None
    precision = _Precision.MONTH
    year = month = 0
    length = 1
    if group("iso_y"):
        year, month = int(group("iso_y")), int(group("iso_m"))
        if month > 12 and not group("iso_d") and group("iso_s") in "-/":
            return _short_span(match, year, month)
    elif group("dmy_y"):
        year, day, month = int(group("dmy_y")), int(group("first")), int(group("second"))
        if month > 12 >= day:
            month = day
    elif group("my_y"):
        year, month = int(group("my_y")), int(group("my_m"))
    elif group("name"):
        month = _MONTHS[_plain(group("name"))]
        if group("name_y"):
            year = int(group("name_y"))
        elif two_digits := group("name_yy") or group("name_short"):
            year, weak = _century(int(two_digits), as_of), group("name_yy") is None
        else:
            precision, weak = _Precision.NO_YEAR, True
    elif group("season"):
        year, month, length = int(group("season_y")), _SEASON_MONTHS[_plain(group("season"))], 3
        if month == 12:
            length = 1
    elif part := group("part") or group("rpart"):
        year = int(group("part_y") or group("rpart_y"))
        number = int(part[1])
        length = 3 if part[0] in "qQ" else 6
        month = (number - 1) * length + 1
    elif group("span_y"):
        return _short_span(match, int(group("span_y")), int(group("span_yy")))
    elif group("short_m"):
        year, month, weak = _century(int(group("short_y")), as_of), int(group("short_m")), True
    elif group("apostrophe"):
        year, precision, weak = _century(int(group("apostrophe")), as_of), _Precision.YEAR, True
    else:
        year, precision = int(group("year")), _Precision.YEAR
    if precision is not _Precision.YEAR and not 1 <= month <= 12:
        return None
    if precision is not _Precision.NO_YEAR and not EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    return _Point(
        match.start(),
        match.end(),
        year,
        month,
        min(month + length - 1, 12),
        precision,
        weak=weak,
        until_year=until_year,
    )


def _short_span(match: re.Match[str], year: int, two_digits: int) -> _Point | None:
    until = year // 100 * 100 + two_digits
    if until < year:
        until += 100
    if not (year >= EARLIEST_YEAR and 0 < until - year <= 50):
        return None
    return _Point(match.start(), match.end(), year, 0, 0, _Precision.YEAR, until_year=until)


def _century(two_digits: int, as_of: date) -> int:
    year = as_of.year // 100 * 100 + two_digits
    return year if year <= as_of.year + 10 else year - 100


def _first(point: _Point, as_of: date) -> date:
    if point.precision is _Precision.YEAR:
        return date(point.year, min(7, as_of.month) if point.year == as_of.year else 7, 1)
    return date(point.year, point.month, 1)


def _last(point: _Point) -> date:
    return date(point.year, 6 if point.precision is _Precision.YEAR else point.last_month, 1)


def _year_alone(year: int, as_of: date) -> Period | None:
    return _period(date(year, min(4, as_of.month) if year == as_of.year else 4, 1), date(year, 9, 1), as_of)


def _period(start: date, end: date, as_of: date) -> Period | None:
    today = as_of.replace(day=1)
    end = min(end.replace(day=1), today)
    if start.year == end.year and start > end and start.month == 7 and end.month == 6:
        return None
    return Period(start, end) if start <= end else None


def _stands_alone(line: str, point: _Point) -> bool:
    """Not part of a longer number, an amount, a version or an identifier."""
    before = line[: point.start].rstrip(" \t\xa0")
    if before:
        last, touching = before[-1], len(before) == point.start
        if last in "$€£¥#@+=" or (touching and last in "&%\\"):
            return False
        if touching and last in ".,:/" and len(before) > 1 and before[-2].isdigit():
            return False
        if point.precision is _Precision.YEAR and not touching and last.isdigit():
            return False
    after = line[point.end : point.end + 2]
    return not (len(after) == 2 and after[0] in ".,:/" and after[1].isdigit()) and not after.startswith(("%", "+"))


def _is_version(line: str, point: _Point) -> bool:
    if point.precision is not _Precision.YEAR:
        return False
    word = _WORD_BEFORE.search(line[max(0, point.start - 30) : point.start])
    return word is not None and word[1].casefold() in VERSIONED


def _is_set_apart(line: str, point: _Point, *, lone_years: bool) -> bool:
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
