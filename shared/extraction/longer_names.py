"""Names that a skill's word is only a part of: "Home Economics", "Birkdale Hydraulics Mfg.", "with Polish colleagues".

Companies are known by what their names end in or by a label ("Employer: ..."); nations, by the people and things they
are said of; classes of a driving licence, by the word before them.
"""

import re
from collections.abc import Iterator

_NAME_WORD = r"(?:[A-Z0-9][\w'’.-]*|&|and|of|the|de|la)"
# What ends a company's name. "PLC" is a controller, too, where no trade of companies stands before it.
_COMPANY = re.compile(
    r"\b(?:Inc|INC|Ltd|LTD|Limited(?! [a-z])|LIMITED|LLC|LLP|GmbH|Mfg|MFG|Corp|CORP|Corporation(?! [Tt]ax)|Pty|Pvt"
    r"|PVT|Phils?|PHILS|Sdn|plc"
    r"|(?<=(?i:bank) )PLC|(?<=(?i:group) )PLC|(?<=(?i:holdings) )PLC|(?<=(?i:insurance) )PLC|(?<=(?i:nigeria) )PLC"
    r"|(?<=(?i:stores) )PLC|(?<=(?i:breweries) )PLC|(?<=(?i:international) )PLC|(?<=(?i:industries) )PLC)\b"
)
_BEFORE_COMPANY = re.compile(
    r"(?:^|(?<=[,;:|•·()\t–—-] )|(?<=[|•·(\t])|(?<=\bat )|(?<=\bfor )|(?<=@ ))"
    rf"(?:{_NAME_WORD} ){{0,5}}[A-Z0-9][\w'’.-]*(?P<comma>,)? ?\Z",
    re.MULTILINE,
)
_AFTER_COMMA = ("Inc", "INC", "LLC", "Ltd")  # "Birkdale, Inc."
_MOST_CHARS = 80
_LABELLED = re.compile(
    r"^[ \t]*(?:[-*•·]\s)?(?i:(?:name of )?(?:company(?: name)?|employer)|posted (?:at|to)"
    r"|deployed (?:at|to)|assigned (?:at|to)|place of work|work ?place)[ \t]?:[ \t]*"
    rf"(?P<name>{_NAME_WORD}(?:[ ]{_NAME_WORD}){{0,6}})(?![\w ]*[.!?])",
    re.MULTILINE,
)
_NATION = (
    r"(?:English|German|French|Spanish|Italian|Dutch|Portuguese|Polish|Swedish|Danish|Norwegian|Finnish|Arabic|Chinese"
    r"|Japanese|Korean|Russian|Ukrainian|Hindi|Urdu|Marathi|Tamil|Bengali|Punjabi|Gujarati|Turkish|Greek|Czech|Slovak"
    r"|Hungarian|Romanian|Bulgarian|Croatian|Serbian|Lithuanian|Latvian|Estonian|Irish|Welsh|Scottish|American|British"
    r"|Austrian|Swiss|Belgian|Flemish|Thai|Vietnamese|Filipino|Indian|Brazilian|Persian|Hebrew|Afrikaans|Swahili)"
)
_OF_A_NATION = re.compile(
    rf"\b{_NATION}(?:(?:,\s?|/|\s?&\s?|\s(?:and|or|und)\s){_NATION}){{0,4}}(?:[ -]based)?\s"
    r"(?:colleagues|co-?workers|workmates|workers|guests|visitors|tourists|famil(?:y|ies)|households?|suppliers?"
    r"|vendors|partners|drivers"
    r"|crews?|owners?|lads|guys|friends|neighbou?rs|engineers|fitters|soldiers|troops|manufacturers?|brands?"
    r"|(?:garden wall|cross)(?: bond)?|bonds?|styles?(?: of)? (?:service|cooking|seam)|service|standards?|law"
    r"|regulations"
    r"|border|coast|waters|plants?|factor(?:y|ies)|sites?|screens|(?:daily |weekly |local )?(?:newspapers?|press"
    r"|magazines?)"
    r"|cheeses?|wines?|oak|slates?|doors|windows|drains?|bulldogs?|setters?|horn|tiles?)\b"
)
# "The crew was mostly Polish": not "teaching clients English".
_PEOPLE_ARE = re.compile(
    r"\b(?:colleagues|customers|guests|crew|team|staff|patients|pupils|tourists|clients|owners?|boss(?:es)?"
    r"|neighbou?rs)"
    r" (?:(?:is|are|was|were|being) (?:mostly |mainly |all |largely |half |often )?|(?:mostly|mainly|largely) )"
    rf"(?P<nations>{_NATION}(?:(?:,\s?|/|\s?&\s?|\s(?:and|or)\s){_NATION}){{0,4}})\b"
)
_LONGER = re.compile(
    r"\bhome economics\b|\bquality in optics\b|\bL-Acoustics\b"
    r"|\b(?:driving|driver['’]?s?|drivers['’]) licen[cs]es?,?:?(?: (?:class|category|cat\.?|groups?|code)(?:es"
    r"|ies)?)?:? ?"
    r"(?P<classes>[A-D]\d?E?(?:\+E)?(?:\s?(?:[,/+&]|and)\s?[A-D]\d?E?(?:\+E)?)*)(?![\w+#])",
    re.IGNORECASE,
)

# Whom a recruiter looks for: "Sourcing Java, AWS DevOps and SAP profiles", "Roles filled: Python developers, testers".
_RECRUITED = re.compile(
    r"\b(?:sourc(?:es?|ed|ing)|recruit(?:s|ed|ing)|headhunt(?:s|ed|ing)|hir(?:es?|ed|ing)|fill(?:s|ed|ing)|plac(?:ed"
    r"|ing)"
    r"|(?:roles?|positions?|vacancies)\s(?:filled|placed|covered|recruited(?:\sfor)?)\s?:"
    r"|screen(?:ed|ing)\s(?:resumes|cvs|candidates|applicants)\s(?:for|of))\s"
    r"(?P<roles>(?:(?!\b(?:\w{3,}ed|built|led|ran|wrote|using|via|through|on|in|who|and\s\w+ing)\b)[^\n.;!?]"
    r"|\.(?=\w)){0,160}"
    r"\b(?:developers|engineers|testers|programmers|profiles|candidates|consultants|analysts|architects|admins"
    r"|administrators"
    r"|designers|technicians|welders|drivers|inspectors|accountants|nurses|scientists))\b",
    re.IGNORECASE,
)


def company_names(text: str) -> Iterator[tuple[int, int]]:
    """Where those stand that end as a company's does, or follow a label: `text[start:end]`."""
    for ended in _COMPANY.finditer(text):
        name = _BEFORE_COMPANY.search(text, max(0, ended.start() - _MOST_CHARS), ended.start())
        if name is not None and (name["comma"] is None or ended[0] in _AFTER_COMMA):
            yield name.start(), ended.end()
    for match in _LABELLED.finditer(text):
        yield match.span("name")


def longer_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names of other things and what is said of nations stand: `text[start:end]`."""
    for match in _OF_A_NATION.finditer(text):
        yield match.span()
    for match in _PEOPLE_ARE.finditer(text):
        yield match.span("nations")
    for match in _RECRUITED.finditer(text):
        yield match.span("roles")
    for match in _LONGER.finditer(text):
        yield match.span("classes" if match["classes"] else 0)
