"""What is counted of a CV that was read, once that is stored."""

from collections import Counter
from collections.abc import Mapping

from shared.domain.assessment import AssessmentResult, Level
from shared.telemetry.record import Count, count


def counts_of(result: AssessmentResult) -> Counter[Count]:
    """Of one CV; to be added to those of others."""
    return Counter(
        {
            Count.ASSESSMENTS_MADE: 1,
            Count.SKILLS_FOUND: len(result.skills),
            Count.SKILLS_UNKNOWN: sum(skill.proficiency.level is Level.UNKNOWN for skill in result.skills),
            Count.ABSTENTIONS: 0 if result.skills else 1,
        }
    )


def count_all(counts: Mapping[Count, int]) -> None:
    """They are facts by now."""
    for what, times in counts.items():
        count(what, times)
