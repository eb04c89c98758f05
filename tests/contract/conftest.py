"""The stores that the contract holds for. A test that takes `backend` runs on each of them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any, Protocol
from uuid import UUID, uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import Engine

from shared.domain.assessment import Assessment, FindingStrategy, Level
from shared.domain.caller import Caller
from shared.domain.errors import SkillpathError
from shared.domain.ids import AssessmentId, CorrectionId, DocumentId, SkillId, UserId, new_id
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction, Verdict
from shared.domain.skill import ReuseLevel, Skill, SkillSource, SkillType
from shared.domain.user import User
from shared.local.supabase_lite import LiteStack, sign_up
from shared.repositories.fake import MemoryRepository
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.fake import FakeUnitOfWork
from shared.unit_of_work.sqlalchemy import SqlUnitOfWork, create_schema, make_engine
from shared.unit_of_work.supabase import SupabaseUnitOfWork
from tests.contract.samples import NOW, assessment_result, first_version


class Clock(Protocol):
    """What the limits and the answers of a store age by."""

    def now(self) -> datetime: ...

    def wait(self, seconds: float) -> None: ...


@dataclass
class HandSet:
    """A clock that goes on only when it is told to."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class OfTheServer:
    """A server's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        sleep(seconds)


@dataclass(frozen=True)
class Backend:
    """One store, empty, with three accounts that have no profile yet.

    Attributes:
        newcomer: makes another account, which a test may have erased.
    """

    editor: Caller
    reader: Caller
    other: Caller
    newcomer: Callable[[], Caller]
    uow: Callable[[Caller], UnitOfWork]
    service: Callable[[], UnitOfWork]
    clock: Clock = field(default_factory=OfTheServer)

    def store_profile(self, caller: Caller) -> User:
        """Give a caller a profile, where they have none yet."""
        with self.uow(caller) as uow:
            user = uow.users.get(caller.user_id)
            if user is None:
                uow.users.add(user := User.new(caller.user_id, "Ann O'Neil", "en-GB", NOW))
                uow.commit()
        return user


def all_at_once(attempts: list[Callable[[], None]]) -> list[BaseException | None]:
    """Run each on a thread of its own, begun together: what each raised of the domain's errors, or None."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], None]) -> BaseException | None:
        barrier.wait(timeout=10)
        try:
            attempt()
        except SkillpathError as error:
            return error
        return None

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.fixture(params=["memory", "sqlite", "postgres", "supabase"])
def backend(request: pytest.FixtureRequest) -> Backend:
    made: Backend = request.getfixturevalue(f"{request.param}_backend")
    return made


@pytest.fixture
def memory_backend() -> Backend:
    clock = HandSet()
    store = MemoryRepository(clock.now)
    return Backend(
        *_callers(),
        newcomer=_caller,
        uow=lambda _: FakeUnitOfWork(store),
        service=lambda: FakeUnitOfWork(store),
        clock=clock,
    )


@pytest.fixture
def sqlite_backend(tmp_path: Path) -> Iterator[Backend]:
    engine = make_engine(f"sqlite:///{tmp_path / 'skillpath.sqlite'}")
    create_schema(engine)
    clock = HandSet()
    yield Backend(
        *_callers(),
        newcomer=_caller,
        uow=lambda caller: SqlUnitOfWork(engine, caller, clock.now),
        service=lambda: SqlUnitOfWork(engine, clock=clock.now),
        clock=clock,
    )
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """As the Data API connects: a role without rights of its own, that takes on the caller's."""
    engine = make_engine(postgres_url.replace("postgres@", "authenticator@"))
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_backend(postgres_url: str, postgres_engine: Engine) -> Backend:
    callers = _callers()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "truncate auth.users, public.skills, public.roles, public.doomed_objects, public.erasure_receipts cascade"
        )
        for caller in callers:
            connection.execute("insert into auth.users (id) values (%s)", (caller.user_id,))

    def newcomer() -> Caller:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("insert into auth.users (id) values (%s)", ((made := _caller()).user_id,))
        return made

    return Backend(
        *callers,
        newcomer=newcomer,
        uow=lambda caller: SqlUnitOfWork(postgres_engine, caller),
        service=lambda: SqlUnitOfWork(postgres_engine),
    )


