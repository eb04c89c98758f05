"""What a language model may add: proposals, and sentences. Every word of it is checked; where it is not to be had or
does not hold, all stays as the method made it.

Nothing here changes a score, a level or a confidence: a proposal has none, and a sentence keeps those it had.
"""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from shared.domain.assessment import AssessmentResult, Level
from shared.domain.errors import SkillpathError
from shared.domain.ids import StepId
from shared.domain.plan import Step, StepStatus
from shared.domain.proposal import Proposal
from shared.extraction.masking import MASK, Masked, mask
from shared.gateways.llm.port import LanguageModel, ProposedSkill, Reason, TokenBudget
from shared.gateways.resilience.deadline import Deadline
from shared.taxonomy.load import Taxonomy
from shared.taxonomy.model import TaxonomySkill
from shared.taxonomy.tokens import exact_key, tokenize

MAX_PROPOSALS = 10
# One line that names everything, such as an instruction to find everything, proves little.
MAX_PER_QUOTE = 2
MAX_QUOTE_CHARS = 300
MIN_QUOTE_CHARS = 4
MAX_SENTENCE_CHARS = 300
MAX_REWORDED = 40
# Four pages and more; what stands further down is not read by the model.
MAX_READ_CHARS = 20_000

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"“([^”]+)”")
_MARKUP = re.compile(r"[<>`*_#|{}\[\]\\@]|://|\bwww\.|█", re.IGNORECASE)
_LEVELS = re.compile(rf"\b(?:{'|'.join(level.value for level in Level)})\b", re.IGNORECASE)

_log = logging.getLogger(__name__)


def propose(
    text: str,
    result: AssessmentResult,
    taxonomy: Taxonomy,
    model: LanguageModel,
    deadline: Deadline,
    budget: TokenBudget,
) -> tuple[Proposal, ...]:
    """Skills that the model reads in a text and that the assessment has not, in the order of the text.

    Each is of the taxonomy, by one of its labels, and quotes words that stand in the text to the letter.

    Args:
        text: as it was assessed. What names or reaches the person is masked before it is sent.
        result: of the same text; what it set aside is not proposed either.
    """
    masked = mask(text[:MAX_READ_CHARS])
    names = [skill.name for skill in result.skills] + [aside.name for aside in result.set_aside]
    try:
        proposed = model.propose_skills(masked.text, list(dict.fromkeys(names)), budget, deadline)
    except SkillpathError as error:
        _log.info("no skills are proposed: %s", error.code)
        return ()
    found = list(_checked(proposed, text, masked, result, taxonomy))
    held = " ".join(str(one.skill_id) for one in found)
    _log.info("of %d proposed skills %d hold: %s", len(proposed), len(found), held or "none")
    return tuple(sorted(found[:MAX_PROPOSALS], key=lambda one: (one.start, one.end, one.name)))


def reword(
    steps: Sequence[Step], model: LanguageModel, deadline: Deadline, budget: TokenBudget
) -> Mapping[StepId, str]:
    """The reasons of a plan's open steps in the model's words, of the first MAX_REWORDED; of those alone where they say
    what the method says: the same numbers, levels and names.
    """
    asked = {
        str(number): step
        for number, step in enumerate([step for step in steps if step.status is not StepStatus.DONE][:MAX_REWORDED], 1)
    }
    if not asked:
        return {}
    reasons = [Reason(key, step.skill_name, step.reason) for key, step in asked.items()]
    try:
        worded = model.word_reasons(reasons, budget, deadline)
    except SkillpathError as error:
        _log.info("no reasons are worded: %s", error.code)
        return {}
    kept = {
        asked[key].id: sentence.strip()
        for key, sentence in worded.items()
        if key in asked and _says_the_same(sentence.strip(), asked[key].reason)
    }
    if len(kept) < len(worded):
        _log.info("of %d worded reasons %d hold", len(worded), len(kept))
    return kept


def _checked(
    proposed: Sequence[ProposedSkill], text: str, masked: Masked, result: AssessmentResult, taxonomy: Taxonomy
) -> Iterator[Proposal]:
    taken = {skill.skill_id for skill in result.skills} | {aside.skill_id for aside in result.set_aside}
    quoted: Counter[tuple[int, int]] = Counter()
    for item in proposed:
        skill = _skill_called(item.name, taxonomy)
        span = _span_of(item.quote, masked)
        if skill is None or skill.id in taken or span is None or quoted[span] >= MAX_PER_QUOTE:
            continue
        taken.add(skill.id)
        quoted[span] += 1
        yield Proposal(skill.id, skill.name, text[span[0] : span[1]], *span)


def _skill_called(name: str, taxonomy: Taxonomy) -> TaxonomySkill | None:
    """The skill that has this label, whatever its case and punctuation."""
    candidates = taxonomy.candidates(exact_key(token.norm for token in tokenize(name)))
    return taxonomy.skill(candidates[0].skill_index) if candidates else None


def _span_of(quote: str, masked: Masked) -> tuple[int, int] | None:
    quote = quote.strip()
    if not MIN_QUOTE_CHARS <= len(quote) <= MAX_QUOTE_CHARS or MASK in quote:
        return None
    return masked.find(quote)


def _says_the_same(sentence: str, reason: str) -> bool:
    return (
        0 < len(sentence) <= MAX_SENTENCE_CHARS
        and sentence[-1] in ".!"
        and not any(unicodedata.category(char)[0] in "CZ" and char != " " for char in sentence)
        and not _MARKUP.search(sentence)
        and _facts(sentence) == _facts(reason)
    )


def _facts(sentence: str) -> tuple[set[str], set[str], set[str]]:
    return (
        set(_NUMBER.findall(sentence)),
        {level.lower() for level in _LEVELS.findall(sentence)},
        set(_NAME.findall(sentence)),
    )
