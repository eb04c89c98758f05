"""Which labels count where: short names and everyday words need a context, and some never count.

Precision comes first: a person should not read nonsense about themself. The tables are in ambiguous_labels.py.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import Section
from shared.domain.skill import SkillSource, SkillType
from shared.extraction import ambiguous_labels as labels
from shared.extraction.everyday import is_everyday
from shared.extraction.fields import is_of_another_field, lacks_its_field
from shared.extraction.hidden import names_occupation
from shared.extraction.layout import NATURAL_LANGUAGE
from shared.extraction.word_forms import are_forms
from shared.taxonomy.model import Candidate, LabelKind, TaxonomySkill
from shared.taxonomy.own import OwnCandidate
from shared.taxonomy.tokens import DETERMINERS, exact_key, stem, tokenize

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

_NEAR_CHARS = 70
_MOST_UNSAID = 1
# Labels that begin or end with one of these are pieces of sentences ("and procedures").
FUNCTION_WORDS = frozenset(
    "a an the and or of in for to with on at by from as our their his her my its is are be up out off other".split()
)
# A word that goes on after a space, but for those that follow a whole phrase.
_NEXT_WORD = re.compile(r"[ \t]([^\W\d_]+)(?<!ing)(?<!ed)(?<!ly)\b")
_AFTER_OBJECT = FUNCTION_WORDS | frozenset(
    "through during across per course courses certificate certificates certification licence license refresher workshop"
    " qualification award that which who while including within into between against over under after before via"
    " so but if when where skills experience tasks duties daily".split()
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \t]\Z")
_ORGANISATION_AFTER = re.compile(
    r" (?:[A-Z]\w+ )?(?:Cent(?:re|er)|Institute|University|College|Academy|Society|Association|Committee|Council"
    r"|Foundation"
    r"|Corporation|Inc|Ltd|LLC|GmbH|Agency|Club|Night|Award|Hotel)\b"
)
_ORGANISATION_BEFORE = re.compile(
    r"\b(?:University|School|College|Institute|Ministry|Academy|Cent(?:er|re)|Society|Association|Council|Hotel"
    r"|Restaurant|Bank) (?:of|for) (?:the )?\Z"
)
_LIST_SEPARATORS = ",;|•·/\n()[]:&▪●■"
_STUCK = "-&'’.@#_\\"  # signs that make a name part of another word: "go-to", "C. Smith", "R&D"
_VERSION_AFTER = re.compile(r"\s?v?\d+(?:\.\d+)?\b(?!\s?(?:years?|yrs?|months?|%))")
_LANGUAGE_NEAR = re.compile(
    r"(?<!\w)(?:fluent|native|speak\w*|spoken|written|languages?|bilingual|multilingual|trilingual|mother tongue"
    r"|[abc][12]"
    r"|conversational|translat\w+|interpret\w+|proficien\w+|oral|verbal|reading|writing|teach\w*|taught|lessons?"
    r"|grammar"
    r"|learn\w*|toefl|ielts|delf|dele|sprachen?|langues?|idiomas?|(?<!\w)in)(?!\w)",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(
    r"\s+(?:national\w*|citizen\w*|passport|market\w*|compan\w+|clients?|customers?|cuisine|restaurant|food|team|branch"
    r"|cook(?:ing|ery)|dish(?:es)?|recipes?"
    r"|subsidiary|office|government|army|university|school of|hospital|embassy|council|red cross|born"
    r"|scripts?|alphabets?|letters|typefaces?|fonts?|america\w*|music|danc\w+"
    r"|greetings?|swear\w*|paper|joinery|knotweed|version\b)",
    re.IGNORECASE,
)
# "Suppliers in Poland, Czech, Turkey": a country's short name among countries.
_COUNTRY = (
    r"(?:Austria|Belgium|Bulgaria|China|Croatia|Denmark|Estonia|Finland|France|Germany|Greece|Hungary|India|Ireland"
    r"|Italy|Japan|Latvia|Lithuania|Netherlands|Norway|Poland|Portugal|Romania|Russia|Serbia|Slovakia|Slovenia|Spain"
    r"|Sweden|Switzerland|Turkey|Ukraine|UK|USA)"
)
_COUNTRIES_BEFORE = re.compile(rf"\b{_COUNTRY}(?:,|,? and| &|/)\s?\Z")
_COUNTRIES_AFTER = re.compile(rf"(?:,|,? and| &|/)\s?{_COUNTRY}\b")
# "I am Polish", "greetings in Greek and Arabic"
_SOMEBODY_BEFORE = re.compile(
    r"\b(?:I am|I['’]m|we are|born|pennsylvania|(?:greetings|hello|swear\w*) in (?:\w+(?:, | and ))*)\s?\Z",
    re.IGNORECASE,
)
# "iOS developer — Go Scooter", "developer at Spark Ltd": an employer's name.
_EMPLOYER_BEFORE = re.compile(r"(?:\s[–—-]|\bat|@)\s\Z")
_NAME_AFTER = re.compile(r" [A-Z][a-z]+")


class Mention(NamedTuple):
    """Words that may name a skill: `text[start:end]` within the sentence `text[sentence_start:sentence_end]`."""

    text: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    section: Section
    key: str
    words: int

    @property
    def written(self) -> str:
        return self.text[self.start : self.end]


def is_something_else(key: str) -> bool:
    """Whether a phrase names nothing that counts, nor do words within it: "Cisco Systems", "made up"."""
    return key in labels.NEVER_PHRASES or key in labels.NEVER


def choose(mention: Mention, candidates: Sequence[Candidate], taxonomy: "Taxonomy") -> int | None:
    """The index of the skill that the mention names, or None where its words are no sign of one.

    An installation's own skills are asked where no other is meant, so that they change nothing about the others.
    """
    if _names_organisation(mention) or _names_department(mention) or _belongs_elsewhere(mention):
        return None
    if not isinstance(candidates[-1], OwnCandidate):  # they come last
        return _choose(mention, candidates, taxonomy)
    others = [candidate for candidate in candidates if not isinstance(candidate, OwnCandidate)]
    if others and (found := _choose(mention, others, taxonomy)) is not None:
        return found
    if mention.words == 1 and is_everyday(mention.key, taxonomy.base) and not _is_listed(mention):
        return None
    return _choose(mention, candidates[len(others) :], taxonomy)


def _choose(mention: Mention, candidates: Sequence[Candidate], taxonomy: "Taxonomy") -> int | None:
    if candidates[0].kind is LabelKind.ALTERNATIVE:  # our own aliases say what CVs mean
        candidates = [candidate for candidate in candidates if candidate.kind is LabelKind.ALIAS] or candidates
    if mention.words > 1:
        return _phrase(mention, candidates, taxonomy)
    candidate = candidates[0]
    skill = taxonomy.skill(candidate.skill_index)
    if meant := labels.MEANT.get(mention.key):
        for other in candidates:
            if (named := taxonomy.skill(other.skill_index)).name == meant:
                candidate, skill = other, named
    elif candidate.kind is LabelKind.ALTERNATIVE and len(candidates) > labels.MOST_MEANINGS:
        return None
    return candidate.skill_index if _single_word_counts(mention, candidate, skill) else None


def _phrase(mention: Mention, candidates: Sequence[Candidate], taxonomy: "Taxonomy") -> int | None:
    first, _, last = mention.key.partition(" ")
    last = last.rpartition(" ")[2]
    if (first in FUNCTION_WORDS and not mention.written.startswith("A/")) or last in FUNCTION_WORDS:
        return None
    candidate = candidates[0]
    skill = taxonomy.skill(candidate.skill_index)
    if _is_of_no_deed(mention, skill) or _is_turned_away(mention, taxonomy) or _is_somebody_else(mention):
        return None
    is_ours = candidate.kind is LabelKind.ALIAS or skill.source is not SkillSource.ESCO
    if (
        candidate.kind is LabelKind.ALTERNATIVE
        and not is_ours
        and (len(candidates) > labels.MOST_MEANINGS or _is_wider(mention.key, skill, taxonomy.language))
    ):
        return None
    if skill.type is SkillType.SKILL and not is_ours and _noun_follows(mention):
        # "manage budgets" stands whatever follows; "manage budget" of budget lines, "manage data" of data entry do not.
        names = _words_of(skill.name)
        if candidate.kind is LabelKind.ALTERNATIVE or last not in names or not last.endswith("s"):
            return None
    return candidate.skill_index


def _is_of_no_deed(mention: Mention, skill: TaxonomySkill) -> bool:
    """Whether a thing or people that go by the deed are spoken of: "forklift rental", "plumbing gangs"."""
    if mention.key in labels.WITHOUT_OBJECT and _noun_follows(mention):
        return True
    return skill.type is SkillType.SKILL and bool(
        labels.BY_THE_DEED.match(mention.text, mention.end, mention.sentence_end)
    )


def _is_turned_away(mention: Mention, taxonomy: "Taxonomy") -> bool:
    """Whether words that only share a label's stems say what goods are, or who somebody else is.

    "Temperature-controlled freight" controls none, and who sits "with the electronics designer" designs nothing.
    """
    written, last = mention.written, mention.key.rpartition(" ")[2]
    is_adjective = "-" in written and last.endswith("ed") and _noun_follows(mention)
    is_person = labels.PEOPLE.search(last) is not None
    if not (is_adjective or is_person) or taxonomy.candidates(mention.key):
        return False
    before = mention.text[max(mention.sentence_start, mention.start - _NEAR_CHARS) : mention.start]
    return is_adjective or labels.SOMEBODY_ELSE.search(before) is not None


def _is_somebody_else(mention: Mention) -> bool:
    """Whether a title is that of whom one worked with, or who vouches: "radio to the crane operator"."""
    last = mention.key.rpartition(" ")[2]
    if labels.PEOPLE.search(last) is None and last != "lead":
        return False
    if mention.section is Section.OTHER:
        return True
    before = mention.text[max(mention.sentence_start, mention.start - _NEAR_CHARS) : mention.start]
    return labels.BESIDE_ONE.search(before) is not None


@lru_cache(maxsize=8192)
def _is_wider(key: str, skill: TaxonomySkill, language: str) -> bool:
    """Whether an alternative label says too little of the skill it stands for.

    ESCO's alternatives are often wider ("work in team" for working in textile manufacturing teams) or only related
    ("state regulations" for constitutional law).
    """
    said = {stem(norm, language) for norm in key.split()} - FUNCTION_WORDS
    meant = {stem(token.norm, language) for token in tokenize(skill.name)} - FUNCTION_WORDS
    unsaid = len(meant - said)
    return unsaid > _MOST_UNSAID or (skill.type is SkillType.SKILL and unsaid > 0 and len(meant) > len(said))


def _names_organisation(mention: Mention) -> bool:
    """Whether it is part of an organisation's name: "National Informatics Centre", "School of Public Health"."""
    if not mention.text[mention.start].isupper():
        return False
    before = mention.text[max(mention.sentence_start, mention.start - 30) : mention.start]
    return bool(
        _ORGANISATION_AFTER.match(mention.text, mention.end, mention.sentence_end)
        or _ORGANISATION_BEFORE.search(before)
    )


