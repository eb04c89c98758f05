"""`skillpath openapi`: the document of the whole API, and the types of its TypeScript client."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

HOW_TO_MEND = "run `skillpath openapi`, look at what changed, and commit it"


def openapi(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where a file is not up to date.")
    ] = False,
) -> None:
    """Write the API's OpenAPI document and the TypeScript types made from it, both of which are committed."""
    from shared.local.checkout import LocalStackError, require_checkout
    from shared.local.openapi import ClashError

    try:
        require_checkout()
        files = made()
    except (ClashError, LocalStackError) as error:
        typer.secho(f"skillpath: {error}", fg="red", err=True)
        raise typer.Exit(2) from error
    stale = drifted(files)
    if check and stale:
        names = ", ".join(path.name for path in stale)
        typer.secho(f"skillpath: not up to date: {names}: {HOW_TO_MEND}", fg="red", err=True)
        raise typer.Exit(1)
    for path, content in files.items():
        if not check:
            path.write_text(content, encoding="utf-8")
        typer.echo(f"{path}: {'changed' if path in stale else 'up to date'}")


def made() -> dict[Path, str]:
    """What the committed files should hold now.

    Raises:
        ClashError: two functions contradict each other.
        LocalStackError: Node.js or openapi-typescript is missing.
    """
    from shared.local.openapi import DOCUMENT, TYPES, load_apps, make_types, merge, render

    document = render(merge(load_apps()))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, DOCUMENT.name), Path(folder, TYPES.name)
        source.write_text(document, encoding="utf-8")
        make_types(source, target)
        return {DOCUMENT: document, TYPES: target.read_text(encoding="utf-8")}


def drifted(files: Mapping[Path, str]) -> list[Path]:
    """Those of the files that hold something else, or are not there."""
    return [path for path, content in files.items() if not path.is_file() or path.read_text("utf-8") != content]
