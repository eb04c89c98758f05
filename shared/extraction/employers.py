"""Sentences of a CV that speak for an employer: what it offers, sells and is proud of, which nobody need be able to do.

The employer is known from the heading of a job further up, or has a company's name ("Miller Ltd"). In its own job, and
in a list of skills or projects, "Miller: Python, SQL" tells what was done there, and stays.
"""

import re
from collections.abc import Collection, Iterator
from itertools import dropwhile

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.boilerplate import ends_sentence
from shared.extraction.document import Block
from shared.extraction.hidden import names_occupation
from shared.extraction.layout import FIRST_PERSON
from shared.extraction.sections import fold

# An employer's name, as folded words.
Name = tuple[str, ...]

_MAX_CHARS = 300
_PART = re.compile(r"(?:(?!\s[–—-]+\s|\s(?:at|@|bei|chez|en)\s)[^,|•·()\t\n\r;:@])+")
_NO_EMPLOYER = frozenset("freelance freelancer self own various several private".split())
_OF_A_COMPANY = frozenset(
    "ltd limited inc llc llp plc gmbh ag ab as bv nv oy sa spa srl cc corp corporation group holding holdings".split()
)
# What employers are called where their name is left out: "the practice offers ...".
_CALLED = frozenset(
    "agency bank business centre center charity clinic college company council estate factory farm firm garage group"
    " hospital hotel nursery organisation organization partnership practice restaurant salon school service shop store"
    " studio trust university".split()
)
_OF_AN_ORGANISATION = _OF_A_COMPANY | frozenset("academy school college university hospital trust foundation".split())
_SAYS = (
    r"(?:(?:also|now|currently|proudly)\s)?(?:does|runs|offers?|sells?|delivers?|provides?|supplies|supply|serves?"
    r"|speciali[sz]es?\sin"
    r"|operates?\sin|(?:is|are)\sactive\sin|has\sspeciali[sz]t\sstatus|belongs?\sto|(?:is|are)\spart\sof|employs?"
    r"|produces?"
    r"|manufactures?|makes?|promises?|says?|(?:is|are)\s(?:now\s)?hiring|(?:is|are)\sproud)"
)
_SPEAKS = re.compile(
    rf"(?P<name>[^:.!?\"“”„«|\n]{{2,60}}?)(?:(?P<lists>\s?:|\s[–—-]+)\s(?P<listed>.+)|\s(?P<says>{_SAYS})(?!\w))",
    re.IGNORECASE | re.DOTALL,
)
_HIRES = re.compile(
    r"(?!I\b|My\b)\w[^.:!?]{0,60}?\s(?:is|are)\s(?:now\s|currently\s|always\s)?hiring\s?:", re.IGNORECASE
)
_ABOUT = re.compile(
    rf"(?:(?:the\s|my\s)?(?:employer|{'|'.join(sorted(_CALLED))})\s(?:profile|overview|description)\s?:"
    rf"|about\s(?:the|my|our)\s(?:employer|{'|'.join(sorted(_CALLED))})\s?:|(?:company|employer)\s?:\s+we\s)",
    re.IGNORECASE,
)
_BELONGS = re.compile(
    r"(?!I\b|My\b)\w[^.:!?]{0,60}?\s(?:belongs\sto|is\spart\sof|is\sowned\sby)\s[^.:!?]{0,60}?"
    r"\b(?:group|holding|chain|corporation)\b",
    re.IGNORECASE,
)
_OF_THE_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|[12]\d{3})\b|\b(?:where|as) (?:a|an|the)\b", re.IGNORECASE)
_DID = re.compile(
    r"[\W_]*(?:\w{3,}ed|built|led|ran|wrote|taught|made|kept|sold|set|cut|dealt|drove|was|did)\b", re.IGNORECASE
)
# "Company makes pumps and valves": told of a job's employer without its name.
_COMPANY_MAKES = re.compile(
    r"(?:the\s|this\s|our\s)?(?:company|firm|employer|factory|plant|mill|shop|brand|store|brewery)\s(?:also\s"
    r"|mainly\s)?"
    r"(?:makes?|manufactures?|manufactured|produces?|sells?|sold|supplies|supply|supplied|exports?|imports?|stores"
    r"|stored"
    r"|repairs|services|looks\safter|specialises\sin|specializes\sin|serves)\s(?!me\b"
    r"|us\b|sure\b)",
    re.IGNORECASE,
)
# "Clients included brewers, banks and machine tool builders": what they are nobody need be.
_CLIENTS = re.compile(
    r"(?:(?:my|our|main|key|major|past|selected)\s)*(?:clients|customers)\s(?:included?|have included|range from)\s"
    # As in "Our products are tills and apps for invoices"
    r"|(?:our|its|their|the\scompany['’]s|company)\s(?:main\s)?(?:products?|services)(?:\s(?:and|&)\s(?:products"
    r"|services))?"
    r"(?:\s?:|\sare\s|\sinclude\s)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:a |the )?(?:market )?leader in\b|leading\b", re.IGNORECASE)
