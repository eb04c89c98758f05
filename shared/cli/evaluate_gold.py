"""`skillpath eval-gold`: how well whole CVs are read, on the gold set."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath

if TYPE_CHECKING:
    from shared.evaluation.gold import GoldCv
    from shared.evaluation.gold_measures import GoldResult
    from shared.taxonomy.load import Taxonomy

# The half that may be fitted to.
_LOOKED_AT = "dev"
_KEPT = ("skill precision", "skill recall", "span recall", "quoted right", "traps sprung")


def evaluate_gold(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The gold set: halves.json and cvs/.")],
    strategy: Annotated[
        str, typer.Option(help="exact: what an assessment shows; hybrid or rerank: suggestions beside it.")
    ] = "exact",
    half: Annotated[str | None, typer.Option(help="As `dev`, `dev-2` or `held-out`; default: each.")] = None,
    draws: Annotated[int, typer.Option(min=100, max=100_000, help="How often CVs are drawn again.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Measure how well whole CVs are read: skills, their words, traps, levels; 95 % intervals by bootstrap over CVs.

    Of `hybrid` and `rerank` the suggestions are measured that are at least so likely, by a fit on the half `dev`; each
    CV of that half by a fit on others. Compile the taxonomy from the release that the gold set is of (1.1.1, official
    zips).
    """
    from shared.evaluation.gold import read_gold, read_halves
    from shared.evaluation.gold_measures import evaluate_gold, read_exactly
    from shared.taxonomy.load import Taxonomy

    halves = [half] if half is not None else list(read_halves(folder))
    cvs = {name: read_gold(folder, name) for name in halves}
    loaded = Taxonomy.load(taxonomy)
    if strategy != "exact":
        _suggest(cvs, read_gold(folder, _LOOKED_AT), loaded, strategy, draws, as_json)
        loaded.close()
        return
    known = {skill.uri for skill in loaded.iter_skills()}
    unknown = {gold.label for of in cvs.values() for cv in of for gold in cv.skills if known.isdisjoint(gold.uris)}
    results = {name: evaluate_gold(of, read_exactly(loaded), draws) for name, of in cvs.items()}
    version = loaded.version
    loaded.close()
    if as_json:
        document = {
            "taxonomy": version,
            "skills_unknown_to_it": sorted(unknown),
            "strategy": "exact",
            "results": {name: asdict(result) for name, result in results.items()},
        }
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    _print(results, version)
    if unknown:
        typer.echo(f"{len(unknown)} skills of the gold set are not in {version}, and cannot be found.", err=True)


def _suggest(
    cvs: "dict[str, list[GoldCv]]",
    looked_at: "list[GoldCv]",
    taxonomy: "Taxonomy",
    strategy: str,
    draws: int,
    as_json: bool,
) -> None:
    """What suggestions would add to an assessment, from the surest on."""
    from rich.console import Console
    from rich.table import Table

    from shared.evaluation.finders import make_rank
    from shared.evaluation.gold_measures import evaluate_gold, read_exactly
    from shared.evaluation.suggestions import THRESHOLDS, Fit, judge, read_also, shown_at, suggest

    rank = make_rank(strategy, taxonomy)
    of_looked_at = [suggest(cv.text, taxonomy, rank) for cv in looked_at]
    results: dict[str, list[dict[str, Any]]] = {}
    for half, of_half in cvs.items():
        if half == _LOOKED_AT:
            judged = judge(of_half, of_looked_at)
        else:
            fitted = Fit(looked_at, of_looked_at)
            judged = judge(of_half, [suggest(cv.text, taxonomy, rank) for cv in of_half], fitted)
        read = read_exactly(taxonomy)
        rows = results.setdefault(half, [])
        # Above 1 nothing is suggested: what an assessment shows.
        for threshold in (1.01, *THRESHOLDS):
            right, shown = shown_at(judged, threshold)
            measures = evaluate_gold(of_half, read_also(read, judged, threshold), draws).measures
            kept = {name: asdict(measures[name]) for name in _KEPT}
            rows.append({"at_least": threshold, "suggestions": shown, "right": right, "measures": kept})
    if as_json:
        document = {"taxonomy": taxonomy.version, "strategy": strategy, "results": results}
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for half, rows in results.items():
        title = f"{strategy}, {half}; {taxonomy.version}; percent, 95 % interval"
        table = Table("as likely as", "suggestions", "right", *_KEPT, title=title, title_justify="left")
        for row in rows:
            cells = [f"{one['value']:.1f} ({one['low']:.1f}–{one['high']:.1f})" for one in row["measures"].values()]
            first = "none" if row["at_least"] > 1 else f"{row['at_least']:.1f}"
            table.add_row(first, str(row["suggestions"]), str(row["right"]), *cells)
        Console().print(table)


def _print(results: "dict[str, GoldResult]", version: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from shared.evaluation.gold_measures import LEVEL_ERRORS

    table = Table("", *results, title=f"exact; {version}; percent, 95 % interval", title_justify="left")
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
