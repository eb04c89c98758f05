"""`admit`, which every changing request asks first, and what is read of a person in one round trip."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.database.conftest import Database
from tests.database.samples import DOCUMENT_ID, NOW, PLAN_ID, RUN_ID, SKILL_ID, Row, profile_row, sample_rows

OWNER, OTHER = uuid4(), uuid4()
NOTHING = {"user": True, "retry_after_s": None, "answer": None, "profile": None}
ASKED = {"cost": 1, "burst": 3, "per_minute": 1, "key": None, "wants_profile": False}


class Postgres:
    """A plain Postgres with two profiles, asked as its Data API would ask it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rpc(self, function: str, *arguments: object, user: UUID | None = OWNER, role: str = "authenticated") -> Any:
        """One transaction of its own."""
        claims = {"role": role} | ({"sub": str(user)} if user else {})
        with psycopg.connect(self.url) as connection:
            connection.execute(
                "select set_config('request.jwt.claims', %s, true), set_config('role', %s, true)",
                (json.dumps(claims), role),
            )
            query = sql.SQL("select public.{}({})").format(
                sql.Identifier(function), sql.SQL(", ").join(sql.Placeholder() for _ in arguments)
            )
            given = [argument if isinstance(argument, UUID | None) else Jsonb(argument) for argument in arguments]
            found = connection.execute(query, given).fetchone()
            assert found is not None
            return found[0]

    def count_holdings(self, of: UUID | None, user: UUID | None = OWNER, role: str = "authenticated") -> Any:
        return self.rpc("count_holdings_of", of, user=user, role=role)

    def admit(self, user: UUID | None = OWNER, **asked: object) -> Any:
        return self.rpc("admit", ASKED | asked, user=user)

    def store(self, table: str, *rows: Row) -> None:
        with psycopg.connect(self.url) as connection:
            for row in rows:
                connection.execute(
                    sql.SQL("insert into {} select * from jsonb_populate_record(null::{}, %s)").format(
                        *[sql.Identifier("public", table)] * 2
                    ),
                    (Jsonb(row),),
                )

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Whatever its superuser asks."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def wait(self, seconds: float) -> None:
        """As if so much time had gone by since the owner's last request."""
        assert self.ask(
            "update private.rate_limits set full_at = full_at - make_interval(secs => %s) where user_id = %s"
            " returning full_at",
            seconds,
            OWNER,
        )

    def full_at(self) -> datetime | None:
        rows = self.ask("select full_at from private.rate_limits where user_id = %s", OWNER)
        return rows[0][0] if rows else None


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Postgres]:
    made = Postgres(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        for account in (OWNER, OTHER):
            connection.execute("insert into auth.users (id) values (%s)", (account,))
    made.store("users", profile_row(OWNER), profile_row(OTHER))
    yield made
    with psycopg.connect(postgres_url) as connection:
        connection.execute("delete from auth.users where id in (%s, %s)", (OWNER, OTHER))


@pytest.fixture
def answer_row() -> Callable[..., Row]:
    def make(**changes: Any) -> Row:
        moment = datetime.now().astimezone().isoformat()
        return sample_rows(OWNER, OTHER)["answers"] | {"created_at": moment} | changes

    return make


def test_without_a_profile_nothing_goes_on(postgres: Postgres):
    for user in (uuid4(), None):
        answer = postgres.admit(user, wants_profile=True)
        assert answer == {"user": False, "retry_after_s": None, "answer": None, "profile": None}
    assert postgres.rpc("admit", ASKED, user=None, role="service_role")["user"] is False


def test_so_much_at_once_and_then_no_more(postgres: Postgres):
    assert [postgres.admit() for _ in range(3)] == [NOTHING] * 3
    refused = postgres.admit()
    assert 1 <= refused.pop("retry_after_s") <= 60
    assert refused == {"user": True, "answer": None, "profile": None}


def test_what_is_used_comes_back_with_time(postgres: Postgres):
    postgres.admit(cost=3)
    assert postgres.admit()["retry_after_s"]
    postgres.wait(61)
    assert postgres.admit() == NOTHING
    assert postgres.admit()["retry_after_s"]


def test_what_was_long_unused_is_no_more_than_the_burst(postgres: Postgres):
    postgres.admit()
    postgres.wait(1_000_000)
    assert postgres.admit(cost=3) == NOTHING
    assert postgres.admit()["retry_after_s"]


def test_who_comes_back_when_told_to_finds_room(postgres: Postgres):
    postgres.admit(cost=2)
    wait_s = postgres.admit(cost=3)["retry_after_s"]
    assert 60 < wait_s <= 120
    postgres.wait(wait_s)
    assert postgres.admit(cost=3) == NOTHING


def test_a_refused_request_takes_nothing_and_costs_weigh(postgres: Postgres):
    postgres.admit(cost=2)
    before = postgres.full_at()
    assert postgres.admit(cost=2)["retry_after_s"]
    assert postgres.full_at() == before
    assert postgres.admit(cost=0) == NOTHING
    assert postgres.full_at() == before
    assert postgres.admit(cost=1) == NOTHING
    assert before is not None
    assert postgres.full_at() == before + timedelta(minutes=1)


def test_one_user_s_limit_is_not_another_s(postgres: Postgres):
    postgres.admit(cost=3)
    assert postgres.admit()["retry_after_s"]
    assert postgres.admit(OTHER, cost=3) == NOTHING


def test_of_requests_at_once_no_more_go_on_than_there_is_room_for(postgres: Postgres):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: postgres.admit(), range(8)))
    assert sum(answer == NOTHING for answer in answers) == 3


