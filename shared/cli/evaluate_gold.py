"""`skillpath eval-gold`: how well whole CVs are read, on the gold set."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath
from shared.domain.assessment import FindingStrategy

if TYPE_CHECKING:
    from shared.evaluation.gold_measures import GoldResult


def evaluate_gold(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The gold set: halves.json and cvs/.")],
    strategy: Annotated[FindingStrategy, typer.Option(help="As an assessment's.")] = FindingStrategy.HYBRID,
    half: Annotated[str | None, typer.Option(help="As `dev`, `dev-2` or `held-out`; default: each.")] = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="How often CVs are drawn again.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Measure how well whole CVs are read: skills, their words, traps, levels; 95 % intervals by bootstrap over CVs.

    Compile the taxonomy from the release that the gold set is of (1.1.1, official zips).
    """
    from shared.evaluation.gold import read_gold, read_halves
    from shared.evaluation.gold_measures import evaluate_gold, read_as
    from shared.taxonomy.load import Taxonomy

    halves = [half] if half is not None else list(read_halves(folder))
    cvs = {name: read_gold(folder, name) for name in halves}
    loaded = Taxonomy.load(taxonomy)
    known = {skill.uri for skill in loaded.iter_skills()}
    unknown = {gold.label for of in cvs.values() for cv in of for gold in cv.skills if known.isdisjoint(gold.uris)}
    results = {name: evaluate_gold(of, read_as(strategy, loaded), draws) for name, of in cvs.items()}
    version = loaded.version
    loaded.close()
    if as_json:
        document = {
            "taxonomy": version,
            "skills_unknown_to_it": sorted(unknown),
            "strategy": strategy.value,
            "results": {name: asdict(result) for name, result in results.items()},
        }
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    _print(results, f"{strategy.value}; {version}")
    if unknown:
        typer.echo(f"{len(unknown)} skills of the gold set are not in {version}, and cannot be found.", err=True)


def _print(results: "dict[str, GoldResult]", called: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from shared.evaluation.gold_measures import LEVEL_ERRORS

    table = Table("", *results, title=f"{called}; percent, 95 % interval", title_justify="left")
    every = list(results.values())
    for name in every[0].measures:
        measures = [result.measures[name] for result in every]
        places = 2 if name in LEVEL_ERRORS else 1
        label = f"{name} (levels)" if name in LEVEL_ERRORS else name
        table.add_row(
            label, *(f"{one.value:.{places}f} ({one.low:.{places}f}–{one.high:.{places}f})" for one in measures)
        )
    table.add_section()
    for kind in sorted({kind for result in every for kind in result.trap_kinds}):
        shares = [result.trap_kinds.get(kind, (0, 0)) for result in every]
        table.add_row(f"traps sprung: {kind}", *(f"{part} of {whole}" for part, whole in shares))
    table.add_section()
    for label, of in (("CVs", "cvs"), ("of them refused", "refused"), ("skills", "skills"), ("traps", "traps")):
        table.add_row(label, *(f"{getattr(result, of):,}" for result in every))
    Console().print(table)
