"""`skillpath demo`, `dev` and `seed`: the local stack, for a person at a terminal."""

import shlex
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.cli.seeding import fill_catalogue
from shared.cli.stack_client import (
    HOURS_PER_WEEK,
    NEARBY,
    ROLE,
    checked,
    find_role_id,
    introduce,
    open_client,
    print_nearby,
    print_plan_begin,
)
from shared.cli.terminal import Step, compile_default_taxonomy, for_people
from shared.cli.workflow_client import PDF, completed, describe, follow, start_cv_to_plan, upload

if TYPE_CHECKING:
    from rich.console import Console

    from shared.local.stack import Stack

API_PORT = 8000
RENEW_TOKEN = timedelta(minutes=40)
SAMPLE = Path(__file__).resolve().parents[1] / "local" / "sample"

Data = Annotated[
    Path | None,
    typer.Option(
        help="Where the local database is kept; default: a folder in build/local.", show_default=False, file_okay=False
    ),
]


def demo(data: Data = None) -> None:
    """Upload a sample CV to a local stack, have it assessed and a career planned, and stop the stack again."""
    from shared.cli.render import print_assessment
    from shared.local.stack import default_workdir, demo_user, start_stack

    started = time.monotonic()
    # A folder of its own, so that it also runs beside `skillpath dev`.
    workdir = (data or default_workdir("demo")).resolve()
    with for_people() as (console, say):
        compile_default_taxonomy(console)
        with (
            Step(console, "Start Supabase Lite, AWS's stand-in, the functions and their workers") as step,
            start_stack(workdir, say) as stack,
        ):
            step.done(stack.url)
            fill_catalogue(console, stack.settings)
            with Step(console, "Sign in the demo user") as step:
                user_id, token = demo_user(stack.supabase, workdir)
                step.done(str(user_id))
            with open_client(stack, token) as client:
                introduce(client)
                with Step(console, "Upload cv.pdf") as step:
                    document_id = upload(client, "cv.pdf", PDF, (SAMPLE / "cv.pdf").read_bytes())
                    step.done(f"/v1/documents/{document_id}")
                with Step(console, f"From the CV to a plan for {ROLE} at {HOURS_PER_WEEK} hours a week") as step:
                    location = start_cv_to_plan(client, document_id, find_role_id(client), HOURS_PER_WEEK)
                    run = follow(client, location, lambda run: step.update(describe(run)))
                    result = completed(run)
                    step.done(location)
                assessment = checked(client.get(f"/v1/assessments/{result['assessment_id']}")).json()
                plan = checked(client.get(f"/v1/plans/{result['plan_id']}")).json()
                with Step(console, "Rank all roles for it") as step:
                    nearby = checked(client.get("/v1/roles/nearby", params={"limit": NEARBY})).json()["items"]
                    step.done(f"the nearest is {nearby[0]['title']}")
            console.print()
            print_assessment(assessment, console)
            print_nearby(nearby, console)
            print_plan_begin(plan, console)
        took_s = time.monotonic() - started
        console.print(f"\nEverything that was started is stopped again; {took_s:.1f} s in all.", style="dim")
        console.print("`make dev` leaves it running, and says where to open the page that shows all of this.")


def dev(
    port: Annotated[int, typer.Option(help="Where the API listens, on this machine only.")] = API_PORT,
    data: Data = None,
) -> None:
    """Start the local stack, print where its page is, tokens and four curl lines, and leave it running until Ctrl-C."""
    from shared.local.stack import default_workdir, start_stack

    workdir = (data or default_workdir()).resolve()
    with for_people() as (console, say):
        compile_default_taxonomy(console)
        with (
            Step(console, "Start Supabase Lite, AWS's stand-in, the functions and their workers") as step,
            start_stack(workdir, say, port=port, log=2) as stack,
        ):
            step.done(stack.url)
            fill_catalogue(console, stack.settings)
            token, editor = _write_tokens(stack, workdir)
            with open_client(stack, token) as client:
                introduce(client)
                role_id = find_role_id(client)
            _invite(console, stack, workdir, token, editor, role_id)
            try:
                # The file that the curl lines read holds a good token for as long as this runs.
                while True:
                    time.sleep(RENEW_TOKEN.total_seconds())
                    _write_tokens(stack, workdir)
            except KeyboardInterrupt:
                console.print("\nStopping.")


def seed(data: Data = None) -> None:
    """Fill the catalogue of the local stack, or of the Supabase that SUPABASE_URL names, from the compiled taxonomy."""
    from shared.local.stack import default_workdir, function_settings, start_supabase

    workdir = (data or default_workdir()).resolve()
    with for_people() as (console, say):
        compile_default_taxonomy(console)
        with start_supabase(workdir, say) as supabase:
            fill_catalogue(console, function_settings(supabase, workdir))


def _write_tokens(stack: "Stack", workdir: Path) -> tuple[str, str | None]:
    """Fresh tokens of the demo user, as themself and as catalogue editor; the first one also in a file."""
    from shared.local.stack import demo_user, editor_token

    user_id, token = demo_user(stack.supabase, workdir)
    path = workdir / "demo.token"
    path.touch(0o600)
    path.write_text(token)
    return token, editor_token(stack.supabase, user_id)


def _invite(console: "Console", stack: "Stack", workdir: Path, token: str, editor: str | None, role_id: str) -> None:
    """Print where everything is, the tokens, and four requests to begin with."""
    import jwt

    claims = jwt.decode(token, options={"verify_signature": False})
    expires = datetime.fromtimestamp(claims["exp"]).astimezone()
    curl = f"""curl -sS -H "Authorization: Bearer $(cat {shlex.quote(str(workdir / "demo.token"))})\""""
    text = "Data engineer, Acme, Jan 2019 - present\\n- Built and ran data pipelines in Python and PostgreSQL\\n"
    plan = f'{{"role_id": "{role_id}", "hours_per_week": {HOURS_PER_WEEK}}}'
    lines = [
        "",
        f"Open {stack.url}/",
        "",
        f"API          {stack.url}/v1/health",
        f"Supabase     {stack.supabase.url}",
        f"AWS          {stack.aws.url} (a stand-in: S3, SQS, SSM, Secrets Manager)",
        f"Data, logs   {workdir}",
        "",
        f"The demo user's token, good until {expires:%H:%M}; the file in the curl lines always holds a good one:",
        token,
        "",
        *(["The same user's as catalogue editor, who may POST /v1/skills:", editor, ""] if editor else []),
        "Paste any of these:",
        f"{curl} '{stack.url}/v1/skills?query=python&limit=3'",
        f"""{curl} -H 'Content-Type: application/json' -d '{{"text": "{text}"}}' {stack.url}/v1/assessments""",
        f"{curl} {stack.url}/v1/assessments",
        f"""{curl} -H 'Content-Type: application/json' -d '{plan}' {stack.url}/v1/plans""",
        "",
        "Ctrl-C stops it. Requests are logged below.",
    ]
    console.print("\n".join(lines), soft_wrap=True, markup=False)