def _names_department(mention: Mention) -> bool:
    """Whether it is a department that the person only dealt with: "worked with human resources", "for HR managers"."""
    if mention.key not in labels.DEPARTMENTS:
        return False
    if labels.PEOPLE_OF_DEPARTMENT.match(mention.text, mention.end, mention.sentence_end):
        return True
    before = mention.text[max(mention.sentence_start, mention.start - _NEAR_CHARS) : mention.start]
    return labels.DEALT_WITH.search(before) is not None


def _belongs_elsewhere(mention: Mention) -> bool:
    """Whether it is of another field than its skill's, or only part of what another thing is called."""
    if lacks_its_field(mention.key, mention.text):
        return True
    before, after = _near(mention)
    if labels.DEPARTMENT_DID.match(after) or labels.MADE_BY_OTHERS.match(after) or labels.DONE_BY_OTHERS.match(after):
        return True
    if mention.key in labels.FIRMS_TRADES and _names_firm(mention, before, after):
        return True
    if mention.key == "e learning":
        return labels.TAUGHT_BY_E_LEARNING.search(before) is not None
    return is_of_another_field(mention.key if mention.words == 1 else mention.written.lower(), before, after)


def _names_firm(mention: Mention, before: str, after: str) -> bool:
    """Whether a trade is the end of a firm's name: "Pettifer Plumbing & Sons", "Parcelwing Logistics, night shift"."""
    return (
        mention.section not in (Section.EDUCATION, Section.SKILLS, Section.CERTIFICATES)
        and mention.written[0].isupper()
        and labels.FIRM_BEFORE.search(before) is not None
        and labels.FIRM_AFTER.match(after) is not None
    )


