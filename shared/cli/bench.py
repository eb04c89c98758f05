"""`skillpath bench …`: how long the work takes on this machine, beside a known yardstick."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.bench_db import bench_db
from shared.cli.bench_plan import bench_plan
from shared.cli.bench_timing import Timing, peak_mb, peak_of_process_mb, time_in_turn
from shared.cli.bench_workflow import bench_workflow
from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from shared.taxonomy.load import Taxonomy

app = typer.Typer(help="Measure how long the work takes.", no_args_is_help=True)
app.command("plan")(bench_plan)
app.command("db")(bench_db)
app.command("workflow")(bench_workflow)

_SAMPLE = Path(__file__).parent.parent / "local" / "sample" / "cv.txt"


@app.callback()
def bench() -> None:
    """Measure how long the work takes."""
    from shared.evaluation.peers import ONE_CORE

    # As in Lambda; and threads that wait for one another by turning round are counted as work. Before numpy is loaded.
    os.environ.update(ONE_CORE)


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

    from shared.domain.assessment import FindingStrategy
    from shared.extraction.files.opened import read_file
    from shared.extraction.finding import find_skills
    from shared.extraction.matching import find_evidence
    from shared.extraction.proficiency import rate
    from shared.extraction.segmentation import segment
    from shared.extraction.semantic import rank_skills
    from shared.extraction.sentences import split_sentences
    from shared.taxonomy.load import Taxonomy

    text = read_file(cv).text
    started = time.perf_counter()
    loaded = Taxonomy.load(taxonomy)
    load_ms = (time.perf_counter() - started) * 1000
    as_of = date(2026, 1, 1)  # the same work on every day

    def whole(strategy: FindingStrategy) -> None:
        by_skill: dict[int, list[Any]] = {}
        mentions, _ = find_skills(text, segment(text, as_of), loaded, strategy=strategy)
        for found in mentions:
            by_skill.setdefault(found.skill_index, []).append(found.evidence)
        for evidence in by_skill.values():
            rate(evidence, as_of)

    blocks = segment(text, as_of)
    work: dict[str, Callable[[], object]] = {
        "whole extraction": lambda: whole(FindingStrategy.EXACT),
        "matching alone": lambda: find_evidence(text, blocks, loaded),
    }
    started = time.perf_counter()
    vectors = loaded.vectors()
    vectors_ms = (time.perf_counter() - started) * 1000
    spans = [span for block in blocks for span in split_sentences(text, block.start, block.end)]
    sentences = [text[start:end] for start, end in spans]
    if vectors is not None:
        work["whole extraction, hybrid"] = lambda: whole(FindingStrategy.HYBRID)
        work["ranking by meaning"] = lambda: rank_skills(sentences, vectors, [()] * len(sentences))
    labels, yardstick = _flashtext(loaded)
    if yardstick is not None:
        work["flashtext"] = lambda: yardstick(text)
    timings = time_in_turn(work, runs)
    report = {
        "cv": cv.name,
        "characters": len(text),
        "runs": runs,
        "taxonomy": loaded.version,
        "labels": labels,
        "taxonomy_load_ms": round(load_ms, 1),
        "vectors_load_ms": round(vectors_ms, 1) if vectors is not None else None,
        "sentences": len(sentences),
        "ranking_ms_per_sentence": _per_sentence(timings, len(sentences)),
        "timings": [asdict(timing) for timing in timings],
        "whole_to_flashtext": _ratio(timings, "whole extraction"),
        "matching_to_flashtext": _ratio(timings, "matching alone"),
        "peak_of_one_extraction_mb": round(peak_mb(lambda: whole(FindingStrategy.HYBRID)), 2),
        "peak_of_the_process_mb": peak_of_process_mb(),
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


def _ratio(timings: list[Timing], name: str) -> float | None:
    medians = {timing.name: timing.median_ms for timing in timings}
    return round(medians[name] / medians["flashtext"], 2) if medians.get("flashtext") else None


def _per_sentence(timings: list[Timing], sentences: int) -> float | None:
    median = next((timing.median_ms for timing in timings if timing.name == "ranking by meaning"), None)
    return None if median is None else round(median / max(sentences, 1), 2)


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
    if report["vectors_load_ms"] is not None:
        console.print(
            f"Vectors opened in {report['vectors_load_ms']:.0f} ms, numpy's import included; all skills ranked for one "
            f"of {report['sentences']} sentences in {report['ranking_ms_per_sentence']:.2f} ms."
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
