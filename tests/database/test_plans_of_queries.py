"""What every statement of a store costs a real Postgres with many users in it: its plan, and the pages it looks at.

Somebody has a quarter of all assessments, and half of all else; everybody's rows lie mixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from shared.cli.bench_db_fill import fill, seed
from shared.cli.bench_db_plans import CATALOGUE, Cost, Explainer, Statement
from shared.cli.bench_db_statements import PAGE, Asked, Sample, asked_of
from shared.local.postgres import start_postgres
from shared.repositories.staged.store import Catalogue, Documents, Erasures, People, Plans, Store, Workflows
from tests.database.conftest import MAY

ROWS = 20_000
# Of messages and doomed objects at a time: few beside so many that the planner takes an index.
BATCH, MANY = 20, 40_000
# A page of rows that lie one to a page of the table, and the way down an index.
ONE_PAGE = PAGE + 1 + 5

# All that is held of somebody, which is refused where it is more than 1,000 rows.
BOUNDED = {"holdings"}


@dataclass(frozen=True)
class Costs:
    asked: Asked
    first: Cost
    deep: Cost | None


@pytest.fixture(scope="module")
def server(tiny_taxonomy) -> Iterator[str]:
    with start_postgres() as url:
        seed(url.replace("postgresql://postgres@", "postgresql+psycopg://authenticator@"), tiny_taxonomy)
        fill(url, 0, ROWS, tiny_taxonomy)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(
                "insert into public.outbox (user_id, run_id, due_at)"
                " select gen_random_uuid(), gen_random_uuid(), '2900-01-01' from generate_series(1, %s)",
                (MANY,),
            )
            connection.execute(
                "insert into public.doomed_objects (key, doomed_at)"
                " select 'users/' || gen_random_uuid() || '/texts/' || n, now() from generate_series(1, %s) as n",
                (MANY,),
            )
            connection.execute("vacuum (analyze)")
        yield url


@pytest.fixture(scope="module")
def behind(server: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(server, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def costs(server: str, behind: psycopg.Connection[Any]) -> list[Costs]:
    with psycopg.connect(server, autocommit=True) as connection:
        explainer = Explainer(connection, Sample(behind).heavy)
        return [
            Costs(
                asked,
                explainer.explain(asked.first, runs=1),
                explainer.explain(asked.deep, runs=1) if asked.deep else None,
            )
            for asked in asked_of(behind, BATCH)
        ]


def test_every_method_of_a_store_that_asks_the_database_is_looked_into(costs: list[Costs]):
    parts = (Store, Catalogue, People, Plans, Documents, Workflows, Erasures)
    methods = {name for part in parts for name, kept in vars(part).items() if name[0] != "_" and callable(kept)}
    named = {cost.asked.name.partition(":")[0].partition(" ")[0] for cost in costs}
    assert methods - BOUNDED == named - {"erasure"}


def test_no_table_that_grows_with_people_is_read_whole(costs: list[Costs]):
    whole = {
        cost.asked.name: found
        for cost in costs
        if (found := {*cost.first.whole, *(cost.deep.whole if cost.deep else ())})
    }
    assert whole == {}


def test_a_deep_page_of_every_list_costs_what_its_first_costs(costs: list[Costs]):
    lists = [cost for cost in costs if cost.deep and not cost.asked.name.startswith(tuple(CATALOGUE))]
    assert len(lists) >= 7
    dearer = {
        cost.asked.name: (cost.first.buffers, cost.deep.buffers)
        for cost in lists
        if cost.deep and abs(cost.deep.buffers - cost.first.buffers) > ONE_PAGE
    }
    assert dearer == {}
    assert all(cost.first.buffers < 3 * ONE_PAGE for cost in lists)


def test_a_list_is_read_in_the_order_of_an_index_that_holds_no_rows_of_others(costs: list[Costs]):
    """The primary key is in that order too, and would lead past whatever everybody else has added since."""
    newest = {"assessments": "assessments", "plans": "plans", "documents": "documents", "runs": "workflow_runs"}
    first = {cost.asked.name: cost.first.ways for cost in costs}
    for name, table in newest.items():
        assert first[f"{name}_before"] == (f"{table}_newest",)


def test_whoever_asks_the_data_api_for_everything_finds_what_is_theirs_by_an_index(
    server: str, behind: psycopg.Connection[Any]
):
    """Every policy narrows what is read by a column that an index begins with."""
    whole = {}
    with psycopg.connect(server, autocommit=True) as connection:
        explainer = Explainer(connection, Sample(behind).ordinary)
        for table in sorted(table for table in MAY if "select" in MAY[table]["owner"]):
            cost = explainer.explain(Statement(f"table public.{table}"), runs=1)
            whole[table] = cost.whole
    assert {table for table, found in whole.items() if found} == set()


def test_every_index_of_a_table_that_grows_is_used(server: str, behind: psycopg.Connection[Any], costs: list[Costs]):
    """Each costs every write. Those that keep keys unique have a use of their own."""
    used = {way for cost in costs for found in (cost.first, cost.deep) if found for way in found.ways}
    there = behind.execute(
        "select i.relname, t.relname from pg_index join pg_class as i on i.oid = indexrelid"
        " join pg_class as t on t.oid = indrelid where not indisunique"
        " and t.relnamespace in ('public'::regnamespace, 'private'::regnamespace)"
    ).fetchall()
    # Of policies alone, as the test above shows: a receipt is read by its run.
    by_policy = {"erasure_receipts_owner_sha256"}
    assert {index for index, table in there if table not in CATALOGUE} - used == by_policy
