"""The single dates that a line writes, however: "Sept. '19", "2018/19", "Q1 2020", "03.2019", or a month alone."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache

from shared.extraction.date_words import MONTH_NAMES, SEASONS

EARLIEST_YEAR = 1940
_LATEST_YEAR = 2100


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def one_of(phrases: tuple[str, ...] | list[str]) -> str:
    """A pattern for any of the phrases, longest first, with or without their accents."""
    both = {phrase for given in phrases for phrase in (given, _plain(given))}
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in sorted(both, key=lambda p: (-len(p), p)))


_MONTHS = {
    _plain(name): number for number, names in enumerate(MONTH_NAMES.strip().splitlines(), 1) for name in names.split()
}
_SEASON_MONTHS = {_plain(name): month for name, month in SEASONS.items()}

_MONTH = one_of([name for names in MONTH_NAMES.strip().splitlines() for name in names.split()])
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
    | (?P<season>{one_of(list(SEASONS))}) \s{{1,2}} (?:of\s)? (?P<season_y>{_YEAR})
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


class Precision(IntEnum):
    NO_YEAR = 0  # "Jan" in "Jan - Mar 2019"
    YEAR = 1
    MONTH = 2


@dataclass(frozen=True, slots=True)
class Point:
    """One written date. `last_month` differs from `month` for a quarter or season; weak ones count in a range alone."""

    start: int
    end: int
    year: int
    month: int
    last_month: int
    precision: Precision
    weak: bool = False
    until_year: int | None = None  # "2019-21", "2018/19"


@lru_cache(maxsize=64)  # a line is looked at more than once, from the lines near it
def points_of(line: str, as_of: date) -> tuple[Point, ...]:
    """The dates of a line, in order; none that is part of an amount, a version or a longer number."""
    found = (_point(match, as_of) for match in _POINT.finditer(line))
    return tuple(point for point in found if point and _stands_alone(line, point))


def _point(match: re.Match[str], as_of: date) -> Point | None:
    group = match.group
    weak = False
    until_year = None
    precision = Precision.MONTH
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
            precision, weak = Precision.NO_YEAR, True
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
        year, precision, weak = _century(int(group("apostrophe")), as_of), Precision.YEAR, True
    else:
        year, precision = int(group("year")), Precision.YEAR
    if precision is not Precision.YEAR and not 1 <= month <= 12:
        return None
    if precision is not Precision.NO_YEAR and not EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    return Point(
        match.start(),
        match.end(),
        year,
        month,
        min(month + length - 1, 12),
        precision,
        weak=weak,
        until_year=until_year,
    )


def _short_span(match: re.Match[str], year: int, two_digits: int) -> Point | None:
    until = year // 100 * 100 + two_digits
    if until < year:
        until += 100
    if not (year >= EARLIEST_YEAR and 0 < until - year <= 50):
        return None
    return Point(match.start(), match.end(), year, 0, 0, Precision.YEAR, until_year=until)


def _century(two_digits: int, as_of: date) -> int:
    year = as_of.year // 100 * 100 + two_digits
    return year if year <= as_of.year + 10 else year - 100


def _stands_alone(line: str, point: Point) -> bool:
    """Not part of a longer number, an amount, a version or an identifier."""
    before = line[: point.start].rstrip(" \t\xa0")
    if before:
        last, touching = before[-1], len(before) == point.start
        if last in "$€£¥#@+=" or (touching and last in "&%\\"):
            return False
        if touching and last in ".,:/" and len(before) > 1 and before[-2].isdigit():
            return False
        if point.precision is Precision.YEAR and not touching and last.isdigit():
            return False
    after = line[point.end : point.end + 2]
    return not (len(after) == 2 and after[0] in ".,:/" and after[1].isdigit()) and not after.startswith(("%", "+"))
