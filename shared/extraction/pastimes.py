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
    r"(?:hobb(?:y|ies)|(?:leisure\s|outside\s|personal\s)?interests?|pass?-?times?|leisure(?:\sactivities)?|likes?"
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
# What hardly anybody is hired for; two in a line make it one of pastimes.
_PASTIME = re.compile(
    r"\b(?:travell?ing|hiking|hill-?\s?walking|bouldering|(?:rock\s)?climbing|camping|bird-?\s?watching|knitting"
    r"|crochet(?:ing)?"
    r"|quilting|chess|board\sgames|video\sgames|gaming|karaoke|jogging|(?:ice|sea|fly|coarse)\sfishing|fishing"
    r"|gardening|curling"
    r"|(?:cross-country\s)?skiing|snowboarding|(?:wild|sea|open\swater)\sswimming|sourdough|vinyl|choirs?"
    r"|brass\sband|salsa|pub\squiz"
    r"|bingo|sudoku|crosswords?|puzzles|stamp\scollecting|model\srailways?|genealogy|cornet|accordion|ukulele|drums"
    r"|guitar|hurling"
    r"|camogie|five-a-side|football|volleyball|basketball|badminton|hockey|rugby|tennis|golf|cricket|darts|snooker"
    r"|cycling"
    r"|running|kayaking|surfing|sailing|bell-?ringing|reads|reading|novels|mysteries|concerts|movies|theatre\sgoing"
    r"|museums|markets|bookbinding|astronomy)\b",
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
    if block.kind in (EvidenceKind.WORK, EvidenceKind.PROJECT) or block.section is Section.SUMMARY:
        return False
    if _lists_pastimes(text, sentence):
        return True
    return _ENJOYED.match(text, sentence.start, sentence.end) is not None


def _lists_pastimes(text: str, sentence: Span) -> bool:
    """Whether it is a list of two pastimes or more, or of one behind such words as "Otherwise:", and no trade."""
    end = min(sentence.end, sentence.start + _LONGEST_LIST)
    least = 1 if _ASIDE.match(text, sentence.start, end) else 2
    if "," not in text[sentence.start : end] and least > 1:
        return False
    named = {match[0].lower() for match in _PASTIME.finditer(text, sentence.start, end)}
    return len(named) >= least and _OF_A_TRADE.search(text, sentence.start, end) is None
