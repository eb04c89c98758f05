"""The stores that the contract holds for. A test that takes `backend` runs on each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from sqlalchemy import Engine

from shared.domain.assessment import (
    Action,
    AssessedSkill,
    Assessment,
    AssessmentResult,
    Evidence,
    EvidenceKind,
    Level,
    Polarity,
    Proficiency,
    Recommendation,
    ScorePart,
    Section,
    SetAside,
)
from shared.domain.caller import Caller
from shared.domain.ids import AssessmentId, SkillId, UserId, new_id
from shared.domain.skill import ReuseLevel, Skill, SkillSource, SkillType
from shared.domain.user import User
from shared.local.supabase_lite import LiteStack
from shared.repositories.fake import MemoryRepository
from shared.unit_of_work.abstract import UnitOfWork
from shared.unit_of_work.fake import FakeUnitOfWork
from shared.unit_of_work.sqlalchemy import SqlUnitOfWork, create_schema, make_engine
from shared.unit_of_work.supabase import SupabaseUnitOfWork

NOW = datetime(2026, 11, 23, 5, 55, 35, 950000, tzinfo=UTC)


@dataclass(frozen=True)
class Backend:
    """One store, empty, with three accounts that have no profile yet."""

    editor: Caller
    reader: Caller
    other: Caller
    uow: Callable[[Caller], UnitOfWork]
    service: Callable[[], UnitOfWork]


@pytest.fixture(params=["memory", "sqlite", "postgres", "supabase"])
def backend(request: pytest.FixtureRequest) -> Backend:
    made: Backend = request.getfixturevalue(f"{request.param}_backend")
    return made


@pytest.fixture
def memory_backend() -> Backend:
    store = MemoryRepository()
    return Backend(*_callers(), uow=lambda _: FakeUnitOfWork(store), service=lambda: FakeUnitOfWork(store))


@pytest.fixture
def sqlite_backend(tmp_path: Path) -> Iterator[Backend]:
    engine = make_engine(f"sqlite:///{tmp_path / 'skillpath.sqlite'}")
    create_schema(engine)
    yield Backend(*_callers(), uow=lambda caller: SqlUnitOfWork(engine, caller), service=lambda: SqlUnitOfWork(engine))
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
        connection.execute("truncate auth.users, public.users, public.skills, public.assessments")
        for caller in callers:
            connection.execute("insert into auth.users (id) values (%s)", (caller.user_id,))
    return Backend(
        *callers,
        uow=lambda caller: SqlUnitOfWork(postgres_engine, caller),
        service=lambda: SqlUnitOfWork(postgres_engine),
    )


@pytest.fixture
def supabase_backend(lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client) -> Backend:
    headers = {"apikey": lite.secret_key, "Authorization": f"Bearer {lite.secret_key}"}
    for table in ("assessments", "skills", "users"):
        http.delete(f"{lite.url}/rest/v1/{table}?id=not.is.null", headers=headers).raise_for_status()
    return Backend(
        lite_people["editor"],
        lite_people["reader"],
        lite_people["other"],
        uow=lambda caller: SupabaseUnitOfWork(http, lite.url, lite.publishable_key, caller.token),
        service=lambda: SupabaseUnitOfWork(http, lite.url, lite.secret_key, None),
    )


def _callers() -> list[Caller]:
    return [Caller(UserId(uuid4()), is_editor) for is_editor in (True, False, False)]


@pytest.fixture
def own_skill(backend: Backend) -> Callable[..., Skill]:
    """A new own skill of the editor's."""

    def make(name: str, *, alt_labels: tuple[str, ...] = (), description: str = "") -> Skill:
        return Skill.own(name, SkillType.KNOWLEDGE, alt_labels, description, backend.editor.user_id, NOW)

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

    def make(caller: Caller, *, language: str = "en") -> Assessment:
        return Assessment.new(
            caller.user_id,
            _result(),
            now=NOW,
            as_of=date(2026, 11, 23),
            taxonomy_version="esco-1.1.1-en-1a2b3c4d",
            method_version="1",
            input_sha256="0" * 64,
            input_chars=2000,
            language=language,
        )

    return make


def _result() -> AssessmentResult:
    skill_id, other_id = SkillId(uuid4()), SkillId(uuid4())
    quote = "Led 👩🏽‍💻 a \"team\"\\n of {5}, 100% 'remote';\n\tC++ & C# – naïve עברית \u2028 \x01"
    evidence = Evidence(
        quote,
        start=10,
        end=10 + len(quote),
        mention_start=12,
        mention_end=15,
        section=Section.EXPERIENCE,
        kind=EvidenceKind.WORK,
        polarity=Polarity.AFFIRMED,
        entry="Data engineer, Acme, 2019 – 2021",
        period_start=date(2019, 1, 1),
        period_end=date(2021, 12, 1),
        months=36,
        cues=("led",),
    )
    undated = Evidence("no C", 0, 4, 3, 4, Section.SKILLS, EvidenceKind.CLAIM, Polarity.NEGATED)
    parts = (ScorePart("kind", 1.0, 0.4, 0.4, "work"), ScorePart("months", 1 / 3, 0.1 + 0.2, 1e-7, "36 months"))
    return AssessmentResult(
        (
            AssessedSkill(
                skill_id,
                "http://data.europa.eu/esco/skill/1",
                "C++",
                SkillType.KNOWLEDGE,
                SkillSource.ESCO,
                ("skills", "working with computers"),
                Proficiency(Level.PROFICIENT, 0.7000000000000001, 0.0, parts),
                36,
                date(2021, 12, 1),
                (evidence,),
            ),
            AssessedSkill(
                other_id,
                "urn:uuid:2",
                "K8s",
                SkillType.SKILL,
                SkillSource.SKILLPATH,
                (),
                Proficiency(Level.UNKNOWN, None, 0.1, ()),
                0,
                None,
                (),
            ),
        ),
        (SetAside(other_id, "C", undated),),
        (
            Recommendation(
                Action.REFRESH, skill_id, "C++", skill_id, "C++", quote, 10, 60, "Use it again.", "It is old."
            ),
        ),
    )


@pytest.fixture
def unknown_id() -> AssessmentId:
    return AssessmentId(new_id())
