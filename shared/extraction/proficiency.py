"""How well a skill is shown, from its evidence alone: a score in parts, a level, and how much it stands on.

More never counts for less: another affirmed mention, a longer or later period, a stronger word never lower a score.
The numbers, and where they come from, stand in weights.py.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shared.domain.assessment import (
    ConfidencePart,
    Evidence,
    EvidenceKind,
    Level,
    Polarity,
    Proficiency,
    ScorePart,
)
from shared.domain.months import first_of_month, month_name, month_number
from shared.extraction import weights
from shared.extraction.cues import CueStrength, stated_months, strength_of

_RANKS = {kind: rank for rank, kind in enumerate(EvidenceKind)}
_KIND_REASONS = {
    EvidenceKind.WORK: "used at work",
    EvidenceKind.PROJECT: "used in a project",
    EvidenceKind.CERTIFICATE: "shown by a certificate",
    EvidenceKind.EDUCATION: "learned in a course or degree",
    EvidenceKind.CLAIM: "claimed, but not where it was used",
}
_WORDING_REASONS = {
    CueStrength.STRONG: "says that you had charge of it or master it",
    CueStrength.NEUTRAL: "says that you did it or can do it",
    CueStrength.WEAK: "says that you were near it or are beginning",
}
_PLACE_NOUNS = {
    EvidenceKind.WORK: "job",
    EvidenceKind.PROJECT: "project",
    EvidenceKind.CERTIFICATE: "certificate",
    EvidenceKind.EDUCATION: "course",
}


@dataclass(frozen=True, slots=True)
class Rating:
    """Attributes:
    months: months of dated work and projects, overlapping ones counted once.
    last_used: last month (day 1) of any dated evidence, not after the month of `as_of`.
    evidence: the affirmed mentions, strongest first.
    """

    proficiency: Proficiency
    months: int
    last_used: date | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    """Evidence with what the parts need of it; months are numbered from year 0, `end` is included.

    Attributes:
        months: a set of them, as bits: the lowest one stands for the month of `as_of`, the next for the one before.
    """

    evidence: Evidence
    start: int | None
    end: int | None
    months: int
    strength: CueStrength | None
    wording: float

    @property
    def place(self) -> tuple[EvidenceKind, str]:
        """Mentions in one place show one use. Dates take no part, so that changing them merges no two places."""
        return self.evidence.kind, self.evidence.entry or f"\n{self.evidence.section}"


def rate(evidence: Sequence[Evidence], as_of: date) -> Rating:
    """Rate one skill by its mentions; those not affirmed count for nothing.

    Args:
        evidence: all of one skill, in any order.
        as_of: months after it do not count; recency is counted to its month.
    """
    until = month_number(as_of)
    mentions = [_read(item, until) for item in evidence if item.polarity is Polarity.AFFIRMED]
    mentions.sort(key=_strongest_first)
    practice = _months_of(mention for mention in mentions if mention.evidence.kind in weights.PRACTICE)
    ends = [mention.end for mention in mentions if mention.end is not None]
    last = max(ends, default=None)
    parts = (
        _kind_part(mentions),
        _months_part(mentions, practice),
        _recency_part(last, until),
        _wording_part(mentions),
        _breadth_part(mentions),
    )
    confidence_parts = _confidence_parts(mentions)
    points = sum(part.points for part in confidence_parts)
    score = _rounded(sum(part.contribution for part in parts)) if points >= weights.MIN_POINTS else None
    confidence = _rounded(1 - 0.5 ** (points / weights.CONFIDENCE_HALF_POINTS))
    return Rating(
        Proficiency(level_of(score), score, confidence, parts, confidence_parts),
        months=practice.bit_count(),
        last_used=None if last is None else first_of_month(last),
        evidence=tuple(mention.evidence for mention in mentions),
    )


def level_of(score: float | None) -> Level:
    """The Dreyfus level of a score; `unknown` of none."""
    if score is None:
        return Level.UNKNOWN
    return next(level for least, level in weights.LEVELS if score >= least)


def _read(evidence: Evidence, until: int) -> _Mention:
    start = end = None
    months = 0
    if evidence.period_start is not None and evidence.period_end is not None:
        first, last = month_number(evidence.period_start), min(month_number(evidence.period_end), until)
        if first <= last:
            start, end = first, last
            months = ((1 << (last - first + 1)) - 1) << (until - last)
    strength = _strength(evidence.cues)
    values = weights.WORDING_IN_PRACTICE if evidence.kind in weights.PRACTICE else weights.WORDING_ELSEWHERE
    return _Mention(evidence, start, end, months, strength, values[strength])


def _strength(cues: Iterable[str]) -> CueStrength | None:
    """A weak word governs the others beside it ("helped design"), else the strongest does."""
    found = {strength_of(cue) for cue in cues}
    for strength in (CueStrength.WEAK, CueStrength.STRONG, CueStrength.NEUTRAL):
        if strength in found:
            return strength
    return None


def _strongest_first(mention: _Mention) -> tuple[int, int, float, int, int]:
    evidence = mention.evidence
    return _RANKS[evidence.kind], -(mention.end or 0), -mention.wording, evidence.start, evidence.mention_start


def _months_of(mentions: Iterable[_Mention]) -> int:
    months = 0
    for mention in mentions:
        months |= mention.months
    return months


def _confidence_parts(mentions: Iterable[_Mention]) -> tuple[ConfidencePart, ...]:
    """By kind, strongest first; each place counts once, as a dated one where any of its mentions is."""
    dated: dict[tuple[EvidenceKind, str], bool] = {}
    for mention in mentions:
        kind = mention.evidence.kind
        place = (kind, "") if kind is EvidenceKind.CLAIM else mention.place
        dated[place] = dated.get(place, False) or _is_dated(mention)
    counts: dict[EvidenceKind, list[int]] = {}
    for (kind, _), is_dated in dated.items():
        counts.setdefault(kind, [0, 0])[is_dated] += 1
    return tuple(_confidence_part(kind, *counts[kind]) for kind in EvidenceKind if kind in counts)


def _confidence_part(kind: EvidenceKind, undated: int, dated: int) -> ConfidencePart:
    of_undated, of_dated = weights.POINTS[kind]
    return ConfidencePart(kind, undated * of_undated + dated * of_dated, _counted(kind, undated, dated))


def _counted(kind: EvidenceKind, undated: int, dated: int) -> str:
    """As "2 jobs of 3 months or more and 1 undated or shorter"."""
    if kind is EvidenceKind.CLAIM:
        return "claimed, which counts once, however often"
    noun, is_certificate = _PLACE_NOUNS[kind], kind is EvidenceKind.CERTIFICATE
    without = "undated" if is_certificate else "undated or shorter"
    if not dated:
        return f"{_count(undated, noun)}, {without}"
    told = f"{_count(dated, noun)} " + ("with a date" if is_certificate else f"of {weights.MIN_MONTHS} months or more")
    return f"{told} and {undated} {without}" if undated else told


def _is_dated(mention: _Mention) -> bool:
    if mention.start is None or mention.end is None:
        return False
    long_enough = mention.end - mention.start + 1 >= weights.MIN_MONTHS
    return long_enough or mention.evidence.kind is EvidenceKind.CERTIFICATE


def _kind_part(mentions: Sequence[_Mention]) -> ScorePart:
    if not mentions:
        return _part("kind", 0.0, "nothing in the text shows it")
    best = mentions[0].evidence.kind
    return _part("kind", weights.KIND_VALUES[best], _KIND_REASONS[best])


def _months_part(mentions: Sequence[_Mention], practice: int) -> ScorePart:
    full = _months_of(
        mention
        for mention in mentions
        if mention.evidence.kind in weights.PRACTICE and mention.strength is not CueStrength.WEAK
    )
    study = _months_of(mention for mention in mentions if mention.evidence.kind is EvidenceKind.EDUCATION) & ~full
    weak = practice & ~full & ~study
    n_study, n_weak = study.bit_count(), weak.bit_count()
    dated = full.bit_count() + weights.STUDY_SHARE * n_study + weights.WEAK_SHARE * n_weak
    stated = max((stated_months(mention.evidence.cues) or 0 for mention in mentions), default=0)
    counted_stated = min(weights.STATED_SHARE * stated, weights.STATED_MONTHS_CAP)
    if counted_stated > dated:
        reason = f"{_count(stated, 'month')} by your own statement, of which {counted_stated:g} count without dates"
    elif practice:
        reason = f"{_count(practice.bit_count(), 'month')} of dated work and projects"
        reason += f", {n_weak} of which count a quarter, as nothing but helping or a little is said" if weak else ""
        reason += f", and {n_study} of study at half" if study else ""
    elif study:
        reason = f"{_count(n_study, 'month')} of study, counted at half"
    else:
        reason = "no dates say for how long"
    return _part("months", 1 - math.exp(-max(dated, counted_stated) / weights.MONTHS_SCALE), reason)


def _recency_part(last: int | None, until: int) -> ScorePart:
    if last is None:
        return _part("recency", 0.0, "no dates say when it was last used")
    gap = until - last
    when = month_name(first_of_month(last))
    reason = f"used until now ({when})" if gap == 0 else f"last used in {when}, {_count(gap, 'month')} ago"
    return _part("recency", 0.5 ** (gap / weights.HALF_LIFE_MONTHS), reason)


def _wording_part(mentions: Sequence[_Mention]) -> ScorePart:
    best = max(mentions, key=lambda mention: mention.wording, default=None)
    if best is None:
        return _part("wording", 0.0, "nothing is said of it")
    if best.strength is None:
        return _part("wording", best.wording, "described without a word for how well")
    cue = next(cue for cue in best.evidence.cues if strength_of(cue) is best.strength)
    return _part("wording", best.wording, f"“{cue}” {_WORDING_REASONS[best.strength]}")


def _breadth_part(mentions: Sequence[_Mention]) -> ScorePart:
    places = len({mention.place for mention in mentions if mention.evidence.kind is not EvidenceKind.CLAIM})
    reason = {0: "shown in no job, project, course or certificate", 1: "shown in one place"}.get(
        places, f"shown in {places} separate jobs, projects, courses or certificates"
    )
    return _part("breadth", min(places, weights.FULL_BREADTH) / weights.FULL_BREADTH, reason)


def _part(name: str, value: float, reason: str) -> ScorePart:
    value = _rounded(value)
    weight = weights.WEIGHTS[name]
    return ScorePart(name, value, weight, _rounded(weight * value), reason)


def _rounded(value: float) -> float:
    return round(value, weights.DECIMALS)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
