"""Wording cues: words near a mention that say how much it shows, as "led", "used", "familiar with".

One table, read both here (which cues govern a mention) and by proficiency.py (what they weigh).
Self-stated levels follow the words of the CEFR scale (Council of Europe 2001) and of the usual CV templates.
"""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


class CueStrength(Enum):
    """What a cue says: had charge of it or masters it; did it; was near it or is beginning."""

    STRONG = "strong"
    NEUTRAL = "neutral"
    WEAK = "weak"


# Verbs and phrases that stand before what they govern. Columns are separated by "|".
_STRONG = (
    "led|lead|leading|headed|heading|spearheaded|architected|designed|designing|owned|owning|built|building|founded"
    "|pioneered|directed|managed|managing|mentored|mentoring|coached|coaching|trained others in|trained colleagues in"
    "|trained the team in|taught|responsible for|in charge of|accountable for|introduced|established|lead developer"
    "|expert in|expert at|expert with|expertise in|expertise with|deep knowledge of|deep understanding of|mastery of"
    "|in-depth knowledge of|strong knowledge of|extensive experience|extensive knowledge of|specialised in"
    "|specialized in|specialising in|specializing in|strong command of|excellent command of|authority on"
    "|highly proficient in|advanced knowledge of|leitete|geleitet|verantwortlich für|entwarf|aufgebaut"
    "|dirigé|conçu|responsable de|pilotage de|dirigí|diseñé|lideré"
)
_NEUTRAL = (
    "used|using|use of|uses|worked with|working with|worked on|developed|developing|implemented|implementing"
    "|maintained|maintaining|created|creating|wrote|writing|delivered|delivering|applied|applying|performed"
    "|conducted|operated|administered|analysed|analyzed|automated|configured|deployed|integrated|migrated"
    "|optimised|optimized|tested|supported|prepared|programmed|coded|experience with|experience in|experience of"
    "|experienced in|experienced with|skilled in|skilled at|knowledge of|competent in|proficient in"
    "|proficient with|proficiency in|working knowledge of|hands-on experience|good knowledge of|solid knowledge of"
    "|solid understanding of"
    "|verwendet|entwickelte|eingesetzt|erfahrung mit|kenntnisse in|utilisé|développé|expérience en|utilicé|desarrollé"
    "|experiencia en"
)
_WEAK = (
    "familiar with|familiarity with|basics of|basic knowledge of|basic understanding of|exposure to|exposed to"
    "|assisted|assisting|assisted with|assisted in|helped|helping|helped with|learning|learned|learnt|studying"
    "|currently learning|some knowledge of|some experience with|some experience in|limited experience"
    "|limited knowledge of"
    "|beginner in|introduction to|introductory|observed|shadowed|aware of|awareness of|fundamentals of"
    "|conversant with|acquainted with|contributed to|participated in|took part in"
    "|getting to know"
    "|grundkenntnisse in|grundkenntnisse|lerne|notions de|bases de|initiation à|conocimientos básicos de|nociones de"
)
# Levels that stand before what they qualify ("advanced Excel"), after it ("Excel (advanced)"), or before a list
# of it ("Advanced: Excel, Word").
_LEVELS: dict[CueStrength, str] = {
    CueStrength.STRONG: "expert|advanced|mastery|native|bilingual|mother tongue|fluent|highly proficient|very good"
    "|excellent|very strong|strong|full professional proficiency|c1|c2|certified expert|experte|sehr gut|fließend"
    "|verhandlungssicher|muttersprache|courant|avancé|langue maternelle|avanzado|nativo|fluido",
    CueStrength.NEUTRAL: "intermediate|upper intermediate|proficient|competent|good|working knowledge|confident"
    "|professional working proficiency|conversational|skilled|solid|b1|b2|gut|gute kenntnisse|intermédiaire|intermedio",
    CueStrength.WEAK: "a little|a little bit of|a bit of|occasional|occasionally|sometimes|rarely|rusty"
    "|read only|read-only|some words|beginner|basic|basics|novice|elementary|rudimentary|fundamentals"
    "|limited|learning|some|limited working proficiency|elementary proficiency|pre-intermediate|entry level|a1|a2"
    "|anfänger|grundkenntnisse"
    "|débutant|notions|básico|principiante",
}