def _noun_follows(mention: Mention) -> bool:
    """Whether the object goes on: "raised stock accuracy" raises no stock."""
    following = _NEXT_WORD.match(mention.text, mention.end, mention.sentence_end)
    return following is not None and following[1].lower() not in _AFTER_OBJECT


@lru_cache(maxsize=8192)
def _words_of(label: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(label))


def means_the_same(words: list[str], candidate: Candidate, taxonomy: "Taxonomy") -> bool:
    """Whether words that share the stems of one of the skill's labels are forms of its words: "managed teams"."""
    skill = taxonomy.skill(candidate.skill_index)
    names = (skill.name,) if candidate.kind is not LabelKind.ALTERNATIVE else skill.alt_labels
    skipped = DETERMINERS.get(taxonomy.language, frozenset())
    if candidate.kind is LabelKind.ALIAS:
        return not _is_another_thing(words, candidate, taxonomy)
    for name in names:
        label = [word for word in _words_of(name) if word not in skipped]
        if len(label) >= len(words) and are_forms(words, label[: len(words)]):
            return len(label) == len(words) or candidate.kind is LabelKind.SHORT
    return False


def _is_another_thing(words: list[str], candidate: Candidate, taxonomy: "Taxonomy") -> bool:
    """Whether they end in a thing that goes by the name of a deed, and the label is the deed: "support plan".

    Where the thing itself is a name of the skill, as "care plans", it says so in either number; and whose skill is to
    develop audit plans has the audit plan to show.
    """
    *first, last = words
    singular = last.removesuffix("s")
    deed = labels.THINGS_BY_DEEDS.get(singular)
    if deed is None or _words_of(taxonomy.skill(candidate.skill_index).name)[-1].removesuffix("s") == singular:
        return False

    def name_it(*lasts: str) -> bool:
        keys = [exact_key((*first, last)) for last in lasts]
        return any(other.skill_index == candidate.skill_index for key in keys for other in taxonomy.candidates(key))

    return name_it(deed) and not name_it(singular, singular + "s")


