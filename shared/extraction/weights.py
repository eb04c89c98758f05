"""Every number that a score is made of, in one table, with its source.

What research gives is the order and the shape; the exact values below are design judgements, and say so.

Sources:
    Levels. S. E. Dreyfus and H. L. Dreyfus, "A Five-Stage Model of the Mental Activities Involved in Directed Skill
        Acquisition", ORC 80-2, University of California, Berkeley, 1980; the five names used here are those of "Mind
        over Machine", 1986. Neither gives years. P. Benner, "From Novice to Expert", American Journal of Nursing
        82(3), 1982, applies the model to nursing: competence after two to three years in the same or similar
        situations. K. A. Ericsson, R. T. Krampe and C. Tesch-Römer, Psychological Review 100(3), 1993: at least ten
        years of intense practice behind expert performance.
    Months. Experience raises job knowledge most in its first years: M. A. McDaniel, F. L. Schmidt and J. E. Hunter,
        "Job experience correlates of job performance", Journal of Applied Psychology 73, 1988; hence a curve that
        saturates. The curve's form and its constant are judgements.
    Recency. Skills fade without use: W. Arthur Jr. et al., "Factors That Influence Skill Decay and Retention", Human
        Performance 11(1), 1998 (d = -1.4 after more than a year); C. E. Tatel and P. L. Ackerman, "Procedural skill
        retention and decay", Psychological Bulletin (half of the gains in motor skills lost after 6.5 to 13 months).
        Both study trained tasks, not years of work. "The half-life of a learned skill is five years" is widely quoted
        from D. Thomas and J. S. Brown; we know of no measurement behind it. Five years is a judgement.
    Own words. Self-evaluations agree little with measured ability (mean r = .29 over 55 studies): P. A. Mabe and S. G.
        West, Journal of Applied Psychology 67(3), 1982. Hence a claim counts least, a stated duration is capped, and
        neither alone earns a score.
    Weights, points, caps and thresholds: judgements, chosen so that use at work up to now, in plain words, reaches
        `competent` after two years (Benner), and `expert` asks for eight years in three places, one of them led
        (Ericsson et al. as the upper bound). The thresholds of `competent` and `proficient` and the share of helping
        were set on the dev half of tests/gold (50 skills with a level on both sides: mean error 0.76, 0.92 for
        always saying `competent`); two of these skills decide between 0.54 and 0.55. A plainly worded job is
        `proficient` from six and a half years on, and `competent` still four years after one of three years. On the
        other half, read once, the mean error fell from 0.81 to 0.71, where always saying `competent` has 0.68: no
        better than that. One person's reading is a weak yardstick, and no outcome data has calibrated them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from shared.domain.assessment import EvidenceKind, Level
from shared.extraction.cues import CueStrength

# The parts of a score and their weights; they sum to 1.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"kind": 0.15, "months": 0.40, "recency": 0.20, "wording": 0.15, "breadth": 0.10}
)

# kind: the best kind of evidence there is.
KIND_VALUES: Mapping[EvidenceKind, float] = MappingProxyType(
    {
        EvidenceKind.WORK: 1.0,
        EvidenceKind.PROJECT: 0.8,
        EvidenceKind.CERTIFICATE: 0.6,
        EvidenceKind.EDUCATION: 0.4,
        EvidenceKind.CLAIM: 0.1,
    }
)
PRACTICE = frozenset({EvidenceKind.WORK, EvidenceKind.PROJECT})

# months: 1 - exp(-months / MONTHS_SCALE): 0.18 after one year, 0.63 after five, 0.86 after ten.
MONTHS_SCALE = 60.0
STUDY_SHARE = 0.5  # of a month in which a course or degree alone stands for the skill
WEAK_SHARE = 0.25  # of a month of practice in which a weak word governs every mention: "helped with", "a little"
STATED_SHARE = 0.5  # of a duration that is only stated, as "5 years of Python"
STATED_MONTHS_CAP = 24.0  # the most that a stated duration can count for, after its share

# recency: halves with every such span since the last use.
HALF_LIFE_MONTHS = 60.0

# wording: the best of all mentions. A cue weighs less where nothing but the cue stands for the skill.
WORDING_IN_PRACTICE: Mapping[CueStrength | None, float] = MappingProxyType(
    {CueStrength.STRONG: 1.0, CueStrength.NEUTRAL: 0.6, None: 0.5, CueStrength.WEAK: 0.2}
)
WORDING_ELSEWHERE: Mapping[CueStrength | None, float] = MappingProxyType(
    {CueStrength.STRONG: 0.6, CueStrength.NEUTRAL: 0.4, None: 0.2, CueStrength.WEAK: 0.1}
)

# breadth: this many separate jobs, projects, courses or certificates are full breadth.
FULL_BREADTH = 3

# How much evidence there is: points for each separate job, project, certificate or course (undated or short, dated);
# all claims together count once.
POINTS: Mapping[EvidenceKind, tuple[float, float]] = MappingProxyType(
    {
        EvidenceKind.WORK: (0.5, 1.0),
        EvidenceKind.PROJECT: (0.5, 1.0),
        EvidenceKind.CERTIFICATE: (0.5, 1.0),
        EvidenceKind.EDUCATION: (0.5, 0.75),
        EvidenceKind.CLAIM: (0.25, 0.25),
    }
)
MIN_MONTHS = 3  # a shorter job, project or course earns the points of an undated one; a certificate needs only a date
MIN_POINTS = 1.0  # below it the level is unknown and no score is given: one dated job or project of 3 months is enough
CONFIDENCE_HALF_POINTS = 2.0  # confidence = 1 - 0.5 ** (points / this): 0.29 at 1 point, 0.5 at 2, 0.75 at 4

# Least score of each level, highest first.
LEVELS: tuple[tuple[float, Level], ...] = (
    (0.92, Level.EXPERT),
    (0.75, Level.PROFICIENT),
    (0.54, Level.COMPETENT),
    (0.50, Level.ADVANCED_BEGINNER),
    (0.0, Level.NOVICE),
)

# Values, contributions, scores and confidences are rounded to this many decimals, so that every machine gives the same.
DECIMALS = 4
