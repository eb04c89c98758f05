"""How right assessments are on the parts of the gold set that may be tuned with; the third part has no floor."""

from pathlib import Path

import pytest

from shared.domain.assessment import FindingStrategy
from shared.evaluation.gold import read_gold
from shared.evaluation.gold_measures import evaluate_gold, read_as

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    ("strategy", "half", "least_precise", "least_found", "most_sprung"),
    [
        (FindingStrategy.EXACT, "dev", 88, 35, 3),
        (FindingStrategy.EXACT, "dev-2", 89, 38, 3),
        (FindingStrategy.HYBRID, "dev", 84, 36, 3),
        (FindingStrategy.HYBRID, "dev-2", 86, 43, 4),
    ],
)
def test_what_was_reached_stays_reached(taxonomy, strategy, half, least_precise, least_found, most_sprung):
    measures = evaluate_gold(read_gold(FOLDER, half), read_as(strategy, taxonomy), 100).measures
    assert measures["skill precision"].value >= least_precise
    assert measures["skill recall"].value >= least_found
    assert measures["traps sprung"].value <= most_sprung