def _single_word_counts(mention: Mention, candidate: Candidate, skill: TaxonomySkill) -> bool:
    key = mention.key
    if any(code.startswith("L") for code in skill.group_codes):
        return _language_counts(mention)
    if _is_of_no_deed(mention, skill):
        return False
    if rule := _RULES.get(key):
        return rule(mention)
    if candidate.kind is not LabelKind.ALTERNATIVE:
        return len(key) > 2 or mention.written[0].isupper() or not key.isalpha()
    label = _label_as_written(skill, key)
    if label.islower():
        return skill.source is not SkillSource.ESCO or key in labels.PLAIN_ALTERNATIVES
    if label.isupper():
        return mention.written.isupper() and (len(key) > 2 or _is_tool(mention))
    return mention.written == label or mention.section is Section.SKILLS


@lru_cache(maxsize=8192)
def _label_as_written(skill: TaxonomySkill, key: str) -> str:
    for label in (skill.name, *skill.alt_labels):
        if exact_key(token.norm for token in tokenize(label)) == key:
            return label
    return key


def _is_item(mention: Mention) -> bool:
    """Whether it stands alone between list separators, as "R" in "Python, R, SQL" or "Languages: R"."""
    before = mention.text[mention.sentence_start : mention.start].rstrip()
    after = mention.text[mention.end : mention.sentence_end].lstrip(" .")
    opened = not before or before[-1] in _LIST_SEPARATORS or before.endswith((" and", " or", " –", " -"))
    closed = not after or after[0] in _LIST_SEPARATORS or after.startswith(("and ", "or ", "– ", "- "))
    return opened and closed


def _is_stuck(mention: Mention) -> bool:
    """Whether a sign ties it to another word: "go-to", "C. Smith", "R&D", "#go"."""
    text, start, end = mention.text, mention.start, mention.end
    if start > 0 and text[start - 1] in _STUCK:
        return True
    following = text[end : end + 3]
    if not following or following[0] not in _STUCK:
        return following[:2] == " &" or text[max(0, start - 2) : start] == "& "
    if following[0] != ".":
        return True
    return len(following) > 1 and (following[1].isalnum() or (len(mention.key) == 1 and following[1:].strip() != ""))


