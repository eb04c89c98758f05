"""`skillpath eval` and `skillpath rank`: how well skills are found, and which come first for a text."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from shared.evaluation.evaluate import Result

_ALL = ("exact", "letters", "hybrid")
_NAMES = ", ".join((*_ALL, "rerank"))


def evaluate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Benchmarks: CSV of Decorte et al. or SkillSkape, zip of dotin."),
    ],
    strategies: Annotated[
        list[str] | None, typer.Option("--strategy", help=f"One of {_NAMES}; default: all but rerank.")
    ] = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="How often texts are drawn again.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Measure how well skills are found: MRR, RP@k and the set found, or spans met; 95 % intervals by bootstrap.

    Compile the taxonomy from the release that the file's labels are of (the benchmarks': 1.1.1, official zips).
    """
    from shared.evaluation.evaluate import evaluate_labelled, evaluate_marked
    from shared.evaluation.files import is_marked, read_labelled, read_marked
    from shared.evaluation.finders import make_finder
    from shared.taxonomy.load import Taxonomy

    loaded = Taxonomy.load(taxonomy)
    finders = [make_finder(name, loaded) for name in strategies or _ALL]
    results: list[Result] = []
    unknown: dict[str, int] = {}
    for path in files:
        if is_marked(path):
            marked = read_marked(path)
            results += (evaluate_marked(path, marked, finder, draws) for finder in finders if finder.name != "letters")
        else:
            items = read_labelled(path)
            known = {skill.name for skill in loaded.iter_skills()}
            unknown[path.name] = len({label for item in items for label in item.labels} - known)
            results += (evaluate_labelled(path, items, finder, draws) for finder in finders)
    version = loaded.version
    loaded.close()
    if as_json:
        document = {"taxonomy": version, "labels_unknown_to_it": unknown, "results": [asdict(one) for one in results]}
        typer.echo(json.dumps(document, indent=2))
        return
    _print(results, version)
    for name, count in unknown.items():
        if count:
            typer.echo(f"{name}: {count} labels are not in {version}, and cannot be found.", err=True)


def rank(
    strategy: Annotated[str, typer.Option(help=f"One of {_NAMES}.")] = "hybrid",
    top: Annotated[int, typer.Option(min=1, max=50, help="The most labels for a text.")] = 50,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Read one text a line on standard input; print for each a JSON list of ESCO's preferred labels, best first."""
    from shared.evaluation.finders import make_finder
    from shared.taxonomy.load import Taxonomy

    loaded = Taxonomy.load(taxonomy)
    finder = make_finder(strategy, loaded)
    # By "\n" alone: other signs that Python takes for line ends stand within texts.
    texts = [line.removesuffix("\r") for line in sys.stdin.buffer.read().decode("utf-8", "replace").split("\n")]
    if texts[-1] == "":
        texts.pop()
    for labels in finder.rank(texts, top):
        typer.echo(json.dumps(labels, ensure_ascii=False))
    loaded.close()


def _print(results: "list[Result]", version: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for file in dict.fromkeys(result.file for result in results):
        of_file = [result for result in results if result.file == file]
        first = of_file[0]
        title = f"{file}: {first.texts:,} texts, {first.with_labels:,} with skills; {version}; percent, 95 % interval"
        table = Table("strategy", *first.measures, "ms a text", title=title, title_justify="left")
        for result in of_file:
            cells = [f"{one.value:.1f} ({one.low:.1f}–{one.high:.1f})" for one in result.measures.values()]
            table.add_row(result.strategy, *cells, f"{result.ms_per_text:.2f}")
        console.print(table)
