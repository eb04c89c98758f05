"""`skillpath deploy` and `skillpath rollback`: to AWS, and back."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.terminal import for_people

if TYPE_CHECKING:
    from shared.deploy.release import Release

Stage = Annotated[str, typer.Argument(help="As dev or prod.", show_default=False)]


def deploy(
    stage: Stage = "",
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="One of serverless.yml's `params`, other than it is there."),
    ] = None,
) -> None:
    """Push the migrations, deploy the functions, and see that they answer; prints the URL."""
    chosen = dict(_parted(item) for item in setting or ())
    with for_people() as (console, say):
        console.print(_release(stage, say, chosen).deploy(), markup=False)


def roll_back(stage: Stage = "") -> None:
    """Go back to the functions of the deployment before. Migrations are not rolled back."""
    with for_people() as (console, say):
        console.print(_release(stage, say, {}).roll_back(), markup=False)


def _parted(item: str) -> tuple[str, str]:
    name, is_parted, value = item.partition("=")
    if not is_parted:
        raise typer.BadParameter(f"{item!r} is no setting: write it as snapStart=true", param_hint="--set")
    return name, value


def _release(stage: str, say: Callable[[str], None], chosen: Mapping[str, str]) -> "Release":
    from shared.deploy.account import AwsAccount, region_of
    from shared.deploy.machine import LocalMachine
    from shared.deploy.release import Release

    environment = dict(os.environ)
    region = region_of(environment)
    return Release(stage, environment, LocalMachine(environment, region), AwsAccount(region), say, chosen)