def _is_name(mention: Mention) -> bool:
    return not mention.written.islower() and not _is_stuck(mention)


def _near(mention: Mention) -> tuple[str, str]:
    before = mention.text[max(mention.sentence_start, mention.start - _NEAR_CHARS) : mention.start]
    after = mention.text[mention.end : min(mention.sentence_end, mention.end + _NEAR_CHARS)]
    return before, after


def _is_tool(mention: Mention) -> bool:
    """A name among tools: an item of a skills list, next to a known tool, or near words of the trade."""
    if not _is_name(mention) and (mention.key not in labels.WRITTEN_LOWER or _is_stuck(mention)):
        return False
    before, after = _near(mention)
    if labels.KNOWING_BEFORE.search(before) and not labels.NEVER_KNOWN.match(after):
        return True
    if mention.section is Section.OTHER and not _is_item(mention):
        return False  # "Interests: Swift rivers"
    if (
        labels.OTHER_SENSE_BEFORE.search(before)
        or labels.OTHER_SENSE_AFTER.match(after)
        or _names_employer(before, after)
    ):
        return False
    if mention.section is Section.SKILLS and _is_item(mention):
        return True
    if _VERSION_AFTER.match(after):
        return True
    return _speaks_of_tools(before) or _speaks_of_tools(after)


def _names_employer(before: str, after: str) -> bool:
    following = _NAME_AFTER.match(after)
    return (
        following is not None
        and _EMPLOYER_BEFORE.search(before) is not None
        and not _speaks_of_tools(following[0])
        and not names_occupation(following[0])
    )


@lru_cache(maxsize=16)  # the names of one list stand in the same words
def _speaks_of_tools(words: str) -> bool:
    return labels.TOOLS.search(words) is not None


def _is_office(mention: Mention) -> bool:
    """ "Excel", "Word", "Access": after "Microsoft", in a list of such programs, or as an item of a skills list."""
    if not _is_name(mention):
        return False
    before, after = _near(mention)
    if labels.OTHER_SENSE_AFTER.match(after):
        return False
    if labels.OFFICE_BEFORE.search(before):
        return True
    if mention.section is Section.SKILLS and _is_item(mention):
        return True
    return bool(labels.OFFICE.search(before) or labels.OFFICE.search(after)) or (
        mention.key == "excel" and mention.start > mention.sentence_start
    )


def _is_capitals(mention: Mention) -> bool:
    if mention.written.islower():
        return _is_listed(mention) and _has_no_capitals(mention)
    return mention.written.isupper() and not _is_stuck(mention)


def _has_no_capitals(mention: Mention) -> bool:
    """Whether its sentence is typed in small letters alone, where their lack says nothing."""
    return mention.text[mention.sentence_start : mention.sentence_end].islower()


def _is_capitals_tool(mention: Mention) -> bool:
    return mention.written.isupper() and _is_tool(mention)


def _is_listed(mention: Mention) -> bool:
    """An item of a list in the skills section."""
    return mention.section is Section.SKILLS and _is_item(mention)


def _is_studied(mention: Mention) -> bool:
    """A subject: in education, or an item of a skills list."""
    if mention.section is Section.EDUCATION:
        before = _WORD_BEFORE.search(mention.text, max(mention.sentence_start, mention.start - 30), mention.start)
        return before is None or not before[1].islower() or before[1] in FUNCTION_WORDS | {"including", "studied"}
    return _is_listed(mention)


def _language_counts(mention: Mention) -> bool:
    """A language, not a nationality: in the languages section, listed as a skill, or near words about languages."""
    if not mention.written[0].isupper():
        return _is_item(mention) and _has_no_capitals(mention) and _stands_among_languages(mention)
    before, after = _near(mention)
    if _PEOPLE_AFTER.match(after) or _SOMEBODY_BEFORE.search(before):
        return False
    if _COUNTRIES_BEFORE.search(before) or _COUNTRIES_AFTER.match(after):
        return False
    if mention.section is Section.LANGUAGES:
        return True
    if _is_stuck(mention):
        return False
    if mention.section is Section.SKILLS and _is_item(mention):
        return True
    if _is_item(mention) and _stands_among_languages(mention):
        return True
    return bool(_LANGUAGE_NEAR.search(before[-40:]) or _LANGUAGE_NEAR.search(after[:40]))


