"""`skillpath demo-chaos`: workers killed in the middle of every step, and what becomes of their runs."""

import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import typer

from shared.cli.stack_client import HOURS_PER_WEEK, checked, find_role_id, introduce, open_client
from shared.cli.terminal import Step, compile_default_taxonomy, for_people
from shared.cli.workflow_client import PDF, start_cv_to_plan, upload
from shared.domain.workflow import Kind, RunState
from shared.local.faults import Entry, Fault, Faults, What, When

if TYPE_CHECKING:
    import httpx
    from rich.console import Console

SAMPLE = Path(__file__).resolve().parents[1] / "local" / "sample" / "cv.pdf"

# Short, so that what was lost is given up soon: a lease is what is left of the time that a worker is told it has.
_TOLD_S = 15.0
_VISIBILITY_S = 18
_ASK_EVERY_S = 0.5
# A minute is usual, a busy machine was seen to take four; it only matters where something is lost.
_GIVE_UP_S = 900.0


@dataclass(frozen=True, slots=True)
class Case:
    """One run with the fault that befalls it.

    Attributes:
        location: of the workflow.
    """

    fault: Fault
    document_id: str
    location: str


@dataclass(frozen=True, slots=True)
class Healing:
    """Attributes:
    how: what had the run taken up again.
    after_s: how long that took; None where nothing was left to do.
    attempts: how many workers took up the step in which one was killed.
    """

    how: str
    after_s: float | None
    attempts: int


def demo_chaos() -> None:
    """Kill the worker of a workflow in the middle of every step, and show that each run still completes, once.

    Exit status 1 where anything is lost, or done twice.
    """
    from shared.local.children import Workers
    from shared.local.stack import default_workdir, start_stack
    from shared.local.supabase_lite import sign_up

    started = time.monotonic()
    with for_people() as (console, say), tempfile.TemporaryDirectory(prefix="skillpath-faults-") as folder:
        compile_default_taxonomy(console)
        faults = Faults(Path(folder))
        workers = Workers(told_s=_TOLD_S, visibility_s=_VISIBILITY_S, faults=Path(folder))
        with (
            Step(console, "Start Supabase Lite, AWS's stand-in, the functions and their workers") as step,
            start_stack(default_workdir("chaos"), say, keep=False, workers=workers) as stack,
        ):
            step.done(stack.url)
            _, token = sign_up(stack.supabase, f"{uuid4().hex}@skillpath.example", uuid4().hex)
            with open_client(stack, token) as client:
                introduce(client)
                cases = _start(client, faults, console)
                runs = _wait(client, cases, faults, console)
                wrong = [*_missing(cases, runs, faults), *_count(client, runs)]
        _print(console, cases, runs, faults.entries())
    took_s = time.monotonic() - started
    if wrong:
        typer.secho("\n".join(wrong), fg="red", err=True)
        raise typer.Exit(1)
    summary = f"{len(cases)} workers killed, {len(cases)} runs completed: nothing lost, nothing done twice"
    console.print(f"\n{summary}; {took_s:.0f} s in all.", soft_wrap=True)


def _start(client: "httpx.Client", faults: Faults, console: "Console") -> list[Case]:
    """A run for each step and moment, of a document of its own."""
    from shared.services.workflows.kinds import DEFINITIONS

    role_id = find_role_id(client)
    planned = [Fault(step, when) for step, when in product(DEFINITIONS[Kind.CV_TO_PLAN].step_names, When)]
    with Step(console, f"Upload {len(planned)} CVs and start a workflow for each") as step:
        # A comment at the end of a PDF is no part of what it shows, and makes it another file.
        uploaded = [
            upload(client, f"cv-{number}.pdf", PDF, SAMPLE.read_bytes() + f"% {number}\n".encode())
            for number in range(len(planned))
        ]
        faults.plan(dict(zip(uploaded, planned, strict=True)))
        cases = [
            Case(fault, document_id, start_cv_to_plan(client, document_id, role_id, HOURS_PER_WEEK))
            for fault, document_id in zip(planned, uploaded, strict=True)
        ]
        step.done("in each of them a worker will be killed")
    return cases


