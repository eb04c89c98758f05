"""`skillpath package`: the zips that Lambda takes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from shared.deploy.package import Package


def package(
    functions: Annotated[
        list[str] | None, typer.Argument(metavar="[FUNCTION]...", help="Which ones; default: all of serverless.yml.")
    ] = None,
    architecture: Annotated[
        str | None, typer.Option(help="arm64 or x86_64; default: what serverless.yml says.", show_default=False)
    ] = None,
    python: Annotated[
        str | None, typer.Option(help='As "3.13"; default: what serverless.yml says.', show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option(help="Where the zips go; emptied first.")] = Path("build/package"),
) -> None:
    """Build one zip for each function: the same bytes from the same code, without Docker and without a login."""
    from shared.deploy.package import build
    from shared.deploy.target import ARCHITECTURES, Target, deployed
    from shared.local.checkout import LocalStackError

    default = deployed()
    target = Target(architecture or default.architecture, python or default.python)
    if target.architecture not in ARCHITECTURES:
        raise typer.BadParameter(f"{target.architecture} is none of {', '.join(ARCHITECTURES)}")
    typer.echo(f"Packages for {target.architecture} and Python {target.python}:", err=True)

    def tell(done: "Package") -> None:
        typer.echo(f"  {done.file}: {done.zipped_bytes / 1e6:.1f} MB", err=True)

    try:
        packages = build(target, out.resolve(), functions, tell)
    except LocalStackError as error:
        typer.secho(f"skillpath: {error}", fg="red", err=True)
        raise typer.Exit(2) from error
    _print(packages)
    if too_large := [done.function for done in packages if done.is_too_large]:
        typer.secho(f"skillpath: larger than shared/deploy/package.toml allows: {', '.join(too_large)}", fg="red")
        raise typer.Exit(1)


def _print(packages: "tuple[Package, ...]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("function", "zipped MB", "of", "unpacked MB", "largest, unpacked MB")
    for column in table.columns[1:4]:
        column.justify = "right"
    for done in packages:
        largest = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in done.largest)
        zipped, budget = f"{done.zipped_bytes / 1e6:.1f}", f"{done.budget_bytes / 1e6:.0f}"
        table.add_row(done.function, zipped, budget, f"{done.unpacked_bytes / 1e6:.1f}", largest)
    Console().print(table)