def _has_no_object(mention: Mention) -> bool:
    """ "Negotiate", "negotiated with unions": what is negotiated makes it another skill."""
    return not _noun_follows(mention)


def _stands_among_languages(mention: Mention) -> bool:
    """In the languages section, or in a list with another: "igbo, english"; not "sand, polish, paint"."""
    if mention.section is Section.LANGUAGES:
        return True
    sentence = mention.text[mention.sentence_start : mention.sentence_end]
    return any(match[0] != mention.written for match in NATURAL_LANGUAGE.finditer(sentence))


def _is_done(mention: Mention) -> bool:
    """ "Ran payroll", "payroll for 40 staff", "payroll officer" or an item of a skills list; not "payroll tax"."""
    before, after = _near(mention)
    if _is_item(mention) and mention.section is not Section.EDUCATION:
        return True
    return bool(labels.DONE_BEFORE.search(before) or labels.DONE_AFTER.match(after))


def _is_payroll(mention: Mention) -> bool:
    """What is done; in a list outside the skills by words before: "ran rotas, payroll", not "audits of payroll"."""
    before, after = _near(mention)
    if labels.DONE_BEFORE.search(before) or labels.DONE_AFTER.match(after):
        return not labels.SOFTWARE_AFTER.match(after)
    return _is_listed(mention) or (_is_item(mention) and labels.DONE_IN_LIST.search(before) is not None)


def _is_personnel(mention: Mention) -> bool:
    """ "HR" of a title, a duty, or a list of skills or subjects; not the department, its files or a licence."""
    if not _is_capitals(mention):
        return False
    if _is_item(mention) and mention.section in (Section.SKILLS, Section.EDUCATION):
        return True
    _, after = _near(mention)
    return labels.PERSONNEL_AFTER.match(after) is not None


def _is_negotiation(mention: Mention) -> bool:
    """Alone, or of something that is said after it; "hostage negotiation" is a skill of its own."""
    before, after = _near(mention)
    if labels.SKILLS_AFTER.match(after):
        return True
    opened = not before.strip() or before.rstrip()[-1] in _LIST_SEPARATORS or labels.GOOD_BEFORE.search(before)
    closed = not after.strip(" .") or after.lstrip()[0] in _LIST_SEPARATORS or after.startswith((" of ", " and "))
    return bool(opened and closed)


def _is_intelligence(mention: Mention) -> bool:
    """ "AI" among words of computing, or an item of a skills list; not the AI man who comes to the cows."""
    if not _is_capitals(mention) or _noun_follows(mention):
        return False
    return _is_listed(mention) or any(labels.LEARNING_MACHINES.search(words) for words in _near(mention))


def _is_no_trade_of_people(mention: Mention) -> bool:
    """ "Fluid mechanics"; "REME mechanics" and "three mechanics" are people."""
    before = mention.text[max(mention.sentence_start, mention.start - 30) : mention.start]
    return _is_item(mention) or labels.MECHANICS_OF.search(before) is not None


def _is_no_other_thing(mention: Mention) -> bool:
    before = mention.text[max(mention.sentence_start, mention.start - 10) : mention.start]
    return not (
        labels.OTHER_THING.match(mention.text, mention.end, mention.sentence_end)
        or labels.PART_OF_BEFORE.search(before)
    )


_RULES: dict[str, Callable[[Mention], bool]] = {
    **dict.fromkeys(labels.UNMISTAKEN_ELSEWHERE, _is_no_other_thing),
    **dict.fromkeys(labels.TOOL_NAMES, _is_tool),
    **dict.fromkeys(labels.OFFICE_NAMES, _is_office),
    **dict.fromkeys(labels.CAPITALS, _is_capitals),
    **dict.fromkeys(labels.CAPITALS_TOOLS, _is_capitals_tool),
    **dict.fromkeys(labels.LISTED, _is_listed),
    **dict.fromkeys(labels.SUBJECTS, _is_studied),
    **dict.fromkeys(labels.DEEDS_NAMED, _is_done),
    "negotiate": _has_no_object,
    "negotiation": _is_negotiation,
    "ai": _is_intelligence,
    "hr": _is_personnel,
    "payroll": _is_payroll,
    "mechanics": _is_no_trade_of_people,
    "stats": _is_studied,
    "swimming": _is_item,
    "dancing": _is_listed,
    "skiing": _is_item,
}
