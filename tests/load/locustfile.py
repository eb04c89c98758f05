"""What people ask of the API, over and over: a mix of searches, readings, assessments and plans, each answer looked at.

Locust runs this file in a process of its own, since importing it changes Python's sockets and threads. `run.py` starts
it, hands it JSON of its accounts and roles in the file that SKILLPATH_LOAD names, reads a line of JSON each
second from its standard output, and the whole in the last one.
"""

import json
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import gevent
from locust import FastHttpUser, between, events, task
from locust.env import Environment
from locust.runners import Runner
from locust.stats import StatsEntry

from tests.load.texts import CvMaker

_GIVEN = json.loads(Path(os.environ["SKILLPATH_LOAD"]).read_text())
_WORDS = ("python", "manage", "weld", "account", "teach", "data", "nurs", "design", "sales", "cook")
_ROLE_IDS = tuple(_GIVEN["roles"])
_TITLES = tuple(_GIVEN["roles"].values())
# What is read again and changed; older ones stay in the database.
_KEPT = 20

Json = dict[str, Any]


class Person(FastHttpUser):
    """One account, at one thing at a time."""

    wait_time = between(0.0, 0.05)
    network_timeout = connection_timeout = 60.0
    _numbers: ClassVar[Iterator[int]] = count()

    def on_start(self) -> None:
        number = next(self._numbers)
        self._headers = {"Authorization": f"Bearer {_GIVEN['tokens'][number % len(_GIVEN['tokens'])]}"}
        self._random = Random(number)  # noqa: S311 - it chooses what is asked next
        self._cvs = CvMaker(number)
        self._assessments: list[str] = []
        self._plans: list[tuple[str, str]] = []
        self.assess()
        self.plan()

    @task(12)
    def assess(self) -> None:
        text = self._cvs.make()

        def holds(body: Json) -> bool:
            quotes = [evidence for skill in body["skills"] for evidence in skill["evidence"]]
            return body["input_chars"] == len(text) and all(
                text[quote["start"] : quote["end"]] == quote["quote"] for quote in quotes
            )

        if body := self._ask("POST", "/v1/assessments", holds, status=201, json={"text": text}):
            self._assessments = [*self._assessments, body["id"]][-_KEPT:]

    @task(5)
    def plan(self) -> None:
        role_id = self._random.choice(_ROLE_IDS)
        wanted = {"role_id": role_id, "hours_per_week": self._random.randint(2, 40)}
        body = self._ask(
            "POST", "/v1/plans", lambda plan: plan["role_id"] == role_id and len(plan["steps"]) > 0, 201, json=wanted
        )
        if body:
            self._plans = [*self._plans, (body["id"], f'"{body["version"]}"')][-_KEPT:]

    @task(18)
    def search_skills(self) -> None:
        word = self._random.choice(_WORDS)
        self._ask(
            "GET",
            "/v1/skills",
            lambda found: (
                all(_names(skill, word) for skill in found["items"]) and (found["items"] or not _GIVEN["has_catalogue"])
            ),
            query=f"?query={word}&limit=20",
        )

    @task(10)
    def search_roles(self) -> None:
        title = self._random.choice(_TITLES)
        self._ask(
            "GET", "/v1/roles", lambda found: found["items"][0]["title"] == title, query=f"?query={title}&limit=10"
        )

    @task(6)
    def read_role(self) -> None:
        role_id = self._random.choice(_ROLE_IDS)
        self._ask("GET", "/v1/roles/{role_id}", lambda role: role["id"] == role_id, role_id=role_id)

    @task(8)
    def measure_gap(self) -> None:
        role_id = self._random.choice(_ROLE_IDS)
        self._ask("GET", "/v1/roles/{role_id}/gap", lambda gap: 0 <= gap["readiness"]["score"] <= 100, role_id=role_id)

    @task(5)
    def find_roles_nearby(self) -> None:
        self._ask("GET", "/v1/roles/nearby", lambda found: len(found["items"]) == 20, query="?limit=20")

    @task(8)
    def list_assessments(self) -> None:
        self._ask("GET", "/v1/assessments", lambda found: _begins_with(found, self._assessments), query="?limit=20")

    @task(8)
    def read_assessment(self) -> None:
        if self._assessments:
            assessment_id = self._random.choice(self._assessments)
            self._ask(
                "GET",
                "/v1/assessments/{assessment_id}",
                lambda body: body["id"] == assessment_id,
                assessment_id=assessment_id,
            )

    @task(5)
    def read_skills_held(self) -> None:
        self._ask("GET", "/v1/users/me/skills", lambda found: isinstance(found["items"], list), query="?limit=50")

    @task(6)
    def list_plans(self) -> None:
        made = [plan_id for plan_id, _ in self._plans]
        self._ask("GET", "/v1/plans", lambda found: _begins_with(found, made), query="?limit=20")

    @task(9)
    def read_plan(self) -> None:
        if self._plans:
            plan_id, etag = self._random.choice(self._plans)
            if self._random.random() < 0.3:
                self._ask("GET", "/v1/plans/{plan_id}", None, 304, plan_id=plan_id, headers={"If-None-Match": etag})
            else:
                self._ask("GET", "/v1/plans/{plan_id}", lambda plan: plan["id"] == plan_id, plan_id=plan_id)

    def _ask(
        self,
        method: str,
        route: str,
        holds: Callable[[Json], object] | None,
        status: int = 200,
        *,
        query: str = "",
        json: Json | None = None,
        headers: dict[str, str] | None = None,
        **variables: str,
    ) -> Json | None:
        """The answer's body where it is what it should be; what is not is a failure of the run."""
        with self.client.request(
            method,
            route.format(**variables) + query,
            name=route,
            json=json,
            headers=self._headers | (headers or {}),
            catch_response=True,
        ) as answer:
            if answer.status_code != status:
                answer.failure(f"answered {answer.status_code}: {(answer.text or answer.error or '')!s:.200}")
                return None
            body: Json | None = answer.json() if holds else None
            if holds and body is not None and not holds(body):
                answer.failure("answered something else than was asked for")
                return None
        return body


