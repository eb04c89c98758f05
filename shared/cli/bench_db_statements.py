"""The statements that a store asks its database, as PostgREST writes them, on what bench_db_fill.sql loads.

Each has the name of the port's method (shared/repositories/staged/store.py); a list has two, for its first page and for
its page 10,000, or its last where it has fewer.
"""

# ruff: noqa: S608 - names of tables and columns are our own, and all else is a value

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from shared.cli.bench_db_plans import Statement
from shared.repositories.rows.assessments import ASSESSMENT_COLUMNS, SUMMARY_COLUMNS
from shared.repositories.rows.corrections import CORRECTION_COLUMNS
from shared.repositories.rows.documents import DOCUMENT_COLUMNS
from shared.repositories.rows.erasures import RECEIPT_COLUMNS
from shared.repositories.rows.plans import PLAN_COLUMNS, PLAN_SUMMARY_COLUMNS, PLAN_VERSION_COLUMNS
from shared.repositories.rows.skills import SKILL_COLUMNS
from shared.repositories.rows.users import USER_COLUMNS
from shared.repositories.rows.workflows import ITEM_COLUMNS, RUN_COLUMNS

# As a page is asked for that nobody gave a size, and one row more, which says whether another page follows.
PAGE = 20
_LIMIT = PAGE + 1
DEEP = 10_000

