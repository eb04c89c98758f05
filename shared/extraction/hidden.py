"""Parts of a CV that name people, places on the web and employers, not skills: matching does not look there.

The person's name: the first part of the first line (a title such as "Curriculum Vitae" aside), and wherever a line
begins with that name again. In the heading of a job, only parts with a word for an occupation are read ("Python
developer"), so that an employer ("Oracle", "Spark Ltd") proves nothing; in the headings of courses, projects and
certificates, all parts are read but those that name an organisation. Companies elsewhere, and other names that a
skill's word is a part of, are found by longer_names.py.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from shared.domain.assessment import EvidenceKind
from shared.extraction.boilerplate import ends_sentence
from shared.extraction.document import Block
from shared.extraction.longer_names import company_names, longer_names

_ADDRESS = re.compile(
    r"(?<![\w.+'’-])[\w.+'’-]{1,64}@[\w-]+(?:\.[\w-]+)*"
    r"|(?:https?://|ftp://|www\.)\S+"
    r"|(?<![\w.@-])(?:[\w-]+\.)+(?:com|org|io|dev|net|eu|de|fr|es|it|nl|at|ch|uk|us|ca|edu|gov|info|app|me|co)/\S*"
    r"|(?<![\w.@-])(?:[\w-]+\.)+(?:com|org|edu|gov)(?![\w-])"
    r"|(?<![\w@])@\w+"
    r"|(?<![^\s(])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)+/?"
    r"|(?<!\w)[A-Za-z]:\\\S+"
)
_CHUNK = re.compile(r"\S{3,}")
_ADDRESS_SIGN = re.compile(r"[@/\\]|\.\w")
_TITLE = re.compile(
    r"(?:my )?(?:curriculum vitae|cv|resume|résumé|personal (?:details|information|data)|lebenslauf|currículum)"
    r"(?: (?:of|for|von|de))?\b[\s:–—-]*|(?:full |first |last )?name\s*[:\t]\s*",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"[|•·(\t\n\r\v\f\x85\u2028\u2029;]|\s[–—-]+\s|,|\s{3,}|(?<!\w)\+?\d")
_MAX_NAME_WORDS = 6
_PRONOUNS = frozenset({"I", "I'm", "I’m", "I've", "I’ve", "My", "We", "Our"})
# In lower case within a name: "Vincent van Gogh".
_PARTICLES = frozenset(
    "al ap av ben bin bint da das de degli dei del della den der di do dos du e el af i ibn la las le los ní o of och"
    " pla st te ten ter und van vel von y zu zum zur a".split()
)
_OCCUPATION = re.compile(
    r"(?:\w*(?:engineer|developer|programmer|manager|analyst|consultant|teacher|administrator|designer|architect"
    r"|scientist|technician|specialist|assistant|officer|coordinator|instructor|tutor|trainer|lecturer|researcher|nurse"
    r"|accountant|auditor|bookkeeper|secretary|receptionist|clerk|cashier|operator|mechanic|electrician|plumber|welder"
    r"|carpenter|driver|chef|cook|baker|waiter|waitress|bartender|cleaner|guard|director|head|lead|leader|supervisor"
    r"|executive|representative|agent|advisor|adviser|associate|intern|internship|trainee|apprentice|freelance"
    r"|freelancer|writer|editor|journalist|translator|interpreter|photographer|artist|therapist|physician|doctor"
    r"|surgeon"
    r"|dentist|pharmacist|psychologist|lawyer|attorney|paralegal|tester|expert|strategist|planner|buyer|merchandiser"
    r"|salesperson|salesman|marketer|recruiter|volunteer|member|professor|fellow|worker|practitioner|carer|midwife"
    r"|hairdresser|barber|tailor|dressmaker|seamstress|joiner|roofer|plasterer|bricklayer|painter|mason|tiler|glazier"
    r"|butcher|farmer|gardener|forester|fisherman|sailor|pilot|steward|stewardess|singer|musician|dancer|actor|actress"
    r"|reporter|correspondent|counsellor|counselor|labourer|laborer|porter|picker|packer|courier|fitter|installer"
    r"|toolmaker|cabinetmaker|blacksmith|goldsmith|watchmaker|physiotherapist|\w{3,12}ologist|\w{3,12}ographer"
    r"|librarian|surveyor|biologist|chemist|physicist|economist|statistician|mathematician|entwickler|ingenieur"
    r"|leiter|berater|lehrer|développeur|ingénieur|responsable|desarrollador|ingeniero)(?:in|s)?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_ORGANISATION = re.compile(
    r"(?<!\w)(?:inc|ltd|llc|llp|plc|gmbh|ag|corp|corporation|company|group|holdings?|university|universität|université"
    r"|universidad|college|school|institute|institut|academy|hospital|bank|ministry|council|foundation|solutions|udemy"
    r"|coursera|edx|linkedin|pluralsight)(?!\w)",
    re.IGNORECASE,
)
# "Army Reserve, 2012-2015: drill, map reading": what a job was goes on in its heading.
_TOLD = re.compile(r"(?<=\w):\s(?=[a-z]+(?:\s[a-z]+){0,3},\s[a-z])")
_EMPLOYER_NAME = re.compile(r"[A-Z][\w'’.-]*(?:\s(?:&|and|of|the|[A-Z][\w'’.-]*)){1,4}")
_PART = re.compile(r"(?:(?!\s[–—-]+\s|\s(?:at|@|bei|chez|en)\s)[^,|•·()\t\n\r;@])+")


def hide(text: str, blocks: Iterable[Block]) -> str:
    """The text with "|" for every character that is not to be matched: of the same length, so that offsets hold."""
    hidden = list(address_spans(text))
    hidden += name_spans(text)
    hidden += longer_names(text)
    hidden += (span for span in company_names(text) if not names_occupation(text[slice(*span)]))
    for block in blocks:
        hidden += _employers(text, block)
    pieces: list[str] = []
    reach = 0
    for start, end in sorted(hidden):
        if end <= reach:
            continue
        start = max(start, reach)
        pieces += (text[reach:start], "|" * (end - start))
        reach = end
    pieces.append(text[reach:])
    return "".join(pieces)


def names_occupation(title: str) -> bool:
    """Whether a word of a title is one for what people do for a living."""
    return any(map(_is_occupation, _WORD.findall(title)))


@lru_cache(maxsize=8192)
def _is_occupation(word: str) -> bool:
    return _OCCUPATION.fullmatch(word) is not None


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where e-mail addresses, URLs, handles and paths stand: `text[start:end]`."""
    for chunk in _CHUNK.finditer(text):
        if _ADDRESS_SIGN.search(chunk[0]):
            for match in _ADDRESS.finditer(text, *chunk.span()):
                yield match.span()