_BEFORE: dict[str, CueStrength] = {
    **dict.fromkeys(_STRONG.split("|"), CueStrength.STRONG),
    **dict.fromkeys(_NEUTRAL.split("|"), CueStrength.NEUTRAL),
    **dict.fromkeys(_WEAK.split("|"), CueStrength.WEAK),
}
_LEVEL: dict[str, CueStrength] = {cue: strength for strength, row in _LEVELS.items() for cue in row.split("|")}

CUES: Mapping[str, CueStrength] = MappingProxyType({**_LEVEL, **_BEFORE})

_NUMBERS = "one two three four five six seven eight nine ten".split()
_NUMBER = r"\d{1,2}(?:[.,]\d)?|" + "|".join(_NUMBERS)
_DURATION = rf"(?P<number>{_NUMBER})\s?\+?(?:\s|-)?(?P<unit>years?|yrs?|months?|mos)\b(?!\s+old)(?:['’]|\b)"
_STATED = re.compile(_DURATION)


def _words(cues: Iterable[str]) -> str:
    return "|".join(re.escape(cue).replace(r"\ ", r"\s+") for cue in sorted(cues, key=lambda cue: (-len(cue), cue)))


# What looks like a cue and names a thing: "machine learning", "Visual Basic", "applied statistics".
_NO_CUE = re.compile(
    r"(?:machine|deep|reinforcement|supervised|distance|blended|adult|language)\s+learning\Z|visual\s+basic\Z"
)
_NO_CUE_BEFORE = re.compile(r"\s+(?:life\s+support|food\s+hygiene)\b")
_PARTICIPLES = frozenset({"applied", "integrated"})
_CUE = re.compile(rf"(?<![\w-])(?:(?P<cue>{_words(CUES)})|{_DURATION})(?![\w-])")
# Between a mention and a level that follows it: "Excel: advanced", "French B2", "Python skills (basic)".
_TO_LEVEL = re.compile(r"(?:\s(?:skills?|language|programming))?\s*[:(\[–—|/-]?\s*\Z")
_ITEM_END = re.compile(r"[,;|•·\n)\]]")
# Between two cues that govern together: "designed and built", "expert in and 5 years of".
_JOINT = re.compile(r"(?:\s|,|/|&|-|and\b|or\b|then\b|also\b|successfully\b|personally\b|of\b|over\b|with\b)*\Z")
_CLAUSE_END = re.compile(r"[;•·!?]|\.(?=\s)|(?<!\w)(?:but|whereas|while|although|however)(?!\w)|\n\s*\n")
_DETERMINED = re.compile(r"\s+(?:a|an|the|our|their|his|her|my|its)\s", re.IGNORECASE)
_MAX_REACH = 160  # characters between a cue and the mention it governs


class _Spot(NamedTuple):
    start: int
    end: int
    cue: str
    is_level: bool


def strength_of(cue: str) -> CueStrength | None:
    """The class of a cue of the table; None for a stated duration ("5 years")."""
    return CUES.get(cue)


def stated_months(cues: Iterable[str]) -> int | None:
    """The longest duration that cues such as "5 years" or "18 months" state, in months; None where none does.

    It is the person's own word: a rating caps what it may count for.
    """
    stated = [_months(match) for cue in cues if (match := _STATED.fullmatch(cue))]
    return max(stated, default=None)


def find_cues(quote: str, mention_start: int, mention_end: int) -> tuple[str, ...]:
    """Cues of the table, and stated durations, that govern `quote[mention_start:mention_end]`, in text order.

    The nearest cue before the mention in its clause governs it, with those joined to it ("designed and built"); so
    does a level or a duration that follows it in its own list item ("Python (expert, 5 years)").
    """
    before: list[_Spot] = []
    after: list[_Spot] = []
    for spot in _spots(quote.lower() if len(quote.lower()) == len(quote) else quote):
        if spot.start <= mention_start:
            before.append(spot)
        elif spot.start >= mention_end:
            after.append(spot)
    found = [spot.cue for spot in (*_governing(quote, before, mention_start), *_qualifying(quote, after, mention_end))]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4)  # the mentions of one sentence come one after the other
