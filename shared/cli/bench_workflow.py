"""`skillpath bench workflow`: many documents through the local stack, on a real Postgres."""

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shared.cli.stack_client import checked, introduce
from shared.cli.terminal import Step, compile_default_taxonomy, for_people
from shared.cli.workflow_client import completed, follow, upload
from shared.domain.document import ContentType, Document, DocumentState
from shared.domain.ids import UserId
from shared.domain.workflow import Kind

if TYPE_CHECKING:
    import httpx
    from rich.console import Console

    from shared.local.sql_stack import SqlStack

_SAMPLE = Path(__file__).parent.parent / "local" / "sample" / "cv.txt"
# What one commit of the store holds.
_A_COMMIT = 500
_UPLOADERS = 4
# The relay is for what is lost, and nothing is here; deployed, it comes each minute.
_RELAY_EVERY_S = 10.0


def bench_workflow(
    items: Annotated[int, typer.Option(min=1, max=100_000, help="How many documents the manifest names.")] = 10_000,
    instances: Annotated[int, typer.Option(min=1, max=32, help="How many batches are worked at at a time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Assess many documents as one workflow: API, S3, SQS and workers as they are deployed, over a Postgres of its own.

    Exit status 1 where an item is lost, or there twice.
    """
    from rich.console import Console

    from shared.local.children import Workers
    from shared.local.sql_stack import start_sql_stack

    with for_people(Console(stderr=True, highlight=False)) as (console, say), TemporaryDirectory() as folder:
        compile_default_taxonomy(console)
        workers = Workers(instances=instances, every_s=_RELAY_EVERY_S)
        with (
            Step(console, "Start Postgres, AWS's stand-in, the functions and their workers") as step,
            start_sql_stack(Path(folder), say, workers, counts_statements=True) as stack,
        ):
            step.done(stack.url)
            user_id, token = stack.sign_up()
            with _open(stack, token) as client:
                introduce(client)
                documents = _load(stack, user_id, items, console)
                manifest = _upload_manifest(client, documents)
                took_s, result = _run(client, stack, manifest, items, console)
            report = {
                "items": items,
                "instances": instances,
                "seconds": round(took_s, 1),
                "items_per_second": round(items / took_s, 1),
                "result": result,
                **_look(stack, items),
                "worker_peak_mb": _peak_mb((Path(folder) / "workers.log").read_text()),
            }
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _print(report)
    if report["lost"] or report["duplicates"]:
        raise typer.Exit(1)


def _open(stack: "SqlStack", token: str) -> "httpx.Client":
    import httpx

    return httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)


def _load(stack: "SqlStack", user_id: UserId, items: int, console: "Console") -> list[Document]:
    """Rows and objects of as many CVs, as if they had been uploaded and received."""
    text = _SAMPLE.read_bytes()
    now = datetime.now(UTC)
    files = ((number, text + f"\nReference {number}\n".encode()) for number in range(items))
    documents = []
    with _progress(console, "Load documents", items) as advance, _unnoticed(stack), _putter(stack) as put:
        for number, data in files:
            sha256 = hashlib.sha256(data).hexdigest()
            made = Document.new(user_id, f"cv-{number}.txt", ContentType.PLAIN, len(data), sha256, now)
            documents.append(replace(made, state=DocumentState.RECEIVED))
            put(made.key, data, advance)
    _store(stack, documents)
    return documents


def _store(stack: "SqlStack", documents: list[Document]) -> None:
    # What bootstrap builds, it builds from the environment.
    os.environ.update(stack.settings)
    from shared import bootstrap

    uow = bootstrap.service_unit_of_work()
    for start in range(0, len(documents), _A_COMMIT):
        with uow:
            for document in documents[start : start + _A_COMMIT]:
                uow.documents.add(document)
            uow.commit()


@contextmanager
def _unnoticed(stack: "SqlStack") -> Iterator[None]:
    """While the block runs, no upload is told of."""
    s3 = stack.aws.client("s3")
    told = s3.get_bucket_notification_configuration(Bucket=stack.aws.bucket)
    told.pop("ResponseMetadata")
    s3.put_bucket_notification_configuration(Bucket=stack.aws.bucket, NotificationConfiguration={})
    yield
    s3.put_bucket_notification_configuration(Bucket=stack.aws.bucket, NotificationConfiguration=told)


@contextmanager
def _putter(stack: "SqlStack") -> Iterator[Any]:
    """What puts an object, several at a time; all are there once the block is left."""
    import httpx

    with (
        httpx.Client(base_url=stack.aws.url, timeout=60, trust_env=False) as http,
        ThreadPoolExecutor(_UPLOADERS) as pool,
    ):
        pending = []

        def send(key: str, data: bytes, advance: Any) -> None:  # noqa: ANN401 - a callable
            checked(http.put(f"/{stack.aws.bucket}/{key}", content=data, headers={"content-type": ContentType.PLAIN}))
            advance()

        yield lambda key, data, advance: pending.append(pool.submit(send, key, data, advance))
        for done in pending:
            done.result()


def _upload_manifest(client: "httpx.Client", documents: list[Document]) -> str:
    lines = (json.dumps({"ref": document.filename, "document_id": str(document.id)}) for document in documents)
    return upload(client, "manifest.ndjson", ContentType.NDJSON, "\n".join(lines).encode())


def _run(
    client: "httpx.Client", stack: "SqlStack", manifest: str, items: int, console: "Console"
) -> tuple[float, Mapping[str, Any]]:
    """How long the workflow took, and its result."""
    _ask(stack, "select pg_stat_statements_reset()")
    started = time.monotonic()
    body = {"kind": Kind.BULK_ASSESS, "document_id": manifest}
    location = checked(client.post("/v1/workflows", json=body)).headers["location"]
    with _progress(console, "Assess documents", items) as advance:
        shown = 0

        def show(run: Mapping[str, Any]) -> None:
            nonlocal shown
            done = int(items * run["progress"])
            advance(done - shown)
            shown = done

        run = follow(client, location, show)
    return time.monotonic() - started, completed(run)


def _look(stack: "SqlStack", items: int) -> dict[str, Any]:
    """What is in the database, counted there."""
    ((rows, numbers, documents, without),) = _ask(
        stack,
        "select count(*), count(distinct number), count(distinct document_id), count(*) filter (where code <> '')"
        " from public.workflow_items",
    )
    ((statements, transactions),) = _ask(
        stack,
        "select sum(calls) filter (where query !~* '^(begin|commit|rollback)'),"
        " sum(calls) filter (where query ~* '^begin') from pg_stat_statements"
        " where userid <> 'postgres'::regrole",
    )
    ((messages,),) = _ask(stack, "select count(*) from public.outbox")
    return {
        "lost": items - min(numbers, documents),
        "duplicates": rows - min(numbers, documents),
        "without_result": without,
        "messages_left": messages,
        "statements_per_item": round(float(statements) / items, 3),
        "transactions_per_item": round(float(transactions) / items, 3),
    }


def _ask(stack: "SqlStack", query: str) -> list[Any]:
    import psycopg

    with psycopg.connect(stack.database_url, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def _peak_mb(log: str) -> float:
    """The most memory that a worker of the log held, or a process that it started."""
    return max((float(found) for found in re.findall(r"workflow_worker: .* peak (\d+) MB", log)), default=0.0)


@contextmanager
def _progress(console: "Console", what: str, total: int) -> Iterator[Any]:
    """What to call as it advances: a bar at a terminal, elsewhere a line as it begins."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    if not console.is_terminal:
        console.print(f"{what}: {total:,} …")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(what, total=total)
        yield lambda many=1: bars.advance(task, many)


def _print(report: Mapping[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column()
    table.add_column(justify="right")
    rows = {
        "documents": f"{report['items']:,}",
        "seconds": f"{report['seconds']:,}",
        "documents a second": report["items_per_second"],
        "lost": report["lost"],
        "there twice": report["duplicates"],
        "without a result": report["without_result"],
        "messages left": report["messages_left"],
        "database statements per document": report["statements_per_item"],
        "database transactions per document": report["transactions_per_item"],
        "peak memory of a worker": f"{report['worker_peak_mb']:.0f} MB",
    }
    for name, value in rows.items():
        table.add_row(name, str(value))
    Console(highlight=False).print(table)
