"""Where the store knows row level security, it bounds what the queries alone would not."""

import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import jwt
import pytest

from shared.domain.assessment import Assessment
from shared.domain.caller import Caller
from shared.domain.errors import NotAllowedError, NotAuthenticatedError, StaleVersionError, StoreUnavailableError
from shared.domain.ids import RoleId, SkillId, UserId
from shared.domain.plan import PlanVersion
from shared.domain.profile import Correction
from shared.domain.request import Answer
from shared.domain.role import RoleRecord
from shared.domain.skill import Skill
from shared.domain.user import User
from shared.local.supabase_lite import LiteStack
from shared.unit_of_work.sqlalchemy import SqlUnitOfWork, create_schema, make_engine
from shared.unit_of_work.supabase import SupabaseUnitOfWork
from tests.contract.conftest import NOW, Backend
from tests.contract.samples import next_version

Profile = Callable[[Caller], User]
MakeSkill = Callable[..., Skill]
MakeAssessment = Callable[..., Assessment]


@pytest.fixture(params=["postgres", "supabase"])
def backend(request: pytest.FixtureRequest) -> Backend:
    made: Backend = request.getfixturevalue(f"{request.param}_backend")
    return made


def test_somebody_elses_rows_are_not_there_even_when_asked_for_as_theirs(
    backend: Backend, profile: Profile, assessment: MakeAssessment
):
    theirs = assessment(backend.other)
    with backend.uow(backend.other) as uow:
        uow.users.add(profile(backend.other))
        uow.assessments.add(theirs)
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.users.get(backend.other.user_id) is None
        assert uow.assessments.get(backend.other.user_id, theirs.id) is None
        assert uow.assessments.list_page(backend.other.user_id, None, 10).items == ()
        uow.assessments.delete(theirs.summary)
        with pytest.raises(StaleVersionError):
            uow.commit()
        uow.users.update(profile(backend.other).changed("Mallory", "en", NOW))
        with pytest.raises(StaleVersionError):
            uow.commit()
    with backend.uow(backend.other) as uow:
        assert uow.assessments.get(backend.other.user_id, theirs.id) == theirs
        assert uow.users.get(backend.other.user_id) == profile(backend.other)


def test_nothing_is_added_in_somebody_elses_name(backend: Backend, profile: Profile, assessment: MakeAssessment):
    with backend.uow(backend.other) as uow:
        uow.users.add(profile(backend.other))
        uow.commit()
    with backend.uow(backend.reader) as uow:
        uow.users.add(profile(backend.reader))
        uow.assessments.add(assessment(backend.other))
        with pytest.raises(NotAllowedError):
            uow.commit()
        assert uow.users.get(backend.reader.user_id) is None


def test_only_editors_add_skills_and_only_the_service_puts_them(
    backend: Backend, own_skill: MakeSkill, esco_skill: MakeSkill
):
    with backend.uow(backend.reader) as uow:
        uow.skills.add(replace(own_skill("Python"), created_by=backend.reader.user_id))
        with pytest.raises(NotAllowedError):
            uow.commit()
    with backend.uow(backend.editor) as uow:
        uow.skills.put_many([esco_skill("Python")])
        with pytest.raises(NotAllowedError):
            uow.commit()
        uow.skills.add(esco_skill("Python"))
        with pytest.raises(NotAllowedError):
            uow.commit()
        assert uow.skills.find_by_name("Python") is None


def test_somebody_elses_plans_and_words_are_not_there_even_when_asked_for_as_theirs(
    backend: Backend, plan: Callable[[Caller], PlanVersion], correction: Callable[..., Correction]
):
    user = backend.store_profile(backend.other)
    theirs, skill_id = plan(backend.other), SkillId(uuid4())
    with backend.uow(backend.other) as uow:
        uow.plans.add(theirs)
        uow.corrections.add(correction(backend.other, skill_id))
        uow.commit()
    with backend.uow(backend.reader) as uow:
        assert uow.profiles.get(user.id) is None
        assert uow.users.holdings(user.id) is None
        assert uow.plans.get(user.id, theirs.plan.id) is None
        assert uow.plans.history(user.id, theirs.plan.id, None, 10).items == ()
        assert uow.corrections.log(user.id, skill_id, 10) == []
        stale: tuple[Callable[[], None], ...] = (
            lambda: uow.plans.update(next_version(theirs)),
            lambda: uow.plans.delete(theirs.plan.summary),
            lambda: uow.users.delete(user),
        )
        for write in stale:
            write()
            with pytest.raises(StaleVersionError):
                uow.commit()
    with backend.uow(backend.other) as uow:
        assert uow.plans.get(user.id, theirs.plan.id) == theirs.plan


def test_no_plan_word_or_answer_is_stored_in_somebody_elses_name(
    backend: Backend, plan: Callable[[Caller], PlanVersion], correction: Callable[..., Correction]
):
    for caller in (backend.reader, backend.other):
        backend.store_profile(caller)
    answer = Answer(backend.other.user_id, "k", "0a" * 32, 201, (), "{}", NOW)
    with backend.uow(backend.reader) as uow:
        uow.plans.add(plan(backend.other))
        with pytest.raises(NotAllowedError):
            uow.commit()
        uow.corrections.add(correction(backend.other, SkillId(uuid4())))
        with pytest.raises(NotAllowedError):
            uow.commit()
        uow.answer_with(lambda _: answer)
        with pytest.raises(NotAllowedError):
            uow.commit()
    with backend.uow(backend.other) as uow:
        assert uow.users.count_holdings(backend.other.user_id)["answers"] == 0
        assert uow.plans.list_page(backend.other.user_id, None, 10).items == ()