def name_spans(text: str) -> list[tuple[int, int]]:
    """Where the person's name stands, first at the head: `text[start:end]`; none where no name is to be made out."""
    start = _skip_space(text, 0)
    while (title := _TITLE.match(text, start)) and title.end() > start:
        start = _skip_space(text, title.end())
    ended = _NAME_END.search(text, start, start + 120)
    end = ended.start() if ended else min(len(text), start + 120)
    name = text[start:end].rstrip()
    words = name.split()
    if not words or len(words) > _MAX_NAME_WORDS or not text[start + len(name) :].strip() or not _is_name(words):
        return []
    spans = [(start, start + len(name))]
    if len(words) > 1:
        written = (r"[ \t]+".join(map(re.escape, form)) for form in (words, [word.upper() for word in words]))
        again = re.compile(rf"^[ \t]*(?:{'|'.join(written)})(?!\w)", re.MULTILINE)
        spans += [match.span() for match in again.finditer(text, start + len(name))]
    return spans


def _is_name(words: list[str]) -> bool:
    """Few words and no sentence; in any case, but not "I used Docker", where capitals and others mix."""
    if any(word.endswith(":") for word in words) or words[0] in _PRONOUNS:
        return False
    lower = [word for word in words if word.islower()]
    if len(lower) < len(words) and any(word not in _PARTICLES for word in lower):
        return False
    if words[-1][-1] in ".!?:" and any(word[0].islower() for word in words[1:]):
        return False
    return len(words) <= 4 or sum(word[0].isupper() for word in words) >= len(words) - 2


def _employers(text: str, block: Block) -> list[tuple[int, int]]:
    if not block.entry or not block.entry.heading:
        return []
    if ends_sentence(block.entry.heading):  # "From 2012 to 2018 I was …": told, not titled
        return []
    is_job = block.kind is EvidenceKind.WORK
    start = text.find(block.entry.heading, block.start, block.end)
    if start < 0:
        return _employers_after_titles(text, block, block.entry.heading) if is_job else []
    end = start + len(block.entry.heading)
    if is_job and (told := _TOLD.search(text, start, end)) and not text.islower():
        end = told.start()
    spans = []
    for part in _PART.finditer(text, start, end):
        reads = names_occupation(part[0]) if is_job else not _ORGANISATION.search(part[0])
        if not reads:
            spans.append(part.span())
    return spans


def _employers_after_titles(text: str, block: Block, heading: str) -> list[tuple[int, int]]:
    """Those of a heading that was put together of lines and columns: proper names behind a title in its line, as in
    "Desk clerk, Birkdale Cold Stores, Leeds".
    """
    spans = []
    reach = block.start
    is_titled = False
    for part in heading.split(", "):
        at = text.find(part, reach, block.end)
        if at < 0:
            break
        if is_titled and text.startswith(", ", max(0, at - 2)) and _EMPLOYER_NAME.fullmatch(part):
            spans.append((at, at + len(part)))
        is_titled = names_occupation(part)
        reach = at + len(part)
    return spans


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] in "#*-–—•\ufeff"):
        at += 1
    return at
