"""Sentences of a CV that tell of pastimes, which nobody is hired for: "Hobbies: photography", "Off duty: sailing".

They are told by what introduces them, a label or a heading; by a list of what hardly anybody is hired for; and "I enjoy
gardening" by its beginning, where it stands in no job, project or profile: of work, people say that they enjoy it too.
"""

import re

from shared.domain.assessment import EvidenceKind, Section
from shared.extraction.document import Block
from shared.extraction.sentences import Span

_TIME = r"(?:(?:in|during)\s)?(?:my\s)?(?:own|free|spare|leisure)\s(?:time|hours)"
_AWAY = (
    r"(?:outside|away\sfrom|beyond|besides|apart\sfrom)\s(?:of\s)?(?:my\s|the\s)?(?:work|job|office|hours|school)"
    r"|off[\s-](?:the\s)?(?!site\b|line\b|shore\b|the-)[a-z]+"
)
_HOBBIES = (
    r"(?:hobb(?:y|ies)|(?:leisure\s|outside\s|personal\s)?interests?|pass?-?times?"
    r"|(?:sports?\s?(?:&|and)\s?)?leisure(?:\sactivities)?|likes?"
    r"|recreation)"
)
_LABEL = (
    rf"(?:{_TIME}|{_AWAY}|(?:my\s|other\s|main\s|personal\s)?{_HOBBIES}(?:\s?(?:&|and|/|,)\s?{_HOBBIES})?"
    r"|(?:for\s)?fun(?:\s(?:things?|facts?))?|(?:at\s|on\s)?(?:the\s)?(?:weekends?|sundays?))"
)
_LABELLED = re.compile(rf"[\W_]*{_LABEL}\s?(?:[:：]|\s[-–—]\s)", re.IGNORECASE)
# In a column of its own, or in capitals, a label needs no colon.
_BESIDE = re.compile(
    rf"[\W_]*(?:(?:my\s|other\s|main\s|personal\s)?{_HOBBIES}(?:\s?(?:&|and|/|,)\s?{_HOBBIES})?(?:\t|\s{{2,}})"
    r"|(?-i:HOBB(?:Y|IES)|INTERESTS)\s)(?=\S)",
    re.IGNORECASE,
)
# What hardly anybody is hired for, as an item of a list; two make it one of pastimes.
_AS_ITEM = r"(?=\s*(?:[,;.()&·|]|\Z|(?:and|in|with|at|by|when)\b))"
_IDLE = (
    r"travell?ing|chess|board\sgames|video\sgames|karaoke|jogging|bingo|sudoku|crosswords?|puzzles|stamp\scollecting"
    r"|pub\squiz|bird-?\s?watching|novels|mysteries|concerts|movies|films|museums|sourdough|vinyl|genealogy|astronomy"
)
_PASTIME = re.compile(
    rf"\b(?:(?P<idle>{_IDLE})|hiking|hill-?\s?walking|bouldering|(?:rock\s)?climbing|camping|knitting|crochet(?:ing)?"
    r"|quilting|(?:ice\s|sea\s|fly\s|coarse\s)?fishing|gardening|curling|(?:cross-country\s)?skiing|snowboarding"
    r"|(?:wild|sea|open\swater)\sswimming|choirs?|brass\sband|salsa|model\srailways?|cornet|accordion|ukulele|drums"
    r"|guitar|hurling|camogie|five-a-side|football|volleyball|basketball|badminton|hockey|rugby|tennis|golf|cricket"
    r"|woodturning|ham\sradio|amateur\s(?:radio|astronomy)|bee-?keeping|bush-?walk(?:s|ing)"
    r"|3D\sprinting\s(?:miniatures|toys)"
    r"|line\sdancing|baking\sbread|darts|snooker|kayaking|surfing|bell-?ringing|bookbinding"
    rf"|(?:(?<!\w\s)|(?<=and\s))(?:reading|running|cycling|sailing|gaming|walking)){_AS_ITEM}",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[\W_]*(?:also|otherwise|does|reads|plays|me|personal(?:ly)?|private(?:ly)?|at\shome|besides|else|life"
    r"|when\snot\s(?:at\s)?work(?:ing)?)"
    r"\s?[:：]",
    re.IGNORECASE,
)
_OF_A_TRADE = re.compile(
    r"\b(?:coach\w*|teach\w*|taught|instruct\w*|train\w*|guid(?:e|ed|ing)|referee\w*|lessons?|qualif\w+|certif\w+"
    r"|licen[cs]e\w*"
    r"|levels?|diploma|nvq|clients?|customers?|pupils|students|sold|selling|sales|repair\w*|[12]\d{3})\b",
    re.IGNORECASE,
)
_HEADING = re.compile(rf"[\W_]*{_LABEL}[\W_]*", re.IGNORECASE)
_ENJOYED = re.compile(
    rf"(?:i\s(?:also\s|really\s)?(?:enjoy|like|love)\s(?!to\b)|{_TIME}\W+i\b"
    r"|(?:at|on)\s(?:the\s)?(?:weekends?|sundays?|saturdays?)\W+i\b)",
    re.IGNORECASE,
)
_REST_OF_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_LONGEST_LABEL = 60
_LONGEST_LIST = 300


def opens_pastimes(text: str, block: Block) -> bool:
    """Whether the block is a heading, alone in its line, that announces nothing but pastimes."""
    if block.end - block.start > _LONGEST_LABEL or _HEADING.fullmatch(text, block.start, block.end) is None:
        return False
    return text.endswith("\n", 0, block.end) or _REST_OF_LINE.match(text, block.end) is not None


def tells_of_pastimes(text: str, sentence: Span, block: Block) -> bool:
    """Whether the line that the sentence stands in is labelled so, or the sentence begins so."""
    line = max(text.rfind("\n", 0, sentence.start) + 1, sentence.start - _LONGEST_LABEL)
    if _LABELLED.match(text, line, sentence.end) or _BESIDE.match(text, line, sentence.end):
        return True
    if _LABELLED.match(text, sentence.start, sentence.end):
        return True
    if block.kind in (EvidenceKind.WORK, EvidenceKind.PROJECT) or block.section is Section.SUMMARY:
        return False
    aside = _ASIDE.match(text, sentence.start, sentence.end) is not None
    at_school = block.kind in (EvidenceKind.EDUCATION, EvidenceKind.CERTIFICATE) and not aside
    if _lists_pastimes(text, sentence, least=1 if aside else 2, idle=at_school or block.section is Section.SKILLS):
        return True
    return _ENJOYED.match(text, sentence.start, sentence.end) is not None


def _lists_pastimes(text: str, sentence: Span, *, least: int, idle: bool) -> bool:
    """Whether it is a list of as many pastimes, or of one behind such words as "Otherwise:", and tells of no trade.

    Args:
        idle: one of them has to be a trade of nobody: sports, music and crafts are among the skills of some.
    """
    end = min(sentence.end, sentence.start + _LONGEST_LIST)
    if least > 1 and "," not in text[sentence.start : end]:
        return False
    found = list(_PASTIME.finditer(text, sentence.start, end))
    if len({match[0].lower() for match in found}) < least or (idle and not any(match["idle"] for match in found)):
        return False
    return _OF_A_TRADE.search(text, sentence.start, end) is None
