"""Breakers that all instances share, and budgets, as Postgres keeps them: the same rules as in plain Python."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from psycopg import sql
from psycopg.types.json import Jsonb

from shared import bootstrap
from shared.domain.errors import CircuitOpenError, NotAllowedError, StoreUnavailableError
from shared.domain.ids import UserId
from shared.gateways.breakers import BreakerStore, RpcBreakerStore
from shared.gateways.resilience.breaker import BreakerPolicy, Phase, Report
from shared.gateways.resilience.deadline import Deadline
from shared.gateways.resilience.guard import CallPolicy
from shared.local.supabase_lite import LiteStack
from shared.repositories.supabase.api import DataApi
from tests.database.conftest import Database
from tests.database.samples import profile_row
from tests.unit.gateways.breaker_machine import NAME, Beside, BreakerMachine, RealTime

OWNER = UserId(uuid4())
POLICY = BreakerPolicy(failures=2, rate=0.5, window_s=3100, open_s=1000, probes=2, lease_s=500)

Call = Callable[[str, Mapping[str, Any]], Any]


@pytest.fixture
def connect(postgres_url: str) -> Iterator[Callable[[str], psycopg.Connection[Any]]]:
    """Makes connections that act in a role; what they left behind goes at the end."""
    made = []

    def connect_as(role: str) -> psycopg.Connection[Any]:
        connection = psycopg.connect(postgres_url, autocommit=True)
        made.append(connection)
        connection.execute("select set_config('role', %s, false)", (role,))
        return connection

    yield connect_as
    for connection in made:
        connection.close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("delete from private.breakers")
        connection.execute("delete from auth.users where id = %s", (OWNER,))


def _call_on(connection: psycopg.Connection[Any]) -> Call:
    def call(function: str, arguments: Mapping[str, Any]) -> Any:
        query = sql.SQL("select public.{}(%s)").format(sql.Identifier(function))
        found = connection.execute(query, (Jsonb(arguments["request"]),)).fetchone()
        assert found is not None
        return found[0]

    return call


@pytest.fixture
def call(connect: Callable[[str], psycopg.Connection[Any]]) -> Call:
    return _call_on(connect("service_role"))


@pytest.fixture
def superuser(connect: Callable[[str], psycopg.Connection[Any]]) -> psycopg.Connection[Any]:
    return connect("none")


def _pass_time(superuser: psycopg.Connection[Any], name: str, seconds: float) -> None:
    """As if all that happened had happened so much earlier."""
    superuser.execute(
        "update private.breakers set since = since - make_interval(secs => %(s)s), probes = ("
        " select coalesce(jsonb_object_agg(key, value::numeric - %(s)s::numeric), '{}') from jsonb_each(probes)"
        ") where name = %(name)s",
        {"s": seconds, "name": name},
    )


def _open(store: BreakerStore, name: str) -> None:
    version = store.enter(name, POLICY, 0).version
    for _ in range(POLICY.failures):
        word = store.report(name, POLICY, Report(version, failed=1))
    assert word.phase is Phase.OPEN


def test_whatever_happens_the_shared_breaker_does_as_the_pure_one_and_lets_no_more_than_its_probes_through(
    call: Call, superuser: psycopg.Connection[Any]
):
    class PostgresWorld:
        """One breaker of its own, in a table that others use too."""

        def __init__(self) -> None:
            superuser.execute("delete from private.breakers where name = %s", (NAME,))
            self.now = RealTime()
            self.store = Beside(RpcBreakerStore(call), self.now)

        def pass_time(self, seconds: float) -> None:
            self.now.now_s += seconds
            _pass_time(superuser, NAME, seconds)

        def end(self) -> None: ...

    class InPostgres(BreakerMachine):
        make_world = PostgresWorld

    run_state_machine_as_test(
        InPostgres,
        settings=settings(
            max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )


def test_of_many_that_ask_at_once_no_more_than_the_probes_go_through(
    connect: Callable[[str], psycopg.Connection[Any]], superuser: psycopg.Connection[Any]
):
    stores = [RpcBreakerStore(_call_on(connect("service_role"))) for _ in range(8)]
    for round_number in range(10):
        name = f"crowd-{round_number}"
        _open(stores[0], name)
        _pass_time(superuser, name, POLICY.open_s)
        with ThreadPoolExecutor(8) as threads:
            words = list(threads.map(lambda store, of=name: store.enter(of, POLICY, 0), stores))
        assert sum(word.probe is not None for word in words) == POLICY.probes
        assert len({word.version for word in words}) == 1


def test_of_failures_at_once_one_opens_it(connect: Callable[[str], psycopg.Connection[Any]]):
    stores = [RpcBreakerStore(_call_on(connect("service_role"))) for _ in range(8)]
    first = stores[0].enter("crowd", POLICY, 0)
    with ThreadPoolExecutor(8) as threads:
        words = list(threads.map(lambda store: store.report("crowd", POLICY, Report(first.version, failed=1)), stores))
    assert {(word.phase, word.version) for word in words} <= {(Phase.CLOSED, 1), (Phase.OPEN, 2)}
    assert stores[0].enter("crowd", POLICY, 0).version == 2


def test_a_breaker_stays_shared_by_its_name_alone(call: Call):
    store = RpcBreakerStore(call)
    _open(store, "queue")
    assert store.enter("queue", POLICY, 0).phase is Phase.OPEN
    assert store.enter("object-store", POLICY, 0).phase is Phase.CLOSED


@pytest.mark.parametrize("function", ["breaker_enter", "breaker_report"])
@pytest.mark.parametrize(
    "wrong",
    [{"ok": None}, {"ok": "1"}, {"ok": -1}, {"ok": 1e30}, {"probes": []}, {"name": None}, {"name": "No Such Name"}],
    ids=repr,
)
def test_a_request_that_is_none_is_an_error(call: Call, function: str, wrong: dict[str, Any]):
    request = {
        "name": "queue", "version": 1, "probe": None, "ok": 0, "failed": 0, "failures": 2, "rate": 0.5, "window_s": 9,
        "open_s": 9, "probes": 1, "lease_s": 9,
    }  # fmt: skip
    call(function, {"request": request})
    with pytest.raises((psycopg.errors.InvalidParameterValue, psycopg.errors.IntegrityError)):
        call(function, {"request": request | wrong})


def test_a_request_may_come_as_a_string_that_holds_it(call: Call):
    asked = {"name": "queue", "ok": 0, "window_s": 9, "open_s": 9, "probes": 1, "lease_s": 9}
    assert call("breaker_enter", {"request": json.dumps(asked)})["phase"] == "closed"


@pytest.mark.parametrize("role", ["authenticated", "anon"])
@pytest.mark.parametrize("function", ["breaker_enter", "breaker_report", "llm_reserve", "llm_settle"])
def test_nobody_but_the_service_asks_or_tells(
    connect: Callable[[str], psycopg.Connection[Any]], role: str, function: str
):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _call_on(connect(role))(function, {"request": {}})


def test_the_data_api_serves_it_to_the_service(lite: LiteStack, database: Database):
    name = f"lite-{uuid4().hex[:8]}"
    service = database.actors["service"]
    store = RpcBreakerStore(lambda function, request: service.rest("POST", f"rpc/{function}", request).json())
    _open(store, name)
    refused = store.enter(name, POLICY, 0)
    assert refused.probe is None
    assert 0 < (refused.retry_after_s or 0) <= POLICY.open_s
    adapter = RpcBreakerStore(DataApi(service.http, lite.url, lite.secret_key, None).call)
    assert adapter.enter(name, POLICY, 0).phase is Phase.OPEN
    stranger = RpcBreakerStore(DataApi(service.http, lite.url, lite.publishable_key, None).call)
    with pytest.raises((NotAllowedError, StoreUnavailableError)):
        stranger.enter(name, POLICY, 0)


def test_the_store_sql_asks_the_same_functions(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str, call: Call, person: str
):
    monkeypatch.setenv("SKILLPATH_STORE", "sql")
    monkeypatch.setenv("SKILLPATH_DATABASE_URL", postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    bootstrap.reset()
    try:
        _open(RpcBreakerStore(call), "sql")
        guard = bootstrap.guard("sql", CallPolicy(breaker=replace(POLICY, lease_s=60)))
        with pytest.raises(CircuitOpenError):
            guard.call(lambda _own: "done", Deadline.after(60))
        assert bootstrap.token_budget(OWNER).reserve(7).tokens == 7
    finally:
        bootstrap.reset()


@pytest.fixture
def person(superuser: psycopg.Connection[Any]) -> str:
    """With a profile."""
    superuser.execute("insert into auth.users (id) values (%s)", (OWNER,))
    superuser.execute(
        "insert into public.users select * from jsonb_populate_record(null::public.users, %s)",
        (Jsonb(profile_row(OWNER)),),
    )
    return str(OWNER)


def test_a_day_s_tokens_are_taken_and_given_back(call: Call, person: str):
    def reserve(tokens: int) -> Any:
        return call("llm_reserve", {"request": {"user_id": person, "tokens": tokens, "per_day": 1000}})

    def settle(**said: Any) -> Any:
        return call("llm_settle", {"request": {"user_id": person, **said}})

    first = reserve(700)
    assert first["left"] == 300
    assert reserve(301) == {"day": None, "left": 300}
    assert settle(day=first["day"], reserved=700, used=100)
    assert reserve(900) == {"day": first["day"], "left": 0}
    # What was used beyond what was reserved is spent all the same.
    assert settle(day=first["day"], reserved=900, used=1000)
    assert reserve(0) == {"day": None, "left": 0}
    assert not settle(day="2026-01-01", reserved=1, used=1)


def test_many_at_once_take_no_more_than_there_is(connect: Callable[[str], psycopg.Connection[Any]], person: str):
    calls = [_call_on(connect("service_role")) for _ in range(8)]
    request = {"request": {"user_id": person, "tokens": 300, "per_day": 1000}}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda call: call("llm_reserve", request), calls))
    assert sum(answer["day"] is not None for answer in answers) == 3


def test_other_days_are_forgotten_and_a_stranger_has_none(call: Call, superuser: psycopg.Connection[Any], person: str):
    superuser.execute("insert into private.llm_spend values (%s, '2026-01-01', 1000)", (person,))
    request = {"tokens": 1, "per_day": 1000}
    assert call("llm_reserve", {"request": {"user_id": person, **request}})["left"] == 999
    assert len(superuser.execute("select day from private.llm_spend where user_id = %s", (person,)).fetchall()) == 1
    assert call("llm_reserve", {"request": {"user_id": str(uuid4()), **request}}) == {"day": None, "left": 0}
