"""Assess a text, and keep, show and delete assessments."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shared.domain.assessment import (
    AssessedSkill,
    Assessment,
    AssessmentResult,
    AssessmentSummary,
    Evidence,
    FindingStrategy,
    Polarity,
    SetAside,
)
from shared.domain.errors import (
    AssessmentNotFoundError,
    InvalidInputError,
    TextTooLongError,
    UnsupportedLanguageError,
    UserNotFoundError,
)
from shared.domain.ids import AssessmentId, DocumentId, SkillId, UserId
from shared.domain.page import Page
from shared.domain.profile import Correction, Profile, Verdict
from shared.domain.proposal import Proposal
from shared.domain.skill import SkillSource, fold_name
from shared.domain.text import CvText
from shared.extraction import METHOD_VERSION
from shared.extraction.finding import find_skills
from shared.extraction.language import detect_language
from shared.extraction.matching import Found
from shared.extraction.proficiency import rate
from shared.extraction.segmentation import segment
from shared.planning.merges import current_id, follow_merges
from shared.planning.recommendations import recommend
from shared.services.counts import count_all, counts_of
from shared.taxonomy.load import Taxonomy
from shared.telemetry.record import Count, count
from shared.telemetry.spans import span
from shared.unit_of_work.abstract import UnitOfWork

# Many times what a long CV yields. Lambda answers with at most 6 MB, and 100,000 characters of skills make more.
MAX_FOUND = 800

# The languages of ESCO, as its website names them.
_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "ga": "Irish", "hr": "Croatian",
    "hu": "Hungarian", "is": "Icelandic", "it": "Italian", "lt": "Lithuanian", "lv": "Latvian", "mt": "Maltese",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak",
    "sl": "Slovenian", "sv": "Swedish", "uk": "Ukrainian",
}  # fmt: skip


class Assessed(NamedTuple):
    """What a text shows.

    Attributes:
        language: that the text was read in.
        strategy: that its skills were found by; another than was asked for where that cannot be had here.
    """

    result: AssessmentResult
    language: str
    strategy: FindingStrategy


@dataclass(frozen=True, slots=True)
class CorrectedAssessment:
    """Attributes:
    corrections: the person's word on skills of the assessment, by the ids that it has for them; only what stands.
    """

    assessment: Assessment
    corrections: Mapping[SkillId, Correction]


def assess(
    user_id: UserId,
    text: CvText,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    *,
    as_of: date,
    now: datetime,
    pages: Callable[[int], int] | None = None,
    strategy: FindingStrategy = FindingStrategy.HYBRID,
) -> CorrectedAssessment:
    """Read, score, recommend and keep, in one transaction: one read of the store, one write.

    Args:
        as_of: the day that "present" and recency are counted to.
        now: with its time zone.
        pages: the page of the file that an offset of the text lies on, as `DocumentText.page_at`.
        strategy: as in `assess_text`.

    Raises:
        UserNotFoundError: the user has no profile yet.
        UnsupportedLanguageError: the text is in a language that the taxonomy is not in.
        TextTooLongError: the text yields more than one assessment holds.
        InvalidInputError: `as_of` is still to come.
    """
    with uow:
        corrected = stage_assessment(user_id, text, uow, taxonomy, as_of=as_of, now=now, pages=pages, strategy=strategy)
        uow.commit(corrected)
    count_all(counts_of(corrected.assessment.result))
    return corrected


def stage_assessment(
    user_id: UserId,
    text: CvText,
    uow: UnitOfWork,
    taxonomy: Taxonomy,
    *,
    as_of: date,
    now: datetime,
    pages: Callable[[int], int] | None = None,
    document_id: DocumentId | None = None,
    propose: Callable[[AssessmentResult], tuple[Proposal, ...]] = lambda _: (),
    strategy: FindingStrategy = FindingStrategy.HYBRID,
) -> CorrectedAssessment:
    """As `assess`, inside a block that the caller commits.

    Args:
        document_id: of the file that the text was read from; None of a text that was sent.
        propose: what is to be proposed beside a result, which it changes in nothing.
    """
    # Somewhere it may already be tomorrow.
    if as_of > now.date() + timedelta(days=1):
        raise InvalidInputError(f"as_of is still to come: give a day up to {now.date()}")
    profile = uow.profiles.get(user_id)
    if profile is None:
        raise UserNotFoundError("you have no profile yet: create it with PUT /v1/users/me, then send the text again")
    assessed = assess_text(text, taxonomy, as_of, pages, strategy)
    _require_keepable(assessed.result)
    result = replace(assessed.result, proposals=propose(assessed.result))
    assessment = Assessment.new(
        user_id,
        result,
        now=now,
        as_of=as_of,
        taxonomy_version=taxonomy.version,
        method_version=METHOD_VERSION,
        input_sha256=text.sha256,
        input_chars=len(text.value),
        language=assessed.language,
        document_id=document_id,
        strategy=assessed.strategy,
    )
    uow.assessments.add(assessment)
    return _corrected(assessment, profile, taxonomy)


def assess_text(
    text: CvText,
    taxonomy: Taxonomy,
    as_of: date,
    pages: Callable[[int], int] | None = None,
    strategy: FindingStrategy = FindingStrategy.HYBRID,
) -> Assessed:
    """What a text shows, the language it is read in, and how its skills were found; the same for the same arguments,
    for ever.

    A text too short to tell its language is read in the taxonomy's.

    Args:
        pages: as in `assess`: every quote then names its page.
        strategy: how skills are to be found. Where it cannot be, as the taxonomy has nothing to compare meanings with,
            they are found by their names alone, and the answer says so.

    Raises:
        UnsupportedLanguageError: the text is in a language that the taxonomy is not in.
    """
    with span("extraction"):
        return _assess_text(text, taxonomy, as_of, pages, strategy)


def _assess_text(
    text: CvText,
    taxonomy: Taxonomy,
    as_of: date,
    pages: Callable[[int], int] | None,
    strategy: FindingStrategy,
) -> Assessed:
    language = detect_language(text.value) or taxonomy.language
    if language != taxonomy.language:
        count(Count.ABSTENTIONS)
        theirs, ours = _language_name(language), _language_name(taxonomy.language)
        raise UnsupportedLanguageError(
            f"the text reads as {theirs}, and the taxonomy here is in {ours}: send the CV in {ours}, "
            f"or have the taxonomy compiled from ESCO's {theirs} files"
        )
    found, used = find_skills(text.value, segment(text.value, as_of), taxonomy, pages, strategy)
    skills = _assessed(found, taxonomy, as_of)
    set_aside = _set_aside(found, taxonomy)
    result = AssessmentResult(skills, set_aside, recommend(skills, set_aside, taxonomy, as_of))
    return Assessed(result, language, used)


def get_assessment(
    user_id: UserId, assessment_id: AssessmentId, uow: UnitOfWork, taxonomy: Taxonomy
) -> CorrectedAssessment:
    """One read of the store for the latest, two for an older one.

    Raises:
        AssessmentNotFoundError: there is none of this user's with that id.
    """
    with uow:
        profile = uow.profiles.get(user_id)
        if profile is None:
            raise _not_found(assessment_id)
        latest = profile.assessment
        is_latest = latest is not None and latest.id == assessment_id
        assessment = latest if is_latest else uow.assessments.get(user_id, assessment_id)
    if assessment is None:
        raise _not_found(assessment_id)
    return _corrected(assessment, profile, taxonomy)


def list_assessments(user_id: UserId, after: str | None, limit: int, uow: UnitOfWork) -> Page[AssessmentSummary]:
    """The user's assessments, newest first: at most `limit` (1..MAX_PAGE) of those after the key `after`."""
    with uow:
        return uow.assessments.list_page(user_id, after, limit)


