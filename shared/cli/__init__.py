"""The command line: `skillpath …`. What is heavy is imported by the command that needs it."""

from typing import Any

import typer
from typer.core import TyperGroup

from shared.domain.errors import SkillpathError


class _OneLineErrors(TyperGroup):
    """Says what was wrong in one line, exit status 2, where a command raises an error of our own."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # click's own signature
        try:
            return super().invoke(ctx)
        except SkillpathError as error:
            typer.secho(f"skillpath: {error}", fg="red", err=True)
            raise typer.Exit(2) from error


app = typer.Typer(
    name="skillpath",
    help="Reads a CV, says which skills it proves and how well, and quotes the proof.",
    no_args_is_help=True,
    cls=_OneLineErrors,
    pretty_exceptions_enable=False,
)


def _register() -> None:
    from shared.cli import (
        assess,
        bench,
        chaos,
        doctor,
        evaluate,
        evaluate_gold,
        evaluate_judged,
        evaluate_peers,
        model,
        openapi,
        package,
        plan,
        release,
        skills,
        stack,
        taxonomy,
        workflows,
    )

    app.add_typer(taxonomy.app, name="taxonomy")
    app.add_typer(bench.app, name="bench")
    app.add_typer(model.app, name="model")
    app.add_typer(workflows.app, name="workflows")
    app.command("assess")(assess.assess_file)
    app.command("plan")(plan.plan_career)
    app.command("skills")(skills.find_skills)
    app.command("eval")(evaluate.evaluate)
    app.command("eval-gold")(evaluate_gold.evaluate_gold)
    app.command("eval-judged")(evaluate_judged.evaluate_judged)
    app.command("eval-peers")(evaluate_peers.evaluate_peers)
    app.command("rank")(evaluate.rank)
    app.command("demo")(stack.demo)
    app.command("demo-chaos")(chaos.demo_chaos)
    app.command("dev")(stack.dev)
    app.command("seed")(stack.seed)
    app.command("doctor")(doctor.doctor)
    app.command("openapi")(openapi.openapi)
    app.command("package")(package.package)
    app.command("deploy")(release.deploy)
    app.command("rollback")(release.roll_back)


_register()
