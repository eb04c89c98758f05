"""What the functions could not read back is not stored, whoever writes it and whichever way."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from shared.domain.assessment import Level
from shared.domain.document import MAX_FILE_BYTES, ContentType, DocumentState
from shared.domain.plan import Cause, StrategyName
from shared.domain.profile import Verdict
from shared.domain.role import Relation
from shared.domain.skill import ReuseLevel, SkillSource, SkillType
from shared.domain.workflow import Kind, RunState
from shared.gateways.resilience.breaker import Phase
from tests.database.conftest import MAY, MAY_PRIVATE, NEEDED
from tests.database.samples import PLAN_ID, RUN_ID, STEP, Row, private_rows, profile_row, sample_rows

# In the names of tests, which every worker must call the same.
OWNER, EDITOR = UUID("00000000-0000-4000-8000-000000000001"), UUID("00000000-0000-4000-8000-000000000002")
SAMPLE = {"editors": profile_row(EDITOR), **sample_rows(OWNER, EDITOR), **private_rows(OWNER)}
INSTANTS = ("infinity", "-infinity", "0044-03-15 00:00:00+00 BC", "99999-01-01T00:00:00Z", None)
INSTANT_COLUMNS = (
    "created_at", "updated_at", "full_at", "since", "not_before", "deadline", "due_at", "erased_at", "doomed_at"
)  # fmt: skip
DAYS = ("infinity", "-infinity", "0044-03-15 BC", "10000-01-01", "soon")
NUMBERS = ("NaN", "Infinity", "-Infinity", -0.1, 1e300)
LONG = "a" * 20_001
# What each enumeration may be: all that the domain knows, and nothing else.
ENUMERATIONS = {
    ("skills", "source"): SkillSource,
    ("skills", "type"): SkillType,
    ("skills", "reuse_level"): ReuseLevel,
    ("role_skills", "relation"): Relation,
    ("corrections", "verdict"): Verdict,
    ("corrections", "level"): Level,
    ("corrections", "machine_level"): Level,
    ("plans", "strategy"): StrategyName,
    ("plan_versions", "cause"): Cause,
    ("breakers", "phase"): Phase,
    ("documents", "content_type"): ContentType,
    ("documents", "state"): DocumentState,
    ("workflow_runs", "kind"): Kind,
    ("workflow_runs", "state"): RunState,
}
# What else a row with such a value must say.
BESIDE: dict[tuple[str, str], Row] = {
    ("corrections", "rejected"): {"level": None},
    ("corrections", "withdrawn"): {"level": None},
    ("documents", "extracted"): {"reading": {"page_count": 1}},
    ("documents", "rejected"): {"rejection": "wrong-magic"},
    ("documents", "erased"): {"filename": "", "sha256": ""},
}
JSON = {
    ("assessments", "result"),
    ("plans", "body"),
    ("plan_versions", "changes"),
    ("plan_versions", "plan"),
    ("answers", "headers"),
    ("breakers", "probes"),
    ("documents", "reading"),
    ("workflow_runs", "input"),
    ("workflow_runs", "steps"),
    ("workflow_runs", "failure"),
    ("workflow_runs", "result"),
    ("workflow_items", "result"),
    ("erasure_receipts", "removed"),
}
FORGED: list[tuple[str, Row]] = [
    ("skills", {"alt_labels": [["a", "b"], ["c", "d"]]}),
    ("skills", {"alt_labels": [None]}),
    ("skills", {"alt_labels": ["a" * 100] * 400}),
    ("skills", {"groups": [["a"], ["b"]]}),
    ("skills", {"name": "a" * 501}),
    ("skills", {"description": LONG}),
    ("skills", {"broader_id": SAMPLE["skills"]["id"]}),
    ("skills", {"merged_into": SAMPLE["skills"]["id"]}),
    ("assessments", {"result": 5}),
    ("assessments", {"result": []}),
    ("assessments", {"result": {"x": "a" * 17_000_000}}),
    ("assessments", {"language": "a" * 36}),
    ("assessments", {"strategy": "meaning"}),
    ("assessments", {"taxonomy_version": "a" * 101}),
    ("roles", {"uri": ""}),
    ("roles", {"title": ""}),
    ("roles", {"title": "a" * 501}),
    ("roles", {"title_key": "a" * 2001}),
    ("roles", {"alt_titles": [["a"], ["b"]]}),
    ("roles", {"alt_titles": [None]}),
    ("roles", {"alt_titles": ["a" * 100] * 700}),
    ("roles", {"isco_code": "a" * 11}),
    ("roles", {"description": LONG}),
    ("roles", {"taxonomy_version": "a" * 101}),
    ("role_skills", {"taxonomy_version": "a" * 101}),
    ("corrections", {"skill_name": ""}),
    ("corrections", {"skill_name": "a" * 501}),
    ("corrections", {"reason": "a" * 1001}),
    ("corrections", {"verdict": "confirmed", "level": None}),
    ("corrections", {"verdict": "adjusted", "level": None}),
    ("corrections", {"verdict": "rejected"}),
    ("corrections", {"verdict": "withdrawn"}),
    ("plans", {"role_title": ""}),
    ("plans", {"role_title": "a" * 501}),
    ("plans", {"hours_per_week": 0}),
    ("plans", {"hours_per_week": 80.1}),
    ("plans", {"readiness_now": 100.1}),
    ("plans", {"taxonomy_version": "a" * 101}),
    ("plans", {"step_count": -1, "done_count": -1}),
    ("plans", {"step_count": 10_001}),
    ("plans", {"done_count": 4}),
    ("plans", {"version": 0}),
    ("plans", {"body": []}),
    ("plans", {"body": {"x": "a" * 4_200_000}}),
    ("plan_versions", {"version": 0}),
    ("plan_versions", {"why": "a" * 2001}),
    ("plan_versions", {"changes": {}}),
    ("plan_versions", {"changes": None}),
    ("plan_versions", {"changes": [{}] * 201}),
    ("plan_versions", {"changes": ["a" * 1_100_000]}),
    ("plan_versions", {"plan": []}),
    ("plan_versions", {"plan": {"x": "a" * 4_200_000}}),
    ("answers", {"key": ""}),
    ("answers", {"key": "a" * 256}),
    ("answers", {"fingerprint": "A" * 64}),
    ("answers", {"fingerprint": "0" * 63}),
    ("answers", {"status": 199}),
    ("answers", {"status": 600}),
    ("answers", {"headers": {"location": "/"}}),
    ("answers", {"headers": ["location"]}),
    ("answers", {"headers": [["location"]]}),
    ("answers", {"headers": [["location", 7]]}),
    ("answers", {"headers": [["a", "b"], [["a"], "b"]]}),
    ("answers", {"headers": [["a", "b", "c"]]}),
    ("answers", {"headers": [["location", "a" * 17_000]]}),
    ("answers", {"body": "a" * 17_000_000}),
    ("breakers", {"name": ""}),
    ("breakers", {"name": "Queue"}),
    ("breakers", {"name": "a" * 61}),
    ("breakers", {"version": 0}),
    ("breakers", {"ok": -1}),
    ("breakers", {"failed": -1}),
    ("breakers", {"probes": []}),
    ("llm_spend", {"tokens": -1}),
    ("documents", {"filename": ""}),
    ("documents", {"filename": "a" * 256}),
    ("documents", {"filename": None}),
    ("documents", {"size": 0}),
    ("documents", {"size": MAX_FILE_BYTES + 1}),
    ("documents", {"sha256": ""}),
    ("documents", {"sha256": "A" * 64}),
    ("documents", {"sha256": "0" * 63}),
    ("documents", {"state": "erased"}),
    ("documents", {"state": "erased", "filename": ""}),
    ("documents", {"state": "erased", "filename": "", "sha256": "", "rejection": "wrong-magic"}),
    ("documents", {"state": "extracted"}),
    ("documents", {"state": "rejected"}),
    ("documents", {"state": "rejected", "rejection": "Not a code"}),
    ("documents", {"rejection": "wrong-magic"}),
    ("documents", {"reading": {"page_count": 1}}),
    ("documents", {"state": "extracted", "reading": []}),
    ("documents", {"state": "extracted", "reading": {"x": "a" * 17_000}}),
    ("documents", {"version": 0}),
    ("workflow_runs", {"input": []}),
    ("workflow_runs", {"input": {"x": "a" * 17_000}}),
    ("workflow_runs", {"steps": {}}),
    ("workflow_runs", {"steps": []}),
    ("workflow_runs", {"steps": [STEP] * 51}),
    ("workflow_runs", {"steps": [STEP | {"output": {"x": "a" * 270_000}}]}),
    ("workflow_runs", {"position": -1}),
    ("workflow_runs", {"position": 2}),
    ("workflow_runs", {"parent_id": RUN_ID}),
    ("workflow_runs", {"parent_id": PLAN_ID}),
    ("workflow_runs", {"claims": -1}),
    ("workflow_runs", {"failure": "x"}),
    ("workflow_runs", {"failure": {"message": "a" * 17_000}}),
    ("workflow_runs", {"result": []}),
    ("workflow_runs", {"result": {"x": "a" * 270_000}}),
    ("workflow_runs", {"version": 0}),
    ("outbox", {"sends": -1}),
    ("outbox", {"run_id": PLAN_ID}),
    ("outbox", {"user_id": str(EDITOR)}),
    ("workflow_items", {"number": -1}),
    ("workflow_items", {"ref": ""}),
    ("workflow_items", {"ref": "a" * 201}),
    ("workflow_items", {"code": "Not a code"}),
    ("workflow_items", {"code": "a" * 61}),
    ("workflow_items", {"result": []}),
    ("workflow_items", {"result": {"x": "a" * 270_000}}),
    ("workflow_items", {"run_id": PLAN_ID}),
    ("workflow_items", {"user_id": str(EDITOR)}),
    ("erasure_receipts", {"owner_sha256": "0" * 63}),
    ("erasure_receipts", {"removed": []}),
    ("erasure_receipts", {"removed": {"users": "Ann"}}),
    ("erasure_receipts", {"removed": {"a" * 5000: 1}}),
    ("doomed_objects", {"key": ""}),
    ("doomed_objects", {"key": "a" * 201}),
    *((table, {column: value}) for table, column in ENUMERATIONS for value in ("", "something else", "Expert")),
    *(
        (table, {column: instant})
        for table, row in SAMPLE.items()
        for column in INSTANT_COLUMNS
        # A plan's deadline is a day.
        if column in row and (table, column) != ("plans", "deadline")
        for instant in INSTANTS
    ),
    *(("workflow_runs", {"lease_until": instant}) for instant in INSTANTS if instant),
    *(("plans", {column: day}) for column in ("starts_on", "deadline", "ends_on") for day in DAYS),
    *(("llm_spend", {"day": day}) for day in DAYS),
    *(("assessments", {"as_of": day}) for day in DAYS if day != "10000-01-01"),
    *(
        ("plans", {column: number})
        for column in ("hours_per_week", "readiness_at_start", "readiness_now", "readiness_at_end")
        for number in NUMBERS
    ),
]


@pytest.fixture(scope="module")
def superuser(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Row level security does not hold for it, checks do. Whatever happens on it is undone."""
    with psycopg.connect(postgres_url) as connection:
        for table in (
            "public.roles", "public.skills", "auth.users", "public.doomed_objects", "public.erasure_receipts"
        ):  # fmt: skip
            connection.execute(sql.SQL("delete from {}").format(sql.Identifier(*table.split("."))))
        for account in (OWNER, EDITOR):
            connection.execute("insert into auth.users (id) values (%s)", (account,))
        yield connection
        connection.rollback()


