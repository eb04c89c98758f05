"""How well whole CVs are read, on the gold set: skills, words, traps and levels.

What is measured, over all CVs together, with 95 % intervals by bootstrap over CVs (as in measures.py):
    skills          precision, recall and F1 of the set of ESCO's skills that is shown for a CV. A skill is right where
                    the gold set accepts it for something that the CV shows; two right names of one thing are both
                    right, and meet it once. What may be found and need not be, and what is not ESCO's, is left out.
    span            the same of words: the mentions of the skills shown that meet words that show something, and the
                    gold skills of which a skill that is shown meets the words, whichever skill it is.
    quoted right    of the skills that are right, those that are quoted with words that the gold set names for them.
    traps sprung    of the traps, those of which the words are quoted for a skill that they must not show.
    levels          over the gold skills with a level that are met: how many have a level at all (coverage); then, where
                    both have one, with novice to expert as 0 to 4, the mean absolute error, and how many are too high.
                    Of several names of one thing the highest level counts. Beside it stands the error of saying
                    `competent` of everything, which a method should beat.
    claims rated    of the gold skills met of which the level is unknown, those that have a level all the same.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.assessment import Evidence, FindingStrategy, Level, Polarity
from shared.domain.skill import SkillSource
from shared.evaluation.evaluate import AS_OF
from shared.evaluation.gold import GoldCv, GoldSkill
from shared.evaluation.measures import Measure, measure_spans, overlapping
from shared.extraction.finding import find_skills
from shared.extraction.language import detect_language
from shared.extraction.matching import Found
from shared.extraction.proficiency import rate
from shared.extraction.segmentation import segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from shared.taxonomy.load import Taxonomy

_RANKS: Mapping[Level, int] = {
    level: rank for rank, level in enumerate(level for level in Level if level is not Level.UNKNOWN)
}
_SEED = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """A skill as an assessment shows it.

    Attributes:
        score: in [0, 1]; None exactly when the level is unknown.
        mentions: start and end of the words quoted for it.
    """

    uri: str
    is_esco: bool
    level: Level
    score: float | None
    mentions: tuple[tuple[int, int], ...]


# None where the text is refused, as of another language.
Reader = Callable[[str], list[Shown] | None]


@dataclass(frozen=True, slots=True)
class GoldResult:
    """Attributes:
    refused: CVs that were not read, as of another language; nothing was found in them.
    measures: in percent by name, but for those of `LEVEL_ERRORS`, which are in levels.
    trap_kinds: of each kind of trap, how many were sprung and how many there are.
    """

    cvs: int
    refused: int
    skills: int
    traps: int
    measures: dict[str, Measure]
    trap_kinds: dict[str, tuple[int, int]]


LEVEL_ERRORS = ("level error", "error of “competent”")


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one CV; each pair is a part and its whole."""

    skills: tuple[int, int, int, int]
    spans: tuple[int, int, int, int]
    quoted: tuple[int, int]
    traps: tuple[int, int]
    covered: tuple[int, int]
    error: tuple[int, int]
    too_high: tuple[int, int]
    guess_error: tuple[int, int]
    claims: tuple[int, int]


def read_as(strategy: FindingStrategy, taxonomy: "Taxonomy") -> Reader:
    """What an assessment shows by a strategy, as `assess_text` of the services does it."""

    def read(text: str) -> list[Shown] | None:
        if (detect_language(text) or taxonomy.language) != taxonomy.language:
            return None
        found, _ = find_skills(text, segment(text, AS_OF), taxonomy, strategy=strategy)
        return show_skills(found, taxonomy)

    return read


def show_skills(found: Sequence[Found], taxonomy: "Taxonomy") -> list[Shown]:
    """The skills with at least one affirmed mention, rated."""
    mentions: dict[int, list[Evidence]] = defaultdict(list)
    for item in found:
        if item.evidence.polarity is Polarity.AFFIRMED:
            mentions[item.skill_index].append(item.evidence)
    shown = []
    for index, evidence in mentions.items():
        skill = taxonomy.skill(index)
        proficiency = rate(evidence, AS_OF).proficiency
        spans = tuple((item.mention_start, item.mention_end) for item in evidence)
        is_esco = skill.source is SkillSource.ESCO
        shown.append(Shown(skill.uri, is_esco, proficiency.level, proficiency.score, spans))
    return shown


