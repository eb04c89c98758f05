"""What the title of a CV or of an entry says: a person's name, a course of study, or more than a title."""

import re

from shared.extraction.boilerplate import ends_sentence
from shared.extraction.dates import DateSpan
from shared.extraction.layout import FIRST_PERSON

_MOST_TITLE_CHARS = 80
_STUDY = re.compile(
    r"\b(?:university(?! hospitals?| press| library)|universit\w{2,4}(?<!university)|college|school"
    r"|academy|institute of technology|b\.?sc|m\.?sc|b\.?a\.|m\.?a\.|ba"
    r"|mba|bachelor\w{0,3}|master(?:'?s| of| in|studium)|ph\.?d|diploma|degree|a[- ]levels?|gcses?|b\.?eng|m\.?eng"
    r"|abitur|hochschule|fachhochschule|studium|licence(?= (?:en|de|pro\w*)\b)|baccalauréat|école"
    r"|lycée|grado|licenciatura|universidad|laurea"
    r"|liceo|hogeschool|apprentice\w{0,5}|bootcamp|diplôme|diplom|faculdade|universidade|politecnico|polytechnic)\b",
    re.IGNORECASE,
)
_WORKED_THERE = re.compile(
    r"\b(?:teacher|lecturer|professor|assistant|researcher|administrator|officer|manager|technician|engineer|developer"
    r"|analyst|librarian|coordinator|consultant|specialist|postdoc\w{0,8}|tutor|scrum master|webmaster)\b",
    re.IGNORECASE,
)
_NAME_WORD = r"[^\W\d_][\w.'’-]{0,40}"
NAME = re.compile(
    rf"\s*[#*_]{{0,4}}\s*((?:{_NAME_WORD}[ \t\xa0]{{1,8}}){{1,4}}{_NAME_WORD})(?=\s*(?:$|[|,–—•·*_]|\s-\s))"
)


def names_study(title: str) -> bool:
    """Whether a title names a course of study, and not work at a place of study."""
    return _STUDY.search(title) is not None and not _WORKED_THERE.search(title)


def goes_on_telling(line: str, dates: DateSpan) -> bool:
    """Whether a title and its dates open a line that goes on with what was done: "Acme, 2010 - now. Repairs."."""
    lead = line[: dates.start]
    return (
        line[dates.end : dates.end + 2] == ". "
        and 0 < len(lead) <= _MOST_TITLE_CHARS
        and not ends_sentence(lead)
        and ". " not in lead
        and FIRST_PERSON.search(lead) is None
        and lead.lstrip(" -–—*•·")[:1].isupper()
    )
