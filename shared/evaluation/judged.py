"""CVs in which readers judged, mention by mention, whether the words show the skill; and how right what is shown is.

A file has a CV a line, as a JSON object: `name`, `text`, and `verdicts`, each `[start, end, uri, verdict]`: the words
`text[start:end]` were judged to show the skill (`y`), not to (`n`), or to be between (`p`). The readers saw the
sentence with its section and job, the words, and the skill's name and description; not how it was found, nor how
likely it was held to be.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shared.domain.assessment import Evidence, FindingStrategy, FoundBy, Polarity
from shared.evaluation.evaluate import AS_OF
from shared.evaluation.gold_measures import measure_share
from shared.evaluation.measures import Measure
from shared.extraction.finding import find_skills
from shared.extraction.segmentation import segment

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

RIGHT, WRONG, BETWEEN = "y", "n", "p"


class JudgedCv(NamedTuple):
    """Attributes:
    verdicts: start, end, URI and verdict of each mention.
    """

    name: str
    text: str
    verdicts: tuple[tuple[int, int, str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What one way of finding shows, in skills over all CVs.

    Attributes:
        right, wrong, between: by the verdicts; a skill is right where one of its mentions is.
        unjudged: shown on words that nobody judged.
        precision: right ones of those right or wrong.
        strict: right ones of all that were judged.
    """

    right: int
    wrong: int
    between: int
    unjudged: int
    precision: Measure
    strict: Measure


def read_judged(path: Path) -> list[JudgedCv]:
    """The CVs of a file of verdicts."""
    cvs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        JudgedCv(cv["name"], cv["text"], tuple((start, end, uri, said) for start, end, uri, said in cv["verdicts"]))
        for cv in cvs
    ]


def evaluate_judged(
    cvs: Sequence[JudgedCv], taxonomy: "Taxonomy", strategy: FindingStrategy, draws: int
) -> dict[str, Judged]:
    """Of all that a strategy shows, and of what it found by name and by meaning alone."""
    of_cvs = [_verdicts(cv, taxonomy, strategy) for cv in cvs]
    ways = {"all": frozenset(FoundBy), **{f"by {way.value}": frozenset({way}) for way in FoundBy}}
    results = {}
    for name, of in ways.items():
        counts = [[verdict for way, verdict in verdicts if way in of] for verdicts in of_cvs]
        flat = [verdict for own in counts for verdict in own]
        results[name] = Judged(
            flat.count(RIGHT),
            flat.count(WRONG),
            flat.count(BETWEEN),
            flat.count(""),
            measure_share([(own.count(RIGHT), own.count(RIGHT) + own.count(WRONG)) for own in counts], draws),
            measure_share([(own.count(RIGHT), len(own) - own.count("")) for own in counts], draws),
        )
    return results


def _verdicts(cv: JudgedCv, taxonomy: "Taxonomy", strategy: FindingStrategy) -> list[tuple[FoundBy, str]]:
    """Of each skill that is shown how it was found, and the best that was said of it; "" where nothing was."""
    found, _ = find_skills(cv.text, segment(cv.text, AS_OF), taxonomy, strategy=strategy)
    shown: dict[int, list[Evidence]] = {}
    for item in found:
        if item.evidence.polarity is Polarity.AFFIRMED:
            shown.setdefault(item.skill_index, []).append(item.evidence)
    verdicts = []
    for index, evidence in shown.items():
        uri = taxonomy.skill(index).uri
        said = {
            verdict
            for start, _, of, verdict in cv.verdicts
            if of == uri and any(item.start <= start < item.end for item in evidence)
        }
        best = next((verdict for verdict in (RIGHT, BETWEEN, WRONG) if verdict in said), "")
        is_named = any(item.found_by is FoundBy.NAME for item in evidence)
        verdicts.append((FoundBy.NAME if is_named else FoundBy.MEANING, best))
    return verdicts