def test_only_editors_change_own_skills_and_nobody_the_taxonomys(
    backend: Backend, own_skill: MakeSkill, esco_skill: MakeSkill
):
    own, esco = own_skill("duckdb"), esco_skill("Python")
    with backend.service() as uow:
        uow.skills.put_many([own, esco])
        uow.commit()
    backend.store_profile(backend.reader)
    for caller, skill in ((backend.reader, own), (backend.editor, esco)):
        with backend.uow(caller) as uow:
            uow.skills.update(replace(skill, description="changed", version=2))
            with pytest.raises(StaleVersionError):
                uow.commit()
            uow.skills.delete(skill)
            with pytest.raises(StaleVersionError):
                uow.commit()
            assert uow.skills.get(skill.id) == skill


def test_only_the_service_seeds_and_retires_roles(backend: Backend):
    role = RoleRecord(RoleId(uuid4()), "urn:role:1", "analyst", (), "2511", "", "esco-1.1.1")
    with backend.service() as uow:
        uow.roles.put_many([role])
        uow.commit()
    with backend.uow(backend.editor) as uow:
        uow.roles.put_many([replace(role, id=RoleId(uuid4()), uri="urn:role:2")])
        with pytest.raises(NotAllowedError):
            uow.commit()
        uow.roles.retire("esco-1.2.0")
        # Refused for want of a grant, or let through to where row level security leaves it no row to delete.
        with suppress(NotAllowedError):
            uow.commit()
        assert uow.roles.count("esco-1.1.1") == 1


def test_rights_do_not_linger_on_a_shared_connection(backend: Backend, profile: Profile, esco_skill: MakeSkill):
    with backend.uow(backend.other) as uow:
        uow.users.add(profile(backend.other))
        uow.commit()
    for _ in range(3):
        with backend.service() as uow:
            uow.skills.put_many([esco_skill("Python")])
            uow.commit()
            assert uow.users.get(backend.other.user_id) is not None
        with backend.uow(backend.reader) as uow:
            assert uow.users.get(backend.other.user_id) is None
        with backend.uow(backend.other) as uow:
            assert uow.users.get(backend.other.user_id) is not None


@pytest.mark.parametrize("token", ["expired", "foreign", "x.y.z"])
def test_a_token_that_the_api_does_not_accept_is_no_sign_in(
    lite: LiteStack, lite_people: dict[str, Caller], http: httpx.Client, token: str, profile: Profile
):
    caller = lite_people["reader"]
    claims = jwt.decode(caller.token, options={"verify_signature": False})
    if token == "expired":
        token = jwt.encode(claims | {"exp": 1}, lite.jwt_secret, "HS256")
    elif token == "foreign":
        token = jwt.encode(claims, "of good length, but of another project", "HS256")
    with SupabaseUnitOfWork(http, lite.url, lite.publishable_key, token) as uow:
        with pytest.raises(NotAuthenticatedError):
            uow.users.get(caller.user_id)
        uow.users.add(profile(caller))
        with pytest.raises(NotAuthenticatedError):
            uow.commit()


def test_the_api_answers_a_ping_of_nobody_and_a_wrong_key_is_no_answer(lite: LiteStack, http: httpx.Client):
    SupabaseUnitOfWork(http, lite.url, lite.publishable_key, None).ping()
    with pytest.raises(StoreUnavailableError):
        SupabaseUnitOfWork(http, lite.url, "sb_publishable_wrong", None).ping()


def test_a_database_that_is_not_there_is_unavailable(profile: Profile, backend: Backend):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can answer
        engine = make_engine(f"postgresql://nobody@127.0.0.1:{taken.getsockname()[1]}/none")
        with SqlUnitOfWork(engine, backend.reader) as uow:
            with pytest.raises(StoreUnavailableError):
                uow.ping()
            with pytest.raises(StoreUnavailableError):
                uow.users.get(backend.reader.user_id)
            uow.users.add(profile(backend.reader))
            with pytest.raises(StoreUnavailableError):
                uow.commit()


def test_a_sqlite_file_that_another_process_keeps_locked_is_unavailable(tmp_path: Path):
    path = tmp_path / "skillpath.sqlite"
    engine = make_engine(f"sqlite:///{path}?timeout=0.1")
    create_schema(engine)
    user = User.new(UserId(uuid4()), "Ann", "en", NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, SqlUnitOfWork(engine) as uow:
        other.execute("begin immediate")
        uow.users.add(user)
        with pytest.raises(StoreUnavailableError):
            uow.commit()
        assert uow.users.get(user.id) is None, "a reader does not wait for a writer"
        other.execute("rollback")
        uow.users.add(user)
        uow.commit()
    engine.dispose()


def test_sqlite_in_memory_is_refused_with_what_to_use_instead():
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(ValueError, match="memory"):
            make_engine(url)