@pytest.mark.parametrize(
    "odd",
    [
        {"cost": -1}, {"cost": 4}, {"cost": 0.5}, {"cost": "1"}, {"cost": None}, {"cost": 10**7}, {"cost": "NaN"},
        {"burst": 0}, {"burst": -3}, {"burst": "NaN"}, {"burst": 1e300}, {"burst": None}, {"burst": [3]},
        {"per_minute": 0}, {"per_minute": -1}, {"per_minute": 1e-9}, {"per_minute": "Infinity"}, {"per_minute": True},
        {"key": 7}, {"key": ["k"]}, {"wants_profile": "yes"}, {"wants_profile": 1},
    ],
    ids=str,
)  # fmt: skip
def test_odd_arguments_are_refused_and_win_nothing_back(postgres: Postgres, odd: Row):
    postgres.admit(cost=3)
    before = postgres.full_at()
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        postgres.admit(**odd)
    assert postgres.full_at() == before


@pytest.mark.parametrize("odd", [None, 7, [], {}, [ASKED]], ids=str)
def test_what_is_no_request_is_refused(postgres: Postgres, odd: object):
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        postgres.rpc("admit", odd)


@pytest.mark.parametrize("asked", [{"burst": 999_999}, {"per_minute": 999_999}, {"burst": 1}, {"cost": 0}], ids=str)
def test_no_argument_brings_back_what_was_used(postgres: Postgres, asked: Row):
    postgres.admit(cost=3)
    before = postgres.full_at()
    postgres.admit(**asked)
    after = postgres.full_at()
    assert before is not None
    assert after is not None
    assert after >= before


def test_the_request_may_arrive_as_a_json_string(postgres: Postgres):
    assert postgres.rpc("admit", json.dumps(ASKED)) == NOTHING


def test_a_key_that_was_answered_brings_the_answer_and_takes_nothing(
    postgres: Postgres, answer_row: Callable[..., Row]
):
    row = answer_row(key="k", body='{"id": 1}')
    postgres.store("answers", row, answer_row(user_id=str(OTHER), key="theirs"))
    answer = postgres.admit(key="k", wants_profile=True)
    assert answer["profile"] is None
    assert answer["answer"].pop("created_at")
    assert answer["answer"] == {name: row[name] for name in ("fingerprint", "status", "headers", "body")}
    assert postgres.full_at() is None
    assert postgres.admit(key="theirs") == NOTHING