def delete_assessment(user_id: UserId, assessment_id: AssessmentId, uow: UnitOfWork) -> None:
    """Raises:
    AssessmentNotFoundError: there is none of this user's with that id.
    StaleVersionError: somebody deleted it meanwhile.
    """
    with uow:
        assessment = uow.assessments.get(user_id, assessment_id)
        if assessment is None:
            raise _not_found(assessment_id)
        uow.assessments.delete(assessment.summary)
        uow.commit()


def _require_keepable(result: AssessmentResult) -> None:
    found = len(result.skills) + len(result.set_aside)
    if found > MAX_FOUND:
        raise TextTooLongError(
            f"the text yields {found:,} skills and mentions; {MAX_FOUND:,} is the most: send the CV alone"
        )


def _not_found(assessment_id: AssessmentId) -> AssessmentNotFoundError:
    return AssessmentNotFoundError(f"you have no assessment {assessment_id}: GET /v1/assessments lists yours")


def _corrected(assessment: Assessment, profile: Profile, taxonomy: Taxonomy) -> CorrectedAssessment:
    words = follow_merges(profile, taxonomy).corrections
    standing = {skill_id: word for skill_id, word in words.items() if word.verdict is not Verdict.WITHDRAWN}
    corrections = {}
    for skill in assessment.result.skills if standing else ():
        # Only own skills are ever merged, and then have another's id by now.
        now_id = current_id(skill.skill_id, taxonomy) if skill.source is SkillSource.OWN else skill.skill_id
        if now_id in standing:
            corrections[skill.skill_id] = standing[now_id]
    return CorrectedAssessment(assessment, corrections)


def _assessed(found: list[Found], taxonomy: Taxonomy, as_of: date) -> tuple[AssessedSkill, ...]:
    """Skills with at least one affirmed mention: scored ones first, best first."""
    mentions: dict[int, list[Evidence]] = defaultdict(list)
    for item in found:
        if item.evidence.polarity is Polarity.AFFIRMED:
            mentions[item.skill_index].append(item.evidence)
    skills = [_assessed_skill(index, evidence, taxonomy, as_of) for index, evidence in mentions.items()]
    return tuple(sorted(skills, key=_best_first))


def _assessed_skill(index: int, evidence: list[Evidence], taxonomy: Taxonomy, as_of: date) -> AssessedSkill:
    skill = taxonomy.skill(index)
    rating = rate(evidence, as_of)
    return AssessedSkill(
        skill.id,
        skill.uri,
        skill.name,
        skill.type,
        skill.source,
        skill.group,
        rating.proficiency,
        rating.months,
        rating.last_used,
        rating.evidence,
    )


def _best_first(skill: AssessedSkill) -> tuple[bool, float, float, str, str]:
    score, confidence = skill.proficiency.score, skill.proficiency.confidence
    return score is None, -(score or 0.0), -confidence, fold_name(skill.name), skill.uri


def _set_aside(found: list[Found], taxonomy: Taxonomy) -> tuple[SetAside, ...]:
    """Mentions that do not count, in the order of the text."""
    items = []
    for item in found:
        if item.evidence.polarity is not Polarity.AFFIRMED:
            skill = taxonomy.skill(item.skill_index)
            items.append(SetAside(skill.id, skill.name, item.evidence))
    return tuple(
        sorted(items, key=lambda aside: (aside.evidence.mention_start, aside.evidence.mention_end, aside.name))
    )


def _language_name(code: str) -> str:
    return _LANGUAGES.get(code, f"the language {code!r}")
