"""Sentences of a CV that tell of pastimes, which nobody is hired for: "Hobbies: photography", "Off duty: sailing".

They are told by what introduces them, a label or a heading, and "I enjoy gardening" by its beginning, where it stands
in no job, project or profile: of work, people say that they enjoy it too.
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
_HEADING = re.compile(rf"[\W_]*{_LABEL}[\W_]*", re.IGNORECASE)
_ENJOYED = re.compile(
    rf"(?:i\s(?:also\s|really\s)?(?:enjoy|like|love)\s(?!to\b)|{_TIME}\W+i\b"
    r"|(?:at|on)\s(?:the\s)?(?:weekends?|sundays?|saturdays?)\W+i\b)",
    re.IGNORECASE,
)
_REST_OF_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_LONGEST_LABEL = 60


def opens_pastimes(text: str, block: Block) -> bool:
    """Whether the block is a heading, alone in its line, that announces nothing but pastimes."""
    if block.end - block.start > _LONGEST_LABEL or _HEADING.fullmatch(text, block.start, block.end) is None:
        return False
    return text.endswith("\n", 0, block.end) or _REST_OF_LINE.match(text, block.end) is not None


def tells_of_pastimes(text: str, sentence: Span, block: Block) -> bool:
    """Whether the line that the sentence stands in is labelled so, or the sentence begins so."""
    line = max(text.rfind("\n", 0, sentence.start) + 1, sentence.start - _LONGEST_LABEL)
    if _LABELLED.match(text, line, sentence.end):
        return True
    if block.kind in (EvidenceKind.WORK, EvidenceKind.PROJECT) or block.section is Section.SUMMARY:
        return False
    return _ENJOYED.match(text, sentence.start, sentence.end) is not None