def test_an_answer_comes_back_even_where_there_is_no_room(postgres: Postgres, answer_row: Callable[..., Row]):
    postgres.store("answers", answer_row(key="k"))
    postgres.admit(cost=3)
    assert postgres.admit(key="k")["answer"]


def test_an_answer_stands_for_a_day(postgres: Postgres, answer_row: Callable[..., Row]):
    now = datetime.now().astimezone()
    old, young = ((now - timedelta(hours=hours)).isoformat() for hours in (24.1, 23.5))
    postgres.store(
        "answers",
        answer_row(key="old", created_at=old),
        answer_row(key="young", created_at=young),
        answer_row(key="theirs", created_at=old, user_id=str(OTHER)),
    )
    assert postgres.admit(key="old") == NOTHING
    assert sorted(postgres.ask("select key from public.answers")) == [("theirs",), ("young",)]
    assert postgres.admit(key="young")["answer"]


def test_old_answers_go_a_hundred_at_a_time_and_the_key_that_is_asked_for_first(
    postgres: Postgres, answer_row: Callable[..., Row]
):
    long_ago = datetime(2026, 1, 1).astimezone()
    rows = [answer_row(key=f"k{n}", created_at=(long_ago + timedelta(seconds=n)).isoformat()) for n in range(120)]
    postgres.store("answers", *rows)
    postgres.admit(key="k119")
    left = {key for (key,) in postgres.ask("select key from public.answers")}
    assert left == {f"k{n}" for n in range(99, 119)}


def test_a_profile_that_is_wanted_comes_with_the_admission(postgres: Postgres):
    assert postgres.admit(wants_profile=True) == NOTHING | {"profile": postgres.rpc("read_profile")}
    assert postgres.admit()["profile"] is None


def test_a_profile_is_the_latest_assessment_and_the_latest_word_on_each_skill(postgres: Postgres):
    sample = sample_rows(OWNER, OTHER)
    assert postgres.rpc("read_profile") == {
        "user": postgres.rpc("read_profile")["user"] | {"id": str(OWNER), "version": 1},
        "assessment": None,
        "corrections": [],
    }
    ids = [f"01a208ad-e747-76ba-a0f8-00000000010{n}" for n in range(4)]
    postgres.store("assessments", *(sample["assessments"] | {"id": id_} for id_ in ids[:2]))
    said = sample["corrections"]
    postgres.store(
        "corrections",
        said | {"id": ids[0]},
        said | {"id": ids[2], "verdict": "withdrawn", "level": None},
        said | {"id": ids[1]},
        said | {"id": ids[3], "skill_id": PLAN_ID},
    )
    read = postgres.rpc("read_profile")
    assert read["assessment"]["id"] == ids[1]
    assert read["assessment"]["result"] == sample["assessments"]["result"]
    assert [(row["skill_id"], row["id"]) for row in read["corrections"]] == [(SKILL_ID, ids[2]), (PLAN_ID, ids[3])]
    assert postgres.rpc("read_profile", user=OTHER)["corrections"] == []


