"""`skillpath workflows …`: what long jobs could not do by themselves, for whoever runs the installation."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from shared.domain.errors import InvalidInputError, SkillpathError, WorkflowNotFoundError

if TYPE_CHECKING:
    from shared.domain.ids import RunId, UserId
    from shared.domain.workflow import Run
    from shared.unit_of_work.abstract import UnitOfWork

_PAGE = 100

app = typer.Typer(help="Look after long jobs, with the service's rights.", no_args_is_help=True)

Data = Annotated[
    Path | None,
    typer.Option(
        help="The folder of a local stack that runs, where the environment names no other; default: that of `dev`.",
        show_default=False,
        file_okay=False,
    ),
]


@app.command("list")
def list_workflows(
    dead: Annotated[bool, typer.Option("--dead", help="Those that could be neither completed nor undone.")],
    data: Data = None,
) -> None:
    """List workflows of all users that somebody must look at, newest first."""
    from rich.console import Console
    from rich.table import Table

    _use_running_stack(data)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("workflow", "kind", "step", "why", "since"):
        table.add_column(heading, overflow="fold")
    for run in iter_dead(_service()) if dead else ():
        failure = run.failure
        why = f"{failure.code}: {failure.message}" if failure else ""
        table.add_row(str(run.id), run.kind, run.step.name, why, f"{run.updated_at.astimezone():%Y-%m-%d %H:%M}")
    if table.row_count:
        Console(highlight=False).print(table)
    else:
        typer.echo("No workflow is dead-lettered.")


@app.command("redrive")
def redrive_workflows(
    run_id: Annotated[UUID | None, typer.Argument(metavar="[RUN_ID]", help="One of `list --dead`.")] = None,
    redrive_all: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    data: Data = None,
) -> None:
    """Have dead-lettered workflows go on from where they are, with all attempts anew; exit 1 where one cannot.

    A part goes on with the workflow that it is a part of.
    """
    if (run_id is None) is not redrive_all:
        raise InvalidInputError("say which workflow to redrive: its id, or --all")
    _use_running_stack(data)
    uow = _service()
    dead = [run for run in iter_dead(uow) if run_id in (None, run.id)]
    if run_id is not None and not dead:
        raise WorkflowNotFoundError(
            f"no dead-lettered workflow has the id {run_id}: see `skillpath workflows list --dead`"
        )
    refused = 0
    # By what goes on: with a whole go all its parts.
    for whole_id, run in {run.parent_id or run.id: run for run in dead}.items():
        try:
            gone_on = _redrive(run.user_id, whole_id, uow)
        except SkillpathError as error:
            refused += 1
            typer.secho(f"{whole_id} stays: {error}", fg="red", err=True)
        else:
            typer.echo(f"{whole_id} ({gone_on.kind}) goes on with its step {gone_on.step.name}.")
    if not dead:
        typer.echo("No workflow is dead-lettered.")
    if refused:
        raise typer.Exit(1)


def iter_dead(uow: "UnitOfWork") -> Iterator["Run"]:
    """Every dead-lettered workflow of all users, newest first.

    Args:
        uow: with the service's rights.
    """
    after: str | None = None
    while True:
        with uow:
            page = uow.workflows.list_dead(after, _PAGE)
        yield from page.items
        after = page.next_key
        if after is None:
            return


def _redrive(user_id: "UserId", run_id: "RunId", uow: "UnitOfWork") -> "Run":
    from shared import bootstrap
    from shared.services.workflows.requests import retry_workflow

    return retry_workflow(user_id, run_id, uow, bootstrap.work_queue(), datetime.now(UTC))


def _service() -> "UnitOfWork":
    from shared import bootstrap

    return bootstrap.service_unit_of_work()


def _use_running_stack(data: Path | None) -> None:
    """The settings of a local stack that runs, where the environment names no store."""
    from shared.local.stack import default_workdir, running_settings

    if os.environ.get("SUPABASE_URL") or os.environ.get("SKILLPATH_STORE"):
        return
    settings = running_settings((data or default_workdir()).resolve())
    if settings is None:
        raise InvalidInputError(
            "no local stack runs, and the environment names none: start `skillpath dev`, or set SUPABASE_URL"
        )
    os.environ.update(settings)
