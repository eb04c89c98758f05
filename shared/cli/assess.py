"""`skillpath assess FILE`: assess a CV on this machine alone, without any server."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath
from shared.domain.assessment import FindingStrategy
from shared.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from shared.domain.assessment import AssessmentResult
    from shared.domain.document_text import DocumentText
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.model import Role

# Below it the text has holes that show in the result.
LEAST_QUALITY = 0.8
_NEAREST = 5


def assess_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CV: .pdf, .docx, .txt or .md.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the assessment as JSON.")] = False,
    role: Annotated[
        str | None, typer.Option(metavar="TITLE", help='Compare with an occupation, as "data analyst".')
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help='What "present" means; default: today.', show_default=False
        ),
    ] = None,
    strategy: Annotated[
        FindingStrategy, typer.Option(help="Find skills by name and by meaning, or by name alone.")
    ] = FindingStrategy.HYBRID,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Say which skills a CV proves, how well, and in which words. Nothing leaves this machine."""
    from rich.console import Console

    from shared.cli.render import Details, render_assessment
    from shared.cli.role import print_role, role_coverage
    from shared.domain.text import CvText
    from shared.extraction import METHOD_VERSION
    from shared.extraction.files.opened import read_file
    from shared.services.assessments import assess_text
    from shared.taxonomy.load import Taxonomy

    today = datetime.now().astimezone().date()
    day = as_of.date() if as_of else today
    if day > today:
        raise InvalidInputError(f"--as-of {day} is still to come: give a day up to {today}")
    with Console(stderr=True).status(f"Read {file.name!r}"):
        read = read_file(file)
        text = CvText(read.text)
        loaded = Taxonomy.load(taxonomy)
        wanted = find_role(loaded, role) if role is not None else None
        result, language, used = assess_text(text, loaded, day, read.page_at, strategy)
    details = Details(day, loaded.version, METHOD_VERSION, text.sha256, len(text.value), language, used)
    for remark in remarks_on(read):
        typer.secho(f"skillpath: {remark}", fg="yellow", err=True)
    coverage = role_coverage(wanted, result, loaded) if wanted else None
    if as_json:
        typer.echo(json.dumps(_as_json(result, details, coverage), indent=2))
        return
    console = Console(highlight=False)
    render_assessment(console, result, details)
    if coverage is not None:
        print_role(console, coverage)


def remarks_on(read: "DocumentText") -> Iterator[str]:
    """What a person should know of how their file was read."""
    if read.hidden.total:
        kinds = ", ".join(name.replace("-", " ") for name in read.hidden.flags)
        yield f"{read.hidden.total:,} characters that nobody sees were left out ({kinds})"
    if read.is_truncated:
        yield f"the text was cut after {len(read.text):,} characters"
    if read.quality < LEAST_QUALITY:
        worst = min(read.quality_parts, key=lambda part: part.value)
        yield f"the text came out badly, so look at the quotes: {worst.reason}"


def find_role(taxonomy: "Taxonomy", title: str) -> "Role":
    """The role of any of its titles, whatever their case and punctuation.

    Raises:
        InvalidInputError: there is none; the message names the nearest titles.
    """
    role = taxonomy.find_role(title)
    if role is None:
        nearest = ", ".join(f'"{name}"' for name in _nearest_titles(taxonomy, title))
        raise InvalidInputError(f'the taxonomy has no role "{title}"; the nearest are {nearest}')
    return role


def _nearest_titles(taxonomy: "Taxonomy", title: str) -> Sequence[str]:
    """Of the roles that a search for the title finds; of all roles by likeness where it finds none."""
    from rapidfuzz import fuzz, process, utils

    from shared.taxonomy.role_search import RoleIndex

    found = RoleIndex.of(taxonomy).search(title, "", None, _NEAREST).items
    if found:
        return [match.role.title for match in found]
    titles = sorted({role.title for role in taxonomy.roles()})
    alike = process.extract(title, titles, scorer=fuzz.WRatio, processor=utils.default_process, limit=_NEAREST)
    return [name for name, _score, _index in alike]


def _as_json(result: "AssessmentResult", details: object, coverage: object | None) -> dict[str, Any]:
    """The fields of the API's answer that do not need a store, and the role where one was asked for."""
    from pydantic import TypeAdapter

    from shared.taxonomy import ATTRIBUTION

    scored = sum(skill.proficiency.score is not None for skill in result.skills)
    body = {
        **TypeAdapter(type(details)).dump_python(details, mode="json"),
        "skill_count": len(result.skills),
        "scored_count": scored,
        **TypeAdapter(type(result)).dump_python(result, mode="json"),
        "attribution": ATTRIBUTION,
    }
    if coverage is not None:
        body["role"] = TypeAdapter(type(coverage)).dump_python(coverage, mode="json")
    return body
