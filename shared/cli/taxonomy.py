"""`skillpath taxonomy …`: compile ESCO, and say what is compiled."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.taxonomy.compile import Report

DEFAULT_TAXONOMY = Path("build/taxonomy.sqlite")

TaxonomyPath = Annotated[
    Path,
    typer.Option("--taxonomy", envvar="SKILLPATH_TAXONOMY", help="The compiled taxonomy.", show_default=True),
]

app = typer.Typer(help="Compile ESCO into the one file that everything reads.", no_args_is_help=True)


@app.command("compile")
def compile_command(
    more: Annotated[
        list[Path] | None, typer.Argument(metavar="[ZIP]...", help="Further zips of the same release.")
    ] = None,
    archives: Annotated[
        list[Path] | None,
        typer.Option("--from", metavar="ZIP", help="Official ESCO CSV zips, any language; default: the data wheels."),
    ] = None,
    out: Annotated[
        Path, typer.Option(envvar="SKILLPATH_TAXONOMY", help="Where the compiled taxonomy goes.")
    ] = DEFAULT_TAXONOMY,
    release: Annotated[
        str | None, typer.Option(help='As "1.2.0", where the names of the zips do not say it.', show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Also where nothing has changed.")] = False,
) -> None:
    """Compile ESCO, from the data wheels or official zips, with Skillpath's additions."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from shared.taxonomy.compile import compile_taxonomy

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Looking at what is there", total=None)

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        report = compile_taxonomy(out, [*(archives or ()), *(more or ())], release=release, force=force, progress=show)
    if report.is_new:
        _print(report)
        typer.echo(f"Compiled in {report.seconds:.1f} s.")
    else:
        typer.echo(f"{report.path} is up to date ({report.version}); --force compiles it again.")


@app.command("info")
def info(taxonomy: TaxonomyPath = DEFAULT_TAXONOMY) -> None:
    """Say what is compiled, and check that it is whole."""
    from shared.taxonomy.compile import read_report
    from shared.taxonomy.load import Taxonomy

    _print(read_report(taxonomy))
    loaded = Taxonomy.load(taxonomy)
    loaded.verify()
    loaded.close()
    typer.echo("The content is what was compiled: its checksum holds.")


def _print(report: "Report") -> None:
    from rich.console import Console
    from rich.table import Table

    from shared.taxonomy import ATTRIBUTION

    table = Table(title=report.version, show_header=False, title_justify="left")
    table.add_column(style="dim")
    table.add_column(justify="right", overflow="fold")
    for file in report.files:
        table.add_row(f"read {file.name}", f"{file.rows:,} rows")
    table.add_section()
    for name, count in report.counts.items():
        table.add_row(name, f"{count:,}")
    table.add_section()
    table.add_row("file", str(report.path))
    table.add_row("size", f"{report.size_bytes / 1e6:.1f} MB")
    table.add_row("checksum (SHA-256)", report.checksum)
    console = Console()
    console.print(table)
    for note in report.notes:
        console.print(f"Note: {note}", style="dim", markup=False)
    console.print(ATTRIBUTION, style="dim")
