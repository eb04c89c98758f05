"""What one request of each kind costs by itself: CPU of the function and of Postgres, and the log Postgres writes.

The gateway runs in one process, as no Lambda does; so kinds are asked for one after the other, by one person, and the
processes' own clocks are read before and after.
"""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import psycopg

from tests.load.texts import CvMaker
from tests.load.watch import Processes

_MOST_REQUESTS = 400
_WARM_UP = 5

Ask = Callable[[], httpx.Response]


def measure_alone(
    client: httpx.Client,
    role_id: str,
    processes: Processes,
    database_url: str | None,
    least_cpu_s: float,
) -> dict[str, Any]:
    """By route. A process's clock ticks in hundredths of a second: it takes many of one kind to read it well.

    `GET /v1/nothing` is what the gateway and HTTP take, which no function is asked for.

    Args:
        least_cpu_s: of each kind.
    """
    return {
        route: _measure(ask, processes, database_url, least_cpu_s) for route, ask in _kinds(client, role_id).items()
    }


def _kinds(client: httpx.Client, role_id: str) -> Mapping[str, Ask]:
    cvs = CvMaker(seed=99_991)
    assessment = _good(client.post("/v1/assessments", json={"text": cvs.make()})).json()["id"]
    plan = _good(client.post("/v1/plans", json={"role_id": role_id, "hours_per_week": 6})).json()["id"]
    return {
        "GET /v1/nothing": lambda: client.get("/v1/nothing"),
        "GET /v1/skills": lambda: _good(client.get("/v1/skills?query=python&limit=20")),
        "GET /v1/roles": lambda: _good(client.get("/v1/roles?query=data%20scientist&limit=10")),
        "GET /v1/roles/{role_id}/gap": lambda: _good(client.get(f"/v1/roles/{role_id}/gap")),
        "GET /v1/roles/nearby": lambda: _good(client.get("/v1/roles/nearby?limit=20")),
        "GET /v1/assessments": lambda: _good(client.get("/v1/assessments?limit=20")),
        "GET /v1/assessments/{assessment_id}": lambda: _good(client.get(f"/v1/assessments/{assessment}")),
        "GET /v1/plans/{plan_id}": lambda: _good(client.get(f"/v1/plans/{plan}")),
        "POST /v1/assessments": lambda: _good(client.post("/v1/assessments", json={"text": cvs.make()})),
        "POST /v1/plans": lambda: _good(client.post("/v1/plans", json={"role_id": role_id, "hours_per_week": 6})),
    }


def _measure(ask: Ask, processes: Processes, database_url: str | None, least_cpu_s: float) -> dict[str, float]:
    for _ in range(_WARM_UP):
        ask()
    wal, gateway_s, database_s = _wal_bytes(database_url), processes.gateway_s(), processes.database_s()
    requests = 0
    answered_bytes = 0
    while requests < _MOST_REQUESTS and processes.gateway_s() - gateway_s < least_cpu_s:
        answered_bytes += len(ask().content)
        requests += 1
    return {
        "requests": requests,
        "cpu_ms": round((processes.gateway_s() - gateway_s) * 1000 / requests, 2),
        "database_cpu_ms": round((processes.database_s() - database_s) * 1000 / requests, 2),
        "wal_bytes": round((_wal_bytes(database_url) - wal) / requests),
        "answer_bytes": round(answered_bytes / requests),
    }


def _wal_bytes(database_url: str | None) -> int:
    """How much log there is since the database was made."""
    if database_url is None:
        return 0
    with psycopg.connect(database_url, autocommit=True) as connection:
        row = connection.execute("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0


def _good(answer: httpx.Response) -> httpx.Response:
    return answer.raise_for_status()