def test_holdings_are_everything_of_one_person_oldest_first(postgres: Postgres, answer_row: Callable[..., Row]):
    sample = sample_rows(OWNER, OWNER)
    first, second = (f"01a208ad-e747-76ba-a0f8-00000000020{n}" for n in range(2))
    for table in ("assessments", "corrections"):
        postgres.store(table, sample[table] | {"id": second}, sample[table] | {"id": first})
    postgres.store("plans", sample["plans"])
    later = "2026-12-01T00:00:00+00:00"
    version = sample["plan_versions"]
    postgres.store("plan_versions", version | {"version": 2, "created_at": later}, version)
    postgres.store("answers", answer_row(key="b", created_at=later), answer_row(key="a", created_at=NOW))
    for table in ("documents", "workflow_runs"):
        postgres.store(table, sample[table])
    postgres.store("workflow_items", sample["workflow_items"] | {"number": 1}, sample["workflow_items"])
    skill = sample["skills"] | {"alt_labels": [], "description": "", "groups": [], "terms": []}
    with psycopg.connect(postgres.url) as connection:
        connection.execute("delete from public.skills")
        connection.execute(
            "insert into public.skills (id, uri, source, name, name_key, type, created_by, created_at, version)"
            " select id, uri, source, name, name_key, type, created_by, created_at, version"
            " from jsonb_populate_record(null::public.skills, %s)",
            (Jsonb(skill),),
        )
    held = postgres.rpc("read_holdings")
    assert held["user"]["id"] == str(OWNER)
    assert [row["id"] for row in held["assessments"]] == [first, second]
    assert [row["id"] for row in held["corrections"]] == [first, second]
    assert [row["version"] for row in held["plan_versions"]] == [1, 2]
    assert [row["key"] for row in held["answers"]] == ["a", "b"]
    assert held["added_skills"] == [SKILL_ID]
    assert held["plan_versions"][0]["plan"] == version["plan"]
    assert [row["id"] for row in held["documents"]] == [DOCUMENT_ID]
    assert [row["id"] for row in held["workflow_runs"]] == [RUN_ID]
    assert [row["number"] for row in held["workflow_items"]] == [0, 1]
    counts = {
        "profile": 1, "assessments": 2, "corrections": 2, "plans": 1, "plan_versions": 2, "answers": 2,
        "documents": 1, "workflow_runs": 1, "workflow_items": 2,
    }  # fmt: skip
    assert postgres.count_holdings(OWNER) == counts
    assert postgres.count_holdings(OWNER, role="service_role") == counts
    assert set(postgres.count_holdings(OWNER, user=OTHER).values()) == {0}
    theirs = postgres.rpc("read_holdings", user=OTHER)
    assert theirs.pop("user")["id"] == str(OTHER)
    assert set(map(str, theirs.values())) == {"[]"}


def test_who_has_no_profile_holds_nothing(postgres: Postgres):
    for user in (uuid4(), None):
        assert postgres.rpc("read_profile", user=user) is None
        assert postgres.rpc("read_holdings", user=user) is None
        assert set(postgres.count_holdings(user, user=user).values()) == {0}


def test_the_data_api_answers_the_same(database: Database):
    database.hold("users", "corrections", "answers")
    owner, other = database.actors["owner"], database.actors["other"]
    assert owner.rest("POST", "rpc/admit", {"request": ASKED | {"wants_profile": True}}).json() == NOTHING | {
        "profile": owner.rest("POST", "rpc/read_profile", {}).json()
    }
    assert owner.rest("POST", "rpc/admit", {"request": ASKED | {"cost": 3}}).json()["retry_after_s"] > 0
    assert owner.rest("POST", "rpc/admit", {"request": ASKED | {"burst": -1}}).status_code == 400
    (correction,) = owner.rest("POST", "rpc/read_holdings", {}).json()["corrections"]
    assert correction["id"] == database.sample["corrections"]["id"]
    assert other.rest("POST", "rpc/admit", {"request": ASKED}).json()["user"] is False
    assert other.rest("POST", "rpc/read_profile", {}).json() is None
    assert other.rest("POST", "rpc/read_holdings", {}).json() is None
    of_owner = {"of": database.sample["users"]["id"]}
    assert (
        owner.rest("POST", "rpc/read_profile_of", of_owner).json() == owner.rest("POST", "rpc/read_profile", {}).json()
    )
    assert other.rest("POST", "rpc/read_profile_of", of_owner).json() is None
    for function, body in {
        "admit": {"request": ASKED},
        "read_profile": {},
        "read_profile_of": of_owner,
        "read_holdings": {},
        "count_holdings_of": of_owner,
        "count_parts": {"request": {}},
        "count_items": {"request": {}},
    }.items():
        assert database.actors["anonymous"].rest("POST", f"rpc/{function}", body).json()["code"] == "42501"