def _spots(folded: str) -> tuple[_Spot, ...]:
    spots = []
    for match in _CUE.finditer(folded):
        if _NO_CUE.search(folded, max(0, match.start() - 16), match.end()) or _NO_CUE_BEFORE.match(folded, match.end()):
            continue
        if match["cue"]:
            cue = " ".join(match["cue"].split())
            spots.append(_Spot(match.start(), match.end(), cue, cue in _LEVEL))
        else:
            unit = "years" if match["unit"].startswith("y") else "months"
            number = match["number"].replace(",", ".")
            spots.append(_Spot(match.start(), match.end(), f"{number} {unit}", is_level=True))
    return tuple(spots)


def _governing(quote: str, spots: list[_Spot], mention_start: int) -> list[_Spot]:
    chosen: list[_Spot] = []
    upto = mention_start
    for spot in reversed(spots):
        between = quote[spot.end : upto]
        if chosen:
            if not _JOINT.match(between):
                break
        elif spot.cue in _PARTICIPLES and mention_start - spot.end <= 1:
            continue
        elif spot.start == mention_start:
            if _is_own_verb(quote, spot):
                chosen.append(spot)
            continue
        else:
            if mention_start - spot.end > _MAX_REACH or _CLAUSE_END.search(between.lower()):
                break
            if spot.is_level and spot.cue not in _BEFORE and not _heads(quote, spot, mention_start):
                continue
            if _is_qualifier(quote, spot):
                continue
        chosen.append(spot)
        upto = spot.start
    return chosen[::-1]


def _is_own_verb(quote: str, spot: _Spot) -> bool:
    """Whether the mention begins with its verb ("managed teams", "leading a team"), not a noun ("lead generation")."""
    if spot.cue.endswith("ing") or spot.cue == "lead":
        return _DETERMINED.match(quote, spot.end) is not None
    return not spot.is_level


def _heads(quote: str, spot: _Spot, mention_start: int) -> bool:
    """Whether a level stands before what it qualifies: "advanced Excel", or as the head of a list, "Advanced: …"."""
    between = quote[spot.end : mention_start]
    if ":" in between[:12]:
        return True
    if spot.cue[0].isdigit() or spot.cue.split()[0] in _NUMBERS:
        return not _ITEM_END.search(between.split("experience")[0]) and "(" not in between
    return len(between) <= 40 and not re.search(r"[,;|•·\n()\[\]–—:]", between)


def _is_qualifier(quote: str, spot: _Spot) -> bool:
    """Whether it qualifies an item before it: "Python (basic knowledge of)", "SQL – advanced, Excel"."""
    opened = quote.rfind("(", 0, spot.start)
    return opened > quote.rfind(")", 0, spot.start) and ")" in quote[spot.end :]


def _qualifying(quote: str, spots: list[_Spot], mention_end: int) -> list[_Spot]:
    chosen: list[_Spot] = []
    upto = mention_end
    for spot in spots:
        if not spot.is_level:
            continue
        between = quote[upto : spot.start]
        inside = chosen and not re.search(r"[()\[\];|•·\n]", between) and "(" in quote[mention_end : chosen[0].start]
        if not inside and not (_TO_LEVEL.fullmatch(between) and _closes(quote, spot)):
            break
        chosen.append(spot)
        upto = spot.end
    return chosen


def _closes(quote: str, spot: _Spot) -> bool:
    """Whether a list item ends after the level, so that "Python advanced analytics" is not a level of Python."""
    rest = quote[spot.end :].lstrip(" .")
    return (
        not rest or rest[0] in ",;|•·\n)]/" or rest.startswith(("level", "user", "of experience", "experience", "and "))
    )


def _months(match: re.Match[str]) -> int:
    word = match["number"]
    number = _NUMBERS.index(word) + 1 if word in _NUMBERS else float(word.replace(",", "."))
    return round(number * 12) if match["unit"].startswith("y") else round(number)
