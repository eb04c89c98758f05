"""What public.expire takes, and that it finds what goes without reading what stays."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

SINCE = dict.fromkeys(("answers", "uploads", "runs", "receipts"), "2020-01-01T00:00:00Z")


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Whose changes are undone."""
    with psycopg.connect(postgres_url) as made:
        yield made
        made.rollback()


@pytest.mark.parametrize(
    "wrong",
    [
        *({"limit": limit} for limit in (0, 1001, "10", None)),
        *({name: None} for name in SINCE),
    ],
)
def test_a_request_that_says_too_little_or_too_much_is_an_error(connection: psycopg.Connection[Any], wrong):
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        connection.execute("select public.expire(%s)", (Jsonb({"limit": 10, **SINCE} | wrong),))


def test_what_is_no_instant_is_an_error(connection: psycopg.Connection[Any]):
    with pytest.raises(psycopg.errors.InvalidDatetimeFormat):
        connection.execute("select public.expire(%s)", (Jsonb({"limit": 10, **SINCE, "runs": "long ago"}),))


@pytest.mark.parametrize(
    ("index", "query"),
    [
        ("answers_created_at", "from public.answers where created_at < '2020-01-01' order by created_at limit 9"),
        (
            "documents_expected",
            "from public.documents where state = 'expected' and updated_at < '2020-01-01' order by updated_at limit 9",
        ),
        (
            "workflow_runs_settled",
            (
                "from public.workflow_runs where state in ('completed', 'compensated') and not is_retried"
                " and updated_at < '2020-01-01' order by updated_at limit 9"
            ),
        ),
        (
            "erasure_receipts_erased_at",
            "from public.erasure_receipts where erased_at < '2020-01-01' order by erased_at limit 9",
        ),
    ],
)
def test_what_goes_is_found_by_an_index(connection: psycopg.Connection[Any], index, query):
    # Of tables as small as these anything else is as cheap.
    for other in ("seqscan", "bitmapscan", "sort"):
        connection.execute(f"set local enable_{other} = off".encode())
    plan = "\n".join(line for (line,) in connection.execute(f"explain select 1 {query}".encode()).fetchall())
    assert f"using {index}" in plan or f"on {index}" in plan
    assert "Sort" not in plan
