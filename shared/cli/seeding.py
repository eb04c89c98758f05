"""Fill the store's catalogue, and show how far it is: bars at a terminal, lines elsewhere."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from shared.services.catalogue import Report, Seeded


def fill_catalogue(console: "Console", settings: Mapping[str, str]) -> None:
    """Put the compiled taxonomy's skills, roles and relations into the store that the settings name.

    What is there already is left alone, so that after a break it goes on where it broke off.

    Raises:
        typer.Exit: interrupted; how far it came, and how to go on, was printed.
    """
    # What bootstrap builds, it builds from the environment.
    os.environ.update(settings)
    from shared import bootstrap
    from shared.services.catalogue import seed_catalogue

    taxonomy = bootstrap.taxonomy()
    started = time.monotonic()
    with show_progress(console) as report:
        written = seed_catalogue(taxonomy, bootstrap.service_unit_of_work(), report)
    took_s = time.monotonic() - started
    new = [f"{count:,} {kind.value}" for kind, count in written.items() if count]
    result = f"{', '.join(new)} written" if new else "everything is there already"
    console.print(
        f"[green]✓[/] Fill the catalogue [dim]({took_s:.1f} s)[/] {taxonomy.version}: {result}", soft_wrap=True
    )


@contextmanager
def show_progress(console: "Console") -> Iterator["Report"]:
    """What to call with (kind, rows done, rows in all): bars at a terminal, elsewhere a line as each kind begins.

    Raises:
        typer.Exit: the block was interrupted; status 130, after one line that says how far it came.
    """
    reached: dict[Seeded, tuple[int, int]] = {}
    with _bars(console) if console.is_terminal else _lines(console) as show:

        def report(kind: "Seeded", done: int, total: int) -> None:
            begins = kind not in reached or done <= reached[kind][0]
            reached[kind] = (done, total)
            show(kind, done, total, begins)

        try:
            yield report
        except KeyboardInterrupt:
            interrupted = True
        else:
            interrupted = False
    if interrupted:
        far = ", ".join(f"{done:,} of {total:,} {kind.value}" for kind, (done, total) in reached.items())
        console.print(
            f"Stopped with {far or 'nothing'} filled in; the same command goes on from there.", soft_wrap=True
        )
        raise typer.Exit(130)


_ShowKind = Callable[["Seeded", int, int, bool], None]


@contextmanager
def _bars(console: "Console") -> Iterator[_ShowKind]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from shared.services.catalogue import Seeded

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {kind: bars.add_task(f"Fill in {kind.value}", start=False, total=None) for kind in Seeded}

        def show(kind: Seeded, done: int, total: int, begins: bool) -> None:
            if begins:
                # What was there before took no time now: the time that remains is reckoned from here on.
                bars.reset(tasks[kind], completed=done, total=total)
            else:
                bars.update(tasks[kind], completed=done)

        yield show


@contextmanager
def _lines(console: "Console") -> Iterator[_ShowKind]:
    def show(kind: "Seeded", done: int, total: int, begins: bool) -> None:
        if begins and done < total:
            there = f" ({done:,} are there)" if done else ""
            console.print(f"Fill in {total:,} {kind.value}{there} …", soft_wrap=True)

    yield show
