"""What a statement costs a database, and by which ways it finds its rows, of every statement within it too."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

import psycopg

# Those that may be read whole: they are as large as the taxonomy, however many people there are.
CATALOGUE = frozenset({"skills", "roles", "role_skills"})
_WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """Attributes:
    role: that the Data API takes on for it.
    """

    text: str
    values: tuple[object, ...] = ()
    role: str = "authenticated"


@dataclass(frozen=True, slots=True)
class Cost:
    """Attributes:
    buffers: pages of 8 KiB that it looked at, found in memory or not; of writes, those of their triggers too.
    ways: how tables were looked at, in the order of the plan, as "assessments by assessments_pkey".
    whole: tables that were read from end to end, but for those of the catalogue.
    """

    ms: float
    buffers: int
    ways: tuple[str, ...]
    whole: tuple[str, ...]


class Explainer:
    """Runs statements as the Data API does, under row level security, and undoes what they did.

    Args:
        connection: of a superuser, in no transaction; it is this object's alone.
        user_id: who asks, where it is a signed-in user.
    """

    def __init__(self, connection: psycopg.Connection[Any], user_id: UUID) -> None:
        self._connection = connection
        self._claims = {role: {"role": role} for role in ("authenticated", "service_role")}
        self._claims["authenticated"]["sub"] = str(user_id)
        self._told: list[str] = []
        connection.execute("load 'auto_explain'")
        for name, value in {
            "log_analyze": "on", "log_buffers": "on", "log_timing": "off", "log_format": "json",
            "log_nested_statements": "on",
        }.items():  # fmt: skip
            connection.execute("select set_config(%s, %s, false)", (f"auto_explain.{name}", value))
        connection.add_notice_handler(lambda notice: self._told.append(notice.message_primary or ""))

    def explain(self, statement: Statement, runs: int = 5) -> Cost:
        """Args:
        runs: timed ones; that which is looked into is another.
        """
        for _ in range(_WARM_UP):
            self._run(statement)
        with self._explained():
            self._run(statement)
        plans = [_plan_in(message) for message in self._told if "plan:" in message]
        nodes = [node for plan in plans for node in _nodes(plan)]
        # The outermost statement ends last, and what it looked at is also what those within it did.
        outermost = plans[-1]
        return Cost(
            round(median(self._run(statement) for _ in range(runs)), 3),
            outermost["Shared Hit Blocks"] + outermost["Shared Read Blocks"],
            tuple(dict.fromkeys(way for node in nodes if (way := _way(node)))),
            tuple(
                dict.fromkeys(
                    node["Relation Name"]
                    for node in nodes
                    if node["Node Type"] == "Seq Scan" and node["Relation Name"] not in CATALOGUE
                )
            ),
        )

    def _run(self, statement: Statement) -> float:
        """How long it took, in milliseconds."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute(
                "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
                (json.dumps(self._claims[statement.role]), statement.role),
            )
            self._told.clear()
            started = time.perf_counter()
            self._connection.execute(statement.text.encode(), statement.values)
            return (time.perf_counter() - started) * 1000

    @contextmanager
    def _explained(self) -> Iterator[None]:
        self._set(min_duration="0", messages="log")
        yield
        self._set(min_duration="-1", messages="notice")

    def _set(self, min_duration: str, messages: str) -> None:
        told = list(self._told)
        self._connection.execute(
            "select set_config('auto_explain.log_min_duration', %s, false),"
            " set_config('client_min_messages', %s, false)",
            (min_duration, messages),
        )
        # What these two settings themselves are told of is nobody's.
        self._told[:] = told


def _plan_in(message: str) -> Mapping[str, Any]:
    plan: Mapping[str, Any] = json.loads(message.partition("plan:")[2])["Plan"]
    return plan


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _way(node: Mapping[str, Any]) -> str | None:
    match node:
        case {"Node Type": "Seq Scan", "Relation Name": table}:
            return f"{table} whole"
        case {"Index Name": index}:
            return str(index)
        case {"Node Type": "Sort" | "Incremental Sort", "Sort Method": method}:
            return f"sort ({method})"
    return None
