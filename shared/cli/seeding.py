"""Fill the store's catalogue, with a bar for each kind of what goes in."""

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def fill_catalogue(console: "Console", settings: Mapping[str, str]) -> None:
    """Put the compiled taxonomy's skills, roles and relations into the store that the settings name.

    What is there already is left alone, so that after a break it goes on where it broke off.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    # What bootstrap builds, it builds from the environment.
    os.environ.update(settings)
    from shared import bootstrap
    from shared.services.catalogue import Seeded, seed_catalogue

    taxonomy = bootstrap.taxonomy()
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[Seeded, TaskID] = {kind: bars.add_task(f"Fill in {kind.value}", total=None) for kind in Seeded}
        written = seed_catalogue(
            taxonomy,
            bootstrap.service_unit_of_work(),
            lambda kind, done, total: bars.update(tasks[kind], completed=done, total=total),
        )
    took_s = time.monotonic() - started
    new = [f"{count:,} {kind.value}" for kind, count in written.items() if count]
    result = f"{', '.join(new)} written" if new else "everything is there already"
    console.print(
        f"[green]✓[/] Fill the catalogue [dim]({took_s:.1f} s)[/] {taxonomy.version}: {result}", soft_wrap=True
    )