def evaluate_gold(cvs: Sequence[GoldCv], read: Reader, draws: int) -> GoldResult:
    """Read all CVs, and measure what is shown of them."""
    readings = [read(cv.text) for cv in cvs]
    counts = [_count(cv, shown or []) for cv, shown in zip(cvs, readings, strict=True)]
    measures = {f"skill {name}": value for name, value in measure_spans([c.skills for c in counts], draws).items()}
    measures |= {f"span {name}": value for name, value in measure_spans([c.spans for c in counts], draws).items()}
    measures |= {
        "quoted right": measure_share([c.quoted for c in counts], draws),
        "traps sprung": measure_share([c.traps for c in counts], draws),
        "level coverage": measure_share([c.covered for c in counts], draws),
        "level error": measure_share([c.error for c in counts], draws, scale=1),
        "error of “competent”": measure_share([c.guess_error for c in counts], draws, scale=1),
        "level too high": measure_share([c.too_high for c in counts], draws),
        "claims rated": measure_share([c.claims for c in counts], draws),
    }
    kinds: dict[str, tuple[int, int]] = {}
    for cv, shown in zip(cvs, readings, strict=True):
        for trap, is_sprung in zip(cv.traps, sprung(cv, shown or []), strict=True):
            part, whole = kinds.get(trap.kind, (0, 0))
            kinds[trap.kind] = part + is_sprung, whole + 1
    return GoldResult(
        len(cvs),
        sum(shown is None for shown in readings),
        sum(len(cv.skills) for cv in cvs),
        sum(len(cv.traps) for cv in cvs),
        measures,
        dict(sorted(kinds.items())),
    )


def sprung(cv: GoldCv, shown: Sequence[Shown]) -> list[bool]:
    """For each trap whether its words are quoted for a skill that they must not show."""
    return [
        any(
            (not trap.uris or skill.uri in trap.uris) and overlapping([(trap.start, trap.end)], skill.mentions) > 0
            for skill in shown
        )
        for trap in cv.traps
    ]


def measure_share(counts: Sequence[tuple[int, int]], draws: int, scale: int = 100) -> Measure:
    """Parts over wholes, of all CVs together, times `scale`; 0 where there is nothing to share."""
    import numpy as np

    table = np.array(counts, dtype=np.float64).reshape(-1, 2)
    n = len(table)
    if n == 0:
        return Measure(0.0, 0.0, 0.0)

    def share(sums: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return sums[..., 0] / np.maximum(sums[..., 1], 1)

    drawn = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=draws)
    low, high = np.percentile(share(drawn @ table), [2.5, 97.5])
    value = float(share(table.sum(0)))
    return Measure(round(scale * value, 2), round(scale * float(low), 2), round(scale * float(high), 2))


def _count(cv: GoldCv, shown: Sequence[Shown]) -> _Counts:
    judged = [skill for skill in shown if skill.is_esco and skill.uri not in cv.also]
    gold_of = {uri: gold for gold in cv.skills for uri in gold.uris}
    right = [skill for skill in judged if skill.uri in gold_of]
    met: dict[GoldSkill, list[Shown]] = defaultdict(list)
    for skill in right:
        met[gold_of[skill.uri]].append(skill)
    mentions = sorted({mention for skill in judged for mention in skill.mentions})
    words = [span for gold in cv.skills for span in gold.spans]
    levelled = [(gold, _highest(names)) for gold, names in met.items() if gold.level is not Level.UNKNOWN]
    both = [(_RANKS[gold.level], _RANKS[level]) for gold, level in levelled if level is not Level.UNKNOWN]
    claims = [_highest(names) for gold, names in met.items() if gold.level is Level.UNKNOWN]
    return _Counts(
        skills=(len(right), len(judged), len(met), len(cv.skills)),
        spans=(
            overlapping(mentions, words),
            len(mentions),
            sum(overlapping(gold.spans, mentions) > 0 for gold in cv.skills),
            len(cv.skills),
        ),
        quoted=(sum(overlapping(gold_of[skill.uri].spans, skill.mentions) > 0 for skill in right), len(right)),
        traps=(sum(sprung(cv, shown)), len(cv.traps)),
        covered=(len(both), len(levelled)),
        error=(sum(abs(gold - said) for gold, said in both), len(both)),
        too_high=(sum(said > gold for gold, said in both), len(both)),
        guess_error=(sum(abs(gold - _RANKS[Level.COMPETENT]) for gold, _ in both), len(both)),
        claims=(sum(level is not Level.UNKNOWN for level in claims), len(claims)),
    )


def _highest(names: Sequence[Shown]) -> Level:
    return max((skill.level for skill in names), key=lambda level: _RANKS.get(level, -1))
