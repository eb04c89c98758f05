"""`skillpath plan CV --role TITLE --hours N`: from a CV to a role in ordered steps, on this machine alone."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath
from shared.domain.errors import InvalidInputError
from shared.domain.plan import StrategyName

if TYPE_CHECKING:
    from shared.cli.render import Details
    from shared.domain.gap import RoleGap
    from shared.domain.plan import Plan
    from shared.domain.profile import Profile
    from shared.domain.text import CvText
    from shared.taxonomy.load import Taxonomy

MAX_HOURS_PER_WEEK = 80.0


def plan_career(
    file: Annotated[Path, typer.Argument(metavar="CV", help="A CV: .pdf, .docx, .txt or .md.")],
    role: Annotated[str, typer.Option(metavar="TITLE", help='The occupation to reach, as "data scientist".')],
    hours: Annotated[float, typer.Option(help="Hours a week that you can give to it.")],
    strategy: Annotated[
        StrategyName, typer.Option(help="What comes first: readiness soon, little money, or the strongest proof.")
    ] = StrategyName.FASTEST,
    start: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The first day; default: today.", show_default=False
        ),
    ] = None,
    deadline: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="The day to be ready by; default: none.",
            show_default=False,
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write one page with charts, to keep or to print.", show_default=False),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show optional skills one by one, and every step in full.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the gap and the plan as JSON.")] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help='What "present" means; default: today.', show_default=False
        ),
    ] = None,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Say how far a CV is from a role, and plan the way there in steps with dates. Nothing leaves this machine."""
    from rich.console import Console

    from shared.cli.assess import find_role
    from shared.cli.own_words import entries_naming
    from shared.cli.plan_text import render_plan
    from shared.domain.text import CvText
    from shared.extraction.files.opened import read_file
    from shared.planning.gap import measure_gap
    from shared.planning.plan import PlanRequest, make_plan
    from shared.taxonomy.load import Taxonomy

    now = datetime.now().astimezone()
    day = as_of.date() if as_of else now.date()
    first = start.date() if start else day
    last = deadline.date() if deadline else None
    _require_sensible(day, now.date(), first, last, hours)
    with Console(stderr=True).status(f"Read {file.name!r}"):
        read = read_file(file)
        text = CvText(read.text)
        loaded = Taxonomy.load(taxonomy)
        wanted = find_role(loaded, role)
        profile, details = profile_of(text, loaded, day, now, read.page_at)
        gap = measure_gap(profile.skills(), wanted, loaded)
        request = PlanRequest(strategy, hours, first, last)
        plan = make_plan(profile.user.id, profile, wanted, loaded, request, now).plan
        loaded.close()
        held = entries_naming(wanted, text.value, day)
    if html is not None:
        _write_page(html, gap, plan, details, held)
    if as_json:
        typer.echo(json.dumps(_as_json(gap, plan, details), indent=2))
    else:
        render_plan(Console(highlight=False), gap, plan, details, held, every=every)
    if html is not None:
        typer.echo(f"The page is in {html}.", err=True)


def _require_sensible(as_of: date, today: date, start: date, deadline: date | None, hours: float) -> None:
    if as_of > today:
        raise InvalidInputError(f"--as-of {as_of} is still to come: give a day up to {today}")
    if not 0 < hours <= MAX_HOURS_PER_WEEK:
        raise InvalidInputError(f"--hours {hours:g} is no working week: give more than 0 and at most 80")
    if deadline is not None and deadline < start:
        raise InvalidInputError(f"--deadline {deadline} is before the first day, {start}: give a later one")


def profile_of(
    text: "CvText", taxonomy: "Taxonomy", day: date, now: datetime, pages: Callable[[int], int] | None = None
) -> tuple["Profile", "Details"]:
    """Of somebody who has no profile in a store: what the CV shows, and no correction."""
    from shared.cli.render import Details
    from shared.domain.assessment import Assessment
    from shared.domain.ids import UserId, new_id
    from shared.domain.profile import Profile
    from shared.domain.user import User
    from shared.extraction import METHOD_VERSION
    from shared.services.assessments import assess_text

    result, language, strategy = assess_text(text, taxonomy, day, pages)
    details = Details(day, taxonomy.version, METHOD_VERSION, text.sha256, len(text.value), language, strategy)
    user = User.new(UserId(new_id()), "You", taxonomy.language, now)
    assessment = Assessment.new(
        user.id,
        result,
        now=now,
        as_of=day,
        taxonomy_version=details.taxonomy_version,
        method_version=details.method_version,
        input_sha256=details.input_sha256,
        input_chars=details.input_chars,
        language=language,
        strategy=strategy,
    )
    return Profile(user, assessment, {}), details


def _write_page(path: Path, gap: "RoleGap", plan: "Plan", details: "Details", held: Sequence[str]) -> None:
    from shared.cli.plan_page import render_page

    try:
        path.write_text(render_page(gap, plan, details, held), encoding="utf-8")
    except OSError as error:
        raise InvalidInputError(f"cannot write {path}: {error.strerror or error}") from error


def _as_json(gap: "RoleGap", plan: "Plan", details: "Details") -> dict[str, Any]:
    """The fields of the API's answers that do not need a store."""
    from pydantic import TypeAdapter

    from shared.taxonomy import ATTRIBUTION

    def dumped(value: object) -> Any:  # noqa: ANN401 - JSON
        return TypeAdapter(type(value)).dump_python(value, mode="json")

    summary = dumped(plan.summary)
    # Of nobody and of no store: they would only differ from run to run.
    for name in ("id", "user_id", "assessment_id", "created_at", "updated_at", "version"):
        summary.pop(name)
    return {**dumped(details), "gap": dumped(gap), "plan": {**summary, **dumped(plan.body)}, "attribution": ATTRIBUTION}