def _wait(
    client: "httpx.Client", cases: Sequence[Case], faults: Faults, console: "Console"
) -> Mapping[str, Mapping[str, Any]]:
    """The workflows by where they are, once all are over, or have taken too long."""
    give_up = time.monotonic() + _GIVE_UP_S
    runs: dict[str, Mapping[str, Any]] = {}
    with Step(console, "Wait for the workflows") as step:
        while time.monotonic() < give_up:
            for case in cases:
                if not _is_over(runs.get(case.location)):
                    runs[case.location] = checked(client.get(case.location)).json()
            over = sum(_is_over(run) for run in runs.values())
            killed = sum(entry.what is What.KILLED for entry in faults.entries())
            step.update(f"{killed} workers killed, {over} of {len(cases)} workflows over")
            if over == len(cases):
                break
            time.sleep(_ASK_EVERY_S)
        states = Counter(run["state"] for run in runs.values())
        step.done(", ".join(f"{count} {state}" for state, count in states.items()))
    return runs


def _is_over(run: Mapping[str, Any] | None) -> bool:
    return run is not None and RunState(run["state"]).is_over


def _missing(cases: Sequence[Case], runs: Mapping[str, Mapping[str, Any]], faults: Faults) -> list[str]:
    """What did not come about: a run that is not completed, a worker that was not killed."""
    killed = {entry.document_id for entry in faults.entries() if entry.what is What.KILLED}
    wrong = []
    for case in cases:
        where = f"{case.fault.step}, killed {case.fault.when}"
        state = runs[case.location]["state"]
        if state != RunState.COMPLETED:
            wrong.append(f"{where}: {case.location} is {state}")
        if case.document_id not in killed:
            wrong.append(f"{where}: no worker was killed")
    return wrong


def _count(client: "httpx.Client", runs: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Whether what the runs say they made is all there is, once each."""
    wrong = []
    for what in ("assessment", "plan"):
        said = Counter(str(run["result"].get(f"{what}_id")) for run in runs.values() if run["result"])
        listed = checked(client.get(f"/v1/{what}s", params={"limit": 100})).json()["items"]
        there = Counter(str(item["id"]) for item in listed)
        if said != there:
            lost, doubled = said - there, there - said
            wrong.append(f"{what}s: {sum(lost.values())} lost, {sum(doubled.values())} too many")
    return wrong


def heal(entries: Sequence[Entry], document_id: str) -> Healing | None:
    """How a run went on after its worker was killed; None where none was."""
    of_run = [entry for entry in entries if entry.document_id == document_id]
    killed_at = next((place for place, entry in enumerate(of_run) if entry.what is What.KILLED), None)
    if killed_at is None:
        return None
    killed = of_run[killed_at]
    attempts = sum(entry.what is What.CLAIMED and entry.step == killed.step for entry in of_run)
    after = next((entry for entry in of_run[killed_at:] if entry.what is What.CLAIMED), None)
    if after is None:
        return Healing("nothing was left to do", None, attempts)
    is_same = after.message_id == killed.message_id
    how = "SQS handed its message out again" if is_same else "the relay sent its message from the outbox"
    return Healing(how, after.at - killed.at, attempts)


def _print(
    console: "Console", cases: Sequence[Case], runs: Mapping[str, Mapping[str, Any]], entries: Sequence[Entry]
) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("step", "worker killed", "healed by", "after", "attempts", "result"):
        table.add_column(heading, overflow="fold")
    for case in cases:
        healing = heal(entries, case.document_id)
        state = runs[case.location]["state"]
        colour = "green" if state == RunState.COMPLETED else "bold red"
        shown = ("no worker was killed", "", "")
        if healing is not None:
            after = "" if healing.after_s is None else f"{healing.after_s:.0f} s"
            shown = (healing.how, after, str(healing.attempts))
        table.add_row(case.fault.step, case.fault.when, *shown, f"[{colour}]{state}[/]")
    console.print()
    console.print(table)
