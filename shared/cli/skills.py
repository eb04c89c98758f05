"""`skillpath skills QUERY`: look a skill up, without any server."""

import json
from typing import Annotated

import typer

from shared.cli.taxonomy import DEFAULT_TAXONOMY, TaxonomyPath


def find_skills(
    query: Annotated[str, typer.Argument(help="A skill, as people write it; the beginnings of words will do.")],
    limit: Annotated[int, typer.Option(min=1, max=500, help="The most skills to show.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: TaxonomyPath = DEFAULT_TAXONOMY,
) -> None:
    """Find skills by any of their names. Exit status 1 where none is found."""
    from shared.taxonomy.load import Taxonomy
    from shared.taxonomy.search import search

    loaded = Taxonomy.load(taxonomy)
    matches = search(loaded, query, limit)
    loaded.close()
    if as_json:
        rows = [
            {
                "id": str(match.skill.id),
                "uri": match.skill.uri,
                "name": match.skill.name,
                "type": match.skill.type.value,
                "group": list(match.skill.group),
                "matched": match.label,
                "way": match.way.value,
            }
            for match in matches
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif matches:
        from rich.console import Console
        from rich.padding import Padding
        from rich.text import Text

        console = Console(highlight=False)
        for match in matches:
            skill = match.skill
            found_by = match.way.value if match.label == skill.name else f"{match.label or 'alias'} ({match.way.value})"
            console.print(Text.assemble((skill.name, "bold"), f"  {skill.type.value}, found by {found_by}"))
            if skill.group:
                console.print(Padding(Text(" › ".join(skill.group), "dim"), (0, 0, 0, 2)))
            console.print(Text(f"  {skill.uri}", "dim"), soft_wrap=True)
    else:
        typer.echo(
            f"No skill like {query!r} in {loaded.version}. Try fewer words, another spelling, or a broader term.",
            err=True,
        )
    if not matches:
        raise typer.Exit(1)