@pytest.fixture
def supabase_backend(lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client) -> Backend:
    headers = {"apikey": lite.secret_key, "Authorization": f"Bearer {lite.secret_key}"}
    # What is a user's goes with them, and dooms their objects.
    for table, column in (
        ("users", "id"), ("roles", "id"), ("skills", "id"), ("doomed_objects", "key"), ("erasure_receipts", "run_id"),
    ):  # fmt: skip
        http.delete(f"{lite.url}/rest/v1/{table}?{column}=not.is.null", headers=headers).raise_for_status()

    def newcomer() -> Caller:
        user_id, token = sign_up(lite, f"{uuid4()}@example.org", "correct horse battery")
        return Caller(user_id, is_editor=False, token=token)

    return Backend(
        lite_people["editor"],
        lite_people["reader"],
        lite_people["other"],
        newcomer=newcomer,
        uow=lambda caller: SupabaseUnitOfWork(http, lite.url, lite.publishable_key, caller.token),
        service=lambda: SupabaseUnitOfWork(http, lite.url, lite.secret_key, None),
    )


def _callers() -> list[Caller]:
    return [_caller(is_editor=is_editor) for is_editor in (True, False, False)]


def _caller(*, is_editor: bool = False) -> Caller:
    return Caller(UserId(uuid4()), is_editor)


@pytest.fixture
def own_skill(backend: Backend) -> Callable[..., Skill]:
    """A new own skill of the editor's, who has a profile."""
    backend.store_profile(backend.editor)

    def make(name: str, **given: Any) -> Skill:
        made = Skill.own(name, SkillType.KNOWLEDGE, (), "", backend.editor.user_id, NOW)
        return replace(made, **given)

    return make


@pytest.fixture
def esco_skill() -> Callable[..., Skill]:
    """A skill of a compiled taxonomy."""

    def make(name: str, **changes: Any) -> Skill:
        skill_id = SkillId(uuid4())
        given: dict[str, Any] = {
            "type": SkillType.SKILL,
            "reuse_level": ReuseLevel.CROSS_SECTOR,
            "groups": ("S", "S5"),
            "taxonomy_version": "esco-1.1.1-en-1a2b3c4d",
        }
        return Skill(
            skill_id,
            f"http://data.europa.eu/esco/skill/{skill_id}",
            SkillSource.ESCO,
            name,
            created_at=NOW,
            **given | changes,
        )

    return make


@pytest.fixture
def profile() -> Callable[[Caller], User]:
    return lambda caller: User.new(caller.user_id, "Ann O'Neil", "en-GB", NOW)


@pytest.fixture
def assessment() -> Callable[..., Assessment]:
    """One with every kind of value in it, and odd characters wherever a CV can put them."""

    def make(
        caller: Caller,
        *,
        language: str = "en",
        document_id: DocumentId | None = None,
        strategy: FindingStrategy = FindingStrategy.EXACT,
    ) -> Assessment:
        return Assessment.new(
            caller.user_id,
            assessment_result(),
            now=NOW,
            as_of=date(2026, 11, 23),
            taxonomy_version="esco-1.1.1-en-1a2b3c4d",
            method_version="1",
            input_sha256="0" * 64,
            input_chars=2000,
            language=language,
            document_id=document_id,
            strategy=strategy,
        )

    return make


@pytest.fixture
def unknown_id() -> AssessmentId:
    return AssessmentId(new_id())


@pytest.fixture
def correction() -> Callable[..., Correction]:
    """Each one newer than the one before, within a millisecond too."""
    first, number = new_id().int >> 32 << 32, count()

    def make(caller: Caller, skill_id: SkillId, verdict: Verdict = Verdict.ADJUSTED, **given: Any) -> Correction:
        level = Level.EXPERT if verdict in (Verdict.ADJUSTED, Verdict.CONFIRMED) else None
        made = Correction.new(caller.user_id, skill_id, 'C++ "x"', verdict, level, Level.NOVICE, "It's\n{so}.", NOW)
        return replace(made, id=CorrectionId(UUID(int=first + next(number))), **given)

    return make


@pytest.fixture
def plan() -> Callable[[Caller], PlanVersion]:
    """The first version of a new plan, with every kind of value in it."""
    return lambda caller: first_version(caller.user_id)