_ACTIVE = ["queued", "running", "compensating"]
_NEWEST = "id desc nulls last"
_USABLE = ["expected", "received", "extracted"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Attributes:
    name: of the port's method, and what is asked of it.
    deep_page: the number of the page that `deep` asks for.
    """

    name: str
    first: Statement
    deep: Statement | None = None
    deep_page: int | None = None


class Sample:
    """What is in a filled database, looked up as its superuser."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.heavy = self.one("select md5('user 0')::uuid")
        self.ordinary = self.one("select md5('user 1')::uuid")

    def one(self, query: str, *values: object) -> Any:  # noqa: ANN401 - a column
        """The only column of the first row."""
        found = self._connection.execute(query.encode(), values).fetchone()
        if found is None:
            raise LookupError(query)
        return found[0]

    def first_id(self, table: str) -> UUID:
        found: UUID = self.one(f"select id from public.{table} order by id limit 1")
        return found

    def row(self, query: str, *values: object) -> Any:  # noqa: ANN401 - JSON
        return self.one(f"select to_jsonb(t) from ({query}) as t", *values)


def asked_of(connection: psycopg.Connection[Any], batch: int = 100) -> Iterator[Asked]:
    """Everything, of user 0, who has the most.

    Args:
        connection: of the superuser.
        batch: how many messages and doomed objects the relay takes at a time.
    """
    sample = Sample(connection)
    yield from _lists(sample)
    yield from _catalogue(sample)
    yield from _single_rows(sample)
    yield from _functions(sample)
    yield from _relay(sample, batch)


def erasure_of(user_id: UUID) -> Statement:
    """The account with everything that is theirs."""
    return _apply({"op": "erase", "table": "accounts", "rows": [{"user_id": str(user_id)}]})


def _lists(sample: Sample) -> Iterator[Asked]:
    heavy = sample.heavy
    newest = {
        "assessments_before": ("assessments", SUMMARY_COLUMNS, ""),
        "plans_before": ("plans", PLAN_SUMMARY_COLUMNS, ""),
        "documents_before": ("documents", DOCUMENT_COLUMNS, ""),
        "runs_before": ("workflow_runs", RUN_COLUMNS, " and parent_id is null"),
    }
    for name, (table, columns, narrowed) in newest.items():
        yield _paged(sample, name, _List(table, columns, f"user_id = %s{narrowed}", (heavy,), _NEWEST, "<"))
    of_plan, of_run = "user_id = %s and plan_id = %s", "user_id = %s and run_id = %s"
    plan, run = sample.first_id("plans"), sample.first_id("workflow_runs")
    versions = _List("plan_versions", PLAN_VERSION_COLUMNS, of_plan, (heavy, plan), "version desc", "<")
    yield _paged(sample, "plan_versions_before", versions)
    yield _paged(sample, "items_after", _List("workflow_items", ITEM_COLUMNS, of_run, (heavy, run), "number", ">"))
    parts, given_up = "user_id = %s and parent_id = %s and state = any(%s)", (heavy, run, ["dead-lettered"])
    yield _as_service(
        _paged(sample, "parts_before", _List("workflow_runs", RUN_COLUMNS, parts, given_up, _NEWEST, "<"))
    )
    dead = _List("workflow_runs", RUN_COLUMNS, "state = %s", ("dead-lettered",), _NEWEST, "<")
    yield _as_service(_paged(sample, "dead_runs_before", dead))
    said = _select("corrections", CORRECTION_COLUMNS, "user_id = %s and skill_id = %s order by id desc limit %s")
    skill = sample.one("select skill_id from public.corrections where user_id = %s limit 1", heavy)
    yield Asked("corrections", Statement(said, (heavy, skill, 100)))


def _catalogue(sample: Sample) -> Iterator[Asked]:
    for what, narrowed, values in (
        ("", "true", ()),
        (" of a type", "type = %s", ("knowledge",)),
        (" of a group", "groups @> %s", (["K06"],)),
        (" that begin with a word", "search @@ to_tsquery('simple', %s)", ("program:*",)),
        (" that begin with a letter", "search @@ to_tsquery('simple', %s)", ("s:*",)),
    ):
        listed = _List("skills", SKILL_COLUMNS, narrowed, values, "sort_key", ">")
        yield _paged(sample, f"skills_after{what}", listed)
    name = sample.one("select name_key from public.skills order by name_key limit 1")
    by_name = _select("skills", SKILL_COLUMNS, "name_key = any(%s) order by sort_key limit %s")
    yield Asked("skills_named", Statement(by_name, ([name], 2)))
    own = _select("skills", SKILL_COLUMNS, "source = %s order by id limit 1000")
    yield Asked("own_skills", Statement(own, ("own",)))
    yield Asked("skill", _by_id("skills", SKILL_COLUMNS, sample.one("select id from public.skills limit 1")))
    version = sample.one("select taxonomy_version from public.skills limit 1")
    for name, table in (("count_skills", "skills"), ("count_roles", "roles"), ("count_role_skills", "role_skills")):
        counted = Statement(f"select count(*) from public.{table} where taxonomy_version = %s", (version,))
        yield _as_service(Asked(name, counted))


def _single_rows(sample: Sample) -> Iterator[Asked]:
    heavy = sample.heavy
    for name, table, columns in (
        ("assessment", "assessments", ASSESSMENT_COLUMNS),
        ("plan", "plans", PLAN_COLUMNS),
        ("document", "documents", DOCUMENT_COLUMNS),
        ("run", "workflow_runs", RUN_COLUMNS),
    ):
        row_id = sample.one(f"select id from public.{table} where user_id = %s order by id limit 1", heavy)
        yield Asked(name, _owned(table, columns, row_id, heavy))
    yield Asked("user", _by_id("users", USER_COLUMNS, heavy))
    sha256 = sample.one("select sha256 from public.documents where user_id = %s limit 1", heavy)
    with_sha256 = _select("documents", DOCUMENT_COLUMNS, "user_id = %s and sha256 = any(%s) and state = any(%s)")
    yield Asked("document_with", Statement(with_sha256, (heavy, [sha256], _USABLE)))
    some = "select id from public.documents where user_id = %s limit 25"
    ids = sample.one(f"select array_agg(id) from ({some}) as t", heavy)
    by_ids = _select("documents", DOCUMENT_COLUMNS, "user_id = %s and id = any(%s)")
    yield Asked("documents_among", Statement(by_ids, (heavy, ids)))
    receipt = sample.one("select run_id from public.erasure_receipts limit 1")
    owner = sample.one("select owner_sha256 from public.erasure_receipts where run_id = %s", receipt)
    by_run = _select("erasure_receipts", RECEIPT_COLUMNS, "run_id = %s and owner_sha256 = any(%s)")
    yield Asked("receipt", Statement(by_run, (receipt, [owner])))
    active = "select count(*) from public.workflow_runs where user_id = %s and state = any(%s)"
    yield _as_service(Asked("count_active_runs", Statement(active, (heavy, _ACTIVE))))


def _functions(sample: Sample) -> Iterator[Asked]:
    heavy, ordinary = sample.heavy, sample.ordinary
    yield Asked("profile", _call("read_profile_of", heavy))
    yield _as_service(Asked("count_holdings of an ordinary user", _call("count_holdings_of", ordinary)))
    yield Asked("count_holdings of user 0", _call("count_holdings_of", heavy))
    limit: Mapping[str, object] = {"cost": 5, "burst": 60, "per_minute": 60, "key": "new", "wants_profile": True}
    yield Asked("admit", _call("admit", Jsonb(limit)))
    run = sample.one("select id from public.workflow_runs where user_id = %s and state = 'queued' limit 1", heavy)
    yield _as_service(Asked("claim", _call("claim_run", Jsonb({"run_id": str(run), "lease_s": 60}))))
    parent = sample.first_id("workflow_runs")
    of_run = {"user_id": str(heavy), "parent_id": str(parent), "run_id": str(parent), "other_than": [], "removed": []}
    yield _as_service(Asked("count_parts", _call("count_parts", Jsonb(of_run))))
    yield _as_service(Asked("count_items", _call("count_items", Jsonb(of_run))))
    yield from _commits(sample)
    yield Asked("ping", Statement("select public.ping()"))
    yield _as_service(Asked("erasure of an ordinary user", erasure_of(ordinary)))


def _commits(sample: Sample) -> Iterator[Asked]:
    """What one changing request stores."""
    new = str(UUID(int=(1 << 128) - 1))
    heavy = sample.heavy
    found = sample.row("select * from public.assessments where user_id = %s order by id limit 1", heavy)
    answer = {
        "user_id": str(heavy), "key": "new", "fingerprint": "0" * 64, "status": 201, "headers": [], "body": "{}",
        "created_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    stored = [
        {"op": "insert", "table": "assessments", "rows": [found | {"id": new}]},
        {"op": "insert", "table": "answers", "rows": [answer]},
    ]
    yield Asked("apply: an assessment, with its answer", _apply(*stored, role="authenticated"))
    plan = sample.row("select * from public.plans where user_id = %s order by id desc limit 1", heavy)
    following = {"version": plan["version"] + 1}
    changed = {name: plan[name] for name in ("id", "done_count", "updated_at", "body")} | following
    version = sample.row("select * from public.plan_versions where plan_id = %s", plan["id"]) | following
    plan_changes = [
        {"op": "update", "table": "plans", "rows": [changed]},
        {"op": "insert", "table": "plan_versions", "rows": [version]},
    ]
    yield Asked("apply: a plan's next version", _apply(*plan_changes, role="authenticated"))
    run = sample.row("select * from public.workflow_runs where user_id = %s and state = 'queued' limit 1", heavy)
    step = {name: run[name] for name in ("id", "steps", "position", "updated_at")}
    step |= {"state": "running", "version": run["version"] + 1}
    message = {"user_id": run["user_id"], "run_id": run["id"], "due_at": run["deadline"], "sends": 0}
    run_changes = [
        {
            "op": "update",
            "table": "workflow_runs",
            "rows": [step | {"state": "running", "version": run["version"] + 1}],
        },
        {"op": "put", "table": "outbox", "rows": [message]},
    ]
    yield Asked("apply: a step of a run", _apply(*run_changes))


def _relay(sample: Sample, batch: int) -> Iterator[Asked]:
    until = dict.fromkeys(("answers", "uploads", "runs", "receipts"), "2026-01-01T00:00:10+00:00")
    yield _as_service(Asked("expire", _call("expire", Jsonb({"limit": batch, **until}))))
    yield _as_service(Asked("take_due", _call("take_due_runs", Jsonb({"limit": batch, "again_after_s": 600}))))
    oldest = "order by doomed_at, key limit %s"
    doomed = Statement(_select("doomed_objects", ("key",), f"true {oldest}"), (batch,))
    yield _as_service(Asked("doomed", doomed))
    keys = sample.one(f"select array_agg(key) from (select key from public.doomed_objects {oldest}) as t", batch)
    gone = {"op": "forget", "table": "doomed_objects", "rows": [{"key": key} for key in keys]}
    yield Asked("apply: what was swept", _apply(gone))


class _List(NamedTuple):
    """Attributes:
    narrowed: the condition, of `values`.
    order: by the key that it is cut at, which comes first.
    beyond: "<" of the newest first, else ">".
    """

    table: str
    columns: tuple[str, ...]
    narrowed: str
    values: tuple[object, ...]
    order: str
    beyond: str


def _paged(sample: Sample, name: str, listed: _List) -> Asked:
    """Its first page, and its page 10,000 or its last."""
    table, columns, narrowed, values, order, beyond = listed
    key = order.partition(" ")[0]
    first = Statement(_select(table, columns, f"{narrowed} order by {order} limit %s"), (*values, _LIMIT))
    count = sample.one(f"select count(*) from public.{table} where {narrowed}", *values)
    page = min(DEEP, max(count - 1, 0) // PAGE)
    if page < 2:
        return Asked(name, first)
    before = f"select {key} from public.{table} where {narrowed} order by {order} offset %s limit 1"
    last = sample.one(before, *values, (page - 1) * PAGE - 1)
    deep = _select(table, columns, f"{narrowed} and {key} {beyond} %s order by {order} limit %s")
    return Asked(name, first, Statement(deep, (*values, last, _LIMIT)), page)


def _select(table: str, columns: tuple[str, ...], rest: str) -> str:
    """As PostgREST has it: the rows, and their JSON made of them."""
    shown = ", ".join(f"{table}.{column}" for column in columns)
    source = f"select {shown} from public.{table} where {rest}"
    return (
        f"with pgrst_source as ({source}) select null::bigint as total_result_set,"
        " pg_catalog.count(_postgrest_t) as page_total, coalesce(json_agg(_postgrest_t), '[]') as body"
        " from (select * from pgrst_source) as _postgrest_t"
    )


def _by_id(table: str, columns: tuple[str, ...], row_id: UUID) -> Statement:
    return Statement(_select(table, columns, "id = %s"), (row_id,))


def _owned(table: str, columns: tuple[str, ...], row_id: UUID, user_id: UUID) -> Statement:
    return Statement(_select(table, columns, "id = %s and user_id = %s"), (row_id, user_id))


def _call(function: str, argument: object) -> Statement:
    return Statement(f"select public.{function}(%s)", (argument,))


def _apply(*changes: Mapping[str, object], role: str = "service_role") -> Statement:
    return replace(_call("apply_changes", Jsonb(list(changes))), role=role)


def _as_service(asked: Asked) -> Asked:
    deep = asked.deep and replace(asked.deep, role="service_role")
    return replace(asked, first=replace(asked.first, role="service_role"), deep=deep)
