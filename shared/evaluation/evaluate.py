"""Measure a way of finding skills on a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Protocol

from shared.evaluation.files import LabelledText, MarkedText
from shared.evaluation.measures import (
    RP_AT,
    Measure,
    measure_mean,
    measure_sets,
    measure_spans,
    overlapping,
    r_precision,
    reciprocal_rank,
)

# How far down a ranking is looked at for MRR; the published figures look at all, which moves MRR by less than 0.2.
RANKED = 50
# "present" in a résumé; spans do not depend on it.
AS_OF = date(2026, 1, 1)


class Finder(Protocol):
    """What is measured."""

    name: str

    def rank(self, texts: Sequence[str], top: int) -> list[list[str]]:
        """Preferred labels for each text, best first, at most `top`."""

    def find(self, texts: Sequence[str]) -> list[list[str]]:
        """Preferred labels of the skills that each text is said to name."""

    def mark(self, text: str) -> list[tuple[int, int]]:
        """Where a résumé is said to name a skill."""


@dataclass(frozen=True, slots=True)
class Result:
    """Attributes:
    texts: how many were read; of them, `with_labels` have a skill.
    measures: in percent, by name.
    ms_per_text: wall time of finding alone, all texts in one batch.
    """

    file: str
    strategy: str
    texts: int
    with_labels: int
    measures: dict[str, Measure]
    ms_per_text: float


def evaluate_labelled(path: Path, items: Sequence[LabelledText], finder: Finder, draws: int) -> Result:
    """MRR and RP@k over the texts with labels; precision, recall and F1 of the set found over all texts."""
    labelled = [item for item in items if item.labels]
    started = perf_counter()
    rankings = finder.rank([item.text for item in labelled], RANKED)
    elapsed = perf_counter() - started
    pairs = [(ranking, frozenset(item.labels)) for ranking, item in zip(rankings, labelled, strict=True)]
    measures = {"MRR": measure_mean([reciprocal_rank(*pair) for pair in pairs], draws)}
    for k in RP_AT:
        measures[f"RP@{k}"] = measure_mean([r_precision(*pair, k) for pair in pairs], draws)
    found = finder.find([item.text for item in items])
    counts = [
        (len(set(labels) & set(item.labels)), len(set(labels)), len(item.labels))
        for labels, item in zip(found, items, strict=True)
    ]
    measures |= measure_sets(counts, draws)
    ms = 1000 * elapsed / max(len(labelled), 1)
    return Result(path.name, finder.name, len(items), len(labelled), measures, round(ms, 3))


def evaluate_marked(path: Path, items: Sequence[MarkedText], finder: Finder, draws: int) -> Result:
    """How many marked spans are met, and how many of those found meet one.

    The résumés are marked sparsely, so that precision here is a lower bound.
    """
    started = perf_counter()
    found = [finder.mark(item.text) for item in items]
    elapsed = perf_counter() - started
    counts = [
        (overlapping(spans, item.spans), len(spans), overlapping(item.spans, spans), len(item.spans))
        for spans, item in zip(found, items, strict=True)
    ]
    measures = {f"span {name}": value for name, value in measure_spans(counts, draws).items()}
    ms = 1000 * elapsed / max(len(items), 1)
    return Result(path.name, finder.name, len(items), sum(bool(item.spans) for item in items), measures, round(ms, 3))