def _begins_with(found: Json, made: list[str]) -> bool:
    """Whether the list begins with what was made last."""
    return [item["id"] for item in found["items"][:1]] == made[-1:]


def _names(skill: Json, word: str) -> bool:
    return any(word in label.lower() for label in (skill["name"], *skill["alt_labels"]))


@events.test_start.add_listener
def tell(environment: Environment, **_: object) -> None:
    """How far it is, once a second."""

    def lines(runner: Runner) -> None:
        while True:
            gevent.sleep(1.0)
            print(json.dumps(_figures(runner.stats.total)), flush=True)  # noqa: T201 - for run.py

    if environment.runner is not None:
        gevent.spawn(lines, environment.runner)


@events.quitting.add_listener
def tell_all(environment: Environment, **_: object) -> None:
    """Each route, and what went wrong."""
    stats = environment.stats
    failed = stats.errors.values()
    report = {
        "total": _figures(stats.total),
        "routes": {f"{method} {name}": _figures(entry) for (name, method), entry in sorted(stats.entries.items())},
        "errors": [f"{error.occurrences} x {error.method} {error.name}: {error.error}" for error in failed],
    }
    print(json.dumps(report), flush=True)  # noqa: T201 - for run.py


def _figures(entry: StatsEntry) -> dict[str, float]:
    named = {f"p{percent}_ms": entry.get_response_time_percentile(percent / 100) or 0 for percent in (50, 95, 99)}
    return {
        "requests": entry.num_requests,
        "failures": entry.num_failures,
        "per_second": round(entry.total_rps, 2),
        **named,
        "most_ms": round(entry.max_response_time, 1),
    }