def _insert(connection: psycopg.Connection[Any], name: str, changes: Row | None = None) -> None:
    row = SAMPLE[name] | (changes or {})
    table = ("private" if name in MAY_PRIVATE else "public", "users" if name == "editors" else name)
    connection.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(*table),
            sql.SQL(", ").join(sql.Identifier(column) for column in row),
            sql.SQL(", ").join(sql.Placeholder() for _ in row),
        ),
        [Jsonb(value) if value is not None and (name, column) in JSON else value for column, value in row.items()],
    )


@pytest.mark.parametrize(
    ("name", "forged"), FORGED, ids=[f"{name} {forged!s:.60}" for name, forged in FORGED]
)  # fmt: skip
def test_what_the_functions_could_not_read_back_or_hold_is_not_stored(
    superuser: psycopg.Connection[Any], name: str, forged: Row
):
    """One such skill would break the list for everybody."""
    with superuser.transaction(force_rollback=True):
        for needed in NEEDED.get(name, ()):
            _insert(superuser, needed)
        with (
            pytest.raises((psycopg.errors.IntegrityError, psycopg.errors.DataError)),
            superuser.transaction(),
        ):
            _insert(superuser, name, forged)
        # It was what is forged, and nothing else.
        _insert(superuser, name)


@pytest.mark.parametrize(("table", "column"), ENUMERATIONS, ids=[" ".join(column) for column in ENUMERATIONS])
def test_everything_that_the_domain_knows_is_stored(superuser: psycopg.Connection[Any], table: str, column: str):
    for value in ENUMERATIONS[table, column]:
        changes: Row = {column: value.value} | BESIDE.get((table, value.value), {})
        with superuser.transaction(force_rollback=True):
            for needed in NEEDED[table]:
                _insert(superuser, needed)
            _insert(superuser, table, changes)


def test_every_table_has_bounds_that_are_tried():
    assert {name for name, _ in FORGED} - {"editors"} == {*MAY, *MAY_PRIVATE}
