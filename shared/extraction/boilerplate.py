"""Lines of a CV that say nothing of what the person can do: contact data, page furniture, consent clauses, adverts."""

import re

from shared.extraction.sections import fold

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(
    r"(?:https?://|www\.)\S{1,300}"
    r"|(?<![\w@.])(?:[\w-]{1,40}\.){1,3}(?:com|org|net|io|dev|me|eu|de|fr|es|it|nl|pt|uk)(?:/\S{0,200})?(?!\w)",
    re.IGNORECASE,
)
# No e-mail address and no URL goes without.
_EMAIL_SIGN = re.compile("@")
_URL_SIGN = re.compile(r"\.\S")
_PHONE = re.compile(r"(?:\+|\(0|\b0|\()\s?\d[\d\s()./-]{5,18}\d")
_CONTACT_LABEL = re.compile(
    r"^\W{0,3}(?:e-?mail|phone|telephone|tel|mobile|cell|fax|address|linked-?in|git-?hub|website|web"
    r"|portfolio|skype|twitter|name|full name|date of birth|d\.?o\.?b\.?|birth ?date|nationality|gender"
    r"|marital status|location|telefon|handy|adresse|anschrift|geburtsdatum|geboren|staatsangehörigkeit"
    r"|familienstand|téléphone|nationalité|né[e]? le|teléfono|dirección|correo|nacionalidad"
    r"|fecha de nacimiento|telefono|cellulare|indirizzo|nazionalità|data di nascita|telefoon|adres"
    r"|nationaliteit|geboortedatum|telemóvel|morada|endereço|nacionalidade)\s?[:：]",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:street|road|avenue|ave|lane|drive|close|court|boulevard|blvd|square|terrace|p\.?o\.? box|rue"
    r"|via|calle|avenida|rua|plaza|piazza|[\w]{0,30}stra(?:ß|ss)e|[\w]{0,30}str\.|[\w]{0,30}straat"
    r"|[\w]{0,30}weg|[\w]{0,30}platz|[\w]{0,30}laan)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}|\d{4} ?[A-Z]{2}|[A-Z]{2} \d{5})\b")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_PAGE = re.compile(
    r"\W*(?:page|seite|página|pagina|strona|pag\.?)\s*\d{1,3}(?:\s*(?:/|of|von|de|di|van|z|sur)\s*\d{1,3})?\W*",
    re.IGNORECASE,
)
_PAGE_TAIL = re.compile(
    r"(?:page|seite|página|pagina|strona)\s\d{1,3}(?:\s?(?:/|of|von|de|di|van|z|sur)\s?\d{1,3})?\W{0,3}$", re.IGNORECASE
)
_TITLES = frozenset(
    "curriculum vitae; cv; resume; lebenslauf; curriculum; tabellarischer lebenslauf; curriculo".split("; ")
)
_CLAUSE = re.compile(
    r"(?<!\w)(?:references?\s(?:are\s|is\s|can be\s|will be\s)?(?:gladly\s)?(?:available|furnished|provided|supplied"
    r"|given)\b|references?\s(?:up)?on\srequest|referees?\s(?:are\s)?available|referenzen\sauf\sanfrage"
    r"|références\s(?:disponibles\s)?sur\sdemande|equal[\s-]opportunit(?:y|ies)\s(?:employer|workplace)"
    r"|equal\sopportunity\sand\saffirmative|without\sregard\sto\srace|regardless\sof\s(?:race|gender|age"
    r"|sex)|does\snot\sdiscriminate|do\snot\sdiscriminate|we\scelebrate\sdiversity"
    r"|(?:ignore|disregard|forget)\s(?:all\s|any\s)?(?:the\s|your\s)?(?:previous|prior|above|earlier)\s(?:instructions?|prompts?|rules)"
    r"|(?:give|award|assign)\s(?:me\s|it\s|this\s\w+\s)?(?:the\s|a\s)?(?:maximum|highest|top|perfect|full)\s(?:score|rating|marks)"
    r"|consent\sto\sthe\s(?:processing|use|storage)|consent\sto\s(?:the\s)?processing"
    r"|(?:processing|treatment|handling|use|storage)\s(?:of\s)?my\spersonal\sdata|personal\sdata\s(?:contained|included|provided)\sin\sm[yi]"
    r"|wyrażam\szgodę|przetwarzani[ea]\s(?:moich\s)?danych"
    r"|verarbeitung\smeiner\s(?:personenbezogenen\s)?daten|trattamento\sdei\s(?:miei\s)?dati\spersonali"
    r"|d\.?\s?lgs\.?\s?196|hereby\s(?:declare|certify|consent|authori[sz]e)|i\sdeclare\sthat\s(?:the|all)"
    r"|to\sthe\sbest\sof\smy\sknowledge|(?:competitive|attractive)\ssalary|salary\s(?:range"
    r"|expectations?)\s?[:：]|we\soffer\s(?:you\s)?(?:a|an|the|our|competitive)\b)",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"^\W{0,4}(?:about\s(?:us|the\scompany|the\semployer|our\scompany)\s?[:：]"
    r"|(?!I\b|My\b|We\b)[A-Z][^.!?]{0,60}?,?\s(?:is|was|are)\s(?:a|an|the|one\sof)\b[^.!?]{0,80}?\b(?:leading|global|largest|"
    r"provider|manufacturer|supplier|retailer|agency|start-?up|consultancy|market\sleader|firm|company|employer|wholesaler|distributor)\b)"
)  # fmt: skip
_ENDS_SENTENCE = (".", "!", "?")


def is_page_furniture(line: str) -> bool:
    """A page number, alone or after a name, or the title "Curriculum Vitae"."""
    stripped = line.strip()
    if len(stripped) > 80:
        return False
    return (
        _PAGE.fullmatch(stripped) is not None
        or (_PAGE_TAIL.search(stripped) is not None and len(_WORD.findall(stripped)) <= 8)
        or fold(stripped) in _TITLES
    )


def is_contact(line: str, *, in_header: bool) -> bool:
    """Nothing but ways to reach the person, or who they are on paper; in the header of a CV addresses count too."""
    if len(line) > 250:
        return False
    if _CONTACT_LABEL.match(line):
        return in_header or bool(_EMAIL.search(line) or _PHONE.search(line) or _URL.search(line))
    rest, found = line, 0
    for pattern, sign in ((_EMAIL, _EMAIL_SIGN), (_URL, _URL_SIGN)):
        if sign.search(rest):
            rest, count = pattern.subn(" ", rest)
            found += count
    if _DIGIT.search(rest):
        rest, count = _PHONE.subn(" ", rest)
        found += count
    words = len(_WORD.findall(rest))
    if found:
        return words <= (6 if in_header else 2)
    return (
        in_header
        and words <= 8
        and _DIGIT.search(line) is not None
        and bool(_STREET.search(line) or _POSTCODE.search(line))
    )


def opens_clause(line: str) -> bool:
    """A clause that stands in CVs and adverts for form's sake: references, consent, equal opportunity, salary."""
    return _CLAUSE.search(line[:1000]) is not None


def tells_of_company(line: str) -> bool:
    """ "Acme is a leading provider of ...": of the employer, not of the person."""
    return _COMPANY.match(line[:300]) is not None


def ends_sentence(line: str) -> bool:
    """Whether a full stop or the like ends the line, behind whatever brackets or quotes."""
    return line.rstrip(" \t\"')”’»").endswith(_ENDS_SENTENCE)
