"""What commands that start the local stack show a person: steps with what came of them, and errors in one line."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Self

import typer

if TYPE_CHECKING:
    from rich.console import Console


class Step:
    """One line of progress: turning while it goes on, then what came of it and how long it took."""

    def __init__(self, console: "Console", what: str) -> None:
        self._console = console
        self._what = what
        self._started = time.monotonic()
        self._status = console.status(f"{what} …")
        self._so_far = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status.start()
        else:
            self._console.print(f"{self._what} …")
        return self

    def __exit__(self, *_: object) -> None:
        self._status.stop()

    def update(self, so_far: str) -> None:
        """How far it is: in the same line at a terminal, elsewhere in one of its own where it is new."""
        if self._console.is_terminal:
            self._status.update(f"{self._what} … {so_far}")
        elif so_far != self._so_far:
            self._console.print(f"  {so_far}", soft_wrap=True, markup=False)
        self._so_far = so_far

    def done(self, result: str) -> None:
        self._status.stop()
        took_s = time.monotonic() - self._started
        self._console.print(f"[green]✓[/] {self._what} [dim]({took_s:.1f} s)[/] {result}", soft_wrap=True)


@contextmanager
def for_people(console: "Console | None" = None) -> Iterator[tuple["Console", Callable[[str], None]]]:
    """A console, and a way to say something beside the steps; errors in one line; SIGTERM stops as Ctrl-C does.

    Args:
        console: standard output's, where none is given.
    """
    from rich.console import Console

    from shared.local.checkout import LocalStackError, require_checkout

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    console = console or Console(highlight=False)
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        require_checkout()
        yield console, lambda text: console.print(f"  {text}", style="dim", markup=False)
    except LocalStackError as error:
        typer.secho(f"skillpath: {error}", fg="red", err=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        console.print("\nStopped.")
        raise typer.Exit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def compile_default_taxonomy(console: "Console") -> None:
    """Where it is not there yet; one that somebody made from files of their own stays as it is."""
    from rich.progress import Progress

    from shared.local.stack import taxonomy_path
    from shared.taxonomy.compile import compile_taxonomy

    path = taxonomy_path()
    if path.exists() and _made_from_own_choice(path):
        return
    started = time.monotonic()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Compile the taxonomy", total=None)

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total or None)

        report = compile_taxonomy(path, progress=show)
    if not report.is_new:
        return
    took_s = time.monotonic() - started
    console.print(f"[green]✓[/] Compile the taxonomy [dim]({took_s:.1f} s)[/] {report.version}", soft_wrap=True)


def _made_from_own_choice(path: Path) -> bool:
    """Whether somebody compiled it from other files than the default ones: then it stays as it is."""
    from shared.domain.errors import TaxonomyUnavailableError
    from shared.taxonomy.compile import read_report
    from shared.taxonomy.wheels import default_files

    try:
        read = {file.name for file in read_report(path).files}
    except TaxonomyUnavailableError:
        return False
    return not read <= {file.name for file in default_files()}
