"""`skillpath eval-judged`: how right readers found what an assessment shows."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath
from shared.domain.assessment import FindingStrategy

_COLUMNS = ("right", "wrong", "between", "unjudged")


def evaluate_judged(
    file: Annotated[Path, typer.Argument(metavar="JSONL", help="CVs with readers' verdicts.")],
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="How often CVs are drawn again.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Count what is shown of judged CVs, by each strategy, in skills; 95 % intervals by bootstrap over CVs.

    Compile the taxonomy from the release that was judged (1.1.1, official zips).
    """
    from shared.evaluation import judged
    from shared.taxonomy.load import Taxonomy

    cvs = judged.read_judged(file)
    loaded = Taxonomy.load(taxonomy)
    results = {strategy.value: judged.evaluate_judged(cvs, loaded, strategy, draws) for strategy in FindingStrategy}
    version = loaded.version
    loaded.close()
    if as_json:
        ways = {name: {way: asdict(one) for way, one in of.items()} for name, of in results.items()}
        typer.echo(json.dumps({"taxonomy": version, "cvs": len(cvs), "results": ways}, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    title = f"{file.name}: {len(cvs)} CVs; {version}; percent, 95 % interval"
    table = Table("", *_COLUMNS, "right of right and wrong", "right of all judged", title=title, title_justify="left")
    for name, of in results.items():
        for way, one in of.items():
            shares = [f"{share.value:.1f} ({share.low:.1f}–{share.high:.1f})" for share in (one.precision, one.strict)]
            table.add_row(f"{name}, {way}", *(f"{getattr(one, column):,}" for column in _COLUMNS), *shares)
    Console().print(table)
