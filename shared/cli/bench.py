"""`skillpath bench …`: how long the work takes on this machine, beside a known yardstick."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

app = typer.Typer(help="Measure how long the work takes.", no_args_is_help=True)

_SAMPLE = Path(__file__).parent.parent / "local" / "sample" / "cv.txt"
_WARM_UP = 3


@dataclass(frozen=True)
class Timing:
    """Of one piece of work over all runs, in milliseconds of CPU time but for the last.

    Attributes:
        low, high: the 10th and the 90th percentile.
    """

    name: str
    median_ms: float
    low_ms: float
    high_ms: float
    per_second: float
    wall_median_ms: float


@app.callback()
def bench() -> None:
    """Measure how long the work takes."""


@app.command("extract")
def extract(
    cv: Annotated[Path, typer.Option(help="The CV to read.", show_default="the sample CV")] = _SAMPLE,
    runs: Annotated[int, typer.Option(min=3, max=10_000, help="How often each is timed.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Time the extraction of skills from one CV, pair by pair with flashtext on the same labels in the same process."""
    import time
    from datetime import date

    from shared.extraction.files import read_text
    from shared.extraction.matching import find_evidence
    from shared.extraction.proficiency import rate
    from shared.extraction.segmentation import segment
    from shared.taxonomy.load import Taxonomy

    text = read_text(cv)
    started = time.perf_counter()
    loaded = Taxonomy.load(taxonomy)
    load_ms = (time.perf_counter() - started) * 1000
    as_of = date(2026, 1, 1)  # the same work on every day

    def whole() -> None:
        by_skill: dict[int, list[Any]] = {}
        for found in find_evidence(text, segment(text, as_of), loaded):
            by_skill.setdefault(found.skill_index, []).append(found.evidence)
        for evidence in by_skill.values():
            rate(evidence, as_of)

    blocks = segment(text, as_of)
    work: dict[str, Callable[[], object]] = {
        "whole extraction": whole,
        "matching alone": lambda: find_evidence(text, blocks, loaded),
    }
    labels, yardstick = _flashtext(loaded)
    if yardstick is not None:
        work["flashtext"] = lambda: yardstick(text)
    timings = _time(work, runs)
    report = {
        "cv": cv.name,
        "characters": len(text),
        "runs": runs,
        "taxonomy": loaded.version,
        "labels": labels,
        "taxonomy_load_ms": round(load_ms, 1),
        "timings": [asdict(timing) for timing in timings],
        "whole_to_flashtext": _ratio(timings, "whole extraction"),
        "matching_to_flashtext": _ratio(timings, "matching alone"),
        "peak_of_one_extraction_mb": round(_peak_mb(whole), 2),
        "peak_of_the_process_mb": _peak_of_process_mb(),
        "mentions": len(find_evidence(text, blocks, loaded)),
    }
    loaded.close()
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _print(report, timings)


def _flashtext(taxonomy: "Taxonomy") -> tuple[int, Callable[[str], object] | None]:
    """How many labels there are, and flashtext's search for them; None where it is not installed."""
    labels = {
        label: skill.uri
        for skill in taxonomy.iter_skills()
        for label in (*skill.alt_labels, skill.name.partition(" (")[0], skill.name)
        if label.strip()
    }
    try:
        from flashtext import KeywordProcessor
    except ImportError:
        return len(labels), None
    processor = KeywordProcessor()
    for label, uri in labels.items():
        processor.add_keyword(label, uri)

    def search(text: str) -> object:
        return processor.extract_keywords(text, span_info=True)

    return len(labels), search


def _time(work: dict[str, Callable[[], object]], runs: int) -> list[Timing]:
    """All of them in turn, run by run, so that what else the machine does meets all alike."""
    import time
    from statistics import median, quantiles

    cpu: dict[str, list[float]] = {name: [] for name in work}
    wall: dict[str, list[float]] = {name: [] for name in work}
    for run in range(-_WARM_UP, runs):
        for name, once in work.items():
            wall_started, cpu_started = time.perf_counter_ns(), time.process_time_ns()
            once()
            cpu_ended, wall_ended = time.process_time_ns(), time.perf_counter_ns()
            if run >= 0:
                cpu[name].append((cpu_ended - cpu_started) / 1e6)
                wall[name].append((wall_ended - wall_started) / 1e6)
    timings = []
    for name, spent in cpu.items():
        deciles = quantiles(spent, n=10)
        middle = median(spent)
        figures = (middle, deciles[0], deciles[-1], 1000 / middle if middle else 0.0, median(wall[name]))
        timings.append(Timing(name, *(round(figure, 3) for figure in figures)))
    return timings


def _ratio(timings: list[Timing], name: str) -> float | None:
    medians = {timing.name: timing.median_ms for timing in timings}
    return round(medians[name] / medians["flashtext"], 2) if medians.get("flashtext") else None


def _peak_mb(work: Callable[[], object]) -> float:
    import tracemalloc

    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _peak_of_process_mb() -> float | None:
    """The most memory the process held so far, flashtext's trie included; None where the system does not say."""
    import sys

    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3), 1)


def _print(report: dict[str, Any], timings: list[Timing]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    console.print(
        f"{report['cv']}: {report['characters']:,} characters, {report['mentions']} mentions; "
        f"{report['labels']:,} labels of {report['taxonomy']}; {report['runs']} runs"
    )
    table = Table("", "median CPU ms", "10% - 90%", "CVs per second", "median wall ms")
    for timing in timings:
        table.add_row(
            timing.name,
            f"{timing.median_ms:.2f}",
            f"{timing.low_ms:.2f} - {timing.high_ms:.2f}",
            f"{timing.per_second:,.0f}",
            f"{timing.wall_median_ms:.2f}",
        )
    console.print(table)
    if report["matching_to_flashtext"] is None:
        console.print("flashtext is not installed, so there is nothing to compare with: pip install 'skillpath\\[dev]'")
    else:
        console.print(
            f"Times flashtext's median: whole extraction {report['whole_to_flashtext']:.2f}, "
            f"matching alone {report['matching_to_flashtext']:.2f}. "
            "flashtext finds labels; it quotes and judges nothing."
        )
    console.print(
        f"Taxonomy loaded in {report['taxonomy_load_ms']:.0f} ms. Peak memory of one extraction "
        f"{report['peak_of_one_extraction_mb']:.1f} MB (tracemalloc)"
        + (
            f", of this process {report['peak_of_the_process_mb']:.0f} MB (ru_maxrss, flashtext's trie included)."
            if report["peak_of_the_process_mb"] is not None
            else "."
        )
    )
