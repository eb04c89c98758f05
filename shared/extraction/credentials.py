"""Lines that name a licence, certificate or course passed: "Forklift licence renewed 2023".

Within a job or project they prove what the certificate does, not months of practice.
"""

import re

_MAX_CHARS = 120
_LICENCE = r"(?:licen[cs]es?|certificates?|certifications?|accreditations?|diplomas?|tickets?|qualifications?|badges?)"
_COURSE = r"(?:refreshers?|courses?|training|exams?|modules?|workshops?|level \d)"
_GAINED = (
    r"(?:gained|gaining|obtained|obtaining|renewed|renewing|passed|achieved|earned|received|completed|completing"
    r"|attained|acquired|awarded|attended)"
)
_ENDS = r"(?=\s*(?:[,;:.(]|$|(?:in|on|with|by|at|level)\b|\d)).{0,40}$"
_DATE = r"(?:[\s,(–—/.)\d-]|(?:in|on|until|since|valid|expires|expiry|by|level)\b|[a-z]{3,9}(?=\.? \d{4}))*"

# No form goes without one of these, and most lines have none.
_NAMED = re.compile(rf"{_LICENCE}|{_COURSE}")
_FORMS = (
    # As “Completed Basic Life Support refresher in May 2022”
    re.compile(rf"(?:i |successfully |also |have )*{_GAINED}\b[^,;:.]{{0,70}}?\b(?:{_LICENCE}|{_COURSE}){_ENDS}"),
    # As “Hold a forklift licence”; to hold training is to give it
    re.compile(rf"(?:i )?(?:hold|held|holding|holder of)\b[^,;:.]{{0,70}}?\b{_LICENCE}{_ENDS}"),
    # As “Forklift licence renewed 2023”
    re.compile(
        rf"[^,;:.]{{0,70}}\b(?:{_LICENCE}|{_COURSE})[\s(–—-]{{0,3}}(?:{_GAINED}|valid|expires|since|until)\b{_DATE}"
    ),
    # As “Forklift licence (2019)”
    re.compile(rf"(?:[\w&/+.-]+ ){{1,5}}(?:{_LICENCE}|refresher|course|training)[\s,(–—-]{{1,3}}{_DATE}\d{{4}}\W*"),
    # As “Full driving licence”
    re.compile(r"(?:[\w&/+.-]+,? ){1,4}(?:licen[cs]es?|certificates?)\W*"),
)
_LIST = re.compile(r"[,;] (?![^(]*\))")
_LEAD = re.compile(r"^[\W_]+")


def names_credential(line: str) -> bool:
    """Whether the line, less its bullet, does nothing but name what was gained, passed or attended."""
    words = _LEAD.sub("", line[: 2 * _MAX_CHARS]).lower().rstrip()
    if len(words) > _MAX_CHARS or not _NAMED.search(words):
        return False
    return _is_credential(words) or all(map(_is_credential, _LIST.split(words)))


def _is_credential(words: str) -> bool:
    return any(form.fullmatch(words) for form in _FORMS)
