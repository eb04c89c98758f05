"""`skillpath bench db`: what each statement costs a real Postgres, and how that grows with the tables."""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from shared.cli.terminal import Step, compile_default_taxonomy, for_people

if TYPE_CHECKING:
    from rich.console import Console

    from shared.cli.bench_db_plans import Cost
    from shared.taxonomy.load import Taxonomy

# As many as one manifest names.
_DOCUMENTS = 100_000


def bench_db(
    rows: Annotated[int, typer.Option(min=10_000, max=10_000_000, help="How many assessments in the end.")] = 1_000_000,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    taxonomy: Annotated[
        Path | None, typer.Option(help="A compiled one.", show_default="the official one where it is, else the default")
    ] = None,
    output: Annotated[Path, typer.Option(help="Takes the report as JSON.")] = Path("build/bench-db.json"),
) -> None:
    """Fill a Postgres of its own at sizes that grow tenfold, and look into every statement at each of them.

    Each runs under row level security, as the Data API sends it, and is undone. Buffers are pages of 8 KiB that it
    looked at: on every machine the same. One user has a quarter of all assessments, and it is theirs that are read.
    """
    from rich.console import Console

    from shared.local.postgres import start_postgres
    from shared.taxonomy.load import Taxonomy

    with for_people(Console(stderr=True, highlight=False)) as (console, _):
        loaded = Taxonomy.load(taxonomy or _default_taxonomy(console))
        with Step(console, "Start Postgres") as step, start_postgres() as url:
            step.done("")
            report = _report(url, rows, loaded, console)
        loaded.close()
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(json.dumps(report, indent=2) + "\n")
    if as_json:
        typer.echo(output.read_text())
    else:
        from shared.cli.bench_db_tables import print_report

        print_report(report)


def _default_taxonomy(console: "Console") -> Path:
    """The official ESCO, where tests or a developer compiled it."""
    from shared.local.checkout import ROOT
    from shared.local.stack import taxonomy_path

    official = ROOT / "build" / "taxonomy-official.sqlite"
    if official.exists():
        return official
    compile_default_taxonomy(console)
    return taxonomy_path()


def _report(url: str, rows: int, taxonomy: "Taxonomy", console: "Console") -> dict[str, Any]:
    from shared.cli.bench_db_fill import fill, result_bytes, seed

    _settle(url)
    with Step(console, "Fill the catalogue") as step:
        started = time.monotonic()
        seed(url.replace("postgresql://postgres@", "postgresql+psycopg://authenticator@"), taxonomy)
        step.done(taxonomy.version)
    measured: list[dict[str, Any]] = []
    before = 0
    for size in _sizes(rows):
        with Step(console, f"Fill in {size:,} assessments, and all else beside them") as step:
            fill(url, before, size, taxonomy, step.update)
            step.done(_megabytes(url))
        with Step(console, f"Look into every statement at {size:,}") as step:
            measured += _costs(url, size, step)
            step.done("")
        before = size
    with Step(console, f"Erase an account with {_DOCUMENTS:,} documents") as step:
        erased_ms = _erasure_ms(url)
        step.done(f"{erased_ms:,.0f} ms")
    return {
        "rows": rows,
        "taxonomy": taxonomy.version,
        "result_bytes": result_bytes(taxonomy),
        "seconds": round(time.monotonic() - started, 1),
        "erasure_of_documents": {"documents": _DOCUMENTS, "ms": round(erased_ms, 1)},
        "statements": measured,
    }


def _sizes(rows: int) -> list[int]:
    return sorted({max(rows // 100 // 1000, 10) * 1000, max(rows // 10 // 1000, 10) * 1000, rows // 1000 * 1000})


def _settle(url: str) -> None:
    """As a database is that much is loaded into: no checkpoint in the middle of it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("alter system set max_wal_size = '16GB'")
        connection.execute("alter system set checkpoint_timeout = '1h'")
        connection.execute("select pg_reload_conf()")


def _costs(url: str, size: int, step: Step) -> Iterator[dict[str, Any]]:
    import psycopg

    from shared.cli.bench_db_plans import Explainer
    from shared.cli.bench_db_statements import Sample, asked_of

    with psycopg.connect(url, autocommit=True) as behind, psycopg.connect(url, autocommit=True) as asking:
        explainer = Explainer(asking, Sample(behind).heavy)
        for asked in asked_of(behind):
            step.update(asked.name)
            yield {
                "rows": size,
                "name": asked.name,
                "first": asdict(explainer.explain(asked.first)),
                "deep": asdict(explainer.explain(asked.deep)) if asked.deep else None,
                "deep_page": asked.deep_page,
            }


def _erasure_ms(url: str) -> float:
    """Of somebody who has only documents, undone."""
    import psycopg

    from shared.cli.bench_db_plans import Explainer
    from shared.cli.bench_db_statements import erasure_of

    user_id = uuid4()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("insert into auth.users (id) values (%s)", (user_id,))
        connection.execute(
            "insert into public.users (id, display_name, locale, created_at, updated_at, version)"
            " values (%s, 'Ada', 'en', now(), now(), 1)",
            (user_id,),
        )
        connection.execute(
            "insert into public.documents"
            " (id, user_id, filename, content_type, size, sha256, state, created_at, updated_at, version)"
            " select uuidv7(), %s, 'cv.pdf', 'application/pdf', 2000, md5(n::text) || md5(n::text), 'received',"
            " now(), now(), 1 from generate_series(1, %s) as n",
            (user_id, _DOCUMENTS),
        )
        connection.execute("vacuum (analyze) public.documents")
        cost: Cost = Explainer(connection, user_id).explain(erasure_of(user_id), runs=3)
        return cost.ms


def _megabytes(url: str) -> str:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute("select pg_database_size(current_database()) / 1000000").fetchone()
        return f"{found[0]:,} MB" if found else ""