_MOST_NAME_WORDS = 5
# Words with capitals, none of them a deed or a title of a person.
_PROPER = re.compile(
    r"(?!(?i:mr|mrs|ms|miss|dr|prof|he|she|they)\b)(?:(?!\w+(?i:ed|ing)\b)[^\W\d_a-z][\w'’.-]*|&|and|of|du|de|la|the)"
    r"(?:\s(?:(?!\w+(?i:ed|ing)\b)[^\W\d_a-z][\w'’.-]*|&|and|of|du|de|la|the))*"
)
_LIST = re.compile(r",|\b(?:and|AND)\b|&")
_SMALL = frozenset({"the", "also", "our", "this"})
_NUMBERED = re.compile(r"\s*\(?\d{1,2}[.)]\s+")
_QUOTED = ('"', "“", "„", "«", "'", "‘")
_QUOTE_ENDS = ('"', "”", "“", "»", "'", "’")


def employers_of(block: Block) -> Iterator[Name]:
    """The names in the heading of a job, but for those of an occupation, and their beginnings, which are as often used:
    "Miller" of "Miller Outdoor Ltd"."""
    if block.kind is not EvidenceKind.WORK or block.entry is None:
        return
    heading = _NUMBERED.sub("", block.entry.heading, count=1).partition(". ")[0]  # what follows is told, not titled
    if ends_sentence(heading) or FIRST_PERSON.search(heading):
        return
    for part in _PART.finditer(heading):
        words = tuple(dropwhile(_is_of_date, fold(part[0]).split()))
        if (
            words
            and not names_occupation(part[0])
            and not any(map(str.isdigit, words))
            and words[0] not in _NO_EMPLOYER
        ):
            yield from (words[:length] for length in range(1, len(words) + 1))


def _written(name: str, sentence: str) -> str:
    """A name as it would be written where the sentence is typed in small letters alone, whose lack of capitals says
    nothing."""
    return name.title() if sentence.islower() else name


def _names_somebody_else(name: str, block: Block) -> bool:
    """Whether it is a proper name of some words, as "Savon du Port", and stands where no work of one's own is told."""
    words = name.split()
    return (
        2 <= len(words) <= _MOST_NAME_WORDS
        and block.section not in (Section.SKILLS, Section.PROJECTS)
        and not words[-1].islower()
        and _PROPER.fullmatch(name) is not None
        and not names_occupation(name)
    )


def _is_of_date(word: str) -> bool:
    """Of "2016/09 -> 2020/04 Miller Ltd", as folded."""
    return word.isdigit() or word == "and"


def speaks_for_employer(sentence: str, block: Block, known: Collection[Name]) -> bool:
    """Whether a sentence of the block tells of an employer, and of nothing that the person did.

    Args:
        known: the employers named in the block and before it.
    """
    sentence = sentence[:_MAX_CHARS]
    if _HIRES.match(sentence) or _ABOUT.match(sentence):
        return True
    if _CLIENTS.match(sentence):
        return True
    if _COMPANY_MAKES.match(sentence) and not _OF_THE_PERSON.search(sentence):
        return True
    speaks = _SPEAKS.match(sentence)
    if speaks is None or _OF_THE_PERSON.search(sentence):
        return False
    if _BELONGS.match(sentence):
        return True
    name = tuple(word for word in fold(speaks["name"]).split() if word not in _SMALL)
    if not name:
        return False
    is_known = name in known or any(name[:length] in known for length in range(2, len(name)))
    if speaks["says"]:
        return (
            is_known
            or name[-1] in _OF_AN_ORGANISATION
            or (len(name) == 1 and name[0] in _CALLED and fold(speaks["name"]) != name[0])
            or (
                _names_somebody_else(_written(speaks["name"], sentence), block)
                and bool(_LIST.search(sentence, speaks.end()))
            )
        )
    if block.section in (Section.SKILLS, Section.PROJECTS) or (
        block.kind is EvidenceKind.WORK and name in set(employers_of(block))
    ):
        return False
    listed = speaks["listed"]
    is_quoted = listed.startswith(_QUOTED)
    if not (is_known or name[-1] in (_OF_AN_ORGANISATION if is_quoted else _OF_A_COMPANY)):
        return False
    if is_quoted:
        return is_known or listed.rstrip(" .").endswith(_QUOTE_ENDS)
    if _LEADS.match(listed):
        return True
    return listed.count(",") >= 1 and not _DID.match(listed) and not names_occupation(listed.partition(",")[0])
